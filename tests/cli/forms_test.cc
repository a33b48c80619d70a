// What people type, and what a line of `flipover send` means.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "clients/cli/client_file.h"
#include "clients/cli/failure.h"
#include "clients/cli/http_client.h"
#include "clients/cli/operation_line.h"
#include "clients/cli/server_address.h"
#include "clients/cli/time_forms.h"
#include "server/model/entity_id.h"

namespace flipover {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kNow = 1'805'184'000'000;  // 2027-03-16T08:00:00Z
const std::string kClient = "a-client-of-this-test";

std::string adds_by_line(std::uint64_t line) {
  pb::OperationId id;
  id.set_client(kClient);
  id.set_counter(line);
  return entity_id(id);
}

TEST(MomentsAsTyped, CountBackAndForthFromNow) {
  EXPECT_EQ(parse_moment("now", kNow), kNow);
  EXPECT_EQ(parse_moment("now-2h", kNow), kNow - 2 * 3'600'000);
  EXPECT_EQ(parse_moment("now+30m", kNow), kNow + 30 * 60'000);
  EXPECT_EQ(parse_moment("now-8w", kNow), kNow - 8 * 7 * 86'400'000LL);
  EXPECT_EQ(parse_moment("now-1d", kNow), kNow - 86'400'000);
  EXPECT_EQ(parse_moment("now-90s", kNow), kNow - 90'000);
}

TEST(MomentsAsTyped, MayLeaveOutSecondsAndOffset) {
  EXPECT_EQ(parse_moment("2027-03-16T09:00:00+01:00", 0), kNow);
  EXPECT_EQ(parse_moment("2027-03-16T08:00Z", 0), kNow);
  EXPECT_EQ(parse_moment("2027-03-16T08:00", 0), kNow);
  EXPECT_EQ(parse_moment("2027-03-16T08:00:00.25Z", 0), kNow + 250);
  EXPECT_EQ(parse_moment("2027-03-16", 0), kNow - 8 * 3'600'000);
}

TEST(MomentsAsTyped, AreNotGuessed) {
  for (const char* wrong : {"", "gisteren", "2027-3-16", "2027-02-30", "2027-03-16T24:00", "now-2", "now2h", "now-h",
                            "2027-03-16T09:00:00+0x:00", "2027-03-16T09:00:61Z", "now-2h "}) {
    EXPECT_EQ(parse_moment(wrong, kNow), std::nullopt) << wrong;
  }
}

TEST(MomentsAsTyped, ComeBackAsTheyAreWritten) {
  EXPECT_EQ(iso_moment(kNow), "2027-03-16T08:00:00.000Z");
  EXPECT_EQ(parse_moment(iso_moment(kNow + 7), 0), kNow + 7);
}

TEST(NumbersAsTyped, BeginAtOne) {
  EXPECT_EQ(parse_number("42"), 42U);
  for (const char* wrong : {"", "0", "-1", "4x", "9999999999999999999"}) {
    EXPECT_EQ(parse_number(wrong), std::nullopt) << wrong;
  }
}

TEST(ServersAsTyped, NameHostAndPort) {
  const auto plain = parse_server_address("http://127.0.0.1:8080");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->origin(), "http://127.0.0.1:8080");
  EXPECT_EQ(parse_server_address("http://overleg.example/")->authority(), "overleg.example");
  EXPECT_EQ(parse_server_address("http://[::1]:81")->authority(), "[::1]:81");
  for (const char* wrong : {"", "127.0.0.1:8080", "https://x", "http://", "http://x:0", "http://x:99999",
                            "http://x/pad", "http://a@b", "http://[::1"}) {
    EXPECT_FALSE(parse_server_address(wrong)) << wrong;
  }
}

TEST(AnAddress, EscapesWhatIsNoPlainLetter) { EXPECT_EQ(url_escaped("a b/2+?é"), "a%20b%2F2%2B%3F%C3%A9"); }

TEST(ALineOfSend, HasTheCounterOfItsNumber) {
  const auto read = read_operation_line(R"({"addItem":{"kind":"feit","text":"Post"}})", kClient, 7);
  ASSERT_TRUE(read.operation);
  EXPECT_EQ(read.operation->id().client(), kClient);
  EXPECT_EQ(read.operation->id().counter(), 7U);
  EXPECT_EQ(added_by(*read.operation), adds_by_line(7));
}

TEST(ALineOfSend, NamesWhatAnEarlierLineAdds) {
  auto read = read_operation_line(R"({"linkItems":{"from":"@1","to":"@12","relation":"versterkt"}})", kClient, 13);
  ASSERT_TRUE(read.operation);
  EXPECT_EQ(read.operation->link_items().from(), adds_by_line(1));
  EXPECT_EQ(read.operation->link_items().to(), adds_by_line(12));
  read = read_operation_line(R"({"moveItem":{"item":"@3","region":"bord","behind":"@2"}})", kClient, 14);
  ASSERT_TRUE(read.operation);
  EXPECT_EQ(read.operation->move_item().item(), adds_by_line(3));
  EXPECT_EQ(read.operation->move_item().behind(), adds_by_line(2));
}

TEST(ALineOfSend, LeavesTextAndPeopleAsTheyAre) {
  auto read = read_operation_line(R"({"addItem":{"kind":"feit","text":"@1","saidBy":"@2"}})", kClient, 3);
  ASSERT_TRUE(read.operation);
  EXPECT_EQ(read.operation->add_item().text(), "@1");
  EXPECT_EQ(read.operation->add_item().said_by(), "@2");
  read = read_operation_line(R"({"handOverChair":{"to":"@2"}})", kClient, 4);
  EXPECT_EQ(read.operation->hand_over_chair().to(), "@2");
  read = read_operation_line(R"({"callToItem":{"item":"@zeven"}})", kClient, 5);
  EXPECT_EQ(read.operation->call_to_item().item(), "@zeven");
}

TEST(ALineOfSend, IsRefusedInWordsWhenItIsNoOperation) {
  for (const char* wrong : {"", "hallo", "{", "[]", "{}", R"({"addItme":{}})", R"({"addItem":{"text":7}})",
                            R"({"addItem":{},"remove":{}})"}) {
    const auto read = read_operation_line(wrong, kClient, 1);
    EXPECT_FALSE(read.operation) << wrong;
    EXPECT_FALSE(read.complaint.nl.empty()) << wrong;
    EXPECT_FALSE(read.complaint.en.empty()) << wrong;
  }
}

class AClientFile : public ::testing::Test {
 protected:
  AClientFile() {
    std::string pattern = ::testing::TempDir() + "flipover_client_XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~AClientFile() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ + "/client"; }
  std::string content() const {
    std::ifstream file(path());
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string folder_;
};

TEST_F(AClientFile, IsMadeAtFirstUseForItsOwnerAlone) {
  const std::string first = ClientFile(path(), "m1").client();
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_GE(first.size(), 16U);
  EXPECT_EQ(ClientFile(path(), "m1").client(), first);
}

TEST_F(AClientFile, RemembersWhatWasCommittedInItsMeeting) {
  ClientFile(path(), "m1").note(5, 42, ClientFile::digest("een"));
  const ClientFile same(path(), "m1");
  ASSERT_NE(same.find(5), nullptr);
  EXPECT_EQ(same.find(5)->number, 42U);
  EXPECT_EQ(same.find(5)->digest, ClientFile::digest("een"));
  EXPECT_EQ(same.find(4), nullptr);
}

TEST_F(AClientFile, KeepsMeetingsApart) {
  ClientFile(path(), "m1").note(5, 42, ClientFile::digest("een"));
  EXPECT_EQ(ClientFile(path(), "m2").find(5), nullptr);
}

TEST_F(AClientFile, PassesOverALineThatACrashCutOff) {
  ClientFile(path(), "m1").note(1, 10, ClientFile::digest("een"));
  std::ofstream(path(), std::ios::app) << "m1 2 1";
  ClientFile file(path(), "m1");
  EXPECT_EQ(file.find(2), nullptr);
  file.note(3, 12, ClientFile::digest("drie"));
  EXPECT_THAT(content(), HasSubstr("\nm1 3 12 "));
}

TEST_F(AClientFile, IsHeldByOneAtATime) {
  const ClientFile held(path(), "m1");
  EXPECT_THROW(ClientFile(path(), "m1"), Failure);
}

TEST_F(AClientFile, TakesAnIdThatIsThereAndNothingElse) {
  std::ofstream(path()) << "1234567890abcdef\n";
  EXPECT_EQ(ClientFile(path(), "m1").client(), "1234567890abcdef");
  std::ofstream(path(), std::ios::trunc) << "te kort\n";
  EXPECT_THROW(ClientFile(path(), "m1"), Failure);
  EXPECT_THROW(ClientFile(folder_, "m1"), Failure);
}

}  // namespace
}  // namespace flipover
