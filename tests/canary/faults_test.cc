// Each rule of sight broken on purpose: the sweep says so within a few meetings.
#include "tests/canary/faults.h"

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/canary/sweep.h"

namespace flipover::canary {
namespace {

constexpr std::uint64_t kSeedsMax = 30;

class BrokenRule : public testing::TestWithParam<NamedFault> {
 protected:
  ~BrokenRule() override { unplant_all(); }
};

TEST_P(BrokenRule, IsSeenByTheSweep) {  // G5
  plant(GetParam().fault);
  std::uint64_t seen = 0;
  std::string objection;
  for (std::uint64_t seed = 1; seed <= kSeedsMax && seen == 0; ++seed) {
    const Report report = sweep(seed, Until::kFirstObjection);
    if (report.objections.empty()) continue;
    seen = seed;
    objection = report.objections.front();
  }
  EXPECT_NE(seen, 0U);
  RecordProperty("seed", std::to_string(seen));
  RecordProperty("objection", objection);
}

INSTANTIATE_TEST_SUITE_P(OfSight, BrokenRule, testing::ValuesIn(faults()),
                         [](const auto& of) { return std::string(of.param.name); });

}  // namespace
}  // namespace flipover::canary
