// The same file as other tools write it: byte order marks, line ends, UTF-16; and what is none, refused with line, sign and
// way out. Texts are cleaned by the one rule, and the report says how many.
#include "server/base/text_rule.h"
#include "tests/meeting/import_cases.h"

namespace flipover {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string kLines[] = {R"({"format":"meeting/1","name":"Overleg é","utterances":2})",
                              R"({"t_ms":0,"participant":"Anna","role":"partner","text":"één"})",
                              R"({"t_ms":1,"participant":"Bo","role":"partner","text":"twee 🙂"})"};

std::string transcript(const std::string& line_end = "\n") {
  return kLines[0] + line_end + kLines[1] + line_end + kLines[2] + line_end;
}

std::string utf16(const std::string& text, bool little) {
  std::string bytes;
  const auto units = utf16_from_utf8(text);
  if (!units) return bytes;
  for (const char16_t unit : *units) {
    const char low = static_cast<char>(unit & 0xffU);
    const char high = static_cast<char>(unit >> 8U);
    bytes += little ? low : high;
    bytes += little ? high : low;
  }
  return bytes;
}

std::vector<std::string> said(const std::string& bytes) {
  std::vector<std::string> texts;
  for (const auto& one : plan_of(bytes).steps) {
    if (one.operation.has_add_item()) texts.push_back(one.operation.add_item().text());
  }
  return texts;
}

TEST(ImportForms, ATranscriptIsTheSameHoweverItsLinesAndSignsAreWritten) {
  const std::vector<std::string> wanted = {"één", "twee 🙂"};
  EXPECT_EQ(said(transcript()), wanted);
  for (const std::string& bytes :
       {"\xef\xbb\xbf" + transcript(), transcript("\r\n"), transcript("\r"), "\xef\xbb\xbf" + transcript("\r\n"),
        "\xff\xfe" + utf16(transcript("\r\n"), true), "\xfe\xff" + utf16(transcript(), false),
        utf16(transcript(), true), utf16(transcript(), false), "\n \n" + transcript("\n\n") + "  \n",
        kLines[0] + " \n" + kLines[1] + "\n" + kLines[2]}) {
    EXPECT_EQ(said(bytes), wanted) << bytes;
  }
}

TEST(ImportForms, ATranscriptMayBeOneList) {
  const std::vector<std::string> wanted = {"één", "twee 🙂"};
  for (const std::string gap : {"", " ", "\n", "\r\n  "}) {
    const std::string list = "[" + gap + kLines[0] + "," + gap + kLines[1] + gap + "," + kLines[2] + gap + "]" + gap;
    EXPECT_EQ(said(list), wanted) << list;
    EXPECT_EQ(said("\xff\xfe" + utf16(list, true)), wanted) << list;
    EXPECT_EQ(said(utf16(list, false)), wanted) << list;
  }
  EXPECT_EQ(refusal_of("[" + kLines[0] + R"(,{"t_ms":0,"participant":"Anna"}])"), "[1].text | is missing");
  EXPECT_EQ(refusal_of("[" + kLines[0] + "," + kLines[1] + "]"), "[0].utterances | names 2 utterances, there are 1");
  EXPECT_EQ(refusal_of("[" + kLines[0] + ",[]]"), "[1] | is not an object");
}

TEST(ImportForms, AWholeNumberMayHaveAPoint) {
  const auto with_time = [](const std::string& time) {
    return kLines[0] + "\n" + R"({"t_ms":)" + time + R"(,"end_ms":2e3,"participant":"Anna","text":"een"})" + "\n" + kLines[2];
  };
  for (const char* time : {"1200.0", "1.2e3", "0.0"}) {
    EXPECT_THAT(said(with_time(time)), testing::UnorderedElementsAre("een", "twee 🙂")) << time;
  }
  for (const char* time : {"1200.5", "-1.0", "1e300", "-1e300", "\"1200\""}) {
    EXPECT_THAT(refusal_of(with_time(time)), HasSubstr("line 2: t_ms | is not a whole number")) << time;
  }
}

TEST(ImportForms, WhateverIsNotReadTellsTheWayOut) {
  for (const std::string& bytes :
       {std::string(), std::string("hello"), std::string("naam;tekst\nAnna;hoi\n"), std::string("{\\rtf1\\ansi hoi}"),
        std::string("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), std::string("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        std::string("[1, 2]"), std::string("[]"), std::string("3"), "[" + kLines[1] + "," + kLines[2] + "]",
        kLines[1] + "\n" + kLines[2], kLines[1], kLines[0] + "\n{oops", std::string(R"({"format":"excel"})"),
        std::string("{\"format\":\"flipover-export/1\",\"records\":[")}) {
    EXPECT_THAT(refusal_of(bytes), HasSubstr("\"participant\":\"Anna\"")) << bytes;
  }
  EXPECT_THAT(refusal_of(kLines[1] + "\n" + kLines[2]), HasSubstr("line 1 | is not the header of a transcript"));
  EXPECT_THAT(refusal_of("{\\rtf1\\ansi hoi}"), HasSubstr("is a text of a word processor (RTF)"));
  EXPECT_THAT(refusal_of("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), HasSubstr("is a PDF"));
  EXPECT_THAT(refusal_of(kLines[0] + "\n" + kLines[1] + "\n{'t_ms':1}"), HasSubstr("line 3 | is not valid JSON (line 3: '"));
}

TEST(ImportForms, ADemoCaseAndAnExportMayBeginWithAByteOrderMark) {
  EXPECT_EQ(plan_of("\xef\xbb\xbf" + test_data("demo-case.json")).steps.size(), demo().steps.size());
  pb::Export exported;
  exported.set_format("flipover-export/1");
  pb::Record& created = *exported.add_records();
  created.set_number(1);
  *created.mutable_operation()->mutable_create_meeting() = demo().create;
  created.mutable_operation()->mutable_create_meeting()->set_title("\uFEFFoud");
  std::string text;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(exported, &text).ok());
  for (const std::string& bytes : {"\xef\xbb\xbf" + text, "\xff\xfe" + utf16(text, true)}) {
    const auto read = read_import(bytes, ours());
    ASSERT_TRUE(read) << read.error().where << ": " << read.error().en;
    EXPECT_EQ(std::get<pb::Export>(*read).SerializeAsString(), exported.SerializeAsString()) << "it keeps what it holds";
  }
}

TEST(ImportForms, AnExportInFormsThatOtherReadersReadOtherwiseIsRefused) {
  EXPECT_THAT(refusal_of(R"({"format":"flipover-export/1","records":[[]]})"), HasSubstr("records[0]: a list in a list"));
  EXPECT_THAT(refusal_of(R"({"format":"flipover-export/1","records":[{"number":1,"number":2}]})"),
              HasSubstr("records[0].number: twice"));
}

TEST(ImportForms, WhatIsNotReadIsRefusedWithLineSignAndWayOut) {
  const std::string windows = kLines[0] + "\r\n" + R"({"t_ms":0,"participant":"Anna","text":")" + "\xe9\xe9n\"}";
  EXPECT_EQ(refusal_of(windows),
            "line 2 | has a byte that is no UTF-8: 0xE9; save the file as UTF-8 and try again");
  EXPECT_THAT(refusal_of("\xff\xfe" + utf16(transcript(), true) + "x"), HasSubstr("UTF-16 in which a sign is cut off"));
  EXPECT_THAT(refusal_of(kLines[0] + "\n" + kLines[1] + "\n{'t_ms':1}"),
              AllOf(HasSubstr("line 3 | is not valid JSON"), HasSubstr("'''")));
  EXPECT_THAT(refusal_of("{\n\"format\": \"meeting/1\",\n \"a\": ,}"),
              AllOf(HasSubstr("file | is not valid JSON"), HasSubstr("line 3: ','")));
  EXPECT_THAT(refusal_of("{\"a\":\xc2\xa0 1}"), HasSubstr("line 1: '\xc2\xa0'"));
  EXPECT_THAT(refusal_of("{\"a\":\xe2\x80\xaf 1\uFEFF}"), HasSubstr("line 1: "));
  EXPECT_THAT(refusal_of("{\"a\": \uFEFF1}"), HasSubstr("line 1: U+FEFF"));
  for (const char* subtitles : {"WEBVTT\n\n00:00.000 --> 00:01.000\n<v Anna>hoi", "\xef\xbb\xbfWEBVTT\r\n",
                                "1\n00:00:00,000 --> 00:00:01,000\nhoi", "1\r\n00:00:00,000 --> 00:00:01,000\r\nhoi"}) {
    EXPECT_THAT(refusal_of(subtitles), AllOf(HasSubstr("format | is subtitles"), HasSubstr("\"participant\":\"Anna\"")));
  }
  EXPECT_THAT(refusal_of("PK\x03\x04word"), HasSubstr("is a Word or zip file"));
}

TEST(ImportForms, TextsAreCleanedAndTheReportSaysHowMany) {
  const ImportPlan plan = plan_of(kLines[0] + "\n" +
                                  R"({"t_ms":0,"participant":"Anna\u202E","text":"\uFEFFeen\u000btwee\u0007"})" + "\n" +
                                  R"({"t_ms":1,"participant":"Bo","text":"drie"})");
  EXPECT_EQ(counts(plan).at("texts_cleaned"), 1U);
  const MeetingState state = held(plan);
  EXPECT_EQ(utf8_from_utf16(item_in(state, item_of(plan, "line 2")).text), "een\ntwee");
  EXPECT_EQ(state.attendees[0].participant().name(), "Anna");
  EXPECT_FALSE(counts(demo()).contains("texts_cleaned"));

  json::value file = demo_json();
  file.at("contributions").as_array()[0].as_object()["text"] = "a\uFFFEb\r\nc";
  file.at("participants").as_array()[0].as_object()["displayName"] = "Mirjam\uFEFF";
  const ImportPlan made = plan_of(json::serialize(file));
  EXPECT_EQ(counts(made).at("texts_cleaned"), 2U);
  EXPECT_EQ(step(made, "c001").operation.add_item().text(), "ab\nc");
  EXPECT_FALSE(held(made).items.empty());
}

}  // namespace
}  // namespace flipover
