// Undo of one's own last act (HY-12): the state keeps, per participant, what would take it back.
#pragma once

#include <optional>

#include "meeting/v1/record.pb.h"
#include "server/model/meeting_state.h"

namespace flipover {

// The value of a score that takes an earlier one back.
inline constexpr std::uint32_t kScoreWithdrawn = 11;

// Around `apply`: before it, the inverse of the record's operation is kept as its author's last act, or the last act is
// forgotten if this one cannot be undone; after it, what the act left behind is noted.
void remember_act(MeetingState& state, const pb::Record& record);
void guard_act(MeetingState& state, const pb::Record& record);

// What `inverse` would change, as it stands now: differs from the guard noted if another has changed it since.
std::string guard_of(const MeetingState& state, const pb::Operation& inverse, const std::string& participant);

}  // namespace flipover
