#include "clients/cli/http_client.h"

#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace flipover {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::uint64_t kAnswerBytesMax = 1024ULL * 1024 * 1024;  // the export of a full meeting is some 100 MiB

}  // namespace

net::awaitable<Result<HttpAnswer>> HttpClient::get(std::string target) const {
  return ask(static_cast<int>(http::verb::get), std::move(target), {});
}
net::awaitable<Result<HttpAnswer>> HttpClient::post(std::string target, std::string body) const {
  return ask(static_cast<int>(http::verb::post), std::move(target), std::move(body));
}
net::awaitable<Result<HttpAnswer>> HttpClient::remove(std::string target) const {
  return ask(static_cast<int>(http::verb::delete_), std::move(target), {});
}

net::awaitable<Result<HttpAnswer>> HttpClient::ask(int verb, std::string target, std::string body) const {
  const auto token = net::as_tuple(net::use_awaitable);
  const auto endpoints = co_await resolve(server_);
  if (!endpoints) co_return endpoints.error();
  beast::tcp_stream stream(co_await net::this_coro::executor);
  stream.expires_after(patience);
  auto [unconnected, endpoint] = co_await stream.async_connect(*endpoints, token);
  if (unconnected) co_return unconnected;

  http::request<http::string_body> request{static_cast<http::verb>(verb), target, 11};
  request.set(http::field::host, server_.authority());
  request.set(http::field::user_agent, "flipover");
  request.set(http::field::origin, server_.origin());
  if (!secret_.empty()) request.set(http::field::authorization, "Bearer " + secret_);
  if (!body.empty()) request.set(http::field::content_type, "application/json");
  request.body() = std::move(body);
  request.prepare_payload();
  auto [unsent, written] = co_await http::async_write(stream, request, token);
  // A server that has seen enough may answer before all is sent: its answer says why.
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> response;
  response.body_limit(kAnswerBytesMax);
  auto [unread, read] = co_await http::async_read(stream, buffer, response, token);
  if (unread) co_return unsent ? unsent : unread;
  HttpAnswer answer;
  answer.status = response.get().result_int();
  answer.body = std::move(response.get().body());
  co_return answer;
}

Result<HttpAnswer> HttpClient::wait_for(net::awaitable<Result<HttpAnswer>> answer) {
  net::io_context io{1};
  Result<HttpAnswer> result = boost::system::errc::make_error_code(boost::system::errc::io_error);
  net::co_spawn(io, std::move(answer), [&](std::exception_ptr failed, Result<HttpAnswer> got) {
    if (!failed) result = std::move(got);
  });
  io.run();
  return result;
}

std::string url_escaped(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 0x0fU]};
    }
  }
  return out;
}

}  // namespace flipover
