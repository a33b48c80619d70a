// Decisions about what is said of items: links, comments, votes, scores, stances, answers; and taking back one's act.
#include <algorithm>
#include <numeric>

#include "server/model/deciding.h"
#include "server/model/entity_id.h"
#include "server/model/phases.h"
#include "server/model/undo.h"

namespace flipover {
namespace {

constexpr std::uint32_t kScoreMax = 10;

template <class Range>
bool contains(const Range& range, std::string_view value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

Answer link_items(const Asked& asked) {
  Answer answer = asked.operation;
  pb::LinkItems& op = *answer->mutable_link_items();
  const Item* from = item_for(asked, op.from());
  if (from == nullptr || item_for(asked, op.to()) == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_writes(asked, *from)) return *objection;
  if (op.from() == op.to()) return no(Reason::kValueInvalid, "to");
  if (!has_term(asked.state, "relation", op.relation())) return no(Reason::kValueInvalid, "relation");
  if (auto objection = check_room(asked, 0)) return *objection;
  op.set_link(entity_id(asked.operation.id()));
  return answer;
}

Answer add_comment(const Asked& asked) {
  Answer answer = asked.operation;
  pb::AddComment& op = *answer->mutable_add_comment();
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (!may_write(asked.state, asked.by)) return no(Reason::kNotAllowed);
  if (writes_few_kinds(asked) && !may_use_kind(asked.state, asked.by, item->data.kind())) {
    return no(Reason::kNotAllowed);
  }
  if (op.text().empty()) return no(Reason::kTextInvalid, "text");
  if (auto objection = check_text(op.text(), kCommentUnitsMax)) return *objection;
  const auto said_by = speaker(asked, op.has_said_by() ? &op.said_by() : nullptr);
  if (!said_by) return said_by.error();
  op.set_said_by(*said_by);
  if (auto objection = check_room(asked, op.text().size())) return *objection;
  op.set_comment(entity_id(asked.operation.id()));
  op.set_covered_by(covering_round(asked.state, *item));
  return answer;
}

Answer vote(const Asked& asked) {
  Answer answer = asked.operation;
  pb::Vote& op = *answer->mutable_vote();
  const pb::Round& round = asked.state.course.round();
  if (!asked.state.course.has_round() || round.kind() != pb::OpenRound::VOTE) return no(Reason::kNoRound);
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (!may_vote(asked.state, asked.by)) return no(Reason::kNotAllowed);
  if (item->data.removed() || item->data.has_parked()) return no(Reason::kUnknownThing);
  if (!round.kinds().empty() && !contains(round.kinds(), item->data.kind())) {
    return no(Reason::kKindNotHere, item->data.kind());
  }
  const pb::Sheet* sheet = find_sheet(asked.state, item->data.sheet());
  const bool on_its_sheet = sheet != nullptr && sheet->phase() == round.sheet();
  if (!round.regions().empty() && !(on_its_sheet && contains(round.regions(), item->data.region()))) {
    return no(Reason::kKindNotHere, item->data.region());
  }
  std::uint64_t spent = op.points();
  if (const auto ballots = asked.state.ballots.find(round.round()); ballots != asked.state.ballots.end()) {
    if (const auto own = ballots->second.find(asked.by.participant); own != ballots->second.end()) {
      for (const auto& [other, points] : own->second) {
        if (other != op.item()) spent += points;
      }
    }
  }
  if (spent > round.points() && !asked.imports()) return no(Reason::kVoteBudget, std::to_string(round.points()));
  op.set_round(round.round());
  return answer;
}

// Whose score or stance it is: my own, or entered for another who said it aloud.
Objection check_whose(const Asked& asked, const std::string& by) {
  if (by.empty() || by == asked.by.participant) {
    const bool writes = may_write(asked.state, asked.by) && !writes_few_kinds(asked);
    const bool may = writes || may_vote(asked.state, asked.by);
    return may ? Objection{} : no(Reason::kNotAllowed);
  }
  if (role_of(asked.state, by) == nullptr) return no(Reason::kValueInvalid, "by");
  if (asked.imports() || may_speak_for(asked.state, asked.by, by)) return std::nullopt;
  return no(Reason::kNotAllowed, "by");
}

Answer score(const Asked& asked) {
  Answer answer = asked.operation;
  pb::Score& op = *answer->mutable_score();
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_whose(asked, op.by())) return *objection;
  if (op.value() > kScoreMax) return no(Reason::kValueInvalid, "value");
  if (auto objection = check_words(op.words(), "words")) return *objection;
  if (op.by().empty()) op.set_by(asked.by.participant);
  if (auto objection = check_room_about(asked, op.by(), op.words().size())) return *objection;
  op.set_covered_by(covering_round(asked.state, *item));
  return answer;
}

// A dissent is nobody else's to overwrite, whoever entered it (VB-09). One that the author does not see stays as it is.
Objection check_overwrites(const Asked& asked, const Item& item, const std::string& whose) {
  if (whose == asked.by.participant || asked.imports()) return std::nullopt;
  for (const auto& taken : item.data.stances()) {
    if (taken.participant() != whose || taken.stance() != pb::TakeStance::DISSENT) continue;
    if (!asked.is_participant() || sees_stance(asked.state, item, taken, asked.viewer)) return no(Reason::kOnlySayerEdits);
  }
  return std::nullopt;
}

// Withdrawing a stance is covered only where it takes back what is covered itself.
std::uint64_t covering_stance(const Asked& asked, const Item& item, const pb::TakeStance& op) {
  const std::uint64_t round = covering_round(asked.state, item);
  if (op.stance() != pb::TakeStance::STANCE_UNSPECIFIED) return round;
  const auto& stances = item.data.stances();
  const bool covered = std::any_of(stances.begin(), stances.end(), [&](const pb::StanceTaken& taken) {
    return taken.participant() == op.by() && taken.covered_by() != 0 && taken.typed_by() == asked.by.participant;
  });
  return covered ? round : 0;
}

Answer take_stance(const Asked& asked) {
  Answer answer = asked.operation;
  pb::TakeStance& op = *answer->mutable_take_stance();
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  const pb::Kind* kind = find_kind(asked.state, item->data.kind());
  if ((kind == nullptr || !kind->decision()) && !asked.imports()) return no(Reason::kKindNotHere, item->data.kind());
  if (auto objection = check_whose(asked, op.by())) return *objection;
  if (!pb::TakeStance::Stance_IsValid(op.stance())) return no(Reason::kValueInvalid, "stance");
  if (op.stance() == pb::TakeStance::DISSENT) {
    if (auto objection = check_reason(op.words())) return *objection;
  } else if (auto objection = check_words(op.words(), "words")) {
    return *objection;
  }
  if (op.by().empty()) op.set_by(asked.by.participant);
  if (auto objection = check_room_about(asked, op.by(), op.words().size())) return *objection;
  if (auto objection = check_overwrites(asked, *item, op.by())) return *objection;
  op.set_covered_by(covering_stance(asked, *item, op));
  return answer;
}

Answer resolve(const Asked& asked) {
  const bool resolves = asked.operation.has_resolve();
  const Item* item =
      item_for(asked, resolves ? asked.operation.resolve().item() : asked.operation.reopen().item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_writes(asked, *item)) return *objection;
  if (resolves) {
    const std::string& answered_by = asked.operation.resolve().answered_by();
    if (!answered_by.empty() && item_for(asked, answered_by) == nullptr) return no(Reason::kUnknownThing);
    if (answered_by == item->data.id()) return no(Reason::kValueInvalid, "answered_by");
  }
  return asked.operation;
}

Answer undo(const Asked& asked) {
  const auto act = asked.state.last_acts.find(asked.by.participant);
  if (act == asked.state.last_acts.end()) return no(Reason::kNothingToUndo);
  const pb::Operation& inverse = act->second.inverse();
  if (guard_of(asked.state, inverse, asked.by.participant) != act->second.guard()) return no(Reason::kSuperseded);
  // The rights of now hold for what is undone now; what is hidden by now stays out of reach. Each inverse is asked as
  // the plain operation it is, except where only an undo may put things back exactly.
  const auto reaches = [&](const std::string& item) { return item_for(asked, item) != nullptr; };
  if (!may_write(asked.state, asked.by) && !may_vote(asked.state, asked.by)) return no(Reason::kNotAllowed);
  pb::Operation plain = inverse;
  *plain.mutable_id() = asked.operation.id();
  const Asked of_inverse{asked.state, asked.by, plain, asked.history, asked.limits, asked.viewer};
  if (auto objection = check_client_side(of_inverse)) return *objection;
  switch (inverse.kind_case()) {
    case pb::Operation::kMoveItem: {
      const Item* item = item_for(asked, inverse.move_item().item());
      if (item == nullptr) return no(Reason::kSuperseded);
      if (auto objection = check_room_on(asked, *item, inverse.move_item().sheet())) return *objection;
      if (!inverse.move_item().kind().empty() && inverse.move_item().kind() != item->data.kind()) {
        if (auto objection = check_dissent(asked, *item)) return *objection;
      }
      // What parks a solution now parks it also for who would undo its parking (CP-05).
      const std::string& became = inverse.move_item().kind();
      const std::string& kind = became.empty() ? item->data.kind() : became;
      const bool unparks = item->data.has_parked() && !inverse.move_item().has_parked();
      if (unparks && !asked.imports() && parking_rule(asked.state, kind)) return no(Reason::kPhaseForbids);
      break;
    }
    case pb::Operation::kSetField: {
      const Item* item = item_for(asked, inverse.set_field().item());
      if (item == nullptr) return no(Reason::kSuperseded);
      const pb::FieldValue& value = inverse.set_field().value();
      if (value.field() == "kind") {
        if (auto objection = check_dissent(asked, *item)) return *objection;
      }
      if (value.field() == "said_by") {
        Item becomes = *item;
        becomes.data.set_said_by(value.values().empty() ? std::string{} : value.values(0));
        if (auto objection = check_hides(asked, *item, becomes)) return *objection;
      }
      break;
    }
    case pb::Operation::kResolve:  // what answered it may be hidden from who reopened it: it answers it again
      if (!reaches(inverse.resolve().item())) return no(Reason::kSuperseded);
      break;
    case pb::Operation::kScore:
      if (!reaches(inverse.score().item())) return no(Reason::kSuperseded);
      break;
    case pb::Operation::kTakeStance:  // also a dissent that he has just typed for another
      if (!reaches(inverse.take_stance().item())) return no(Reason::kSuperseded);
      if (auto objection = check_whose(asked, inverse.take_stance().by())) return *objection;
      break;
    default: {
      const Answer may = decide(asked.state, asked.by, plain, asked.history, asked.limits);
      if (!may) return may.error().reason == Reason::kUnknownThing ? no(Reason::kSuperseded) : may.error();
      break;
    }
  }
  Answer answer = std::move(plain);
  answer->set_undoes(act->second.number());
  return answer;
}

}  // namespace

Answer decide_said(const Asked& asked) {
  switch (asked.operation.kind_case()) {
    case pb::Operation::kLinkItems: return link_items(asked);
    case pb::Operation::kAddComment: return add_comment(asked);
    case pb::Operation::kVote: return vote(asked);
    case pb::Operation::kScore: return score(asked);
    case pb::Operation::kTakeStance: return take_stance(asked);
    case pb::Operation::kResolve:
    case pb::Operation::kReopen: return resolve(asked);
    case pb::Operation::kUndo: return undo(asked);
    default: return no(Reason::kInvalidOperation);
  }
}

}  // namespace flipover
