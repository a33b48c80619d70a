#include "server/model/decide.h"

#include "server/model/deciding.h"

namespace flipover {
namespace {

// After the end the chair and the notulist tidy, until the minutes are settled; nobody else, and nothing of the course.
Objection check_open(const Asked& asked) {
  const pb::Course& course = asked.state.course;
  if (!course.ended() || asked.by.authority == Authority::kServer) return std::nullopt;
  if (course.settled()) return no(Reason::kMeetingEnded);
  switch (asked.operation.kind_case()) {
    case pb::Operation::kGoToPhase:
    case pb::Operation::kExtendPhase:
    case pb::Operation::kOpenRound:
    case pb::Operation::kVote:
    case pb::Operation::kBeginMeeting:
    case pb::Operation::kEndMeeting: return no(Reason::kMeetingEnded);
    case pb::Operation::kTakeOverChair:                // so that somebody can settle it
    case pb::Operation::kDepart: return std::nullopt;  // one may always leave
    default: break;
  }
  if (writes_for_others(asked.state, asked.by)) return std::nullopt;
  return no(Reason::kMeetingEnded);
}

// What was written in a blind round and arrives after the reveal asks its author first (VB-04).
Objection check_written_in(const Asked& asked) {
  const std::uint64_t round = asked.operation.written_in();
  if (round == 0 || (asked.state.course.has_round() && asked.state.course.round().round() == round)) {
    return std::nullopt;
  }
  return no(Reason::kRoundOver);
}

Answer decide_kind(const Asked& asked) {
  switch (asked.operation.kind_case()) {
    case pb::Operation::kAddItem:
    case pb::Operation::kEditText:
    case pb::Operation::kSetField:
    case pb::Operation::kSplitItem:
    case pb::Operation::kSetVisibility: return decide_item(asked);
    case pb::Operation::kMoveItem:
    case pb::Operation::kRemove:
    case pb::Operation::kRestore:
    case pb::Operation::kStackItem:
    case pb::Operation::kUnstackItem:
    case pb::Operation::kParkItem:
    case pb::Operation::kTakeBackItem:
    case pb::Operation::kAddPage:
    case pb::Operation::kWithdrawItem:
    case pb::Operation::kDraw: return decide_board(asked);
    case pb::Operation::kLinkItems:
    case pb::Operation::kAddComment:
    case pb::Operation::kVote:
    case pb::Operation::kScore:
    case pb::Operation::kTakeStance:
    case pb::Operation::kResolve:
    case pb::Operation::kReopen:
    case pb::Operation::kUndo: return decide_said(asked);
    case pb::Operation::kGoToPhase:
    case pb::Operation::kExtendPhase:
    case pb::Operation::kLiftRule:
    case pb::Operation::kOpenRound:
    case pb::Operation::kCloseRound:
    case pb::Operation::kSetReady:
    case pb::Operation::kRaiseHand:
    case pb::Operation::kGiveTurn:
    case pb::Operation::kHandOverChair:
    case pb::Operation::kTakeOverChair:
    case pb::Operation::kCallToItem:
    case pb::Operation::kBeginMeeting:
    case pb::Operation::kEndMeeting:
    case pb::Operation::kSettleMeeting: return decide_course(asked);
    case pb::Operation::kSetClientView:
    case pb::Operation::kShutScreens:
    case pb::Operation::kOpenToClient:
    case pb::Operation::kCloseToClient:
    case pb::Operation::kArrive:
    case pb::Operation::kDepart:
    case pb::Operation::kAddParticipant:
    case pb::Operation::kEndParticipation:
    case pb::Operation::kCreateMeeting: return decide_table(asked);
    case pb::Operation::kAddDevice:
    case pb::Operation::kConfirmDevice: return decide_device(asked);
    case pb::Operation::KIND_NOT_SET: break;
  }
  return no(Reason::kInvalidOperation);
}

}  // namespace

Verdict<pb::Operation> decide(const MeetingState& state, const Author& by, const pb::Operation& operation,
                              const TextHistory& history, const ModelLimits& limits) {
  const Asked asked{state, by, operation, history, limits, viewer_of(state, by.participant, by.device)};
  if (asked.is_participant() && asked.viewer.role.id().empty()) return no(Reason::kNotAllowed);
  if (const auto objection = check_open(asked)) return *objection;
  if (const auto objection = check_written_in(asked)) return *objection;
  if (const auto objection = check_client_side(asked)) return *objection;
  if (const auto objection = check_device(asked)) return *objection;
  Answer answer = decide_kind(asked);
  if (!answer) return answer;
  // What the log says of these is the server's word: whatever a client put there is gone.
  if (!operation.has_undo()) answer->clear_undoes();
  answer->clear_written_in();
  if (answer->has_add_item()) answer->mutable_add_item()->set_device(asked.viewer.device);
  return answer;
}

}  // namespace flipover
