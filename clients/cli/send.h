// `flipover send`: operations from standard input, their answers on standard output.
#pragma once

#include <string>

#include "clients/cli/context.h"

namespace flipover {

struct SendOrder {
  std::string meeting;
  std::string client_file;
  double per_second = 190;  // below what a server takes of one participant; 0: as fast as it answers
};

// kDone: all committed; kRefused: some were not. Throws Failure when the connection is lost for good: a rerun sends
// again what has no answer then.
Exit send(const Context& context, const SendOrder& order);

}  // namespace flipover
