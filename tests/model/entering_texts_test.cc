// Where text enters the log: every text of every operation is held to the one rule of what may stand in it, and what a log
// holds from before that rule stays.
#include "server/base/text_rule.h"
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;

class EnteringTexts : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("probleem"), participant("karim", "partner", of("wijkteam")),
          participant("pol", "partner", of("politie")));
  }

  // Every operation that brings words of people, with `words` for each of them.
  std::vector<pb::Operation> operations(const std::string& words) {
    const std::string card = karim(adds(feit("de huur is hoog")));
    const std::string decision = karim(adds(kind("besluit", "samen post openen"), with("reden", "hij wil het zelf")));
    std::vector<pb::Operation> all = {
        adds(feit(words)),
        adds(feit("x"), with("gezien_door", words)),
        adds(feit("x"), [&](pb::AddItem& op) { op.add_persons(words); }),
        edits(card, 0, 0, 0, words),
        sets(card, "gezien_door", words),
        sets(card, "persons", words),
        parks(card, words),
        comments(card, words),
        adds_page(words),
        extends(60, words),
        client_view(true, words),
        departs(),
        arrives(pb::Arrive::ROOM),
        ends_participation("pol"),
        goes_to("factoren"),
        adds_participant("nieuw", "partner"),
        shows(card, "deelnemers"),
    };
    all[11].mutable_depart()->set_reason(words);
    all[12].mutable_arrive()->set_note(words);
    all[13].mutable_end_participation()->set_reason(words);
    all[14].mutable_go_to_phase()->set_reason(words);
    all[15].mutable_add_participant()->mutable_participant()->set_name(words);
    all[16].mutable_set_visibility()->set_reason(words);
    pb::Operation organisation = adds_participant("ander", "partner");
    organisation.mutable_add_participant()->mutable_participant()->set_organisation_name(words);
    all.push_back(organisation);
    pb::Operation handing = hands_chair_to("karim");
    handing.mutable_hand_over_chair()->set_reason(words);
    all.push_back(handing);
    pb::Operation score = scores(card, 5);
    score.mutable_score()->set_words(words);
    all.push_back(score);
    all.push_back(takes(pb::TakeStance::AGREE, decision, words));
    all.push_back(lifts(pb::Rule::PARK_SOLUTIONS, words));
    return all;
  }

  const Person karim{*this, "karim"};
};

TEST_F(EnteringTexts, WhatMayNotStandInATextIsRefusedByItsNameInEveryOperation) {
  for (const pb::Operation& operation : operations("a b")) {
    const auto verdict = table().would(Author{"mirjam", Authority::kParticipant}, operation);
    EXPECT_TRUE(verdict || verdict.error().reason != Reason::kTextInvalid) << operation.ShortDebugString();
  }
  for (const char* sign : {"\uFEFF", "\x01", "\x0b", "\r", "\x7f", "\uFFFE", "\uFDD0", "\U0001FFFF"}) {
    for (pb::Operation operation : operations(std::string("a") + sign)) {
      *operation.mutable_id() = table().next_id("mirjam");
      const auto verdict = table().would(Author{"mirjam", Authority::kParticipant}, operation);
      ASSERT_FALSE(verdict) << operation.ShortDebugString();
      EXPECT_EQ(verdict.error().reason, Reason::kTextInvalid) << operation.ShortDebugString();
      EXPECT_THAT(verdict.error().detail, testing::HasSubstr(name_of_sign(*unfit_sign(sign, TextUse::kText))))
          << operation.ShortDebugString();
    }
  }
}

TEST_F(EnteringTexts, ANameTurnsNobodysDirectionAndIsOneLine) {
  for (const char* sign : {"\u202E", "\u2066", "\u200F", "\n", "\t", "\u2028"}) {
    const std::string words = std::string("a") + sign + "b";
    mirjam(adds_page(words));
    EXPECT_REFUSED("text_invalid");
    mirjam(sets(karim(adds(feit("x"))), "persons", words));
    EXPECT_REFUSED("text_invalid");
    pb::Operation adds = adds_participant("nieuw", "partner");
    adds.mutable_add_participant()->mutable_participant()->set_name(words);
    mirjam(adds);
    EXPECT_REFUSED("text_invalid");
    karim(spoken::adds(feit(words)));
    EXPECT_COMMITTED();  // in a text it may stand
  }
}

TEST_F(EnteringTexts, WhatALogHoldsFromBeforeStaysAndIsCounted) {
  pb::Operation before = adds(feit("\uFEFFhuur"));
  *before.mutable_id() = table().next_id("karim");
  auto& op = *before.mutable_add_item();
  const std::string template_card = karim(adds(feit("x")));
  op.set_sheet(item(template_card).sheet());
  op.set_region(item(template_card).region());
  op.set_order_key("V");
  op.set_item("oude-kaart-00000");
  op.set_said_by("karim");
  op.mutable_visibility()->set_level("deelnemers");
  table().commit("karim", before);
  const std::string card = "oude-kaart-00000";
  EXPECT_EQ(item(card).text(), "\uFEFFhuur");
  karim(edits(card, 0, 1, 4, "schuld"));  // counts it, and keeps it
  EXPECT_COMMITTED();
  EXPECT_EQ(item(card).text(), "\uFEFFschuld");
  karim(edits(card, 1, 0, 0, "\uFEFF"));
  EXPECT_REFUSED("text_invalid");
  karim(edits(card, 1, 0, 1, ""));
  EXPECT_COMMITTED();
  EXPECT_EQ(item(card).text(), "schuld");
}

TEST_F(EnteringTexts, WhoIsAtTheTableWithAnOldNameComesBackByIt) {
  pb::Operation before = adds_participant("oud", "partner");
  *before.mutable_id() = table().next_id("mirjam");
  before.mutable_add_participant()->mutable_participant()->set_name("\u202Eoud");
  table().commit("", before);
  const Author server{"", Authority::kServer};
  EXPECT_TRUE(table().would(server, before));
  before.mutable_add_participant()->mutable_participant()->set_name("\u202Eanders");
  EXPECT_FALSE(table().would(server, before));
}

}  // namespace
}  // namespace flipover
