#include "server/meeting/preview.h"

#include <algorithm>
#include <set>
#include <vector>

#include "server/model/visibility.h"

namespace flipover {
namespace {

// Those at the client's side, and one of whom nothing is his own: the client before he has said a word.
std::vector<Viewer> client_side(const MeetingState& state) {
  std::vector<Viewer> viewers;
  for (const pb::Attendee& attendee : state.attendees) {
    Viewer viewer = viewer_of(state, attendee.participant().id());
    if (viewer.role.client_side()) viewers.push_back(std::move(viewer));
  }
  for (const pb::Role& role : state.charter->vocabulary.roles()) {
    if (!role.client_side()) continue;
    Viewer viewer;
    viewer.role = role;
    viewers.push_back(std::move(viewer));
    break;
  }
  return viewers;
}

bool is_added(const pb::Sheet& sheet) { return sheet.id() != sheet.phase(); }

bool sees_thing(const MeetingState& state, const std::string& id, const Viewer& viewer) {
  if (const Item* item = find_item(state, id)) return sees_item(state, *item, viewer);
  if (const pb::Sheet* sheet = find_sheet(state, id)) return sees_sheet(state, *sheet, viewer);
  const auto stroke = state.strokes.find(id);
  return stroke != state.strokes.end() && sees_stroke(state, stroke->second, viewer);
}

}  // namespace

pb::PreviewView preview_now(const MeetingState& state, const std::string& participant) {
  if (!state.course.client_view()) {
    MeetingState open = state;
    open.course.set_client_view(true);
    return preview_now(open, participant);
  }
  const std::vector<Viewer> clients = client_side(state);
  const Viewer chair = viewer_of(state, participant);
  std::set<std::string> seen;
  const auto note = [&](const std::string& id, auto sees) {
    if (sees(chair) && std::any_of(clients.begin(), clients.end(), sees)) seen.insert(id);
  };
  for (const auto& [id, item] : state.items) {
    note(id, [&, one = &item](const Viewer& viewer) { return sees_item(state, *one, viewer); });
  }
  for (const pb::Sheet& sheet : state.sheets) {
    if (is_added(sheet)) note(sheet.id(), [&](const Viewer& viewer) { return sees_sheet(state, sheet, viewer); });
  }
  for (const auto& [id, stroke] : state.strokes) {
    note(id, [&, one = &stroke](const Viewer& viewer) { return sees_stroke(state, *one, viewer); });
  }
  pb::PreviewView preview;
  preview.set_number(state.number);
  for (const std::string& id : seen) preview.add_now(id);
  return preview;
}

void preview_opened(const MeetingState& state, const std::string& participant, const pb::OpenToClient& opening,
                    pb::PreviewView& preview) {
  const Viewer chair = viewer_of(state, participant);
  const std::set<std::string> now(preview.now().begin(), preview.now().end());
  std::set<std::string> opened;
  for (const std::string& id : opening.things()) {
    if (!now.contains(id) && sees_thing(state, id, chair)) opened.insert(id);
  }
  for (const std::string& id : opened) preview.add_opened(id);
}

}  // namespace flipover
