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
#include "storage/journal.h"

namespace flipover {

// Where one asks to look: now, at a number, or at a time.
struct Moment {
  std::optional<std::uint64_t> number;
  std::optional<std::int64_t> time_ms;
};

// Reads while its meeting works on; the journal outlives it.
class Replay {
 public:
  // `now` is the meeting's present state, for the viewer's present role and organisation.
  Replay(Journal& journal, const MeetingState& now, std::string participant);

  // The state at a moment, whole: to be projected for viewer(). Nothing: the log could not be read.
  net::awaitable<std::optional<MeetingState>> state_at(Moment moment);

  // Calls `take` with each record after number `after` as the viewer sees it, in order, until it returns false. False:
  // the log could not be read.
  net::awaitable<bool> records(std::uint64_t after, std::function<bool(pb::Record)> take);

  // The viewer, with what stays hidden from him at which moments. Complete after state_at or records.
  const Viewer& viewer() const { return viewer_; }

 private:
  // Folds the log from `from` (0: the beginning, else the last checkpoint before) while `go_on(record)`.
  net::awaitable<bool> fold(MeetingState& state, std::uint64_t after,
                            const std::function<bool(const pb::Record&)>& go_on,
                            const std::function<void(const MeetingState& before, const pb::Record&)>& before,
                            const std::function<void(const MeetingState& after, const pb::Record&)>& done);
  net::awaitable<bool> find_hidden();

  Journal& journal_;
  std::string participant_;
  Viewer viewer_;
};

}  // namespace flipover
