// MeetingActor: one meeting at work. Operations come in through its inbox, are decided one by one, made durable as one
// batch, and only then seen.
//
// Invariants: nothing leaves that is not durable (G2); joins are taken between batches, so a newcomer's picture never
//   shows what is not durable. After a failed append memory is ahead of the log: the actor stops, everybody is told to
//   come back, and the next who comes gets a meeting rebuilt from its log. While the log takes nothing the meeting can be
//   read; who writes is told that there is no room and keeps his words, and once there is room it is opened anew.
// Threads: lives on its meeting's shard; every method is called there. No locks.
// Limits: MeetingLimits. A full inbox makes its senders wait.
// Errors: a stopped actor answers every call with kStopped; enter the meeting anew.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "meeting/v1/api.pb.h"
#include "meeting/v1/record.pb.h"
#include "server/base/clock.h"
#include "server/base/ids.h"
#include "server/meeting/charter_shelf.h"
#include "server/meeting/import/import_plan.h"
#include "server/meeting/meeting_limits.h"
#include "server/meeting/meeting_status.h"
#include "server/meeting/metrics.h"
#include "server/meeting/standing.h"
#include "server/meeting/subscriber.h"
#include "storage/journal.h"

namespace flipover {

// What meetings need of the world; the simulation brings its own.
struct MeetingWorld {
  OpLog& log;
  KeyStore& keys;
  const Clock& clock;
  // Runs a function on this shard after a while.
  std::function<void(std::chrono::milliseconds, std::function<void()>)> after;
  MeetingLimits limits;
  MeetingMetrics& metrics;
  CharterShelf charters{};
  net::any_io_executor readers{};  // where the past is read; empty: on the shard itself
  // A line for the operator, of what stops a meeting or cannot be read in it: names it, never its content.
  std::function<void(const std::string& line)> tell{};
};

struct JoinRequest {
  std::string participant;
  std::string client;           // 16 to 64 of A-Z a-z 0-9 _ -
  std::uint64_t last_seen = 0;  // 0: nothing
  std::shared_ptr<Subscriber> subscriber;
  std::string device{};  // a second device of his, known by admit_device; empty: one that needs no confirmation
  std::string past{};    // of the log up to last_seen, as an earlier Welcome told it
};

struct ImportOutcome {
  MeetingStatus status = MeetingStatus::kStopped;
  std::uint64_t records = 0;
  std::string ref;                     // the step that was refused
  std::optional<pb::Refusal> refused;  // if kInvalid
};

// What somebody at the room's door may know of a meeting.
struct Doorway {
  bool open = false;                      // not while the client may look, and not after the end
  std::vector<pb::Participant> absent;    // professionals who take part, do not hold the chair, and are not connected
};

class MeetingActor : public std::enable_shared_from_this<MeetingActor> {
 public:
  // Opens the meeting's log and rebuilds its state. The message is for the operator: why it fails, or what in it cannot
  // be read.
  struct Opened {
    MeetingStatus status = MeetingStatus::kStopped;
    std::shared_ptr<MeetingActor> actor;
    std::string message;
  };
  static net::awaitable<Opened> open(MeetingWorld& world, MeetingId meeting);

  virtual ~MeetingActor() = default;

  virtual const MeetingId& meeting() const = 0;
  virtual bool stopped() const = 0;

  // A session. Welcome, then what it has missed, then live. kNotAllowed: takes no part (any more); kInvalid: the client id is not
  // one or is another's; kUnknown: the meeting has as many connections as it may.
  virtual net::awaitable<MeetingStatus> join(JoinRequest request) = 0;
  virtual void leave(const Subscriber& subscriber) = 0;
  virtual net::awaitable<MeetingStatus> submit(const Subscriber& subscriber, std::vector<pb::Operation> operations) = 0;
  // A session says what hash the board has that it holds. Where that differs from what it should hold at the same number, it
  // gets a Welcome and the board anew. True: it differed.
  virtual net::awaitable<bool> check_board(const Subscriber& subscriber, pb::BoardHash held) = 0;
  virtual void show_presence(const Subscriber& subscriber, pb::Presence presence) = 0;

  // Operations of the server itself: creating, adding who was invited. All or, at the first refusal, none after it.
  virtual net::awaitable<MeetingStatus> submit_as_server(std::vector<pb::Operation> operations) = 0;

  // Closes the sessions of a participant whose invitation was revoked.
  virtual void dismiss(const std::string& participant, CloseReason reason) = 0;

  // Into a meeting that has no records yet.
  virtual net::awaitable<ImportOutcome> import_steps(std::vector<ImportStep> steps, std::string source) = 0;
  virtual net::awaitable<ImportOutcome> import_records(std::vector<pb::Record> records) = 0;

  // A second device of somebody's is in the log, and he is told, before anything leaves to it. kInvalid: takes no part.
  virtual net::awaitable<MeetingStatus> admit_device(std::string participant, std::string device,
                                                     std::string asked_by) = 0;

  virtual Standing standing(const std::string& participant, const std::string& device) const = 0;
  // Why this one may not be invited, as a code with its words; null: he may. `inviter` empty: an administrator.
  virtual std::optional<pb::Refusal> objection_to_inviting(const std::string& inviter,
                                                           const pb::Participant& invited) const = 0;

  virtual bool is_connected(const std::string& participant) const = 0;
  // Somebody who takes part holds it, and had a connection in the last two minutes.
  virtual bool has_chair() const = 0;
  virtual Doorway doorway() const = 0;

  virtual std::size_t bytes() const = 0;  // of its content

  // No operation half done: what is decided is written, a checkpoint is put, sessions are told to come back.
  virtual net::awaitable<void> stop(CloseReason reason) = 0;
};

}  // namespace flipover
