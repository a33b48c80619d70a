// Twenty random meetings: nobody gets a word that is not his, everybody gets each that is, and what is rare came about.
#include "tests/canary/sweep.h"

#include <string>

#include <gtest/gtest.h>

namespace flipover::canary {
namespace {

constexpr std::uint64_t kSeeds = 20;

// Swept once, for all tests here.
const Report& twenty_meetings() {
  static const Report sum = [] {
    Report all;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const Report report = sweep(seed);
      add(all, report);
      for (const auto& objection : report.objections) {
        all.objections.push_back("seed " + std::to_string(seed) + ", rerun: ./canary --seed " + std::to_string(seed) +
                                 "\n  " + objection);
      }
    }
    return all;
  }();
  return sum;
}

std::size_t found(Way way, What what) {
  return twenty_meetings().found[static_cast<std::size_t>(way)][static_cast<std::size_t>(what)];
}

TEST(CanarySweep, NoWordReachesWhoMayNotHaveItAndEachReachesWhoMay) {  // G5, G7, CP-11 to CP-13, PV-05, PV-16
  std::string words;
  for (const auto& objection : twenty_meetings().objections) words += objection + "\n";
  EXPECT_TRUE(twenty_meetings().objections.empty()) << words;

  // A sweep that looks at nothing finds nothing: by every way content of every sort that it carries was found.
  for (const Way way : {Way::kLive, Way::kJoin, Way::kState, Way::kStateThen, Way::kRecords, Way::kExport}) {
    for (std::size_t what = 0; what < kWhats; ++what) {
      const bool of_records =
          static_cast<What>(what) == What::kReason || static_cast<What>(what) == What::kReasonOnItem;
      if (of_records && (way == Way::kJoin || way == Way::kState || way == Way::kStateThen)) continue;
      EXPECT_GT(found(way, static_cast<What>(what)), 0U) << name_of(static_cast<What>(what)) << " by " << name_of(way);
    }
  }
  EXPECT_GT(found(Way::kResume, What::kText), 0U);
  EXPECT_GT(found(Way::kReport, What::kText), 0U);
  EXPECT_GT(found(Way::kReport, What::kStance), 0U);
  EXPECT_GT(found(Way::kPreview, What::kItemId), 0U);
  EXPECT_GT(found(Way::kWall, What::kText), 0U);
  EXPECT_GT(found(Way::kPresence, What::kItemId), 0U);

  for (const char* state : {"client comes before the first opening",
                            "client is far away",
                            "curtain shut with the client in the room",
                            "curtain opened again",
                            "changed behind the shut curtain",
                            "made at the client's table",
                            "changed while the client did not see it",
                            "said at the table of what the client did not see",
                            "restricted after it was open to the client",
                            "opened to all after being restricted",
                            "first wording replaced",
                            "opened with its first wording replaced",
                            "comment before the client came",
                            "comment at the client's table",
                            "a comment taken off before the client",
                            "stance before the client came",
                            "stance at the client's table",
                            "dissent",
                            "stance entered for another",
                            "score",
                            "vote",
                            "parked with a reason",
                            "parked by a rule",
                            "taken back",
                            "split",
                            "stacked",
                            "linked",
                            "page added",
                            "drawn",
                            "removed",
                            "brought back",
                            "item opened",
                            "page opened",
                            "closed to the client",
                            "round closed",
                            "item in a blind round",
                            "parked within a blind round",
                            "said of an older item in a blind round",
                            "chair handed over",
                            "participation ended",
                            "said by another than its typist",
                            "level deelnemers",
                            "level professionals",
                            "level bron_en_regie",
                            "level regie",
                            "level prive",
                            "level besloten_groep",
                            "undone",
                            "resumed from an old number",
                            "opened anew from its log",
                            "asked for what is hidden",
                            "asked for a replaced wording",
                            "asked for a replaced wording on a second device",
                            "a second device",
                            "a second device confirmed",
                            "written on a second device",
                            "somebody was brought in",
                            "somebody was not to be brought in",
                            "withdrawn",
                            "screens shut",
                            "chair taken over",
                            "meeting ended"}) {
    EXPECT_TRUE(twenty_meetings().reached.contains(state)) << "no meeting came to: " << state;
  }
}

}  // namespace
}  // namespace flipover::canary
