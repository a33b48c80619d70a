#include "tests/edge/browser.h"

#include "server/meeting/frame.h"

namespace flipover::testing {

Browser::Browser(std::uint16_t server_port)
    : port(server_port), host("127.0.0.1:" + std::to_string(server_port)), origin("http://" + host) {}

Reply Browser::send(const std::string& method, const std::string& target, const std::string& body) {
  std::string bytes = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n";
  if (!origin.empty() && method != "GET") bytes += "Origin: " + origin + "\r\n";
  if (!cookie.empty()) bytes += "Cookie: " + cookie + "\r\n";
  if (!forwarded.empty()) bytes += "X-Forwarded-For: " + forwarded + "\r\n";
  if (!body.empty()) bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  Reply reply = send_bytes(port, bytes + "\r\n" + body);
  const auto given = reply.headers.find("set-cookie");
  if (given != reply.headers.end()) {
    cookie = given->second.substr(0, given->second.find(';'));
    if (cookie.ends_with('=')) cookie.clear();
  }
  return reply;
}

Reply Browser::post(const std::string& target, const google::protobuf::Message& body) {
  return send("POST", "/api/v1/" + target, to_json(body));
}

Reply Browser::look(const std::string& secret) {
  pb::LookRequest wanted;
  wanted.set_secret(secret);
  return post("session/look", wanted);
}

Reply Browser::enter(const std::string& secret, bool replace) {
  pb::EnterRequest wanted;
  wanted.set_secret(secret);
  wanted.set_replace(replace);
  return post("session", wanted);
}

Address Browser::socket(const std::string& meeting) const {
  return {port, "/ws/v1/meetings/" + meeting, "flipover.v1.json", {}, cookie};
}

}  // namespace flipover::testing
