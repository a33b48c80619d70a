// Who may see what: one set of functions, used by everything that leaves the server (G5).
//
// Live fan-out, join, resume, presence, refusals, state, replay and export all ask here; nothing else decides.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/model/meeting_state.h"

namespace flipover {

// For a replay: until which record each item stays hidden from the viewer, because of a level given to it later (PV-05).
// Items not named are not hidden by this.
using HiddenUntil = std::unordered_map<std::string, std::uint64_t>;
inline constexpr std::uint64_t kHiddenForGood = ~std::uint64_t{0};

// One who looks: a participant with his present role and organisation.
struct Viewer {
  std::string participant;
  std::string organisation;
  pb::Role role;
  std::shared_ptr<const HiddenUntil> hidden_until;  // null when live
};

// The viewer that a participant is now. One who does not take part (any more) has an empty role and sees nothing.
Viewer viewer_of(const MeetingState& state, std::string_view participant);

// The viewer takes part and content may reach him: for client and support person only while the client view is on.
bool sees_content(const MeetingState& state, const Viewer& viewer);

// Does the item's level admit the viewer? Rounds, curtain and removal are not asked here; replay does so for every level
// that the item was given (design.md, Visibility).
bool level_admits(const Item& item, const Viewer& viewer, const MeetingState& state);

bool sees_item(const MeetingState& state, const Item& item, const Viewer& viewer);
bool sees_item(const MeetingState& state, std::string_view item, const Viewer& viewer);  // false if there is no such
bool sees_comment(const MeetingState& state, const Item& item, const pb::Comment& comment, const Viewer& viewer);
bool sees_link(const MeetingState& state, const pb::Link& link, const Viewer& viewer);
bool sees_sheet(const MeetingState& state, const pb::Sheet& sheet, const Viewer& viewer);
bool sees_stroke(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer);

// Looks with the client's eyes: client and support person always, the room screen while the client view is on.
bool has_client_eyes(const MeetingState& state, const Viewer& viewer);
// Totals, scores of others, counts and reasons of the process are kept from client's eyes.
bool sees_figures(const MeetingState& state, const Viewer& viewer);

// A client or support person is at the table with the client view on: what is made now, he may see.
bool client_is_at_table(const MeetingState& state);

}  // namespace flipover
