#include "server/edge/listener.h"

#include <spdlog/spdlog.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <utility>

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

// Loops return and never throw; what comes through here is our own mistake.
void report_end(const char* what, const std::exception_ptr& error) {
  if (!error) return;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& broken) {
    spdlog::error("event=broken where={} what=\"{}\"", what, broken.what());
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
             [this] { return has_room(); }} {}

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
  if (connections_.size() >= sessions_.edge_limits.http_connections_max) {
    world_.metrics.connections_refused.add();
    return;
  }
  world_.metrics.connections_accepted.add();
  auto connection = std::make_shared<HttpConnection>(world_, std::move(socket));
  connections_.push_back(*connection);
  net::co_spawn(acceptor_.get_executor(), HttpConnection::run(std::move(connection)),
                [](const std::exception_ptr& error) { report_end("http", error); });
}

bool Listener::has_room() {
  std::uint64_t open = 0;
  for (std::size_t i = 0; i < sessions_.hosts.size(); ++i) {
    open += sessions_.hosts.at(i).sockets.metrics().sockets_open.value();
  }
  return !stopping_ && open < sessions_.edge_limits.sockets_max;
}

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
