#include "server/meeting/preview.h"

#include <algorithm>
#include <optional>
#include <set>

#include "server/base/planted_fault.h"
#include "server/model/apply.h"
#include "server/model/projection.h"
#include "server/model/withdrawal.h"

namespace flipover {
namespace {

// The client; where none takes part who supports him, by the order of their roles; where nobody does, one of whom nothing is
// his own: the client before he has said a word. Nothing: a vocabulary without such a role.
std::optional<Viewer> client_of(const MeetingState& state) {
  std::optional<Viewer> nobody;
  for (const pb::Role& role : state.charter->vocabulary.roles()) {
    if (!role.client_side()) continue;
    for (const pb::Attendee& attendee : state.attendees) {
      Viewer viewer = viewer_of(state, attendee.participant().id());
      if (viewer.role.id() == role.id()) return viewer;
    }
    if (!nobody) nobody.emplace().role = role;
  }
  return nobody;
}

MeetingState with_the_curtain_open(const MeetingState& state) {
  MeetingState open = state;
  open.course.set_client_view(true);
  return open;
}

template <class Things, class Keep>
void keep_only(Things& things, Keep keep) {
  things.erase(std::remove_if(things.begin(), things.end(), [&](const auto& thing) { return !keep(thing); }),
               things.end());
}

// The client's board, without what he alone sees: who leads does not read his private words, nor what he gave in a vote, nor
// on which devices he came in.
pb::Checkpoint board_of_client(const MeetingState& open, const Viewer& chair) {
  const std::optional<Viewer> client = client_of(open);
  if (!client) return {};
  pb::Checkpoint board = project(open, planted(Fault::kPreviewShowsAll) ? chair : *client);
  for (pb::Attendee& attendee : *board.mutable_attendees()) attendee.clear_devices();
  std::set<std::string> shown;
  keep_only(*board.mutable_items(), [&](const pb::Item& item) {
    return (sees_item(open, item.id(), chair) || planted(Fault::kPreviewShowsPrivate)) && shown.insert(item.id()).second;
  });
  for (pb::Item& item : *board.mutable_items()) {
    if (!shown.contains(item.stacked_on())) item.clear_stacked_on();
    if (!shown.contains(item.answered_by())) item.clear_answered_by();
    const Item& whole = *find_item(open, item.id());
    keep_only(*item.mutable_comments(), [&](const auto& one) { return sees_comment(open, whole, one, chair); });
    keep_only(*item.mutable_stances(), [&](const auto& one) { return sees_stance(open, whole, one, chair); });
    item.clear_scores();
    keep_only(*item.mutable_rested_on(), [&](const auto& on) { return sees_item(open, on.item(), chair); });
    item.set_rested_on_withdrawn(item.rested_on_withdrawn() && rests_on_withdrawn(open, whole, chair));
  }
  keep_only(*board.mutable_links(), [&](const pb::Link& link) {
    return shown.contains(link.from()) && shown.contains(link.to());
  });
  board.clear_ballots();
  if (board.course().has_round()) board.mutable_course()->mutable_round()->clear_ready();
  return board;
}

bool is_added(const pb::Sheet& sheet) { return sheet.id() != sheet.phase(); }

bool sees_thing(const MeetingState& state, const std::string& id, const Viewer& viewer) {
  if (const Item* item = find_item(state, id)) return sees_item(state, *item, viewer);
  if (const pb::Sheet* sheet = find_sheet(state, id)) return sees_sheet(state, *sheet, viewer);
  const auto stroke = state.strokes.find(id);
  return stroke != state.strokes.end() && sees_stroke(state, stroke->second, viewer);
}

}  // namespace

pb::PreviewView preview_now(const MeetingState& state, const Viewer& chair) {
  if (!state.course.client_view()) return preview_now(with_the_curtain_open(state), chair);
  const std::optional<Viewer> client = client_of(state);
  std::set<std::string> seen;
  const auto note = [&](const std::string& id, auto sees) {
    if (client && sees(chair) && sees(*client)) seen.insert(id);
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
  *preview.mutable_seen() = board_of_client(state, chair);
  for (const auto& [id, item] : state.items) {
    const pb::Item& data = item.data;
    if (!data.changed_since_seen() || !is_for_all(data)) continue;
    if (data.removed() || data.has_parked() || data.withdrawn()) continue;
    if (seen.contains(id) || planted(Fault::kPreviewOmitsChanges)) continue;
    if (sees_item(state, item, chair)) preview.add_changed(id);
  }
  return preview;
}

void preview_opened(const MeetingState& state, const Viewer& chair, const pb::OpenToClient& opening,
                    pb::PreviewView& preview) {
  const std::set<std::string> now(preview.now().begin(), preview.now().end());
  std::set<std::string> opened;
  for (const std::string& id : opening.things()) {
    if (!now.contains(id) && sees_thing(state, id, chair)) opened.insert(id);
  }
  for (const std::string& id : opened) preview.add_opened(id);
  MeetingState after = with_the_curtain_open(state);
  pb::Record record;
  record.set_number(state.number + 1);
  *record.mutable_operation()->mutable_open_to_client() = opening;
  apply(after, record);
  *preview.mutable_seen() = board_of_client(after, chair);
}

}  // namespace flipover
