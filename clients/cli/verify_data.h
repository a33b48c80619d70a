// `flipover verify`: what of a data directory holds, and what does not. Reads files, asks no server.
#pragma once

#include <string>

#include "clients/cli/failure.h"

namespace flipover {

// `server_key`: where the server's key file lives if not in the directory. kRefused: something does not hold.
Exit verify_data(const std::string& directory, const std::string& server_key);

}  // namespace flipover
