// HTTP for tests: requests as they should be, and bytes as they should not.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <google/protobuf/message.h>

#include "meeting/v1/api.pb.h"
#include "server/base/proto.h"

namespace flipover::testing {

struct Reply {
  int status = 0;  // 0: the connection ended without an answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  template <class Message>
  Message as() const {
    Message message;
    read_into(message);
    return message;
  }
  void read_into(google::protobuf::Message& message) const;
};

Reply request(std::uint16_t port, const std::string& method, const std::string& target, const std::string& bearer = {},
              const std::string& body = {});

// Sends these bytes and reads one answer; `rest`: what came after it, until the server closed (at most a few seconds).
Reply send_bytes(std::uint16_t port, const std::string& bytes, std::string* rest = nullptr);

// A case and a meeting in it, and invitations to it.
struct Table {
  std::uint16_t port = 0;
  std::string admin;
  std::string meeting;
  std::string method;

  Table(std::uint16_t server_port, std::string admin_secret, const std::string& method_id = "vrij");
  pb::InvitationView invite(const std::string& name, const std::string& role, const std::string& organisation = "o1",
                            std::int64_t expires_in_seconds = 0) const;
  Reply get(const std::string& what, const std::string& bearer) const;  // state, records?from=1 ...
};

}  // namespace flipover::testing
