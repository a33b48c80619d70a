// What a small meeting feels of people who read another meeting's past back, over and over.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>

#include "tests/bench/board_writer.h"
#include "tests/bench/server_process.h"

namespace flipover {

struct LookingBackOptions {
  BoardSize log{2'000, 300, 18'000};  // together 20,000 records
  std::size_t connections = 4;
  std::size_t rounds = 3;
  std::chrono::milliseconds measured{10'000};  // of each round, each way
};

// Prints what it measured: others' latencies without readers, while all connections are one participant's, and while each is
// another's.
void measure_looking_back(net::io_context& context, ServerProcess& server, const LookingBackOptions& options);

}  // namespace flipover
