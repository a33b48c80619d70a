// What is withdrawn is gone for others (PV-05), and what rested on it says so.
#include "server/meeting/preview.h"
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;

class Withdrawing : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("plan"), participant("karim", "partner", of("wijkteam")),
          participant("pol", "partner", of("politie")), participant("noor", "notulist", of("gemeente")),
          participant("aad", "partner", of("wijkteam"), pb::Arrive::NO_DEVICE), participant("obs", "observer"),
          participant("kevin", "client"), participant("zaal", "zaalscherm"));
    mirjam(client_view(true, "hij is erbij"));
    card = karim(adds(vraag("waar slaapt hij?")));
    decision = pol(adds(kind("besluit", "een bed regelen"), to("besluiten"), with("reden", "hij slaapt buiten")));
    link = pol(links(card, decision, "versterkt"));
    pol(comments(card, "bij zijn moeder"));
    ASSERT_TRUE(outcome().committed) << outcome().code;
  }
  bool rests(const std::string& viewer, const std::string& id) const {
    return replica(viewer).items.at(id).data.rested_on_withdrawn();
  }
  const Person karim{*this, "karim"};
  const Person pol{*this, "pol"};
  const Person noor{*this, "noor"};
  const Person kevin{*this, "kevin"};
  std::string card, decision, link;
};

TEST_F(Withdrawing, TakesACardFromEverybodyElseOfEveryRole) {  // PV-05
  karim(withdraws(card));
  EXPECT_COMMITTED();
  for (const auto& [viewer, replica] : table().replicas()) {
    EXPECT_EQ(replica.items.contains(card), viewer == "karim") << viewer;
    EXPECT_EQ(replica.links.contains(link), viewer == "karim") << viewer;
  }
  EXPECT_TRUE(replica("karim").items.at(card).data.withdrawn());
}

TEST_F(Withdrawing, WhatRestedOnItSaysSoAndNotWhat) {  // PV-05
  EXPECT_FALSE(rests("mirjam", decision));
  karim(withdraws(card));
  for (const auto* viewer : {"mirjam", "karim", "pol", "noor", "kevin"}) EXPECT_TRUE(rests(viewer, decision)) << viewer;
  karim(restores(card));
  EXPECT_COMMITTED();
  for (const auto* viewer : {"mirjam", "karim", "pol", "noor", "kevin"}) {
    EXPECT_FALSE(rests(viewer, decision)) << viewer;
    EXPECT_TRUE(replica(viewer).items.contains(card)) << viewer;
  }
}

TEST_F(Withdrawing, WhoNeverCouldSeeItLearnsNothingByIt) {  // G5
  const std::string secret = pol(adds(vraag("bron?"), seen_at("prive")));
  pol(links(secret, decision, "versterkt"));
  const auto before = replica("mirjam").number;
  pol(withdraws(secret));
  EXPECT_COMMITTED();
  EXPECT_FALSE(rests("mirjam", decision));
  EXPECT_TRUE(rests("pol", decision));
  EXPECT_EQ(replica("mirjam").number, before) << "no record of it";
}

TEST_F(Withdrawing, ThePreviewDoesNotTellTheChairOfItWhatTheClientAloneKnows) {  // PV-05, CP-13
  mirjam(opens_item_to_client(decision));
  const std::string quote = kevin(adds(kind("citaat_client", "ik schaam me"), seen_at("prive")));
  kevin(links(quote, decision, "hangt_samen"));
  kevin(withdraws(quote));
  EXPECT_COMMITTED();
  ASSERT_THAT(project(state(), viewer_of(state(), "kevin")).SerializeAsString(), testing::HasSubstr(quote));
  ASSERT_TRUE(rests("kevin", decision));
  const pb::PreviewView preview = preview_now(state(), viewer_of(state(), "mirjam"));
  EXPECT_THAT(preview.SerializeAsString(), testing::Not(testing::HasSubstr(quote)));
  for (const pb::Item& item : preview.seen().items()) EXPECT_FALSE(item.rested_on_withdrawn()) << item.id();
}

TEST_F(Withdrawing, OnAPageThatWasClosedMeanwhileItComesBackClosed) {  // CP-12, PV-05
  ASSERT_TRUE(replica("kevin").items.contains(card));
  karim(withdraws(card));
  mirjam(closes_sheet_to_client(state().items.at(card).data.sheet()));
  EXPECT_COMMITTED();
  karim(restores(card));
  EXPECT_COMMITTED();
  EXPECT_TRUE(replica("pol").items.contains(card));
  EXPECT_FALSE(replica("kevin").items.contains(card));
}

TEST_F(Withdrawing, NothingIsDoneWithItUntilItIsBroughtBack) {
  karim(withdraws(card));
  for (const auto& asked :
       {edits(card, 0, 0, 0, "x"), sets(card, "kind", "onbekend"), moves_behind(card, ""), removes(card), splits(card, 0, 3),
        parks(card), comments(card, "hm"), links(card, decision, "versterkt"), scores(card, 3), resolves(card),
        shows(card, "prive"), withdraws(card), stacks(card, decision)}) {
    karim(asked);
    EXPECT_REFUSED("unknown_thing") << asked.ShortDebugString();
    pol(asked);
    EXPECT_REFUSED("unknown_thing") << asked.ShortDebugString();
  }
  pol(restores(card));
  EXPECT_REFUSED("unknown_thing");
  karim(restores(card));
  EXPECT_COMMITTED();
  EXPECT_EQ(replica("pol").items.at(card).data.comments_size(), 1) << "what was said of it comes with it";
}

TEST_F(Withdrawing, IsTheSayersAndTheTypistsWhereHeCannot) {  // PV-05
  pol(withdraws(card));
  EXPECT_REFUSED("not_allowed");
  mirjam(withdraws(card));
  EXPECT_REFUSED("not_allowed");
  const std::string typed = noor(adds(vraag("zei karim"), said_by("karim")));
  noor(withdraws(typed));
  EXPECT_REFUSED("not_allowed");
  karim(withdraws(typed));
  EXPECT_COMMITTED();
  EXPECT_TRUE(replica("noor").items.contains(typed));
  const std::string unknown = noor(adds(vraag("zei iemand"), said_by("")));
  noor(withdraws(unknown));
  EXPECT_COMMITTED();
  const std::string aloud = noor(adds(vraag("zei Aad"), said_by("aad")));
  noor(withdraws(aloud));
  EXPECT_COMMITTED();
}

TEST_F(Withdrawing, NamingAnotherSayerGivesNoRightToWhatWasSaid) {  // HY-04, PV-05
  mirjam(sets(card, "said_by", "mirjam"));
  EXPECT_COMMITTED();
  mirjam(withdraws(card));
  EXPECT_REFUSED("not_allowed");
  const std::string typed = noor(adds(vraag("zei karim"), said_by("karim")));
  for (const char* sayer : {"pol", "noor"}) {
    noor(sets(typed, "said_by", sayer));
    EXPECT_COMMITTED();
    asks(sayer, withdraws(typed));
    EXPECT_REFUSED("not_allowed");
  }
  const std::string secret = karim(adds(vraag("wie is de bron?"), seen_at("professionals")));
  mirjam(sets(secret, "said_by", "mirjam"));
  EXPECT_COMMITTED();
  mirjam(shows(secret, "deelnemers"));
  EXPECT_REFUSED("not_allowed");
  for (const std::string& one : {card, typed}) {
    karim(sets(one, "said_by", "karim"));
    EXPECT_COMMITTED() << "whose it was takes it back";
    karim(withdraws(one));
    EXPECT_COMMITTED();
  }
}

TEST_F(Withdrawing, WhoSaysThatItWasNotHeGivesTheRightAway) {  // HY-04
  const std::string typed = noor(adds(vraag("zei karim"), said_by("karim")));
  karim(sets(typed, "said_by", ""));
  noor(withdraws(typed));
  EXPECT_COMMITTED();
  const std::string unknown = noor(adds(vraag("zei iemand"), said_by("")));
  mirjam(sets(unknown, "said_by", "pol"));
  pol(withdraws(unknown));
  EXPECT_COMMITTED() << "it was nobody's before";
}

TEST_F(Withdrawing, IsTakenBackByUndo) {  // HY-12
  karim(withdraws(card));
  karim(undoes());
  EXPECT_COMMITTED();
  EXPECT_TRUE(replica("pol").items.contains(card));
}

TEST_F(Withdrawing, ACardThatCarriesADissentOfAnotherStays) {  // VB-09
  karim(takes(pb::TakeStance::DISSENT, decision, "dit lost niets op"));
  EXPECT_COMMITTED();
  for (const auto& asked : {removes(decision), sets(decision, "kind", "vraag"), withdraws(decision)}) {
    pol(asked);
    EXPECT_REFUSED("carries_dissent") << asked.ShortDebugString();
    mirjam(asked);
    EXPECT_FALSE(outcome().committed) << asked.ShortDebugString();
  }
  mirjam(removes(decision));
  EXPECT_REFUSED("carries_dissent");
  mirjam(parks(decision, "eerst praten"));
  EXPECT_COMMITTED();
  karim(removes(decision));
  EXPECT_COMMITTED() << "his own dissent goes with it";
}

TEST_F(Withdrawing, ACardThatCarriesADissentOfAnotherIsHiddenFromNobodyWhoSeesIt) {  // VB-09
  karim(takes(pb::TakeStance::DISSENT, decision, "dit lost niets op"));
  for (const auto& asked : {shows(decision, "prive"), shows(decision, "professionals"), shows(decision, "regie"),
                            shows(decision, "besloten_groep", {"pol", "karim"})}) {
    for (const Person* other : {&pol, &mirjam}) {
      (*other)(asked);
      EXPECT_REFUSED("carries_dissent") << asked.ShortDebugString();
    }
  }
  EXPECT_TRUE(replica("karim").items.contains(decision));
  const std::string ours = pol(
      adds(kind("besluit", "een bed"), to("besluiten"), with("reden", "hij slaapt buiten"), seen_at("professionals")));
  karim(takes(pb::TakeStance::DISSENT, ours, "te vroeg"));
  pol(shows(ours, "bron_en_regie"));
  EXPECT_REFUSED("carries_dissent");
  pol(shows(ours, "deelnemers"));
  EXPECT_COMMITTED() << "more may see it";
  karim(shows(decision, "prive"));
  EXPECT_REFUSED("not_allowed");
}

TEST_F(Withdrawing, NorByNamingASayerOfAnotherOrganisation) {  // VB-09
  const std::string house = noor(adds(kind("besluit", "een bed"), to("besluiten"), with("reden", "hij slaapt buiten"),
                                      said_by("karim"), seen_at("bron_en_regie")));
  noor(takes(pb::TakeStance::DISSENT, house, "te vroeg", "aad"));
  ASSERT_TRUE(outcome().committed) << outcome().code;
  noor(sets(house, "said_by", "pol"));
  EXPECT_REFUSED("carries_dissent");
  noor(sets(house, "said_by", "aad"));
  EXPECT_COMMITTED() << "of the same one";
}

TEST_F(Withdrawing, APageWithADissentOfAnotherStays) {  // VB-09
  const std::string page = pol(adds_page("nog een blad", "plan"));
  const std::string on_page =
      pol(adds(kind("besluit", "bellen"), on(page), to("besluiten"), with("reden", "dringend")));
  karim(takes(pb::TakeStance::DISSENT, on_page, "te vroeg"));
  pol(removes(page));
  EXPECT_REFUSED("carries_dissent");
  karim(takes(pb::TakeStance::ABSTAIN, on_page));
  pol(removes(page));
  EXPECT_COMMITTED();
}

TEST_F(Withdrawing, ADissentEnteredForSomebodyIsHis) {  // VB-09
  noor(takes(pb::TakeStance::DISSENT, decision, "te vroeg", "karim"));
  EXPECT_COMMITTED();
  noor(undoes());
  EXPECT_COMMITTED() << "a slip of the pen";
  noor(takes(pb::TakeStance::DISSENT, decision, "dit lost niets op", "karim"));
  for (const Person* other : {&mirjam, &noor}) {
    (*other)(takes(pb::TakeStance::AGREE, decision, "", "karim"));
    EXPECT_REFUSED("only_sayer_edits");
    (*other)(takes(pb::TakeStance::DISSENT, decision, "ander woord", "karim"));
    EXPECT_REFUSED("only_sayer_edits");
    (*other)(takes(pb::TakeStance::STANCE_UNSPECIFIED, decision, "", "karim"));
    EXPECT_REFUSED("only_sayer_edits");
  }
  EXPECT_EQ(item(decision).stances(0).words(), "dit lost niets op");
  karim(takes(pb::TakeStance::AGREE, decision));
  EXPECT_COMMITTED();
}

// What was written before one could see a card is not found out by edits on it (G5).
TEST_F(Withdrawing, WhoSeesACardLaterEditsItFromThenOn) {
  const std::string secret = karim(adds(vraag("zijn naam is een geheim"), seen_at("prive")));
  karim(edits(secret, 0, 0, 23, "wie is hij?"));
  karim(shows(secret, "deelnemers"));
  pol(edits(secret, 0, 20, 0, "x"));
  EXPECT_REFUSED("base_unknown");
  pol(edits(secret, 0, 90, 0, "x"));
  EXPECT_REFUSED("base_unknown");
  pol(edits(secret, 7, 0, 0, "x"));
  EXPECT_REFUSED("base_unknown");
  pol(splits(secret, 0, 3));
  EXPECT_REFUSED("base_unknown");
  pol(edits(secret, 1, 0, 0, "x"));
  EXPECT_COMMITTED();
  karim(edits(secret, 0, 0, 0, "y"));
  EXPECT_COMMITTED() << "who typed it saw it all";
  karim(shows(secret, "professionals"));
  pol(edits(secret, 1, 0, 0, "z"));
  EXPECT_COMMITTED() << "whoever saw it before goes on";
  karim(withdraws(secret));
  karim(restores(secret));
  pol(edits(secret, 1, 0, 0, "z"));
  EXPECT_REFUSED("base_unknown");
}

TEST_F(Withdrawing, AfterASplitTheRestBeginsAnew) {
  const std::string secret = karim(adds(vraag("een en twee"), seen_at("prive")));
  karim(edits(secret, 0, 0, 0, "x "));
  karim(shows(secret, "deelnemers"));
  const std::string rest = karim(splits(secret, 1, 6));
  pol(edits(rest, 0, 0, 0, "y"));
  EXPECT_COMMITTED();
}

}  // namespace
}  // namespace flipover
