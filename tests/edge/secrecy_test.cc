// G5, at the edge: what someone may not see is in no byte that he receives: live, when he joins, when he comes back with
// an old number, in state, records and export.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/edge/http_client.h"
#include "tests/edge/server_process.h"
#include "tests/edge/wire_client.h"

namespace flipover::testing {
namespace {

constexpr const char* kSecretText = "KANARIE-bij-de-buren";
constexpr const char* kSecretComment = "KANARIE-kanttekening";
constexpr const char* kSecretEdit = "KANARIE-aanvulling";

class SecrecyTest : public ::testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<ServerProcess>(); }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }

  SecrecyTest() : table_(server_->port(), server_->admin_secret()) {
    chair_ = table_.invite("Mirjam", "procesregisseur");
    partner_ = table_.invite("Karim", "partner", "o2");
    other_ = table_.invite("Ruud", "partner", "o3");
    client_ = table_.invite("P.", "client", "thuis");
  }

  Participant comes(const pb::InvitationView& who, const std::string& name, std::uint64_t last_seen = 0,
                    const std::string& past = {}) const {
    return Participant({server_->port(), "/ws/v1/meetings/" + table_.meeting, GetParam(), {}}, who.secret(),
                       name + "_client_0123456789", last_seen, past);
  }

  // Everything that this person can get hold of: over the socket so far, by coming back, and over HTTP.
  std::string everything_for(const pb::InvitationView& who, Participant& session, std::uint64_t old_number) const {
    std::string all = session.wire().received();
    for (const std::uint64_t last_seen : {std::uint64_t{0}, std::uint64_t{1}, old_number, session.upto()}) {
      Participant back = comes(who, "back" + std::to_string(last_seen), last_seen, session.welcome().past());
      EXPECT_TRUE(back.hears(session.upto()));
      all += back.wire().received();
    }
    const std::uint64_t number = table_.get("state", who.secret()).as<pb::StateView>().number();
    for (std::uint64_t at = 1; at <= number; ++at) {
      all += table_.get("state?at=" + std::to_string(at), who.secret()).body;
      all += table_.get("records?from=" + std::to_string(at), who.secret()).body;
    }
    for (const char* what : {"state", "records", "export?format=json", "export?format=md", "export?format=md&language=en"}) {
      const Reply reply = table_.get(what, who.secret());
      EXPECT_EQ(reply.status, 200) << what;
      all += reply.body;
    }
    return all;
  }

  // Somebody does what all see, so that what went before has passed everybody.
  static void pass(Participant& by, std::initializer_list<Participant*> others) {
    for (const bool raised : {true, false}) {
      pb::Operation hand;
      hand.mutable_raise_hand()->set_raised(raised);
      const pb::Outcome outcome = by.does(hand);
      ASSERT_NE(outcome.committed(), 0U) << outcome.refused().DebugString();
      for (Participant* other : others) ASSERT_TRUE(other->hears(outcome.committed()));
      ASSERT_TRUE(by.hears(outcome.committed()));
    }
  }

  static void expect_absent(const std::string& all, const std::string& what) {
    const std::size_t at = all.find(what);
    EXPECT_EQ(at, std::string::npos) << what << " is in: " << all.substr(at < 300 ? 0 : at - 300, 700);
  }

  inline static std::unique_ptr<ServerProcess> server_;
  Table table_;
  pb::InvitationView chair_;
  pb::InvitationView partner_;
  pb::InvitationView other_;
  pb::InvitationView client_;
};

INSTANTIATE_TEST_SUITE_P(BothSubprotocols, SecrecyTest, ::testing::Values("flipover.v1", "flipover.v1.json"),
                         [](const auto& tested) { return tested.param == "flipover.v1" ? "Binary" : "Json"; });

pb::Operation edit(const std::string& item, const std::string& text) {
  pb::Operation operation;
  operation.mutable_edit_text()->set_item(item);
  operation.mutable_edit_text()->set_base(0);
  operation.mutable_edit_text()->add_spans()->set_insert(text);
  return operation;
}

TEST_P(SecrecyTest, VB04_NoByteOfABlindRoundReachesAnotherPartnerOrTheFacilitatorUntilTheReveal) {
  Participant mirjam = comes(chair_, "mirjam");
  Participant karim = comes(partner_, "karim");
  Participant ruud = comes(other_, "ruud");
  karim.says("gewoon zichtbaar");
  const std::uint64_t old_number = karim.upto();
  pb::Operation open;
  open.mutable_open_round()->set_kind(pb::OpenRound::BLIND);
  const pb::Outcome opened = mirjam.does(open);
  ASSERT_NE(opened.committed(), 0U) << opened.refused().DebugString();

  const std::string item = ruud.says(kSecretText, "zorg");
  ASSERT_FALSE(item.empty());
  ASSERT_NE(ruud.does(edit(item, kSecretEdit)).committed(), 0U);
  pb::Operation comment;
  comment.mutable_add_comment()->set_item(item);
  comment.mutable_add_comment()->set_text(kSecretComment);
  ASSERT_NE(ruud.does(comment).committed(), 0U);
  pb::ClientFrame typing;
  typing.mutable_presence()->set_item(item);
  typing.mutable_presence()->set_typing(true);
  ruud.wire().send(typing);
  pb::Operation ready;
  ready.mutable_set_ready()->set_ready(true);
  ASSERT_NE(ruud.does(ready).committed(), 0U);

  // A guess at the hidden id is answered as one at an id that never was.
  pb::Operation guess;
  guess.mutable_remove()->set_thing(item);
  pb::Operation wild;
  wild.mutable_remove()->set_thing("nooitgemaakt");
  pb::Refusal hidden = karim.does(guess).refused();
  pb::Refusal unknown = karim.does(wild).refused();
  EXPECT_EQ(hidden.code(), "unknown_thing");
  hidden.clear_operation();
  unknown.clear_operation();
  EXPECT_EQ(hidden.SerializeAsString(), unknown.SerializeAsString());

  // He hears of all that happened, and of nothing that was said.
  ASSERT_FALSE(karim.says("nog iets zichtbaars", "zorg").empty());
  pass(karim, {&mirjam, &ruud});
  for (const std::string& all :
       {everything_for(partner_, karim, old_number), everything_for(chair_, mirjam, old_number)}) {
    expect_absent(all, "KANARIE");
    EXPECT_NE(all.find("gewoon zichtbaar"), std::string::npos) << "the search does find what is there";
  }
  expect_absent(everything_for(chair_, mirjam, old_number), item);
  EXPECT_NE(everything_for(other_, ruud, old_number).find(kSecretText), std::string::npos) << "his own he sees";

  pb::Operation close;
  close.mutable_close_round();
  const pb::Outcome closed = mirjam.does(close);
  ASSERT_NE(closed.committed(), 0U) << closed.refused().DebugString();
  ASSERT_TRUE(karim.hears(closed.committed()));
  const std::string after = everything_for(partner_, karim, old_number);
  for (const char* text : {kSecretText, kSecretComment, kSecretEdit}) {
    EXPECT_NE(after.find(text), std::string::npos) << text;
  }
}

TEST_P(SecrecyTest, TheClientReceivesNothingOutsideWhatWasOpenedToHim) {
  Participant mirjam = comes(chair_, "mirjam");
  Participant pim = comes(client_, "pim");
  const std::uint64_t old_number = pim.upto();
  const std::string hidden = mirjam.says("KANARIE van tevoren");
  const std::string opened = mirjam.says("dit mag hij lezen");
  ASSERT_FALSE(hidden.empty() || opened.empty());
  pass(mirjam, {&pim});
  const std::string closed = everything_for(client_, pim, old_number);
  expect_absent(closed, "KANARIE");
  expect_absent(closed, "dit mag hij lezen");
  expect_absent(closed, hidden);

  pb::Operation open;
  open.mutable_open_to_client()->set_item(opened);
  const pb::Outcome opening = mirjam.does(open);
  ASSERT_NE(opening.committed(), 0U) << opening.refused().DebugString();
  pb::Operation view;
  view.mutable_set_client_view()->set_on(true);
  view.mutable_set_client_view()->set_reason("hij schuift aan");
  ASSERT_NE(mirjam.does(view).committed(), 0U);
  pb::Operation arrive;
  arrive.mutable_arrive()->set_location(pb::Arrive::ROOM);
  ASSERT_NE(pim.does(arrive).committed(), 0U);
  mirjam.says("samen aan tafel");
  pass(mirjam, {&pim});
  std::string all = everything_for(client_, pim, old_number);
  expect_absent(all, "KANARIE");
  expect_absent(all, hidden);
  EXPECT_NE(all.find("dit mag hij lezen"), std::string::npos);
  EXPECT_NE(all.find("samen aan tafel"), std::string::npos);

  pb::Operation off;
  off.mutable_set_client_view()->set_on(false);
  ASSERT_NE(mirjam.does(off).committed(), 0U);
  mirjam.says("KANARIE na het gordijn");
  pass(mirjam, {&pim});
  expect_absent(everything_for(client_, pim, old_number), "KANARIE");
}

TEST_P(SecrecyTest, PrivateWordsAndThoseOfASmallGroupReachNobodyElse) {
  Participant mirjam = comes(chair_, "mirjam");
  Participant karim = comes(partner_, "karim");
  Participant ruud = comes(other_, "ruud");
  const std::uint64_t old_number = ruud.upto();
  pb::Operation own = note("KANARIE voor mij alleen");
  own.mutable_add_item()->mutable_visibility()->set_level("prive");
  ASSERT_NE(karim.does(own).committed(), 0U);
  pb::Operation pair = note("KANARIE onder ons");
  pair.mutable_add_item()->mutable_visibility()->set_level("besloten_groep");
  pair.mutable_add_item()->mutable_visibility()->add_members(partner_.participant().id());
  pair.mutable_add_item()->mutable_visibility()->add_members(chair_.participant().id());
  ASSERT_NE(karim.does(pair).committed(), 0U);
  pass(karim, {&ruud, &mirjam});
  expect_absent(everything_for(other_, ruud, old_number), "KANARIE");
  const std::string hers = everything_for(chair_, mirjam, old_number);
  expect_absent(hers, "KANARIE voor mij alleen");
  EXPECT_NE(hers.find("KANARIE onder ons"), std::string::npos);
}

}  // namespace
}  // namespace flipover::testing
