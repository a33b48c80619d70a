// Decisions about the course of the meeting: phases, rules, rounds, turns, the chair, begin and end.
#include <algorithm>

#include "server/model/deciding.h"
#include "server/model/phases.h"

namespace flipover {
namespace {

constexpr std::int32_t kExtendSecondsMin = -3'600;
constexpr std::int32_t kExtendSecondsMax = 14'400;
constexpr std::uint32_t kPointsUsual = 3;
constexpr std::uint32_t kPointsMax = 100;

Objection check_chair(const Asked& asked) {
  return is_chair(asked.state, asked.by) ? Objection{} : no(Reason::kNotAllowed);
}

Answer go_to_phase(const Asked& asked) {
  const pb::GoToPhase& op = asked.operation.go_to_phase();
  if (auto objection = check_chair(asked)) return *objection;
  if (find_phase(asked.state, op.phase()) == nullptr) return no(Reason::kUnknownThing, "phase");
  if (asked.state.course.has_round() && !asked.imports()) return no(Reason::kRoundOpen);
  if (auto objection = check_words(op.reason(), "reason")) return *objection;
  return asked.operation;
}

Answer extend_phase(const Asked& asked) {
  const pb::ExtendPhase& op = asked.operation.extend_phase();
  if (auto objection = check_chair(asked)) return *objection;
  if (op.seconds() == 0 || op.seconds() < kExtendSecondsMin || op.seconds() > kExtendSecondsMax) {
    return no(Reason::kValueInvalid, "seconds");
  }
  if (auto objection = check_reason(op.reason())) return *objection;
  return asked.operation;
}

Answer lift_rule(const Asked& asked) {
  Answer answer = asked.operation;
  pb::LiftRule& op = *answer->mutable_lift_rule();
  if (auto objection = check_chair(asked)) return *objection;
  if (op.phase().empty()) op.set_phase(asked.state.course.phase());
  if (find_phase(asked.state, op.phase()) == nullptr) return no(Reason::kUnknownThing, "phase");
  if (rule_in_force(asked.state, op.phase(), op.rule()) == nullptr) return no(Reason::kValueInvalid, "rule");
  if (auto objection = check_reason(op.reason())) return *objection;
  return answer;
}

Answer open_round(const Asked& asked) {
  Answer answer = asked.operation;
  pb::OpenRound& op = *answer->mutable_open_round();
  const pb::Course& course = asked.state.course;
  if (auto objection = check_chair(asked)) return *objection;
  if (op.kind() != pb::OpenRound::BLIND && op.kind() != pb::OpenRound::VOTE) return no(Reason::kValueInvalid, "kind");
  if (course.has_round()) return no(Reason::kRoundOpen);
  const pb::Phase* phase = find_phase(asked.state, course.phase());
  if (phase == nullptr) return no(Reason::kUnknownThing, "phase");
  const bool blind = op.kind() == pb::OpenRound::BLIND;
  const pb::Rule* rule =
      rule_in_force(asked.state, course.phase(), blind ? pb::Rule::BLIND : pb::Rule::VOTE_BUDGET);
  if (op.regions().empty() && rule != nullptr) *op.mutable_regions() = rule->regions();
  for (const auto& region : op.regions()) {
    if (find_region(*phase, region) == nullptr) return no(Reason::kUnknownThing, "region");
  }
  if (blind) {
    op.clear_kinds();
    op.clear_points();
    if (op.minutes() == 0 && rule != nullptr) op.set_minutes(rule->number());
  } else {
    if (op.kinds().empty() && rule != nullptr) *op.mutable_kinds() = rule->kinds();
    for (const auto& kind : op.kinds()) {
      if (find_kind(asked.state, kind) == nullptr) return no(Reason::kValueInvalid, "kinds");
    }
    const std::uint32_t most = rule != nullptr && !asked.imports() ? rule->number() : kPointsMax;
    if (op.points() == 0) op.set_points(rule != nullptr ? rule->number() : kPointsUsual);
    if (op.points() > most) return no(Reason::kVoteBudget, std::to_string(most));
  }
  op.set_round(course.rounds() + 1);
  op.set_sheet(course.phase());
  return answer;
}

Answer close_round(const Asked& asked) {
  Answer answer = asked.operation;
  pb::CloseRound& op = *answer->mutable_close_round();
  if (auto objection = check_chair(asked)) return *objection;
  const pb::Course& course = asked.state.course;
  if (!course.has_round() || (op.round() != 0 && op.round() != course.round().round())) return no(Reason::kNoRound);
  op.set_round(course.round().round());
  op.clear_tallies();
  const auto ballots = asked.state.ballots.find(op.round());
  if (course.round().kind() != pb::OpenRound::VOTE || ballots == asked.state.ballots.end()) return answer;
  std::map<std::string, std::uint32_t> totals;
  for (const auto& [participant, points] : ballots->second) {
    for (const auto& [item, count] : points) totals[item] += count;
  }
  for (const auto& [item, points] : totals) {
    pb::Tally& tally = *op.add_tallies();
    tally.set_item(item);
    tally.set_round(op.round());
    tally.set_points(points);
  }
  return answer;
}

Answer set_ready(const Asked& asked) {
  const pb::Course& course = asked.state.course;
  if (!course.has_round() || course.round().kind() != pb::OpenRound::BLIND) return no(Reason::kNoRound);
  if (!may_write(asked.state, asked.by)) return no(Reason::kNotAllowed);
  return asked.operation;
}

Answer raise_hand(const Asked& asked) {
  const pb::Role* role = role_of(asked.state, asked.by.participant);
  if (role == nullptr || role->reads_only()) return no(Reason::kNotAllowed);
  return asked.operation;
}

Answer give_turn(const Asked& asked) {
  const std::string& to = asked.operation.give_turn().participant();
  if (auto objection = check_chair(asked)) return *objection;
  if (!to.empty() && role_of(asked.state, to) == nullptr) return no(Reason::kUnknownThing, "participant");
  return asked.operation;
}

Answer hand_over_chair(const Asked& asked) {
  const pb::HandOverChair& op = asked.operation.hand_over_chair();
  const pb::Role* role = role_of(asked.state, op.to());
  if (auto objection = check_chair(asked)) return *objection;
  if (role == nullptr) return no(Reason::kUnknownThing, "to");
  const bool writes = role->professional() && role->writes() && role->only_kinds().empty();
  if (!role->chairs() && !writes) return no(Reason::kNotAllowed, "to");
  // Who appoints from outside says why.
  const bool appoints = asked.by.authority == Authority::kServer;
  if (auto objection = appoints ? check_reason(op.reason()) : check_words(op.reason(), "reason")) return *objection;
  return asked.operation;
}

// Who leads when the chair is gone: whose role chairs; where none of those is here, who writes or speaks for others.
bool may_take_over(const Asked& asked, const pb::TakeOverChair& op) {
  const pb::Role* role = role_of(asked.state, asked.by.participant);
  if (role == nullptr) return false;
  if (role->chairs()) return true;
  if (!role->on_behalf() && role->speaks_for().empty()) return false;
  return std::none_of(op.here().begin(), op.here().end(), [&](const std::string& id) {
    const pb::Role* other = role_of(asked.state, id);
    return other != nullptr && other->chairs() && id != asked.state.course.chair();
  });
}

Answer take_over_chair(const Asked& asked) {
  Answer answer = asked.operation;
  pb::TakeOverChair& op = *answer->mutable_take_over_chair();
  const std::string& chair = asked.state.course.chair();
  if (!asked.imports()) {
    if (!may_take_over(asked, op)) return no(Reason::kNotAllowed);
    if (chair == asked.by.participant) return no(Reason::kValueInvalid, "take_over_chair");
    if (role_of(asked.state, chair) != nullptr && op.chair_gone_ms() < kChairGoneMs) return no(Reason::kChairHere);
  }
  if (auto objection = check_reason(op.reason())) return *objection;
  op.clear_here();
  return answer;
}

}  // namespace

Answer decide_course(const Asked& asked) {
  const pb::Course& course = asked.state.course;
  switch (asked.operation.kind_case()) {
    case pb::Operation::kGoToPhase: return go_to_phase(asked);
    case pb::Operation::kExtendPhase: return extend_phase(asked);
    case pb::Operation::kLiftRule: return lift_rule(asked);
    case pb::Operation::kOpenRound: return open_round(asked);
    case pb::Operation::kCloseRound: return close_round(asked);
    case pb::Operation::kSetReady: return set_ready(asked);
    case pb::Operation::kRaiseHand: return raise_hand(asked);
    case pb::Operation::kGiveTurn: return give_turn(asked);
    case pb::Operation::kHandOverChair: return hand_over_chair(asked);
    case pb::Operation::kTakeOverChair: return take_over_chair(asked);
    case pb::Operation::kCallToItem:
      if (auto objection = check_chair(asked)) return *objection;
      if (item_for(asked, asked.operation.call_to_item().item()) == nullptr) return no(Reason::kUnknownThing);
      return asked.operation;
    case pb::Operation::kBeginMeeting:
      if (auto objection = check_chair(asked)) return *objection;
      if (course.begun()) return no(Reason::kValueInvalid, "begin_meeting");
      return asked.operation;
    case pb::Operation::kEndMeeting:
      if (auto objection = check_chair(asked)) return *objection;
      if (course.has_round() && !asked.imports()) return no(Reason::kRoundOpen);
      return asked.operation;
    case pb::Operation::kSettleMeeting:
      if (auto objection = check_chair(asked)) return *objection;
      if (!course.ended()) return no(Reason::kValueInvalid, "settle_meeting");
      return asked.operation;
    default: return no(Reason::kInvalidOperation);
  }
}

}  // namespace flipover
