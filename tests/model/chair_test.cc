// The chair is gone, and the meeting goes on: who takes it over, when, and what it gives.
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;

constexpr std::int64_t kTwoMinutes = 120'000;

class ChairGone : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("factoren"), participant("karim", "partner", of("wijkteam")),
          participant("noor", "notulist", of("gemeente")), participant("cas", "casusregisseur", of("wijkteam")),
          participant("ans", "procesregisseur", of("zvh")), participant("kevin", "client"));
  }
  const Person karim{*this, "karim"};
  const Person noor{*this, "noor"};
  const Person cas{*this, "cas"};
  const Person ans{*this, "ans"};
};

TEST_F(ChairGone, WhoMayChairTakesItOverAfterTwoMinutesWithAReasonThatAllSee) {
  ans(takes_over("Mirjam is weggevallen", kTwoMinutes - 1, {"ans", "noor"}));
  EXPECT_REFUSED("chair_here");
  ans(takes_over("Mirjam is weggevallen", 0, {"ans", "mirjam"}));
  EXPECT_REFUSED("chair_here");
  ans(takes_over(" ", kTwoMinutes, {"ans"}));
  EXPECT_REFUSED("reason_required");
  ans(takes_over("Mirjam is weggevallen", kTwoMinutes, {"ans", "noor"}));
  EXPECT_COMMITTED();
  EXPECT_EQ(course().chair(), "ans");
  const pb::TakeOverChair& logged = outcome().logged.take_over_chair();
  EXPECT_EQ(logged.here_size(), 0) << "who has a connection is not written down";
  for (const auto& [viewer, replica] : table().replicas()) EXPECT_EQ(replica.course.chair(), "ans") << viewer;
  ans(goes_to("duwtje"));
  EXPECT_COMMITTED();
  mirjam(goes_to("factoren"));
  EXPECT_REFUSED("not_allowed");  // who comes back does not get it back by coming
  mirjam(arrives(pb::Arrive::ROOM));
  EXPECT_EQ(course().chair(), "ans");
}

TEST_F(ChairGone, WhereNobodyElseMayChairTheNotulistOrTheCaseDirectorLeads) {
  noor(takes_over("er is niemand", kTwoMinutes, {"noor", "ans"}));
  EXPECT_REFUSED("not_allowed");
  karim(takes_over("er is niemand", kTwoMinutes, {"karim"}));
  EXPECT_REFUSED("not_allowed");
  cas(takes_over("er is niemand", kTwoMinutes, {"cas", "noor"}));
  EXPECT_COMMITTED();
  noor(takes_over("Cas is ook weg", kTwoMinutes, {"noor"}));
  EXPECT_COMMITTED();
  noor(goes_to("duwtje"));
  EXPECT_COMMITTED();
  noor(ends());
  EXPECT_COMMITTED();
}

TEST_F(ChairGone, LeadingGivesTheStepsAndNotTheSightOfTheAbsent) {  // G5
  const std::string source = karim(adds(kind("risico", "van ons"), seen_at("bron_en_regie")));
  const std::string alone = mirjam(adds(kind("risico", "van haar"), seen_at("prive")));
  ASSERT_TRUE(replica("mirjam").items.contains(source));
  noor(takes_over("Mirjam is weg", kTwoMinutes, {"noor"}));
  EXPECT_COMMITTED();
  EXPECT_FALSE(replica("noor").items.contains(source));
  EXPECT_FALSE(replica("noor").items.contains(alone));
}

TEST_F(ChairGone, AnOpenBlindRoundIsNotLost) {  // VB-04
  mirjam(opens_round(pb::OpenRound::BLIND));
  const std::string card = karim(adds(kind("risico", "schulden")));
  ans(takes_over("Mirjam is weg", kTwoMinutes, {"ans"}));
  EXPECT_FALSE(replica("ans").items.contains(card));
  ASSERT_TRUE(course().has_round());
  ans(closes_round());
  EXPECT_COMMITTED();
  EXPECT_TRUE(replica("ans").items.contains(card));
}

TEST_F(ChairGone, WhereTheChairTakesPartNoLongerNobodyWaits) {
  pb::Operation ended = ends_participation("mirjam");
  ASSERT_TRUE(table().ask(Author{{}, Authority::kServer}, ended));
  EXPECT_EQ(course().chair(), "ans") << "the first who may";
  ended = ends_participation("ans");
  ASSERT_TRUE(table().ask(Author{{}, Authority::kServer}, ended));
  noor(takes_over("er is geen voorzitter", 0, {"noor"}));
  EXPECT_COMMITTED();
  EXPECT_EQ(course().chair(), "noor");
}

TEST_F(ChairGone, AnEndedMeetingIsStillSettled) {
  mirjam(ends());
  cas(takes_over("Mirjam is weg", kTwoMinutes, {"cas"}));
  EXPECT_COMMITTED();
  cas(settles());
  EXPECT_COMMITTED();
  noor(takes_over("nog eens", kTwoMinutes, {"noor"}));
  EXPECT_REFUSED("meeting_ended");
}

TEST_F(ChairGone, WhoAppointsFromOutsideSaysWhy) {
  pb::Operation appoints = hands_chair_to("ans");
  EXPECT_FALSE(table().ask(Author{{}, Authority::kServer}, appoints));
  appoints.mutable_hand_over_chair()->set_reason("Mirjam is ziek");
  ASSERT_TRUE(table().ask(Author{{}, Authority::kServer}, appoints));
  EXPECT_EQ(course().chair(), "ans");
  appoints.mutable_hand_over_chair()->set_to("kevin");
  EXPECT_FALSE(table().ask(Author{{}, Authority::kServer}, appoints));
}

}  // namespace
}  // namespace flipover
