// In which form, if at all, a viewer gets a record's operation. Of this folder only.
#pragma once

#include "server/model/projection.h"

namespace flipover {

enum class Show { kNot, kWhole, kMasked };

// Whether the viewer gets the operation, where the things it names have not just appeared or gone. `masked` is the
// operation in the form that he gets it, filled in when the answer is kMasked.
Show show_operation(const Before& before, const MeetingState& after, const pb::Record& record, const Viewer& viewer,
                    pb::Operation& masked);

}  // namespace flipover
