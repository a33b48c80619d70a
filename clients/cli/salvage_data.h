// `flipover salvage`: copies what is whole of a damaged data directory into a new one. Asks no server.
#pragma once

#include <string>

#include "clients/cli/failure.h"

namespace flipover {

struct SalvageAsked {
  std::string directory;
  std::string into;
  std::string server_key;  // where the server's key file lives if not in the directory
};
// kRefused: something was left.
Exit salvage_data(const SalvageAsked& asked);

}  // namespace flipover
