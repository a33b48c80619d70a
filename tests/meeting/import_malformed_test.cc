// Other files of the demonstration format, and malformed ones: each is refused with its place.
#include "tests/meeting/import_cases.h"

namespace flipover {
namespace {

using ::testing::HasSubstr;

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

}  // namespace
}  // namespace flipover
