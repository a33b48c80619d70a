// Connections on which nothing happens: what each costs the server in memory.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <string>

#include "tests/bench/server_process.h"

namespace flipover {

struct IdleOptions {
  std::size_t meetings = 50;
  std::size_t seats = 20;    // participants of each
  std::size_t devices = 5;   // connections of each participant
};

// Prints what it measured.
void measure_idle(net::io_context& context, ServerProcess& server, const IdleOptions& options);

}  // namespace flipover
