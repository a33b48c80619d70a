// What a small meeting feels while many people come into a large one at once, and how they come back after a crash.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>

#include "tests/bench/board_writer.h"
#include "tests/bench/server_process.h"

namespace flipover {

struct CrowdOptions {
  BoardSize board{6'000, 1'500, 0};
  std::size_t people = 60;
  std::size_t missed = 200;  // edits that half of them missed when the server is killed
  std::chrono::milliseconds measured{10'000};
};

// Prints what it measured. Kills and starts the server.
void measure_crowd(net::io_context& context, ServerProcess& server, const CrowdOptions& options);

}  // namespace flipover
