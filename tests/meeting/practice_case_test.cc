// The case to practise with: as far as its factors, and not a step further.
#include "server/meeting/import/practice_case.h"

#include <gtest/gtest.h>

namespace flipover {
namespace {

constexpr std::int64_t kNow = 1'800'000'000'000;

Catalogue catalogue() { return *Catalogue::load_embedded(); }

TEST(PracticeCaseTest, ItEndsInItsFactorsWithNoRoundOpen) {
  const auto plan = practice_plan(catalogue(), "Lotte", "", kNow);
  ASSERT_TRUE(plan) << plan.error().en;
  std::string phase;
  int rounds = 0;
  std::size_t factors = 0;
  for (const ImportStep& step : plan->steps) {
    const pb::Operation& operation = step.operation;
    if (operation.has_go_to_phase()) phase = operation.go_to_phase().phase();
    if (operation.has_open_round()) ++rounds;
    if (operation.has_close_round()) --rounds;
    if (operation.has_add_item() && phase == "factoren") ++factors;
    EXPECT_FALSE(operation.has_end_meeting());
    EXPECT_FALSE(operation.has_set_client_view());
  }
  EXPECT_EQ(phase, "factoren");
  EXPECT_EQ(rounds, 0);
  EXPECT_GT(factors, 5U);
}

TEST(PracticeCaseTest, ItHasComeSoFarJustNow) {
  const auto plan = practice_plan(catalogue(), "Lotte", "", kNow);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->steps.back().time_ms, kNow);
  std::int64_t before = plan->steps.front().time_ms;
  for (const ImportStep& step : plan->steps) {
    EXPECT_GE(step.time_ms, before);
    before = step.time_ms;
  }
}

TEST(PracticeCaseTest, WhoPractisesIsWhoChairs) {
  const auto plan = practice_plan(catalogue(), "Lotte", "en", kNow);
  ASSERT_TRUE(plan);
  EXPECT_EQ(chair_of(*plan).name(), "Lotte");
  EXPECT_EQ(chair_of(*plan).role(), "procesregisseur");
  EXPECT_TRUE(plan->create.practice());
  EXPECT_EQ(plan->create.language(), "en");
  int named = 0;
  for (const ImportStep& step : plan->steps) named += step.operation.add_participant().participant().name() == "Lotte";
  EXPECT_EQ(named, 1);
}

TEST(PracticeCaseTest, AServerWithoutItsMethodSaysWhy) {
  Catalogue::Files files;
  for (const EmbeddedFile& file : embedded_files()) {
    const bool other_method = file.path.starts_with("methods/") && file.path != "methods/vrij.json";
    if (!other_method) files.emplace(std::string(file.path), std::string(file.content));
  }
  const auto free_board = Catalogue::load(files);
  ASSERT_TRUE(free_board) << free_board.error().what;
  const auto plan = practice_plan(*free_board, "Lotte", "", kNow);
  ASSERT_FALSE(plan);
  EXPECT_FALSE(plan.error().en.empty());
}

}  // namespace
}  // namespace flipover
