// In a blind round what is said of cards that lie there already waits for the reveal too (VB-04).
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;
using testing::SizeIs;

class SaidInARound : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("factoren"), participant("karim", "partner", of("wijkteam")),
          participant("pol", "partner", of("politie")), participant("noor", "notulist", of("gemeente")));
    debts = karim(adds(kind("risico", "schulden")));
    helps = karim(adds(kind("beschermend", "zijn moeder")));
    pol(scores(debts, 2));
    mirjam(opens_round(pb::OpenRound::BLIND));
    ASSERT_TRUE(outcome().committed) << outcome().code;
  }
  const pb::Item& seen(const std::string& viewer, const std::string& card) const {
    return replica(viewer).items.at(card).data;
  }
  const Person karim{*this, "karim"};
  const Person pol{*this, "pol"};
  const Person noor{*this, "noor"};
  std::string debts, helps;
};

TEST_F(SaidInARound, AScoreOnACardThatLiesThereIsSeenByItsGiverAlone) {  // VB-04
  pb::Operation score = scores(debts, 9);
  score.mutable_score()->set_words("ze slapen er slecht van");
  pol(score);
  EXPECT_COMMITTED();
  for (const auto* viewer : {"mirjam", "karim", "noor"}) {
    ASSERT_THAT(seen(viewer, debts).scores(), SizeIs(1)) << viewer;
    EXPECT_EQ(seen(viewer, debts).scores(0).value(), 2U) << "what stood there stands: nobody learns that he scored anew";
  }
  ASSERT_THAT(seen("pol", debts).scores(), SizeIs(2));
  EXPECT_EQ(seen("pol", debts).scores(0).value(), 9U) << "his newest first";
  mirjam(closes_round());
  for (const auto& [viewer, board] : table().replicas()) {
    ASSERT_THAT(board.items.at(debts).data.scores(), SizeIs(1)) << viewer;
    EXPECT_EQ(board.items.at(debts).data.scores(0).value(), 9U) << viewer;
  }
}

TEST_F(SaidInARound, SoIsARemark) {  // VB-04
  const std::string remark = pol(comments(debts, "twee jaar al"));
  EXPECT_THAT(seen("pol", debts).comments(), SizeIs(1));
  EXPECT_THAT(seen("karim", debts).comments(), SizeIs(0));
  karim(removes(remark));
  EXPECT_REFUSED("unknown_thing");
  mirjam(closes_round());
  EXPECT_THAT(seen("karim", debts).comments(), SizeIs(1));
}

TEST_F(SaidInARound, WhatTheTypistEntersForAnotherBothSee) {  // VB-04
  noor(scores(helps, 4, "pol"));
  EXPECT_THAT(seen("noor", helps).scores(), SizeIs(1));
  EXPECT_THAT(seen("pol", helps).scores(), SizeIs(1));
  EXPECT_THAT(seen("mirjam", helps).scores(), SizeIs(0));
  pol(scores(helps, 7));
  EXPECT_THAT(seen("noor", helps).scores(), SizeIs(1)) << "what he gives himself is his";
  mirjam(closes_round());
  ASSERT_THAT(seen("noor", helps).scores(), SizeIs(1));
  EXPECT_EQ(seen("noor", helps).scores(0).value(), 7U) << "and counts";
}

TEST_F(SaidInARound, ACoveredScoreIsTakenBackAlone) {  // HY-12
  pol(scores(debts, 9));
  pol(undoes());
  EXPECT_COMMITTED();
  ASSERT_THAT(seen("pol", debts).scores(), SizeIs(1));
  EXPECT_EQ(seen("pol", debts).scores(0).value(), 2U);
}

TEST_F(SaidInARound, OutsideItsRegionsNothingIsCovered) {
  const std::string note = karim(adds(feit("de huur"), on("probleem"), to("probleem")));
  pol(comments(note, "hoog"));
  EXPECT_THAT(seen("karim", note).comments(), SizeIs(1));
}

TEST_F(SaidInARound, OfWhatTwoEnteredForSomebodyHisDissentStands) {  // VB-09
  mirjam(closes_round());
  goes_on_to("plan");
  const auto decides = [&] {
    return std::string(karim(adds(kind("besluit", "een bed"), to("besluiten"), with("reden", "hij slaapt buiten"))));
  };
  const std::string first = decides(), second = decides(), third = decides();
  mirjam(opens_round(pb::OpenRound::BLIND));
  const pb::TakeStance::Stance dissent = pb::TakeStance::DISSENT, agrees = pb::TakeStance::AGREE;
  noor(takes(dissent, first, "dit lost niets op", "pol"));
  mirjam(takes(agrees, first, "", "pol"));
  EXPECT_COMMITTED() << "what another entered she does not see";
  mirjam(takes(agrees, second, "", "pol"));
  noor(takes(dissent, second, "dit lost niets op", "pol"));
  noor(takes(dissent, third, "dit lost niets op", "pol"));
  pol(takes(agrees, third, "het is goed"));
  mirjam(closes_round());
  for (const std::string& card : {first, second}) {
    ASSERT_THAT(seen("pol", card).stances(), SizeIs(1));
    EXPECT_EQ(seen("pol", card).stances(0).words(), "dit lost niets op");
  }
  ASSERT_THAT(seen("pol", third).stances(), SizeIs(1));
  EXPECT_EQ(seen("pol", third).stances(0).words(), "het is goed") << "what he says himself goes before";
}

TEST_F(SaidInARound, WhoSeesACardAfterTheRevealEditsItFromThenOn) {  // G5
  const std::string card = karim(adds(kind("risico", "een heel lang geheim")));
  karim(edits(card, 0, 0, 20, "kort"));
  mirjam(closes_round());
  pol(edits(card, 0, 18, 0, "x"));
  EXPECT_REFUSED("base_unknown");
  pol(edits(card, 1, 4, 0, "x"));
  EXPECT_COMMITTED();
}

}  // namespace
}  // namespace flipover
