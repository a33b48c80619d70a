// BoardSnapshot: a meeting at one number, for all who join while it is being sent to one of them.
//
// Invariants: each gets exactly his projection. A stretch of the board that looks the same to several is worked out and
//   encoded once. Nothing is worked out before a socket has room for it, and never more than a stretch at a time.
// Threads: its meeting's shard.
// Limits: it lives as long as somebody is still being sent it; a stretch has about kPartContentBytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "server/base/sha256.h"
#include "server/meeting/subscriber.h"
#include "server/model/projection.h"

namespace flipover {

class BoardSnapshot {
 public:
  explicit BoardSnapshot(MeetingState state);

  std::uint64_t number() const { return state_.number; }

  // The state hash of the viewer's projection. May be asked on any thread.
  Sha256Digest hash_for(const Viewer& viewer) const;

  // In parts, the last of which says number().
  static std::unique_ptr<FrameSource> parts_for(std::shared_ptr<BoardSnapshot> snapshot, Viewer viewer);

 private:
  class Sending;
  using Thing = std::variant<const Item*, const pb::Link*, const pb::Stroke*>;
  using Frames = std::vector<FramePtr>;

  // What the meeting is held by: the same for all, and larger than most boards.
  const Frames& charter();
  Frames stretch(std::size_t index, const Viewer& viewer);
  // Where the stretch ends in things_. Requires: that of the one before was asked for.
  std::size_t end_of(std::size_t index);

  const MeetingState state_;
  std::vector<Thing> things_;
  std::vector<std::size_t> ends_;
  Frames charter_;
  std::map<std::pair<std::size_t, std::string>, Frames> stretches_;  // by index and likeness
};

}  // namespace flipover
