#include <algorithm>
#include <utility>

#include "server/model/applying.h"
#include "server/model/client_page.h"
#include "server/model/given.h"
#include "server/model/rights.h"
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
  data.set_device(op.device());
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
  if (!lies_open_to_client(state, data)) data.set_at_client_table(false);  // he does not see it being made
  data.set_made_in(state.course.phase());
  item.text = utf16_from_utf8(op.text()).value_or(std::u16string{});
  put_item(state, std::move(item));
}

void edit_text(MeetingState& state, const pb::EditText& op) {
  Item* item = find_item(state, op.item());
  if (item == nullptr) return;
  const auto change = change_from_wire(op.spans());
  if (change && change->reach() <= item->text.size()) {
    weigh_out(state, *item);
    change->apply_to(item->text);
    weigh_in(state, *item);
  }
  item->data.set_revision(item->data.revision() + 1);
  changes_unseen(state, item->data);
}

// All who are admitted now were so before: nobody comes to see it.
bool narrows(const std::string& from, const std::string& level) {
  if (level == "prive" || (from == level && level != "besloten_groep")) return true;
  if (from == "professionals") return level == "bron_en_regie" || level == "regie";
  return from.empty() || from == "deelnemers";
}

void set_visibility(MeetingState& state, const pb::SetVisibility& op) {
  touch_item(state, op.item(), [&](pb::Item& data) {
    if (!narrows(data.visibility().level(), op.visibility().level())) shows_itself_anew(data);
    *data.mutable_visibility() = op.visibility();
    if (!state.course.client_view()) changes_unseen(state, data);  // with it open he sees the card go and come
  });
}

// Others may name another sayer. Whose it was first keeps the right to it, until he gives it away.
void name_sayer(const pb::Record& record, pb::Item& data, const std::string& sayer) {
  const std::string first = first_sayer(data);
  data.set_first_said_by(record.by() == first || sayer == first ? std::string{} : first);
  data.set_said_by(sayer);
  // Its sayer, and of some levels his organisation, sees what others do not.
  if (data.visibility().level() != "deelnemers" || data.covered_by() != 0) shows_itself_anew(data);
  data.set_client_edits_from(data.revision());
}

void set_field(MeetingState& state, const pb::Record& record, const pb::SetField& op) {
  change_item(state, op.item(), [&](Item& item) {
    const std::string& field = op.value().field();
    const std::string value = op.value().values().empty() ? std::string{} : op.value().values(0);
    pb::Item& data = item.data;
    if (field == "kind") {
      data.set_kind(value);
    } else if (field == "said_by") {
      name_sayer(record, data, value);
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
    if (field == "kind" || field == "said_by" || is_client_field(state, data.kind(), field)) changes_unseen(state, data);
  });
}

void move_item(MeetingState& state, const pb::MoveItem& op) {
  touch_item(state, op.item(), [&](pb::Item& data) {
    const bool elsewhere = data.sheet() != op.sheet() || data.region() != op.region();
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
    // In another region it says another thing; of what is parked it is shown where it lies when it comes back.
    if (!op.kind().empty() || (elsewhere && !data.has_parked())) changes_unseen(state, data);
  });
}

void split_item(MeetingState& state, const pb::Record& record, const pb::SplitItem& op) {
  const Item* whole = find_item(state, op.item());
  if (whole == nullptr) return;
  Item rest = *whole;
  changes_unseen(state, rest.data);
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
  rest.data.clear_edits_from();
  rest.data.clear_client_edits_from();
  rest.data.clear_rested_on();
  rest.data.clear_rested_on_withdrawn();
  rest.data.set_made_ms(record.time_ms());
  rest.data.set_made_at(record.number());
  change_item(state, op.item(), [&](Item& item) {
    item.text.resize(at);  // the same edit that TextHistory keeps of a split
    item.data.set_revision(item.data.revision() + 1);
    changes_unseen(state, item.data);
  });
  put_item(state, std::move(rest));
}

// It lies there from now; empty: on nothing.
void lie_on(MeetingState& state, const std::string& item, const std::string& onto) {
  touch_item(state, item, [&](pb::Item& data) {
    const bool shows = is_open_to_all(state, data.stacked_on()) || is_open_to_all(state, onto);
    data.set_stacked_on(onto);
    if (shows) changes_unseen(state, data);
  });
}

// What it is laid on lies on nothing from here: where the author did not see what it lay on, a ring of cards could
// come about.
void stack_item(MeetingState& state, const pb::StackItem& op) {
  lie_on(state, op.item(), op.onto());
  lie_on(state, op.onto(), {});
}

void take_back_item(MeetingState& state, const pb::TakeBackItem& op) {
  touch_item(state, op.item(), [&](pb::Item& data) {
    const bool elsewhere = data.sheet() != op.sheet() || data.region() != op.region();
    data.clear_parked();
    data.clear_place();
    data.set_sheet(op.sheet());
    data.set_region(op.region());
    data.set_order_key(op.order_key());
    if (elsewhere) changes_unseen(state, data);
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
    comment.set_at_client_table(is_said_at_client_table(state, record.operation(), item.data));
    comment.set_covered_by(op.covered_by());
  });
}

void take_stance(MeetingState& state, const pb::Record& record, const pb::TakeStance& op) {
  const std::string& whose = or_author(op.by(), record);
  touch_item(state, op.item(), [&](pb::Item& data) {
    erase_given(*data.mutable_stances(), whose, record.by(), op.covered_by());
    if (op.stance() == pb::TakeStance::STANCE_UNSPECIFIED) return;
    pb::StanceTaken& taken = *data.add_stances();
    taken.set_participant(whose);
    taken.set_stance(op.stance());
    taken.set_words(op.words());
    taken.set_typed_by(record.by());
    taken.set_covered_by(op.covered_by());
    taken.set_at_client_table(is_said_at_client_table(state, record.operation(), data));
    sort_given(*data.mutable_stances());
  });
}

// A score of kScoreWithdrawn takes an earlier one back: what undo of a first score logs.
void score(MeetingState& state, const pb::Record& record, const pb::Score& op) {
  const std::string& whose = or_author(op.by(), record);
  touch_item(state, op.item(), [&](pb::Item& data) {
    erase_given(*data.mutable_scores(), whose, record.by(), op.covered_by());
    if (op.value() == kScoreWithdrawn) return;
    pb::ScoreGiven& given = *data.add_scores();
    given.set_participant(whose);
    given.set_value(op.value());
    given.set_words(op.words());
    given.set_typed_by(record.by());
    given.set_covered_by(op.covered_by());
    sort_given(*data.mutable_scores());
  });
}

void resolve(MeetingState& state, const pb::Resolve& op) {
  touch_item(state, op.item(), [&](pb::Item& data) {
    data.set_resolved(true);
    data.set_answered_by(op.answered_by());
    changes_unseen(state, data);
  });
}

void reopen(MeetingState& state, const pb::Reopen& op) {
  touch_item(state, op.item(), [&](pb::Item& data) {
    data.set_resolved(false);
    data.clear_answered_by();
    changes_unseen(state, data);
  });
}

}  // namespace

void apply_to_item(MeetingState& state, const pb::Record& record) {
  const pb::Operation& op = record.operation();
  switch (op.kind_case()) {
    case pb::Operation::kAddItem: return add_item(state, record, op.add_item());
    case pb::Operation::kEditText: return edit_text(state, op.edit_text());
    case pb::Operation::kSetField: return set_field(state, record, op.set_field());
    case pb::Operation::kMoveItem: return move_item(state, op.move_item());
    case pb::Operation::kSplitItem: return split_item(state, record, op.split_item());
    case pb::Operation::kStackItem: return stack_item(state, op.stack_item());
    case pb::Operation::kUnstackItem: return lie_on(state, op.unstack_item().item(), {});
    case pb::Operation::kParkItem:
      return touch_item(state, op.park_item().item(),
                        [&](pb::Item& data) { *data.mutable_parked() = op.park_item().parked(); });
    case pb::Operation::kTakeBackItem: return take_back_item(state, op.take_back_item());
    case pb::Operation::kSetVisibility: return set_visibility(state, op.set_visibility());
    case pb::Operation::kAddComment: return add_comment(state, record, op.add_comment());
    case pb::Operation::kScore: return score(state, record, op.score());
    case pb::Operation::kTakeStance: return take_stance(state, record, op.take_stance());
    case pb::Operation::kResolve: return resolve(state, op.resolve());
    case pb::Operation::kReopen: return reopen(state, op.reopen());
    default: return;
  }
}

}  // namespace flipover
