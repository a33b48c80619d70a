// What a record does to a meeting. Total: a record that got into the log always applies.
#pragma once

#include "meeting/v1/record.pb.h"
#include "server/model/meeting_state.h"

namespace flipover {

// Folds one record in. Serves the server's state and a viewer's alike: what the record names and the state lacks is
// passed over. A record whose content is gone (its key destroyed) only counts its number.
// Requires: records come in order of number; a viewer's have gaps.
void apply(MeetingState& state, const pb::Record& record);

}  // namespace flipover
