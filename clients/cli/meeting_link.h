// MeetingLink: a client's connection with one meeting, kept up over lost connections and restarts of the server.
//
// It greets (Hello), keeps a replica, sends operations in batches, and comes back when the connection is lost or the
// server says so, with the same client id and operation ids: what was on its way is answered once (G3).
// Invariants: an operation that was submitted stays pending until its answer; answers come before the records they
//   speak of; events come in the server's order, the replica already holding what an event tells.
// Threads: one at a time, on the executor it was given; many links share an io_context. No thread of its own.
// Limits: at most `unanswered_max` operations on their way; the rest waits here, unbounded: whoever submits watches
//   unanswered().
// Errors: run() ends with a LinkEnd when no coming back helps.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "clients/cli/replica.h"
#include "clients/cli/server_address.h"
#include "meeting/v1/session.pb.h"

namespace flipover {

struct LinkOptions {
  ServerAddress server;
  std::string meeting;
  std::string token;   // the secret of an invitation
  std::string client;  // new_client_id(), or the one whose operations go on
  bool json = false;   // flipover.v1.json
  Replica::Keeps keeps = Replica::Keeps::kState;
  std::uint64_t last_seen = 0;
  std::size_t unanswered_max = 128;
  std::size_t operations_in_frame_max = 64;
  // How long before it gives up when no connection is of use: none that holds, and none in which the meeting goes on. The
  // first connection is tried once.
  std::chrono::milliseconds give_up_after{60'000};
};

// A connection ended, and it will come back.
struct Interruption {
  pb::Goodbye goodbye;  // of the server; code 0: it said none
  std::string detail;   // in English, why it ended without
  std::chrono::milliseconds pause;
};

// What a link tells. Called on its executor; must not throw and must not destroy the link.
class LinkEvents {
 public:
  virtual ~LinkEvents() = default;

  virtual void welcomed(const pb::Welcome&) {}
  virtual void answered(const pb::Outcome&) {}
  virtual void received(const pb::Record&) {}        // whole, also when what it made appear came in parts
  virtual void renewed(std::uint64_t /*upto*/) {}    // a checkpoint has replaced what was held
  virtual void caught_up(std::uint64_t /*upto*/) {}  // all up to this number has been told
  virtual void present(const pb::PresenceUpdate&) {}
  virtual void interrupted(const Interruption&) {}
};

struct LinkEnd {
  enum class Why {
    kStopped,      // stop() was called
    kSentAway,     // the server said goodbye, not to come back
    kDeclined,     // the server did not take the socket: no such meeting, another Origin
    kUnreachable,  // nobody answered
    kFaulty,       // what the server sent could not be understood
  };
  Why why = Why::kStopped;
  pb::Goodbye goodbye;  // what the server said; code 0: nothing. Of kSentAway, and maybe of kUnreachable
  std::string detail;   // in English, for the others
};

class MeetingLink {
 public:
  MeetingLink(net::any_io_executor executor, LinkOptions options, LinkEvents& events);
  ~MeetingLink();
  MeetingLink(const MeetingLink&) = delete;
  MeetingLink& operator=(const MeetingLink&) = delete;

  // Once. The link must outlive it.
  net::awaitable<LinkEnd> run();
  void stop();

  // With its counter set, above all counters before. Sent at once, or after the next Welcome.
  void submit(pb::Operation operation);
  void show(pb::Presence presence);  // best effort: forgotten while there is no connection

  bool live() const;  // welcomed, and not lost since
  std::size_t unanswered() const { return pending_.size(); }
  const Replica& replica() const { return replica_; }
  const std::string& client() const { return options_.client; }

 private:
  struct Connection;
  struct Parting;

  net::awaitable<Parting> attend();
  net::awaitable<Parting> connect(Connection& connection);
  net::awaitable<void> read_loop(Connection& connection);
  net::awaitable<void> write_loop(Connection& connection);
  bool take(Connection& connection, const pb::ServerFrame& frame);  // false: it made no sense
  void take(Connection& connection, const pb::Welcome& welcome);
  void take(Connection& connection, const pb::Update& update);
  void take(Connection& connection, const pb::Part& part);
  void tell(const pb::Record& record);
  void answer(const pb::Outcome& outcome);
  std::string next_frame(Connection& connection);
  std::string encode(const pb::ClientFrame& frame) const;
  void wake();

  net::any_io_executor executor_;
  LinkOptions options_;
  LinkEvents& events_;
  Replica replica_;
  std::map<std::uint64_t, pb::Operation> pending_;  // by counter
  Connection* connection_ = nullptr;                // the present one
  net::steady_timer pause_;                         // between connections
  bool stopping_ = false;
  bool was_welcome_ = false;
  bool was_of_use_ = false;  // the last connection
};

// 128 bits of chance, as OperationId.client wants it.
std::string new_client_id();

}  // namespace flipover
