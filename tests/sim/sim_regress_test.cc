// Seeds that once failed, each with what a user would have seen. A seed speaks of the workload as it stands: when that
// changes, the seed is found anew by taking the fix out, or stays as one seed more.
#include <gtest/gtest.h>

#include <string>

#include "tests/sim/simulation.h"

namespace flipover::sim {
namespace {

struct Seen {
  std::uint64_t seed;
  const char* what;
};

class OnceFailed : public testing::TestWithParam<Seen> {};

TEST_P(OnceFailed, HoldsNow) {
  const Report report = simulate(GetParam().seed);
  for (const auto& objection : report.objections) {
    ADD_FAILURE() << GetParam().what << "\n  " << objection.oracle << ": " << objection.what;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Seeds, OnceFailed,
    testing::Values(
        Seen{17, "A replay lacked a card that had been split off a card which was made private later."},
        Seen{42, "A replay told of a card split off that was made private later; the export had another hash."},
        Seen{895, "After a short loss of the connection a card still lay on another from which it had been taken."},
        Seen{9, "A server kept each meeting it had closed in memory (AddressSanitizer says so)."}));

}  // namespace
}  // namespace flipover::sim
