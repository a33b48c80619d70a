// S18: the cases of RFC 6455 that conformance suites begin with, over --test-echo: the same stream as sessions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/edge/server_process.h"
#include "tests/edge/wire_client.h"

namespace flipover::testing {
namespace {

class EchoTest : public ::testing::Test {
 public:
  // A frame from a client, masked with zeros.
  static std::string frame(unsigned head, const std::string& payload) {
    std::string bytes;
    append_frame(bytes, Opcode::kText, payload);
    bytes[0] = static_cast<char>(head);
    const std::size_t length = static_cast<unsigned char>(bytes[1]);
    bytes[1] = static_cast<char>(length | 0x80U);
    bytes.insert(length == 127 ? 10 : length == 126 ? 4 : 2, std::string(4, '\0'));
    return bytes;
  }

 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<ServerProcess>(std::vector<std::string>{"--test-echo"}); }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
  }

  EchoTest() : client_(Address{server_->port(), "/echo", "", ""}) {}

  inline static std::unique_ptr<ServerProcess> server_;
  WireClient client_;
};

TEST_F(EchoTest, ItConnectsWithoutOriginOrSubprotocol) {
  EXPECT_EQ(client_.status(), 101);
  EXPECT_EQ(client_.subprotocol(), "");
}

TEST_F(EchoTest, MessagesOfEverySizeComeBackAsTheyWere) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 128U, 65'535U, 65'536U, 1'000'000U, 8'000'000U}) {
    const std::string text(size, '*');
    client_.send_text(text);
    EXPECT_EQ(client_.receive_message(), text) << size;
    EXPECT_TRUE(client_.stream().got_text());
    const std::string binary(size, '\xfe');
    client_.send_binary(binary);
    EXPECT_EQ(client_.receive_message(), binary) << size;
    EXPECT_TRUE(client_.stream().got_binary());
  }
}

TEST_F(EchoTest, AMessageInFragmentsComesBackWholeWithAPingBetweenThem) {
  int pongs = 0;
  client_.stream().control_callback([&](boost::beast::websocket::frame_type kind, boost::beast::string_view payload) {
    if (kind == boost::beast::websocket::frame_type::pong && payload == "hoi") ++pongs;
  });
  client_.send_raw(frame(0x01, "een ") + frame(0x89, "hoi") + frame(0x00, "") + frame(0x00, "twee ") + frame(0x80, "drie"));
  EXPECT_EQ(client_.receive_message(), "een twee drie");
  EXPECT_EQ(pongs, 1);
}

TEST_F(EchoTest, ACharacterCutByFragmentsIsWholeAgain) {
  client_.send_raw(frame(0x01, "\xc3") + frame(0x80, "\xa9"));
  EXPECT_EQ(client_.receive_message(), "é");
}

TEST_F(EchoTest, ManyPingsAreEachAnswered) {
  int pongs = 0;
  client_.stream().control_callback([&](boost::beast::websocket::frame_type kind, boost::beast::string_view) {
    if (kind == boost::beast::websocket::frame_type::pong) ++pongs;
  });
  std::string pings;
  for (int i = 0; i < 10; ++i) pings += frame(0x89, std::string(125, 'p'));
  client_.send_raw(pings + frame(0x8a, "ongevraagd") + frame(0x81, "klaar"));
  EXPECT_EQ(client_.receive_message(), "klaar");
  EXPECT_EQ(pongs, 10);
}

TEST_F(EchoTest, WhatBreaksTheProtocolEndsWith1002) {
  const std::vector<std::string> broken{
      frame(0x89, std::string(126, 'p')),                      // a control frame that is too long
      frame(0x09, ""),                                         // or in fragments
      frame(0xc1, "a"), frame(0xb1, "a"), frame(0x91, "a"),    // reserved bits
      frame(0x83, "a"), frame(0x8b, "a"), frame(0x8f, "a"),    // reserved opcodes
      frame(0x80, "a"), frame(0x00, "a"),                      // goes on with nothing
      frame(0x01, "a") + frame(0x81, "b"),                     // begins anew in the middle
      frame(0x88, "x"), frame(0x88, std::string("\x03\xe7", 2)),  // half a close code; 999
      frame(0x88, std::string("\x03\xec", 2)), frame(0x88, std::string("\x03\xed", 2))};  // 1004, 1005
  for (const std::string& bytes : broken) {
    WireClient client(Address{server_->port(), "/echo", "", ""});
    client.send_raw(bytes);
    EXPECT_EQ(client.until_closed(), 1002) << static_cast<unsigned>(static_cast<unsigned char>(bytes[0]));
  }
}

TEST(EchoLimits, HowManyPiecesAMessageMayHaveIsAnOption) {
  ServerProcess server({"--test-echo", "--raise", "message_pieces=8"});
  const auto pieces = [](int count) {
    std::string bytes = EchoTest::frame(0x01, "a");
    for (int i = 2; i < count; ++i) bytes += EchoTest::frame(0x00, "a");
    return bytes + EchoTest::frame(0x80, "a");
  };
  WireClient client(Address{server.port(), "/echo", "", ""});
  client.send_raw(pieces(8));
  EXPECT_EQ(client.receive_message(), "aaaaaaaa");
  client.send_raw(pieces(9));
  EXPECT_EQ(client.until_closed(), 1008);
}

TEST_F(EchoTest, TextThatIsNotUtf8EndsWith1007) {
  for (const std::string& text : {std::string("\xff"), std::string("a\xc0\x80"), std::string("\xed\xa0\x80"),
                                  std::string("\xf4\x90\x80\x80"), std::string("\xe2\x82")}) {
    WireClient client(Address{server_->port(), "/echo", "", ""});
    client.send_raw(frame(0x81, text));
    EXPECT_EQ(client.until_closed(), 1007);
  }
}

TEST_F(EchoTest, ACloseIsAnsweredWithItsOwnCode) {
  const std::vector<std::pair<std::string, int>> closes{
      {std::string("\x03\xe8", 2), 1000}, {std::string("\x03\xf3", 2) + "dag", 1011}, {std::string("\x0b\xb8", 2), 3000},
      {std::string("\x13\x87", 2), 4999}};
  for (const auto& [payload, code] : closes) {
    WireClient client(Address{server_->port(), "/echo", "", ""});
    client.send_raw(frame(0x88, payload));
    EXPECT_EQ(client.until_closed(), code);
  }
}

}  // namespace
}  // namespace flipover::testing
