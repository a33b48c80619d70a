// May an operation happen now?
//
// `decide` is pure: the answer depends on its arguments alone, it changes nothing, and it knows no clock. What it
// returns is the operation as it will stand in the log, with all results of the decision in it (order key, parking, the
// edit moved over what came since), so that `apply` never decides again.
// What is hidden from the author and what never was get the same answer (G5).
#pragma once

#include "meeting/v1/operation.pb.h"
#include "server/model/limits.h"
#include "server/model/meeting_state.h"
#include "server/model/refusal.h"
#include "server/model/rights.h"
#include "server/model/text_history.h"

namespace flipover {

Verdict<pb::Operation> decide(const MeetingState& state, const Author& by, const pb::Operation& operation,
                              const TextHistory& history, const ModelLimits& limits);

}  // namespace flipover
