// HttpClient asks the JSON API of a server (proto/meeting/v1/api.proto).
#pragma once

#include <chrono>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "clients/cli/server_address.h"
#include "server/base/result.h"

namespace flipover {

struct HttpAnswer {
  unsigned status = 0;
  std::string body;

  bool good() const { return status >= 200 && status < 300; }
};

// One connection a question: what the command line asks is little and rare.
// Threads: none of its own. Limits: an answer is waited for as long as `patience`.
// Errors: the world's (no such host, nobody listens, too late); an HTTP status is an answer, not an error.
class HttpClient {
 public:
  // `secret`: of an invitation or the administrator, sent as a bearer; may be empty.
  HttpClient(ServerAddress server, std::string secret) : server_(std::move(server)), secret_(std::move(secret)) {}

  net::awaitable<Result<HttpAnswer>> get(std::string target) const;
  net::awaitable<Result<HttpAnswer>> post(std::string target, std::string body) const;
  net::awaitable<Result<HttpAnswer>> remove(std::string target) const;

  // Waits for the answer, on an io_context of its own.
  static Result<HttpAnswer> wait_for(net::awaitable<Result<HttpAnswer>> answer);

  std::chrono::seconds patience{120};

 private:
  net::awaitable<Result<HttpAnswer>> ask(int verb, std::string target, std::string body) const;

  ServerAddress server_;
  std::string secret_;
};

// A word as a part of an address: what is not a letter, digit, - _ . or ~ is escaped.
std::string url_escaped(std::string_view text);

}  // namespace flipover
