#include "clients/cli/server_address.h"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace flipover {
namespace {

constexpr std::string_view kScheme = "http://";

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  int port = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    port = port * 10 + (c - '0');
  }
  return port >= 1 && port <= 65'535;
}

}  // namespace

std::string ServerAddress::authority() const {
  const std::string named = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == "80" ? named : named + ":" + port;
}

std::optional<ServerAddress> parse_server_address(std::string_view url) {
  if (!url.starts_with(kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  while (url.ends_with('/')) url.remove_suffix(1);
  ServerAddress server;
  if (url.starts_with('[')) {
    const std::size_t end = url.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    server.host = url.substr(1, end - 1);
    url.remove_prefix(end + 1);
  } else {
    const std::size_t end = std::min(url.find(':'), url.size());
    server.host = url.substr(0, end);
    url.remove_prefix(end);
  }
  server.port = url.empty() ? "80" : std::string(url.substr(1));
  const bool plain = std::none_of(server.host.begin(), server.host.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == '?' || c == '#' || c == '@';
  });
  if (server.host.empty() || !plain || (!url.empty() && url.front() != ':') || !is_port(server.port)) {
    return std::nullopt;
  }
  return server;
}

net::awaitable<Result<std::vector<net::ip::tcp::endpoint>>> resolve(const ServerAddress& server) {
  std::vector<net::ip::tcp::endpoint> endpoints;
  boost::system::error_code not_numeric;
  const auto address = net::ip::make_address(server.host, not_numeric);
  if (!not_numeric) {
    endpoints.emplace_back(address, static_cast<std::uint16_t>(std::stoi(server.port)));
    co_return endpoints;
  }
  net::ip::tcp::resolver resolver(co_await net::this_coro::executor);
  auto [error, found] = co_await resolver.async_resolve(server.host, server.port, net::as_tuple(net::use_awaitable));
  if (error) co_return error;
  for (const auto& entry : found) endpoints.push_back(entry.endpoint());
  co_return endpoints;
}

}  // namespace flipover
