// The rules of phases: which are in force, what they do to a kind of item, and where a kind is at home.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/model/meeting_state.h"

namespace flipover {

// The rule of the phase, unless it has none or it was lifted.
const pb::Rule* rule_in_force(const MeetingState& state, std::string_view phase, pb::Rule::Kind kind);

// The rule of the present phase that parks an item of this kind (CP-05, CP-09), if any.
std::optional<pb::Rule::Kind> parking_rule(const MeetingState& state, std::string_view kind);

// The sheet has this region; a free page has none, which is named by the empty text.
bool has_region(const MeetingState& state, const pb::Sheet& sheet, std::string_view region);

// May an item of `kind` stand in this region of this sheet? On a free page every kind may, without a region.
bool is_at_home(const MeetingState& state, const pb::Sheet& sheet, std::string_view region, std::string_view kind);

// The region of the sheet where the kind is at home: the first that names it, else for kinds allowed everywhere the
// first region. Empty: none, or a free page.
std::string home_region(const MeetingState& state, const pb::Sheet& sheet, std::string_view kind);

// The region of the sheet where parked items lie; empty where it has none.
std::string parking_region(const MeetingState& state, const pb::Sheet& sheet);

// The phase comes after the present one and was never entered: nobody writes ahead (CP-03).
bool lies_ahead(const MeetingState& state, std::string_view phase);

// How many of those present may write, and how many of them are ready (VB-04).
pb::RoundCount count_ready(const MeetingState& state);

}  // namespace flipover
