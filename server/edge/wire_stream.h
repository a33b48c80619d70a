// WireStream: the stream below a websocket::stream. It reads from the socket (first what was read with the upgrade
// request), and hands what Beast itself writes (the answer to the upgrade, pongs, closes) to the outbox, so that one
// writer alone writes to the socket, in bursts and whole frames.
//
// Threads: its socket's.
#pragma once

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "server/edge/outbox.h"

namespace flipover {

namespace net = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

class WireStream {
 public:
  using Socket = net::basic_stream_socket<net::ip::tcp, net::io_context::executor_type>;
  using executor_type = Socket::executor_type;

  // `wake` is called when something was put into the outbox.
  WireStream(Socket socket, std::string already_read, Outbox& outbox, std::function<void()> wake)
      : socket_(std::move(socket)), already_read_(std::move(already_read)), outbox_(outbox), wake_(std::move(wake)) {}

  executor_type get_executor() { return socket_.get_executor(); }
  Socket& socket() { return socket_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return net::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, const Buffers& into) {
          if (already_read_.empty()) {
            socket_.async_read_some(into, std::move(handler));
            return;
          }
          const std::size_t taken = net::buffer_copy(into, net::buffer(already_read_));
          already_read_.erase(0, taken);
          if (already_read_.empty()) already_read_.shrink_to_fit();
          net::post(get_executor(), beast::bind_handler(std::move(handler), error_code(), taken));
        },
        token, buffers);
  }

  // Completes when the bytes are written, or never will be: who floods us with pings waits for his pongs.
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return net::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          std::string bytes = beast::buffers_to_string(from);
          const std::size_t size = bytes.size();
          constexpr char kCloseFrame = static_cast<char>(0x88);
          const bool closes = !bytes.empty() && bytes.front() == kCloseFrame;
          auto kept = std::make_shared<decltype(handler)>(std::move(handler));
          outbox_.push_bytes(std::move(bytes), [this, kept, size] {
            net::post(get_executor(), beast::bind_handler(std::move(*kept), error_code(), size));
          });
          if (closes) outbox_.end();
          wake_();
        },
        token, buffers);
  }

  // Whoever owns the line closes the socket, when everything is said.
  template <class Handler>
  friend void async_teardown(beast::role_type, WireStream& stream, Handler&& handler) {
    net::post(stream.get_executor(), beast::bind_handler(std::forward<Handler>(handler), error_code()));
  }
  friend void beast_close_socket(WireStream& stream) {
    error_code ignored;
    stream.socket_.close(ignored);
  }

 private:
  Socket socket_;
  std::string already_read_;
  Outbox& outbox_;
  std::function<void()> wake_;
};

}  // namespace flipover
