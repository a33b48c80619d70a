// Who may see what: one set of functions, used by everything that leaves the server (G5).
//
// Live fan-out, join, resume, presence, refusals, state, replay and export all ask here; nothing else decides.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "server/model/meeting_state.h"

namespace flipover {

// For a replay: until which record each item stays hidden from the viewer, because of a level given to it later (PV-05).
// Items not named are not hidden by this.
using HiddenUntil = std::unordered_map<std::string, std::uint64_t>;
inline constexpr std::uint64_t kHiddenForGood = ~std::uint64_t{0};

// For a replay with the client's eyes: what is open to him now. Of the past he sees none but that (G7, CP-12). Ids, and of a
// stance `stance_key`.
using OpenNow = std::unordered_set<std::string>;
std::string stance_key(const pb::Item& item, const std::string& participant);

// One who looks: a participant with his present role and organisation. On a device that is not confirmed he looks by his
// role and organisation alone: `participant` is then nobody's id, and his own is what was written on that device.
struct Viewer {
  std::string participant;
  std::string organisation;       // with its name: in older logs two organisations may have one id
  std::string organisation_name;
  pb::Role role;
  std::string device{};  // the device that is not confirmed; empty: one of his own
  std::string seat{};    // whose seat it is, on any device
  std::shared_ptr<const HiddenUntil> hidden_until;  // null when live
  std::shared_ptr<const OpenNow> open_now;          // null when live, and for who has not the client's eyes
};

// The viewer that a participant is now, on this device (empty: one that needs no confirmation). One who does not take part
// (any more) has an empty role and sees nothing; so has a room screen after the end (PV-16).
Viewer viewer_of(const MeetingState& state, std::string_view participant, std::string_view device = {});

// The participant has not said that this device is his.
bool is_unconfirmed(const MeetingState& state, std::string_view participant, std::string_view device);

// The same eyes, for looking at the past of the meeting that stands so now.
Viewer looking_back(const MeetingState& now, Viewer viewer);

// The viewer takes part and content may reach him: client and support person only while the client view is on; a room screen
// not while it is shut, nor while somebody of the client's side sits before it behind the curtain.
bool sees_content(const MeetingState& state, const Viewer& viewer);

// Does the item's level admit the viewer? Rounds, curtain and removal are not asked here; replay does so for every level
// that the item was given (design.md, Visibility).
bool level_admits(const Item& item, const Viewer& viewer, const MeetingState& state);

bool sees_item(const MeetingState& state, const Item& item, const Viewer& viewer);
bool sees_item(const MeetingState& state, std::string_view item, const Viewer& viewer);  // false if there is no such
// Said or typed by him. What he typed on a device that is not confirmed is its own until it is.
bool is_own(const pb::Item& item, const Viewer& viewer);
bool sees_comment(const MeetingState& state, const Item& item, const pb::Comment& comment, const Viewer& viewer);
bool sees_stance(const MeetingState& state, const Item& item, const pb::StanceTaken& stance, const Viewer& viewer);
bool sees_score(const MeetingState& state, const Item& item, const pb::ScoreGiven& score, const Viewer& viewer);
bool sees_link(const MeetingState& state, const pb::Link& link, const Viewer& viewer);
bool sees_sheet(const MeetingState& state, const pb::Sheet& sheet, const Viewer& viewer);
bool sees_stroke(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer);

// Looks with the client's eyes: client and support person always, a room screen while the client view is on or somebody of
// the client's side is in the room.
bool has_client_eyes(const MeetingState& state, const Viewer& viewer);
bool room_has_client_eyes(const MeetingState& state);
// Totals, scores of others, counts and reasons of the process are kept from client's eyes. Who holds the chair, and why it was
// handed or taken over, is told to all.
bool sees_figures(const MeetingState& state, const Viewer& viewer);

// A client or support person is at the table with the client view on: what is made now, he may see.
bool client_is_at_table(const MeetingState& state);
// What an operation says of an item is said before its eyes: it sees the item, which is open or its own. But what an undo brings
// back was said before.
bool is_said_at_client_table(const MeetingState& state, const pb::Operation& operation, const pb::Item& of);

bool is_for_all(const pb::Item& item);  // of the level of all at the table
// Opened to the client's side or made before its eyes, and not changed since where it did not see it.
bool is_shown_to_client(const pb::Item& item);
bool is_open_to_client(const pb::Sheet& sheet);  // a page of the method, or shown to the client's side and not removed
// As the client's eyes see it while the curtain is open.
bool lies_open_to_client(const MeetingState& state, const pb::Item& item);

}  // namespace flipover
