// The plan: stances, scores; and taking back one's last act.
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;

class Plan : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("plan"), participant("karim", "partner", of("wijkteam")),
          participant("pol", "partner", of("politie")), participant("noor", "notulist", of("gemeente")),
          participant("cas", "casusregisseur", of("wijkteam")), participant("kevin", "client"));
    decision = karim(adds(kind("besluit", "samen post openen"), to("besluiten"), with("reden", "hij wil het")));
    EXPECT_COMMITTED();
  }
  const Person karim{*this, "karim"};
  const Person pol{*this, "pol"};
  const Person noor{*this, "noor"};
  const Person cas{*this, "cas"};
  std::string decision;
};

TEST_F(Plan, DissentKeepsItsWords) {  // VB-09
  pol(takes(pb::TakeStance::DISSENT, decision));
  EXPECT_REFUSED("reason_required");
  pol(takes(pb::TakeStance::DISSENT, decision, "dit lost de schulden niet op"));
  EXPECT_COMMITTED();
  karim(takes(pb::TakeStance::AGREE, decision));
  noor(takes(pb::TakeStance::AGREE, decision, "", "pol"));
  EXPECT_REFUSED("only_sayer_edits");
  karim(edits(decision, 0, 0, 0, "voorlopig "));
  ASSERT_EQ(item(decision).stances_size(), 2);
  EXPECT_EQ(item(decision).stances(1).words(), "dit lost de schulden niet op");
  pol(takes(pb::TakeStance::PARTLY, decision, "als het tijdelijk is"));
  EXPECT_EQ(item(decision).stances(1).stance(), pb::TakeStance::PARTLY);
  pol(takes(pb::TakeStance::STANCE_UNSPECIFIED, decision));
  EXPECT_EQ(item(decision).stances_size(), 1);
}

TEST_F(Plan, ADissentCardIsChangedByItsSayerAlone) {  // VB-09
  const std::string dissent = pol(adds(kind("minderheidsstandpunt", "dit werkt niet"), to("besluiten")));
  EXPECT_COMMITTED();
  mirjam(edits(dissent, 0, 0, 0, "volgens pol: "));
  EXPECT_REFUSED("only_sayer_edits");
  mirjam(removes(dissent));
  EXPECT_REFUSED("only_sayer_edits");
  pol(edits(dissent, 0, 0, 0, "volgens mij: "));
  EXPECT_COMMITTED();
}

TEST_F(Plan, StancesAreTakenOnDecisionsAndInterventions) {
  const std::string action = karim(adds(kind("interventie", "budgetbeheer"), to("plan_kort")));
  karim(takes(pb::TakeStance::ABSTAIN, action));
  EXPECT_COMMITTED();
  const std::string goal = karim(adds(kind("plandoel", "rust"), to("plan_kort")));
  karim(takes(pb::TakeStance::AGREE, goal));
  EXPECT_REFUSED("kind_not_here");
  karim(takes(pb::TakeStance::AGREE, decision, "", "pol"));
  EXPECT_REFUSED("not_allowed");
  noor(takes(pb::TakeStance::AGREE, decision, "", "niemand"));
  EXPECT_REFUSED("value_invalid");
  cas(takes(pb::TakeStance::AGREE, decision, "", "kevin"));
  EXPECT_COMMITTED();
  karim(takes(static_cast<pb::TakeStance::Stance>(9), decision));
  EXPECT_REFUSED("value_invalid");
}

TEST_F(Plan, ScoresRunFromZeroToTen) {
  karim(scores(decision, 11));
  EXPECT_REFUSED("value_invalid");
  karim(scores(decision, 7));
  karim(scores(decision, 8));
  ASSERT_EQ(item(decision).scores_size(), 1);
  EXPECT_EQ(item(decision).scores(0).value(), 8U);
  karim(scores(decision, 8, "pol"));
  EXPECT_REFUSED("not_allowed");
  noor(scores(decision, 5, "pol"));
  EXPECT_COMMITTED();
}

class TakingBack : public Plan {
 protected:
  // Everything that counts, apart from the memory of who did what last.
  std::string picture() const {
    MeetingState now = state();
    now.last_acts.clear();
    now.clients.clear();
    now.number = 0;
    now.time_ms = 0;
    for (auto& [id, item] : now.items) item.data.clear_place();  // an empty place and none are one
    return stored_form(now);
  }
  void expect_undone(const pb::Operation& act) {
    const std::string before = picture();
    karim(act);
    EXPECT_COMMITTED() << act.ShortDebugString();
    const std::uint64_t number = state().number;
    EXPECT_NE(picture(), before);
    karim(undoes());
    EXPECT_COMMITTED() << act.ShortDebugString();
    EXPECT_EQ(table().log().back().operation().undoes(), number);
    EXPECT_EQ(picture(), before) << act.ShortDebugString();
    karim(undoes());
    EXPECT_REFUSED("nothing_to_undo");
  }
};

TEST_F(TakingBack, EveryUndoableActIsTakenBackWhole) {  // HY-12
  const std::string a = karim(adds(kind("plandoel", "a"), to("plan_kort")));
  const std::string b = karim(adds(kind("plandoel", "b"), to("plan_kort")));
  const std::string question = karim(adds(vraag("wie?")));
  const std::string lying = karim(adds(kind("plandoel", "c"), to("plan_kort")));
  karim(stacks(lying, b));
  expect_undone(sets(a, "source", "client"));
  expect_undone(sets(a, "meetbaar", "rust"));
  expect_undone(sets(a, "kind", "terugvalafspraak"));
  expect_undone(moves(a, "plan_lang"));
  expect_undone(moves_as("interventie", a, "plan_lang"));
  expect_undone(moves_behind(b, ""));
  expect_undone(parks(a, "later"));
  expect_undone(removes(a));
  expect_undone(stacks(a, b));
  expect_undone(unstacks(lying));
  expect_undone(scores(a, 7));
  expect_undone(takes(pb::TakeStance::DISSENT, decision, "nee"));
  expect_undone(resolves(question, a));
  karim(resolves(question, a));
  expect_undone(reopens(question));
  karim(parks(b));
  expect_undone(takes_back(b));
  karim(takes_back(b));
  karim(removes(lying));
  expect_undone(restores(lying));
  karim(scores(a, 3));
  expect_undone(scores(a, 9));
}

TEST_F(TakingBack, WhatWasAddedIsTakenOffTheSheet) {  // HY-12
  const std::string card = karim(adds(kind("plandoel", "a"), to("plan_kort")));
  karim(undoes());
  EXPECT_TRUE(item(card).removed());
  const std::string remark = karim(comments(decision, "hoe dan?"));
  karim(undoes());
  EXPECT_TRUE(item(decision).comments(0).removed());
  const std::string link = karim(links(decision, karim(adds(vraag("wie?"))), "bouwt_op"));
  karim(undoes());
  EXPECT_TRUE(state().links.at(link).removed());
  const std::string page = karim(adds_page("los"));
  const std::string stroke = karim(draws(page));
  karim(undoes());
  EXPECT_TRUE(state().strokes.at(stroke).removed());
  const std::string other = karim(adds_page("los"));
  karim(undoes());
  EXPECT_TRUE(find_sheet(state(), other)->removed());
}

TEST_F(TakingBack, AVoteIsTakenBackWhileTheRoundIsOpen) {  // HY-12
  mirjam(opens_round(pb::OpenRound::VOTE));
  expect_undone(votes(decision, 2));
  karim(votes(decision, 2));
  mirjam(closes_round());
  karim(undoes());
  EXPECT_REFUSED("superseded");
}

TEST_F(TakingBack, WhatAnotherChangedSinceIsSuperseded) {  // HY-12
  const std::string a = karim(adds(kind("plandoel", "a"), to("plan_kort")));
  pol(comments(a, "goed plan"));
  karim(undoes());
  EXPECT_REFUSED("superseded");
  karim(sets(a, "source", "client"));
  pol(sets(a, "source", "professional"));
  karim(undoes());
  EXPECT_REFUSED("superseded");
  karim(moves(a, "plan_lang"));
  pol(moves(a, "plan_kort"));
  karim(undoes());
  EXPECT_REFUSED("superseded");
  karim(sets(a, "domain", ""));
  pol(shows(a, "prive"));
  EXPECT_REFUSED("not_allowed");
}

TEST_F(TakingBack, PhasesVisibilityAndTextAreNotTakenBackSo) {  // HY-12
  const std::string a = mirjam(adds(kind("plandoel", "a"), to("plan_kort")));
  for (const auto& act : {edits(a, 0, 0, 0, "x"), shows(a, "regie"), goes_to("afronding"),
                          opens_round(pb::OpenRound::BLIND), closes_round()}) {
    mirjam(act);
    EXPECT_COMMITTED() << act.ShortDebugString();
    mirjam(undoes());
    EXPECT_REFUSED("nothing_to_undo");
  }
}

TEST_F(TakingBack, AParkedSolutionIsNotUnparkedByUndoBeforeItsTime) {  // CP-05
  const std::string idea = karim(adds(idee("samen bellen"), to("plan_kort")));
  karim(parks(idea));
  mirjam(goes_to("probleem"));
  karim(undoes());
  EXPECT_REFUSED("phase_forbids");
}

}  // namespace
}  // namespace flipover
