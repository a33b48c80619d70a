#include "server/edge/listener.h"

#include <spdlog/spdlog.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <algorithm>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "server/base/log_value.h"
#include "server/edge/echo.h"

namespace flipover {
namespace {

using net::ip::tcp;

constexpr auto kTuple = net::as_tuple(net::use_awaitable);
constexpr int kBacklog = 1'024;
constexpr std::chrono::milliseconds kStep{10};
constexpr std::chrono::milliseconds kNoDescriptorLeft{100};

tcp::acceptor take_port(net::io_context& context, const ListenerOptions& options) {
  try {
    const tcp::endpoint endpoint(net::ip::make_address(options.address), options.port);
    tcp::acceptor acceptor(context);
    acceptor.open(endpoint.protocol());
    acceptor.set_option(net::socket_base::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen(kBacklog);
    return acceptor;
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " +
                             error.code().message());
  }
}

// As much as fits into the socket at once, which is all of it.
void say_busy(tcp::socket& socket) {
  constexpr std::string_view kBusy =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 10\r\nConnection: close\r\n\r\n";
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(net::buffer(kBusy), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

// Loops return and never throw; what comes through here is our own mistake.
void report_end(const char* what, const std::exception_ptr& error) {
  if (!error) return;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& broken) {
    spdlog::error("event=broken where={} what={}", what, as_value(broken.what()));
  }
}

}  // namespace

Listener::Listener(const ListenerOptions& options, SessionWorld sessions, HttpRoutes& routes)
    : sessions_(sessions),
      routes_(routes),
      acceptor_(take_port(sessions.hosts.front().context(), options)),
      port_(acceptor_.local_endpoint().port()),
      origins_(options.address, port_, options.origins),
      world_{routes_,
             origins_,
             sessions_.edge_limits,
             sessions_.hosts.at(0).sockets.metrics(),
             options.test_echo,
             [this](tcp::socket socket, std::unique_ptr<Upgrade> upgrade, Destination destination) {
               hand_over(std::move(socket), std::move(upgrade), std::move(destination));
             },
             [this] { return has_room(); },
             [this](const std::string& place) {
               // Half of few is left for others.
               const std::size_t most = std::min(sessions_.edge_limits.sockets_of_place_max, most_sockets() / 2);
               return places_.take(place, std::max<std::size_t>(most, 1));
             }} {}

Listener::~Listener() = default;

net::awaitable<void> Listener::run() {
  while (!stopping_) {
    auto [error, socket] = co_await acceptor_.async_accept(kTuple);
    if (stopping_) break;
    if (error) {
      // Without a descriptor left, accepting again at once would only fail again.
      net::steady_timer timer(acceptor_.get_executor(), kNoDescriptorLeft);
      co_await timer.async_wait(kTuple);
      continue;
    }
    serve(std::move(socket));
  }
}

void Listener::serve(tcp::socket socket) {
  const EdgeLimits& limits = sessions_.edge_limits;
  const std::size_t open = connections_.size();
  const bool full = open >= limits.http_connections_max || open + sockets_open() >= limits.descriptors_max;
  if (full && !make_room()) {
    world_.metrics.connections_refused.add();
    say_busy(socket);
    return;
  }
  world_.metrics.connections_accepted.add();
  auto connection = std::make_shared<HttpConnection>(world_, std::move(socket));
  connections_.push_back(*connection);
  net::co_spawn(acceptor_.get_executor(), HttpConnection::run(std::move(connection)),
                [](const std::exception_ptr& error) { report_end("http", error); });
}

// The place with the most connections gives up the one that has waited longest for its other end. False: none waits there.
bool Listener::make_room() {
  if (connections_.empty()) return false;
  std::map<std::string, std::size_t> count;
  for (const HttpConnection& connection : connections_) ++count[connection.place()];
  const auto most = std::max_element(count.begin(), count.end(),
                                     [](const auto& one, const auto& other) { return one.second < other.second; });
  HttpConnection* longest = nullptr;
  for (HttpConnection& connection : connections_) {
    if (connection.place() != most->first || !connection.waits_since()) continue;
    if (longest == nullptr || *connection.waits_since() < *longest->waits_since()) longest = &connection;
  }
  if (longest == nullptr) return false;
  longest->cut();
  return true;
}

std::size_t Listener::sockets_open() {
  std::uint64_t open = 0;
  for (std::size_t i = 0; i < sessions_.hosts.size(); ++i) {
    open += sessions_.hosts.at(i).sockets.metrics().sockets_open.value();
  }
  return open;
}

// Some descriptors are left for requests: whoever asks how the server is gets an answer.
std::size_t Listener::most_sockets() const {
  const EdgeLimits& limits = sessions_.edge_limits;
  return std::min(limits.sockets_max, limits.descriptors_max - limits.descriptors_max / 8);
}

bool Listener::has_room() { return !stopping_ && sockets_open() < most_sockets(); }

// The one time that a socket crosses threads.
void Listener::hand_over(tcp::socket socket, std::unique_ptr<Upgrade> upgrade, Destination destination) {
  error_code error;
  const tcp::endpoint local = socket.local_endpoint(error);
  if (error) return;
  const Hosts::Place place = sessions_.hosts.of(MeetingId{destination.meeting});
  WireStream::Socket moved(place.shard.context());
  const auto descriptor = socket.release(error);
  if (error) return;
  moved.assign(local.protocol(), descriptor, error);
  if (error) return;
  net::post(place.shard.context(), [this, place, moved = std::move(moved), upgrade = std::move(upgrade),
                                    destination = std::move(destination)]() mutable {
    if (destination.meeting.empty()) {
      auto echo = std::make_shared<Echo>(place.sockets, sessions_.edge_limits, std::move(moved), std::move(upgrade));
      net::co_spawn(place.shard.context(), Echo::run(std::move(echo)),
                    [](const std::exception_ptr& broken) { report_end("echo", broken); });
      return;
    }
    auto session = std::make_shared<Session>(sessions_, MeetingId{destination.meeting}, destination.wire,
                                             std::move(moved), std::move(upgrade), std::move(destination.cookie));
    net::co_spawn(place.shard.context(), Session::run(std::move(session)),
                  [](const std::exception_ptr& broken) { report_end("session", broken); });
  });
}

net::awaitable<void> Listener::stop(std::chrono::milliseconds patience) {
  stopping_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  for (HttpConnection& connection : connections_) connection.stop_soon();
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!connections_.empty()) {
    if (std::chrono::steady_clock::now() >= deadline) {
      for (HttpConnection& connection : connections_) connection.cut();
    }
    net::steady_timer timer(acceptor_.get_executor(), kStep);
    co_await timer.async_wait(kTuple);
  }
}

}  // namespace flipover
