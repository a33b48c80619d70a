// The demonstration case, turned into operations.
#include "tests/meeting/import_cases.h"

namespace flipover {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Pair;

TEST(DemoCase, EveryContributionAndEveryLaterOperationIsAccountedFor) {
  const auto& expected = demo_json().at("expected");
  auto found = counts(demo());
  EXPECT_EQ(found["contributions"], 96U);
  EXPECT_EQ(found["laterOperations"], 123U);
  EXPECT_EQ(found["contributions"], expected.at("contributionsTotal").to_number<std::uint64_t>());
  for (const auto& [op, count] : expected.at("laterOperationsByOp").as_object()) {
    EXPECT_EQ(found["later." + std::string(op)], count.to_number<std::uint64_t>()) << op;
  }
  EXPECT_EQ(found["actions"], 8U);
  EXPECT_EQ(found["participants"], 14U);
  EXPECT_EQ(found["meetingEvents"], demo_json().at("meetingEvents").as_array().size());
}

TEST(DemoCase, EachLaterOperationBecomesTheOperationThatItMeans) {
  using pb::Operation;
  std::map<Operation::KindCase, int> kinds;
  for (const auto& one : demo().steps) {
    if (one.ref.find(".later.") != std::string::npos && !one.ref.ends_with(".opened"))
      ++kinds[one.operation.kind_case()];
  }
  EXPECT_THAT(
      kinds,
      ElementsAre(Pair(Operation::kEditText, 8), Pair(Operation::kSetField, 6), Pair(Operation::kMoveItem, 2),
                  Pair(Operation::kParkItem, 2), Pair(Operation::kTakeBackItem, 1), Pair(Operation::kLinkItems, 12),
                  Pair(Operation::kAddComment, 15), Pair(Operation::kVote, 55), Pair(Operation::kScore, 8),
                  Pair(Operation::kTakeStance, 12), Pair(Operation::kResolve, 1), Pair(Operation::kSetVisibility, 1)));
}

TEST(DemoCase, TimesNeverRunBack) {
  std::int64_t before = 0;
  for (const auto& one : demo().steps) {
    EXPECT_GE(one.time_ms, before) << one.ref;
    before = one.time_ms;
  }
  const std::int64_t start = *parse_iso_time("2027-03-16T09:00:00+01:00");
  EXPECT_EQ(demo().steps.front().time_ms, start);
  EXPECT_EQ(demo().steps.back().time_ms, start + 7200 * kSecond);
}

TEST(DemoCase, EveryOperationHasAnIdOfItsOwnThatIsTheSameAtASecondImport) {
  std::set<std::string> ids;
  for (const auto& one : demo().steps) {
    EXPECT_GE(one.operation.id().client().size(), 16U);
    EXPECT_TRUE(ids.insert(entity_id(one.operation.id())).second) << one.ref;
  }
  EXPECT_EQ(item_of(plan_of(test_data("demo-case.json")), "c042"), item_of(demo(), "c042"));
}

TEST(DemoCase, EveryPlaceOfACardAcceptsItsKind) {  // domain.md 2.1
  const pb::Method& method = demo().create.method();
  std::set<std::string> everywhere;
  for (const auto& kind : demo().create.vocabulary().kinds()) {
    if (kind.everywhere()) everywhere.insert(kind.id());
  }
  std::map<std::string, const pb::Phase*> phases;
  const auto& listed = demo_json().at("phases").as_array();
  ASSERT_EQ(static_cast<int>(listed.size()), method.phases_size());
  for (int i = 0; i < method.phases_size(); ++i) {
    phases[std::string(listed.at(static_cast<std::size_t>(i)).at("id").as_string())] = &method.phases(i);
  }
  for (const auto& card : demo_json().at("contributions").as_array()) {
    const std::string kind(card.at("kind").as_string());
    const std::string region(card.at("region").as_string());
    bool at_home = everywhere.contains(kind);
    for (const auto& known : phases.at(std::string(card.at("phase").as_string()))->regions()) {
      if (known.id() != region) continue;
      for (const auto& name : known.kinds()) at_home = at_home || name == kind;
    }
    EXPECT_TRUE(at_home) << card.at("id") << " " << region << " " << kind;
  }
}

TEST(DemoCase, WhatTheResearcherSaidIsTypedByTheNotulist) {
  const ImportStep& said = step(demo(), "c004");
  EXPECT_EQ(said.by, "p02");
  EXPECT_EQ(said.operation.add_item().said_by(), "p14");
}

TEST(DemoCase, TheServerTakesAllOfItAndTheBoardEndsAsItDid) {
  const MeetingState state = held(demo());
  EXPECT_EQ(state.items.size(), 104U);  // and eight actions
  EXPECT_TRUE(state.course.ended());
  for (const auto& card : demo_json().at("contributions").as_array()) {
    std::string text(card.at("text").as_string());
    for (const auto& later : card.at("later").as_array()) {
      if (later.at("op") == "edit") text = std::string(later.at("text").as_string());
    }
    EXPECT_EQ(utf8_from_utf16(item_in(state, item_of(demo(), std::string(card.at("id").as_string()))).text), text);
  }
}

TEST(DemoCase, TheEarlyIdeaIsParkedByTheRuleAndComesBackInThePlanWithItsSpeakerAndTime) {  // CP-05
  const std::string id = item_of(demo(), "c016");
  const Item parked = item_in(held(demo(), "c017"), id);
  EXPECT_EQ(parked.data.parked().rule(), pb::Rule::PARK_SOLUTIONS);
  EXPECT_EQ(parked.data.parked().region(), "wie");
  EXPECT_EQ(parked.data.parked().reason(), "Te vroeg: we zijn nog aan het begrijpen.");
  EXPECT_EQ(parked.data.region(), "ideeenparkeerplaats");
  const Item back = item_in(held(demo()), id);
  EXPECT_FALSE(back.data.has_parked());
  EXPECT_EQ(back.data.sheet(), "plan");
  EXPECT_EQ(back.data.region(), "plan_kort");
  EXPECT_EQ(back.data.said_by(), "p06");
  EXPECT_EQ(back.data.made_ms(), demo().steps.front().time_ms + 840 * kSecond);
  EXPECT_EQ(back.data.made_in(), "over_wie");
}

TEST(DemoCase, TheObjectionIsPutAwayWhereNoneAreWantedAndTakenBackInThePlan) {  // CP-09
  const std::string id = item_of(demo(), "c075");
  EXPECT_EQ(item_in(held(demo(), "c076"), id).data.parked().rule(), pb::Rule::NO_OBJECTIONS);
  const Item back = item_in(held(demo()), id);
  EXPECT_FALSE(back.data.has_parked());
  EXPECT_EQ(back.data.region(), "wenselijk");
}

TEST(DemoCase, CardsOfTheBlindRoundAreCoveredUntilItsReveal) {  // VB-04
  const MeetingState during = held(demo(), "meetingEvents[25]");
  std::set<std::string> covered;
  for (const auto& [id, item] : during.items) {
    if (item.data.covered_by() != 0) covered.insert(id);
  }
  std::set<std::string> blind;
  for (const auto& card : demo_json().at("contributions").as_array()) {
    const std::string id = item_of(demo(), std::string(card.at("id").as_string()));
    const bool before_reveal = find_item(during, id) != nullptr;
    if (before_reveal && card.at("fields").as_object().contains("blind")) blind.insert(id);
  }
  EXPECT_EQ(covered, blind);
  EXPECT_EQ(covered.size(), 8U);
  for (const auto& [id, item] : held(demo()).items) EXPECT_EQ(item.data.covered_by(), 0U) << id;
}

TEST(DemoCase, ACardThatTheClientChangedHadBeenOpenedToHim) {  // CP-12
  EXPECT_EQ(counts(demo())["openedToClient"], 1U);
  const ImportStep& opened = step(demo(), "c010.later.1.opened");
  EXPECT_EQ(opened.by, "p01");
  EXPECT_EQ(opened.operation.open_to_client().item(), item_of(demo(), "c010"));
  const MeetingState state = held(demo());
  EXPECT_TRUE(item_in(state, item_of(demo(), "c010")).data.opened_to_client());
  EXPECT_FALSE(item_in(state, item_of(demo(), "c011")).data.opened_to_client());
  EXPECT_TRUE(item_in(state, item_of(demo(), "c062")).data.at_client_table());
}

TEST(DemoCase, GenogramAndFactorLevelBecomeFieldsOfTheirKinds) {
  const MeetingState state = held(demo());
  const auto field = [&](const std::string& ref, const std::string& name) -> std::vector<std::string> {
    for (const auto& value : item_in(state, item_of(demo(), ref)).data.fields()) {
      if (value.field() == name) return {value.values().begin(), value.values().end()};
    }
    return {};
  };
  EXPECT_THAT(field("c012", "genogram"), ElementsAre("g.D", "g.V"));
  EXPECT_THAT(field("c054", "niveau"), ElementsAre("systeem"));
  EXPECT_THAT(field("c087", "op_afschaling"), ElementsAre("afschalen_bij_4_maanden_zonder_recidive"));
  EXPECT_THAT(field("c081", "wettelijke_basis"), ElementsAre("Participatiewet, maatwerk"));
  EXPECT_THAT(field("c090", "schaal"), ElementsAre("ave3"));
  EXPECT_EQ(item_in(state, item_of(demo(), "c015")).data.epistemic(), "feit");
}

TEST(DemoCase, ActionsStandAtTheEndWithTheirFollowUpAndTheirFactor) {
  const MeetingState state = held(demo());
  const Item& action = item_in(state, item_of(demo(), "a4"));
  EXPECT_EQ(action.data.kind(), "actie");
  EXPECT_EQ(action.data.sheet(), "afronding");
  EXPECT_EQ(action.data.region(), "acties");
  EXPECT_EQ(action.data.said_by(), "p05");
  EXPECT_EQ(action.data.typed_by(), "p02");
  std::map<std::string, std::string> fields;
  for (const auto& field : action.data.fields()) fields[field.field()] = field.values(0);
  EXPECT_THAT(fields, Contains(Pair("status", "te_laat")));
  EXPECT_THAT(fields, Contains(Pair("eigenaar", "p05")));
  EXPECT_THAT(fields, Contains(Pair("instemming_client", "eens")));
  EXPECT_THAT(fields, Contains(Pair("uiterlijk", "2027-04-09")));
  int links = 0;
  for (const auto& [id, link] : state.links) {
    if (link.from() != action.data.id()) continue;
    EXPECT_EQ(link.to(), item_of(demo(), "c080"));
    EXPECT_EQ(link.relation(), "werkt_uit");
    ++links;
  }
  EXPECT_EQ(links, 1);
}

TEST(DemoCase, AStartShiftsAllTimesAlike) {
  ImportPlan plan = demo();
  start_at(plan, 5'000'000);
  EXPECT_EQ(plan.steps.front().time_ms, 5'000'000);
  EXPECT_EQ(plan.steps.back().time_ms, 5'000'000 + 7200 * kSecond);
}

}  // namespace
}  // namespace flipover
