#include "server/edge/http_connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <utility>

#include "server/edge/cookies.h"

namespace flipover {
namespace {

constexpr auto kTuple = net::as_tuple(net::use_awaitable);
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::chrono::milliseconds kDrainWithin{2'000};
// To hand megabytes to the kernel in one call takes milliseconds; between two pieces the meetings of this thread have a turn.
constexpr std::size_t kWrittenAtOnce = 64 * 1024;
// What no page here asks of a device.
constexpr std::string_view kPermissions =
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), usb=()";

// What the parser lets pass and two readers of the same bytes may understand differently (S19): a folded line, a bare CR
// or LF, NUL and other control characters.
bool is_clear(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    const auto character = static_cast<unsigned char>(head[i]);
    if (character == '\r') {
      if (i + 1 >= head.size() || head[i + 1] != '\n') return false;
      const char next = i + 2 < head.size() ? head[i + 2] : '\0';
      if (next == ' ' || next == '\t') return false;
      ++i;
    } else if ((character < 0x20 && character != '\t') || character == 0x7F) {
      return false;
    }
  }
  return true;
}

std::string_view view_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

// How long the body is, said once and in one way (S19).
template <class Fields>
bool has_clear_length(const Fields& head) {
  const std::size_t lengths = head.count(http::field::content_length);
  const std::size_t codings = head.count(http::field::transfer_encoding);
  if (lengths + codings > 1) return false;
  if (codings == 1) return beast::iequals(head[http::field::transfer_encoding], "chunked");
  if (lengths == 0) return true;
  const std::string_view length = view_of(head[http::field::content_length]);
  return !length.empty() && length.find_first_not_of("0123456789") == std::string_view::npos;
}

// Sixteen bytes in base64 (RFC 6455, 4.1): 22 digits, the last of which has four bits too many, and the padding.
bool is_websocket_key(std::string_view key) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key.size() == 24 && key.find_first_not_of(kDigits) == 22 && key.ends_with("==") &&
         std::string_view("AQgw").find(key[21]) != std::string_view::npos;
}

std::string place_of_peer(const net::ip::tcp::socket& socket) {
  error_code error;
  const net::ip::tcp::endpoint peer = socket.remote_endpoint(error);
  return error ? std::string() : place_of(peer.address());
}

bool is_websocket_path(const Target& target) {
  return target.path.size() == 4 && target.path[0] == "ws" && target.path[1] == "v1" && target.path[2] == "meetings";
}

}  // namespace

HttpConnection::HttpConnection(const HttpWorld& world, net::ip::tcp::socket socket)
    : world_(world), stream_(std::move(socket)), place_(place_of_peer(stream_.socket())) {}

net::awaitable<void> HttpConnection::run(std::shared_ptr<HttpConnection> connection) {
  bool first = true;
  while (!connection->stopping_ && co_await connection->serve_one(first) == Next::kAnother) first = false;
}

void HttpConnection::stop_soon() {
  stopping_ = true;
  if (waiting_) cut();
}

void HttpConnection::cut() {
  waits_since_.reset();
  stream_.close();
}

net::awaitable<HttpConnection::Next> HttpConnection::serve_one(bool first) {
  if (!co_await read_head(first)) co_return Next::kEnd;
  world_.metrics.requests.add();
  const std::size_t head_size = read_.find(kHeadEnd) + kHeadEnd.size();
  if (!is_clear(std::string_view(read_).substr(0, head_size))) {
    co_return co_await refuse(error_answer(ApiError::kBadRequest));
  }
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(world_.limits.header_bytes_max));
  parser.body_limit(boost::none);
  parser.eager(false);
  error_code error;
  const std::size_t used = parser.put(net::buffer(read_.data(), head_size), error);
  if (error || !parser.is_header_done()) co_return co_await refuse(error_answer(ApiError::kBadRequest));
  read_.erase(0, used);
  co_return co_await take_request(parser);
}

// Reads until the end of the header, within its time and size.
net::awaitable<bool> HttpConnection::read_head(bool first) {
  stream_.expires_after(first ? world_.limits.header_within : world_.limits.next_request_within);
  waiting_ = read_.empty() && !first;
  waits_since_ = std::chrono::steady_clock::now();
  const auto [error, size] =
      co_await net::async_read_until(stream_, net::dynamic_buffer(read_, world_.limits.header_bytes_max), kHeadEnd,
                                     kTuple);
  waiting_ = false;
  waits_since_.reset();
  if (error == net::error::not_found) co_await refuse(error_answer(ApiError::kHeaderTooLarge));
  co_return !error;
}

net::awaitable<HttpConnection::Next> HttpConnection::take_request(Parser& parser) {
  const auto& head = parser.get();
  if (head.version() != 11 || head.count(http::field::host) != 1 || !has_clear_length(head)) {
    co_return co_await refuse(error_answer(ApiError::kBadRequest));
  }
  if (!world_.origins.allows_host(view_of(head[http::field::host]))) {
    co_return co_await refuse(error_answer(ApiError::kWrongHost));
  }
  HttpRequest request;
  request.method = std::string(view_of(head.method_string()));
  without_body_ = head.method() == http::verb::head;
  request.host = std::string(view_of(head[http::field::host]));
  request.secure = secure_ = world_.origins.is_secure(request.host);
  request.if_none_match = std::string(view_of(head[http::field::if_none_match]));
  request.takes_gzip = accepts_gzip(view_of(head[http::field::accept_encoding]));
  const auto target = parse_target(view_of(head.target()));
  // The method is judged first: CONNECT and OPTIONS have targets of their own.
  if (target) {
    request.path = target->path;
    request.query = target->query;
  }
  if (head.count(http::field::authorization) == 1) {
    request.bearer = std::string(bearer_of(view_of(head[http::field::authorization])));
  }
  if (head.count(http::field::cookie) == 1) {
    request.cookie = cookie_of(view_of(head[http::field::cookie]), secure_);
  }
  request.own_origin = is_own_origin(head);
  request.address = place_of(address_of(head));
  const Admission admission = world_.routes.admit(request);
  if (admission.refused) co_return co_await refuse(*admission.refused);
  if (!target) co_return co_await refuse(world_.routes.nothing_here(request));
  if (is_websocket_path(*target) || (world_.test_echo && target->path == std::vector<std::string>{"echo"})) {
    auto refused = hand_over(head, *target, request);
    if (!refused) co_return Next::kEnd;
    world_.metrics.upgrades_refused.add();
    co_return co_await refuse(std::move(*refused));
  }
  const auto length = parser.content_length();
  if (length && *length > admission.body_bytes_max) co_return co_await refuse(error_answer(ApiError::kTooLarge));
  if (!parser.is_done() && !co_await read_body(parser, admission)) co_return Next::kEnd;
  const bool keep_alive = head.keep_alive() && !stopping_;
  request.body = std::move(parser.get().body());
  HttpAnswer answer = error_answer(ApiError::kFailed);
  try {
    stream_.expires_never();
    answer = co_await world_.routes.answer(std::move(request));
  } catch (const std::exception&) {
    // A broken invariant: what it was about stops, the rest goes on.
  }
  co_return co_await write(std::move(answer), keep_alive);
}

net::awaitable<bool> HttpConnection::read_body(Parser& parser, const Admission& admission) {
  stream_.expires_after(admission.import ? world_.limits.import_within : world_.limits.body_within);
  waits_since_ = std::chrono::steady_clock::now();
  parser.body_limit(admission.body_bytes_max);
  parser.eager(true);
  if (view_of(parser.get()[http::field::expect]) == "100-continue") {
    http::response<http::empty_body> go_on{http::status::continue_, 11};
    const auto [error, size] = co_await http::async_write(stream_, go_on, kTuple);
    if (error) co_return false;
  }
  beast::flat_buffer buffer;
  buffer.commit(net::buffer_copy(buffer.prepare(read_.size()), net::buffer(read_)));
  read_.clear();
  const auto [error, size] = co_await http::async_read(stream_, buffer, parser, kTuple);
  waits_since_.reset();
  const auto rest = buffer.cdata();
  read_.assign(static_cast<const char*>(rest.data()), rest.size());
  if (!error) co_return true;
  if (error == http::error::body_limit) {
    co_await refuse(error_answer(ApiError::kTooLarge));
  } else if (error.category() == http::make_error_code(http::error::bad_chunk).category() &&
             error != http::error::end_of_stream && error != http::error::partial_message) {
    co_await refuse(error_answer(ApiError::kBadRequest));
  }
  co_return false;
}

net::awaitable<HttpConnection::Next> HttpConnection::write(HttpAnswer answer, bool keep_alive) {
  if (answer.status >= 500) {
    world_.metrics.requests_failed.add();
  } else if (answer.status >= 400) {
    world_.metrics.requests_refused.add();
  }
  const std::string& body = answer.shared_body ? *answer.shared_body : answer.body;
  http::response<http::span_body<const char>> response{static_cast<http::status>(answer.status), 11};
  response.set(http::field::content_type, answer.content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
  response.set("Cross-Origin-Opener-Policy", "same-origin");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  response.set("Permissions-Policy", kPermissions);
  response.set("Referrer-Policy", "no-referrer");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  if (secure_) response.set("Strict-Transport-Security", "max-age=31536000");
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  response.keep_alive(keep_alive);
  response.body() = beast::span<const char>(body.data(), body.size());
  response.prepare_payload();
  if (without_body_) response.body() = {};
  stream_.expires_after(world_.limits.body_within);
  waits_since_ = std::chrono::steady_clock::now();
  http::response_serializer<http::span_body<const char>> pieces(response);
  pieces.limit(kWrittenAtOnce);
  const auto [error, size] = co_await http::async_write(stream_, pieces, kTuple);
  waits_since_.reset();
  if (error) co_return Next::kEnd;
  if (keep_alive) co_return Next::kAnother;
  co_await drain();
  co_return Next::kEnd;
}

// A socket closed with unread bytes takes the answer with it; what still comes is read and thrown away for a moment.
net::awaitable<void> HttpConnection::drain() {
  error_code ignored;
  stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(kDrainWithin);
  waits_since_ = std::chrono::steady_clock::now();
  for (;;) {
    read_.resize(4'096);
    const auto [error, size] = co_await stream_.async_read_some(net::buffer(read_), kTuple);
    if (error) break;
  }
  stream_.close();
}

bool HttpConnection::is_own_origin(const Parser::value_type& head) const {
  return head.count(http::field::origin) == 1 && world_.origins.allows_origin(view_of(head[http::field::origin]));
}

// A proxy on this machine tells, last in its list, for whom it asks; anybody else could tell anything.
net::ip::address HttpConnection::address_of(const Parser::value_type& head) const {
  error_code error;
  const net::ip::tcp::endpoint peer = stream_.socket().remote_endpoint(error);
  if (error) return {};
  if (peer.address().is_loopback() && head.count("X-Forwarded-For") == 1) {
    std::string_view list = view_of(head["X-Forwarded-For"]);
    const std::size_t comma = list.rfind(',');
    if (comma != std::string_view::npos) list.remove_prefix(comma + 1);
    while (list.starts_with(' ')) list.remove_prefix(1);
    const auto forwarded = net::ip::make_address(std::string(list), error);
    if (!error) return forwarded;
  }
  return peer.address();
}

std::optional<HttpAnswer> HttpConnection::hand_over(const Parser::value_type& head, const Target& target,
                                                    const HttpRequest& request) {
  const bool echo = target.path.size() == 1;
  if (head.method() != http::verb::get) return error_answer(ApiError::kMethod);
  if (!websocket::is_upgrade(head)) {
    HttpAnswer answer = error_answer(ApiError::kNotAnUpgrade);
    answer.headers.emplace_back("Upgrade", "websocket");
    return answer;
  }
  if (view_of(head[http::field::sec_websocket_version]) != "13") return error_answer(ApiError::kUnsupportedVersion);
  if (head.count(http::field::sec_websocket_key) != 1 ||
      !is_websocket_key(view_of(head[http::field::sec_websocket_key])) ||
      head.count(http::field::content_length) != 0 ||
      head.count(http::field::transfer_encoding) != 0) {
    return error_answer(ApiError::kBadRequest);
  }
  if (!echo && !is_own_origin(head)) return error_answer(ApiError::kForeignOrigin);
  auto upgrade = std::make_unique<Upgrade>();
  Destination destination;
  if (!echo) {
    const auto wire = choose_subprotocol(view_of(head[http::field::sec_websocket_protocol]));
    if (!wire) return error_answer(ApiError::kNoSubprotocol);
    destination.wire = *wire;
    destination.meeting = target.path[3];
    destination.cookie = request.cookie;
    upgrade->subprotocol = std::string(name_of(*wire));
  }
  if (!world_.has_room()) return error_answer(ApiError::kBusy);
  upgrade->place = world_.take_place(request.address);
  if (!upgrade->place) return error_answer(ApiError::kTooManyFromHere);
  upgrade->request = http::request<http::empty_body>(http::request_header<>(head.base()));
  upgrade->already_read = std::move(read_);
  stream_.expires_never();
  world_.hand_over(stream_.release_socket(), std::move(upgrade), std::move(destination));
  return std::nullopt;
}

}  // namespace flipover
