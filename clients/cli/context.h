// What every command of the program needs: the server, who asks, and in which language to answer.
#pragma once

#include <chrono>
#include <set>
#include <string>

#include <google/protobuf/message.h>

#include "clients/cli/failure.h"
#include "clients/cli/http_client.h"
#include "clients/cli/meeting_link.h"
#include "clients/cli/server_address.h"

namespace flipover {

struct Context {
  ServerAddress server;
  std::string token;         // of an invitation; may be empty
  std::string admin_secret;  // may be empty
  bool json = false;         // the subprotocol
  bool english = false;      // messages
  std::string language;      // nl or en, if that was asked for

  const std::string& say(const Words& words) const { return english ? words.en : words.nl; }

  // Asks as a participant; as the administrator; as whichever is known, a participant first (the chair may invite).
  HttpClient as_participant() const;
  HttpClient as_administrator() const;
  HttpClient as_either() const;

  // Of a participant, with a client id of its own.
  LinkOptions link(const std::string& meeting) const;
};

// The body of a good answer. Throws Failure with the server's words when it said no, or when nobody answered.
std::string body_of(const Result<HttpAnswer>& answer);
// The same, read as a message.
void read_answer(const Result<HttpAnswer>& answer, google::protobuf::Message& into);
Failure failure_of(const LinkEnd& end);

// Tells on standard error why a link waits, each reason once.
class WaitingAloud {
 public:
  explicit WaitingAloud(const Context& context) : context_(context) {}
  void waits(const Interruption& interruption);

 private:
  const Context& context_;
  std::set<std::string> told_;
};

// On one line, as the JSON of the protocol.
std::string json_line(const google::protobuf::Message& message);
void print(const std::string& text);  // to standard output, at once; throws Failure when nobody takes it

std::string read_file(const std::string& path);                              // throws Failure
std::string read_secret(const std::string& path);                            // the same, without the space around it
void write_private_file(const std::string& path, const std::string& bytes);  // mode 0600; throws Failure

}  // namespace flipover
