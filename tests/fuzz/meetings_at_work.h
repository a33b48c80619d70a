// Meetings at work: states that are not trivial, on which fuzz targets let operations and records loose, and the words
// that mean something there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/model/meeting_state.h"

namespace flipover {

// One of kMeetingsAtWork: the demonstration at several moments of its course, then the same with a blind round, a vote
// and the client view open, and a free board with a page and a stroke.
inline constexpr std::uint64_t kMeetingsAtWork = 10;
const MeetingState& meeting_at_work(std::uint64_t which);

// The client id of a participant's device, which is part of the id of what he adds.
std::string client_of(const std::string& participant);
inline constexpr std::uint64_t kFirstCounter = 1'000;

// Ids of participants, sheets, regions, items, comments, links, kinds, fields, terms and roles of those meetings, of
// what an input itself may add, and text that is hard to bear.
const std::vector<std::string>& words();

}  // namespace flipover
