// Past: what one participant may see now of what there was in one meeting (G7), read from its log. No meeting is opened for
// it, and a running one takes no part in it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "meeting/v1/api.pb.h"
#include "server/meeting/meeting_actor.h"
#include "server/meeting/replay.h"
#include "storage/journal_reader.h"

namespace flipover {

struct StateOutcome {
  MeetingStatus status = MeetingStatus::kStopped;
  pb::StateView state;
};
struct RecordsOutcome {
  MeetingStatus status = MeetingStatus::kStopped;
  pb::RecordPage page;
};
struct ExportOutcome {
  MeetingStatus status = MeetingStatus::kStopped;
  pb::Export content;
  pb::Checkpoint state;  // the exporter's projection at the end
};
struct PreviewOutcome {
  MeetingStatus status = MeetingStatus::kStopped;
  pb::PreviewView preview;
};

// What earlier looks at a meeting found and the next one need not find again: whole boards at some numbers, and what stays
// hidden from whom. All of it immutable, so that threads may share it.
struct PastFindings {
  using BoardPtr = std::shared_ptr<const MeetingState>;
  struct Eyes {
    std::uint64_t number = 0;  // of the board by whose rights they look
    Viewer viewer;
  };

  std::map<std::uint64_t, BoardPtr> boards;  // by number
  std::map<std::string, Eyes> eyes;          // by the looker's key
  std::size_t keys_destroyed = 0;            // when they were found

  // About what they weigh in memory.
  std::size_t bytes() const;
};

// Who looks: a participant, on a device of his as in JoinRequest.
struct Looker {
  std::string participant;
  std::string device;

  // A constructor, as GCC 12 destroys an aggregate twice that is made within a co_await.
  explicit Looker(std::string who, std::string on = {}) : participant(std::move(who)), device(std::move(on)) {}
  std::string key() const { return participant + "\n" + device; }
};

// Threads: any, one call at a time. The world outlives it.
class Past {
 public:
  Past(const MeetingWorld& world, MeetingId meeting, Looker looker, PastFindings findings);

  net::awaitable<Standing> standing();  // as the log says

  // kNotAllowed: takes no part. kUnknown: no such moment. kDamaged: see damage().
  net::awaitable<StateOutcome> state(Moment moment);
  net::awaitable<RecordsOutcome> records(std::uint64_t from, std::size_t bytes);
  net::awaitable<ExportOutcome> export_all();

  // What the client sees now, or would with the curtain open, and what opening a sheet would add (empty: none is asked
  // after). kNotAllowed: does not hold the chair. kUnknown: no such sheet.
  net::awaitable<PreviewOutcome> preview(std::string sheet);

  const PastFindings& findings() const { return findings_; }
  const std::string& damage() const { return damage_; }  // what could not be read, for the operator

 private:
  // Reads up to where the log ends now. kDone, or why not.
  net::awaitable<MeetingStatus> find_now();
  net::awaitable<StateOutcome> state_of(Moment moment);  // by the log as it was found
  // The nearest known board at or before a moment; null: none.
  PastFindings::BoardPtr board_before(const Moment& moment) const;
  Viewer viewer() const;  // as he is now
  Replay replay();
  void keep(const Replay& replay);
  void keep(PastFindings::BoardPtr board);
  MeetingStatus failed(ReadStatus status, const std::string& message);

  const MeetingWorld& world_;
  JournalReader journal_;
  const Looker looker_;
  PastFindings findings_;
  PastFindings::BoardPtr now_;
  std::string damage_;
};

}  // namespace flipover
