#include <algorithm>
#include <utility>

#include "server/model/applying.h"
#include "server/model/text_wire.h"
#include "server/model/undo.h"
#include "server/model/utf16.h"
#include "server/model/visibility.h"

namespace flipover {
namespace {

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
    if (!op.kind().empty()) data.set_kind(op.kind());
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

// What it is laid on lies on nothing from here: where the author did not see what it lay on, a ring of cards could
// come about.
void stack_item(MeetingState& state, const pb::StackItem& op) {
  touch_item(state, op.item(), [&](pb::Item& data) { data.set_stacked_on(op.onto()); });
  touch_item(state, op.onto(), [](pb::Item& data) { data.clear_stacked_on(); });
}

void take_back_item(MeetingState& state, const pb::TakeBackItem& op) {
  touch_item(state, op.item(), [&](pb::Item& data) {
    data.clear_parked();
    data.clear_place();
    data.set_sheet(op.sheet());
    data.set_region(op.region());
    data.set_order_key(op.order_key());
  });
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

void resolve(MeetingState& state, const pb::Resolve& op) {
  touch_item(state, op.item(), [&](pb::Item& data) {
    data.set_resolved(true);
    data.set_answered_by(op.answered_by());
  });
}

void reopen(MeetingState& state, const pb::Reopen& op) {
  touch_item(state, op.item(), [](pb::Item& data) {
    data.set_resolved(false);
    data.clear_answered_by();
  });
}

}  // namespace

void apply_to_item(MeetingState& state, const pb::Record& record) {
  const pb::Operation& op = record.operation();
  switch (op.kind_case()) {
    case pb::Operation::kAddItem: return add_item(state, record, op.add_item());
    case pb::Operation::kEditText: return edit_text(state, op.edit_text());
    case pb::Operation::kSetField: return set_field(state, op.set_field());
    case pb::Operation::kMoveItem: return move_item(state, op.move_item());
    case pb::Operation::kSplitItem: return split_item(state, record, op.split_item());
    case pb::Operation::kStackItem: return stack_item(state, op.stack_item());
    case pb::Operation::kUnstackItem:
      return touch_item(state, op.unstack_item().item(), [](pb::Item& data) { data.clear_stacked_on(); });
    case pb::Operation::kParkItem:
      return touch_item(state, op.park_item().item(),
                        [&](pb::Item& data) { *data.mutable_parked() = op.park_item().parked(); });
    case pb::Operation::kTakeBackItem: return take_back_item(state, op.take_back_item());
    case pb::Operation::kSetVisibility:
      return touch_item(state, op.set_visibility().item(), [&](pb::Item& data) {
        *data.mutable_visibility() = op.set_visibility().visibility();
      });
    case pb::Operation::kAddComment: return add_comment(state, record, op.add_comment());
    case pb::Operation::kScore: return score(state, record, op.score());
    case pb::Operation::kTakeStance: return take_stance(state, record, op.take_stance());
    case pb::Operation::kResolve: return resolve(state, op.resolve());
    case pb::Operation::kReopen: return reopen(state, op.reopen());
    default: return;
  }
}

}  // namespace flipover
