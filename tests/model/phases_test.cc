// Steps, rules and rounds: what holds when, and who may change it.
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;
using testing::ElementsAre;
using testing::IsEmpty;

class Phases : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("probleem"), participant("karim", "partner", of("wijkteam")),
          participant("noor", "notulist", of("gemeente")));
  }
  const Person karim{*this, "karim"};
  const Person noor{*this, "noor"};
};

TEST_F(Phases, NobodyWritesAhead) {  // CP-03
  karim(adds(zorg("te vroeg"), on("factoren"), to("risico")));
  EXPECT_REFUSED("phase_forbids");
  mirjam(adds(zorg("ook de voorzitter niet"), on("factoren"), to("risico")));
  EXPECT_REFUSED("phase_forbids");
  karim(adds_page("blad vooruit", "plan"));
  EXPECT_REFUSED("phase_forbids");
}

TEST_F(Phases, APhaseGoneByStaysOpenForWhatWasForgotten) {  // CP-03: others may look back
  karim(adds(feit("hij woont boven de winkel"), on("over_wie"), to("wie")));
  EXPECT_COMMITTED();
  mirjam(goes_to("opening"));
  karim(adds(feit("de huur is hoog"), on("probleem"), to("probleem")));
  EXPECT_COMMITTED();  // was entered, so it does not lie ahead
}

TEST_F(Phases, TheChairAloneTurnsThePage) {  // CP-03
  karim(goes_to("factoren"));
  EXPECT_REFUSED("not_allowed");
  noor(goes_to("factoren"));
  EXPECT_REFUSED("not_allowed");
  mirjam(goes_to("nergens"));
  EXPECT_REFUSED("unknown_thing");
  mirjam(goes_to("factoren"));
  EXPECT_COMMITTED();
  EXPECT_EQ(course().phase(), "factoren");
}

TEST_F(Phases, AKindStandsWhereItIsAtHome) {
  karim(adds(feit("wat gebeurt"), to("verklaringen")));
  EXPECT_REFUSED("kind_not_here");
  karim(adds(feit("wat gebeurt"), to("nergens")));
  EXPECT_REFUSED("unknown_thing");
  karim(adds(kind("beschermend", "zijn moeder")));
  EXPECT_REFUSED("kind_not_here");
  karim(adds(feit("wat gebeurt")));
  EXPECT_COMMITTED();
  EXPECT_THAT(board("probleem", "probleem"), ElementsAre(saying("wat gebeurt", by("karim"))));
}

TEST_F(Phases, NotesQuestionsAndUnknownsAreWelcomeEverywhere) {
  for (const auto& everywhere : {"procesnoot", "samenvatting", "vraag", "onbekend", "interpretatie"}) {
    karim(adds(kind(everywhere, "iets")));
    EXPECT_COMMITTED() << everywhere;
    karim(adds(kind(everywhere, "iets"), to("probleem")));
    EXPECT_COMMITTED() << everywhere;
  }
}

class ParkSolutions : public Phases {};

TEST_F(ParkSolutions, IdeaOfferedTooEarlyIsParkedWithItsSpeaker) {  // CP-05
  karim(adds(idee("post samen openen"), to("probleem")));
  EXPECT_COMMITTED();
  EXPECT_THAT(parked(), ElementsAre(saying("post samen openen", by("karim"))));
  EXPECT_EQ(parked()[0].parked().region(), "probleem");
  EXPECT_EQ(parked()[0].parked().rule(), pb::Rule::PARK_SOLUTIONS);
  EXPECT_THAT(board("probleem", "probleem"), IsEmpty());
  EXPECT_EQ(outcome().logged.kind_case(), pb::Operation::kAddItem) << "by the same operation";
}

TEST_F(ParkSolutions, EverySolutionKindIsParkedAndNoneIsRefused) {  // CP-05
  for (const auto& solution : {"idee", "optie", "interventie", "actie"}) {
    karim(adds(kind(solution, "iets")));
    EXPECT_COMMITTED() << solution;
    EXPECT_TRUE(outcome().logged.add_item().has_parked()) << solution;
  }
}

TEST_F(ParkSolutions, NamingACardASolutionParksItToo) {  // CP-05
  const std::string card = karim(adds(feit("post samen openen")));
  karim(sets(card, "kind", "idee"));
  EXPECT_COMMITTED();
  EXPECT_THAT(parked(), ElementsAre(saying("post samen openen")));
}

TEST_F(ParkSolutions, ACardMovedAsASolutionIsParkedToo) {  // CP-05
  goes_on_to("plan");
  mirjam(goes_to("probleem"));
  const std::string card = karim(adds(feit("post samen openen")));
  pb::Operation move = moves_as("idee", card, "plan_kort");
  move.mutable_move_item()->set_sheet("plan");
  karim(move);
  EXPECT_COMMITTED();
  EXPECT_THAT(parked(), ElementsAre(saying("post samen openen")));
  EXPECT_EQ(item(card).parked().rule(), pb::Rule::PARK_SOLUTIONS);
  karim(undoes());
  EXPECT_COMMITTED() << "it was no solution before";
  EXPECT_THAT(parked(), IsEmpty());
}

TEST_F(ParkSolutions, AParkedIdeaStaysParkedWhileTheRuleHolds) {  // CP-05
  const std::string idea = karim(adds(idee("post samen openen")));
  karim(takes_back(idea));
  EXPECT_REFUSED("phase_forbids");
  karim(moves(idea, "probleem"));
  EXPECT_REFUSED("phase_forbids");
  mirjam(takes_back(idea, "probleem"));
  EXPECT_REFUSED("phase_forbids");
  karim(moves(idea, "ideeenparkeerplaats"));
  EXPECT_COMMITTED();
  EXPECT_THAT(parked(), testing::SizeIs(1));
}

TEST_F(ParkSolutions, InThePlanPhaseTheIdeaComesBackWithItsSpeakerAndTime) {  // CP-05
  const std::string idea = karim(adds(idee("post samen openen")));
  const std::int64_t made = item(idea).made_ms();
  goes_on_to("plan");
  noor(takes_back(idea));
  EXPECT_COMMITTED();
  ASSERT_THAT(board("plan", "plan_kort"), ElementsAre(saying("post samen openen", by("karim"))));
  EXPECT_EQ(board("plan", "plan_kort")[0].made_ms(), made);
  EXPECT_EQ(board("plan", "plan_kort")[0].made_in(), "probleem");
  EXPECT_THAT(parked(), IsEmpty());
}

TEST_F(ParkSolutions, MovingAParkedIdeaToARegionTakesItBack) {  // CP-05
  const std::string idea = karim(adds(idee("post samen openen")));
  goes_on_to("plan");
  pb::Operation move = moves(idea, "plan_lang");
  move.mutable_move_item()->set_sheet("plan");
  karim(move);
  EXPECT_COMMITTED();
  EXPECT_THAT(board("plan", "plan_lang"), ElementsAre(saying("post samen openen")));
}

TEST_F(ParkSolutions, WhereNothingIsAtHomeAParkedIdeaIsNotPutNowhere) {
  const std::string idea = karim(adds(idee("post samen openen")));
  goes_on_to("afronding");
  karim(takes_back(idea));
  EXPECT_REFUSED("kind_not_here");
}

TEST_F(ParkSolutions, APersonParksHisOwnTheChairEveryCard) {
  const std::string mine = karim(adds(feit("a")));
  const std::string other = noor(adds(feit("b")));
  karim(parks(mine, "later"));
  EXPECT_COMMITTED();
  EXPECT_EQ(item(mine).parked().reason(), "later");
  EXPECT_EQ(item(mine).parked().rule(), pb::Rule::KIND_UNSPECIFIED);
  karim(parks(other));
  EXPECT_REFUSED("not_allowed");
  mirjam(parks(other));
  EXPECT_COMMITTED();
  mirjam(parks(mine, "komt terug"));
  EXPECT_EQ(item(mine).parked().reason(), "komt terug");
  mirjam(moves(mine, "probleem"));
  EXPECT_COMMITTED();
  EXPECT_THAT(board("probleem", "probleem"), ElementsAre(saying("a"))) << "to where it was is back on the board";
  mirjam(takes_back(mine));
  EXPECT_REFUSED("value_invalid");
}

TEST_F(ParkSolutions, LiftingTheRuleNeedsTheChairAndAReason) {
  karim(lifts(pb::Rule::PARK_SOLUTIONS, "het is dringend"));
  EXPECT_REFUSED("not_allowed");
  mirjam(lifts(pb::Rule::PARK_SOLUTIONS, "  "));
  EXPECT_REFUSED("reason_required");
  mirjam(lifts(pb::Rule::NO_OBJECTIONS, "geldt hier niet"));
  EXPECT_REFUSED("value_invalid");
  mirjam(lifts(pb::Rule::PARK_SOLUTIONS, "het is dringend"));
  EXPECT_COMMITTED();
  EXPECT_EQ(table().log().back().operation().lift_rule().reason(), "het is dringend") << "and is logged";
  const std::string idea = karim(adds(idee("nu meteen"), to("ideeenparkeerplaats")));
  EXPECT_TRUE(item(idea).has_parked()) << "the parking place goes on parking";
  karim(adds(idee("nu meteen"), to("probleem")));
  EXPECT_REFUSED("kind_not_here");
  goes_on_to("factoren");
  karim(adds(idee("nog een")));
  EXPECT_TRUE(outcome().logged.add_item().has_parked()) << "of this phase alone";
}

TEST_F(Phases, AnObjectionToAWishIsParked) {  // CP-09
  goes_on_to("wenselijk");
  karim(adds(kind("wens", "een eigen plek")));
  EXPECT_COMMITTED();
  karim(adds(kind("bezwaar", "daar is geen geld voor")));
  EXPECT_COMMITTED();
  EXPECT_THAT(board("wenselijk", "wenselijk"), ElementsAre(saying("een eigen plek")));
  EXPECT_THAT(parked(), ElementsAre(saying("daar is geen geld voor", by("karim"))));
  EXPECT_EQ(parked()[0].parked().rule(), pb::Rule::NO_OBJECTIONS);
}

TEST_F(Phases, ADecisionWithoutItsReasonIsRefused) {  // VB-02
  goes_on_to("plan");
  karim(adds(kind("besluit", "wij doen het zo"), to("besluiten")));
  EXPECT_REFUSED("reason_required");
  karim(adds(kind("besluit", "wij doen het zo"), to("besluiten"), with("reden", " ")));
  EXPECT_REFUSED("reason_required");
  const std::string decision =
      karim(adds(kind("besluit", "wij doen het zo"), to("besluiten"), with("reden", "hij wil het zelf")));
  EXPECT_COMMITTED();
  karim(sets(decision, "reden", ""));
  EXPECT_REFUSED("reason_required");
  const std::string argument = karim(adds(kind("argument", "wij doen het anders"), to("besluiten")));
  karim(sets(argument, "kind", "besluit"));
  EXPECT_REFUSED("reason_required");
}

TEST_F(Phases, MoreTimeNeedsAReasonAndIsAddedUp) {  // HY-11
  mirjam(extends(300, ""));
  EXPECT_REFUSED("reason_required");
  mirjam(extends(0, "niets"));
  EXPECT_REFUSED("value_invalid");
  mirjam(extends(20'000, "te veel"));
  EXPECT_REFUSED("value_invalid");
  karim(extends(300, "nog even"));
  EXPECT_REFUSED("not_allowed");
  mirjam(extends(300, "nog even"));
  mirjam(extends(-60, "toch minder"));
  EXPECT_EQ(course().extended_seconds(), 240);
  mirjam(goes_to("factoren"));
  EXPECT_EQ(course().extended_seconds(), 0);
}

class BlindRound : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("factoren"), participant("karim", "partner", of("wijkteam")),
          participant("pol", "partner", of("politie")), participant("onz", "onderzoeker", of("hogeschool")));
    mirjam(opens_round(pb::OpenRound::BLIND));
    EXPECT_COMMITTED();
  }
  const Person karim{*this, "karim"};
  const Person pol{*this, "pol"};
};

TEST_F(BlindRound, EverybodySeesHisOwnAloneUntilTheReveal) {  // VB-04
  const std::string his = karim(adds(kind("risico", "schulden")));
  karim(comments(his, "twee jaar al"));
  pol(adds(kind("beschermend", "zijn moeder")));
  EXPECT_THAT(seen_by("karim"), ElementsAre(saying("schulden")));
  EXPECT_THAT(seen_by("pol"), ElementsAre(saying("zijn moeder")));
  EXPECT_THAT(seen_by("mirjam"), IsEmpty()) << "nor does the facilitator";
  mirjam(closes_round());
  for (const auto& viewer : {"karim", "pol", "mirjam", "onz"}) EXPECT_EQ(seen_by(viewer).size(), 2U) << viewer;
  EXPECT_EQ(replica("pol").items.at(his).data.comments_size(), 1);
}

TEST_F(BlindRound, WhatIsHiddenIsAnsweredLikeWhatNeverWas) {  // G5
  const std::string his = karim(adds(kind("risico", "schulden")));
  pol(comments(his, "wat staat hier"));
  EXPECT_REFUSED("unknown_thing");
  mirjam(removes(his));
  EXPECT_REFUSED("unknown_thing");
  mirjam(removes("nooit-geweest-00"));
  EXPECT_REFUSED("unknown_thing");
}

TEST_F(BlindRound, OnlyItsRegionsAreCovered) {  // VB-04
  karim(adds(vraag("wie betaalt de huur?")));
  EXPECT_THAT(seen_by("pol"), ElementsAre(saying("wie betaalt de huur?")));
}

TEST_F(BlindRound, OthersSeeHowManyAreReadyAndNotWho) {  // VB-04
  karim(is_ready());
  EXPECT_EQ(replica("pol").course.round().count().ready(), 1U);
  EXPECT_EQ(replica("pol").course.round().count().present(), 3U) << "those present who may write";
  EXPECT_THAT(replica("pol").course.round().ready(), IsEmpty());
  EXPECT_THAT(replica("karim").course.round().ready(), ElementsAre("karim"));
  pol(is_ready());
  EXPECT_EQ(replica("mirjam").course.round().count().ready(), 2U);
  karim(is_ready(false));
  EXPECT_EQ(replica("mirjam").course.round().count().ready(), 1U);
  mirjam(departs("pol"));
  EXPECT_EQ(replica("mirjam").course.round().count().present(), 2U);
  EXPECT_EQ(replica("mirjam").course.round().count().ready(), 0U);
  table().ask("onz", is_ready());
  asks("onz", is_ready());
  EXPECT_REFUSED("not_allowed");
}

TEST_F(BlindRound, WhatArrivesAfterTheRevealAsksItsAuthorFirst) {  // VB-04
  pb::Operation late = adds(kind("risico", "schulden"));
  late.set_written_in(1);
  karim(late);
  EXPECT_COMMITTED();
  EXPECT_EQ(outcome().logged.written_in(), 0U);
  mirjam(closes_round());
  karim(late);
  EXPECT_REFUSED("round_over");
  late.clear_written_in();
  karim(late);
  EXPECT_COMMITTED();
}

TEST_F(BlindRound, OneRoundAtATimeAndOneReveal) {  // VB-04
  mirjam(opens_round(pb::OpenRound::VOTE));
  EXPECT_REFUSED("round_open");
  mirjam(goes_to("pauze"));
  EXPECT_REFUSED("round_open");
  mirjam(ends());
  EXPECT_REFUSED("round_open");
  karim(closes_round());
  EXPECT_REFUSED("not_allowed");
  mirjam(closes_round());
  EXPECT_COMMITTED();
  mirjam(closes_round());
  EXPECT_REFUSED("no_round");
  karim(is_ready());
  EXPECT_REFUSED("no_round");
}

TEST_F(BlindRound, WhatASplitCutsOffStaysCovered) {  // VB-04
  const std::string his = karim(adds(kind("risico", "schulden en ruzie")));
  karim(splits(his, 0, 8));
  EXPECT_COMMITTED();
  EXPECT_EQ(seen_by("karim").size(), 2U);
  EXPECT_THAT(seen_by("pol"), IsEmpty());
}

class Voting : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("factoren"), participant("karim", "partner", of("wijkteam")),
          participant("pol", "partner", of("politie")), participant("noor", "notulist", of("gemeente")));
    debts = karim(adds(kind("risico", "schulden")));
    mother = pol(adds(kind("beschermend", "zijn moeder")));
    question = pol(adds(vraag("wie betaalt de huur?")));
  }
  const Person karim{*this, "karim"};
  const Person pol{*this, "pol"};
  const Person noor{*this, "noor"};
  std::string debts, mother, question;
};

TEST_F(Voting, NobodyVotesWithoutARound) {
  karim(votes(debts, 1));
  EXPECT_REFUSED("no_round");
}

TEST_F(Voting, EverybodyHasTheBudgetOfTheRule) {
  mirjam(opens_round(pb::OpenRound::VOTE, 4));
  EXPECT_REFUSED("vote_budget");
  mirjam(opens_round(pb::OpenRound::VOTE));
  EXPECT_EQ(course().round().points(), 3U);
  karim(votes(debts, 2));
  karim(votes(mother, 2));
  EXPECT_REFUSED("vote_budget");
  karim(votes(mother, 1));
  EXPECT_COMMITTED();
  karim(votes(debts, 0));
  karim(votes(mother, 3));
  EXPECT_COMMITTED();
  karim(votes(question, 0));
  EXPECT_REFUSED("kind_not_here");
  noor(votes(debts, 1));
  EXPECT_REFUSED("not_allowed");
  mirjam(votes(debts, 3));
  EXPECT_COMMITTED();  // a procesregisseur votes like others
}

TEST_F(Voting, TalliesAreHiddenUntilTheRoundClosesAndThenToldAsTotals) {
  mirjam(opens_round(pb::OpenRound::VOTE));
  karim(votes(debts, 2));
  pol(votes(debts, 1));
  for (const auto& viewer : {"karim", "pol", "mirjam", "noor"}) {
    EXPECT_EQ(replica(viewer).items.at(debts).data.tallies_size(), 0) << viewer;
    for (const auto& [round, ballots] : replica(viewer).ballots) {
      for (const auto& [voter, points] : ballots) EXPECT_EQ(voter, viewer) << "who voted what goes to the voter alone";
    }
  }
  mirjam(closes_round());
  ASSERT_EQ(replica("noor").items.at(debts).data.tallies_size(), 1);
  EXPECT_EQ(replica("noor").items.at(debts).data.tallies(0).points(), 3U);
  EXPECT_EQ(replica("noor").items.at(mother).data.tallies_size(), 0);
  karim(votes(debts, 1));
  EXPECT_REFUSED("no_round");
}

TEST_F(Phases, HandsStandInTheOrderTheyWereRaised) {  // HY-03
  karim(raises_hand());
  noor(raises_hand());
  mirjam(raises_hand());
  noor(raises_hand(false));
  EXPECT_THAT(course().hands(), ElementsAre("karim", "mirjam"));
  karim(gives_turn("karim"));
  EXPECT_REFUSED("not_allowed");
  mirjam(gives_turn("niemand"));
  EXPECT_REFUSED("unknown_thing");
  mirjam(gives_turn("karim"));
  EXPECT_EQ(course().turn(), "karim");
  EXPECT_THAT(course().hands(), ElementsAre("mirjam"));
  mirjam(gives_turn(""));
  EXPECT_EQ(course().turn(), "");
}

TEST_F(Phases, OnATieWhoIsFarAwayComesBeforeTheRoom) {  // HY-03
  noor(arrives(pb::Arrive::REMOTE));
  mirjam(arrives(pb::Arrive::ROOM));
  karim(raises_hand());
  mirjam(raises_hand());
  noor(raises_hand());  // in the same second as Mirjam
  EXPECT_THAT(course().hands(), ElementsAre("karim", "noor", "mirjam"));
  mirjam(gives_turn("karim"));
  mirjam(gives_turn(""));
  karim(raises_hand());
  EXPECT_THAT(course().hands(), ElementsAre("noor", "mirjam", "karim"));
}

TEST_F(Phases, TheChairIsHandedToAProfessionalWhoWrites) {
  table().seat("kevin", "client", "");
  table().seat("obs", "observer", "gemeente");
  table().seat("onz", "onderzoeker", "hogeschool");
  for (const auto& to : {"kevin", "obs", "onz"}) {
    mirjam(hands_chair_to(to));
    EXPECT_REFUSED("not_allowed");
  }
  mirjam(hands_chair_to("niemand"));
  EXPECT_REFUSED("unknown_thing");
  mirjam(hands_chair_to("karim"));
  EXPECT_COMMITTED();
  mirjam(goes_to("factoren"));
  EXPECT_REFUSED("not_allowed");
  karim(goes_to("factoren"));
  EXPECT_COMMITTED();
}

TEST_F(Phases, WhenTheChairTakesPartNoLongerTheNextWhoMayHoldsIt) {
  table().seat("tom", "procesregisseur", "gemeente");
  mirjam(ends_participation("mirjam"));
  EXPECT_REFUSED("value_invalid");  // hands over first
  pb::Operation leaves = ends_participation("mirjam");
  ASSERT_TRUE(table().ask(Author{"", Authority::kServer}, leaves));
  EXPECT_EQ(course().chair(), "tom");
}

TEST_F(Phases, AfterTheEndChairAndNotulistTidyUntilItIsSettled) {
  const std::string card = karim(adds(feit("a")));
  mirjam(settles());
  EXPECT_REFUSED("value_invalid");
  mirjam(ends());
  EXPECT_COMMITTED();
  karim(adds(feit("nog iets")));
  EXPECT_REFUSED("meeting_ended");
  mirjam(goes_to("factoren"));
  EXPECT_REFUSED("meeting_ended");
  mirjam(opens_round(pb::OpenRound::BLIND));
  EXPECT_REFUSED("meeting_ended");
  mirjam(ends());
  EXPECT_REFUSED("meeting_ended");
  noor(edits(card, 0, 1, 0, "!"));
  EXPECT_COMMITTED();
  karim(departs());
  EXPECT_COMMITTED();
  noor(settles());
  EXPECT_REFUSED("not_allowed");
  mirjam(settles());
  EXPECT_COMMITTED();
  noor(edits(card, 1, 0, 0, "?"));
  EXPECT_REFUSED("meeting_ended");
  mirjam(settles());
  EXPECT_REFUSED("meeting_ended");
}

TEST_F(Phases, AMeetingBeginsOnce) {
  mirjam(begins());
  EXPECT_REFUSED("value_invalid");
  EXPECT_TRUE(course().begun());
}

}  // namespace
}  // namespace flipover
