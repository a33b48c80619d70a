// What `project` and `see` share: how single things look to a viewer. Of this folder only.
#pragma once

#include "server/base/planted_fault.h"
#include "server/model/meeting_state.h"
#include "server/model/visibility.h"

namespace flipover {

// Who is ready is counted in a blind round (VB-04).
inline bool counts_ready(const MeetingState& state) {
  return state.course.round().kind() == pb::OpenRound::BLIND;
}

// A client's own words may lie on a page that he does not see: then he is not told where.
template <class Placed>
bool leave_out_page(const MeetingState& state, const Viewer& viewer, Placed& placed) {
  const pb::Sheet* sheet = find_sheet(state, placed.sheet());
  if (sheet == nullptr || sees_sheet(state, *sheet, viewer)) return false;
  placed.clear_sheet();
  placed.clear_region();
  if constexpr (requires { placed.clear_place(); }) placed.clear_place();
  return true;
}

// Why something was parked is for who leads the meeting to know, as are all reasons of the process.
inline bool leave_out_parking(const MeetingState& state, const Viewer& viewer, pb::Parked& parked) {
  const bool page = leave_out_page(state, viewer, parked);
  if (planted(Fault::kLeakParkReason)) return page;
  const bool reason = !parked.reason().empty();
  parked.clear_reason();
  return page || reason;
}

// Requires: the viewer sees them.
pb::Sheet project_sheet(const MeetingState& state, const pb::Sheet& sheet, const Viewer& viewer);
pb::Stroke project_stroke(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer);

}  // namespace flipover
