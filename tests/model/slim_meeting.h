// Casus Plus with four of its phases, few kinds and no words for people: small enough to be copied often, and read.
#pragma once

#include <string>
#include <vector>

#include "meeting/v1/operation.pb.h"
#include "server/base/proto.h"

namespace flipover {

// Its method and vocabulary.
const pb::CreateMeeting& slim_meeting();
const std::vector<std::string>& slim_phases();
const std::vector<std::string>& slim_kinds();

}  // namespace flipover
