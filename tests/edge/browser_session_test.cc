// A browser comes in by a link, takes part with its cookie, and goes out again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "server/meeting/frame.h"
#include "tests/edge/browser.h"
#include "tests/edge/server_process.h"

namespace flipover::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kClient = "a_browsers_client_0123456789";

class BrowserSessionTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<ServerProcess>(
        std::vector<std::string>{"--raise", "guesses=100000", "--origin", "https://flipover.example.org"});
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }
  BrowserSessionTest() : table_(server_->port(), server_->admin_secret(), "casus_plus"), browser_(server_->port()) {}

  inline static std::unique_ptr<ServerProcess> server_;
  Table table_;
  Browser browser_;
};

TEST_F(BrowserSessionTest, ALinkTellsWhatItOpensBeforeOneGoesInAndChangesNothing) {
  const auto karim = table_.invite("Karim", "partner", "politie");
  const Reply looked = browser_.look(karim.secret());
  ASSERT_EQ(looked.status, 200) << looked.body;
  EXPECT_EQ(looked.headers.count("set-cookie"), 0U);
  const auto link = looked.as<pb::LinkView>();
  EXPECT_EQ(link.kind(), pb::LinkView::INVITATION);
  EXPECT_EQ(link.participant().name(), "Karim");
  EXPECT_EQ(link.participant().role(), "partner");
  EXPECT_EQ(link.meeting(), table_.meeting);
  EXPECT_EQ(link.title(), "Overleg");
  EXPECT_EQ(link.case_label(), "P.");
  EXPECT_EQ(link.method_name().nl(), "Casus Plus");
  EXPECT_FALSE(link.has_already());
}

TEST_F(BrowserSessionTest, S9_UnknownExpiredAndRevokedLinksGetOneAnswer) {
  const auto brief = table_.invite("Fenna", "partner", "o1", 1);
  const auto gone = table_.invite("Ruud", "partner");
  ASSERT_EQ(request(table_.port, "DELETE", "/api/v1/meetings/" + table_.meeting + "/invitations/" + gone.invitation(),
                    table_.admin).status, 200);
  while (browser_.look(brief.secret()).status == 200) {
  }
  const Reply unknown = browser_.look("AAAAAAAAAAAAAAAAAAAAAA");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("link_unknown"));
  for (const std::string& secret : {brief.secret(), gone.secret(), std::string(), table_.admin, std::string(9'000, 'A')}) {
    for (const Reply& reply : {browser_.look(secret), browser_.enter(secret)}) {
      EXPECT_EQ(reply.status, 404);
      EXPECT_EQ(reply.body, unknown.body);
      EXPECT_EQ(reply.headers, unknown.headers);
    }
  }
}

TEST_F(BrowserSessionTest, S25_TheCookieIsOutOfReachOfScriptsAndOfOtherSites) {
  const auto karim = table_.invite("Karim", "partner");
  const std::string http = browser_.enter(karim.secret()).headers.at("set-cookie");
  EXPECT_THAT(http, ::testing::MatchesRegex("flipover=[A-Za-z0-9_-]+; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"));
  EXPECT_EQ(browser_.cookie.size(), std::string("flipover=").size() + 43) << "256 bits";
  Browser behind_tls(table_.port);
  behind_tls.host = "flipover.example.org";
  behind_tls.origin = "https://flipover.example.org";
  const std::string https = behind_tls.enter(karim.secret()).headers.at("set-cookie");
  EXPECT_THAT(https, HasSubstr("__Host-flipover="));
  EXPECT_THAT(https, HasSubstr("; Secure"));
  EXPECT_THAT(https, Not(HasSubstr("Domain")));
  EXPECT_EQ(behind_tls.session().seats_size(), 1);
  // Planted by a neighbour site, under a name that it can set.
  behind_tls.cookie = behind_tls.cookie.substr(std::string("__Host-").size());
  EXPECT_EQ(behind_tls.get("session").status, 401);
}

TEST_F(BrowserSessionTest, ACookieOfWhichThereAreTwoIsNone) {
  browser_.enter(table_.invite("Karim", "partner").secret());
  browser_.cookie += "; flipover=AAAA";
  EXPECT_EQ(browser_.get("session").status, 401);
}

TEST_F(BrowserSessionTest, ABrowserIsToldTheKeyOfItsStoreAndNobodyElseIs) {
  const auto karim = table_.invite("Karim", "partner");
  const std::string key = browser_.enter(karim.secret()).as<pb::SessionView>().store_key();
  EXPECT_EQ(key.size(), 32U);
  browser_.enter(karim.secret());
  EXPECT_EQ(browser_.session().store_key(), key) << "another cookie, the same session";
  Browser other(table_.port);
  EXPECT_NE(other.enter(karim.secret()).as<pb::SessionView>().store_key(), key);
  const Reply program = request(table_.port, "GET", "/api/v1/session", karim.secret());
  EXPECT_EQ(program.as<pb::SessionView>().store_key(), "") << "a program has no session";
  EXPECT_EQ(browser_.remove("session").as<pb::SessionView>().store_key(), "");
}

TEST_F(BrowserSessionTest, TheCookieOpensTheSocketAndTheApi) {
  const auto karim = table_.invite("Karim", "partner");
  const auto view = browser_.enter(karim.secret()).as<pb::SessionView>();
  ASSERT_EQ(view.seats_size(), 1);
  EXPECT_EQ(view.seats(0).meeting(), table_.meeting);
  EXPECT_EQ(view.seats(0).participant().name(), "Karim");
  EXPECT_EQ(view.seats(0).case_label(), "P.");
  EXPECT_EQ(view.seats(0).title(), "Overleg");
  EXPECT_FALSE(view.has_person());
  Participant karims(browser_.socket(table_.meeting), "", kClient);
  EXPECT_EQ(karims.welcome().you().name(), "Karim");
  EXPECT_FALSE(karims.says("met een koekje").empty());
  EXPECT_EQ(browser_.get("meetings/" + table_.meeting + "/state").as<pb::StateView>().state().items_size(), 1);
  EXPECT_EQ(browser_.get("meetings").as<pb::MeetingList>().meetings_size(), 1);
}

TEST_F(BrowserSessionTest, AServerThatRestartsKeepsPeopleIn) {
  ServerProcess server({"--raise", "guesses=100000"});
  const Table table(server.port(), server.admin_secret());
  Browser browser(server.port());
  browser.enter(table.invite("Karim", "partner").secret());
  ASSERT_EQ(server.stop(), 0);
  server.restart();
  Browser again(server.port());
  again.cookie = browser.cookie;
  ASSERT_EQ(again.session().seats_size(), 1);
  Participant karim(again.socket(table.meeting), "", kClient);
  EXPECT_EQ(karim.welcome().you().name(), "Karim");
}

TEST_F(BrowserSessionTest, S2_AForeignPageWithAValidCookieIsRefused) {
  const auto karim = table_.invite("Karim", "partner");
  browser_.enter(karim.secret());
  const std::string own = browser_.origin;
  for (const std::string& foreign : {std::string("https://evil.example"), std::string("null"), std::string(),
                                     own + ".evil.example", std::string("https://127.0.0.1")}) {
    Address address = browser_.socket(table_.meeting);
    address.origin = foreign;
    EXPECT_EQ(WireClient(address).status(), 403) << foreign;
    browser_.origin = foreign;
    pb::InviteRequest wanted;
    for (const Reply& reply :
         {browser_.remove("session"), browser_.remove("session?meeting=" + table_.meeting),
          browser_.enter(karim.secret()), browser_.look(karim.secret()), browser_.post("cases", pb::CreateCaseRequest()),
          browser_.post("meetings/" + table_.meeting + "/invitations", wanted), browser_.post("practice"),
          browser_.post("knocks"), browser_.post("screens"),
          browser_.post("meetings/" + table_.meeting + "/door")}) {
      EXPECT_EQ(reply.status, 403) << foreign;
      EXPECT_THAT(reply.body, HasSubstr("foreign_origin"));
      EXPECT_EQ(reply.headers.count("set-cookie"), 0U);
    }
    browser_.origin = own;
  }
  EXPECT_EQ(browser_.session().seats_size(), 1) << "nothing was done";
}

TEST_F(BrowserSessionTest, ASecretWithoutACookieNeedsNoOrigin) {
  const auto chair = table_.invite("Mirjam", "procesregisseur");
  EXPECT_EQ(request(table_.port, "POST", "/api/v1/meetings/" + table_.meeting + "/door", chair.secret()).status, 201);
}

TEST_F(BrowserSessionTest, S3_WithoutACookieOrSecretNobodyComesIn) {
  for (const std::string& cookie : {std::string(), std::string("flipover="), std::string("flipover=AAAAAAAAAAAAAAAAAAAA"),
                                    std::string("other=x")}) {
    browser_.cookie = cookie;
    EXPECT_EQ(browser_.get("session").status, 401);
    EXPECT_EQ(browser_.get("meetings").status, 401);
    EXPECT_EQ(browser_.remove("session").status, 401);
    WireClient wire(browser_.socket(table_.meeting));
    wire.send(hello("", kClient));
    EXPECT_EQ(wire.until_closed(), 4001);
  }
}

TEST_F(BrowserSessionTest, S9_ASeatInOneMeetingIsNoneInAnother) {
  const Table other(table_.port, table_.admin);
  browser_.enter(table_.invite("Karim", "partner").secret());
  const Reply foreign = browser_.get("meetings/" + other.meeting + "/state");
  const Reply unknown = browser_.get("meetings/mNOSUCH/state");
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.body, unknown.body);
  for (const std::string& meeting : {other.meeting, std::string("mNOSUCH")}) {
    WireClient wire(browser_.socket(meeting));
    wire.send(hello("", kClient));
    EXPECT_EQ(wire.until_closed(), 4001);
  }
  EXPECT_EQ(browser_.remove("session?meeting=" + other.meeting).status, 404);
}

TEST_F(BrowserSessionTest, ASecondLinkDoesNotSilentlyReplaceTheFirstPerson) {
  const auto karim = table_.invite("Karim", "partner");
  const auto lotte = table_.invite("Lotte", "partner");
  browser_.enter(karim.secret());
  EXPECT_EQ(browser_.look(lotte.secret()).as<pb::LinkView>().already().name(), "Karim");
  EXPECT_FALSE(browser_.look(karim.secret()).as<pb::LinkView>().has_already());
  const Reply refused = browser_.enter(lotte.secret());
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("someone_else"));
  EXPECT_EQ(browser_.session().seats(0).participant().name(), "Karim");
  EXPECT_EQ(browser_.enter(karim.secret()).status, 200) << "himself again";
  Participant socket(browser_.socket(table_.meeting), "", kClient);
  ASSERT_EQ(socket.welcome().you().name(), "Karim");
  ASSERT_EQ(browser_.enter(lotte.secret(), true).status, 200);
  EXPECT_EQ(socket.wire().until_closed(std::chrono::seconds(5)), 4001);
  const auto view = browser_.session();
  ASSERT_EQ(view.seats_size(), 1);
  EXPECT_EQ(view.seats(0).participant().name(), "Lotte");
}

TEST_F(BrowserSessionTest, S44_TheCookieChangesAtEachComingInAndTheOldOneIsDead) {
  const auto karim = table_.invite("Karim", "partner");
  browser_.enter(karim.secret());
  Browser thief = browser_;
  browser_.enter(karim.secret());
  EXPECT_NE(browser_.cookie, thief.cookie);
  EXPECT_EQ(thief.get("session").status, 401);
  // An id that somebody else chose is not taken over.
  Browser fixed(table_.port);
  fixed.cookie = "flipover=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const std::string planted = fixed.cookie;
  fixed.enter(karim.secret());
  EXPECT_NE(fixed.cookie, planted);
}

TEST_F(BrowserSessionTest, S7_LeavingEndsTheSocketsOfThatMeetingAndLoggingOutAll) {
  const Table other(table_.port, table_.admin);
  browser_.enter(table_.invite("Karim", "partner").secret());
  browser_.enter(other.invite("Karim", "partner").secret());
  Participant here(browser_.socket(table_.meeting), "", kClient);
  Participant there(browser_.socket(other.meeting), "", kClient);
  const Reply left = browser_.remove("session?meeting=" + table_.meeting);
  EXPECT_EQ(left.as<pb::SessionView>().seats_size(), 1);
  EXPECT_EQ(here.wire().until_closed(std::chrono::seconds(5)), 4001);
  EXPECT_FALSE(there.says("ik blijf").empty());
  const Browser before = browser_;
  const Reply out = browser_.remove("session");
  EXPECT_EQ(out.status, 200);
  EXPECT_THAT(out.headers.at("set-cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(there.wire().until_closed(std::chrono::seconds(5)), 4001);
  browser_ = before;
  EXPECT_EQ(browser_.get("session").status, 401) << "the cookie is dead, wherever a copy lies";
  WireClient wire(browser_.socket(other.meeting));
  wire.send(hello("", kClient));
  EXPECT_EQ(wire.until_closed(), 4001);
}

TEST_F(BrowserSessionTest, S7_ATakenBackInvitationEndsTheSeatsAndSocketsThatCameByIt) {
  const auto karim = table_.invite("Karim", "partner");
  browser_.enter(karim.secret());
  Participant socket(browser_.socket(table_.meeting), "", kClient);
  ASSERT_FALSE(socket.welcome().meeting().empty());
  ASSERT_EQ(request(table_.port, "DELETE", "/api/v1/meetings/" + table_.meeting + "/invitations/" + karim.invitation(),
                    table_.admin).status, 200);
  EXPECT_EQ(socket.wire().until_closed(std::chrono::seconds(5)), 4001);
  EXPECT_EQ(browser_.session().seats_size(), 0);
  EXPECT_EQ(browser_.get("meetings/" + table_.meeting + "/state").status, 404);
}

TEST_F(BrowserSessionTest, ASeatHasTheRightsOfItsInvitation) {
  const auto chair = table_.invite("Mirjam", "procesregisseur");
  pb::InviteRequest wanted;
  wanted.set_name("Ruud");
  wanted.set_role("partner");
  const std::string invitations = "meetings/" + table_.meeting + "/invitations";
  browser_.enter(table_.invite("Karim", "partner").secret());
  EXPECT_EQ(browser_.post(invitations, wanted).status, 403);
  EXPECT_EQ(browser_.get("cases").status, 403);
  EXPECT_EQ(browser_.post("people", pb::NamePersonRequest()).status, 403);
  Browser chairs(table_.port);
  chairs.enter(chair.secret());
  EXPECT_EQ(chairs.post(invitations, wanted).status, 201);
}

TEST_F(BrowserSessionTest, OtherMethodsAndShapesAreRefused) {
  EXPECT_EQ(browser_.get("session/look").status, 405);
  EXPECT_EQ(browser_.remove("session/look").status, 405);
  EXPECT_EQ(browser_.send("POST", "/api/v1/session", "{\"secret\":1").status, 400);
  EXPECT_EQ(browser_.send("POST", "/api/v1/session", "{\"nonsense\":true}").status, 400);
  EXPECT_EQ(browser_.send("POST", "/api/v1/session/look", "[]").status, 400);
  EXPECT_EQ(browser_.get("session/other").status, 401);
}

TEST_F(BrowserSessionTest, S4_SecretsAndCookiesAreNotLogged) {
  const auto karim = table_.invite("Karim", "partner");
  browser_.enter(karim.secret());
  Participant socket(browser_.socket(table_.meeting), "", kClient);
  browser_.remove("session");
  EXPECT_THAT(server_->printed(), Not(HasSubstr(karim.secret())));
  EXPECT_THAT(server_->printed(), Not(HasSubstr(browser_.cookie.empty() ? "flipover=" : browser_.cookie)));
}

TEST(BrowserSessionLimits, S44_ItEndsWhenItWasNotUsedAndAtItsTimeThoughASocketIsOpen) {
  ServerProcess server({"--raise", "session_ms=1500", "--raise", "guesses=100000"});
  const Table table(server.port(), server.admin_secret());
  Browser browser(server.port());
  browser.enter(table.invite("Karim", "partner").secret());
  Participant socket(browser.socket(table.meeting), "", kClient);
  ASSERT_FALSE(socket.welcome().meeting().empty());
  EXPECT_EQ(socket.wire().until_closed(std::chrono::seconds(10)), 4001);
  EXPECT_EQ(browser.get("session").status, 401);
  WireClient wire(browser.socket(table.meeting));
  wire.send(hello("", kClient));
  EXPECT_EQ(wire.until_closed(), 4001);

  ServerProcess idle({"--raise", "session_idle_ms=300"});
  const Table idle_table(idle.port(), idle.admin_secret());
  Browser unused(idle.port());
  unused.enter(idle_table.invite("Karim", "partner").secret());
  while (unused.get("session").status == 200) {
  }
  EXPECT_EQ(unused.get("session").status, 401);
}

TEST(BrowserSessionLimits, S13_WhoGuessesIsToldToWaitAndOthersAreNot) {
  ServerProcess server({"--raise", "guesses=3", "--raise", "guesses_per_minute=1"});
  const Table table(server.port(), server.admin_secret());
  const auto karim = table.invite("Karim", "partner");
  Browser guesser(server.port());
  guesser.forwarded = "203.0.113.7, 198.51.100.9";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(guesser.look("AAAAAAAAAAAAAAAAAAAAAA").status, 404);
  pb::KnockRequest knock;
  knock.set_secret("AAAAAAAAAAAAAAAAAAAAAA");
  for (const Reply& reply : {guesser.look("AAAAAAAAAAAAAAAAAAAAAA"), guesser.enter("AAAAAAAAAAAAAAAAAAAAAA"),
                             guesser.post("knocks", knock)}) {
    EXPECT_EQ(reply.status, 429);
    EXPECT_THAT(reply.body, HasSubstr("too_many_tries"));
    EXPECT_EQ(reply.headers.at("retry-after"), "60");
  }
  guesser.forwarded = "192.0.2.1, 198.51.100.9";
  EXPECT_EQ(guesser.look("AAAAAAAAAAAAAAAAAAAAAA").status, 429) << "only the proxy's own word counts";
  EXPECT_EQ(guesser.look(karim.secret()).status, 200) << "what fits was not guessed";
  Browser other(server.port());
  other.forwarded = "198.51.100.10";
  EXPECT_EQ(other.enter(karim.secret()).status, 200);
}

}  // namespace
}  // namespace flipover::testing
