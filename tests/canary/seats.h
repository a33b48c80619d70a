// Who sits at the table of a sweep, and by which method.
#pragma once

#include <string>
#include <vector>

#include "meeting/v1/operation.pb.h"
#include "server/base/proto.h"

namespace flipover::canary {

struct Seat {
  const char* id;
  const char* role;
  const char* organisation;
  const char* organisation_name;
  bool late;                        // is added while the meeting goes on
  const char* device_of = nullptr;  // a second device of this one
};
const std::vector<Seat>& seats();

const Seat& seat_of(const std::string& id);
// Whose seat it is: of a second device, the one who came in first.
std::string person_on(const std::string& seat);
pb::Participant participant_of(const Seat& seat);

// Casus Plus with some of its steps and kinds: all that the rules of sight tell apart, and smaller to search.
const pb::CreateMeeting& small_meeting();

}  // namespace flipover::canary
