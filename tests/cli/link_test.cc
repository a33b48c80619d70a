// How a link comes back, and how it gives up: against a server that welcomes everybody and sends everybody off.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <vector>

#include "clients/cli/context.h"
#include "clients/cli/meeting_link.h"

namespace flipover {
namespace {

using net::ip::tcp;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr auto kTuple = net::as_tuple(net::use_awaitable);
constexpr auto kPatience = 20s;

pb::Goodbye farewell(std::uint32_t code, pb::Goodbye::ComeBack come_back) {
  pb::Goodbye goodbye;
  goodbye.set_code(code);
  goodbye.set_come_back(come_back);
  goodbye.mutable_words()->set_nl("Er is geen ruimte.");
  goodbye.mutable_words()->set_en("There is no room.");
  return goodbye;
}

class Doorkeeper {
 public:
  explicit Doorkeeper(net::io_context& io) : acceptor_(io, {net::ip::make_address("127.0.0.1"), 0}) {
    net::co_spawn(io, run(), net::detached);
  }
  ServerAddress address() const {
    return {"127.0.0.1", std::to_string(acceptor_.local_endpoint().port())};
  }

  pb::Goodbye goodbye;
  bool tells = false;  // a record of the meeting first

 private:
  net::awaitable<void> run() {
    for (;;) {
      auto [error, socket] = co_await acceptor_.async_accept(kTuple);
      if (error) co_return;
      co_await receive(std::move(socket));
    }
  }
  net::awaitable<void> receive(tcp::socket socket) {
    namespace websocket = boost::beast::websocket;
    websocket::stream<tcp::socket> stream(std::move(socket));
    stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(boost::beast::http::field::sec_websocket_protocol, "flipover.v1");
    }));
    boost::beast::flat_buffer hello;
    co_await stream.async_accept(kTuple);
    co_await stream.async_read(hello, kTuple);
    stream.binary(true);
    std::vector<pb::ServerFrame> frames(tells ? 3 : 2);
    frames.front().mutable_welcome()->set_number(number_);
    if (tells) {
      frames[1].mutable_update()->set_upto(++number_);
      frames[1].mutable_update()->add_records()->set_number(number_);
    }
    *frames.back().mutable_goodbye() = goodbye;
    for (const pb::ServerFrame& frame : frames) {
      const std::string bytes = frame.SerializeAsString();
      co_await stream.async_write(net::buffer(bytes), kTuple);
    }
    co_await stream.async_close(websocket::close_code::normal, kTuple);
  }

  tcp::acceptor acceptor_;
  std::uint64_t number_ = 1;
};

class ComingBack : public ::testing::Test, public LinkEvents {
 protected:
  // Until so many interruptions, or the link's own end.
  void attend(std::size_t interruptions) {
    LinkOptions options;
    options.server = door_.address();
    options.meeting = "overleg";
    options.token = "secret";
    options.client = new_client_id();
    options.keeps = Replica::Keeps::kNumberOnly;
    options.give_up_after = give_up_after_;
    link_.emplace(io_.get_executor(), options, *this);
    wanted_ = interruptions;
    net::co_spawn(io_, link_->run(), [this](const std::exception_ptr& error, LinkEnd end) {
      EXPECT_FALSE(error);
      end_ = std::move(end);
      io_.stop();
    });
    io_.run_for(kPatience);
    EXPECT_TRUE(end_) << "it goes on for ever";
  }
  void interrupted(const Interruption& interruption) override {
    pauses_.push_back(interruption.pause);
    if (pauses_.size() == wanted_) link_->stop();
  }

  net::io_context io_{1};
  Doorkeeper door_{io_};
  std::optional<MeetingLink> link_;
  std::size_t wanted_ = 0;
  std::chrono::milliseconds give_up_after_{60'000};
  std::vector<std::chrono::milliseconds> pauses_;
  std::optional<LinkEnd> end_;
};

TEST_F(ComingBack, WhoIsSentOffAfterEachWelcomeWaitsLongerEachTime) {
  door_.goodbye = farewell(4007, pb::Goodbye::AT_ONCE);
  attend(3);
  EXPECT_THAT(pauses_, ElementsAre(100ms, 200ms, 400ms));
}

TEST_F(ComingBack, WhereTheMeetingGoesOnBetweenTheWaitStaysShort) {
  door_.goodbye = farewell(4007, pb::Goodbye::AT_ONCE);
  door_.tells = true;
  attend(3);
  EXPECT_THAT(pauses_, ElementsAre(100ms, 100ms, 100ms));
}

TEST_F(ComingBack, WhoIsSentOffAgainAndAgainGivesUpWithTheServersWords) {
  door_.goodbye = farewell(4007, pb::Goodbye::AT_ONCE);
  give_up_after_ = 500ms;
  attend(1'000);
  ASSERT_TRUE(end_);
  EXPECT_EQ(end_->why, LinkEnd::Why::kUnreachable);
  const Failure failure = failure_of(*end_);
  EXPECT_EQ(failure.words().en, "There is no room. (4007)");
  EXPECT_EQ(failure.words().nl, "Er is geen ruimte. (4007)");
}

TEST(Unreachable, WithoutAWordOfTheServerTheReasonIsSaid) {
  const Failure failure = failure_of(LinkEnd{LinkEnd::Why::kUnreachable, {}, "Connection refused"});
  EXPECT_THAT(failure.words().nl, HasSubstr("niet bereikbaar: Connection refused"));
}

}  // namespace
}  // namespace flipover
