// Replay: what a participant may see now of what happened then (G7).
//
// A fold of the log through the very functions of live work. At a moment an item shows if the viewer's present role
// might have seen it then, rounds and curtain included, and at every level that it was given since (PV-05).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "meeting/v1/record.pb.h"
#include "server/model/meeting_state.h"
#include "server/model/visibility.h"
#include "storage/journal_reader.h"

namespace flipover {

// Where one asks to look: now, at a number, or at a time.
struct Moment {
  std::optional<std::uint64_t> number;
  std::optional<std::int64_t> time_ms;
};

// Reads while its meeting works on; the reader outlives it.
class Replay {
 public:
  using BoardPtr = std::shared_ptr<const MeetingState>;

  // `viewer`: as he is now, for his present role and organisation. What came after number `now` is not read.
  Replay(JournalReader& journal, std::uint64_t now, Viewer viewer);

  // Looks with the eyes that an earlier replay by the same `now` ended with.
  void look_with(Viewer viewer) { viewer_ = std::move(viewer); }

  // The state at a moment, whole: to be projected for viewer(). `known` is a state at or before it, or null. Null: the
  // log could not be read.
  net::awaitable<BoardPtr> state_at(Moment moment, BoardPtr known);

  // Calls `take` with each record after number `after` as the viewer sees it, in order, until it returns false. Answers
  // with the state then. `known` is a state at or before `after`, or null. Null: the log could not be read.
  net::awaitable<BoardPtr> records(std::uint64_t after, BoardPtr known, std::function<bool(pb::Record)> take);

  // The viewer, with what stays hidden from him at which moments. Complete after state_at or records.
  const Viewer& viewer() const { return viewer_; }

  // Why the log could not be read, and, for the operator, what in it.
  ReadStatus status() const { return status_; }
  const std::string& message() const { return message_; }

 private:
  // The state to fold on from: the known one, or the last checkpoint at or before number `upto`, if there is one.
  net::awaitable<std::shared_ptr<MeetingState>> begin(std::uint64_t upto, BoardPtr known);
  // Folds the log on from the state while `go_on(record)`.
  net::awaitable<bool> fold(MeetingState& state, const std::function<bool(const pb::Record&)>& go_on,
                            const std::function<void(const MeetingState& before, const pb::Record&)>& before,
                            const std::function<void(const MeetingState& after, const pb::Record&)>& done);
  net::awaitable<bool> find_hidden();
  bool cannot_read(ReadStatus status, std::string message);

  JournalReader& journal_;
  const std::uint64_t now_;
  Viewer viewer_;
  ReadStatus status_ = ReadStatus::kRead;
  std::string message_;
};

}  // namespace flipover
