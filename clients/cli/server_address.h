// Where a server listens, as a person writes it: http://127.0.0.1:8080.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "server/base/result.h"

namespace flipover {

namespace net = boost::asio;

struct ServerAddress {
  std::string host;
  std::string port;

  std::string authority() const;  // 127.0.0.1:8080, as in the header Host
  std::string origin() const { return "http://" + authority(); }
};

// Nothing if it is no such address. https is for a proxy: the way in behind it is plain HTTP on the server's machine.
std::optional<ServerAddress> parse_server_address(std::string_view url);

// The addresses to try, in order. A numeric host asks nobody.
net::awaitable<Result<std::vector<net::ip::tcp::endpoint>>> resolve(const ServerAddress& server);

}  // namespace flipover
