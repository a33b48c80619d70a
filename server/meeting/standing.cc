#include "server/meeting/standing.h"

#include <algorithm>

#include "server/model/rights.h"
#include "server/model/visibility.h"

namespace flipover {

Standing standing_in(const MeetingState& state, const std::string& participant, const std::string& device) {
  Standing standing;
  standing.knows_device = device.empty();
  if (const pb::Attendee* attendee = find_attendee(state, participant)) {
    standing.participant = attendee->participant();
    standing.knows_device |= std::any_of(attendee->devices().begin(), attendee->devices().end(),
                                         [&](const pb::Device& one) { return one.device() == device; });
  }
  const pb::Role* role = find_role(state, standing.participant.role());
  standing.meeting_ended = state.course.ended();
  standing.only_live = role != nullptr && role->room_screen();
  standing.holds_chair = is_chair(state, Author{participant, Authority::kParticipant});
  const bool takes_part = !viewer_of(state, participant).role.id().empty();
  standing.status = takes_part ? MeetingStatus::kDone : MeetingStatus::kNotAllowed;
  return standing;
}

}  // namespace flipover
