// Standing: how somebody stands in a meeting, as the meeting at work says or its log.
#pragma once

#include <string>

#include "server/meeting/meeting_status.h"
#include "server/model/meeting_state.h"

namespace flipover {

struct Standing {
  MeetingStatus status = MeetingStatus::kStopped;  // kNotAllowed: takes no part
  pb::Participant participant;                     // also of who took part once
  bool holds_chair = false;
  bool only_live = false;      // a room screen
  bool knows_device = false;   // the meeting was told of the second device that was asked for; none was: true
  bool meeting_ended = false;
};

// `device`: a second one of his; empty: his first.
Standing standing_in(const MeetingState& state, const std::string& participant, const std::string& device);

}  // namespace flipover
