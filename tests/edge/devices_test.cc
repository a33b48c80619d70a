// A second device of somebody who came in: logged, told to him, and without private and blind words until he confirms it,
// whichever way it asks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "server/meeting/frame.h"
#include "tests/edge/browser.h"
#include "tests/edge/server_process.h"

namespace flipover::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kOwn = "wat ik alleen denk";
constexpr const char* kBlind = "in de stilte geschreven";

class DevicesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<ServerProcess>(std::vector<std::string>{"--raise", "guesses=100000"});
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }
  DevicesTest()
      : table_(server_->port(), server_->admin_secret()),
        mirjam_(table_.invite("Mirjam", "procesregisseur")),
        karim_(table_.invite("Karim", "partner")),
        chair_(socket(), mirjam_.secret(), "the_chairs_client_0123456789"),
        phone_(server_->port()) {
    phone_.enter(karim_.secret());
    first_ = std::make_unique<Participant>(phone_.socket(table_.meeting), "", "karims_first_client_01234567");
    pb::Operation own = note(kOwn);
    own.mutable_add_item()->mutable_visibility()->set_level("prive");
    EXPECT_NE(first_->does(own).committed(), 0U);
    pb::Operation round;
    round.mutable_open_round()->set_kind(pb::OpenRound::BLIND);
    EXPECT_NE(chair_.does(round).committed(), 0U);
    EXPECT_FALSE(first_->says(kBlind).empty());
  }

  Address socket() const { return {server_->port(), "/ws/v1/meetings/" + table_.meeting}; }
  // The chair asks a link for Karim's seat.
  pb::InvitationView second_link() const {
    pb::InviteRequest wanted;
    wanted.set_participant(karim_.participant().id());
    const Reply made = request(server_->port(), "POST", "/api/v1/meetings/" + table_.meeting + "/invitations",
                               mirjam_.secret(), to_json(wanted));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.as<pb::InvitationView>();
  }
  void expect_without_his_words(const std::string& bytes) const {
    EXPECT_THAT(bytes, Not(HasSubstr(kOwn)));
    EXPECT_THAT(bytes, Not(HasSubstr(kBlind)));
  }
  static pb::Operation confirms(const std::string& device) {
    pb::Operation operation;
    operation.mutable_confirm_device()->set_device(device);
    return operation;
  }
  // The devices that Karim's first one was told of.
  std::vector<pb::AddDevice> told() {
    std::vector<pb::AddDevice> added;
    for (const pb::Record& record : first_->records()) {
      if (record.operation().has_add_device()) added.push_back(record.operation().add_device());
    }
    return added;
  }

  inline static std::unique_ptr<ServerProcess> server_;
  Table table_;
  pb::InvitationView mirjam_;
  pb::InvitationView karim_;
  Participant chair_;
  Browser phone_;
  std::unique_ptr<Participant> first_;
};

TEST_F(DevicesTest, PV05_ALinkThatTheChairAskedForAnothersSeatOpensNoPrivateAndNoBlindWordByAnyWay) {
  const auto link = second_link();
  EXPECT_TRUE(link.second_device());
  Browser thief(server_->port());
  EXPECT_TRUE(thief.look(link.secret()).as<pb::LinkView>().second_device());
  ASSERT_EQ(thief.enter(link.secret()).status, 200);
  for (const char* what : {"state", "records?from=1", "export", "state?at=6", "export?format=md"}) {
    const Reply by_cookie = thief.get("meetings/" + table_.meeting + "/" + what);
    EXPECT_EQ(by_cookie.status, 200) << what << by_cookie.body;
    expect_without_his_words(by_cookie.body);
    expect_without_his_words(table_.get(what, link.secret()).body);
    if (by_cookie.body.starts_with("#")) continue;  // minutes print no private card
    EXPECT_THAT(phone_.get("meetings/" + table_.meeting + "/" + what).body, HasSubstr(kOwn)) << what << " on his own";
  }
  Participant second(thief.socket(table_.meeting), "", "a_second_client_of_his_0123456");
  EXPECT_TRUE(second.welcome().unconfirmed());
  EXPECT_EQ(second.welcome().you().id(), karim_.participant().id());
  expect_without_his_words(second.wire().received());
  const std::uint64_t seen = second.upto();
  ASSERT_TRUE(first_->hears(seen));
  ASSERT_FALSE(told().empty());
  EXPECT_EQ(told().front().asked_by(), mirjam_.participant().id());
  // What he does from here on reaches it no more than what he did before.
  pb::Operation own = note(std::string(kOwn) + ", nog eens");
  own.mutable_add_item()->mutable_visibility()->set_level("prive");
  ASSERT_NE(first_->does(own).committed(), 0U);
  const std::string mark = second.says("geschreven op het tweede");
  EXPECT_FALSE(mark.empty()) << "he writes on it, in the round too";
  expect_without_his_words(second.wire().received());
  EXPECT_EQ(second.does(confirms(told().front().device())).refused().code(), "device_unconfirmed");
  Participant resumes(thief.socket(table_.meeting), "", "a_second_client_of_his_0123456", 1);
  expect_without_his_words(resumes.wire().received());
}

TEST_F(DevicesTest, PV05_ThePreviewOnTheChairsSecondDeviceHasNoPrivateWordOfHers) {
  const auto kevin = table_.invite("Kevin", "client");
  pb::Operation quote = note(kOwn);  // typed for him, and for nobody else
  quote.mutable_add_item()->set_said_by(kevin.participant().id());
  quote.mutable_add_item()->mutable_visibility()->set_level("prive");
  ASSERT_NE(chair_.does(quote).committed(), 0U);
  EXPECT_THAT(table_.get("preview", mirjam_.secret()).body, HasSubstr(kOwn)) << "on her own";
  Browser tablet(server_->port());
  ASSERT_EQ(tablet.enter(mirjam_.secret()).status, 200);
  const Reply preview = tablet.get("meetings/" + table_.meeting + "/preview");
  EXPECT_EQ(preview.status, 200);
  expect_without_his_words(preview.body);
}

TEST_F(DevicesTest, OnceConfirmedOnTheFirstItComesBackToTheWholeBoard) {
  Browser tablet(server_->port());
  ASSERT_EQ(tablet.enter(karim_.secret()).status, 200) << "his own link, once more";
  Participant second(tablet.socket(table_.meeting), "", "a_second_client_of_his_0123456");
  EXPECT_TRUE(second.welcome().unconfirmed());
  ASSERT_TRUE(first_->hears(second.welcome().number()));
  ASSERT_EQ(told().size(), 1U);
  EXPECT_EQ(told().front().asked_by(), "") << "an administrator made the link";
  const std::uint64_t upto = second.upto();
  ASSERT_NE(first_->does(confirms(told().front().device())).committed(), 0U);
  EXPECT_EQ(second.wire().until_closed(), 4012);
  ASSERT_TRUE(second.wire().goodbye());
  EXPECT_EQ(second.wire().goodbye()->come_back(), pb::Goodbye::AT_ONCE);
  Participant whole(tablet.socket(table_.meeting), "", "a_second_client_of_his_0123456", upto);
  EXPECT_FALSE(whole.welcome().unconfirmed());
  EXPECT_FALSE(whole.welcome().resumed()) << "what it holds lacks things";
  EXPECT_THAT(whole.wire().received(), HasSubstr(kOwn));
  EXPECT_THAT(tablet.get("meetings/" + table_.meeting + "/state").body, HasSubstr(kBlind));
}

TEST_F(DevicesTest, TheSameBrowserAndTheSameProgramAreOneDevice) {
  EXPECT_FALSE(first_->welcome().unconfirmed());
  Participant again(phone_.socket(table_.meeting), "", "karims_other_tab_client_0123");
  EXPECT_FALSE(again.welcome().unconfirmed()) << "another tab";
  ASSERT_EQ(phone_.enter(second_link().secret()).status, 200);
  Participant by_another_link(phone_.socket(table_.meeting), "", "karims_third_tab_client_0123");
  EXPECT_FALSE(by_another_link.welcome().unconfirmed());
  Participant program(socket(), mirjam_.secret(), "another_run_of_her_program_01");
  EXPECT_FALSE(program.welcome().unconfirmed()) << "her program came in by this secret first";
  EXPECT_TRUE(told().empty());
}

TEST_F(DevicesTest, ADeviceStaysUnconfirmedAndOnceLoggedOverARestart) {
  ServerProcess server({"--raise", "guesses=100000"});
  const Table table(server.port(), server.admin_secret());
  const auto karim = table.invite("Karim", "partner");
  Browser phone(server.port());
  phone.enter(karim.secret());
  const std::string path = "meetings/" + table.meeting + "/";
  ASSERT_EQ(phone.get(path + "state").status, 200);
  Browser tablet(server.port());
  tablet.enter(karim.secret());
  ASSERT_EQ(tablet.get(path + "state").status, 200);
  const auto count = [&](Browser& browser) {
    const auto page = browser.get(path + "records?from=1").as<pb::RecordPage>();
    return std::count_if(page.records().begin(), page.records().end(),
                         [](const pb::Record& record) { return record.operation().has_add_device(); });
  };
  EXPECT_EQ(count(phone), 1);
  ASSERT_EQ(server.stop(), 0);
  server.restart();
  phone.port = tablet.port = server.port();
  phone.host = tablet.host = "127.0.0.1:" + std::to_string(server.port());
  phone.origin = tablet.origin = "http://" + phone.host;
  Participant second(tablet.socket(table.meeting), "", "a_second_client_of_his_0123456");
  EXPECT_TRUE(second.welcome().unconfirmed());
  EXPECT_EQ(count(phone), 1);
  EXPECT_EQ(count(tablet), 0) << "told to his own alone";
}

}  // namespace
}  // namespace flipover::testing
