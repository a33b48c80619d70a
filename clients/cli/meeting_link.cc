#include "clients/cli/meeting_link.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket.hpp>
#include <google/protobuf/util/json_util.h>
#include <sys/random.h>

#include "server/base/check.h"
#include "server/base/sha256.h"

namespace flipover {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace http = beast::http;
using namespace std::chrono_literals;

constexpr std::size_t kFrameBytesMax = 64 * 1024 * 1024;  // far above what a server sends
constexpr auto kConnectPatience = 10s;
constexpr auto kSilencePatience = 90s;  // a server asks for a sign of life every 30 s
constexpr auto kPauseFirst = 100ms;
constexpr auto kPauseLongest = 10'000ms;
constexpr auto kPauseLater = 5'000ms;  // after "come back later"
constexpr auto kHolds = 5'000ms;       // from the Welcome on: then it was a connection

constexpr auto kTuple = net::as_tuple(net::use_awaitable);

net::awaitable<bool> was_cancelled() {
  co_return (co_await net::this_coro::cancellation_state).cancelled() != net::cancellation_type::none;
}

}  // namespace

struct MeetingLink::Connection {
  explicit Connection(const net::any_io_executor& executor)
      : socket(executor), wake(executor, net::steady_timer::time_point::max()) {}

  websocket::stream<beast::tcp_stream> socket;
  net::steady_timer wake;
  bool welcomed = false;
  std::chrono::steady_clock::time_point welcomed_at;
  bool goes_on = false;  // something was answered or told
  pb::Limits limits;
  std::uint64_t sent_upto = 0;  // counter
  std::size_t on_their_way = 0;
  std::optional<pb::Presence> presence;
  std::optional<pb::Record> in_parts;  // what it made appear is still coming
  std::optional<pb::Goodbye> goodbye;
  bool faulty = false;
  std::string lost;  // why the connection ended
};

// How a connection ended, or that it never came to be.
struct MeetingLink::Parting {
  enum class How { kLost, kDeclined, kFaulty, kGoodbye };
  How how = How::kLost;
  pb::Goodbye goodbye;
  std::string why;
};

MeetingLink::MeetingLink(net::any_io_executor executor, LinkOptions options, LinkEvents& events)
    : executor_(std::move(executor)),
      options_(std::move(options)),
      events_(events),
      replica_(options_.keeps, options_.last_seen),
      pause_(executor_) {}

MeetingLink::~MeetingLink() = default;

bool MeetingLink::live() const { return connection_ != nullptr && connection_->welcomed; }

void MeetingLink::wake() {
  if (connection_ != nullptr) connection_->wake.cancel();
}

void MeetingLink::stop() {
  stopping_ = true;
  pause_.cancel();
  wake();
  // Before the Welcome nobody waits for wake().
  if (connection_ != nullptr && !connection_->welcomed) beast::get_lowest_layer(connection_->socket).cancel();
}

void MeetingLink::submit(pb::Operation operation) {
  const std::uint64_t counter = operation.id().counter();
  CHECK(counter > 0 && (pending_.empty() || pending_.rbegin()->first < counter), "counters of a client grow");
  pending_.emplace_hint(pending_.end(), counter, std::move(operation));
  wake();
}

void MeetingLink::show(pb::Presence presence) {
  if (!live()) return;
  connection_->presence = std::move(presence);
  wake();
}

net::awaitable<LinkEnd> MeetingLink::run() {
  using Why = LinkEnd::Why;
  auto pause = kPauseFirst;
  auto last_of_use = std::chrono::steady_clock::now();
  for (;;) {
    const Parting parting = co_await attend();
    if (stopping_) co_return LinkEnd{};
    const bool sent_away = parting.how == Parting::How::kGoodbye && parting.goodbye.come_back() == pb::Goodbye::NOT;
    if (sent_away) co_return LinkEnd{Why::kSentAway, parting.goodbye, {}};
    if (parting.how == Parting::How::kDeclined) co_return LinkEnd{Why::kDeclined, {}, parting.why};
    if (parting.how == Parting::How::kFaulty) co_return LinkEnd{Why::kFaulty, {}, parting.why};
    if (was_of_use_) {
      last_of_use = std::chrono::steady_clock::now();
      pause = kPauseFirst;
    } else if (!was_welcome_ && parting.how == Parting::How::kLost) {
      // Nobody ever answered: a wrong address is told at once.
      co_return LinkEnd{Why::kUnreachable, {}, parting.why};
    }
    if (std::chrono::steady_clock::now() - last_of_use > options_.give_up_after) {
      co_return LinkEnd{Why::kUnreachable, parting.goodbye, parting.why};
    }
    const bool later = parting.how == Parting::How::kGoodbye && parting.goodbye.come_back() == pb::Goodbye::LATER;
    const auto waits = later ? std::max<std::chrono::milliseconds>(pause, kPauseLater) : pause;
    events_.interrupted(Interruption{parting.goodbye, parting.why, waits});
    pause_.expires_after(waits);
    pause = std::min<std::chrono::milliseconds>(2 * pause, kPauseLongest);
    co_await pause_.async_wait(kTuple);
    if (stopping_) co_return LinkEnd{};
  }
}

// One connection, from its beginning to its end.
net::awaitable<MeetingLink::Parting> MeetingLink::attend() {
  using namespace net::experimental::awaitable_operators;
  Connection connection(executor_);
  connection_ = &connection;
  Parting parting = co_await connect(connection);
  if (parting.why.empty()) {
    co_await (read_loop(connection) || write_loop(connection));
    beast::get_lowest_layer(connection.socket).close();
    parting.why = connection.lost;
    if (connection.goodbye) {
      parting.how = Parting::How::kGoodbye;
      parting.goodbye = std::move(*connection.goodbye);
    } else if (connection.faulty) {
      parting.how = Parting::How::kFaulty;
    }
  }
  was_welcome_ = was_welcome_ || connection.welcomed;
  const bool held = connection.welcomed && std::chrono::steady_clock::now() - connection.welcomed_at >= kHolds;
  was_of_use_ = held || connection.goes_on;
  connection_ = nullptr;
  co_return parting;
}

// Up to and with the Hello. An empty `why`: it stands.
net::awaitable<MeetingLink::Parting> MeetingLink::connect(Connection& connection) {
  using How = Parting::How;
  const auto endpoints = co_await resolve(options_.server);
  if (!endpoints) co_return Parting{How::kLost, {}, endpoints.error().message()};
  auto& socket = connection.socket;
  auto& stream = beast::get_lowest_layer(socket);
  stream.expires_after(kConnectPatience);
  auto [unconnected, endpoint] = co_await stream.async_connect(*endpoints, kTuple);
  if (unconnected) co_return Parting{How::kLost, {}, unconnected.message()};
  boost::system::error_code ignored;
  stream.socket().set_option(net::ip::tcp::no_delay(true), ignored);
  stream.expires_never();

  const std::string protocol = options_.json ? "flipover.v1.json" : "flipover.v1";
  socket.set_option(websocket::stream_base::timeout{kConnectPatience, kSilencePatience, false});
  socket.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
    request.set(http::field::user_agent, "flipover");
    request.set(http::field::origin, options_.server.origin());
    request.set(http::field::sec_websocket_protocol, protocol);
  }));
  socket.read_message_max(kFrameBytesMax);
  socket.binary(!options_.json);
  websocket::response_type response;
  auto [declined] = co_await socket.async_handshake(response, options_.server.authority(),
                                                    "/ws/v1/meetings/" + options_.meeting, kTuple);
  if (declined == websocket::error::upgrade_declined) {
    const bool busy = response.result_int() >= 500 || response.result() == http::status::too_many_requests;
    co_return Parting{busy ? How::kLost : How::kDeclined, {}, "HTTP " + std::to_string(response.result_int())};
  }
  if (declined) co_return Parting{How::kLost, {}, declined.message()};
  if (response[http::field::sec_websocket_protocol] != protocol) {
    co_return Parting{How::kDeclined, {}, "the server does not speak " + protocol};
  }
  pb::ClientFrame frame;
  pb::Hello& hello = *frame.mutable_hello();
  hello.set_token(options_.token);
  hello.set_client(options_.client);
  hello.set_last_seen(replica_.upto());
  hello.set_past(replica_.past());
  const std::string bytes = encode(frame);
  auto [unsent, written] = co_await socket.async_write(net::buffer(bytes), kTuple);
  if (unsent) co_return Parting{How::kLost, {}, unsent.message()};
  co_return Parting{};
}

net::awaitable<void> MeetingLink::read_loop(Connection& connection) {
  co_await net::this_coro::throw_if_cancelled(false);
  beast::flat_buffer buffer;
  pb::ServerFrame frame;
  const google::protobuf::util::JsonParseOptions lenient = [] {
    google::protobuf::util::JsonParseOptions options;
    options.ignore_unknown_fields = true;  // of a newer server
    return options;
  }();
  for (;;) {
    auto [error, bytes] = co_await connection.socket.async_read(buffer, kTuple);
    if (error) {
      connection.lost = error.message();
      co_return;
    }
    const auto data = buffer.cdata();
    bool sound = false;
    if (connection.socket.got_binary()) {
      sound = frame.ParseFromArray(data.data(), static_cast<int>(data.size()));
    } else {
      frame.Clear();
      const google::protobuf::StringPiece text(static_cast<const char*>(data.data()), data.size());
      sound = google::protobuf::util::JsonStringToMessage(text, &frame, lenient).ok();
    }
    buffer.consume(bytes);
    if (!sound || !take(connection, frame)) {
      connection.faulty = true;
      connection.lost = "the server sent what is not a frame of flipover.v1";
      co_return;
    }
    if (connection.goodbye) co_return;
  }
}

net::awaitable<void> MeetingLink::write_loop(Connection& connection) {
  co_await net::this_coro::throw_if_cancelled(false);
  for (;;) {
    if (stopping_) {
      co_await connection.socket.async_close(websocket::close_code::normal, kTuple);
      co_return;
    }
    const std::string bytes = next_frame(connection);
    if (bytes.empty()) {
      connection.wake.expires_at(net::steady_timer::time_point::max());
      co_await connection.wake.async_wait(kTuple);
      if (co_await was_cancelled()) co_return;
      continue;
    }
    auto [error, written] = co_await connection.socket.async_write(net::buffer(bytes), kTuple);
    if (error) {
      connection.lost = error.message();
      co_return;
    }
  }
}

bool MeetingLink::take(Connection& connection, const pb::ServerFrame& frame) {
  switch (frame.frame_case()) {
    case pb::ServerFrame::kWelcome:
      take(connection, frame.welcome());
      return true;
    case pb::ServerFrame::kPart:
      take(connection, frame.part());
      return true;
    case pb::ServerFrame::kUpdate:
      take(connection, frame.update());
      return true;
    case pb::ServerFrame::kPresence:
      events_.present(frame.presence());
      return true;
    case pb::ServerFrame::kGoodbye:
      connection.goodbye = frame.goodbye();
      return true;
    case pb::ServerFrame::FRAME_NOT_SET:
      return options_.json;  // a kind of frame of a newer server
  }
  return false;
}

void MeetingLink::take(Connection& connection, const pb::Welcome& welcome) {
  connection.limits = welcome.limits();
  replica_.take(welcome);
  connection.welcomed = true;
  connection.welcomed_at = std::chrono::steady_clock::now();
  events_.welcomed(welcome);
  // Of what was on its way when the connection was lost, these got there.
  for (const auto& committed : welcome.committed()) {
    if (!pending_.contains(committed.counter())) continue;
    pb::Outcome outcome;
    outcome.set_counter(committed.counter());
    outcome.set_committed(committed.number());
    answer(outcome);
  }
  wake();
}

void MeetingLink::take(Connection& connection, const pb::Update& update) {
  connection.goes_on = connection.goes_on || update.outcomes_size() > 0 || update.records_size() > 0;
  for (const auto& outcome : update.outcomes()) answer(outcome);
  for (const auto& record : update.records()) {
    if (record.number() > update.upto()) {
      connection.in_parts = record;
    } else {
      tell(record);
    }
  }
  if (update.upto() <= replica_.upto()) return;
  replica_.pass(update.upto());
  events_.caught_up(replica_.upto());
}

void MeetingLink::take(Connection& connection, const pb::Part& part) {
  const bool anew = replica_.awaits_parts();
  if (!anew && connection.in_parts) add_part(*connection.in_parts, part);
  if (!part.last()) {
    if (anew) replica_.take(part);
    return;
  }
  if (!anew && connection.in_parts) {
    tell(*connection.in_parts);
    connection.in_parts.reset();
  }
  replica_.take(part);
  if (anew) events_.renewed(replica_.upto());
  events_.caught_up(replica_.upto());
}

void MeetingLink::tell(const pb::Record& record) {
  replica_.take(record);
  events_.received(record);
}

void MeetingLink::answer(const pb::Outcome& outcome) {
  const auto pending = pending_.find(outcome.counter());
  if (pending == pending_.end()) return;
  pending_.erase(pending);
  if (connection_ != nullptr && outcome.counter() <= connection_->sent_upto) --connection_->on_their_way;
  events_.answered(outcome);
  wake();
}

// What may be sent now; empty: nothing.
std::string MeetingLink::next_frame(Connection& connection) {
  if (!connection.welcomed) return {};
  pb::ClientFrame frame;
  // Room for the JSON form, and for what a frame holds besides.
  const std::size_t bytes_max = connection.limits.frame_bytes() / (options_.json ? 8 : 2);
  std::size_t bytes = 0;
  for (auto next = pending_.upper_bound(connection.sent_upto); next != pending_.end(); ++next) {
    auto& operations = *frame.mutable_submit()->mutable_operations();
    bytes += next->second.ByteSizeLong();
    if (connection.on_their_way >= options_.unanswered_max) break;
    if (operations.size() >= static_cast<int>(options_.operations_in_frame_max)) break;
    if (!operations.empty() && bytes > bytes_max) break;
    *operations.Add() = next->second;
    connection.sent_upto = next->first;
    ++connection.on_their_way;
  }
  if (frame.submit().operations_size() > 0) return encode(frame);
  if (!connection.presence) return {};
  frame.Clear();
  *frame.mutable_presence() = std::move(*connection.presence);
  connection.presence.reset();
  return encode(frame);
}

std::string MeetingLink::encode(const pb::ClientFrame& frame) const {
  if (!options_.json) return frame.SerializeAsString();
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(frame, &json);
  CHECK(status.ok(), "a frame of ours has a JSON form");
  return json;
}

std::string new_client_id() {
  std::array<std::uint8_t, 16> chance{};
  const auto filled = ::getrandom(chance.data(), chance.size(), 0);
  CHECK(filled == static_cast<ssize_t>(chance.size()), "the system gives random bytes");
  return to_hex(chance);
}

}  // namespace flipover
