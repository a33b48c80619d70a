// What a viewer receives of one record: what the record can change of sight, and `see` itself.
#include <algorithm>
#include <iterator>
#include <utility>

#include "server/model/applying.h"
#include "server/model/given.h"
#include "server/model/phases.h"
#include "server/model/projecting.h"
#include "server/model/projection.h"
#include "server/model/shown_operation.h"
#include "server/model/withdrawal.h"

namespace flipover {
namespace {

// What a stance that is taken or withdrawn replaces.
std::vector<pb::StanceTaken> stood_before(const MeetingState& state, const pb::Record& record) {
  std::vector<pb::StanceTaken> stood;
  const pb::TakeStance& op = record.operation().take_stance();
  const Item* item = find_item(state, op.item());
  if (item == nullptr) return stood;
  const auto& stances = item->data.stances();
  std::copy_if(stances.begin(), stances.end(), std::back_inserter(stood), [&](const pb::StanceTaken& stance) {
    return stance.participant() == or_author(op.by(), record);
  });
  return stood;
}

}  // namespace

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
  // With him in the room its screens have his eyes.
  const auto of_client_side = [&](const std::string& named) {
    return scope.everything || viewer_of(state, or_author(named, record)).role.client_side();
  };
  switch (operation.kind_case()) {
    // What changes where the client's eyes do not look waits for an act, also for who of that side saw it in a closed group.
    case pb::Operation::kEditText: scope.things.push_back(operation.edit_text().item()); break;
    case pb::Operation::kSplitItem: scope.things.push_back(operation.split_item().item()); break;
    case pb::Operation::kStackItem:
      scope.things.push_back(operation.stack_item().item());
      scope.things.push_back(operation.stack_item().onto());
      break;
    case pb::Operation::kUnstackItem: scope.things.push_back(operation.unstack_item().item()); break;
    case pb::Operation::kResolve: scope.things.push_back(operation.resolve().item()); break;
    case pb::Operation::kReopen: scope.things.push_back(operation.reopen().item()); break;
    case pb::Operation::kSetField: scope.things.push_back(operation.set_field().item()); break;
    case pb::Operation::kMoveItem: scope.things.push_back(operation.move_item().item()); break;
    case pb::Operation::kParkItem: scope.things.push_back(operation.park_item().item()); break;
    case pb::Operation::kTakeBackItem: scope.things.push_back(operation.take_back_item().item()); break;
    case pb::Operation::kSetVisibility: scope.things.push_back(operation.set_visibility().item()); break;
    case pb::Operation::kTakeStance:
      if (!stood_before(state, record).empty()) scope.things.push_back(operation.take_stance().item());
      break;
    case pb::Operation::kWithdrawItem: scope.things.push_back(operation.withdraw_item().item()); break;
    case pb::Operation::kConfirmDevice:  // what was written on it is his
      for (const auto& [id, item] : state.items) {
        if (item.data.device() == operation.confirm_device().device()) scope.things.push_back(id);
      }
      break;
    case pb::Operation::kRemove: thing(operation.remove().thing()); break;
    case pb::Operation::kRestore: thing(operation.restore().thing()); break;
    case pb::Operation::kOpenToClient:
      for (const auto& id : operation.open_to_client().things()) thing(id);
      break;
    case pb::Operation::kCloseToClient:
      for (const auto& id : operation.close_to_client().things()) thing(id);
      break;
    case pb::Operation::kArrive: scope.everything = of_client_side(operation.arrive().participant()); break;
    case pb::Operation::kDepart: scope.everything = of_client_side(operation.depart().participant()); break;
    case pb::Operation::kCloseRound:
    case pb::Operation::kShutScreens:
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

// Items that he sees and that now say something else to him, though the operation names another.
std::vector<std::string> changed_of_itself(const Before& before, const MeetingState& after, const Viewer& viewer) {
  std::vector<std::string> items = before.revealed;
  if (!before.resting.items.empty() && is_told(after, before.resting, viewer)) {
    items.insert(items.end(), before.resting.items.begin(), before.resting.items.end());
  }
  std::erase_if(items, [&](const std::string& item) { return !sees_item(after, item, viewer); });
  return items;
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

// What the client's eyes are told of a card hangs on its kind and its sayer, and what he saw of a stance may be no more: then
// the card is told anew.
bool is_told_anew(const Before& before, const MeetingState& after, const pb::Operation& operation,
                  const std::string& thing, const Viewer& viewer) {
  if (!has_client_eyes(after, viewer)) return false;
  if (operation.has_set_field() && operation.set_field().item() == thing) {
    const std::string& field = operation.set_field().value().field();
    return field == "kind" || field == "said_by";
  }
  if (operation.has_move_item()) return operation.move_item().item() == thing && !operation.move_item().kind().empty();
  if (!operation.has_take_stance() || operation.take_stance().item() != thing) return false;
  const Item* item = find_item(after, thing);
  const auto sees = [&](const pb::StanceTaken& stance) { return sees_stance(after, *item, stance, viewer); };
  return std::any_of(before.stances.begin(), before.stances.end(), [&](const pb::StanceTaken& stood) {
    const auto& now = item->data.stances();
    return sees(stood) && std::none_of(now.begin(), now.end(), [&](const pb::StanceTaken& stance) {
             return stance.participant() == stood.participant() && sees(stance);
           });
  });
}

// What only the log knows of an operation: its id, and the device it was written on.
void leave_out_storage(pb::Operation& operation) {
  operation.clear_id();
  if (operation.has_add_item()) operation.mutable_add_item()->clear_device();
}

bool same(const pb::RoundCount& a, const pb::RoundCount& b) {
  return a.ready() == b.ready() && a.present() == b.present();
}

}  // namespace

Before before(const MeetingState& state, const pb::Record& record) {
  Before stood = as_ever(state);
  stood.scope = sight_scope(state, record);
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
  if (op.has_close_round()) {
    for (const auto& [id, item] : state.items) {
      if (holds_covered(item.data)) stood.revealed.push_back(id);
    }
  }
  stood.resting = resting_before(state, op);
  if (op.has_take_stance()) stood.stances = stood_before(state, record);
  return stood;
}

Before as_ever(const MeetingState& state) {
  Before stands;
  if (counts_ready(state)) stands.count = count_ready(state);
  stands.room_has_client_eyes = room_has_client_eyes(state);
  return stands;
}

namespace {

// Operations of every minute, by which no more and no less is seen but with the client's eyes.
bool is_plain_to_professionals(const pb::Record& record) {
  if (record.has_seen()) return false;
  const pb::Operation& operation = record.operation();
  switch (operation.kind_case()) {
    case pb::Operation::kEditText:
    case pb::Operation::kSplitItem:
    case pb::Operation::kMoveItem:
    case pb::Operation::kParkItem:
    case pb::Operation::kTakeBackItem:
    case pb::Operation::kRemove:
    case pb::Operation::kTakeStance:
    case pb::Operation::kResolve:
    case pb::Operation::kReopen:
    case pb::Operation::kOpenToClient:
    case pb::Operation::kCloseToClient: return true;
    case pb::Operation::kSetField: return operation.set_field().value().field() != "said_by";  // whose it is, he sees
    default: return false;
  }
}

}  // namespace

bool looks_back(const MeetingState& state, const pb::Record& record, const Viewer& viewer) {
  const pb::Operation& operation = record.operation();
  if (counts_ready(state) || operation.has_open_round() || operation.has_stack_item() || operation.has_unstack_item() ||
      operation.has_confirm_device()) {
    return true;
  }
  // A room screen had the client's eyes then, or has them now.
  const bool eyes_of_client = viewer.role.client_side() || viewer.role.room_screen();
  if (!eyes_of_client && is_plain_to_professionals(record)) return false;
  return !sight_scope(state, record).empty();
}

Sighting see(const Before& before, const Sight& sight, const MeetingState& after, const pb::Record& record,
             const Viewer& viewer) {
  Sighting sighting;
  if (viewer.role.id().empty()) return sighting;
  pb::Record special;
  pb::Seen& seen = *special.mutable_seen();
  const bool screen_turns =
      viewer.role.room_screen() && before.room_has_client_eyes != room_has_client_eyes(after);
  bool appeared_now = false;
  if (!before.scope.empty()) {
    const Sight now = look(after, before.scope, viewer);
    Sight fresh;
    // When the room screen's eyes change, it sees another part of what it goes on seeing.
    const auto stays = [&](const std::string& thing) { return !screen_turns || find_item(after, thing) == nullptr; };
    for (const auto& thing : sight) {
      if (!now.contains(thing) || !stays(thing)) seen.add_gone(thing);
    }
    for (const auto& thing : now) {
      if (!sight.contains(thing) || !stays(thing) || is_told_anew(before, after, record.operation(), thing, viewer)) {
        fresh.insert(thing);
      }
    }
    Sight told;
    if (!fresh.empty()) {
      for (const auto& thing : fresh) add_appeared(after, thing, viewer, *seen.mutable_appeared(), told);
      add_pointing(after, fresh, viewer, *seen.mutable_appeared(), told);
      appeared_now = true;
    }
    for (const auto& item : changed_of_itself(before, after, viewer)) {
      add_appeared(after, item, viewer, *seen.mutable_appeared(), told);
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
    leave_out_storage(*special.mutable_operation());
  }
  if (show != Show::kWhole) seen.set_masked(true);
  if (show == Show::kWhole && !changes) special.clear_seen();
  sighting.record = std::move(special);
  return sighting;
}

pb::Record without_id(const pb::Record& record) {
  pb::Record shown = record;
  if (shown.has_operation()) leave_out_storage(*shown.mutable_operation());
  return shown;
}

}  // namespace flipover
