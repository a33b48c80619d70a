// Onlookers: participants who watch a meeting through what the server would send them.
#pragma once

#include <cstdint>
#include <vector>

#include "server/model/projection.h"

namespace flipover {

class Onlookers {
 public:
  // Two participants of meeting_at_work(`which`), as it is there; who they are, `which` decides as well.
  explicit Onlookers(std::uint64_t which);

  // Around each apply, as Fanout does it.
  void before_apply(const MeetingState& state, const pb::Record& record);
  void after_apply(const MeetingState& state, const pb::Record& record);

  // What they were sent bit by bit is what they would be shown at once (G1). Throws BrokenInvariant, with what differs.
  void expect_same_as_shown_at_once(const MeetingState& state) const;

 private:
  struct Onlooker {
    Viewer viewer;
    Sight sight;
    MeetingState seen;
  };

  std::vector<Onlooker> onlookers_;
  Before before_;
};

}  // namespace flipover
