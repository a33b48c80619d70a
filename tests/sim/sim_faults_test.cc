// Planted faults: each breaks one guarantee, and the oracle that stands for it says so within a few seeds. Without a
// fault the same seeds hold.
#include <gtest/gtest.h>

#include <string>

#include "server/base/planted_fault.h"
#include "tests/sim/simulation.h"

namespace flipover::sim {
namespace {

constexpr std::uint64_t kSeedsMax = 40;

std::string words(const Report& report) {
  std::string words = "seed " + std::to_string(report.seed) + ", rerun: ./sim --seed " + std::to_string(report.seed);
  for (const auto& objection : report.objections) words += "\n  " + objection.oracle + ": " + objection.what;
  return words;
}

class PlantedFaults : public testing::Test {
 protected:
  ~PlantedFaults() override { unplant_all(); }

  // The first seed whose run the oracle objects to, or 0.
  static std::uint64_t caught_by(const std::string& oracle, Fault fault) {
    plant(fault);
    std::uint64_t caught = 0;
    for (std::uint64_t seed = 1; seed <= kSeedsMax && caught == 0; ++seed) {
      if (objects(simulate(seed), oracle)) caught = seed;
    }
    unplant_all();
    return caught;
  }
  static void expect_clean(std::uint64_t seed) {
    const Report report = simulate(seed);
    EXPECT_TRUE(report.objections.empty()) << words(report);
  }
};

TEST_F(PlantedFaults, ASkippedSyncIsCaughtAsShownBeforeDurable) {  // G2
  const std::uint64_t seed = caught_by("G2", Fault::kSkipSync);
  ASSERT_NE(seed, 0U);
  expect_clean(seed);
}

TEST_F(PlantedFaults, ASkippedSyncIsCaughtAsSavedAndLost) {  // G4
  const std::uint64_t seed = caught_by("G4", Fault::kSkipSync);
  ASSERT_NE(seed, 0U);
  expect_clean(seed);
}

TEST_F(PlantedFaults, ShowingBeforeTheLogHasItIsCaught) {  // G2
  const std::uint64_t seed = caught_by("G2", Fault::kShowBeforeDurable);
  ASSERT_NE(seed, 0U);
  expect_clean(seed);
}

TEST_F(PlantedFaults, ABlindItemShownToAllIsCaught) {  // G5
  const std::uint64_t seed = caught_by("G5", Fault::kLeakBlindItem);
  ASSERT_NE(seed, 0U);
  expect_clean(seed);
}

TEST_F(PlantedFaults, AForgottenRetryIsCaughtAsCommittedTwice) {  // G3
  const std::uint64_t seed = caught_by("G3", Fault::kDropRetryId);
  ASSERT_NE(seed, 0U);
  expect_clean(seed);
}

TEST_F(PlantedFaults, ARefusedCounterAnsweredAsSavedIsCaught) {  // G3
  const std::uint64_t seed = caught_by("G3", Fault::kAnswerRefusedAsSaved);
  ASSERT_NE(seed, 0U);
  expect_clean(seed);
}

TEST_F(PlantedFaults, ReadingOnThroughABrokenHandleIsCaughtAsSavedAndLost) {  // G4
  const std::uint64_t seed = caught_by("G4", Fault::kReadThroughBrokenHandle);
  ASSERT_NE(seed, 0U);
  expect_clean(seed);
}

}  // namespace
}  // namespace flipover::sim
