// A session as it goes: Hello, Welcome, operations, resume, exactly once; over both subprotocols.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/edge/http_client.h"
#include "tests/edge/server_process.h"
#include "tests/edge/wire_client.h"

namespace flipover::testing {
namespace {

std::string client_named(const std::string& name) { return name + "_client_0123456789"; }

class SessionTest : public ::testing::TestWithParam<std::string> {
 protected:
  // With shards, so that sockets, tokens and questions cross threads.
  static void SetUpTestSuite() {
    server_ = std::make_unique<ServerProcess>(std::vector<std::string>{"--shards", "3"});
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }

  SessionTest() : table_(server_->port(), server_->admin_secret()) {
    chair_ = table_.invite("Mirjam", "procesregisseur");
    partner_ = table_.invite("Karim", "partner", "o2");
  }

  Address address() const { return {server_->port(), "/ws/v1/meetings/" + table_.meeting, GetParam(), {}}; }
  std::unique_ptr<Participant> comes(const pb::InvitationView& who, const std::string& client,
                                     std::uint64_t last_seen = 0, const std::string& past = {}) {
    return std::make_unique<Participant>(address(), who.secret(), client_named(client), last_seen, past);
  }

  inline static std::unique_ptr<ServerProcess> server_;
  Table table_;
  pb::InvitationView chair_;
  pb::InvitationView partner_;
};

INSTANTIATE_TEST_SUITE_P(BothSubprotocols, SessionTest, ::testing::Values("flipover.v1", "flipover.v1.json"),
                         [](const auto& tested) { return tested.param == "flipover.v1" ? "Binary" : "Json"; });

TEST_P(SessionTest, WelcomeSaysWhoYouAreAndThePictureFollows) {
  const auto mirjam = comes(chair_, "mirjam");
  EXPECT_EQ(mirjam->wire().subprotocol(), GetParam());
  EXPECT_EQ(mirjam->welcome().you().name(), "Mirjam");
  EXPECT_EQ(mirjam->welcome().you().id(), chair_.participant().id());
  EXPECT_EQ(mirjam->welcome().meeting(), table_.meeting);
  EXPECT_FALSE(mirjam->welcome().resumed());
  EXPECT_EQ(mirjam->welcome().limits().frame_bytes(), 1024U * 1024U);
  EXPECT_EQ(mirjam->picture().info().created().title(), "Overleg");
  EXPECT_EQ(mirjam->picture().attendees_size(), 2);
}

TEST_P(SessionTest, WhatOneSaysTheOthersHearWithWhoSaidIt) {
  auto mirjam = comes(chair_, "mirjam");
  auto karim = comes(partner_, "karim");
  const std::string item = karim->says("hij slaapt slecht");
  ASSERT_FALSE(item.empty());
  ASSERT_TRUE(mirjam->hears(karim->upto()));
  ASSERT_FALSE(mirjam->records().empty());
  const pb::Record& heard = mirjam->records().back();
  EXPECT_EQ(heard.by(), partner_.participant().id());
  EXPECT_EQ(heard.operation().add_item().item(), item);
  EXPECT_EQ(heard.operation().add_item().text(), "hij slaapt slecht");
  EXPECT_FALSE(heard.operation().has_id()) << "counters would tell who did what is hidden";
}

TEST_P(SessionTest, G3_AnOperationSentAgainIsAppliedOnceAlsoOverAnotherConnection) {
  auto karim = comes(partner_, "karim");
  const pb::Outcome first = karim->resends(7, note("een keer"));
  ASSERT_NE(first.committed(), 0U);
  EXPECT_EQ(karim->resends(7, note("een keer")).committed(), first.committed());
  karim->wire().close();
  auto again = comes(partner_, "karim");
  EXPECT_EQ(again->welcome().highest_counter(), 7U);
  ASSERT_EQ(again->welcome().committed_size(), 1);
  EXPECT_EQ(again->welcome().committed(0).number(), first.committed());
  EXPECT_EQ(again->resends(7, note("een keer")).committed(), first.committed());
  EXPECT_EQ(again->picture().items_size(), 1);
}

TEST_P(SessionTest, ACounterThatWasPassedOverIsAnsweredWasRefusedWithItsText) {
  auto karim = comes(partner_, "karim");
  ASSERT_NE(karim->resends(7, note("zeven")).committed(), 0U);
  const pb::Outcome passed = karim->resends(6, note("zes"));
  EXPECT_EQ(passed.refused().code(), "was_refused");
  EXPECT_EQ(passed.refused().operation().add_item().text(), "zes");
}

TEST_P(SessionTest, WhoComesBackWithHisLastNumberGetsOnlyWhatHeMissed) {
  auto mirjam = comes(chair_, "mirjam");
  auto karim = comes(partner_, "karim");
  karim->says("eerst");
  const std::uint64_t seen = karim->upto();
  karim->wire().close();
  mirjam->says("gemist");
  auto back = comes(partner_, "karim", seen, karim->welcome().past());
  EXPECT_TRUE(back->welcome().resumed());
  ASSERT_TRUE(back->hears(mirjam->upto()));
  ASSERT_EQ(back->records().size(), 1U);
  EXPECT_EQ(back->records()[0].operation().add_item().text(), "gemist");
}

TEST_P(SessionTest, ManyOperationsInAFrameAreAnsweredEachInOrder) {
  auto karim = comes(partner_, "karim");
  pb::ClientFrame frame;
  for (std::uint64_t counter = 1; counter <= 256; ++counter) {
    pb::Operation operation = note("regel " + std::to_string(counter));
    operation.mutable_id()->set_counter(counter);
    *frame.mutable_submit()->add_operations() = operation;
  }
  karim->wire().send(frame);
  std::uint64_t expected = 1;
  while (expected <= 256) {
    const auto arrived = karim->wire().receive();
    ASSERT_TRUE(arrived && arrived->has_update());
    for (const pb::Outcome& outcome : arrived->update().outcomes()) {
      EXPECT_EQ(outcome.counter(), expected++);
      EXPECT_NE(outcome.committed(), 0U);
    }
  }
}

TEST_P(SessionTest, ARefusalHasACodeWordsAndTheTextThatWasRefused) {
  auto karim = comes(partner_, "karim");
  pb::Operation operation = note("blijft bewaard", "geen_soort");
  const pb::Outcome outcome = karim->does(operation);
  EXPECT_FALSE(outcome.refused().code().empty());
  EXPECT_FALSE(outcome.refused().words().nl().empty());
  EXPECT_FALSE(outcome.refused().words().en().empty());
  EXPECT_EQ(outcome.refused().operation().add_item().text(), "blijft bewaard");
}

TEST_P(SessionTest, PresenceReachesTheOthersAndIsNotInTheLog) {
  auto mirjam = comes(chair_, "mirjam");
  auto karim = comes(partner_, "karim");
  const std::string item = karim->says("hier");
  pb::ClientFrame frame;
  frame.mutable_presence()->set_item(item);
  frame.mutable_presence()->set_typing(true);
  karim->wire().send(frame);
  bool seen = false;
  while (!seen) {
    const auto arrived = mirjam->wire().receive();
    ASSERT_TRUE(arrived);
    for (const auto& of : arrived->presence().of()) {
      seen = seen || (of.participant() == partner_.participant().id() && of.presence().item() == item);
    }
  }
  const auto state = table_.get("state", chair_.secret()).as<pb::StateView>();
  EXPECT_EQ(state.number(), karim->upto());
}

TEST(SessionAcrossSubprotocols, OneSpeaksJsonTheOtherBinaryAndTheyHearEachOther) {
  ServerProcess server;
  Table table(server.port(), server.admin_secret());
  const auto chair = table.invite("Mirjam", "procesregisseur");
  const auto partner = table.invite("Karim", "partner");
  const std::string path = "/ws/v1/meetings/" + table.meeting;
  Participant json({server.port(), path, "flipover.v1.json", {}}, chair.secret(), client_named("mirjam"));
  Participant binary({server.port(), path, "flipover.v1", {}}, partner.secret(), client_named("karim"));
  binary.says("van binair");
  ASSERT_TRUE(json.hears(binary.upto()));
  EXPECT_EQ(json.records().back().operation().add_item().text(), "van binair");
  json.says("van json");
  ASSERT_TRUE(binary.hears(json.upto()));
  EXPECT_EQ(binary.records().back().operation().add_item().text(), "van json");
}

TEST_P(SessionTest, WhoseBoardDiffersGetsItAnewOnceAndTheLogTells) {
  auto karim = comes(partner_, "karim");
  ASSERT_FALSE(karim->says("hij slaapt slecht").empty());
  pb::ClientFrame held;
  held.mutable_board_hash()->set_number(karim->upto());
  held.mutable_board_hash()->set_hash(std::string(32, 'x'));
  karim->wire().send(held);
  for (bool anew = false; !anew;) {
    const auto frame = karim->wire().receive();
    ASSERT_TRUE(frame);
    anew = frame->has_welcome();
  }
  // It costs as much as a join: who asks again at once gets no answer, and goes on.
  karim->wire().send(held);
  pb::ClientFrame says;
  *says.mutable_submit()->add_operations() = note("en de hond ook");
  says.mutable_submit()->mutable_operations(0)->mutable_id()->set_counter(2);
  karim->wire().send(says);
  for (bool saved = false; !saved;) {
    const auto frame = karim->wire().receive();
    ASSERT_TRUE(frame);
    EXPECT_FALSE(frame->has_welcome());
    saved = frame->update().outcomes_size() > 0;
  }
  EXPECT_THAT(server_->printed(), ::testing::HasSubstr("event=board_differed meeting=" + table_.meeting));
}

}  // namespace
}  // namespace flipover::testing
