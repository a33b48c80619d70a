// Registry: who may come in. Cases, meetings, invitations and the administrator, kept as records of a log of its own
// through the same journal as meetings.
//
// Invariants: what a call has answered as done is durable. Secrets leave it once, in the answer to the call that made
//   them; it keeps their hashes.
// Threads: lives on one shard; every method is called there.
// Errors: a failed append is answered `false`; the log is then opened anew before the next one.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/access/registry_state.h"
#include "server/base/clock.h"
#include "storage/journal.h"

namespace flipover {

struct NewInvitation {
  std::string meeting;
  pb::Participant participant;
  std::int64_t expires_ms = 0;  // 0: never
};
struct MadeInvitation {
  pb::Invited invited;
  std::string secret;
};

class Registry {
 public:
  // Opens the log and rebuilds the state. The message, when it fails, is for the operator.
  struct Opened {
    std::unique_ptr<Registry> registry;
    std::string message;
  };
  static net::awaitable<Opened> open(OpLog& log, KeyStore& keys, const Clock& clock);

  const RegistryState& state() const { return state_; }
  Visitor who(std::string_view secret) const { return state_.who(secret, clock_.now()); }
  WallTime now() const { return clock_.now(); }

  net::awaitable<bool> set_administrator(std::string secret);
  net::awaitable<bool> create_case(pb::CaseCreated created);
  net::awaitable<bool> register_meeting(pb::MeetingRegistered registered);
  // All or none of them; empty: the log did not take them.
  net::awaitable<std::vector<MadeInvitation>> invite(std::vector<NewInvitation> wanted);
  net::awaitable<bool> revoke(std::string invitation);

 private:
  Registry(OpLog& log, KeyStore& keys, const Clock& clock, net::any_io_executor executor);

  net::awaitable<std::string> reopen();
  net::awaitable<bool> append(std::vector<pb::RegistryRecord> records);
  net::awaitable<bool> append_in_turn(std::vector<pb::RegistryRecord> records);

  OpLog& log_;
  KeyStore& keys_;
  const Clock& clock_;
  std::unique_ptr<Journal> journal_;  // null after a failed append
  RegistryState state_;
  net::experimental::channel<void(boost::system::error_code)> turn_;  // one append at a time
};

}  // namespace flipover
