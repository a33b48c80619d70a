// Transcripts, exports and moments.
#include "tests/meeting/import_cases.h"

namespace flipover {
namespace {

using ::testing::HasSubstr;

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
