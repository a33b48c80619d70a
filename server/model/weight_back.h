// What stands on the sheets again when something comes back that was put away: it needs room like what is new (G6). What lies on
// a sheet that was put away is away with it.
#pragma once

#include <map>
#include <string>

#include "server/model/meeting_state.h"

namespace flipover {

// All that lies on the sheet: before the sheet is put away or brought back, and after it.
void weigh_out(MeetingState& state, const pb::Sheet& sheet);
void weigh_in(MeetingState& state, const pb::Sheet& sheet);

// What would stand there again if `thing` were brought back, whatever it is: by the participant who typed it.
std::map<std::string, Weight> weight_back(const MeetingState& state, const std::string& thing);
// The same, if the item were moved to this sheet.
std::map<std::string, Weight> weight_on(const MeetingState& state, const Item& item, const std::string& sheet);
// What a part of the item that is split off weighs: its text was there.
Weight weight_of_part(const Item& item);

}  // namespace flipover
