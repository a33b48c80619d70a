// People with a link of their own: their cases, their meetings, practice, and what one may choose from.
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

constexpr const char* kClient = "a_browsers_client_0123456789";

class PeopleTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<ServerProcess>(std::vector<std::string>{"--raise", "guesses=100000"});
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }
  PeopleTest() : mirjam_(name("Mirjam")), browser_(port()) {
    EXPECT_EQ(browser_.enter(mirjam_.secret()).status, 200);
  }

  static std::uint16_t port() { return server_->port(); }
  static const std::string& admin() { return server_->admin_secret(); }
  static Reply ask_to_name(const pb::NamePersonRequest& wanted, const std::string& by = server_->admin_secret()) {
    return request(port(), "POST", "/api/v1/people", by, to_json(wanted));
  }
  static pb::PersonView name(const std::string& person) {
    pb::NamePersonRequest wanted;
    wanted.set_name(person);
    wanted.set_organisation("zvh");
    wanted.set_organisation_name("ZVH Merenland");
    return ask_to_name(wanted).as<pb::PersonView>();
  }
  static std::string make_case(Browser& browser, const std::string& label = "P.") {
    pb::CreateCaseRequest wanted;
    wanted.set_label(label);
    return browser.post("cases", wanted).as<pb::CaseView>().case_id();
  }
  static Reply make_meeting(Browser& browser, const std::string& in_case) {
    pb::CreateMeetingRequest wanted;
    wanted.set_case_id(in_case);
    wanted.set_title("Eerste overleg");
    wanted.set_method("casus_plus");
    wanted.set_planned_start_ms(1'805'184'000'000);
    return browser.post("meetings", wanted);
  }

  inline static std::unique_ptr<ServerProcess> server_;
  pb::PersonView mirjam_;
  Browser browser_;
};

// The chair is gone, and nobody who may chair is here to take it over.
TEST_F(PeopleTest, WhoMadeAMeetingAppointsWhoLeadsAndTheAdministratorWhereNobodyDoes) {
  const auto meeting = make_meeting(browser_, make_case(browser_)).as<pb::MeetingView>().meeting();
  pb::InviteRequest invited;
  invited.set_name("Ans");
  invited.set_role("procesregisseur");
  const auto ans = browser_.post("meetings/" + meeting + "/invitations", invited).as<pb::InvitationView>();
  ASSERT_FALSE(ans.participant().id().empty());
  const std::string address = "meetings/" + meeting + "/chair";
  pb::AppointChairRequest appoints;
  appoints.set_participant(ans.participant().id());
  EXPECT_EQ(browser_.post(address, appoints).status, 400) << "without a reason";
  appoints.set_reason("Mirjam is ziek");
  const auto by_secret = [&](const std::string& secret) {
    return request(port(), "POST", "/api/v1/" + address, secret, to_json(appoints));
  };
  EXPECT_EQ(by_secret(admin()).as<pb::ErrorView>().code(), "maker_only") << "there is a chair";
  EXPECT_EQ(by_secret(ans.secret()).as<pb::ErrorView>().code(), "maker_only") << "nobody appoints himself";
  EXPECT_EQ(browser_.post(address, appoints).status, 200);
  const auto state = request(port(), "GET", "/api/v1/meetings/" + meeting + "/state", ans.secret()).as<pb::StateView>();
  EXPECT_EQ(state.state().course().chair(), ans.participant().id());
}

TEST_F(PeopleTest, TheAdministratorNamesAPersonWhoseLinkOpensHisOwnPage) {
  EXPECT_EQ(mirjam_.secret().size(), 22U);
  Browser other(port());
  const auto link = other.look(mirjam_.secret()).as<pb::LinkView>();
  EXPECT_EQ(link.kind(), pb::LinkView::PERSON);
  EXPECT_EQ(link.person().name(), "Mirjam");
  EXPECT_EQ(link.person().organisation_name(), "ZVH Merenland");
  EXPECT_TRUE(link.person().secret().empty());
  const auto view = browser_.session();
  EXPECT_EQ(view.person().name(), "Mirjam");
  EXPECT_TRUE(view.person().secret().empty());
  EXPECT_EQ(view.seats_size(), 0);
}

TEST_F(PeopleTest, WhatAPersonMayNotBeCalledIsRefused) {
  for (const auto& change : std::vector<std::function<void(pb::NamePersonRequest&)>>{
           [](auto& one) { one.clear_name(); }, [](auto& one) { one.set_name(std::string(101, 'a')); },
           [](auto& one) { one.set_organisation("geen id"); }, [](auto& one) { one.set_organisation(std::string(41, 'a')); },
           [](auto& one) { one.set_organisation_name(std::string(201, 'a')); },
           [](auto& one) { one.set_name("\u202EMirjam"); }, [](auto& one) { one.set_name("Mir\njam"); },
           [](auto& one) { one.set_organisation_name("ZVH\uFEFF"); }}) {
    pb::NamePersonRequest wanted;
    wanted.set_name("Mirjam");
    change(wanted);
    EXPECT_EQ(ask_to_name(wanted).status, 400) << wanted.DebugString();
  }
  pb::NamePersonRequest wanted;
  wanted.set_name("Lotte");
  EXPECT_EQ(ask_to_name(wanted, mirjam_.secret()).status, 403);
  EXPECT_EQ(ask_to_name(wanted, "").status, 401);
  EXPECT_EQ(browser_.post("people", wanted).status, 403);
  EXPECT_EQ(browser_.get("people").status, 405);
}

TEST_F(PeopleTest, ANameThatMayNotStandIsRefusedByItsSignWhereverOneIsGiven) {
  const std::string sign = "\u202E";
  pb::CreateCaseRequest labelled;
  labelled.set_label("Casus " + sign + "P.");
  pb::CreateMeetingRequest titled;
  titled.set_case_id(make_case(browser_));
  titled.set_title("Overleg " + sign);
  pb::InviteRequest invited;
  invited.set_name("Karim" + sign);
  invited.set_role("partner");
  const std::string meeting = make_meeting(browser_, make_case(browser_)).as<pb::MeetingView>().meeting();
  for (const Reply& refused : {browser_.post("cases", labelled), browser_.post("meetings", titled),
                               browser_.post("meetings/" + meeting + "/invitations", invited)}) {
    EXPECT_EQ(refused.status, 400) << refused.body;
    EXPECT_THAT(refused.body, HasSubstr("U+202E"));
  }
}

TEST_F(PeopleTest, APersonMakesACaseAndAMeetingInWhichHeHoldsTheChair) {
  const std::string in_case = make_case(browser_);
  const Reply made = make_meeting(browser_, in_case);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto meeting = made.as<pb::MeetingView>();
  EXPECT_EQ(meeting.planned_start_ms(), 1'805'184'000'000);
  const auto view = browser_.session();
  ASSERT_EQ(view.seats_size(), 1);
  EXPECT_EQ(view.seats(0).meeting(), meeting.meeting());
  EXPECT_EQ(view.seats(0).participant().name(), "Mirjam");
  EXPECT_EQ(view.seats(0).participant().role(), "procesregisseur");
  EXPECT_EQ(view.seats(0).participant().organisation(), "zvh");
  EXPECT_EQ(view.seats(0).planned_start_ms(), 1'805'184'000'000);
  EXPECT_EQ(view.seats(0).method_name().nl(), "Casus Plus");
  Participant mirjam(browser_.socket(meeting.meeting()), "", kClient);
  EXPECT_EQ(mirjam.welcome().you().name(), "Mirjam");
  EXPECT_EQ(mirjam.picture().course().chair(), mirjam.welcome().you().id());
  Participant program(Address{port(), "/ws/v1/meetings/" + meeting.meeting()}, mirjam_.secret(), "a_program_of_hers_0123");
  EXPECT_EQ(program.welcome().you().name(), "Mirjam") << "her link, said by a program";
}

TEST_F(PeopleTest, APersonSeesHisOwnCasesAlone) {
  const std::string in_case = make_case(browser_, "mijn zaak");
  make_meeting(browser_, in_case);
  const auto lotte = name("Lotte");
  Browser other(port());
  other.enter(lotte.secret());
  EXPECT_EQ(other.get("cases").as<pb::CaseList>().cases_size(), 0);
  EXPECT_EQ(make_meeting(other, in_case).status, 400) << "not a case of hers";
  const auto mine = browser_.get("cases").as<pb::CaseList>();
  ASSERT_EQ(mine.cases_size(), 1);
  EXPECT_EQ(mine.cases(0).label(), "mijn zaak");
  ASSERT_EQ(mine.cases(0).meetings_size(), 1);
  EXPECT_EQ(mine.cases(0).meetings(0).planned_start_ms(), 1'805'184'000'000);
  const auto programs = request(port(), "GET", "/api/v1/cases", mirjam_.secret()).as<pb::CaseList>();
  EXPECT_EQ(programs.cases_size(), 1);
}

TEST_F(PeopleTest, APersonInvitesInTheMeetingsHeMadeAlsoWhenAnotherHoldsTheChair) {
  const auto meeting = make_meeting(browser_, make_case(browser_)).as<pb::MeetingView>();
  const std::string invitations = "meetings/" + meeting.meeting() + "/invitations";
  pb::InviteRequest wanted;
  wanted.set_name("Karim");
  wanted.set_role("partner");
  const Reply made = browser_.post(invitations, wanted);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto karim = made.as<pb::InvitationView>();
  Participant mirjam(browser_.socket(meeting.meeting()), "", kClient);
  pb::Operation hand_over;
  hand_over.mutable_hand_over_chair()->set_to(karim.participant().id());
  ASSERT_NE(mirjam.does(hand_over).committed(), 0U);
  EXPECT_EQ(browser_.post(invitations, wanted).status, 201);
  EXPECT_EQ(browser_.post("meetings/" + meeting.meeting() + "/door").status, 403) << "the door is the chair's";
  wanted.set_role("koning");
  EXPECT_EQ(browser_.post(invitations, wanted).status, 400);
  Browser other(port());
  other.enter(name("Lotte").secret());
  EXPECT_EQ(other.post(invitations, wanted).status, 404);
  const auto view = browser_.get("meetings/" + meeting.meeting()).as<pb::MeetingView>();
  EXPECT_EQ(view.invitations_size(), 3);
}

TEST_F(PeopleTest, AnotherPersonInTheSameBrowserIsAskedFor) {
  const auto lotte = name("Lotte");
  EXPECT_EQ(browser_.look(lotte.secret()).as<pb::LinkView>().already_person().name(), "Mirjam");
  EXPECT_EQ(browser_.enter(lotte.secret()).status, 409);
  EXPECT_EQ(browser_.session().person().name(), "Mirjam");
  EXPECT_EQ(browser_.enter(lotte.secret(), true).status, 200);
  EXPECT_EQ(browser_.session().person().name(), "Lotte");
}

TEST_F(PeopleTest, S7_ARevokedPersonIsOutWithHisSocketsAtOnce) {
  const auto meeting = make_meeting(browser_, make_case(browser_)).as<pb::MeetingView>();
  Participant mirjam(browser_.socket(meeting.meeting()), "", kClient);
  ASSERT_FALSE(mirjam.welcome().meeting().empty());
  const std::string path = "/api/v1/people/" + mirjam_.person();
  EXPECT_EQ(request(port(), "DELETE", path, mirjam_.secret()).status, 403);
  EXPECT_EQ(request(port(), "DELETE", path, admin()).status, 200);
  EXPECT_EQ(mirjam.wire().until_closed(std::chrono::seconds(5)), 4001);
  EXPECT_EQ(browser_.look(mirjam_.secret()).status, 404);
  EXPECT_FALSE(browser_.session().has_person());
  EXPECT_EQ(browser_.get("cases").status, 403);
  EXPECT_EQ(browser_.post("practice").status, 403);
  EXPECT_EQ(request(port(), "DELETE", "/api/v1/people/uNOSUCH", admin()).status, 404);
}

TEST_F(PeopleTest, PractisingOpensTheDemonstrationCaseAtItsFactorsWithThePersonInTheChair) {
  const Reply made = browser_.post("practice");
  ASSERT_EQ(made.status, 201) << made.body;
  const auto meeting = made.as<pb::MeetingView>();
  EXPECT_TRUE(meeting.practice());
  EXPECT_EQ(meeting.method(), "casus_plus");
  const auto view = browser_.session();
  ASSERT_EQ(view.seats_size(), 1);
  EXPECT_TRUE(view.seats(0).practice());
  EXPECT_EQ(view.seats(0).participant().name(), "Mirjam");
  Participant mirjam(browser_.socket(meeting.meeting()), "", kClient);
  EXPECT_EQ(mirjam.welcome().you().role(), "procesregisseur");
  const pb::Checkpoint& picture = mirjam.picture();
  EXPECT_TRUE(picture.info().created().practice());
  EXPECT_EQ(picture.course().phase(), "factoren");
  EXPECT_EQ(picture.course().chair(), mirjam.welcome().you().id());
  EXPECT_FALSE(picture.course().has_round());
  EXPECT_FALSE(picture.course().ended());
  EXPECT_FALSE(picture.course().client_view());
  EXPECT_GT(picture.items_size(), 20);
  EXPECT_FALSE(mirjam.says("en nu ik", "risico").empty());
  EXPECT_EQ(browser_.get("cases").as<pb::CaseList>().cases_size(), 1);
  // Its people can be given a link, to practise with.
  pb::InviteRequest wanted;
  for (const auto& attendee : picture.attendees()) {
    if (attendee.participant().role() == "partner") wanted.set_participant(attendee.participant().id());
  }
  EXPECT_EQ(browser_.post("meetings/" + meeting.meeting() + "/invitations", wanted).status, 201);
}

TEST_F(PeopleTest, PractisingIsForPeopleAndNotWithoutEnd) {
  const Table table(port(), admin());
  Browser partner(port());
  partner.enter(table.invite("Karim", "partner").secret());
  const Reply refused = partner.post("practice");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("person_only"));
  EXPECT_EQ(request(port(), "POST", "/api/v1/practice", admin()).status, 403);
  pb::PracticeRequest wanted;
  wanted.set_language("fr");
  EXPECT_EQ(browser_.post("practice", wanted).status, 400);
  EXPECT_EQ(browser_.get("practice").status, 405);
  wanted.set_language("en");
  const auto english = browser_.post("practice", wanted).as<pb::MeetingView>();
  EXPECT_EQ(browser_.get("meetings/" + english.meeting() + "/state").as<pb::StateView>().state().info().created().language(),
            "en");
  int made = 1;
  while (browser_.post("practice").status == 201) ++made;
  EXPECT_LE(made, 12);
  EXPECT_EQ(browser_.post("practice").status, 429);
}

TEST_F(PeopleTest, MethodsAreForWhoIsInAndTellWhatOneChoosesFrom) {
  EXPECT_EQ(Browser(port()).get("methods").status, 401);
  EXPECT_EQ(browser_.post("methods").status, 405);
  const auto list = browser_.get("methods").as<pb::MethodList>();
  const auto found = std::find_if(list.methods().begin(), list.methods().end(),
                                  [](const auto& one) { return one.id() == "casus_plus"; });
  ASSERT_NE(found, list.methods().end());
  EXPECT_EQ(found->name().nl(), "Casus Plus");
  EXPECT_EQ(found->phases_size(), 9);
  EXPECT_FALSE(found->phases(0).nl().empty());
  EXPECT_GT(found->roles_size(), 3);
  EXPECT_GT(found->minutes(), 0U);
}

TEST_F(PeopleTest, AboutIsForEverybodyAndTellsTheAddressOfLinks) {
  Browser stranger(port());
  const auto about = stranger.get("about").as<pb::AboutView>();
  EXPECT_EQ(about.public_url(), "http://127.0.0.1:" + std::to_string(port()));
  EXPECT_GT(about.roles_size(), 10);
  EXPECT_EQ(stranger.post("about").status, 405);
  ServerProcess server({"--public-url", "https://flipover.example.org/"});
  Browser there(server.port());
  EXPECT_EQ(there.get("about").as<pb::AboutView>().public_url(), "https://flipover.example.org");
  there.host = "flipover.example.org";
  EXPECT_EQ(there.get("about").status, 200) << "it is a name of ours";
}

TEST_F(PeopleTest, APersonIsStillInAfterARestart) {
  ServerProcess server({"--raise", "guesses=100000"});
  pb::NamePersonRequest wanted;
  wanted.set_name("Mirjam");
  const auto person =
      request(server.port(), "POST", "/api/v1/people", server.admin_secret(), to_json(wanted)).as<pb::PersonView>();
  Browser browser(server.port());
  browser.enter(person.secret());
  const auto meeting = make_meeting(browser, make_case(browser)).as<pb::MeetingView>();
  ASSERT_EQ(server.stop(), 0);
  server.restart();
  Browser again(server.port());
  again.cookie = browser.cookie;
  EXPECT_EQ(again.session().person().name(), "Mirjam");
  ASSERT_EQ(again.session().seats_size(), 1);
  Participant mirjam(again.socket(meeting.meeting()), "", kClient);
  EXPECT_EQ(mirjam.welcome().you().role(), "procesregisseur");
}

}  // namespace
}  // namespace flipover::testing
