// A browser for tests: it keeps its cookie, and says from which page it asks.
#pragma once

#include <cstdint>
#include <string>

#include <google/protobuf/message.h>

#include "tests/edge/http_client.h"
#include "tests/edge/wire_client.h"

namespace flipover::testing {

struct Browser {
  explicit Browser(std::uint16_t server_port);

  std::uint16_t port;
  std::string host;       // as it types it
  std::string origin;     // of its page; empty: it says none
  std::string cookie;     // flipover=...; empty: none
  std::string forwarded;  // for whom a proxy asks; empty: there is no proxy

  Reply send(const std::string& method, const std::string& target, const std::string& body = {});
  Reply get(const std::string& target) { return send("GET", "/api/v1/" + target); }
  Reply post(const std::string& target, const google::protobuf::Message& body);
  Reply post(const std::string& target) { return send("POST", "/api/v1/" + target); }
  Reply remove(const std::string& target) { return send("DELETE", "/api/v1/" + target); }

  Reply look(const std::string& secret);
  Reply enter(const std::string& secret, bool replace = false);
  pb::SessionView session() { return get("session").as<pb::SessionView>(); }

  // Of a socket that it opens.
  Address socket(const std::string& meeting) const;
};

}  // namespace flipover::testing
