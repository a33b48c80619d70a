#include "server/model/apply.h"

#include <algorithm>
#include <utility>

#include "server/base/planted_fault.h"
#include "server/model/limits.h"
#include "server/model/undo.h"
#include "server/model/utf16.h"
#include "server/model/text_wire.h"
#include "server/model/visibility.h"

namespace flipover {
namespace {

template <class Range>
void erase_value(Range& range, const std::string& value) {
  range.erase(std::remove(range.begin(), range.end(), value), range.end());
}

// Changes an item's data, keeping the indexes and the weight right.
template <class Change>
void change_item(MeetingState& state, const std::string& id, Change change) {
  const Item* old = find_item(state, id);
  if (old == nullptr) return;
  Item item = *old;
  change(item);
  put_item(state, std::move(item));
}

// For changes that touch neither text nor comments nor fields: no weight to keep, no copy to make.
template <class Change>
void touch_item(MeetingState& state, const std::string& id, Change change) {
  if (Item* item = find_item(state, id)) change(item->data);
}

const std::string& or_author(const std::string& named, const pb::Record& record) {
  return named.empty() ? record.by() : named;
}

void add_item(MeetingState& state, const pb::Record& record, const pb::AddItem& op) {
  Item item;
  pb::Item& data = item.data;
  data.set_id(op.item());
  data.set_kind(op.kind());
  data.set_sheet(op.sheet());
  data.set_region(op.region());
  data.set_order_key(op.order_key());
  if (op.has_place()) *data.mutable_place() = op.place();
  data.set_said_by(op.said_by());
  data.set_typed_by(record.by());
  data.set_made_ms(record.time_ms());
  data.set_made_at(record.number());
  data.set_source(op.source());
  data.set_epistemic(op.epistemic());
  data.set_domain(op.domain());
  data.set_world(op.world());
  *data.mutable_persons() = op.persons();
  *data.mutable_fields() = op.fields();
  *data.mutable_visibility() = op.visibility();
  if (op.has_parked()) *data.mutable_parked() = op.parked();
  data.set_covered_by(op.covered_by());
  data.set_at_client_table(client_is_at_table(state));
  data.set_made_in(state.course.phase());
  item.text = utf16_from_utf8(op.text()).value_or(std::u16string{});
  put_item(state, std::move(item));
}

void edit_text(MeetingState& state, const pb::EditText& op) {
  Item* item = find_item(state, op.item());
  if (item == nullptr) return;
  const auto change = change_from_wire(op.spans());
  if (change && change->reach() <= item->text.size()) {
    state.content_bytes -= 2 * item->text.size();
    change->apply_to(item->text);
    state.content_bytes += 2 * item->text.size();
  }
  item->data.set_revision(item->data.revision() + 1);
}

void set_field(MeetingState& state, const pb::SetField& op) {
  change_item(state, op.item(), [&](Item& item) {
    const std::string& field = op.value().field();
    const std::string value = op.value().values().empty() ? std::string{} : op.value().values(0);
    pb::Item& data = item.data;
    if (field == "kind") {
      data.set_kind(value);
    } else if (field == "said_by") {
      data.set_said_by(value);
    } else if (field == "source") {
      data.set_source(value);
    } else if (field == "epistemic") {
      data.set_epistemic(value);
    } else if (field == "domain") {
      data.set_domain(value);
    } else if (field == "world") {
      data.set_world(value);
    } else if (field == "persons") {
      *data.mutable_persons() = op.value().values();
    } else {
      auto& fields = *data.mutable_fields();
      fields.erase(std::remove_if(fields.begin(), fields.end(), [&](const auto& set) { return set.field() == field; }),
                   fields.end());
      if (!op.value().values().empty()) {
        *fields.Add() = op.value();
        std::sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.field() < b.field(); });
      }
    }
    if (op.has_parked()) *data.mutable_parked() = op.parked();
  });
}

void move_item(MeetingState& state, const pb::MoveItem& op) {
  touch_item(state, op.item(), [&](pb::Item& data) {
    data.set_sheet(op.sheet());
    data.set_region(op.region());
    data.set_order_key(op.order_key());
    if (op.has_place()) {
      *data.mutable_place() = op.place();
    } else {
      data.clear_place();
    }
    if (op.has_parked()) {
      *data.mutable_parked() = op.parked();
    } else {
      data.clear_parked();
    }
  });
}

void set_removed(MeetingState& state, const std::string& thing, bool removed) {
  if (Item* item = find_item(state, thing)) {
    item->data.set_removed(removed);
  } else if (const auto home = state.comment_homes.find(thing); home != state.comment_homes.end()) {
    touch_item(state, home->second, [&](pb::Item& data) {
      for (auto& comment : *data.mutable_comments()) {
        if (comment.id() == thing) comment.set_removed(removed);
      }
    });
  } else if (const auto link = state.links.find(thing); link != state.links.end()) {
    link->second.set_removed(removed);
  } else if (const auto stroke = state.strokes.find(thing); stroke != state.strokes.end()) {
    stroke->second.set_removed(removed);
  } else if (pb::Sheet* sheet = find_sheet(state, thing)) {
    sheet->set_removed(removed);
  }
}

void split_item(MeetingState& state, const pb::Record& record, const pb::SplitItem& op) {
  const Item* whole = find_item(state, op.item());
  if (whole == nullptr) return;
  Item rest = *whole;
  const std::size_t at = std::min<std::size_t>(op.at(), whole->text.size());
  rest.text = whole->text.substr(at);
  // Comments, stances, scores and totals were given to the whole and stay with it.
  rest.data.clear_comments();
  rest.data.clear_stances();
  rest.data.clear_scores();
  rest.data.clear_tallies();
  rest.data.clear_stacked_on();
  rest.data.clear_answered_by();
  rest.data.set_resolved(false);
  rest.data.set_id(op.new_item());
  rest.data.set_order_key(op.order_key());
  rest.data.set_revision(0);
  rest.data.set_made_ms(record.time_ms());
  rest.data.set_made_at(record.number());
  rest.data.set_made_in(state.course.phase());
  change_item(state, op.item(), [&](Item& item) {
    item.text.resize(at);  // the same edit that TextHistory keeps of a split
    item.data.set_revision(item.data.revision() + 1);
  });
  put_item(state, std::move(rest));
}

void add_comment(MeetingState& state, const pb::Record& record, const pb::AddComment& op) {
  change_item(state, op.item(), [&](Item& item) {
    pb::Comment& comment = *item.data.add_comments();
    comment.set_id(op.comment());
    comment.set_text(op.text());
    comment.set_said_by(op.said_by());
    comment.set_typed_by(record.by());
    comment.set_made_ms(record.time_ms());
    comment.set_at_client_table(client_is_at_table(state));
  });
}

template <class Entries>
void erase_of(Entries& entries, const std::string& participant) {
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [&](const auto& entry) { return entry.participant() == participant; }),
                entries.end());
}

template <class Entries>
void sort_by_participant(Entries& entries) {
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.participant() < b.participant(); });
}

void take_stance(MeetingState& state, const pb::Record& record, const pb::TakeStance& op) {
  const std::string& whose = or_author(op.by(), record);
  touch_item(state, op.item(), [&](pb::Item& data) {
    erase_of(*data.mutable_stances(), whose);
    if (op.stance() == pb::TakeStance::STANCE_UNSPECIFIED) return;
    pb::StanceTaken& taken = *data.add_stances();
    taken.set_participant(whose);
    taken.set_stance(op.stance());
    taken.set_words(op.words());
    taken.set_typed_by(record.by());
    sort_by_participant(*data.mutable_stances());
  });
}

// A score of kScoreWithdrawn takes an earlier one back: what undo of a first score logs.
void score(MeetingState& state, const pb::Record& record, const pb::Score& op) {
  const std::string& whose = or_author(op.by(), record);
  touch_item(state, op.item(), [&](pb::Item& data) {
    erase_of(*data.mutable_scores(), whose);
    if (op.value() == kScoreWithdrawn) return;
    pb::ScoreGiven& given = *data.add_scores();
    given.set_participant(whose);
    given.set_value(op.value());
    given.set_words(op.words());
    sort_by_participant(*data.mutable_scores());
  });
}

void close_round(MeetingState& state, const pb::CloseRound& op) {
  for (const auto& tally : op.tallies()) {
    touch_item(state, tally.item(), [&](pb::Item& data) {
      pb::Tally& kept = *data.add_tallies();
      kept.set_round(tally.round());
      kept.set_points(tally.points());
    });
  }
  for (auto& [id, item] : state.items) {
    if (item.data.covered_by() == op.round()) item.data.set_covered_by(0);
  }
  state.course.clear_round();
}

void open_round(MeetingState& state, const pb::Record& record, const pb::OpenRound& op) {
  state.course.set_rounds(op.round());
  pb::Round& round = *state.course.mutable_round();
  round.Clear();
  round.set_round(op.round());
  round.set_kind(op.kind());
  round.set_sheet(op.sheet());
  *round.mutable_regions() = op.regions();
  *round.mutable_kinds() = op.kinds();
  round.set_points(op.points());
  round.set_minutes(op.minutes());
  round.set_since_ms(record.time_ms());
}

void go_to_phase(MeetingState& state, const pb::Record& record, const pb::GoToPhase& op) {
  pb::Course& course = state.course;
  course.set_phase(op.phase());
  course.set_phase_since_ms(record.time_ms());
  course.set_extended_seconds(0);
  const auto& visited = course.visited();
  if (std::find(visited.begin(), visited.end(), op.phase()) == visited.end()) course.add_visited(op.phase());
}

void open_or_close(MeetingState& state, const google::protobuf::RepeatedPtrField<std::string>& things, bool open) {
  for (const auto& thing : things) {
    if (Item* item = find_item(state, thing)) {
      item->data.set_opened_to_client(open);
      if (!open) item->data.set_at_client_table(false);
    } else if (const auto stroke = state.strokes.find(thing); stroke != state.strokes.end()) {
      stroke->second.set_opened_to_client(open);
      if (!open) stroke->second.set_at_client_table(false);
    } else if (pb::Sheet* sheet = find_sheet(state, thing)) {
      sheet->set_opened_to_client(open);
      if (!open) sheet->set_at_client_table(false);
    }
  }
}

void arrive(MeetingState& state, const pb::Record& record, const pb::Arrive& op) {
  pb::Attendee* attendee = find_attendee(state, or_author(op.participant(), record));
  if (attendee == nullptr) return;
  if (attendee->present()) attendee->mutable_stays()->rbegin()->set_to_ms(record.time_ms());
  attendee->set_present(true);
  attendee->set_location(op.location());
  pb::Stay& stay = *attendee->add_stays();
  stay.set_from_ms(record.time_ms());
  stay.set_location(op.location());
}

void depart(MeetingState& state, const pb::Record& record, const std::string& participant) {
  pb::Attendee* attendee = find_attendee(state, participant);
  if (attendee == nullptr || !attendee->present()) return;
  attendee->set_present(false);
  attendee->mutable_stays()->rbegin()->set_to_ms(record.time_ms());
  erase_value(*state.course.mutable_hands(), participant);
  erase_value(*state.course.mutable_round()->mutable_ready(), participant);
  if (state.course.round().round() == 0) state.course.clear_round();
  if (state.course.turn() == participant) state.course.clear_turn();
}

void raise_hand(MeetingState& state, const std::string& participant, bool raised) {
  auto& hands = *state.course.mutable_hands();
  erase_value(hands, participant);
  if (raised) *hands.Add() = participant;
}

void add_participant(MeetingState& state, const pb::Participant& participant) {
  if (pb::Attendee* attendee = find_attendee(state, participant.id())) {
    *attendee->mutable_participant() = participant;
  } else {
    *state.attendees.emplace_back().mutable_participant() = participant;
  }
  const pb::Role* role = find_role(state, participant.role());
  if (state.course.chair().empty() && role != nullptr && role->chairs()) state.course.set_chair(participant.id());
}

void create_meeting(MeetingState& state, const pb::Record& record, const pb::CreateMeeting& op) {
  set_created(state, op);
  for (const auto& phase : op.method().phases()) {
    pb::Sheet& sheet = state.sheets.emplace_back();
    sheet.set_id(phase.id());
    sheet.set_phase(phase.id());
  }
  if (op.method().phases().empty()) return;
  state.course.set_phase(op.method().phases(0).id());
  state.course.set_phase_since_ms(record.time_ms());
  state.course.add_visited(op.method().phases(0).id());
}

void apply_operation(MeetingState& state, const pb::Record& record) {
  const pb::Operation& op = record.operation();
  switch (op.kind_case()) {
    case pb::Operation::kAddItem: return add_item(state, record, op.add_item());
    case pb::Operation::kEditText: return edit_text(state, op.edit_text());
    case pb::Operation::kSetField: return set_field(state, op.set_field());
    case pb::Operation::kMoveItem: return move_item(state, op.move_item());
    case pb::Operation::kRemove: return set_removed(state, op.remove().thing(), true);
    case pb::Operation::kRestore: return set_removed(state, op.restore().thing(), false);
    case pb::Operation::kSplitItem: return split_item(state, record, op.split_item());
    case pb::Operation::kStackItem:
      return touch_item(state, op.stack_item().item(),
                        [&](pb::Item& data) { data.set_stacked_on(op.stack_item().onto()); });
    case pb::Operation::kUnstackItem:
      return touch_item(state, op.unstack_item().item(), [](pb::Item& data) { data.clear_stacked_on(); });
    case pb::Operation::kParkItem:
      return touch_item(state, op.park_item().item(),
                        [&](pb::Item& data) { *data.mutable_parked() = op.park_item().parked(); });
    case pb::Operation::kTakeBackItem:
      return touch_item(state, op.take_back_item().item(), [&](pb::Item& data) {
        data.clear_parked();
        data.set_sheet(op.take_back_item().sheet());
        data.set_region(op.take_back_item().region());
        data.set_order_key(op.take_back_item().order_key());
      });
    case pb::Operation::kLinkItems: {
      pb::Link link;
      link.set_id(op.link_items().link());
      link.set_from(op.link_items().from());
      link.set_to(op.link_items().to());
      link.set_relation(op.link_items().relation());
      link.set_by(record.by());
      return put_link(state, std::move(link));
    }
    case pb::Operation::kAddComment: return add_comment(state, record, op.add_comment());
    case pb::Operation::kVote: {
      auto& points = state.ballots[op.vote().round()][record.by()];
      if (op.vote().points() == 0) {
        points.erase(op.vote().item());
      } else {
        points[op.vote().item()] = op.vote().points();
      }
      return;
    }
    case pb::Operation::kScore: return score(state, record, op.score());
    case pb::Operation::kTakeStance: return take_stance(state, record, op.take_stance());
    case pb::Operation::kResolve:
      return touch_item(state, op.resolve().item(), [&](pb::Item& data) {
        data.set_resolved(true);
        data.set_answered_by(op.resolve().answered_by());
      });
    case pb::Operation::kReopen:
      return touch_item(state, op.reopen().item(), [](pb::Item& data) {
        data.set_resolved(false);
        data.clear_answered_by();
      });
    case pb::Operation::kAddPage: {
      pb::Sheet& sheet = state.sheets.emplace_back();
      sheet.set_id(op.add_page().sheet());
      sheet.set_phase(op.add_page().phase());
      sheet.set_title(op.add_page().title());
      sheet.set_by(record.by());
      sheet.set_at_client_table(client_is_at_table(state));
      return;
    }
    case pb::Operation::kDraw: {
      pb::Stroke stroke;
      stroke.set_id(op.draw().stroke());
      stroke.set_sheet(op.draw().sheet());
      stroke.set_by(record.by());
      *stroke.mutable_points() = op.draw().points();
      stroke.set_colour(op.draw().colour());
      stroke.set_width(op.draw().width());
      stroke.set_at_client_table(client_is_at_table(state));
      state.content_bytes += 4 * static_cast<std::size_t>(stroke.points_size());
      state.strokes.insert_or_assign(op.draw().stroke(), std::move(stroke));
      return;
    }
    case pb::Operation::kSetVisibility:
      return touch_item(state, op.set_visibility().item(), [&](pb::Item& data) {
        *data.mutable_visibility() = op.set_visibility().visibility();
      });
    case pb::Operation::kGoToPhase: return go_to_phase(state, record, op.go_to_phase());
    case pb::Operation::kExtendPhase:
      return state.course.set_extended_seconds(state.course.extended_seconds() + op.extend_phase().seconds());
    case pb::Operation::kLiftRule: {
      pb::LiftedRule& lifted = *state.course.add_lifted();
      lifted.set_phase(op.lift_rule().phase());
      lifted.set_rule(op.lift_rule().rule());
      return;
    }
    case pb::Operation::kOpenRound: return open_round(state, record, op.open_round());
    case pb::Operation::kCloseRound: return close_round(state, op.close_round());
    case pb::Operation::kSetReady: {
      auto& ready = *state.course.mutable_round()->mutable_ready();
      erase_value(ready, record.by());
      if (op.set_ready().ready()) *ready.Add() = record.by();
      return;
    }
    case pb::Operation::kRaiseHand: return raise_hand(state, record.by(), op.raise_hand().raised());
    case pb::Operation::kGiveTurn:
      state.course.set_turn(op.give_turn().participant());
      return raise_hand(state, op.give_turn().participant(), false);
    case pb::Operation::kHandOverChair: return state.course.set_chair(op.hand_over_chair().to());
    case pb::Operation::kSetClientView: return state.course.set_client_view(op.set_client_view().on());
    case pb::Operation::kOpenToClient: return open_or_close(state, op.open_to_client().things(), true);
    case pb::Operation::kCloseToClient: return open_or_close(state, op.close_to_client().things(), false);
    case pb::Operation::kArrive: return arrive(state, record, op.arrive());
    case pb::Operation::kDepart: return depart(state, record, or_author(op.depart().participant(), record));
    case pb::Operation::kBeginMeeting:
      state.course.set_begun(true);
      state.course.set_begun_ms(record.time_ms());
      return;
    case pb::Operation::kEndMeeting:
      state.course.set_ended(true);
      state.course.set_ended_ms(record.time_ms());
      return;
    case pb::Operation::kSettleMeeting: return state.course.set_settled(true);
    case pb::Operation::kAddParticipant: return add_participant(state, op.add_participant().participant());
    case pb::Operation::kEndParticipation: {
      const std::string& participant = op.end_participation().participant();
      depart(state, record, participant);
      if (pb::Attendee* attendee = find_attendee(state, participant)) {
        attendee->mutable_participant()->set_ended(true);
      }
      return;
    }
    case pb::Operation::kCreateMeeting: return create_meeting(state, record, op.create_meeting());
    case pb::Operation::kCallToItem:  // an event, told to all and not kept
    case pb::Operation::kUndo:        // logged as its inverse
    case pb::Operation::KIND_NOT_SET: return;
  }
}

void forget_thing(MeetingState& state, const std::string& thing) {
  for (auto& [id, item] : state.items) {
    if (item.data.stacked_on() == thing) item.data.clear_stacked_on();
    if (item.data.answered_by() == thing) item.data.clear_answered_by();
  }
  for (auto& [round, ballots] : state.ballots) {
    for (auto& [participant, points] : ballots) points.erase(thing);
  }
  if (state.items.contains(thing)) {
    erase_item(state, thing);
  } else if (const auto home = state.comment_homes.find(thing); home != state.comment_homes.end()) {
    const std::string item = home->second;
    change_item(state, item, [&](Item& of) {
      auto& comments = *of.data.mutable_comments();
      comments.erase(std::remove_if(comments.begin(), comments.end(),
                                    [&](const pb::Comment& comment) { return comment.id() == thing; }),
                     comments.end());
    });
  } else if (state.links.contains(thing)) {
    erase_link(state, thing);
  } else if (state.strokes.contains(thing)) {
    state.strokes.erase(thing);
  } else {
    std::erase_if(state.sheets, [&](const pb::Sheet& sheet) { return sheet.id() == thing; });
  }
}

void apply_seen(MeetingState& state, const pb::Seen& seen) {
  for (const auto& thing : seen.gone()) forget_thing(state, thing);
  if (seen.has_appeared()) merge_checkpoint(state, seen.appeared());
  if (seen.has_round_count() && state.course.has_round()) {
    *state.course.mutable_round()->mutable_count() = seen.round_count();
  }
}

void note_committed(MeetingState& state, const pb::Record& record) {
  const pb::OperationId& id = record.operation().id();
  if (id.client().empty() || planted(Fault::kDropRetryId)) return;
  ClientProgress& progress = state.clients[id.client()];
  progress.participant = record.by();
  progress.highest = std::max(progress.highest, id.counter());
  progress.recent[id.counter()] = record.number();
  if (progress.recent.size() > kCommittedRemembered) progress.recent.erase(progress.recent.begin());
}

}  // namespace

void apply(MeetingState& state, const pb::Record& record) {
  remember_act(state, record);
  state.number = record.number();
  state.time_ms = std::max(state.time_ms, record.time_ms());
  apply_operation(state, record);
  guard_act(state, record);
  if (record.has_seen()) apply_seen(state, record.seen());
  note_committed(state, record);
}

}  // namespace flipover
