#include "server/edge/echo.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace flipover {
namespace {

constexpr std::size_t kMessageBytesMax = 32 * 1024 * 1024;  // conformance suites send up to 16 MiB
constexpr std::size_t kOutboxBytesMax = 2 * kMessageBytesMax;

}  // namespace

Echo::Echo(SocketList& list, const EdgeLimits& limits, WireStream::Socket socket, std::unique_ptr<Upgrade> upgrade)
    : line_(std::move(socket), std::move(upgrade), LineOptions{Wire::kBinary, kMessageBytesMax, kOutboxBytesMax},
            limits) {
  list.add(*this);
}

net::awaitable<void> Echo::run(std::shared_ptr<Echo> echo) {
  using namespace net::experimental::awaitable_operators;
  co_await (echo->read_loop() && echo->line_.write_loop());
  co_await echo->line_.linger();
}

net::awaitable<void> Echo::read_loop() {
  if (co_await line_.accept()) {
    for (;;) {
      const SocketLine::Message message = co_await line_.receive();
      if (message.heard == SocketLine::Heard::kEnded) break;
      if (message.heard == SocketLine::Heard::kTooLarge) {
        line_.close(static_cast<std::uint16_t>(CloseReason::kFrameTooLarge), {});
        break;
      }
      if (message.heard == SocketLine::Heard::kTooManyPieces) {
        line_.close(static_cast<std::uint16_t>(CloseReason::kTooManyPieces), {});
        break;
      }
      std::string frame;
      append_frame(frame, message.heard == SocketLine::Heard::kText ? Opcode::kText : Opcode::kBinary, message.bytes);
      // Said before the next is read, so that nothing piles up.
      co_await net::async_initiate<const net::use_awaitable_t<>, void()>(
          [this](auto handler, std::string bytes) {
            auto kept = std::make_shared<decltype(handler)>(std::move(handler));
            line_.outbox().push_bytes(std::move(bytes), [kept] { net::post(std::move(*kept)); });
            line_.wake();
          },
          net::use_awaitable, std::move(frame));
    }
  }
  line_.close(1000, {});
}

void Echo::look(SteadyTime now, WallTime) {
  switch (line_.look(now)) {
    case SocketLine::Finding::kWell: return;
    case SocketLine::Finding::kSilent: line_.close(static_cast<std::uint16_t>(CloseReason::kSilent), {}); return;
    case SocketLine::Finding::kMessageTooLong: line_.close(static_cast<std::uint16_t>(CloseReason::kTooManyPieces), {}); return;
  }
}

}  // namespace flipover
