// HTTP as it is spoken with the server: who may ask what, and what is no request.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "server/meeting/frame.h"
#include "tests/edge/http_client.h"
#include "tests/edge/server_process.h"

namespace flipover::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class HttpTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<ServerProcess>(
        std::vector<std::string>{"--raise", "header_ms=700", "--origin", "https://flipover.example.org"});
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }

  std::uint16_t port() const { return server_->port(); }
  const std::string& admin() const { return server_->admin_secret(); }
  std::string host() const { return "127.0.0.1:" + std::to_string(port()); }

  inline static std::unique_ptr<ServerProcess> server_;
};

TEST_F(HttpTest, ItSaysThatItIsWellAndShowsItsFigures) {
  EXPECT_EQ(request(port(), "GET", "/healthz").status, 200);
  EXPECT_EQ(request(port(), "GET", "/readyz").status, 200);
  const Reply metrics = request(port(), "GET", "/metrics");
  EXPECT_EQ(metrics.status, 200);
  for (const char* name : {"flipover_operations_committed_total", "flipover_log_syncs_total", "flipover_sockets_open",
                           "process_resident_memory_bytes", "flipover_meetings_open"}) {
    EXPECT_THAT(metrics.body, HasSubstr(std::string("\n") + name + " ")) << name;
  }
}

TEST_F(HttpTest, TheAdministratorMakesCasesMeetingsAndInvitations) {
  Table table(port(), admin(), "casus_plus");
  const auto karim = table.invite("Karim", "partner", "politie");
  EXPECT_EQ(karim.secret().size(), 22U);
  EXPECT_EQ(karim.participant().organisation(), "politie");
  const auto cases = request(port(), "GET", "/api/v1/cases", admin()).as<pb::CaseList>();
  bool listed = false;
  for (const auto& one : cases.cases()) {
    for (const auto& meeting : one.meetings()) listed = listed || meeting.meeting() == table.meeting;
  }
  EXPECT_TRUE(listed);
  const auto view = request(port(), "GET", "/api/v1/meetings/" + table.meeting, admin()).as<pb::MeetingView>();
  EXPECT_EQ(view.method(), "casus_plus");
  ASSERT_EQ(view.invitations_size(), 1);
  EXPECT_TRUE(view.invitations(0).secret().empty()) << "a secret is shown once";
}

TEST_F(HttpTest, TheChairInvitesAndRevokesInHisOwnMeetingAndAPartnerDoesNot) {
  Table table(port(), admin());
  const auto chair = table.invite("Mirjam", "procesregisseur");
  const auto partner = table.invite("Karim", "partner");
  pb::InviteRequest wanted;
  wanted.set_name("Ruud");
  wanted.set_role("partner");
  const std::string invitations = "/api/v1/meetings/" + table.meeting + "/invitations";
  EXPECT_EQ(request(port(), "POST", invitations, partner.secret(), to_json(wanted)).status, 403);
  const Reply made = request(port(), "POST", invitations, chair.secret(), to_json(wanted));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string one = invitations + "/" + made.as<pb::InvitationView>().invitation();
  EXPECT_EQ(request(port(), "DELETE", one, partner.secret()).status, 403);
  EXPECT_EQ(request(port(), "DELETE", one, chair.secret()).status, 200);
  EXPECT_EQ(request(port(), "GET", "/api/v1/meetings", made.as<pb::InvitationView>().secret()).status, 401);
  const Table other(port(), admin());
  EXPECT_EQ(request(port(), "DELETE", "/api/v1/meetings/" + other.meeting + "/invitations/x", chair.secret()).status,
            404);
}

TEST_F(HttpTest, S9_AMeetingThatIsNotMineAndOneThatIsNotThereLookTheSame) {
  Table mine(port(), admin());
  Table other(port(), admin());
  const auto karim = mine.invite("Karim", "partner");
  for (const char* what : {"", "/state", "/records", "/export", "/invitations"}) {
    const Reply foreign = request(port(), "GET", "/api/v1/meetings/" + other.meeting + what, karim.secret());
    const Reply unknown = request(port(), "GET", std::string("/api/v1/meetings/mNOSUCH") + what, karim.secret());
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(foreign.status, unknown.status);
    EXPECT_EQ(foreign.body, unknown.body);
    EXPECT_EQ(foreign.headers, unknown.headers);
  }
  const auto list = request(port(), "GET", "/api/v1/meetings", karim.secret()).as<pb::MeetingList>();
  ASSERT_EQ(list.meetings_size(), 1);
  EXPECT_EQ(list.meetings(0).meeting(), mine.meeting);
}

TEST_F(HttpTest, WithoutAValidSecretNothingIsAnswered) {
  Table table(port(), admin());
  const std::vector<std::string> targets{"/api/v1/cases",  "/api/v1/meetings", "/api/v1/meetings/" + table.meeting,
                                         "/api/v1/import", "/api/v1/nowhere",  "/api/v1/meetings/x/state"};
  for (const std::string& secret : {std::string(), std::string("AAAAAAAAAAAAAAAAAAAAAA"), std::string(2'000, 'A')}) {
    for (const std::string& target : targets) {
      const Reply reply = request(port(), "GET", target, secret);
      EXPECT_EQ(reply.status, 401) << target;
      EXPECT_THAT(reply.body, HasSubstr("unknown_token"));
    }
  }
  EXPECT_EQ(request(port(), "GET", "/api/v1/cases?token=" + admin()).status, 401) << "a secret in the address is none";
  EXPECT_EQ(send_bytes(port(), "GET /api/v1/cases HTTP/1.1\r\nHost: " + host() + "\r\nAuthorization: Basic " + admin() +
                                   "\r\nConnection: close\r\n\r\n").status, 401);
}

TEST_F(HttpTest, S45_TheAdministratorReadsNoContent) {
  Table table(port(), admin());
  for (const char* what : {"state", "records", "export", "export?format=md"}) {
    EXPECT_EQ(table.get(what, admin()).status, 403) << what;
  }
}

TEST_F(HttpTest, AParticipantReadsStateRecordsAndExport) {
  Table table(port(), admin());
  const auto chair = table.invite("Mirjam", "procesregisseur");
  const auto now = table.get("state", chair.secret()).as<pb::StateView>();
  EXPECT_EQ(now.number(), 2U);
  EXPECT_EQ(now.hash().size(), 64U);
  EXPECT_EQ(table.get("state?at=1", chair.secret()).as<pb::StateView>().number(), 1U);
  EXPECT_EQ(table.get("state?time=2999-01-01T00:00:00%2B01:00", chair.secret()).status, 200);
  EXPECT_EQ(table.get("state?at=99", chair.secret()).status, 404);
  const auto page = table.get("records?from=1", chair.secret()).as<pb::RecordPage>();
  EXPECT_EQ(page.records_size(), 2);
  EXPECT_TRUE(page.last());
  const auto exported = table.get("export", chair.secret()).as<pb::Export>();
  EXPECT_EQ(exported.format(), "flipover-export/1");
  EXPECT_EQ(exported.hash(), now.hash());
  const Reply markdown = table.get("export?format=md", chair.secret());
  EXPECT_EQ(markdown.headers.at("content-type"), "text/markdown; charset=utf-8");
  EXPECT_THAT(markdown.body, HasSubstr("Overleg"));
}

TEST_F(HttpTest, WhatIsReadOfAMeetingThatNobodyIsInLeavesItClosed) {  // G6
  Table table(port(), admin());
  const auto chair = table.invite("Mirjam", "procesregisseur");
  const auto partner = table.invite("Pol", "partner");
  const auto opened = [&] {
    const std::string figures = request(port(), "GET", "/metrics").body;
    const std::string name = "\nflipover_meetings_opened_total ";
    const std::size_t at = figures.find(name);
    return at == std::string::npos ? std::string() : figures.substr(at, figures.find('\n', at + 1) - at);
  };
  const std::string before = opened();
  ASSERT_FALSE(before.empty());
  for (const char* what : {"state", "state?at=1", "records?from=1", "export", "export?format=md", "preview"}) {
    EXPECT_EQ(table.get(what, chair.secret()).status, 200) << what;
  }
  for (const auto& one : {chair, partner}) {
    EXPECT_EQ(request(port(), "GET", "/api/v1/meetings/" + table.meeting, one.secret()).status, 200);
  }
  EXPECT_EQ(table.get("preview", partner.secret()).status, 403);
  EXPECT_EQ(table.get("state", "niemands-geheim").status, 401);
  EXPECT_EQ(opened(), before);
}

TEST_F(HttpTest, AQuestionThatIsNotClearIsRefused) {
  Table table(port(), admin());
  const auto chair = table.invite("Mirjam", "procesregisseur");
  for (const char* what : {"state?at=x", "state?at=-1", "state?at=1&time=2027-01-01T00:00:00Z", "state?time=yesterday",
                           "state?colour=blue", "records?from=x", "export?format=pdf", "state?at="}) {
    const Reply reply = table.get(what, chair.secret());
    EXPECT_EQ(reply.status, 400) << what;
    EXPECT_THAT(reply.body, HasSubstr("bad_request")) << what;
  }
}

TEST_F(HttpTest, ABodyThatIsNotClearOrHoldsWhatCannotBeIsRefused) {
  Table table(port(), admin());
  const std::string invitations = "/api/v1/meetings/" + table.meeting + "/invitations";
  for (const char* body : {"{", "[]", "{\"colour\":1}", "{\"name\":7}", "{\"name\":\"a\",\"role\":\"koning\"}",
                           "{\"name\":\"\",\"role\":\"partner\"}", "{\"role\":\"partner\"}",
                           "{\"name\":\"a\",\"role\":\"partner\",\"organisation\":\"met spatie\"}",
                           "{\"name\":\"a\",\"role\":\"partner\",\"expiresInSeconds\":\"-5\"}",
                           "{\"participant\":\"nobody\"}", "{\"name\":\"\xff\",\"role\":\"partner\"}"}) {
    EXPECT_EQ(request(port(), "POST", invitations, admin(), body).status, 400) << body;
  }
  for (const char* body : {"{\"caseId\":\"none\"}", "{\"caseId\":\"none\",\"method\":\"none\"}"}) {
    EXPECT_EQ(request(port(), "POST", "/api/v1/meetings", admin(), body).status, 400) << body;
  }
  EXPECT_EQ(request(port(), "POST", "/api/v1/cases", admin(), "{\"label\":\"\"}").status, 400);
}

TEST_F(HttpTest, BodiesHaveALimitAndOnlyTheAdministratorsImportMayBeLarge) {
  const std::string large(70'000, ' ');
  EXPECT_EQ(request(port(), "POST", "/api/v1/cases", admin(), large).status, 413);
  EXPECT_EQ(request(port(), "POST", "/api/v1/import", admin(), large).status, 400) << "read, and not a file of ours";
  EXPECT_EQ(request(port(), "POST", "/api/v1/import", "", large).status, 401);
  Table table(port(), admin());
  const auto karim = table.invite("Karim", "partner");
  EXPECT_EQ(request(port(), "POST", "/api/v1/import", karim.secret(), large).status, 403);
  // Refused before the body comes: none does.
  const std::string promised = "POST /api/v1/import HTTP/1.1\r\nHost: " + host() +
                               "\r\nContent-Length: 1000000000\r\nAuthorization: Bearer ";
  EXPECT_EQ(send_bytes(port(), promised + karim.secret() + "\r\n\r\n").status, 403);
  EXPECT_EQ(send_bytes(port(), promised + admin() + "\r\n\r\n").status, 413);
  // In chunks, without a length said before.
  std::string chunks = "POST /api/v1/cases HTTP/1.1\r\nHost: " + host() + "\r\nAuthorization: Bearer " + admin() +
                       "\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 20; ++i) chunks += "1000\r\n" + std::string(4'096, ' ') + "\r\n";
  EXPECT_EQ(send_bytes(port(), chunks + "0\r\n\r\n").status, 413);
}

TEST_F(HttpTest, ABodyInChunksIsRead) {
  const std::string body = "{\"label\":\"in stukken\"}";
  const std::string chunks = "POST /api/v1/cases HTTP/1.1\r\nHost: " + host() + "\r\nAuthorization: Bearer " + admin() +
                             "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\n" + body.substr(0, 5) +
                             "\r\n11\r\n" + body.substr(5) + "\r\n0\r\n\r\n";
  EXPECT_EQ(send_bytes(port(), chunks).status, 201);
}

TEST_F(HttpTest, AClientThatAsksBeforeItSendsIsToldToGoOn) {
  const std::string head = "POST /api/v1/cases HTTP/1.1\r\nHost: " + host() + "\r\nAuthorization: Bearer " + admin() +
                           "\r\nExpect: 100-continue\r\nContent-Length: 13\r\n\r\n";
  std::string rest;
  EXPECT_EQ(send_bytes(port(), head + "{\"label\":\"a\"}", &rest).status, 100);
  EXPECT_THAT(rest, StartsWith("HTTP/1.1 201"));
}

TEST_F(HttpTest, SeveralRequestsOnAConnectionAreAnsweredInOrder) {
  const std::string one = "GET /healthz HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
  const std::string last = "GET /nowhere HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n";
  std::string rest;
  EXPECT_EQ(send_bytes(port(), one + one + last, &rest).status, 200);
  EXPECT_THAT(rest, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(rest, HasSubstr("HTTP/1.1 404"));
}

TEST_F(HttpTest, S19_WhatTwoReadersCouldReadDifferentlyIsRefusedAndTheConnectionClosed) {
  const std::string start = "POST /api/v1/cases HTTP/1.1\r\nHost: " + host() + "\r\n";
  const std::string smuggled = "GET /healthz HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
  const std::vector<std::string> unclear{
      start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      start + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
      start + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
      start + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n12345",
      start + "Content-Length: +5\r\n\r\n12345",
      start + "Content-Length: 5, 5\r\n\r\n12345",
      start + "Content-Length : 5\r\n\r\n12345",
      start + "Transfer-Encoding: identity\r\n\r\n",
      start + "Transfer-Encoding: chunked, identity\r\n\r\n",
      start + "X: a\r\n b\r\n\r\n",
      start + "X: a\r\n\tb\r\n\r\n",
      start + " X: a\r\n\r\n",
      start + "X: a\nContent-Length: 5\r\n\r\n",
      start + "X: a\rb\r\n\r\n",
      start + "X: a" + std::string(1, '\0') + "b\r\n\r\n",
      "POST /api/v1/cases HTTP/1.1\nHost: " + host() + "\n\n\r\n\r\n",
      "POST /api/v1/cases HTTP/1.0\r\nHost: " + host() + "\r\n\r\n",
      "POST /api/v1/cases HTTP/2.0\r\nHost: " + host() + "\r\n\r\n",
      "POST  /api/v1/cases HTTP/1.1\r\nHost: " + host() + "\r\n\r\n",
      "\x16\x03\x01\x02\r\n\r\n"};
  for (const std::string& bytes : unclear) {
    std::string rest;
    const Reply reply = send_bytes(port(), bytes + smuggled, &rest);
    EXPECT_EQ(reply.status, 400) << bytes;
    EXPECT_EQ(rest, "") << bytes;
  }
}

TEST_F(HttpTest, S20_ALineBreakInAParameterIsRefused) {
  EXPECT_EQ(request(port(), "GET", "/healthz?a=%0d%0aX-Evil:%201").status, 404);
  EXPECT_EQ(request(port(), "GET", "/healthz?a=%00").status, 404);
}

TEST_F(HttpTest, S21_PathsThatClimbAreNotThere) {
  for (const char* target :
       {"/../etc/passwd", "/..%2fetc/passwd", "/%2e%2e/etc/passwd", "/%252e%252e/etc", "/api/v1/../../healthz",
        "/api//v1/cases", "/api/v1/cases%00", "/\\..\\etc", "/healthz/", "/./healthz", "//healthz", "/%68ealthz"}) {
    EXPECT_EQ(request(port(), "GET", target, admin()).status, 404) << target;
  }
}

TEST_F(HttpTest, S22_OtherMethodsAndOtherNamesAreRefused) {
  for (const char* method : {"TRACE", "OPTIONS", "PUT", "PATCH", "PROPFIND", "BREW"}) {
    EXPECT_EQ(request(port(), method, "/healthz").status, 405) << method;
  }
  EXPECT_EQ(send_bytes(port(), "CONNECT evil.example:443 HTTP/1.1\r\nHost: " + host() + "\r\n\r\n").status, 405);
  EXPECT_EQ(request(port(), "DELETE", "/api/v1/cases", admin()).status, 405);
  EXPECT_EQ(request(port(), "POST", "/healthz").status, 405);
  for (const std::string& name : {std::string("evil.example"), host() + ".evil.example", std::string("127.0.0.1"),
                                  std::string("localhost:1")}) {
    EXPECT_EQ(send_bytes(port(), "GET /healthz HTTP/1.1\r\nHost: " + name + "\r\n\r\n").status, 421) << name;
  }
  EXPECT_EQ(send_bytes(port(), "GET /healthz HTTP/1.1\r\n\r\n").status, 400);
  EXPECT_EQ(send_bytes(port(), "GET /healthz HTTP/1.1\r\nHost: " + host() + "\r\nHost: " + host() + "\r\n\r\n").status, 400);
  EXPECT_EQ(send_bytes(port(), "GET http://evil.example/ HTTP/1.1\r\nHost: " + host() + "\r\n\r\n").status, 404);
  EXPECT_EQ(send_bytes(port(), "GET /healthz HTTP/1.1\r\nHost: flipover.example.org\r\n\r\n").status, 200);
}

TEST_F(HttpTest, S23_EveryAnswerCarriesItsSecurityHeaders) {
  for (const char* target : {"/healthz", "/metrics", "/api/v1/cases", "/nowhere"}) {
    const Reply reply = request(port(), "GET", target, admin());
    EXPECT_EQ(reply.headers.at("cache-control"), "no-store") << target;
    EXPECT_EQ(reply.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(reply.headers.at("referrer-policy"), "no-referrer");
    EXPECT_THAT(reply.headers.at("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(reply.headers.count("server"), 0U);
    EXPECT_EQ(reply.headers.count("access-control-allow-origin"), 0U);
  }
}

TEST_F(HttpTest, S15_AHeaderThatIsTooLargeOrTooSlowEndsTheConnection) {
  const std::string start = "GET /healthz HTTP/1.1\r\nHost: " + host() + "\r\n";
  EXPECT_EQ(send_bytes(port(), start + "X: " + std::string(20'000, 'a') + "\r\n\r\n").status, 431);
  EXPECT_EQ(send_bytes(port(), start).status, 0) << "it waits no longer than its limit";
}

TEST_F(HttpTest, AWebSocketAddressWithoutAnUpgradeSaysSo) {
  EXPECT_EQ(request(port(), "GET", "/ws/v1/meetings/m1").status, 426);
  EXPECT_EQ(request(port(), "POST", "/ws/v1/meetings/m1").status, 405);
  EXPECT_EQ(request(port(), "GET", "/echo").status, 404) << "only with --test-echo";
  const std::string upgrade = "GET /ws/v1/meetings/m1 HTTP/1.1\r\nHost: " + host() + "\r\nOrigin: http://" + host() +
                              "\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Protocol: flipover.v1\r\n";
  EXPECT_EQ(send_bytes(port(), upgrade + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 12\r\n\r\n").status, 426);
}

TEST_F(HttpTest, S12_DeflateIsNotAgreedToEvenWhenAsked) {
  const std::string upgrade = "GET /ws/v1/meetings/m1 HTTP/1.1\r\nHost: " + host() + "\r\nOrigin: http://" + host() +
                              "\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Protocol: flipover.v1\r\n" +
                              "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Version: 13\r\n" +
                              "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  const Reply reply = send_bytes(port(), upgrade);
  EXPECT_EQ(reply.status, 101);
  EXPECT_EQ(reply.headers.count("sec-websocket-extensions"), 0U);
}

}  // namespace
}  // namespace flipover::testing
