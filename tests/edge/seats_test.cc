// Seats and what rights they give: of a room screen, of who invites, of who takes part no longer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "server/meeting/frame.h"
#include "tests/edge/browser.h"
#include "tests/edge/server_process.h"

namespace flipover::testing {
namespace {

using ::testing::HasSubstr;

class SeatsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<ServerProcess>(std::vector<std::string>{"--raise", "guesses=100000"});
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }
  SeatsTest()
      : table_(server_->port(), server_->admin_secret()),
        mirjam_(table_.invite("Mirjam", "procesregisseur", "zvh")),
        karim_(table_.invite("Karim", "partner", "wijkteam")),
        pol_(table_.invite("Pol", "partner", "politie")) {}

  static std::uint16_t port() { return server_->port(); }
  std::string at(const std::string& what) const { return "/api/v1/meetings/" + table_.meeting + "/" + what; }
  Address socket(const Table& table) const { return {port(), "/ws/v1/meetings/" + table.meeting}; }
  Reply invites(const std::string& by, const std::string& role, const std::string& organisation = {},
                const std::string& participant = {}) const {
    pb::InviteRequest wanted;
    wanted.set_name("Nieuw");
    wanted.set_role(role);
    wanted.set_organisation(organisation);
    wanted.set_participant(participant);
    return request(port(), "POST", at("invitations"), by, to_json(wanted));
  }
  Reply pair(const std::string& code) const {
    pb::PairScreenRequest wanted;
    wanted.set_code(code);
    return request(port(), "POST", at("screens"), mirjam_.secret(), to_json(wanted));
  }
  static pb::Operation hands_over_to(const pb::InvitationView& other) {
    pb::Operation operation;
    operation.mutable_hand_over_chair()->set_to(other.participant().id());
    return operation;
  }
  static pb::Operation ends() {
    pb::Operation operation;
    operation.mutable_end_meeting();
    return operation;
  }
  static pb::Operation ends_participation_of(const std::string& participant) {
    pb::Operation operation;
    operation.mutable_end_participation()->set_participant(participant);
    return operation;
  }
  // The secret of somebody who prepares meetings.
  std::string person(const std::string& name) const {
    pb::NamePersonRequest wanted;
    wanted.set_name(name);
    wanted.set_organisation("zvh");
    return request(port(), "POST", "/api/v1/people", table_.admin, to_json(wanted)).as<pb::PersonView>().secret();
  }
  static std::string made_by(Browser& maker) {
    pb::CreateCaseRequest new_case;
    new_case.set_label("P.");
    pb::CreateMeetingRequest wanted;
    wanted.set_case_id(maker.post("cases", new_case).as<pb::CaseView>().case_id());
    return maker.post("meetings", wanted).as<pb::MeetingView>().meeting();
  }
  static pb::InviteRequest called(const std::string& name, const std::string& role) {
    pb::InviteRequest invite;
    invite.set_name(name);
    invite.set_role(role);
    return invite;
  }
  static pb::AppointChairRequest appoints(const pb::InvitationView& other) {
    pb::AppointChairRequest wanted;
    wanted.set_participant(other.participant().id());
    wanted.set_reason("Mirjam is ziek");
    return wanted;
  }
  Participant mirjam() const { return {socket(table_), mirjam_.secret(), "mirjams_client_0123456789"}; }

  inline static std::unique_ptr<ServerProcess> server_;
  Table table_;
  pb::InvitationView mirjam_;
  pb::InvitationView karim_;
  pb::InvitationView pol_;
};

TEST_F(SeatsTest, PV16_ARoomScreenHasTheLiveViewAlone) {
  Browser screen(port());
  ASSERT_EQ(pair(screen.post("screens").as<pb::ScreenView>().code()).status, 201);
  for (const char* what : {"state", "state?at=1", "records?from=1", "export", "export?format=md", "preview", "knocks", "door"}) {
    const Reply refused = screen.get("meetings/" + table_.meeting + "/" + what);
    EXPECT_EQ(refused.status, 403) << what;
    EXPECT_THAT(refused.body, HasSubstr("live_only")) << what;
  }
  Participant wall(screen.socket(table_.meeting), "", "the_walls_client_0123456789");
  EXPECT_EQ(wall.welcome().you().role(), "zaalscherm");
  EXPECT_FALSE(wall.welcome().unconfirmed());
  // A second screen is another device of the same participant, and needs nobody's word.
  Browser second(port());
  ASSERT_EQ(pair(second.post("screens").as<pb::ScreenView>().code()).status, 201);
  Participant beside(second.socket(table_.meeting), "", "another_walls_client_01234567");
  EXPECT_FALSE(beside.welcome().unconfirmed());
  // Nor by a link of its own.
  const auto link = table_.invite("Wand", "zaalscherm");
  EXPECT_THAT(table_.get("state", link.secret()).body, HasSubstr("live_only"));
}

TEST_F(SeatsTest, PV16_ARoomScreensSeatEndsWithTheMeeting) {
  Browser screen(port());
  ASSERT_EQ(pair(screen.post("screens").as<pb::ScreenView>().code()).status, 201);
  Browser unused(port());
  ASSERT_EQ(pair(unused.post("screens").as<pb::ScreenView>().code()).status, 201);
  Participant wall(screen.socket(table_.meeting), "", "the_walls_client_0123456789");
  ASSERT_EQ(wall.welcome().you().role(), "zaalscherm");
  Participant chair = mirjam();
  ASSERT_NE(chair.does(ends()).committed(), 0U);
  EXPECT_EQ(wall.wire().until_closed(std::chrono::seconds(5)), 4013);
  EXPECT_THAT(wall.wire().received(), HasSubstr("endMeeting")) << "it was told why";
  Participant again(unused.socket(table_.meeting), "", "another_walls_client_01234567");
  EXPECT_EQ(again.wire().until_closed(std::chrono::seconds(5)), 4003);
  for (Browser* one : {&screen, &unused}) {
    EXPECT_EQ(one->get("meetings/" + table_.meeting).status, 404);
    EXPECT_EQ(one->get("screens/mine").status, 404);
    EXPECT_EQ(one->session().seats_size(), 0);
    EXPECT_EQ(one->get("meetings").as<pb::MeetingList>().meetings_size(), 0);
  }
  // It asks for a code again: not for this meeting, but for another.
  const std::string code = screen.post("screens").as<pb::ScreenView>().code();
  const Reply over = pair(code);
  EXPECT_EQ(over.status, 409);
  EXPECT_THAT(over.body, HasSubstr("meeting_over"));
  const Table next(port(), server_->admin_secret());
  const auto lotte = next.invite("Lotte", "procesregisseur");
  pb::PairScreenRequest wanted;
  wanted.set_code(code);
  EXPECT_EQ(request(port(), "POST", "/api/v1/meetings/" + next.meeting + "/screens", lotte.secret(), to_json(wanted)).status,
            201);
  EXPECT_EQ(screen.session().seats_size(), 1);
}

TEST_F(SeatsTest, S8_APartnerInTheChairInvitesNobodyAboveWhatHeSees) {
  Participant chair = mirjam();
  ASSERT_NE(chair.does(hands_over_to(karim_)).committed(), 0U);
  for (const Reply& above : {invites(karim_.secret(), "procesregisseur"), invites(karim_.secret(), "notulist"),
                             invites(karim_.secret(), "partner", "politie"),
                             invites(karim_.secret(), "", "", mirjam_.participant().id()),
                             invites(karim_.secret(), "", "", pol_.participant().id())}) {
    EXPECT_EQ(above.status, 403) << above.body;
    EXPECT_THAT(above.body, HasSubstr("above_your_sight"));
  }
  EXPECT_EQ(invites(karim_.secret(), "partner", "wijkteam").status, 201);
  EXPECT_EQ(invites(karim_.secret(), "client").status, 201);
  EXPECT_EQ(invites(table_.admin, "procesregisseur").status, 201) << "the administrator seats whom he must";
}

TEST_F(SeatsTest, S8_NorDoesHeAdmitAnybodyAboveItAtTheDoor) {
  Participant chair = mirjam();
  ASSERT_NE(chair.does(hands_over_to(karim_)).committed(), 0U);
  const std::string door = request(port(), "POST", at("door"), karim_.secret()).as<pb::DoorView>().secret();
  const auto admits = [&](const std::string& participant, const std::string& role) {
    Browser guest(port());
    pb::KnockRequest knock;
    knock.set_secret(door);
    knock.set_participant(participant);
    if (participant.empty()) knock.set_name("Fenna");
    const auto waits = guest.post("knocks", knock).as<pb::KnockView>();
    pb::AnswerKnockRequest answer;
    answer.set_admit(true);
    answer.set_role(role);
    return request(port(), "POST", at("knocks/" + waits.knock()), karim_.secret(), to_json(answer));
  };
  for (const Reply& above : {admits("", "notulist"), admits("", "procesregisseur"), admits(pol_.participant().id(), "")}) {
    EXPECT_EQ(above.status, 403) << above.body;
    EXPECT_THAT(above.body, HasSubstr("above_your_sight"));
  }
  EXPECT_EQ(admits("", "client").status, 200);
}

TEST_F(SeatsTest, S8_RolesWithoutRightsAreInvitedByNobodyAndByNoWay) {
  for (const char* role : {"teamleider", "manager", "fg", "beheerder"}) {
    for (const std::string& by : {mirjam_.secret(), table_.admin}) {
      const Reply refused = invites(by, role);
      EXPECT_EQ(refused.status, 400) << role;
      EXPECT_THAT(refused.body, HasSubstr("role_without_rights"));
    }
  }
  Browser guest(port());
  pb::KnockRequest knock;
  knock.set_secret(request(port(), "POST", at("door"), mirjam_.secret()).as<pb::DoorView>().secret());
  knock.set_name("Fenna");
  const auto waits = guest.post("knocks", knock).as<pb::KnockView>();
  pb::AnswerKnockRequest admits;
  admits.set_admit(true);
  admits.set_role("manager");
  const Reply refused = request(port(), "POST", at("knocks/" + waits.knock()), mirjam_.secret(), to_json(admits));
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("role_without_rights"));
}

TEST_F(SeatsTest, S45_WhoMadeTheMeetingHasItsRightsAsLongAsHeTakesPart) {
  Browser maker(port());
  maker.enter(person("Lotte"));
  const std::string meeting = made_by(maker);
  const std::string its = "meetings/" + meeting;
  const pb::InviteRequest invite = called("Ines", "procesregisseur");
  const auto ines = maker.post(its + "/invitations", invite).as<pb::InvitationView>();
  Participant lotte(maker.socket(meeting), "", "lottes_client_0123456789");
  ASSERT_NE(lotte.does(hands_over_to(ines)).committed(), 0U);
  EXPECT_EQ(maker.post(its + "/invitations", invite).status, 201) << "handed over, she takes part still";
  Participant chair({port(), "/ws/v1/meetings/" + meeting}, ines.secret(), "ines_client_0123456789");
  ASSERT_NE(chair.does(ends_participation_of(lotte.welcome().you().id())).committed(), 0U);
  EXPECT_EQ(lotte.wire().until_closed(std::chrono::seconds(5)), 4003);
  EXPECT_EQ(maker.get(its).status, 404);
  EXPECT_EQ(maker.get(its + "/invitations").status, 404);
  EXPECT_EQ(maker.post(its + "/invitations", invite).status, 404);
  EXPECT_EQ(maker.remove(its + "/invitations/" + ines.invitation()).status, 404);
  for (const char* what : {"/state", "/records", "/export", "/preview", "/door", "/knocks"}) {
    EXPECT_EQ(maker.get(its + what).status, 404) << what;
  }
  EXPECT_EQ(maker.post(its + "/door").status, 404);
  EXPECT_EQ(maker.post(its + "/screens").status, 404);
}

TEST_F(SeatsTest, S45_WhoMadeTheMeetingAndIsInvitedAnewHasTheRightsOfThatInvitationAlone) {
  Browser maker(port());
  maker.enter(person("Lotte"));
  const std::string its = "meetings/" + made_by(maker);
  const auto ines = maker.post(its + "/invitations", called("Ines", "procesregisseur")).as<pb::InvitationView>();
  Participant lotte(maker.socket(its.substr(9)), "", "lottes_client_0123456789");
  ASSERT_NE(lotte.does(hands_over_to(ines)).committed(), 0U);
  Participant chair({port(), "/ws/v1/" + its}, ines.secret(), "ines_client_0123456789");
  ASSERT_NE(chair.does(ends_participation_of(lotte.welcome().you().id())).committed(), 0U);
  const auto anew = request(port(), "POST", "/api/v1/" + its + "/invitations", ines.secret(), to_json(called("Lotte", "partner")))
                        .as<pb::InvitationView>();
  ASSERT_EQ(maker.enter(anew.secret(), true).status, 200);
  EXPECT_EQ(maker.get(its + "/state").status, 200);
  EXPECT_THAT(maker.post(its + "/invitations", called("Nieuw", "partner")).body, HasSubstr("chair_only"));
  EXPECT_THAT(maker.post(its + "/chair", appoints(anew)).body, HasSubstr("maker_only"));
}

TEST_F(SeatsTest, S45_InAMeetingThatNoPersonMadeTheAdministratorAppoints) {
  ASSERT_EQ(request(port(), "DELETE", at("invitations/" + mirjam_.invitation()), table_.admin).status, 200);
  const auto appoint = [&](const std::string& by, const pb::InvitationView& to) {
    return request(port(), "POST", at("chair"), by, to_json(appoints(to)));
  };
  EXPECT_THAT(appoint(karim_.secret(), karim_).body, HasSubstr("maker_only")) << "nobody appoints himself";
  const Reply appointed = appoint(table_.admin, karim_);
  EXPECT_EQ(appointed.status, 200) << appointed.body;
  EXPECT_EQ(appointed.body, "{}");
  EXPECT_EQ(table_.get("state", karim_.secret()).as<pb::StateView>().state().course().chair(), karim_.participant().id());
  EXPECT_EQ(appoint(table_.admin, pol_).status, 200) << "also while somebody holds it";
}

}  // namespace
}  // namespace flipover::testing
