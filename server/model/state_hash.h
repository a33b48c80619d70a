// The state hash: two replicas of equal rights hold the same state exactly when their hashes are equal (G1).
#pragma once

#include <string>

#include "server/base/sha256.h"
#include "server/model/meeting_state.h"

namespace flipover {

// The canonical form of a viewer's state, as proto/README.md defines it: no times, revisions or counters, and not the
// meeting's own id. `state` is a projection: what a viewer holds, or from_checkpoint(project(...)).
std::string canonical_form(const MeetingState& state);

Sha256Digest state_hash(const MeetingState& state);

}  // namespace flipover
