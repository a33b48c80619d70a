#include "server/model/shown_operation.h"

#include <algorithm>

#include "server/base/planted_fault.h"
#include "server/model/applying.h"
#include "server/model/client_page.h"
#include "server/model/projecting.h"

namespace flipover {
namespace {

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
  if (sees(op.item().empty() ? op.sheet() : op.item())) return things.size() == all ? Show::kWhole : Show::kMasked;
  op.clear_item();
  op.clear_sheet();
  return things.empty() ? Show::kNot : Show::kMasked;
}

// A new card for the client's eyes: what project_item shows of it.
bool keep_client_card(const MeetingState& after, const Viewer& viewer, pb::AddItem& op) {
  const std::size_t whole = op.ByteSizeLong();
  const Item* item = find_item(after, op.item());
  if (item == nullptr || !is_own(item->data, viewer)) op.clear_visibility();
  op.clear_source();
  op.clear_epistemic();
  op.clear_domain();
  op.clear_world();
  op.clear_persons();
  auto& fields = *op.mutable_fields();
  fields.erase(std::remove_if(fields.begin(), fields.end(),
                              [&](const auto& field) { return !is_client_field(after, op.kind(), field.field()); }),
               fields.end());
  return op.ByteSizeLong() != whole;
}

}  // namespace

Show show_operation(const Before& before, const MeetingState& after, const pb::Record& record, const Viewer& viewer,
                    pb::Operation& masked) {
  const pb::Operation& operation = record.operation();
  const bool own = !viewer.participant.empty() && record.by() == viewer.participant;
  const auto item = [&](const std::string& id) { return sees_item(after, id, viewer) ? Show::kWhole : Show::kNot; };
  // The words of the chair about the process are not for the client's page.
  const auto reason_apart = [&](auto clear) {
    if (sees_figures(after, viewer) || planted(Fault::kLeakReasons)) return Show::kWhole;
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
    if constexpr (requires { op->persons(); }) left_out = keep_client_card(after, viewer, *op);
    if constexpr (requires { op->sheet(); }) left_out = leave_out_page(after, viewer, *op) || left_out;
    if constexpr (requires { op->parked(); }) {
      if (op->has_parked() && leave_out_parking(after, viewer, *op->mutable_parked())) left_out = true;
    }
    if constexpr (requires { op->clear_reason(); }) {
      left_out = left_out || !op->reason().empty();
      op->clear_reason();
    }
    return left_out ? Show::kMasked : Show::kWhole;
  };
  switch (operation.kind_case()) {
    case pb::Operation::kAddItem:
      return placed(operation.add_item().item(), [](pb::Operation& op) { return op.mutable_add_item(); });
    case pb::Operation::kEditText: return item(operation.edit_text().item());
    case pb::Operation::kSetField:
      if (!sees_figures(after, viewer)) {
        const Item* of = find_item(after, operation.set_field().item());
        const std::string& field = operation.set_field().value().field();
        if (of == nullptr || !is_client_field(after, of->data.kind(), field)) return Show::kNot;
      }
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
      const Item* of = find_item(after, operation.set_visibility().item());
      if (of == nullptr || !sees_item(after, *of, viewer)) return Show::kNot;
      if (!sees_figures(after, viewer) && !is_own(of->data, viewer)) return Show::kNot;
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
    case pb::Operation::kScore: {
      pb::ScoreGiven given;
      given.set_participant(or_author(operation.score().by(), record));
      given.set_typed_by(record.by());
      given.set_covered_by(operation.score().covered_by());
      const Item* on = find_item(after, operation.score().item());
      return on != nullptr && sees_score(after, *on, given, viewer) ? Show::kWhole : Show::kNot;
    }
    case pb::Operation::kTakeStance: {
      pb::StanceTaken taken;
      taken.set_participant(or_author(operation.take_stance().by(), record));
      taken.set_typed_by(record.by());
      taken.set_covered_by(operation.take_stance().covered_by());
      const Item* on = find_item(after, operation.take_stance().item());
      if (on == nullptr) return Show::kNot;
      taken.set_at_client_table(is_said_at_client_table(after, operation, on->data) &&
                                operation.take_stance().stance() != pb::TakeStance::STANCE_UNSPECIFIED);
      return sees_stance(after, *on, taken, viewer) ? Show::kWhole : Show::kNot;
    }
    case pb::Operation::kWithdrawItem: return item(operation.withdraw_item().item());
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
      if (record.by() == viewer.seat) return Show::kWhole;
      return Show::kNot;  // the count tells (VB-04)
    case pb::Operation::kCallToItem: return item(operation.call_to_item().item());
    case pb::Operation::kSetClientView:
      return reason_apart([](pb::Operation& op) { op.mutable_set_client_view()->clear_reason(); });
    case pb::Operation::kShutScreens: return viewer.role.client_side() ? Show::kNot : Show::kWhole;
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
    case pb::Operation::kAddDevice:
      return operation.add_device().participant() == viewer.participant ? Show::kWhole : Show::kNot;
    case pb::Operation::kConfirmDevice: return own ? Show::kWhole : Show::kNot;
    case pb::Operation::kOpenRound:
    case pb::Operation::kRaiseHand:
    case pb::Operation::kGiveTurn:
    case pb::Operation::kHandOverChair:
    case pb::Operation::kTakeOverChair:
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

}  // namespace flipover
