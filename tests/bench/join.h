// How long it takes to have the whole board, from connecting on, when a text has had many edits.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>

#include "tests/bench/server_process.h"

namespace flipover {

struct JoinOptions {
  std::size_t edits = 20'000;
  std::size_t joins = 50;
};

// Prints what it measured. Stops and starts the server, for the first join after a restart.
void measure_join(net::io_context& context, ServerProcess& server, const JoinOptions& options);

}  // namespace flipover
