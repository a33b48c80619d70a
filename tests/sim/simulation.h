// Simulation: one run of a whole server and its clients in one thread, on a simulated clock, network and disk. A seed
// decides everything that chance decides.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/oracles.h"

namespace flipover::sim {

// What a run came to.
struct Report {
  std::uint64_t seed = 0;
  std::vector<Objection> objections;  // none: all held

  std::uint64_t records = 0;
  std::uint64_t operations = 0;  // asked for by clients
  std::uint64_t refused = 0;
  std::uint64_t crashes = 0;
  std::uint64_t stops = 0;          // orderly
  std::uint64_t failed_appends = 0;
  std::uint64_t connections = 0;
  std::uint64_t checkpoints = 0;
  std::uint64_t boards_compared = 0;
  std::uint64_t words_checked = 0;
  std::map<std::string, std::uint64_t> refusals;  // code -> how often
  std::map<int, std::uint64_t> kinds;             // kind of operation in the log -> how often
};

Report simulate(std::uint64_t seed);

bool objects(const Report& report, const std::string& oracle);

}  // namespace flipover::sim
