// Foreign files become operations: nothing of them is lost, nothing is made up, and what is malformed is refused with
// its place.
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/util/json_util.h"
#include "server/meeting/import/export_file.h"
#include "server/meeting/import/iso_time.h"
#include "server/meeting/import/read_import.h"
#include "server/model/apply.h"
#include "server/model/decide.h"
#include "server/model/entity_id.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
namespace json = boost::json;

constexpr std::int64_t kSecond = 1000;

const Catalogue& ours() {
  static const Catalogue catalogue = Catalogue::load_embedded().value();
  return catalogue;
}

std::string test_data(const std::string& name) {
  std::ifstream in(std::string(TEST_DATA "/") + name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

const json::value& demo_json() {
  static const json::value value = json::parse(test_data("demo-case.json"));
  return value;
}

ImportPlan plan_of(const std::string& bytes) {
  auto read = read_import(bytes, ours());
  if (!read) {
    ADD_FAILURE() << read.error().where << ": " << read.error().en;
    return {};
  }
  return std::get<ImportPlan>(std::move(*read));
}

const ImportPlan& demo() {
  static const ImportPlan plan = plan_of(test_data("demo-case.json"));
  return plan;
}

std::map<std::string, std::uint64_t> counts(const ImportPlan& plan) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& counted : plan.counted) counts[counted.what()] = counted.count();
  return counts;
}

const ImportStep& step(const ImportPlan& plan, const std::string& ref) {
  for (const auto& one : plan.steps) {
    if (one.ref == ref) return one;
  }
  ADD_FAILURE() << "there is no step " << ref;
  return plan.steps.front();
}

std::string item_of(const ImportPlan& plan, const std::string& ref) {
  return entity_id(step(plan, ref).operation.id());
}

// Edits of a file are made on the newest revision, so nothing has to be moved.
class NoHistory final : public TextHistory {
 public:
  std::optional<std::span<const TextChange>> since(std::string_view, std::uint64_t) const override {
    return std::span<const TextChange>{};
  }
};

// The meeting as the server makes it of the plan, up to where `ref` begins ("" is the end).
MeetingState held(const ImportPlan& plan, const std::string& until = "") {
  MeetingState state;
  const NoHistory history;
  pb::Record record;
  const auto take = [&](const Author& by, std::int64_t time_ms, const pb::Operation& operation,
                        const std::string& ref) {
    const auto decided = decide(state, by, operation, history, ModelLimits{});
    ASSERT_TRUE(decided) << ref << ": " << code_of(decided.error().reason) << " " << decided.error().detail << "\n"
                         << operation.ShortDebugString();
    record.set_number(state.number + 1);
    record.set_time_ms(time_ms);
    record.set_by(by.participant);
    *record.mutable_operation() = *decided;
    apply(state, record);
  };
  pb::Operation create;
  *create.mutable_create_meeting() = plan.create;
  create.mutable_create_meeting()->set_meeting("m1");
  take(Author{"", Authority::kServer}, plan.steps.front().time_ms, create, "create");
  for (const auto& one : plan.steps) {
    if (!until.empty() && one.ref == until) break;
    take(Author{one.by, Authority::kImporter}, one.time_ms, one.operation, one.ref);
  }
  return state;
}

const Item& item_in(const MeetingState& state, const std::string& id) {
  const Item* item = find_item(state, id);
  EXPECT_NE(item, nullptr) << id;
  static const Item none;
  return item == nullptr ? none : *item;
}

// ---- the demo case

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

// ---- other files of the format, and malformed ones

class MadeCase : public ::testing::Test {
 protected:
  json::value file = demo_json();

  json::object& card(std::size_t index) { return file.at("contributions").as_array().at(index).as_object(); }
  json::object& later(std::size_t index, std::size_t which) {
    return card(index).at("later").as_array().at(which).as_object();
  }
  json::object& event(std::size_t index) { return file.at("meetingEvents").as_array().at(index).as_object(); }

  std::string refusal() const {
    const auto read = read_import(json::serialize(file), ours());
    if (read) return "it was accepted";
    EXPECT_FALSE(read.error().nl.empty());
    return read.error().where + " | " + read.error().en;
  }
};

TEST_F(MadeCase, TimesInAnyOrderGiveTheSameSteps) {
  auto& cards = file.at("contributions").as_array();
  std::reverse(cards.begin(), cards.end());
  auto& events = file.at("meetingEvents").as_array();
  std::stable_sort(events.begin(), events.end(), [](const json::value& a, const json::value& b) {
    return a.at("t").as_int64() / 1000 > b.at("t").as_int64() / 1000;
  });
  const ImportPlan plan = plan_of(json::serialize(file));
  ASSERT_EQ(plan.steps.size(), demo().steps.size());
  EXPECT_EQ(held(plan).items.size(), 104U);
}

TEST_F(MadeCase, OneMoreParticipantIsAdded) {
  file.at("participants")
      .as_array()
      .push_back(
          {{"id", "p15"}, {"displayName", "Bo"}, {"role", "trainer"}, {"organisation", nullptr}, {"location", "room"}});
  EXPECT_EQ(counts(plan_of(json::serialize(file)))["participants"], 15U);
}

TEST_F(MadeCase, PhasesOfAnotherNumberAreFoundByTheirName) {
  auto& phases = file.at("phases").as_array();
  phases.erase(phases.begin() + 4);  // the break
  EXPECT_THAT(refusal(), HasSubstr("is an unknown phase: ph3b"));
  phases[0].as_object()["nl"] = "Iets anders";
  phases[0].as_object()["en"] = "Something else";
  EXPECT_EQ(refusal(), "phases[0] | method casus_plus has no phase 'Iets anders'");
}

TEST_F(MadeCase, AVoteAtTheMomentOfClosingStillCounts) {
  later(16, 0)["t"] = 950;  // the vote closes at 950
  EXPECT_EQ(refusal(), "it was accepted");
  later(16, 0)["t"] = 951;
  EXPECT_EQ(refusal(), "contributions[16].later[0] | no vote is open then");
}

TEST_F(MadeCase, AnUnknownOperationIsRefusedWithItsPlace) {
  later(14, 2)["op"] = "shout";
  EXPECT_EQ(refusal(), "contributions[14].later[2].op | is an unknown operation: shout");
}

TEST_F(MadeCase, AnUnknownEventIsRefusedWithItsPlace) {
  event(3)["op"] = "participant.sing";
  EXPECT_EQ(refusal(), "meetingEvents[3].op | is an unknown operation: participant.sing");
}

TEST_F(MadeCase, AnArrivalFromNowhereKnownIsRefused) {
  event(2)["location"] = "moon";
  EXPECT_EQ(refusal(), "meetingEvents[2].location | is not room, remote or no_device");
}

TEST_F(MadeCase, AnUnknownFieldIsRefusedWithItsPlace) {
  card(3)["colour"] = "red";
  EXPECT_EQ(refusal(), "contributions[3].colour | is an unknown field");
  card(3).erase("colour");
  later(0, 0)["color"] = "red";
  EXPECT_EQ(refusal(), "contributions[0].later[0].color | is an unknown field");
  later(0, 0).erase("color");
  file.as_object()["sauce"] = 1;
  EXPECT_EQ(refusal(), "sauce | is an unknown field");
}

TEST_F(MadeCase, AFieldThatTheKindDoesNotHaveIsRefused) {
  card(0).at("fields").as_object()["soort"] = "vrijwilliger";
  EXPECT_THAT(refusal(), HasSubstr("contributions[0].fields.soort | kind doel has no field 'soort'"));
}

TEST_F(MadeCase, WhatIsMissingOrOfAnotherTypeIsRefusedWithItsPlace) {
  card(5).erase("text");
  EXPECT_EQ(refusal(), "contributions[5].text | is missing");
  card(5)["text"] = 12;
  EXPECT_EQ(refusal(), "contributions[5].text | is not a text");
  card(5)["text"] = "x";
  card(5)["t"] = "soon";
  EXPECT_THAT(refusal(), HasSubstr("contributions[5].t | is not a number of seconds"));
  file.at("contributions").as_array()[5] = "c005";
  EXPECT_EQ(refusal(), "contributions[5] | is not an object");
}

TEST_F(MadeCase, NamesThatLeadNowhereAreRefusedWithTheirPlace) {
  card(7)["by"] = "p99";
  EXPECT_THAT(refusal(), HasSubstr("contributions[7] (c008).by | names an unknown participant: p99"));
  card(7)["by"] = "p08";
  card(7)["kind"] = "droom";
  EXPECT_THAT(refusal(), HasSubstr("(c008).kind | is an unknown kind of item: droom"));
  card(7)["kind"] = "commitment";
  card(7)["region"] = "keuken";
  EXPECT_THAT(refusal(), HasSubstr("(c008).region | phase opening has no region 'keuken'"));
  card(7)["region"] = "kop";
  card(7)["domain"] = "zrm.geluk";
  EXPECT_THAT(refusal(), HasSubstr("(c008).domain | set domain has no 'zrm.geluk'"));
}

TEST_F(MadeCase, ALinkToACardThatIsNotThereYetIsRefused) {
  later(21, 0)["to"] = "c090";
  EXPECT_EQ(refusal(), "contributions[21].later[0].to | names a card that is not there yet: c090");
}

TEST_F(MadeCase, ACardOfTheBlindRoundOutsideOfItIsRefused) {
  card(0).at("fields").as_object()["blind"] = true;
  EXPECT_THAT(refusal(), HasSubstr("fields.blind | there was no blind round then"));
}

TEST_F(MadeCase, WhatHappensBeforeItsCardOrOutsideTheMeetingIsRefused) {
  later(0, 0)["t"] = 3;
  EXPECT_EQ(refusal(), "contributions[0].later[0].t | lies before the card was placed");
  later(0, 0)["t"] = 250;
  card(94)["t"] = 7201;
  EXPECT_THAT(refusal(), HasSubstr("(c095).t | lies outside the meeting"));
}

TEST_F(MadeCase, AMeetingOfAnUnknownMethodOrWithoutAnEndIsRefused) {
  file.at("meeting").as_object()["method"] = "raden";
  EXPECT_EQ(refusal(), "meeting.method | is an unknown method: raden");
  file.at("meeting").as_object()["method"] = "casus_plus";
  file.at("meetingEvents").as_array().pop_back();
  EXPECT_EQ(refusal(), "meetingEvents | has no meeting.end");
}

TEST_F(MadeCase, AStartThatIsNoMomentIsRefused) {
  file.at("meeting").as_object()["start"] = "16 maart";
  EXPECT_THAT(refusal(), HasSubstr("meeting.start | is not a moment"));
}

TEST_F(MadeCase, AnEditIsTheSmallestChangeAndCutsNoCharacterInTwo) {
  card(0)["text"] = "a😀b";
  later(0, 0)["text"] = "a😁b";  // they share their first unit
  const ImportPlan plan = plan_of(json::serialize(file));
  const pb::EditText& edit = step(plan, "c001.later.0").operation.edit_text();
  ASSERT_EQ(edit.spans_size(), 1);
  EXPECT_EQ(edit.spans(0).keep(), 1U);
  EXPECT_EQ(edit.spans(0).remove(), 2U);
  EXPECT_EQ(edit.spans(0).insert(), "😁");
  EXPECT_EQ(utf8_from_utf16(item_in(held(plan), item_of(plan, "c001")).text), "a😁b");
}

std::string refusal_of(const std::string& bytes, const ImportLimits& limits = {}) {
  const auto read = read_import(bytes, ours(), limits);
  return read ? "it was accepted" : read.error().where + " | " + read.error().en;
}

TEST(ForeignFile, WhatIsNoFileOfOursIsRefused) {
  EXPECT_THAT(refusal_of(""), HasSubstr("file | is not valid JSON"));
  EXPECT_THAT(refusal_of("hello"), HasSubstr("file | is not valid JSON"));
  EXPECT_THAT(refusal_of("[1, 2]"), HasSubstr("format | is unknown"));
  EXPECT_THAT(refusal_of(R"({"format": "excel"})"), HasSubstr("format | is unknown"));
  EXPECT_THAT(refusal_of("\x1f\x8b not really"), HasSubstr("gzip | the file is damaged"));
}

TEST(ForeignFile, WhatIsTooLargeOrTooDeepIsRefused) {  // S32
  ImportLimits small;
  small.bytes_max = 1000;
  EXPECT_EQ(refusal_of(test_data("demo-case.json"), small), "file | the file is too large");
  small.bytes_max = 10'000;  // packed it fits
  EXPECT_EQ(refusal_of(test_data("ES2002a.meeting.jsonl.gz"), small), "gzip | the unpacked file is too large");
  EXPECT_THAT(refusal_of(std::string(100'000, '[')), HasSubstr("is not valid JSON"));
  EXPECT_EQ(refusal_of("[" + std::string(9'000'000, ',')), "file | holds too many values");
  small = {};
  small.items_max = 50;
  EXPECT_EQ(refusal_of(test_data("demo-case.json"), small), "contributions | has more than 50 parts");
}

TEST(ForeignFile, ACutOffFileIsRefused) {
  std::string packed = test_data("ES2002a.meeting.jsonl.gz");
  packed.resize(packed.size() / 2);
  EXPECT_THAT(refusal_of(packed), HasSubstr("gzip | the file is damaged or cut off"));
}

// ---- transcripts

TEST(Transcript, EveryUtteranceIsAnItemSaidByItsSpeaker) {
  const ImportPlan plan = plan_of(test_data("ES2002a.meeting.jsonl.gz"));
  EXPECT_FALSE(plan.dated);
  EXPECT_EQ(counts(plan)["contributions"], 256U);
  const MeetingState state = held(plan);
  EXPECT_EQ(state.items.size(), 256U);
  EXPECT_EQ(state.charter->method.id(), "vrij");
  EXPECT_EQ(state.time_ms, 1'116'100);
  EXPECT_TRUE(state.course.ended());
  const Item& first = item_in(state, item_of(plan, "line 2"));
  EXPECT_EQ(first.data.said_by(), "P1");
  EXPECT_EQ(first.data.typed_by(), "P1");
  EXPECT_EQ(first.data.kind(), "uitspraak");
  EXPECT_EQ(first.data.region(), "bord");
  EXPECT_FALSE(first.data.has_parked());
  const pb::Attendee* leader = find_attendee(state, "P1");
  ASSERT_NE(leader, nullptr);
  EXPECT_EQ(leader->participant().name(), "P1 (Project Manager)");
  EXPECT_EQ(leader->participant().role(), "partner");
  EXPECT_THAT(plan.create.title(), HasSubstr("CC BY 4.0"));
}

constexpr std::string_view kHeader = R"({"format":"meeting/1","name":"T","utterances":2})";

std::string transcript(const std::string& first, const std::string& second) {
  return std::string(kHeader) + "\n" + first + "\n" + second + "\n";
}

TEST(Transcript, TimesInAnyOrderAreSorted) {
  const ImportPlan plan = plan_of(transcript(R"({"t_ms":500,"participant":"B","role":"x","text":"two"})",
                                             R"({"t_ms":100,"end_ms":900,"participant":"A","role":"","text":"one"})"));
  EXPECT_LT(step(plan, "line 3").time_ms, step(plan, "line 2").time_ms);
  EXPECT_EQ(plan.steps.back().time_ms, 900);
  EXPECT_EQ(held(plan).items.size(), 2U);
}

TEST(Transcript, ANameThatCannotBeAnIdGetsOneAndAKnownRoleIsKept) {
  const ImportPlan plan =
      plan_of(transcript(R"({"t_ms":0,"participant":"Anna de Vries","role":"casusregisseur","text":"one"})",
                         R"({"t_ms":1,"participant":"Anna de Vries","role":"casusregisseur","text":"two"})"));
  const MeetingState state = held(plan);
  ASSERT_EQ(state.attendees.size(), 1U);
  EXPECT_EQ(state.attendees[0].participant().name(), "Anna de Vries");
  EXPECT_EQ(state.attendees[0].participant().role(), "casusregisseur");
}

TEST(Transcript, WordsOfAClientAreSaidWithHimAtTheTable) {
  const ImportPlan plan = plan_of(transcript(R"({"t_ms":0,"participant":"A","role":"partner","text":"one"})",
                                             R"({"t_ms":1,"participant":"C","role":"client","text":"two"})"));
  for (const auto& [id, item] : held(plan).items) EXPECT_TRUE(item.data.at_client_table()) << id;
}

TEST(Transcript, AMalformedLineIsRefusedWithItsNumber) {
  const std::string good = R"({"t_ms":0,"participant":"A","role":"x","text":"one"})";
  EXPECT_THAT(refusal_of(transcript(good, "{")), HasSubstr("line 3 | is not valid JSON"));
  EXPECT_EQ(refusal_of(transcript(good, R"({"t_ms":0,"participant":"A","role":"x"})")), "line 3: text | is missing");
  EXPECT_THAT(refusal_of(transcript(good, R"({"t_ms":-5,"participant":"A","text":"x"})")),
              HasSubstr("line 3: t_ms | "));
  EXPECT_EQ(refusal_of(transcript(good, R"({"t_ms":0,"participant":"","text":"x"})")),
            "line 3: participant | is empty");
  EXPECT_EQ(refusal_of(transcript(good, R"({"t_ms":0,"participant":"A","text":"x","mood":"gay"})")),
            "line 3: mood | is an unknown field");
  EXPECT_EQ(refusal_of(std::string(kHeader) + "\n" + good + "\n"),
            "line 1: utterances | names 2 utterances, there are 1");
}

TEST(Transcript, AnUtteranceBeyondTheLimitOfATextIsRefused) {
  ImportLimits limits;
  limits.text_units_max = 3;
  const std::string good = R"({"t_ms":0,"participant":"A","role":"x","text":"one"})";
  EXPECT_EQ(refusal_of(transcript(good, R"({"t_ms":0,"participant":"A","text":"four"})"), limits),
            "line 3: text | is longer than 3 code units");
}

// ---- exports

class MadeExport : public ::testing::Test {
 protected:
  MadeExport() {
    exported_.set_format("flipover-export/1");
    pb::Record& created = *exported_.add_records();
    created.set_number(1);
    created.set_time_ms(1000);
    created.set_logged_at_ms(77);
    *created.mutable_operation()->mutable_create_meeting() = demo().create;
    pb::Record& begun = *exported_.add_records();
    begun.set_number(4);  // numbers 2 and 3 were hidden from who exported
    begun.set_time_ms(2500);
    begun.mutable_operation()->mutable_begin_meeting();
    begun.mutable_seen()->mutable_appeared()->add_items()->set_made_ms(1500);
  }

  std::string bytes() const {
    std::string text;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(exported_, &text).ok());
    return text;
  }

  std::string refusal() const { return refusal_of(bytes()); }

  pb::Export exported_;
};

TEST_F(MadeExport, ComesBackAsItWas) {
  const auto read = read_import(bytes(), ours());
  ASSERT_TRUE(read) << read.error().where << " " << read.error().en;
  EXPECT_EQ(std::get<pb::Export>(*read).SerializeAsString(), exported_.SerializeAsString());
}

TEST_F(MadeExport, AStartShiftsEveryTimeOfTheMeetingAndNotWhenItWasLogged) {
  start_at(exported_, 11'000);
  EXPECT_EQ(exported_.records(0).time_ms(), 11'000);
  EXPECT_EQ(exported_.records(1).time_ms(), 12'500);
  EXPECT_EQ(exported_.records(1).seen().appeared().items(0).made_ms(), 11'500);
  EXPECT_EQ(exported_.records(0).logged_at_ms(), 77);
}

TEST_F(MadeExport, NumbersAndTimesThatRunBackAreRefused) {
  exported_.mutable_records(1)->set_number(1);
  EXPECT_THAT(refusal(), HasSubstr("records[1].number | is not greater"));
  exported_.mutable_records(1)->set_number(2);
  exported_.mutable_records(1)->set_time_ms(999);
  EXPECT_THAT(refusal(), HasSubstr("records[1].timeMs | runs back"));
}

TEST_F(MadeExport, ThatDoesNotBeginWithItsMeetingIsRefused) {
  exported_.mutable_records()->SwapElements(0, 1);
  exported_.mutable_records(0)->set_number(1);
  exported_.mutable_records(1)->set_number(2);
  exported_.mutable_records(1)->set_time_ms(2500);
  EXPECT_THAT(refusal(), HasSubstr("records[0].operation | the first record creates the meeting"));
  exported_.clear_records();
  EXPECT_EQ(refusal(), "records | there are none");
}

TEST_F(MadeExport, WithAnUnsoundMethodIsRefused) {
  auto& method = *exported_.mutable_records(0)->mutable_operation()->mutable_create_meeting()->mutable_method();
  method.mutable_phases(0)->mutable_regions(0)->add_kinds("droom");
  EXPECT_THAT(refusal(), HasSubstr("no kind 'droom'"));
}

TEST_F(MadeExport, WithAnUnknownFieldIsRefused) {
  std::string text = bytes();
  text.insert(1, R"("extra": 1, )");
  EXPECT_THAT(refusal_of(text), HasSubstr("export | cannot be read"));
}

// ---- moments

TEST(IsoTime, ReadsMomentsWithAnOffset) {
  EXPECT_EQ(parse_iso_time("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_iso_time("1970-01-01T01:00+01:00"), 0);
  EXPECT_EQ(parse_iso_time("1969-12-31T23:00:00-01:00"), std::nullopt);
  EXPECT_EQ(parse_iso_time("2027-03-16T09:00:00+01:00"), 1805184000 * kSecond);
  EXPECT_EQ(parse_iso_time("1970-01-01T00:00:01.25Z"), 1250);
}

TEST(IsoTime, RefusesWhatIsNoMoment) {
  for (const char* text : {"", "2027-03-16", "2027-02-30T00:00:00Z", "2027-03-16T25:00:00Z", "2027-03-16T09:00:00",
                           "2027-03-16T09:00:00Zx", "2027-03-16 09:00:00Z", "2027-03-16T09:00:60Z", "tomorrow",
                           "2027-03-16T09:00:00.Z", "+027-03-16T09:00:00Z"}) {
    EXPECT_EQ(parse_iso_time(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace flipover
