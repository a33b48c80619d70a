// SocketLine: one WebSocket, without knowing what is said on it.
//
// Invariants: one writer writes, in bursts. What was sent before close() is written before the close frame, unless the
//   line is too slow; after it nothing is.
// Threads: its socket's shard.
// Limits: message size, pieces and time; a receiver who does not drain his outbox is the owner's to close.
// Errors: they end the loops; nobody is told more than that the line ended.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "server/edge/edge_limits.h"
#include "server/edge/outbox.h"
#include "server/edge/places.h"
#include "server/edge/wire_stream.h"

namespace flipover {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

// A socket that asked to become a WebSocket, and what was read from it.
struct Upgrade {
  http::request<http::empty_body> request;
  std::string already_read;
  std::string subprotocol;  // the chosen one; empty: none
  Places::Taken place;      // counted for as long as the socket lives
};

using SteadyTime = std::chrono::steady_clock::time_point;

struct LineOptions {
  Wire wire = Wire::kBinary;
  std::size_t message_bytes_max = 0;
  std::size_t outbox_bytes_max = 0;
};

class SocketLine {
 public:
  SocketLine(WireStream::Socket socket, std::unique_ptr<Upgrade> upgrade, LineOptions options,
             const EdgeLimits& limits);
  SocketLine(const SocketLine&) = delete;
  SocketLine& operator=(const SocketLine&) = delete;

  // The answer to the upgrade. False: the line ended.
  net::awaitable<bool> accept();

  enum class Heard : std::uint8_t { kText, kBinary, kEnded, kTooLarge, kTooManyPieces };
  struct Message {
    Heard heard = Heard::kEnded;
    std::string_view bytes;  // until the next receive()
  };
  net::awaitable<Message> receive();

  Outbox& outbox() { return outbox_; }
  void wake();  // something was put into the outbox
  bool closing() const { return closing_; }

  // Says so with a close frame, once what was sent before is written.
  void close(std::uint16_t code, std::string_view reason);

  // Writes what is in the outbox until the line ends.
  net::awaitable<void> write_loop();
  // After both loops: waits for the other side to close, so that it can read what we said last.
  net::awaitable<void> linger();
  void cut();

  // Called every look_every.
  enum class Finding : std::uint8_t { kWell, kSilent, kMessageTooLong };
  Finding look(SteadyTime now);

 private:
  using Stream = websocket::stream<WireStream, false>;  // without deflate (S12)

  net::awaitable<bool> write(const std::string& burst);

  const LineOptions options_;
  const EdgeLimits& limits_;
  Outbox outbox_;
  Stream stream_;
  const Places::Taken place_;
  std::unique_ptr<Upgrade> upgrade_;
  net::basic_waitable_timer<std::chrono::steady_clock, net::wait_traits<std::chrono::steady_clock>,
                            net::io_context::executor_type>
      wake_timer_;
  beast::flat_buffer incoming_;
  bool writer_waits_ = false;
  bool closing_ = false;
  bool heard_since_look_ = true;
  SteadyTime heard_{};
  SteadyTime pinged_{};
  SteadyTime message_since_{};  // zero: none is on its way
  bool message_on_its_way_ = false;
  SteadyTime closing_since_{};
};

}  // namespace flipover
