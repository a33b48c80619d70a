// The command line and the client library against the real server.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "clients/cli/http_client.h"
#include "clients/cli/meeting_link.h"
#include "meeting/v1/api.pb.h"
#include "server/base/proto.h"
#include "server/model/state_hash.h"
#include "tests/cli/programs.h"

namespace flipover {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

template <class Message>
Message from_json(const std::string& json) {
  Message message;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &message);
  EXPECT_TRUE(status.ok()) << status.ToString() << " in " << json;
  return message;
}

std::string says(const std::string& text) {
  return R"({"addItem":{"kind":"feit","region":"bord","text":")" + text + "\"}}\n";
}

class TheCommandLine : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = new RunningServer; }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }

  TheCommandLine() {
    const auto made_case = admin({"case", "create", "Casus P."});
    const auto made = admin({"meeting", "create", "--case", from_json<pb::CaseView>(made_case).case_id(), "--title",
                             "Overleg", "--method", "vrij"});
    meeting_ = from_json<pb::MeetingView>(made).meeting();
    token_file_ = folder_.path() + "/token";
    admin({"invite", meeting_, "--role", "procesregisseur", "--name", "Mirjam", "--token-file-out", token_file_});
  }

  std::vector<std::string> flipover(std::vector<std::string> words) const {
    std::vector<std::string> all{FLIPOVER_PROGRAM, "--language", "en", "--server", server_->address().origin(),
                                 "--token-file",   token_file_};
    all.insert(all.end(), words.begin(), words.end());
    return all;
  }

  // Runs a command of the administrator that succeeds.
  std::string admin(std::vector<std::string> words) const {
    std::vector<std::string> all{FLIPOVER_PROGRAM,
                                 "--language",
                                 "en",
                                 "--server",
                                 server_->address().origin(),
                                 "--admin-secret-file",
                                 server_->admin_secret_file()};
    all.insert(all.end(), words.begin(), words.end());
    Program program(all, folder_.path());
    EXPECT_EQ(program.wait(), 0) << program.err();
    return program.out();
  }

  struct Ran {
    int code;
    std::string out;
    std::string err;
  };
  Ran run(std::vector<std::string> words, const std::string& input = {}) const {
    Program program(flipover(std::move(words)), folder_.path(), input.empty() ? "" : folder_.file("input", input));
    const int code = program.wait();
    return {code, program.out(), program.err()};
  }

  Ran sends(const std::string& lines) const {
    return run({"send", meeting_, "--client", folder_.path() + "/me"}, lines);
  }

  std::vector<pb::Record> records(const std::string& meeting) const {
    std::vector<pb::Record> all;
    const Ran ran = run({"replay", meeting, "--speed", "0"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    for (const auto& line : lines_of(ran.out)) all.push_back(from_json<pb::Record>(line));
    return all;
  }
  std::vector<std::string> texts_added() const {
    std::vector<std::string> texts;
    for (const auto& record : records(meeting_)) {
      if (record.operation().has_add_item()) texts.push_back(record.operation().add_item().text());
    }
    return texts;
  }

  static RunningServer* server_;
  Folder folder_;
  std::string meeting_;
  std::string token_file_;
};

RunningServer* TheCommandLine::server_ = nullptr;

TEST_F(TheCommandLine, AnswersEachLineOfSendInOrder) {
  const Ran ran = sends(says("een") + "geen handeling\n\n" + R"({"addComment":{"item":"@1","text":"en dit"}})" + "\n" +
                        R"({"remove":{"thing":"onbekend"}})" + "\n" + R"({"remove":{"thing":"@1"}})");
  EXPECT_EQ(ran.code, 1) << ran.err;
  const auto answers = lines_of(ran.out);
  ASSERT_THAT(answers, SizeIs(5)) << ran.out << ran.err;
  EXPECT_THAT(answers[0], StartsWith(R"({"line":1,"committed":)"));
  EXPECT_THAT(answers[0], HasSubstr(R"("id":")"));
  EXPECT_THAT(answers[1], StartsWith(R"({"line":2,"refused":"invalid_line","nl":")"));
  EXPECT_THAT(answers[2], StartsWith(R"({"line":4,"committed":)"));
  EXPECT_THAT(answers[3], StartsWith(R"({"line":5,"refused":"unknown_thing","nl":")"));
  EXPECT_THAT(answers[4], StartsWith(R"({"line":6,"committed":)"));
}

TEST_F(TheCommandLine, SendsTheSameInputTwiceAsOnce) {  // G3
  const Ran first = sends(says("een") + says("twee"));
  const Ran second = sends(says("een") + says("twee") + says("drie"));
  EXPECT_EQ(first.code, 0);
  EXPECT_EQ(second.code, 0);
  EXPECT_THAT(second.out, StartsWith(first.out));
  EXPECT_THAT(texts_added(), ElementsAre("een", "twee", "drie"));
}

TEST_F(TheCommandLine, SaysSoWhenALineIsNotWhatWasSavedUnderItsNumber) {
  sends(says("een"));
  const Ran ran = sends(says("iets anders"));
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, StartsWith(R"({"line":1,"refused":"line_changed")"));
}

TEST_F(TheCommandLine, LosesNothingAndDoublesNothingWhenKilledHalfway) {  // G3, G4
  constexpr std::size_t kLines = 600;
  std::string input;
  std::vector<std::string> texts;
  for (std::size_t i = 1; i <= kLines; ++i) {
    texts.push_back("regel " + std::to_string(i));
    input += says(texts.back());
  }
  {
    Program killed(flipover({"send", meeting_, "--client", folder_.path() + "/me"}), folder_.path(),
                   folder_.file("input", input));
    killed.wait_for_lines(50);
    killed.signal(SIGKILL);
    killed.wait();
    ASSERT_LT(lines_of(killed.out()).size(), kLines);
  }
  const Ran ran = sends(input);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(lines_of(ran.out), SizeIs(kLines));
  EXPECT_EQ(texts_added(), texts);
}

TEST_F(TheCommandLine, GoesOnSendingWhenTheServerRestarts) {
  constexpr std::size_t kLines = 400;
  std::string input;
  for (std::size_t i = 1; i <= kLines; ++i) input += says("regel " + std::to_string(i));
  Program sending(flipover({"send", meeting_, "--client", folder_.path() + "/me"}), folder_.path(),
                  folder_.file("input", input));
  sending.wait_for_lines(50);
  server_->restart();
  EXPECT_EQ(sending.wait(), 0) << sending.err();
  EXPECT_THAT(lines_of(sending.out()), SizeIs(kLines));
  EXPECT_THAT(texts_added(), SizeIs(kLines));
}

TEST_F(TheCommandLine, SaysWhatItWaitsForWhileItWaits) {
  sends(says("een"));
  server_->stop();
  {
    std::fstream key(server_->data() + "/keys/" + meeting_ + ".keys", std::ios::in | std::ios::out | std::ios::binary);
    key.seekp(60);
    key.write("12345678", 8);  // in the meeting's own key
    ASSERT_TRUE(key.good());
  }
  server_->restart();
  Program program(flipover({"send", meeting_, "--client", folder_.path() + "/me"}), folder_.path(),
                  folder_.file("input", says("twee")));
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (program.err().find('\n') == std::string::npos && std::chrono::steady_clock::now() < until) {
    std::this_thread::yield();
  }
  EXPECT_EQ(program.err(), "flipover: This meeting cannot be opened now. Tell the operator. (4008)\n");
}

TEST_F(TheCommandLine, TailsFromANumberAndThenLiveWithoutGapOrDouble) {
  sends(says("een") + says("twee"));
  const std::size_t there = records(meeting_).size();
  Program tail(flipover({"tail", meeting_, "--from", "1", "--count", std::to_string(there + 2)}), folder_.path());
  tail.wait_for_lines(there);
  sends(says("een") + says("twee") + says("drie") + says("vier"));
  EXPECT_EQ(tail.wait(), 0) << tail.err();
  std::vector<std::uint64_t> expected;
  for (const auto& record : records(meeting_)) expected.push_back(record.number());
  std::vector<std::uint64_t> numbers;
  for (const auto& line : lines_of(tail.out())) numbers.push_back(from_json<pb::Record>(line).number());
  EXPECT_EQ(numbers, expected);
}

TEST_F(TheCommandLine, EndsATailWithoutErrorOnAnInterrupt) {
  Program tail(flipover({"--json", "tail", meeting_, "--from", "1"}), folder_.path());
  tail.wait_for_lines(1);
  tail.signal(SIGINT);
  EXPECT_EQ(tail.wait(), 0) << tail.err();
}

TEST_F(TheCommandLine, ShowsTheStateAtANumberAndAtATime) {
  sends(says("een"));
  const std::string then = std::to_string(records(meeting_).back().number());
  sends(says("een") + says("twee"));
  EXPECT_EQ(from_json<pb::StateView>(run({"state", meeting_, "--at", then}).out).state().items_size(), 1);
  EXPECT_EQ(from_json<pb::StateView>(run({"state", meeting_}).out).state().items_size(), 2);
  EXPECT_EQ(from_json<pb::StateView>(run({"state", meeting_, "--at", "now"}).out).state().items_size(), 2);
  const std::string hash = run({"state", meeting_, "--hash"}).out;
  EXPECT_EQ(hash.size(), 65U) << hash;
}

TEST_F(TheCommandLine, ExportsTheSameAfterAnImport) {
  sends(says("een") + R"({"addComment":{"item":"@1","text":"een | reactie"}})" + "\n" +
        R"({"editText":{"item":"@1","base":"0","spans":[{"keep":3,"insert":" en meer"}]}})" + "\n" +
        R"({"arrive":{"location":"ROOM"}})" + "\n");
  const std::string exported = run({"export", meeting_}).out;
  const auto before = from_json<pb::Export>(exported);
  const std::string tokens = folder_.path() + "/tokens";
  const auto report =
      from_json<pb::ImportReport>(admin({"import", folder_.file("export.json", exported), "--tokens-out", tokens}));
  ASSERT_FALSE(report.invitations().empty());
  const std::string participant = report.invitations(0).participant().id();
  EXPECT_EQ(report.invitations(0).secret(), "");
  token_file_ = tokens + "/" + participant;
  const auto private_file = std::filesystem::status(token_file_).permissions();
  EXPECT_EQ(private_file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  auto after = from_json<pb::Export>(run({"export", report.meeting()}).out);

  EXPECT_EQ(after.hash(), before.hash());
  EXPECT_NE(after.meeting(), before.meeting());
  // Hidden numbers are filled by records that say nothing, so that numbers stay; ids and times of logging are new.
  std::map<std::uint64_t, pb::Record> by_number;
  for (auto& record : *after.mutable_records()) by_number[record.number()] = record;
  for (pb::Record record : before.records()) {
    ASSERT_TRUE(by_number.contains(record.number())) << record.number();
    pb::Record& again = by_number[record.number()];
    for (pb::Record* one : {&record, &again}) {
      one->clear_logged_at_ms();
      one->clear_imported();
      if (one->operation().has_create_meeting()) {
        one->mutable_operation()->mutable_create_meeting()->clear_meeting();
        one->mutable_operation()->mutable_create_meeting()->clear_case_id();
      }
    }
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(record, again)) << record.ShortDebugString() << "\n"
                                                                                   << again.ShortDebugString();
    by_number.erase(record.number());
  }
  for (const auto& [number, record] : by_number) EXPECT_FALSE(record.has_operation()) << number;
}

TEST_F(TheCommandLine, WritesTheReportInTheMeetingsLanguageUnlessAsked) {
  sends(says("een <b>feit</b>"));
  const Ran english = run({"export", meeting_, "--format", "md"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_THAT(english.out, HasSubstr("## The boards"));
  EXPECT_THAT(english.out, HasSubstr("een &lt;b&gt;feit&lt;/b&gt;"));
}

TEST_F(TheCommandLine, IsRefusedWithThreeWhenTheInvitationIsUnknown) {
  token_file_ = folder_.file("wrong", "no-such-secret");
  const std::string client = folder_.path() + "/me";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"tail", meeting_}, {"state", meeting_}, {"send", meeting_, "--client", client}}) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 3) << words.front() << ": " << ran.err;
    EXPECT_THAT(ran.err, StartsWith("flipover: ")) << words.front();
  }
}

TEST_F(TheCommandLine, PrintsLinksToHandOutThatHoldTheSecretBehindTheHash) {
  const std::string start = server_->address().origin() + "/j#";
  const std::string invited = admin({"invite", meeting_, "--role", "partner", "--name", "Karim", "--link"});
  EXPECT_THAT(invited, StartsWith(start));
  EXPECT_EQ(invited.size(), start.size() + 22 + 1);
  const std::string link_file = folder_.path() + "/link";
  const auto person = from_json<pb::PersonView>(
      admin({"person", "create", "Lotte", "--organisation", "zvh", "--link-file-out", link_file}));
  EXPECT_EQ(person.name(), "Lotte");
  EXPECT_TRUE(person.secret().empty());
  std::ifstream file(link_file);
  std::string link;
  std::getline(file, link);
  ASSERT_THAT(link, StartsWith(start));
  // The link's secret is a person's: it lists what is his.
  const std::string secret_file = folder_.file("secret", link.substr(start.size()));
  const std::vector<std::string> list{FLIPOVER_PROGRAM,  "--server",    server_->address().origin(),
                                      "--token-file",    secret_file,   "meeting",
                                      "list"};
  EXPECT_EQ(Program(list, folder_.path()).wait(), 0);
  admin({"person", "revoke", person.person()});
  EXPECT_EQ(Program(list, folder_.path()).wait(), 3);
}

TEST_F(TheCommandLine, KeepsARevokedInvitationOut) {
  const auto view = from_json<pb::MeetingView>(admin({"meeting", "show", meeting_}));
  ASSERT_FALSE(view.invitations().empty());
  admin({"revoke", meeting_, view.invitations(0).invitation()});
  EXPECT_EQ(run({"state", meeting_}).code, 3);
}

// A link whose replica is compared with the server's own projection.
class Comparing : public LinkEvents {
 public:
  void caught_up(std::uint64_t upto) override {
    if (upto >= goal && link != nullptr) link->stop();
  }
  void answered(const pb::Outcome& outcome) override {
    if (outcome.has_committed()) ++committed;
  }

  MeetingLink* link = nullptr;
  std::uint64_t goal = ~std::uint64_t{0};
  std::size_t committed = 0;
};

class ALink : public TheCommandLine, public ::testing::WithParamInterface<bool> {
 protected:
  LinkOptions options() const {
    LinkOptions options;
    options.server = server_->address();
    options.meeting = meeting_;
    options.token = secret();
    options.client = new_client_id();
    options.json = GetParam();
    return options;
  }
  std::string secret() const {
    std::ifstream file(token_file_);
    std::string word;
    file >> word;
    return word;
  }
};

TEST_P(ALink, HoldsTheServersStateAfterACheckpointAndAfterLiveRecords) {  // G1
  sends(says("een") + says("twee 😀"));
  net::io_context io;
  Comparing writes;
  Comparing reads;
  MeetingLink writer(io.get_executor(), options(), writes);
  MeetingLink reader(io.get_executor(), options(), reads);
  writes.link = &writer;
  reads.link = &reader;
  const std::uint64_t before = records(meeting_).back().number();
  writes.goal = reads.goal = before + 20;
  for (std::uint64_t i = 1; i <= 20; ++i) {
    pb::Operation operation;
    operation.mutable_id()->set_counter(i);
    operation.mutable_add_item()->set_kind("feit");
    operation.mutable_add_item()->set_text("nummer " + std::to_string(i));
    operation.mutable_add_item()->set_behind("");
    writer.submit(std::move(operation));
  }
  for (MeetingLink* link : {&writer, &reader}) {
    net::co_spawn(io, link->run(), [](std::exception_ptr error, LinkEnd end) {
      EXPECT_FALSE(error);
      EXPECT_EQ(end.why, LinkEnd::Why::kStopped) << end.detail << end.goodbye.words().en();
    });
  }
  io.run_for(std::chrono::seconds(30));
  EXPECT_EQ(writes.committed, 20U);
  EXPECT_EQ(writer.unanswered(), 0U);
  const std::string hash = lines_of(run({"state", meeting_, "--hash"}).out).at(0);
  EXPECT_EQ(to_hex(state_hash(writer.replica().state())), hash);
  EXPECT_EQ(to_hex(state_hash(reader.replica().state())), hash);
}

INSTANTIATE_TEST_SUITE_P(InBothSubprotocols, ALink, ::testing::Bool(),
                         [](const auto& with_json) { return with_json.param ? "Json" : "Binary"; });

}  // namespace
}  // namespace flipover
