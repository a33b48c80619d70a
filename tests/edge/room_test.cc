// The room: its door and who knocks there, its screens, and what the chair is shown before a page is opened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "server/meeting/frame.h"
#include "tests/edge/browser.h"
#include "tests/edge/server_process.h"

namespace flipover::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kClient = "a_browsers_client_0123456789";

class RoomTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<ServerProcess>(std::vector<std::string>{"--raise", "guesses=100000"});
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }
  RoomTest()
      : table_(server_->port(), server_->admin_secret(), "casus_plus"),
        mirjam_(table_.invite("Mirjam", "procesregisseur")),
        karim_(table_.invite("Karim", "partner")),
        client_(table_.invite("P.", "client")),
        chair_(server_->port()),
        phone_(server_->port()) {
    chair_.enter(mirjam_.secret());
  }

  std::string at(const std::string& what) const { return "meetings/" + table_.meeting + "/" + what; }
  std::string open_door() { return chair_.post(at("door")).as<pb::DoorView>().secret(); }
  Participant chairs_socket() { return {chair_.socket(table_.meeting), "", "the_chairs_client_0123456789"}; }
  static Reply knock(Browser& browser, const std::string& door, const std::string& participant,
                     const std::string& name = {}) {
    pb::KnockRequest wanted;
    wanted.set_secret(door);
    wanted.set_participant(participant);
    wanted.set_name(name);
    wanted.set_organisation_name(name.empty() ? "" : "Wijkteam");
    return browser.post("knocks", wanted);
  }
  Reply answer(const std::string& knock, bool admit, const std::string& role = {}) {
    pb::AnswerKnockRequest wanted;
    wanted.set_admit(admit);
    wanted.set_role(role);
    return chair_.post(at("knocks/" + knock), wanted);
  }
  Reply pair(const std::string& code) {
    pb::PairScreenRequest wanted;
    wanted.set_code(code);
    return chair_.post(at("screens"), wanted);
  }
  static pb::Operation client_view(bool on) {
    pb::Operation operation;
    operation.mutable_set_client_view()->set_on(on);
    operation.mutable_set_client_view()->set_reason("kennismaken");
    return operation;
  }

  inline static std::unique_ptr<ServerProcess> server_;
  Table table_;
  pb::InvitationView mirjam_;
  pb::InvitationView karim_;
  pb::InvitationView client_;
  Browser chair_;
  Browser phone_;
};

TEST_F(RoomTest, S42_TheDoorShowsNamesAndOneSeesNothingUntilTheChairAdmits) {
  const std::string door = open_door();
  const auto link = phone_.look(door).as<pb::LinkView>();
  EXPECT_EQ(link.kind(), pb::LinkView::DOOR);
  EXPECT_EQ(link.title(), "Overleg");
  ASSERT_EQ(link.names_size(), 1) << "neither who holds the chair nor the client";
  EXPECT_EQ(link.names(0).name(), "Karim");
  const Reply knocked = knock(phone_, door, karim_.participant().id());
  ASSERT_EQ(knocked.status, 201) << knocked.body;
  EXPECT_THAT(knocked.headers.at("set-cookie"), HasSubstr("HttpOnly"));
  const auto waits = knocked.as<pb::KnockView>();
  EXPECT_EQ(waits.state(), pb::KnockView::WAITING);
  EXPECT_EQ(phone_.get("session").status, 401);
  EXPECT_EQ(phone_.get(at("state")).status, 401);
  WireClient early(phone_.socket(table_.meeting));
  early.send(hello("", kClient));
  EXPECT_EQ(early.until_closed(), 4001);
  const auto list = chair_.get(at("knocks")).as<pb::KnockList>();
  ASSERT_EQ(list.knocks_size(), 1);
  EXPECT_EQ(list.knocks(0).participant().name(), "Karim");
  const Reply admitted = answer(waits.knock(), true);
  ASSERT_EQ(admitted.status, 200) << admitted.body;
  EXPECT_EQ(phone_.get("knocks/" + waits.knock()).as<pb::KnockView>().state(), pb::KnockView::ADMITTED);
  ASSERT_EQ(phone_.session().seats_size(), 1);
  Participant karim(phone_.socket(table_.meeting), "", kClient);
  EXPECT_EQ(karim.welcome().you().id(), karim_.participant().id());
  EXPECT_EQ(chair_.get(at("knocks")).as<pb::KnockList>().knocks_size(), 0);
  EXPECT_EQ(answer(waits.knock(), false).as<pb::KnockView>().state(), pb::KnockView::ADMITTED) << "answered once";
}

TEST_F(RoomTest, SomebodyNewComesInAsAPartnerUnlessTheChairSaysOtherwise) {
  const std::string door = open_door();
  for (const std::string role : {"", "observer"}) {
    Browser guest(server_->port());
    const auto waits = knock(guest, door, "", "Fenna").as<pb::KnockView>();
    EXPECT_TRUE(waits.participant().id().empty());
    ASSERT_EQ(answer(waits.knock(), true, role).status, 200);
    Participant fenna(guest.socket(table_.meeting), "", kClient + role);
    EXPECT_EQ(fenna.welcome().you().name(), "Fenna");
    EXPECT_EQ(fenna.welcome().you().organisation_name(), "Wijkteam");
    EXPECT_EQ(fenna.welcome().you().role(), role.empty() ? "partner" : role);
  }
  Browser guest(server_->port());
  const auto waits = knock(guest, door, "", "Fenna").as<pb::KnockView>();
  EXPECT_EQ(answer(waits.knock(), true, "koning").status, 400);
  EXPECT_EQ(guest.get("knocks/" + waits.knock()).as<pb::KnockView>().state(), pb::KnockView::WAITING);
  EXPECT_EQ(answer(waits.knock(), false).as<pb::KnockView>().state(), pb::KnockView::REFUSED);
  EXPECT_EQ(guest.get("knocks/" + waits.knock()).as<pb::KnockView>().state(), pb::KnockView::REFUSED);
  EXPECT_EQ(guest.get("session").status, 401);
}

TEST_F(RoomTest, WhileTheClientViewIsOnAndAfterTheEndTheDoorIsAnUnknownLink) {
  const std::string door = open_door();
  Participant mirjam = chairs_socket();
  ASSERT_EQ(phone_.look(door).status, 200);
  ASSERT_NE(mirjam.does(client_view(true)).committed(), 0U);
  const Reply unknown = phone_.look("AAAAAAAAAAAAAAAAAAAAAA");
  const Reply closed = phone_.look(door);
  EXPECT_EQ(closed.status, 404);
  EXPECT_EQ(closed.body, unknown.body);
  EXPECT_EQ(closed.headers, unknown.headers);
  EXPECT_EQ(knock(phone_, door, karim_.participant().id()).status, 404);
  ASSERT_NE(mirjam.does(client_view(false)).committed(), 0U);
  EXPECT_EQ(phone_.look(door).status, 200) << "open again";
  pb::Operation end;
  end.mutable_end_meeting();
  ASSERT_NE(mirjam.does(end).committed(), 0U);
  EXPECT_EQ(phone_.look(door).body, unknown.body);
  EXPECT_EQ(knock(phone_, door, "", "Fenna").status, 404);
}

TEST_F(RoomTest, AnotherDoorEndsTheOneBeforeAndTheChairClosesIt) {
  const std::string first = open_door();
  const std::string second = open_door();
  EXPECT_EQ(phone_.look(first).status, 404);
  EXPECT_EQ(phone_.look(second).status, 200);
  EXPECT_EQ(phone_.enter(second).status, 404) << "nobody goes in by it";
  EXPECT_EQ(chair_.remove(at("door")).status, 200);
  EXPECT_EQ(phone_.look(second).status, 404);
}

TEST_F(RoomTest, WhoIsHereOnADeviceCannotBePickedNorAdmittedTwice) {
  const std::string door = open_door();
  const auto waits = knock(phone_, door, karim_.participant().id()).as<pb::KnockView>();
  Participant karim({server_->port(), "/ws/v1/meetings/" + table_.meeting}, karim_.secret(), kClient);
  ASSERT_FALSE(karim.welcome().meeting().empty());
  EXPECT_EQ(phone_.look(door).as<pb::LinkView>().names_size(), 0);
  Browser other(server_->port());
  const Reply refused = knock(other, door, karim_.participant().id());
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("already_here"));
  EXPECT_EQ(answer(waits.knock(), true).status, 409);
  EXPECT_EQ(phone_.get("knocks/" + waits.knock()).as<pb::KnockView>().state(), pb::KnockView::WAITING);
}

TEST_F(RoomTest, WhatIsNoKnockIsRefused) {
  const std::string door = open_door();
  EXPECT_EQ(knock(phone_, "AAAAAAAAAAAAAAAAAAAAAA", "", "Fenna").status, 404);
  EXPECT_EQ(knock(phone_, karim_.secret(), "", "Fenna").status, 404) << "an invitation is no door";
  EXPECT_EQ(knock(phone_, door, "", "").status, 400);
  EXPECT_EQ(knock(phone_, door, "", std::string(101, 'a')).status, 400);
  EXPECT_EQ(knock(phone_, door, "pNOSUCH").status, 400);
  EXPECT_EQ(knock(phone_, door, mirjam_.participant().id()).status, 409) << "who holds the chair";
  Browser in(server_->port());
  in.enter(karim_.secret());
  EXPECT_EQ(in.look(door).as<pb::LinkView>().already().name(), "Karim");
  const Reply already = knock(in, door, "", "Fenna");
  EXPECT_EQ(already.status, 409);
  EXPECT_THAT(already.body, HasSubstr("someone_else"));
  EXPECT_EQ(phone_.get("knocks").status, 405);
}

TEST_F(RoomTest, AKnockIsSeenByItsBrowserAndTheChairAlone) {
  const auto waits = knock(phone_, open_door(), "", "Fenna").as<pb::KnockView>();
  Browser other(server_->port());
  EXPECT_EQ(other.get("knocks/" + waits.knock()).status, 404);
  other.enter(karim_.secret());
  EXPECT_EQ(other.get("knocks/" + waits.knock()).status, 404);
  for (const Reply& reply : {other.get(at("knocks")), other.post(at("knocks/" + waits.knock())), other.post(at("door")),
                             other.get(at("door")), other.remove(at("door")), other.post(at("screens")), other.remove(at("screens")),
                             other.get(at("preview"))}) {
    EXPECT_EQ(reply.status, 403);
    EXPECT_THAT(reply.body, HasSubstr("only_the_chair"));
  }
  for (const char* what : {"knocks", "preview"}) EXPECT_EQ(table_.get(what, table_.admin).status, 403) << what;
  // The chair of another meeting.
  const Table elsewhere(server_->port(), table_.admin);
  Browser chair(server_->port());
  chair.enter(elsewhere.invite("Lotte", "procesregisseur").secret());
  EXPECT_EQ(chair.get(at("knocks")).status, 404);
  EXPECT_EQ(chair.post("meetings/" + elsewhere.meeting + "/knocks/" + waits.knock()).status, 404);
}

TEST_F(RoomTest, S14_TheSameBrowserKnocksOnceAndTwentyOfAnAddressWaitAHundredInAll) {
  const std::string door = open_door();
  for (int i = 0; i < 3; ++i) ASSERT_EQ(knock(phone_, door, "", "Fenna " + std::to_string(i)).status, 201);
  EXPECT_EQ(chair_.get(at("knocks")).as<pb::KnockList>().knocks_size(), 1);
  // Behind a proxy, which says for whom it asks; the first came without one.
  const auto from = [](int place) { return "198.51.100." + std::to_string(place); };
  for (int i = 1; i < 100; ++i) {
    Browser one(server_->port());
    one.forwarded = from(i / 20);
    ASSERT_EQ(knock(one, door, "", "Gast").status, 201) << i;
    if (i != 39) continue;
    one = Browser(server_->port());
    one.forwarded = from(1);
    EXPECT_EQ(knock(one, door, "", "Gast").status, 429) << "the twenty-first of an address";
  }
  Browser more(server_->port());
  more.forwarded = from(9);
  const Reply refused = knock(more, door, "", "Gast");
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, HasSubstr("too_many_waiting"));
}

TEST_F(RoomTest, ARoomScreenShowsACodeAndTheChairTypesItIn) {
  Browser screen(server_->port());
  EXPECT_EQ(screen.get("screens/mine").status, 404);
  const auto shown = screen.post("screens").as<pb::ScreenView>();
  EXPECT_EQ(shown.code().size(), 6U);
  EXPECT_EQ(screen.get("screens/mine").as<pb::ScreenView>().code(), shown.code());
  EXPECT_EQ(screen.get("session").status, 401);
  std::string typed = shown.code().substr(0, 3) + " " + shown.code().substr(3);
  for (char& letter : typed) letter = static_cast<char>(std::tolower(letter));
  const Reply paired = pair(typed);
  ASSERT_EQ(paired.status, 201) << paired.body;
  EXPECT_EQ(screen.get("screens/mine").as<pb::ScreenView>().meeting(), table_.meeting);
  Participant wall(screen.socket(table_.meeting), "", kClient);
  EXPECT_EQ(wall.welcome().you().role(), "zaalscherm");
  EXPECT_FALSE(wall.says("een scherm zegt niets").size() > 0);
  EXPECT_EQ(pair(shown.code()).status, 404) << "once";
  // A second screen is the same participant.
  Browser second(server_->port());
  ASSERT_EQ(pair(second.post("screens").as<pb::ScreenView>().code()).status, 201);
  EXPECT_EQ(second.session().seats(0).participant().id(), wall.welcome().you().id());
  EXPECT_EQ(chair_.remove(at("screens")).status, 200);
  EXPECT_EQ(wall.wire().until_closed(std::chrono::seconds(5)), 4001);
  EXPECT_EQ(screen.get("screens/mine").status, 404);
  EXPECT_EQ(second.session().seats_size(), 0);
}

TEST_F(RoomTest, ARoomScreenShowsTheDoorWhileItLetsPeopleIn) {
  Browser screen(server_->port());
  ASSERT_EQ(pair(screen.post("screens").as<pb::ScreenView>().code()).status, 201);
  const auto shown = [&] { return screen.get("screens/mine").as<pb::ScreenView>().door(); };
  EXPECT_EQ(shown(), "") << "no door was made";
  const std::string door = open_door();
  EXPECT_EQ(shown(), door);
  EXPECT_EQ(chair_.get(at("door")).as<pb::DoorView>().secret(), door) << "after a reload of the chair's page";
  const std::string another = open_door();
  EXPECT_EQ(shown(), another);
  Participant chair = chairs_socket();
  ASSERT_NE(chair.does(client_view(true)).committed(), 0U);
  EXPECT_EQ(shown(), "") << "the client is at the table";
  ASSERT_NE(chair.does(client_view(false)).committed(), 0U);
  EXPECT_EQ(shown(), another);
  EXPECT_EQ(chair_.remove(at("door")).status, 200);
  EXPECT_EQ(shown(), "");
  EXPECT_EQ(chair_.get(at("door")).as<pb::DoorView>().secret(), "");
}

TEST_F(RoomTest, WrongCodesAreUnknownAndANewCodeEndsTheOneBefore) {
  Browser screen(server_->port());
  const auto first = screen.post("screens").as<pb::ScreenView>();
  const auto second = screen.post("screens").as<pb::ScreenView>();
  for (const std::string& code : {first.code(), std::string(), std::string("AAAAAA"), std::string(5'000, 'A')}) {
    const Reply refused = pair(code);
    EXPECT_EQ(refused.status, 404);
    EXPECT_THAT(refused.body, HasSubstr("code_unknown"));
  }
  EXPECT_EQ(pair(second.code()).status, 201);
  EXPECT_EQ(screen.get("screens").status, 405);
  EXPECT_EQ(screen.post("screens/mine").status, 405);
}

TEST_F(RoomTest, ABrowserWithSomebodyInTheMeetingDoesNotBecomeItsScreen) {
  const auto shown = chair_.post("screens").as<pb::ScreenView>();
  const Reply refused = pair(shown.code());
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("screen_is_somebody"));
  EXPECT_EQ(chair_.session().seats(0).participant().name(), "Mirjam");
}

TEST_F(RoomTest, S44_WhoKnocksOrShowsACodeGetsACookieThatNobodyElseKnows) {
  Browser thief(server_->port());
  thief.enter(Table(server_->port(), table_.admin).invite("Boef", "partner").secret());
  Browser victim = thief;  // with the thief's cookie planted
  const auto waits = knock(victim, open_door(), "", "Fenna").as<pb::KnockView>();
  EXPECT_NE(victim.cookie, thief.cookie);
  ASSERT_EQ(answer(waits.knock(), true).status, 200);
  EXPECT_EQ(thief.get("session").status, 401);
  EXPECT_EQ(victim.session().seats_size(), 2);
}

TEST_F(RoomTest, ThePreviewTellsWhatTheClientWouldSeeOfWhatTheChairSees) {
  Participant mirjam = chairs_socket();
  const std::string before = mirjam.says("voor de cliënt kwam");
  pb::Operation secret = note("tussen ons");
  secret.mutable_add_item()->mutable_visibility()->set_level("professionals");
  ASSERT_NE(mirjam.does(secret).committed(), 0U);
  auto preview = chair_.get(at("preview")).as<pb::PreviewView>();
  EXPECT_EQ(preview.now_size(), 0) << "nothing was opened";
  EXPECT_EQ(preview.opened_size(), 0);
  preview = chair_.get(at("preview?sheet=opening")).as<pb::PreviewView>();
  EXPECT_EQ(preview.now_size(), 0);
  ASSERT_EQ(preview.opened_size(), 1) << preview.DebugString();
  EXPECT_EQ(preview.opened(0), before);
  EXPECT_GT(preview.number(), 0U);
  EXPECT_EQ(chair_.get(at("preview?sheet=nowhere")).status, 400);
  EXPECT_EQ(chair_.get(at("preview?other=1")).status, 400);
  // Opened, with the curtain still shut: what he would see.
  pb::Operation open;
  open.mutable_open_to_client()->set_sheet("opening");
  ASSERT_NE(mirjam.does(open).committed(), 0U);
  preview = chair_.get(at("preview?sheet=opening")).as<pb::PreviewView>();
  ASSERT_EQ(preview.now_size(), 1);
  EXPECT_EQ(preview.now(0), before);
  EXPECT_EQ(preview.opened_size(), 0);
  // And what he then sees is what was told.
  ASSERT_NE(mirjam.does(client_view(true)).committed(), 0U);
  const auto seen = table_.get("state", client_.secret()).as<pb::StateView>();
  ASSERT_EQ(seen.state().items_size(), 1);
  EXPECT_EQ(seen.state().items(0).id(), before);
  EXPECT_EQ(chair_.get(at("preview")).as<pb::PreviewView>().now_size(), 1);
}

TEST_F(RoomTest, G5_ThePreviewTellsTheChairNothingThatIsHiddenFromHim) {
  Participant mirjam = chairs_socket();
  Participant karim({server_->port(), "/ws/v1/meetings/" + table_.meeting}, karim_.secret(), kClient);
  pb::Operation step;
  step.mutable_go_to_phase()->set_phase("factoren");
  ASSERT_NE(mirjam.does(step).committed(), 0U);
  pb::Operation round;
  round.mutable_open_round()->set_kind(pb::OpenRound::BLIND);
  ASSERT_NE(mirjam.does(round).committed(), 0U);
  const std::string hidden = karim.says("blind geschreven", "risico");
  ASSERT_FALSE(hidden.empty());
  EXPECT_THAT(chair_.get(at("preview?sheet=factoren")).body, Not(HasSubstr(hidden)));
}

}  // namespace
}  // namespace flipover::testing
