// Registry: who may come in. Cases, meetings, invitations, people, the browsers' sessions and the administrator, kept as
// records of a log of its own through the same journal as meetings.
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
#include <optional>
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
  std::string person;           // his own seat, without a secret; empty: whoever has the secret
  std::string asked_by;         // participant; empty: an administrator
};
struct MadeInvitation {
  pb::Invited invited;
  std::string secret;
};

struct MadePerson {
  pb::PersonNamed named;
  std::string secret;
};

// What a secret opened, for a browser.
struct Entering {
  std::string session;     // the browser's; empty: it has none yet
  std::string invitation;  // or
  std::string person;
};

// Somebody whom the chair lets in, without a secret.
struct Guest {
  NewInvitation invitation;
  std::string session_hash;  // of the cookie that his browser holds
};

class Registry {
 public:
  // Opens the log and rebuilds the state. The message, when it fails, is for the operator.
  struct Opened {
    std::unique_ptr<Registry> registry;
    std::string message;
  };
  static net::awaitable<Opened> open(OpLog& log, KeyStore& keys, const Clock& clock, SessionLimits limits = {});

  const RegistryState& state() const { return state_; }
  Visitor who(std::string_view secret) const { return state_.who(secret, clock_.now()); }
  Visitor who_by_cookie(std::string_view cookie) const { return state_.who_by_cookie(cookie, clock_.now()); }
  Visitor in_meeting(const Visitor& visitor, const std::string& meeting) const {
    return state_.in_meeting(visitor, meeting, clock_.now());
  }
  // False: nothing can be written down now, for the disk is full or takes nothing.
  bool has_room() const { return log_.has_room(); }
  WallTime now() const { return clock_.now(); }

  net::awaitable<bool> set_administrator(std::string secret);
  net::awaitable<bool> create_case(pb::CaseCreated created);
  // With the seat of the person who makes it; `seat.person` empty: nobody's.
  net::awaitable<bool> register_meeting(pb::MeetingRegistered registered, NewInvitation seat);
  // All or none of them; empty: the log did not take them.
  net::awaitable<std::vector<MadeInvitation>> invite(std::vector<NewInvitation> wanted);
  net::awaitable<bool> revoke(std::string invitation);
  // The visitor as he is in this meeting, his device noted if it is the first on his seat. While the disk takes nothing he
  // looks as on one that is not. Nothing: the log did not take it.
  net::awaitable<std::optional<Visitor>> come_in(Visitor visitor, std::string meeting);

  // Empty secret: the log did not take it.
  net::awaitable<MadePerson> name_person(pb::PersonNamed named);
  net::awaitable<bool> revoke_person(std::string person);

  // The browser's new cookie: its id changes whenever it may more than before (S44). Empty: the log did not take it.
  net::awaitable<std::string> enter(Entering entering);
  net::awaitable<std::string> renew(std::string session);
  // The invitation's name; empty: the log did not take it.
  net::awaitable<std::string> admit(Guest guest);
  net::awaitable<bool> leave(std::string session, std::string meeting);
  net::awaitable<bool> end_session(std::string session);
  // Writes down that it is used, when that is due; and gives it a key of its store, if it was opened without.
  net::awaitable<void> note_use(std::string session);

 private:
  Registry(OpLog& log, KeyStore& keys, const Clock& clock, SessionLimits limits, net::any_io_executor executor);

  net::awaitable<std::string> reopen();
  net::awaitable<bool> append(std::vector<pb::RegistryRecord> records);
  net::awaitable<bool> append_in_turn(std::vector<pb::RegistryRecord> records);

  OpLog& log_;
  KeyStore& keys_;
  const Clock& clock_;
  const SessionLimits session_limits_;
  std::unique_ptr<Journal> journal_;  // null after a failed append; not writable if opened while there was no room
  RegistryState state_;
  net::experimental::channel<void(boost::system::error_code)> turn_;  // one append at a time
};

}  // namespace flipover
