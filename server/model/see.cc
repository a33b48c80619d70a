// What a viewer receives of one record: what the record can change of sight, and `see` itself.
#include <algorithm>
#include <utility>

#include "server/model/phases.h"
#include "server/model/projecting.h"
#include "server/model/projection.h"
#include "server/model/shown_operation.h"

namespace flipover {

SightScope sight_scope(const MeetingState& state, const pb::Record& record) {
  const pb::Operation& operation = record.operation();
  SightScope scope;
  scope.everything = record.has_seen() && (record.seen().gone_size() > 0 || record.seen().has_appeared());
  const auto sheet_with_things = [&](const std::string& sheet) {
    scope.things.push_back(sheet);
    for (const auto& [id, item] : state.items) {
      if (item.data.sheet() == sheet) scope.things.push_back(id);
    }
    for (const auto& [id, stroke] : state.strokes) {
      if (stroke.sheet() == sheet) scope.things.push_back(id);
    }
  };
  const auto thing = [&](const std::string& id) {
    if (find_sheet(state, id) != nullptr) {
      sheet_with_things(id);
    } else {
      scope.things.push_back(id);
    }
  };
  switch (operation.kind_case()) {
    case pb::Operation::kSetField: scope.things.push_back(operation.set_field().item()); break;
    case pb::Operation::kMoveItem: scope.things.push_back(operation.move_item().item()); break;
    case pb::Operation::kParkItem: scope.things.push_back(operation.park_item().item()); break;
    case pb::Operation::kTakeBackItem: scope.things.push_back(operation.take_back_item().item()); break;
    case pb::Operation::kSetVisibility: scope.things.push_back(operation.set_visibility().item()); break;
    case pb::Operation::kRemove: thing(operation.remove().thing()); break;
    case pb::Operation::kRestore: thing(operation.restore().thing()); break;
    case pb::Operation::kOpenToClient:
      for (const auto& id : operation.open_to_client().things()) thing(id);
      break;
    case pb::Operation::kCloseToClient:
      for (const auto& id : operation.close_to_client().things()) thing(id);
      break;
    case pb::Operation::kCloseRound:
    case pb::Operation::kSetClientView:
    case pb::Operation::kAddParticipant:
    case pb::Operation::kEndParticipation: scope.everything = true; break;
    default: break;
  }
  return scope;
}

Sight look(const MeetingState& state, const SightScope& scope, const Viewer& viewer) {
  Sight sight;
  if (scope.everything) {
    for (const auto& sheet : state.sheets) {
      if (sees_sheet(state, sheet, viewer)) sight.insert(sheet.id());
    }
    for (const auto& [id, item] : state.items) {
      if (sees_item(state, item, viewer)) sight.insert(id);
    }
    for (const auto& [id, stroke] : state.strokes) {
      if (sees_stroke(state, stroke, viewer)) sight.insert(id);
    }
    return sight;
  }
  for (const auto& thing : scope.things) {
    bool seen = false;
    if (const Item* item = find_item(state, thing)) {
      seen = sees_item(state, *item, viewer);
    } else if (const auto home = state.comment_homes.find(thing); home != state.comment_homes.end()) {
      const Item* of = find_item(state, home->second);
      for (const auto& comment : of->data.comments()) {
        if (comment.id() == thing) seen = sees_comment(state, *of, comment, viewer);
      }
    } else if (const auto link = state.links.find(thing); link != state.links.end()) {
      seen = sees_link(state, link->second, viewer);
    } else if (const auto stroke = state.strokes.find(thing); stroke != state.strokes.end()) {
      seen = sees_stroke(state, stroke->second, viewer);
    } else if (const pb::Sheet* sheet = find_sheet(state, thing)) {
      seen = sees_sheet(state, *sheet, viewer);
    }
    if (seen) sight.insert(thing);
  }
  return sight;
}

namespace {

// A thing that appeared is told as it now is; so is an item that has been pointing to it all along.
void add_appeared(const MeetingState& state, const std::string& thing, const Viewer& viewer, pb::Checkpoint& appeared,
                  Sight& told) {
  if (!told.insert(thing).second) return;
  if (const Item* item = find_item(state, thing)) {
    *appeared.add_items() = project_item(state, *item, viewer);
    if (const auto links = state.item_links.find(thing); links != state.item_links.end()) {
      for (const auto& link : links->second) {
        const pb::Link& of = state.links.find(link)->second;
        if (sees_link(state, of, viewer) && told.insert(link).second) *appeared.add_links() = of;
      }
    }
  } else if (const auto home = state.comment_homes.find(thing); home != state.comment_homes.end()) {
    add_appeared(state, home->second, viewer, appeared, told);
  } else if (const auto link = state.links.find(thing); link != state.links.end()) {
    *appeared.add_links() = link->second;
  } else if (const auto stroke = state.strokes.find(thing); stroke != state.strokes.end()) {
    *appeared.add_strokes() = project_stroke(state, stroke->second, viewer);
  } else if (const pb::Sheet* sheet = find_sheet(state, thing)) {
    *appeared.add_sheets() = project_sheet(state, *sheet, viewer);
  }
}

// Items that point to what appeared, and the viewer's own votes on it.
void add_pointing(const MeetingState& state, const Sight& fresh, const Viewer& viewer, pb::Checkpoint& appeared,
                  Sight& told) {
  for (const auto& [id, item] : state.items) {
    const bool points = fresh.contains(item.data.stacked_on()) || fresh.contains(item.data.answered_by()) ||
                        fresh.contains(item.data.sheet()) || fresh.contains(item.data.parked().sheet());
    if (points && sees_item(state, item, viewer)) add_appeared(state, id, viewer, appeared, told);
  }
  for (const auto& [round, ballots] : state.ballots) {
    const auto own = ballots.find(viewer.participant);
    if (own == ballots.end()) continue;
    for (const auto& [item, points] : own->second) {
      if (!fresh.contains(item)) continue;
      auto& ballot = *appeared.add_ballots();
      ballot.set_round(round);
      ballot.set_participant(viewer.participant);
      ballot.set_item(item);
      ballot.set_points(points);
    }
  }
}

// What of an operation's effect the newly appeared snapshot holds already.
bool told_by_snapshot(const pb::Operation& operation) {
  switch (operation.kind_case()) {
    case pb::Operation::kSetField:
    case pb::Operation::kMoveItem:
    case pb::Operation::kParkItem:
    case pb::Operation::kTakeBackItem:
    case pb::Operation::kSetVisibility:
    case pb::Operation::kRemove:
    case pb::Operation::kRestore: return true;
    default: return false;
  }
}

bool same(const pb::RoundCount& a, const pb::RoundCount& b) {
  return a.ready() == b.ready() && a.present() == b.present();
}

}  // namespace

Before before(const MeetingState& state, const pb::Record& record) {
  Before stood;
  stood.scope = sight_scope(state, record);
  if (counts_ready(state)) stood.count = count_ready(state);
  const auto lay_on = [&](const std::string& id) {
    const Item* item = find_item(state, id);
    return item == nullptr ? std::string{} : item->data.stacked_on();
  };
  const pb::Operation& op = record.operation();
  if (op.has_unstack_item()) stood.lay_on = lay_on(op.unstack_item().item());
  if (op.has_stack_item()) {
    stood.lay_on = lay_on(op.stack_item().item());
    stood.lower_lay_on = lay_on(op.stack_item().onto());
  }
  return stood;
}

Sighting see(const Before& before, const Sight& sight, const MeetingState& after, const pb::Record& record,
             const Viewer& viewer) {
  Sighting sighting;
  if (viewer.role.id().empty()) return sighting;
  pb::Record special;
  pb::Seen& seen = *special.mutable_seen();
  const bool screen_turns = viewer.role.room_screen() && record.operation().has_set_client_view();
  bool appeared_now = false;
  if (!before.scope.empty()) {
    const Sight now = look(after, before.scope, viewer);
    Sight fresh;
    // With the curtain the room screen's eyes change: of what it goes on seeing it sees another part.
    const auto stays = [&](const std::string& thing) { return !screen_turns || find_item(after, thing) == nullptr; };
    for (const auto& thing : sight) {
      if (!now.contains(thing) || !stays(thing)) seen.add_gone(thing);
    }
    for (const auto& thing : now) {
      if (!sight.contains(thing) || !stays(thing)) fresh.insert(thing);
    }
    if (!fresh.empty()) {
      Sight told;
      for (const auto& thing : fresh) add_appeared(after, thing, viewer, *seen.mutable_appeared(), told);
      add_pointing(after, fresh, viewer, *seen.mutable_appeared(), told);
      appeared_now = true;
    }
  }
  if (counts_ready(after) && (sees_figures(after, viewer) || screen_turns)) {
    pb::RoundCount count;
    if (sees_figures(after, viewer)) count = count_ready(after);
    if (!same(count, before.count) || record.operation().has_open_round() || screen_turns) {
      *seen.mutable_round_count() = count;
    }
  }
  pb::Operation masked;
  Show show = Show::kNot;
  if (!(appeared_now && told_by_snapshot(record.operation()))) {
    show = show_operation(before, after, record, viewer, masked);
  }
  const bool changes = seen.gone_size() > 0 || seen.has_appeared() || seen.has_round_count();
  if (show == Show::kWhole && !changes && !record.has_seen()) {
    sighting.form = Sighting::Form::kWhole;
    return sighting;
  }
  if (show == Show::kNot && !changes) return sighting;
  sighting.form = Sighting::Form::kSpecial;
  special.set_number(record.number());
  special.set_time_ms(record.time_ms());
  special.set_logged_at_ms(record.logged_at_ms());
  if (show != Show::kNot) {
    if (record.has_imported()) *special.mutable_imported() = record.imported();
    special.set_by(record.by());
    *special.mutable_operation() = show == Show::kMasked ? std::move(masked) : record.operation();
    special.mutable_operation()->clear_id();
  }
  if (show != Show::kWhole) seen.set_masked(true);
  if (show == Show::kWhole && !changes) special.clear_seen();
  sighting.record = std::move(special);
  return sighting;
}

pb::Record without_id(const pb::Record& record) {
  pb::Record shown = record;
  if (shown.has_operation()) shown.mutable_operation()->clear_id();
  return shown;
}

}  // namespace flipover
