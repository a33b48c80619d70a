#include "tests/edge/http_client.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <stdexcept>

#include "server/edge/frame_codec.h"
#include "server/meeting/frame.h"

namespace flipover::testing {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::chrono::seconds kAnswerWithin{60};
constexpr std::chrono::seconds kRestWithin{5};

void Reply::read_into(google::protobuf::Message& message) const {
  const std::string wrong = read_json(body, message);
  if (!wrong.empty()) throw std::runtime_error("status " + std::to_string(status) + ", " + wrong + ": " + body);
}

Reply send_bytes(std::uint16_t port, const std::string& bytes, std::string* rest) {
  net::io_context context;
  beast::tcp_stream stream(context);
  error_code error;
  stream.socket().connect({net::ip::make_address("127.0.0.1"), port}, error);
  if (error) return {};
  net::write(stream.socket(), net::buffer(bytes), error);  // a server that refuses early may have closed
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  parser.skip(bytes.starts_with("HEAD "));
  stream.expires_after(kAnswerWithin);
  Reply reply;
  http::async_read(stream, buffer, parser, [&](const error_code& ended, std::size_t) {
    if (ended && !parser.is_done()) return;
    reply.status = static_cast<int>(parser.get().result_int());
    for (const auto& field : parser.get()) {
      std::string name(field.name_string());
      for (char& c : name) c = static_cast<char>(std::tolower(c));
      reply.headers[name] = std::string(field.value());
    }
    reply.body = parser.get().body();
  });
  context.run();
  if (rest != nullptr) {
    *rest = beast::buffers_to_string(buffer.data());
    bool ended = false;
    std::string more(4096, '\0');
    while (!ended) {
      stream.expires_after(kRestWithin);
      stream.async_read_some(net::buffer(more), [&](const error_code& over, std::size_t size) {
        ended = over.failed();
        rest->append(more, 0, size);
      });
      context.restart();
      context.run();
    }
  }
  return reply;
}

Reply request(std::uint16_t port, const std::string& method, const std::string& target, const std::string& bearer,
              const std::string& body) {
  std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n";
  if (!bearer.empty()) bytes += "Authorization: Bearer " + bearer + "\r\n";
  if (!body.empty()) bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return send_bytes(port, bytes + "Connection: close\r\n\r\n" + body);
}

Table::Table(std::uint16_t server_port, std::string admin_secret, const std::string& method_id)
    : port(server_port), admin(std::move(admin_secret)), method(method_id) {
  pb::CreateCaseRequest new_case;
  new_case.set_label("P.");
  const auto in_case = request(port, "POST", "/api/v1/cases", admin, to_json(new_case)).as<pb::CaseView>();
  pb::CreateMeetingRequest wanted;
  wanted.set_case_id(in_case.case_id());
  wanted.set_title("Overleg");
  wanted.set_method(method);
  meeting = request(port, "POST", "/api/v1/meetings", admin, to_json(wanted)).as<pb::MeetingView>().meeting();
}

pb::InvitationView Table::invite(const std::string& name, const std::string& role, const std::string& organisation,
                                 std::int64_t expires_in_seconds) const {
  pb::InviteRequest wanted;
  wanted.set_name(name);
  wanted.set_role(role);
  wanted.set_organisation(organisation);
  wanted.set_expires_in_seconds(expires_in_seconds);
  return request(port, "POST", "/api/v1/meetings/" + meeting + "/invitations", admin, to_json(wanted))
      .as<pb::InvitationView>();
}

Reply Table::get(const std::string& what, const std::string& bearer) const {
  return request(port, "GET", "/api/v1/meetings/" + meeting + "/" + what, bearer);
}

}  // namespace flipover::testing
