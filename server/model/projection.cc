#include "server/model/projection.h"

#include <algorithm>

#include "server/model/phases.h"

namespace flipover {
namespace {

// Who is ready is counted in a blind round (VB-04).
bool counts_ready(const MeetingState& state) { return state.course.round().kind() == pb::OpenRound::BLIND; }

void project_course(const MeetingState& state, const Viewer& viewer, pb::Course& course) {
  course = state.course;
  if (!course.has_round()) return;
  auto& round = *course.mutable_round();
  const bool ready = std::find(round.ready().begin(), round.ready().end(), viewer.participant) != round.ready().end();
  round.clear_ready();
  if (ready) round.add_ready(viewer.participant);
  round.clear_count();
  if (counts_ready(state) && sees_figures(state, viewer)) *round.mutable_count() = count_ready(state);
}

// A client's own words may lie on a page that he does not see: then he is not told where.
template <class Placed>
bool leave_out_page(const MeetingState& state, const Viewer& viewer, Placed& placed) {
  const pb::Sheet* sheet = find_sheet(state, placed.sheet());
  if (sheet == nullptr || sees_sheet(state, *sheet, viewer)) return false;
  placed.clear_sheet();
  placed.clear_region();
  if constexpr (requires { placed.clear_place(); }) placed.clear_place();
  return true;
}

void project_ballots(const MeetingState& state, const Viewer& viewer, pb::Checkpoint& checkpoint) {
  for (const auto& [round, ballots] : state.ballots) {
    const auto own = ballots.find(viewer.participant);
    if (own == ballots.end()) continue;
    for (const auto& [item, points] : own->second) {
      if (!sees_item(state, item, viewer)) continue;
      auto& ballot = *checkpoint.add_ballots();
      ballot.set_round(round);
      ballot.set_participant(viewer.participant);
      ballot.set_item(item);
      ballot.set_points(points);
    }
  }
}

pb::Sheet project_sheet(const MeetingState& state, const pb::Sheet& sheet, const Viewer& viewer) {
  pb::Sheet seen = sheet;
  if (!sees_figures(state, viewer)) {
    seen.clear_at_client_table();
    seen.clear_opened_to_client();
  }
  return seen;
}

pb::Stroke project_stroke(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer) {
  pb::Stroke seen = stroke;
  if (!sees_figures(state, viewer)) {
    seen.clear_at_client_table();
    seen.clear_opened_to_client();
  }
  return seen;
}

}  // namespace

pb::Item project_item(const MeetingState& state, const Item& item, const Viewer& viewer) {
  pb::Item seen = to_proto(item);
  if (!sees_item(state, seen.stacked_on(), viewer)) seen.clear_stacked_on();
  if (!sees_item(state, seen.answered_by(), viewer)) seen.clear_answered_by();
  if (sees_figures(state, viewer)) return seen;
  leave_out_page(state, viewer, seen);
  if (seen.has_parked()) leave_out_page(state, viewer, *seen.mutable_parked());
  seen.clear_at_client_table();
  seen.clear_opened_to_client();
  seen.clear_tallies();
  auto& scores = *seen.mutable_scores();
  scores.erase(std::remove_if(scores.begin(), scores.end(),
                              [&](const pb::ScoreGiven& score) { return score.participant() != viewer.participant; }),
               scores.end());
  auto& comments = *seen.mutable_comments();
  comments.erase(
      std::remove_if(comments.begin(), comments.end(),
                     [&](const pb::Comment& comment) { return !sees_comment(state, item, comment, viewer); }),
      comments.end());
  for (auto& comment : comments) comment.clear_at_client_table();
  return seen;
}

pb::Checkpoint project(const MeetingState& state, const Viewer& viewer) {
  pb::Checkpoint seen;
  seen.set_number(state.number);
  seen.set_time_ms(state.time_ms);
  if (viewer.role.id().empty()) return seen;
  *seen.mutable_info()->mutable_created() = whole_created(state);
  for (const auto& attendee : state.attendees) *seen.add_attendees() = attendee;
  for (const auto& sheet : state.sheets) {
    if (sees_sheet(state, sheet, viewer)) *seen.add_sheets() = project_sheet(state, sheet, viewer);
  }
  for (const auto& [id, item] : state.items) {
    if (sees_item(state, item, viewer)) *seen.add_items() = project_item(state, item, viewer);
  }
  for (const auto& [id, link] : state.links) {
    if (sees_link(state, link, viewer)) *seen.add_links() = link;
  }
  for (const auto& [id, stroke] : state.strokes) {
    if (sees_stroke(state, stroke, viewer)) *seen.add_strokes() = project_stroke(state, stroke, viewer);
  }
  project_course(state, viewer, *seen.mutable_course());
  project_ballots(state, viewer, seen);
  return seen;
}

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

enum class Show { kNot, kWhole, kMasked };

// Who does not see both items is told no more than that one he sees lies no longer where he saw it.
Show show_stacking(const Before& before, const MeetingState& after, const pb::StackItem& op, const Viewer& viewer,
                   pb::Operation& masked) {
  const bool sees_upper = sees_item(after, op.item(), viewer);
  const bool sees_lower = sees_item(after, op.onto(), viewer);
  if (sees_upper && sees_lower) return Show::kWhole;
  if (sees_upper && sees_item(after, before.lay_on, viewer)) {
    masked.mutable_unstack_item()->set_item(op.item());
    return Show::kMasked;
  }
  if (sees_lower && sees_item(after, before.lower_lay_on, viewer)) {
    masked.mutable_unstack_item()->set_item(op.onto());
    return Show::kMasked;
  }
  return Show::kNot;
}

// What was opened to the client or closed, as far as the viewer sees it; `op` is left with that.
template <class Curtain>
Show show_curtain(const MeetingState& after, Curtain& op, const Viewer& viewer) {
  if (!sees_figures(after, viewer)) return Show::kNot;
  const auto sees = [&](const std::string& thing) { return !look(after, SightScope{false, {thing}}, viewer).empty(); };
  auto& things = *op.mutable_things();
  const int all = things.size();
  things.erase(std::remove_if(things.begin(), things.end(), [&](const std::string& thing) { return !sees(thing); }),
               things.end());
  const bool named = op.item().empty() || sees(op.item());
  if (named) return things.size() == all ? Show::kWhole : Show::kMasked;
  op.clear_item();
  return things.empty() ? Show::kNot : Show::kMasked;
}

// Whether the viewer gets the operation, where the things it names have not just appeared or gone. `masked` is the
// operation in the form that he gets it, filled in when the answer is kMasked.
Show show_operation(const Before& before, const MeetingState& after, const pb::Record& record, const Viewer& viewer,
                    pb::Operation& masked) {
  const pb::Operation& operation = record.operation();
  const bool own = !viewer.participant.empty() && record.by() == viewer.participant;
  const auto item = [&](const std::string& id) { return sees_item(after, id, viewer) ? Show::kWhole : Show::kNot; };
  // The words of the chair about the process are not for the client's page.
  const auto reason_apart = [&](auto clear) {
    if (sees_figures(after, viewer)) return Show::kWhole;
    masked = operation;
    clear(masked);
    return masked.ByteSizeLong() == operation.ByteSizeLong() ? Show::kWhole : Show::kMasked;
  };
  // What puts an item somewhere: the page is left out where he does not see it.
  const auto placed = [&](const std::string& id, auto part) {
    if (item(id) == Show::kNot) return Show::kNot;
    if (sees_figures(after, viewer)) return Show::kWhole;
    masked = operation;
    auto* op = part(masked);
    bool left_out = false;
    if constexpr (requires { op->sheet(); }) left_out = leave_out_page(after, viewer, *op);
    if constexpr (requires { op->parked(); }) {
      if (op->has_parked() && leave_out_page(after, viewer, *op->mutable_parked())) left_out = true;
    }
    return left_out ? Show::kMasked : Show::kWhole;
  };
  switch (operation.kind_case()) {
    case pb::Operation::kAddItem:
      return placed(operation.add_item().item(), [](pb::Operation& op) { return op.mutable_add_item(); });
    case pb::Operation::kEditText: return item(operation.edit_text().item());
    case pb::Operation::kSetField:
      return placed(operation.set_field().item(), [](pb::Operation& op) { return op.mutable_set_field(); });
    case pb::Operation::kMoveItem:
      return placed(operation.move_item().item(), [](pb::Operation& op) { return op.mutable_move_item(); });
    case pb::Operation::kSplitItem: return item(operation.split_item().item());
    case pb::Operation::kStackItem: return show_stacking(before, after, operation.stack_item(), viewer, masked);
    case pb::Operation::kUnstackItem:
      return sees_item(after, before.lay_on, viewer) ? item(operation.unstack_item().item()) : Show::kNot;
    case pb::Operation::kParkItem:
      return placed(operation.park_item().item(), [](pb::Operation& op) { return op.mutable_park_item(); });
    case pb::Operation::kTakeBackItem:
      return placed(operation.take_back_item().item(), [](pb::Operation& op) { return op.mutable_take_back_item(); });
    case pb::Operation::kSetVisibility: {
      if (item(operation.set_visibility().item()) == Show::kNot) return Show::kNot;
      return reason_apart([](pb::Operation& op) { op.mutable_set_visibility()->clear_reason(); });
    }
    case pb::Operation::kRemove:
    case pb::Operation::kRestore: {
      const std::string& thing =
          operation.has_remove() ? operation.remove().thing() : operation.restore().thing();
      return look(after, SightScope{false, {thing}}, viewer).empty() ? Show::kNot : Show::kWhole;
    }
    case pb::Operation::kLinkItems: {
      const auto link = after.links.find(operation.link_items().link());
      return link != after.links.end() && sees_link(after, link->second, viewer) ? Show::kWhole : Show::kNot;
    }
    case pb::Operation::kAddComment: {
      const SightScope comment{false, {operation.add_comment().comment()}};
      return look(after, comment, viewer).empty() ? Show::kNot : Show::kWhole;
    }
    case pb::Operation::kVote: return own ? item(operation.vote().item()) : Show::kNot;
    case pb::Operation::kScore:
      if (!sees_figures(after, viewer) && operation.score().by() != viewer.participant) return Show::kNot;
      return item(operation.score().item());
    case pb::Operation::kTakeStance: return item(operation.take_stance().item());
    case pb::Operation::kResolve:
      if (item(operation.resolve().item()) == Show::kNot) return Show::kNot;
      if (operation.resolve().answered_by().empty() || sees_item(after, operation.resolve().answered_by(), viewer)) {
        return Show::kWhole;
      }
      masked = operation;
      masked.mutable_resolve()->clear_answered_by();
      return Show::kMasked;
    case pb::Operation::kReopen: return item(operation.reopen().item());
    case pb::Operation::kAddPage: {
      const pb::Sheet* sheet = find_sheet(after, operation.add_page().sheet());
      return sheet != nullptr && sees_sheet(after, *sheet, viewer) ? Show::kWhole : Show::kNot;
    }
    case pb::Operation::kDraw: {
      const auto stroke = after.strokes.find(operation.draw().stroke());
      return stroke != after.strokes.end() && sees_stroke(after, stroke->second, viewer) ? Show::kWhole : Show::kNot;
    }
    case pb::Operation::kGoToPhase:
      return reason_apart([](pb::Operation& op) { op.mutable_go_to_phase()->clear_reason(); });
    case pb::Operation::kExtendPhase:
      return reason_apart([](pb::Operation& op) { op.mutable_extend_phase()->clear_reason(); });
    case pb::Operation::kLiftRule:
      return reason_apart([](pb::Operation& op) { op.mutable_lift_rule()->clear_reason(); });
    case pb::Operation::kCloseRound: {
      if (operation.close_round().tallies().empty()) return Show::kWhole;
      masked = operation;
      auto& tallies = *masked.mutable_close_round()->mutable_tallies();
      tallies.erase(std::remove_if(tallies.begin(), tallies.end(),
                                   [&](const pb::Tally& tally) {
                                     return !sees_figures(after, viewer) || !sees_item(after, tally.item(), viewer);
                                   }),
                    tallies.end());
      return tallies.size() == operation.close_round().tallies_size() ? Show::kWhole : Show::kMasked;
    }
    case pb::Operation::kSetReady:
      if (own) return Show::kWhole;
      return Show::kNot;  // the count tells (VB-04)
    case pb::Operation::kCallToItem: return item(operation.call_to_item().item());
    case pb::Operation::kSetClientView:
      return reason_apart([](pb::Operation& op) { op.mutable_set_client_view()->clear_reason(); });
    case pb::Operation::kOpenToClient:
      masked = operation;
      return show_curtain(after, *masked.mutable_open_to_client(), viewer);
    case pb::Operation::kCloseToClient:
      masked = operation;
      return show_curtain(after, *masked.mutable_close_to_client(), viewer);
    case pb::Operation::kArrive:
      return reason_apart([](pb::Operation& op) { op.mutable_arrive()->clear_note(); });
    case pb::Operation::kDepart:
      return reason_apart([](pb::Operation& op) { op.mutable_depart()->clear_reason(); });
    case pb::Operation::kEndParticipation:
      return reason_apart([](pb::Operation& op) { op.mutable_end_participation()->clear_reason(); });
    case pb::Operation::kOpenRound:
    case pb::Operation::kRaiseHand:
    case pb::Operation::kGiveTurn:
    case pb::Operation::kHandOverChair:
    case pb::Operation::kBeginMeeting:
    case pb::Operation::kEndMeeting:
    case pb::Operation::kSettleMeeting:
    case pb::Operation::kAddParticipant:
    case pb::Operation::kCreateMeeting: return Show::kWhole;
    case pb::Operation::kUndo:  // logged as its inverse, never so
    case pb::Operation::KIND_NOT_SET: return Show::kNot;
  }
  return Show::kNot;
}

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
