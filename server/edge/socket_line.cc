#include "server/edge/socket_line.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace flipover {
namespace {

constexpr auto kTuple = net::as_tuple(net::use_awaitable);

// A buffer that held a large message is given back.
constexpr std::size_t kIncomingKept = 4 * 1024;
constexpr std::size_t kIncomingStep = 512;

}  // namespace

SocketLine::SocketLine(WireStream::Socket socket, std::unique_ptr<Upgrade> upgrade, LineOptions options,
                       const EdgeLimits& limits)
    : options_(options),
      limits_(limits),
      outbox_(options.wire, options.outbox_bytes_max),
      stream_(std::move(socket), std::exchange(upgrade->already_read, {}), outbox_, [this] { wake(); }),
      place_(std::move(upgrade->place)),
      upgrade_(std::move(upgrade)),
      wake_timer_(stream_.next_layer().get_executor(), SteadyTime::max()) {
  error_code ignored;
  WireStream::Socket& plain = stream_.next_layer().socket();
  plain.non_blocking(true, ignored);
  plain.set_option(net::ip::tcp::no_delay(true), ignored);
  stream_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(), websocket::stream_base::none(),
                                                     false});
  stream_.read_message_max(0);  // receive() counts
  stream_.control_callback([this](websocket::frame_type, std::string_view) { heard_since_look_ = true; });
}

net::awaitable<bool> SocketLine::accept() {
  const std::string subprotocol = upgrade_->subprotocol;
  stream_.set_option(websocket::stream_base::decorator([subprotocol](websocket::response_type& answer) {
    answer.erase(http::field::server);
    if (!subprotocol.empty()) answer.set(http::field::sec_websocket_protocol, subprotocol);
  }));
  const auto [error] = co_await stream_.async_accept(upgrade_->request, kTuple);
  stream_.set_option(websocket::stream_base::decorator([](websocket::response_type&) {}));
  upgrade_.reset();
  co_return !error;
}

net::awaitable<SocketLine::Message> SocketLine::receive() {
  incoming_.clear();
  if (incoming_.capacity() > kIncomingKept) incoming_.shrink_to_fit();
  for (std::size_t pieces = 1;; ++pieces) {
    // One more than may come, so that a message that is too large shows itself.
    const std::size_t room = options_.message_bytes_max + 1 - incoming_.size();
    // What there is room for; when there is none, twice as much. A larger wish would copy everything at each piece.
    const std::size_t spare = incoming_.capacity() - incoming_.size();
    const std::size_t step = std::min(room, spare > 0 ? spare : std::max(kIncomingStep, incoming_.size()));
    const auto [error, size] = co_await stream_.async_read_some(incoming_.prepare(step), kTuple);
    if (error) co_return Message{};
    incoming_.commit(size);
    heard_since_look_ = true;
    if (incoming_.size() > options_.message_bytes_max) co_return Message{Heard::kTooLarge, {}};
    if (stream_.is_message_done()) break;
    message_on_its_way_ = true;
    if (pieces >= limits_.message_pieces_max) co_return Message{Heard::kTooManyPieces, {}};
  }
  message_on_its_way_ = false;
  message_since_ = {};
  const auto data = incoming_.cdata();
  co_return Message{stream_.got_text() ? Heard::kText : Heard::kBinary,
                    {static_cast<const char*>(data.data()), data.size()}};
}

void SocketLine::wake() {
  if (!writer_waits_) return;
  writer_waits_ = false;
  wake_timer_.cancel();
}

void SocketLine::close(std::uint16_t code, std::string_view reason) {
  if (closing_) return;
  closing_ = true;
  outbox_.finish(code, reason);
  wake();
}

net::awaitable<void> SocketLine::write_loop() {
  for (;;) {
    if (outbox_.empty()) {
      if (outbox_.finished()) break;
      writer_waits_ = true;
      (void)co_await wake_timer_.async_wait(kTuple);
      continue;
    }
    const bool written = co_await write(outbox_.take_burst());
    outbox_.burst_done();
    if (!written) {
      cut();
      break;
    }
    // A board goes out in many bursts: the others of this shard come in between, however fast the socket drains.
    if (!outbox_.empty()) co_await net::post(stream_.get_executor(), kTuple);
  }
  outbox_.abandon();
}

// Tries at once, and waits only if the socket is full: most writes then cost a system call and no more.
net::awaitable<bool> SocketLine::write(const std::string& burst) {
  WireStream::Socket& plain = stream_.next_layer().socket();
  std::size_t done = 0;
  while (done < burst.size()) {
    error_code error;
    done += plain.write_some(net::buffer(burst) + done, error);
    if (error == net::error::would_block || error == net::error::try_again) {
      std::tie(error) = co_await plain.async_wait(WireStream::Socket::wait_write, kTuple);
    }
    if (error) co_return false;
  }
  co_return true;
}

net::awaitable<void> SocketLine::linger() {
  closing_ = true;
  WireStream::Socket& plain = stream_.next_layer().socket();
  error_code ignored;
  plain.shutdown(WireStream::Socket::shutdown_send, ignored);
  for (;;) {
    incoming_.clear();
    const auto [error, size] = co_await plain.async_read_some(incoming_.prepare(kIncomingStep), kTuple);
    if (error) break;
  }
  cut();
}

void SocketLine::cut() {
  closing_ = true;
  error_code ignored;
  stream_.next_layer().socket().close(ignored);
}

SocketLine::Finding SocketLine::look(SteadyTime now) {
  if (closing_) {
    if (closing_since_ == SteadyTime{}) closing_since_ = now;
    if (now - closing_since_ >= limits_.goodbye_within) cut();
    return Finding::kWell;
  }
  if (std::exchange(heard_since_look_, false)) heard_ = now;  // also at the first look
  if (message_on_its_way_) {
    if (message_since_ == SteadyTime{}) message_since_ = now;
    if (now - message_since_ >= limits_.message_within) return Finding::kMessageTooLong;
  }
  if (now - heard_ >= limits_.silent_after) return Finding::kSilent;
  if (now - std::max(heard_, pinged_) >= limits_.ping_every) {
    pinged_ = now;
    std::string ping;
    append_frame(ping, Opcode::kPing, {});
    outbox_.push_bytes(std::move(ping), nullptr);
    wake();
  }
  return Finding::kWell;
}

}  // namespace flipover
