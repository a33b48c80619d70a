// HttpConnection: a connection as long as it speaks HTTP. Requests are answered one after another; one that asks for a
// WebSocket ends it: the socket goes to the meeting's shard, with the bytes already read.
//
// Threads: the front shard.
// Limits: EdgeLimits: size of the header and time for it, size of the body and time for it.
// Errors: what is not clearly one HTTP/1.1 request is answered 400 and the connection is closed (S19).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/intrusive/list.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "server/edge/http_routes.h"
#include "server/edge/origins.h"
#include "server/edge/socket_line.h"

namespace flipover {

// Where a WebSocket goes.
struct Destination {
  std::string meeting;  // empty: the echo of --test-echo
  Wire wire = Wire::kBinary;
  std::string cookie;  // the id in our cookie; empty: none
};

struct HttpWorld {
  HttpRoutes& routes;
  const Origins& origins;
  const EdgeLimits& limits;
  EdgeMetrics& metrics;
  bool test_echo = false;
  // Takes over a socket that was asked to become a WebSocket.
  std::function<void(net::ip::tcp::socket, std::unique_ptr<Upgrade>, Destination)> hand_over;
  std::function<bool()> has_room;  // for another WebSocket
  std::function<Places::Taken(const std::string& place)> take_place;  // null: that place has as many as it may
};

class HttpConnection : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  HttpConnection(const HttpWorld& world, net::ip::tcp::socket socket);

  // Until the connection has ended or was handed over. Keeps itself alive.
  static net::awaitable<void> run(std::shared_ptr<HttpConnection> connection);

  // The request at work is answered, another is not taken.
  void stop_soon();
  void cut();

  const std::string& place() const { return place_; }  // of the other end: a proxy's, where one is between
  // Since when it waits for the other end: for a request, for its body, until an answer is taken; nothing: it does not.
  std::optional<SteadyTime> waits_since() const { return waits_since_; }

 private:
  using Parser = http::request_parser<http::string_body>;
  enum class Next { kAnother, kEnd };

  net::awaitable<Next> serve_one(bool first);
  net::awaitable<bool> read_head(bool first);
  net::awaitable<Next> take_request(Parser& parser);
  net::awaitable<bool> read_body(Parser& parser, const Admission& admission);
  net::awaitable<Next> write(HttpAnswer answer, bool keep_alive);
  net::awaitable<Next> refuse(HttpAnswer answer) { return write(std::move(answer), false); }
  net::awaitable<void> drain();
  // The refusal, if it is not one that may be handed over.
  std::optional<HttpAnswer> hand_over(const Parser::value_type& head, const Target& target, const HttpRequest& request);
  bool is_own_origin(const Parser::value_type& head) const;
  net::ip::address address_of(const Parser::value_type& head) const;

  const HttpWorld& world_;
  beast::tcp_stream stream_;
  const std::string place_;
  std::optional<SteadyTime> waits_since_;
  std::string read_;  // what was read and not yet used
  bool stopping_ = false;
  bool waiting_ = false;       // for a request's first byte
  bool without_body_ = false;  // an answer to HEAD
  bool secure_ = false;        // people reach the name that was asked by https
};

}  // namespace flipover
