// Who opens many connections, guesses, or asks again and again stands only in their own way (S13, S14, G6).
#include <sys/wait.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/edge/browser.h"
#include "tests/edge/server_process.h"
#include "tests/edge/wire_client.h"

namespace flipover::testing {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using ::testing::HasSubstr;
using ::testing::Not;

// Connections on which nothing whole is ever said, or heard.
class Silent {
 public:
  explicit Silent(std::uint16_t port, std::string said = "GET / HTTP/1.1\r\n")
      : to_(net::ip::make_address("127.0.0.1"), port), said_(std::move(said)) {}

  void open(std::size_t more) {
    for (std::size_t i = 0; i < more; ++i) {
      tcp::socket& socket = sockets_.emplace_back(context_);
      socket.open(to_.protocol());
      socket.set_option(net::socket_base::receive_buffer_size(4'096));
      socket.connect(to_);
      net::write(socket, net::buffer(said_));
    }
  }
  // Until the server has begun to say something on the last of them; that much is heard.
  std::string first_words() {
    std::string words(16, '\0');
    net::read(sockets_.back(), net::buffer(words));
    return words;
  }
  // What the server said on the last of them before it closed it.
  std::string last_words() {
    std::string words;
    boost::system::error_code end;
    net::read(sockets_.back(), net::dynamic_buffer(words), end);
    return words;
  }

 private:
  net::io_context context_;
  tcp::endpoint to_;
  std::string said_;
  std::vector<tcp::socket> sockets_;
};

// A web client with one file that is larger than what a connection holds of it.
class TemporarySite {
 public:
  TemporarySite() {
    std::string name = (std::filesystem::temp_directory_path() / "flipover-site-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
    std::filesystem::create_directories(path_ / "assets");
    std::ofstream(path_ / "index.html") << R"(<meta name="csp-nonce" content="__CSP_NONCE__">)"
                                        << R"(<meta name="flipover-web" content="__WEB_VERSION__">)";
    std::ofstream(path_ / "assets/large-x.woff2") << std::string(24U << 20U, 'x');
  }
  ~TemporarySite() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string head_of(const ServerProcess& server, const std::string& first_line) {
  return first_line + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n";
}

TEST(Connections, S14_ManyHalfOpenOnesKeepNobodyElseOut) {
  ServerProcess server({"--raise", "http_connections=50"});
  const Table table(server.port(), server.admin_secret());
  Silent silent(server.port());
  for (int round = 0; round < 5; ++round) {
    silent.open(50);
    EXPECT_EQ(request(server.port(), "GET", "/healthz").status, 200) << round;
  }
}

TEST(Connections, S14_ManySlowBodiesKeepNobodyElseOut) {
  ServerProcess server({"--raise", "http_connections=5"});
  Silent slow(server.port(), head_of(server, "POST /api/v1/session/look") +
                                 "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n");
  for (int i = 0; i < 12; ++i) {
    slow.open(1);
    EXPECT_THAT(slow.first_words(), HasSubstr("100")) << "it has the head, and waits for the body";
    EXPECT_EQ(request(server.port(), "GET", "/healthz").status, 200) << i;
  }
}

TEST(Connections, S14_ManyWhoDoNotReadTheirAnswerKeepNobodyElseOut) {
  const TemporarySite site;
  ServerProcess server({"--raise", "http_connections=5", "--web", site.path().string()});
  Silent deaf(server.port(), head_of(server, "GET /assets/large-x.woff2") + "\r\n");
  for (int i = 0; i < 12; ++i) {
    deaf.open(1);
    EXPECT_THAT(deaf.first_words(), HasSubstr("200")) << "the answer is on its way, and more than may lie waiting";
    EXPECT_EQ(request(server.port(), "GET", "/healthz").status, 200) << i;
  }
}

TEST(Connections, S14_FewDescriptorsAreNotTakenByOneAddress) {
  ServerProcess server({"--raise", "descriptors=16"});
  const Table table(server.port(), server.admin_secret());
  Silent silent(server.port());
  for (int round = 0; round < 3; ++round) {
    silent.open(20);
    EXPECT_EQ(request(server.port(), "GET", "/healthz").status, 200) << round;
  }
  const std::string path = "/ws/v1/meetings/" + table.meeting;
  std::vector<std::unique_ptr<WireClient>> open;
  for (int i = 0; i < 7; ++i) {  // half of what is for sockets
    open.push_back(std::make_unique<WireClient>(Address{server.port(), path}));
    ASSERT_EQ(open.back()->status(), 101) << i;
  }
  EXPECT_EQ(WireClient(Address{server.port(), path}).status(), 429);
}

TEST(Connections, S14_OneAddressHasSoManySocketsAndOthersHaveTheirOwn) {
  ServerProcess server({"--raise", "sockets_of_place=3"});
  const Table table(server.port(), server.admin_secret());
  const std::string path = "/ws/v1/meetings/" + table.meeting;
  std::vector<std::unique_ptr<WireClient>> open;
  for (int i = 0; i < 3; ++i) {
    open.push_back(std::make_unique<WireClient>(Address{server.port(), path}));
    ASSERT_EQ(open.back()->status(), 101);
  }
  EXPECT_EQ(WireClient(Address{server.port(), path}).status(), 429);
  open.back()->send_text("no frame");
  EXPECT_EQ(open.back()->until_closed(), 1003);
  open.pop_back();
  int status = 0;  // its place is free once the server has let go of it
  for (int tries = 0; status != 101 && tries < 1'000; ++tries) status = WireClient(Address{server.port(), path}).status();
  EXPECT_EQ(status, 101);
}

TEST(Connections, G6_WithoutDescriptorsForMoreOnesThatComeAreToldAndMeetingsGoOn) {
  ServerProcess server({"--raise", "descriptors=1"});
  const Table table(server.port(), server.admin_secret());
  const auto mirjam = table.invite("Mirjam", "procesregisseur");
  Participant here({server.port(), "/ws/v1/meetings/" + table.meeting}, mirjam.secret(), "mirjams_client_0123456789");
  Silent more(server.port());
  more.open(1);
  EXPECT_THAT(more.last_words(), HasSubstr("503 Service Unavailable"));
  EXPECT_FALSE(here.says("gaat door").empty());
}

// However few descriptors the process may have: sockets are refused first, with words, and never the log.
TEST(Connections, G6_WithFewDescriptorsSocketsAreRefusedAndTheLogGoesOn) {
  ServerProcess server({"--raise", "hello_ms=60000", "--raise", "header_ms=60000"}, 160);
  const Table table(server.port(), server.admin_secret());
  const auto mirjam = table.invite("Mirjam", "procesregisseur");
  const auto karim = table.invite("Karim", "partner");
  const auto noor = table.invite("Noor", "partner");
  const Address address{server.port(), "/ws/v1/meetings/" + table.meeting};
  Participant speaker(address, mirjam.secret(), "mirjams_client_0123456789");
  Participant listener(address, karim.secret(), "karims_client_0123456789");
  Participant third(address, noor.secret(), "noors_client_01234567890");
  std::vector<std::unique_ptr<WireClient>> sockets;
  do {
    sockets.push_back(std::make_unique<WireClient>(address));
    ASSERT_LT(sockets.size(), 160U) << "sockets are never refused";
  } while (sockets.back()->status() == 101);
  EXPECT_EQ(sockets.back()->status(), 429) << "one address has half of them";
  // A meeting more, with its keys, and its first who comes asking over HTTP.
  EXPECT_FALSE(Table(server.port(), server.admin_secret()).meeting.empty());

  Silent silent(server.port());
  silent.open(160);
  EXPECT_EQ(request(server.port(), "GET", "/healthz").status, 200);
  // More than the log keeps in memory: it needs new files meanwhile.
  const std::string long_text(200'000, 'x');
  for (int i = 0; i < 40; ++i) {
    ASSERT_FALSE(speaker.says(long_text).empty());
    ASSERT_FALSE(listener.says(long_text).empty());
    ASSERT_FALSE(third.says(long_text).empty());
  }
  EXPECT_TRUE(listener.hears(speaker.upto()));
  EXPECT_THAT(server.printed(), Not(HasSubstr("event=log")));
  EXPECT_THAT(server.printed(), Not(HasSubstr("event=meeting_stopped")));
  // It is written beside what is said.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::size_t tables = 0;
  while (tables == 0 && std::chrono::steady_clock::now() < until) {
    for (const auto& file : std::filesystem::directory_iterator(server.data() / "log")) {
      if (file.path().extension() == ".sst") ++tables;
    }
  }
  EXPECT_GT(tables, 0U) << "the log needed no new file";
}

TEST(Connections, G6_OneParticipantDoesNotTakeThePlacesOfOthers) {
  ServerProcess server({"--raise", "connections_of_participant=2"});
  const Table table(server.port(), server.admin_secret());
  const auto karim = table.invite("Karim", "partner");
  const auto sanne = table.invite("Sanne", "partner");
  const Address address{server.port(), "/ws/v1/meetings/" + table.meeting};
  Participant first(address, karim.secret(), "karims_client_number_one");
  Participant second(address, karim.secret(), "karims_client_number_two");
  Participant third(address, karim.secret(), "karims_client_number_three");
  EXPECT_EQ(third.wire().until_closed(), 4009);
  Participant again(address, karim.secret(), "karims_client_number_two");
  EXPECT_FALSE(again.welcome().meeting().empty()) << "the same device takes its own place";
  Participant other(address, sanne.secret(), "sannes_client_number_one");
  EXPECT_FALSE(other.welcome().meeting().empty());
}

TEST(Connections, S43_ASecretThatFitsIsNeverThrottled) {
  ServerProcess server;
  const Table table(server.port(), server.admin_secret());
  Browser guesser(server.port());
  int refused = 0;
  for (int i = 0; i < 100; ++i) refused += guesser.look("AAAAAAAAAAAAAAAAAAAAAA").status == 429 ? 1 : 0;
  EXPECT_GT(refused, 0);
  Browser right(server.port());
  const auto karim = table.invite("Karim", "partner");
  EXPECT_EQ(right.look(karim.secret()).status, 200);
  EXPECT_EQ(right.enter(karim.secret()).status, 200);
}

TEST(Connections, S18_AKeyThatIsNotSixteenBytesInBase64IsRefused) {
  ServerProcess server({"--test-echo"});
  const auto answer_to = [&](const std::string& key) {
    return send_bytes(server.port(), "GET /echo HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                                         "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                         "Sec-WebSocket-Key: " + key + "\r\n\r\n")
        .status;
  };
  EXPECT_EQ(answer_to("dGhlIHNhbXBsZSBub25jZQ=="), 101);
  for (const std::string key : {"", "x", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25jZQ=A",
                                "dGhlIHNhbXBsZSBub25jZXM=", "dGhlIHNhbXBsZSBub25j*Q==", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA=="}) {
    EXPECT_EQ(answer_to(key), 400) << key;
  }
}

// What a server prints that cannot take its port.
std::string printed_at_a_port_that_is_taken(const ServerProcess& taken, const std::string& more) {
  const std::string command = std::string(FLIPOVER_SERVER) + " --data " + (taken.directory() / "second").string() +
                              " --port " + std::to_string(taken.port()) + more + " 2>&1";
  std::string printed;
  FILE* output = popen(command.c_str(), "r");
  std::array<char, 256> piece{};
  while (fgets(piece.data(), piece.size(), output) != nullptr) printed += piece.data();
  EXPECT_NE(pclose(output), 0);
  return printed;
}

TEST(Start, S55_APortThatIsTakenMakesNoSecret) {
  const ServerProcess server;
  const std::string printed = printed_at_a_port_that_is_taken(server, "");
  EXPECT_THAT(printed, HasSubstr("cannot listen on"));
  EXPECT_THAT(printed, Not(HasSubstr("administrator's secret")));
}

TEST(Start, S54_TheAdministratorsSecretIsNotPrintedWhenAFileIsAsked) {
  const ServerProcess server;
  ASSERT_EQ(server.admin_secret().size(), 22U);
  EXPECT_THAT(server.printed(), Not(HasSubstr(server.admin_secret())));
  EXPECT_THAT(server.printed(), HasSubstr("admin-secret"));
}

}  // namespace
}  // namespace flipover::testing
