// Foreign, malformed, oversized, out-of-order, replayed, expired and role-violating input: each gets its own clear
// refusal or close code, and the meeting goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "tests/edge/http_client.h"
#include "tests/edge/server_process.h"
#include "tests/edge/wire_client.h"

namespace flipover::testing {
namespace {

class RefusalsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<ServerProcess>(
        std::vector<std::string>{"--raise", "unanswered=300", "--raise", "operations_burst=1000000"});
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }

  RefusalsTest() : table_(server_->port(), server_->admin_secret()) {
    chair_ = table_.invite("Mirjam", "procesregisseur");
    partner_ = table_.invite("Karim", "partner", "o2");
    witness_ = std::make_unique<Participant>(address(), chair_.secret(), "witness_client_0123456789");
  }

  // Whatever came in: the meeting goes on for everybody else.
  void TearDown() override {
    EXPECT_FALSE(witness_->says("het gaat door").empty());
    Participant other(address("flipover.v1"), chair_.secret(), "another_client_0123456789");
    EXPECT_EQ(other.welcome().meeting(), table_.meeting);
  }

  Address address(const std::string& subprotocol = "flipover.v1.json") const {
    return {server_->port(), "/ws/v1/meetings/" + table_.meeting, subprotocol, {}};
  }
  Participant comes(const std::string& subprotocol = "flipover.v1.json") const {
    return Participant(address(subprotocol), partner_.secret(), "karims_client_0123456789");
  }
  // Sends as the first message and expects this close code, with a Goodbye that says the same.
  void expect_first_refused(const std::function<void(WireClient&)>& send, int code,
                            const std::string& subprotocol = "flipover.v1.json") {
    WireClient client(address(subprotocol));
    ASSERT_EQ(client.status(), 101);
    send(client);
    EXPECT_EQ(client.until_closed(), code);
    ASSERT_TRUE(client.goodbye());
    EXPECT_EQ(client.goodbye()->code(), static_cast<std::uint32_t>(code));
    EXPECT_FALSE(client.goodbye()->words().nl().empty());
    EXPECT_FALSE(client.goodbye()->words().en().empty());
  }

  inline static std::unique_ptr<ServerProcess> server_;
  Table table_;
  pb::InvitationView chair_;
  pb::InvitationView partner_;
  std::unique_ptr<Participant> witness_;
};

TEST_F(RefusalsTest, S3_AnythingBeforeHelloIsRefused) {
  pb::ClientFrame submit;
  *submit.mutable_submit()->add_operations() = note("te vroeg");
  pb::ClientFrame presence;
  presence.mutable_presence()->set_typing(true);
  expect_first_refused([&](WireClient& client) { client.send(submit); }, 4000);
  expect_first_refused([&](WireClient& client) { client.send(presence); }, 4000);
}

TEST_F(RefusalsTest, S9_UnknownForeignEmptyAndGiantTokensAndUnknownMeetingsGetTheSameAnswer) {
  Table other(server_->port(), server_->admin_secret());
  const auto stranger = other.invite("Ruud", "partner");
  for (const std::string& token : {std::string("AAAAAAAAAAAAAAAAAAAAAA"), std::string(), std::string(100'000, 'x'),
                                   stranger.secret(), server_->admin_secret()}) {
    expect_first_refused([&](WireClient& client) { client.send(hello(token, "strange_client_0123456789")); }, 4001);
  }
  WireClient nowhere({server_->port(), "/ws/v1/meetings/mNOSUCHMEETING", "flipover.v1.json", {}});
  ASSERT_EQ(nowhere.status(), 101);
  nowhere.send(hello(partner_.secret(), "strange_client_0123456789"));
  EXPECT_EQ(nowhere.until_closed(), 4001);
}

TEST_F(RefusalsTest, AClientIdThatIsNoneOrAnothersIsRefused) {
  for (const std::string& client : {std::string("short"), std::string(65, 'a'), std::string("with space in it 0123456"),
                                    std::string("witness_client_0123456789")}) {
    expect_first_refused([&](WireClient& wire) { wire.send(hello(partner_.secret(), client)); }, 4002);
  }
}

TEST_F(RefusalsTest, ASecondHelloIsRefused) {
  auto karim = comes();
  karim.wire().send(hello(partner_.secret(), "karims_client_0123456789"));
  EXPECT_EQ(karim.wire().until_closed(), 4011);
}

TEST_F(RefusalsTest, S28_MalformedBinaryIsRefused) {
  const std::vector<std::string> malformed{
      std::string("\x00", 1), "\xff\xff\xff\xff", "\x0a\xff\xff\xff\xff\x0f", "\x12\x05\x0a\x03",
      std::string(200, '\x0b'),                     // groups in groups
      std::string("\x0a\x03\x0a\x01\xff", 5),       // a token that is not UTF-8
      "{\"hello\":{}}", std::string()};
  for (const std::string& message : malformed) {
    expect_first_refused([&](WireClient& client) { client.send_binary(message); }, 1003, "flipover.v1");
  }
}

TEST_F(RefusalsTest, S28_MalformedJsonIsRefused) {
  const std::vector<std::string> malformed{"", "{", "[]", "null", "7", "{\"hello\":7}", "{\"hello\":{\"token\":7,}}",
                                           "{\"hello\":{\"token\":\"a\"},\"submit\":{}}", "{\"goodbye\":{}}",
                                           "{\"hello\":{\"lastSeen\":\"-1\"}}", std::string(100'000, '['),
                                           "{\"hello\":" + std::string(100'000, '{')};
  for (const std::string& message : malformed) {
    expect_first_refused([&](WireClient& client) { client.send_text(message); }, 1003);
  }
}

TEST_F(RefusalsTest, AnUnknownFieldInJsonIsNamedInTheRefusal) {
  WireClient client(address());
  client.send_text(R"({"hello":{"token":"a","colour":"blue"}})");
  EXPECT_EQ(client.until_closed(), 1003);
  ASSERT_TRUE(client.goodbye());
  EXPECT_THAT(client.goodbye()->words().en(), ::testing::HasSubstr("colour"));
}

TEST_F(RefusalsTest, AMessageOfTheOtherSubprotocolIsRefused) {
  expect_first_refused([](WireClient& client) { client.send_text("{\"hello\":{}}"); }, 1003, "flipover.v1");
  expect_first_refused([](WireClient& client) { client.send_binary("\x0a\x00"); }, 1003);
}

TEST_F(RefusalsTest, S10_AMessageLargerThanMayBeIsRefusedAndTheLargestIsNot) {
  const std::string largest(1024 * 1024, ' ');
  expect_first_refused([&](WireClient& client) { client.send_text(largest + " "); }, 1009);
  expect_first_refused([&](WireClient& client) { client.send_text(largest); }, 1003);
}

TEST_F(RefusalsTest, S11_AMessageInVeryManyFragmentsIsRefused) {
  // A fragment of one byte that does not end the message, masked with zeros.
  const std::string first{'\x01', '\x81', 0, 0, 0, 0, ' '};
  const std::string more{'\x00', '\x81', 0, 0, 0, 0, ' '};
  expect_first_refused(
      [&](WireClient& client) {
        std::string bytes = first;
        for (int i = 0; i < 100'000; ++i) bytes += more;
        client.send_raw(bytes);
      },
      1008);
}

TEST_F(RefusalsTest, S18_WhatIsNoWebSocketFrameIsAProtocolError) {
  const std::vector<std::string> broken{
      std::string("\x81\x01 ", 3),                        // not masked
      std::string("\xf1\x80\x00\x00\x00\x00", 6),         // reserved bits
      std::string("\x83\x80\x00\x00\x00\x00", 6),         // reserved opcode
      std::string("\x80\x80\x00\x00\x00\x00", 6),         // goes on with what never began
      std::string("\x09\x80\x00\x00\x00\x00", 6),         // a ping in fragments
      std::string("\x88\x81\x00\x00\x00\x00\x00", 7)};    // half a close code
  for (const std::string& bytes : broken) {
    WireClient client(address());
    client.send_raw(bytes);
    EXPECT_EQ(client.until_closed(), 1002);
  }
  WireClient client(address());
  client.send_raw(std::string("\x81\x81\x00\x00\x00\x00\xff", 7));  // text that is not UTF-8
  EXPECT_EQ(client.until_closed(), 1007);
}

TEST_F(RefusalsTest, MoreOperationsInAFrameThanMayBeAreRefused) {
  auto karim = comes();
  pb::ClientFrame frame;
  for (std::uint64_t counter = 1; counter <= 257; ++counter) {
    pb::Operation operation = note("te veel");
    operation.mutable_id()->set_counter(counter);
    *frame.mutable_submit()->add_operations() = operation;
  }
  karim.wire().send(frame);
  EXPECT_EQ(karim.wire().until_closed(), 4005);
  const auto state = table_.get("state", partner_.secret()).as<pb::StateView>();
  EXPECT_EQ(state.state().items_size(), 0);
}

TEST_F(RefusalsTest, MoreUnansweredOperationsThanMayBeAreRefused) {
  auto karim = comes("flipover.v1");
  // Two frames in one write: the second is read before the first is durable.
  std::string bytes;
  for (int part = 0; part < 2; ++part) {
    pb::ClientFrame frame;
    for (std::uint64_t i = 1; i <= 256; ++i) {
      pb::Operation operation = note("veel");
      operation.mutable_id()->set_counter(static_cast<std::uint64_t>(part) * 256 + i);
      *frame.mutable_submit()->add_operations() = operation;
    }
    std::string whole;
    append_frame(whole, Opcode::kBinary, frame.SerializeAsString());
    whole[1] = static_cast<char>(static_cast<unsigned char>(whole[1]) | 0x80U);
    whole.insert(whole[1] == static_cast<char>(0xFE) ? 4 : 2, std::string(4, '\0'));
    bytes += whole;
  }
  karim.wire().send_raw(bytes);
  EXPECT_EQ(karim.wire().until_closed(), 4004);
}

TEST_F(RefusalsTest, AnEmptyUnknownOrServersOperationIsRefusedAndTheSessionGoesOn) {
  auto karim = comes();
  EXPECT_FALSE(karim.does(pb::Operation()).refused().code().empty());
  pb::Operation server_only;
  server_only.mutable_create_meeting()->set_title("van mij");
  EXPECT_FALSE(karim.does(server_only).refused().code().empty());
  EXPECT_FALSE(karim.says("gewoon verder").empty());
}

TEST_F(RefusalsTest, S8_WhatARoleMayNotDoIsRefusedAndNamesNoHiddenThing) {
  auto karim = comes();
  pb::Operation chair_only;
  chair_only.mutable_set_client_view()->set_on(true);
  EXPECT_EQ(karim.does(chair_only).refused().code(), "not_allowed");
  pb::Operation add;
  add.mutable_add_participant()->mutable_participant()->set_id("p9");
  EXPECT_EQ(karim.does(add).refused().code(), "not_allowed");
  pb::Operation remove;
  remove.mutable_remove()->set_thing("nooit_gemaakt");
  EXPECT_EQ(karim.does(remove).refused().code(), "unknown_thing");
}

TEST_F(RefusalsTest, ACounterOfZeroOrOutOfOrderIsRefused) {
  auto karim = comes();
  EXPECT_EQ(karim.resends(0, note("nul")).refused().code(), "counter_invalid");
  EXPECT_NE(karim.resends(5, note("vijf")).committed(), 0U);
  EXPECT_EQ(karim.resends(4, note("vier")).refused().code(), "was_refused");
}

TEST_F(RefusalsTest, S7_ARevokedInvitationClosesItsSocketsAndAnotherDeviceStays) {
  auto phone = comes();
  pb::InviteRequest wanted;
  wanted.set_participant(partner_.participant().id());
  const std::string invitations = "/api/v1/meetings/" + table_.meeting + "/invitations";
  const auto second =
      request(server_->port(), "POST", invitations, table_.admin, to_json(wanted)).as<pb::InvitationView>();
  EXPECT_EQ(second.participant().name(), "Karim");
  Participant laptop(address(), second.secret(), "laptop_client_0123456789");
  const auto revoked = request(server_->port(), "DELETE", invitations + "/" + partner_.invitation(), table_.admin);
  EXPECT_EQ(revoked.status, 200);
  EXPECT_EQ(phone.wire().until_closed(std::chrono::seconds(5)), 4001);
  EXPECT_FALSE(laptop.says("ik mag blijven").empty());
  EXPECT_EQ(table_.get("state", partner_.secret()).status, 401);
  expect_first_refused([&](WireClient& wire) { wire.send(hello(partner_.secret(), "karims_client_0123456789")); }, 4001);
}

TEST_F(RefusalsTest, S6_AnInvitationThatExpiresMidConnectionClosesIt) {
  const auto brief = table_.invite("Fenna", "partner", "o3", 1);
  Participant fenna(address(), brief.secret(), "fennas_client_0123456789");
  ASSERT_EQ(fenna.welcome().you().name(), "Fenna");
  EXPECT_EQ(fenna.wire().until_closed(std::chrono::seconds(6)), 4001);
  EXPECT_EQ(table_.get("state", brief.secret()).status, 401);
}

TEST_F(RefusalsTest, WhoseParticipationEndedIsClosedAndInvitedAgainComesBack) {
  auto karim = comes();
  pb::Operation end;
  end.mutable_end_participation()->set_participant(partner_.participant().id());
  ASSERT_NE(witness_->does(end).committed(), 0U);
  EXPECT_EQ(karim.wire().until_closed(), 4003);
  expect_first_refused([&](WireClient& wire) { wire.send(hello(partner_.secret(), "karims_client_0123456789")); }, 4003);
  pb::InviteRequest wanted;
  wanted.set_participant(partner_.participant().id());
  const auto again = request(server_->port(), "POST", "/api/v1/meetings/" + table_.meeting + "/invitations",
                             table_.admin, to_json(wanted));
  ASSERT_EQ(again.status, 201) << again.body;
  Participant back(address(), again.as<pb::InvitationView>().secret(), "karims_client_0123456789");
  EXPECT_FALSE(back.says("terug").empty());
}

TEST_F(RefusalsTest, S1_OnlyAllowedOriginsConnect) {
  const std::string own = server_->origin();
  const std::string port = std::to_string(server_->port());
  for (const std::string& origin : {own, "http://localhost:" + port, "HTTP://LocalHost:" + port}) {
    Address from = address();
    from.origin = origin;
    EXPECT_EQ(WireClient(from).status(), 101) << origin;
  }
  for (const std::string& origin :
       {std::string("http://evil.example"), std::string("null"), std::string(), own + ".evil.example",
        "http://evil.example/" + own, "https://127.0.0.1:" + port, std::string("http://127.0.0.1"), own + "/",
        "http://evil127.0.0.1:" + port, "http://127.0.0.1:" + port + "0"}) {
    Address from = address();
    from.origin = origin;
    EXPECT_EQ(WireClient(from).status(), 403) << origin;
  }
}

TEST_F(RefusalsTest, WithoutASubprotocolOfOursTheUpgradeIsRefused) {
  for (const char* asked : {"", "chat", "flipover.v2", "flipover.v1.jsonx"}) {
    EXPECT_EQ(WireClient(address(asked)).status(), 400) << asked;
  }
  WireClient several(address("chat, flipover.v1.json"));
  EXPECT_EQ(several.status(), 101);
  EXPECT_EQ(several.subprotocol(), "flipover.v1.json");
}

TEST_F(RefusalsTest, APeerThatVanishesLeavesNothingBehind) {
  const auto open = [&] {
    const std::string page = request(server_->port(), "GET", "/metrics").body;
    const std::string name = "\nflipover_sockets_open ";
    return std::stoi(page.substr(page.find(name) + name.size()));
  };
  const int before = open();
  for (int i = 0; i < 20; ++i) {
    WireClient client(address());
    client.send(hello(partner_.secret(), "gone_client_0123456789" + std::to_string(i)));
  }
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (open() > before && std::chrono::steady_clock::now() < deadline) {
    ASSERT_FALSE(witness_->says("ik wel").empty());
  }
  EXPECT_EQ(open(), before);
}

// A server with little patience, so that its limits of time can be waited for.
class ImpatienceTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = std::make_unique<ServerProcess>(
        std::vector<std::string>{"--raise", "hello_ms=1000", "--raise", "message_ms=1000", "--raise", "ping_ms=500",
                                 "--raise", "silent_ms=3000"});
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }

  ImpatienceTest() : table_(server_->port(), server_->admin_secret()), partner_(table_.invite("Karim", "partner")) {}

  Address address() const { return {server_->port(), "/ws/v1/meetings/" + table_.meeting, "flipover.v1.json", {}}; }
  bool nobody_was_silent() const {
    return request(server_->port(), "GET", "/metrics").body.find("flipover_sockets_silent_total 0") != std::string::npos;
  }

  inline static std::unique_ptr<ServerProcess> server_;
  Table table_;
  pb::InvitationView partner_;
};

TEST_F(ImpatienceTest, S5_WhoSaysNothingIsClosedInTime) {
  WireClient client(address());
  EXPECT_EQ(client.until_closed(), 4000);
  ASSERT_TRUE(client.goodbye());
  EXPECT_EQ(client.goodbye()->code(), 4000U);
}

TEST_F(ImpatienceTest, S11_AMessageThatNeverEndsIsRefused) {
  Participant karim(address(), partner_.secret(), "karims_client_0123456789");
  // The first fragment of a text, of one byte, masked with zeros.
  karim.wire().send_raw(std::string("\x01\x81\x00\x00\x00\x00 ", 7));
  EXPECT_EQ(karim.wire().until_closed(), 1008);
}

TEST_F(ImpatienceTest, S16_WhoAnswersNoPingIsGoneAndWhoDoesStays) {
  WireClient silent(address());
  silent.send(hello(partner_.secret(), "silent_client_0123456789"));
  ASSERT_TRUE(silent.receive());
  Participant karim(address(), partner_.secret(), "karims_client_0123456789");
  // Nobody reads the first socket, so that its pings stay unanswered; the second one's are answered as it is read.
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (nobody_was_silent() && std::chrono::steady_clock::now() < deadline) {
    karim.wire().receive(std::chrono::milliseconds(20));
  }
  EXPECT_FALSE(nobody_was_silent());
  EXPECT_EQ(silent.until_closed(), 4010);
  EXPECT_FALSE(karim.says("ik ben er nog").empty());
}

TEST(SlowReader, S17_IsClosedAndResumesAndTheOthersAreNotHeldUp) {
  ServerProcess server({"--raise", "outbox_bytes=1048576"});
  Table table(server.port(), server.admin_secret());
  const auto chair = table.invite("Mirjam", "procesregisseur");
  const auto partner = table.invite("Karim", "partner");
  const Address address{server.port(), "/ws/v1/meetings/" + table.meeting, "flipover.v1", {}};
  Participant mirjam(address, chair.secret(), "mirjams_client_0123456789");
  WireClient slow(address);
  slow.send(hello(partner.secret(), "slowly_client_0123456789"));
  const auto too_slow = [&] {
    return request(server.port(), "GET", "/metrics").body.find("flipover_sockets_too_slow_total 0") == std::string::npos;
  };
  const std::string text(200'000, 'x');
  for (int i = 0; i < 100 && !too_slow(); ++i) ASSERT_FALSE(mirjam.says(text).empty()) << i;
  EXPECT_TRUE(too_slow());
  EXPECT_EQ(slow.until_closed(), 4006);
  ASSERT_TRUE(slow.goodbye());
  EXPECT_EQ(slow.goodbye()->come_back(), pb::Goodbye::AT_ONCE);
  Participant back(address, partner.secret(), "slowly_client_0123456789");
  EXPECT_TRUE(back.hears(mirjam.upto()));
}

}  // namespace
}  // namespace flipover::testing
