#include "server/meeting/presence_board.h"

#include <utility>

#include "server/base/planted_fault.h"
#include "server/model/visibility.h"

namespace flipover {
namespace {

// What of somebody's presence a viewer may have: nothing about an item or page that he does not see, and for client and
// support person no sign of typing at all.
bool may_have(const MeetingState& state, const pb::Presence& presence, const Viewer& viewer) {
  if (planted(Fault::kLeakPresence)) return true;
  if (!sees_figures(state, viewer) || !sees_content(state, viewer)) return false;
  if (!presence.item().empty() && !sees_item(state, presence.item(), viewer)) return false;
  // Who types what kind of card in a blind round would tell what the round hides (VB-04).
  if (presence.item().empty() && state.course.round().kind() == pb::OpenRound::BLIND) return false;
  if (presence.sheet().empty()) return true;
  const pb::Sheet* sheet = find_sheet(state, presence.sheet());
  return sheet != nullptr && sees_sheet(state, *sheet, viewer);
}

}  // namespace

bool PresenceBoard::show(const std::string& participant, pb::Presence presence) {
  pb::PresenceUpdate::Of& of = changed_[participant];
  of.set_participant(participant);
  *of.mutable_presence() = std::move(presence);
  of.set_connected(true);
  return !std::exchange(wanted_, true);
}

bool PresenceBoard::connected(const std::string& participant, bool is_connected) {
  pb::PresenceUpdate::Of& of = changed_[participant];
  of.set_participant(participant);
  of.set_connected(is_connected);
  if (!is_connected) of.clear_presence();
  return !std::exchange(wanted_, true);
}

void PresenceBoard::flush(const MeetingState& state, const Fanout& fanout) {
  wanted_ = false;
  const auto changed = std::exchange(changed_, {});
  // Most viewers get the same: those frames are made once.
  std::map<std::string, FramePtr> made;
  fanout.for_each_seat([&](const Viewer& viewer, const auto& subscribers) {
    pb::ServerFrame frame;
    std::string signature;
    for (const auto& [participant, of] : changed) {
      if (participant == viewer.seat) continue;
      const bool shown = of.has_presence() && may_have(state, of.presence(), viewer);
      if (of.has_presence() && !shown) continue;
      if (viewer.role.id().empty()) continue;
      *frame.mutable_presence()->add_of() = of;
      signature += participant + ' ';
    }
    if (signature.empty()) return;
    FramePtr& shared = made[signature];
    if (!shared) shared = make_frame(std::move(frame));
    for (const auto& connected : subscribers) connected.subscriber->deliver(shared);
  });
}

}  // namespace flipover
