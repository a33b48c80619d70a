#include "server/model/undo.h"

#include <algorithm>

#include "server/model/visibility.h"

namespace flipover {
namespace {

void append(std::string& guard, const std::string& part) {
  guard += std::to_string(part.size());
  guard += ':';
  guard += part;
}

const pb::Sheet* page(const MeetingState& state, const std::string& id) { return find_sheet(state, id); }

// What was given for a participant in this round by this typist, or, of round 0, what all see. Null if nothing.
template <class Entries>
auto* given_for(const Entries& entries, const std::string& participant, const std::string& typed_by, std::uint64_t round) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto& one) {
    return one.participant() == participant && one.covered_by() == round && (round == 0 || one.typed_by() == typed_by);
  });
  return found == entries.end() ? nullptr : &*found;
}

const std::string& or_participant(const std::string& named, const std::string& participant) {
  return named.empty() ? participant : named;
}

pb::FieldValue field_value(const pb::Item& data, const std::string& field) {
  pb::FieldValue value;
  value.set_field(field);
  const auto set = [&](const std::string& text) {
    if (!text.empty()) value.add_values(text);
  };
  if (field == "kind") {
    set(data.kind());
  } else if (field == "said_by") {
    set(data.said_by());
  } else if (field == "source") {
    set(data.source());
  } else if (field == "epistemic") {
    set(data.epistemic());
  } else if (field == "domain") {
    set(data.domain());
  } else if (field == "world") {
    set(data.world());
  } else if (field == "persons") {
    *value.mutable_values() = data.persons();
  } else {
    for (const auto& known : data.fields()) {
      if (known.field() == field) value = known;
    }
  }
  return value;
}

// The points the participant has given, in the round and to the item that `vote` names.
std::uint32_t points_of(const MeetingState& state, const pb::Vote& vote, const std::string& participant) {
  const auto round = state.ballots.find(vote.round());
  if (round == state.ballots.end()) return 0;
  const auto own = round->second.find(participant);
  if (own == round->second.end()) return 0;
  const auto points = own->second.find(vote.item());
  return points == own->second.end() ? 0 : points->second;
}

// Only what he sees himself may stand in his way (G5).
std::ptrdiff_t comments_seen(const MeetingState& state, const Item& item, const std::string& participant) {
  if (item.data.comments().empty()) return 0;
  const Viewer viewer = viewer_of(state, participant);
  return std::count_if(item.data.comments().begin(), item.data.comments().end(), [&](const pb::Comment& comment) {
    return sees_comment(state, item, comment, viewer);
  });
}

void move_back(const pb::Item& data, pb::Operation& inverse) {
  pb::MoveItem& move = *inverse.mutable_move_item();
  move.set_item(data.id());
  move.set_sheet(data.sheet());
  move.set_region(data.region());
  move.set_order_key(data.order_key());
  if (data.has_place()) *move.mutable_place() = data.place();
  if (data.has_parked()) *move.mutable_parked() = data.parked();
}

// The plain inverse of the record's operation on the state before it; nothing if it is not undone so.
std::optional<pb::Operation> inverse_of(const MeetingState& state, const pb::Record& record) {
  const pb::Operation& op = record.operation();
  pb::Operation inverse;
  switch (op.kind_case()) {
    case pb::Operation::kAddItem: inverse.mutable_remove()->set_thing(op.add_item().item()); return inverse;
    case pb::Operation::kAddComment: inverse.mutable_remove()->set_thing(op.add_comment().comment()); return inverse;
    case pb::Operation::kLinkItems: inverse.mutable_remove()->set_thing(op.link_items().link()); return inverse;
    case pb::Operation::kDraw: inverse.mutable_remove()->set_thing(op.draw().stroke()); return inverse;
    case pb::Operation::kAddPage: inverse.mutable_remove()->set_thing(op.add_page().sheet()); return inverse;
    case pb::Operation::kRemove: inverse.mutable_restore()->set_thing(op.remove().thing()); return inverse;
    case pb::Operation::kRestore: {
      const Item* item = find_item(state, op.restore().thing());
      if (item != nullptr && item->data.withdrawn()) {
        inverse.mutable_withdraw_item()->set_item(op.restore().thing());
      } else {
        inverse.mutable_remove()->set_thing(op.restore().thing());
      }
      return inverse;
    }
    case pb::Operation::kWithdrawItem: inverse.mutable_restore()->set_thing(op.withdraw_item().item()); return inverse;
    case pb::Operation::kSetField: {
      const Item* item = find_item(state, op.set_field().item());
      // An early solution that was parked by naming its kind needs two acts to come back.
      if (item == nullptr || op.set_field().has_parked()) return std::nullopt;
      inverse.mutable_set_field()->set_item(op.set_field().item());
      *inverse.mutable_set_field()->mutable_value() = field_value(item->data, op.set_field().value().field());
      return inverse;
    }
    case pb::Operation::kMoveItem:
    case pb::Operation::kTakeBackItem: {
      const Item* item =
          find_item(state, op.has_move_item() ? op.move_item().item() : op.take_back_item().item());
      if (item == nullptr) return std::nullopt;
      move_back(item->data, inverse);
      if (!op.move_item().kind().empty()) inverse.mutable_move_item()->set_kind(item->data.kind());
      return inverse;
    }
    case pb::Operation::kParkItem: {
      const Item* item = find_item(state, op.park_item().item());
      if (item == nullptr || item->data.has_parked()) return std::nullopt;
      move_back(item->data, inverse);
      return inverse;
    }
    case pb::Operation::kStackItem: inverse.mutable_unstack_item()->set_item(op.stack_item().item()); return inverse;
    case pb::Operation::kUnstackItem: {
      const Item* item = find_item(state, op.unstack_item().item());
      if (item == nullptr || item->data.stacked_on().empty()) return std::nullopt;
      inverse.mutable_stack_item()->set_item(item->data.id());
      inverse.mutable_stack_item()->set_onto(item->data.stacked_on());
      return inverse;
    }
    case pb::Operation::kVote: {
      pb::Vote& vote = *inverse.mutable_vote();
      vote.set_item(op.vote().item());
      vote.set_round(op.vote().round());
      vote.set_points(points_of(state, op.vote(), record.by()));
      return inverse;
    }
    case pb::Operation::kScore: {
      const Item* item = find_item(state, op.score().item());
      if (item == nullptr) return std::nullopt;
      pb::Score& score = *inverse.mutable_score();
      score.set_item(op.score().item());
      score.set_by(op.score().by());
      score.set_covered_by(op.score().covered_by());
      score.set_value(kScoreWithdrawn);
      const std::string& whose = or_participant(op.score().by(), record.by());
      if (const auto* given = given_for(item->data.scores(), whose, record.by(), score.covered_by())) {
        score.set_value(given->value());
        score.set_words(given->words());
      }
      return inverse;
    }
    case pb::Operation::kTakeStance: {
      const Item* item = find_item(state, op.take_stance().item());
      if (item == nullptr) return std::nullopt;
      pb::TakeStance& stance = *inverse.mutable_take_stance();
      stance.set_item(op.take_stance().item());
      stance.set_by(op.take_stance().by());
      stance.set_covered_by(op.take_stance().covered_by());
      const std::string& whose = or_participant(op.take_stance().by(), record.by());
      if (const auto* taken = given_for(item->data.stances(), whose, record.by(), stance.covered_by())) {
        stance.set_stance(taken->stance());
        stance.set_words(taken->words());
      }
      return inverse;
    }
    case pb::Operation::kResolve: inverse.mutable_reopen()->set_item(op.resolve().item()); return inverse;
    case pb::Operation::kReopen: {
      const Item* item = find_item(state, op.reopen().item());
      if (item == nullptr || !item->data.resolved()) return std::nullopt;
      inverse.mutable_resolve()->set_item(item->data.id());
      inverse.mutable_resolve()->set_answered_by(item->data.answered_by());
      return inverse;
    }
    default: return std::nullopt;
  }
}

}  // namespace

void remember_act(MeetingState& state, const pb::Record& record) {
  // A viewer's records carry no operation id; whoever is no server needs no undo, for it is the server that decides it.
  if (record.by().empty() || record.operation().id().client().empty()) return;
  std::optional<pb::Operation> inverse;
  if (record.operation().undoes() == 0) inverse = inverse_of(state, record);
  if (!inverse) {
    state.last_acts.erase(record.by());
    return;
  }
  pb::LastAct& act = state.last_acts[record.by()];
  act.Clear();
  act.set_participant(record.by());
  act.set_number(record.number());
  *act.mutable_inverse() = std::move(*inverse);
}

void guard_act(MeetingState& state, const pb::Record& record) {
  const auto act = state.last_acts.find(record.by());
  if (act == state.last_acts.end() || act->second.number() != record.number()) return;
  act->second.set_guard(guard_of(state, act->second.inverse(), record.by()));
}

std::string guard_of(const MeetingState& state, const pb::Operation& inverse, const std::string& participant) {
  std::string guard;
  const auto of_item = [&](const std::string& id, auto describe) {
    if (const Item* item = find_item(state, id)) describe(item->data);
  };
  switch (inverse.kind_case()) {
    case pb::Operation::kRemove:
    case pb::Operation::kWithdrawItem:
    case pb::Operation::kRestore: {
      const std::string& thing = inverse.has_remove()     ? inverse.remove().thing()
                                 : inverse.has_restore() ? inverse.restore().thing()
                                                          : inverse.withdraw_item().item();
      if (const Item* item = find_item(state, thing)) {
        // Taking away my item would take away what others have since written on it.
        append(guard, item->data.removed() ? "removed" : "there");
        append(guard, item->data.withdrawn() ? "withdrawn" : "seen");
        append(guard, std::to_string(item->data.revision()));
        append(guard, std::to_string(comments_seen(state, *item, participant)));
      } else if (const auto home = state.comment_homes.find(thing); home != state.comment_homes.end()) {
        of_item(home->second, [&](const pb::Item& data) {
          for (const auto& comment : data.comments()) {
            if (comment.id() == thing) append(guard, comment.removed() ? "removed" : "there");
          }
        });
      } else if (const auto link = state.links.find(thing); link != state.links.end()) {
        append(guard, link->second.removed() ? "removed" : "there");
      } else if (const auto stroke = state.strokes.find(thing); stroke != state.strokes.end()) {
        append(guard, stroke->second.removed() ? "removed" : "there");
      } else if (const pb::Sheet* sheet = page(state, thing)) {
        append(guard, sheet->removed() ? "removed" : "there");
      }
      break;
    }
    case pb::Operation::kSetField:
      of_item(inverse.set_field().item(), [&](const pb::Item& data) {
        append(guard, field_value(data, inverse.set_field().value().field()).SerializeAsString());
      });
      break;
    case pb::Operation::kMoveItem:
      of_item(inverse.move_item().item(), [&](const pb::Item& data) {
        append(guard, data.sheet());
        append(guard, data.region());
        append(guard, data.order_key());
        append(guard, data.place().SerializeAsString());
        append(guard, data.parked().SerializeAsString());
        if (!inverse.move_item().kind().empty()) append(guard, data.kind());
      });
      break;
    case pb::Operation::kUnstackItem:
    case pb::Operation::kStackItem:
      of_item(inverse.has_unstack_item() ? inverse.unstack_item().item() : inverse.stack_item().item(),
              [&](const pb::Item& data) { append(guard, data.stacked_on()); });
      break;
    case pb::Operation::kVote:
      append(guard, std::to_string(state.course.round().round()));
      append(guard, std::to_string(points_of(state, inverse.vote(), participant)));
      break;
    case pb::Operation::kScore:
      of_item(inverse.score().item(), [&](const pb::Item& data) {
        const std::string& whose = or_participant(inverse.score().by(), participant);
        const auto* given = given_for(data.scores(), whose, participant, inverse.score().covered_by());
        if (given != nullptr) append(guard, given->SerializeAsString());
      });
      break;
    case pb::Operation::kTakeStance:
      of_item(inverse.take_stance().item(), [&](const pb::Item& data) {
        const std::string& whose = or_participant(inverse.take_stance().by(), participant);
        const auto* taken = given_for(data.stances(), whose, participant, inverse.take_stance().covered_by());
        if (taken != nullptr) append(guard, taken->SerializeAsString());
      });
      break;
    case pb::Operation::kResolve:
    case pb::Operation::kReopen:
      of_item(inverse.has_resolve() ? inverse.resolve().item() : inverse.reopen().item(), [&](const pb::Item& data) {
        append(guard, data.resolved() ? "resolved" : "open");
        append(guard, data.answered_by());
      });
      break;
    default: break;
  }
  return guard;
}

}  // namespace flipover
