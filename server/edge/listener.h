// Listener: the one port. Accepts connections, serves them HTTP, and sends each that becomes a WebSocket to the shard of
// its meeting.
//
// Threads: the front shard.
// Limits: EdgeLimits.http_connections_max, sockets_max, sockets_of_place_max, descriptors_max. Where no connection more may
//   be, the place with the most loses the one that has waited longest for its other end, so that whoever opens many and
//   says or reads nothing stands only in their own way. Where none waits, the new one is told to come back later.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/edge/http_connection.h"
#include "server/edge/session.h"

namespace flipover {

struct ListenerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: a free one
  std::vector<std::string> origins;
  bool test_echo = false;
};

class Listener {
 public:
  // Takes the port. Throws std::runtime_error, with a message for the operator, if it is taken.
  Listener(const ListenerOptions& options, SessionWorld sessions, HttpRoutes& routes);
  ~Listener();

  std::uint16_t port() const { return port_; }

  // Accepts until stop. Runs on the front shard.
  net::awaitable<void> run();

  // Takes nothing new, lets requests at work be answered, and cuts what is still there after `patience`.
  net::awaitable<void> stop(std::chrono::milliseconds patience);

 private:
  void serve(net::ip::tcp::socket socket);
  void hand_over(net::ip::tcp::socket socket, std::unique_ptr<Upgrade> upgrade, Destination destination);
  bool has_room();
  std::size_t most_sockets() const;
  std::size_t sockets_open();
  bool make_room();

  SessionWorld sessions_;
  HttpRoutes& routes_;
  net::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  Origins origins_;
  HttpWorld world_;
  Places places_;
  bool stopping_ = false;
  boost::intrusive::list<HttpConnection, boost::intrusive::constant_time_size<false>> connections_;
};

}  // namespace flipover
