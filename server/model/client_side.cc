// What the client's side may do (domain.md 3.12): own words, corrections, agreement, votes. A list of what it may: an
// operation that is not in it, as a new one, is refused.
#include <algorithm>

#include "server/model/deciding.h"

namespace flipover {
namespace {

constexpr std::string_view kClientRole = "client";
constexpr std::string_view kAgreement = "instemming_client";   // the client agrees with this part of the plan
constexpr std::string_view kOwner = "eigenaar";                // who will do it,
constexpr std::string_view kAcceptance = "eigenaar_akkoord";   // and says that he will

// Own, or not there for him: then the operation itself says so, as of what never was.
bool is_own_item(const Asked& asked, const std::string& id) {
  const Item* item = item_for(asked, id);
  return item == nullptr || item->data.said_by() == asked.by.participant ||
         item->data.typed_by() == asked.by.participant;
}

template <class Fields>
std::string value_in(const Fields& fields, std::string_view field) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.field() == field; });
  return found == fields.end() || found->values().empty() ? std::string{} : found->values(0);
}

// Nobody else's word that he will do something is given.
bool accepts_for_himself(const Asked& asked, const std::string& owner, const std::string& acceptance) {
  return acceptance.empty() || owner == asked.by.participant;
}

// Own words, corrections, questions: what his role may add on every page is what he adds at all.
bool is_own_kind(const Asked& asked, const std::string& kind) {
  const auto& own = asked.viewer.role.always_kinds();
  return own.empty() || std::find(own.begin(), own.end(), kind) != own.end();
}

bool may_set(const Asked& asked, const pb::SetField& op) {
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return true;
  const std::string& field = op.value().field();
  const std::string value = op.value().values().empty() ? std::string{} : op.value().values(0);
  const auto& fields = item->data.fields();
  if (field == kAgreement) return asked.viewer.role.id() == kClientRole;
  if (field == kAcceptance) return accepts_for_himself(asked, value_in(fields, kOwner), "ja");
  if (!is_own_item(asked, op.item())) return false;
  if (field == "kind") return is_own_kind(asked, value);
  return field != kOwner || accepts_for_himself(asked, value, value_in(fields, kAcceptance));
}

// Items of his own; of comments, links, strokes and pages the operation itself asks whose they are.
bool may_take_off(const Asked& asked, const std::string& thing) { return is_own_item(asked, thing); }

bool is_for_himself(const Asked& asked, const std::string& whose) {
  return whose.empty() || whose == asked.by.participant;
}

bool may(const Asked& asked) {
  const pb::Operation& op = asked.operation;
  switch (op.kind_case()) {
    case pb::Operation::kAddItem:
      return is_for_himself(asked, op.add_item().said_by()) && is_own_kind(asked, op.add_item().kind()) &&
             accepts_for_himself(asked, value_in(op.add_item().fields(), kOwner),
                                 value_in(op.add_item().fields(), kAcceptance));
    case pb::Operation::kEditText: return is_own_item(asked, op.edit_text().item());
    case pb::Operation::kSetField: return may_set(asked, op.set_field());
    case pb::Operation::kMoveItem:
      return is_own_item(asked, op.move_item().item()) &&
             (op.move_item().kind().empty() || is_own_kind(asked, op.move_item().kind()));
    case pb::Operation::kSplitItem: return is_own_item(asked, op.split_item().item());
    case pb::Operation::kParkItem: return is_own_item(asked, op.park_item().item());
    case pb::Operation::kTakeBackItem: return is_own_item(asked, op.take_back_item().item());
    case pb::Operation::kRemove: return may_take_off(asked, op.remove().thing());
    case pb::Operation::kRestore: return may_take_off(asked, op.restore().thing());
    case pb::Operation::kWithdrawItem: return is_own_item(asked, op.withdraw_item().item());
    case pb::Operation::kSetVisibility: return is_own_item(asked, op.set_visibility().item());
    case pb::Operation::kLinkItems: return is_own_item(asked, op.link_items().from());
    case pb::Operation::kResolve: return is_own_item(asked, op.resolve().item());
    case pb::Operation::kReopen: return is_own_item(asked, op.reopen().item());
    case pb::Operation::kAddComment: return is_for_himself(asked, op.add_comment().said_by());
    case pb::Operation::kScore: return is_for_himself(asked, op.score().by());
    case pb::Operation::kTakeStance: return is_for_himself(asked, op.take_stance().by());
    case pb::Operation::kArrive: return is_for_himself(asked, op.arrive().participant());
    case pb::Operation::kDepart: return is_for_himself(asked, op.depart().participant());
    case pb::Operation::kVote:
    case pb::Operation::kAddPage:
    case pb::Operation::kDraw:
    case pb::Operation::kSetReady:
    case pb::Operation::kRaiseHand:
    case pb::Operation::kConfirmDevice:
    case pb::Operation::kUndo: return true;  // of an undo, its inverse is asked
    default: return false;
  }
}

}  // namespace

Objection check_client_side(const Asked& asked) {
  if (!asked.is_participant() || !asked.viewer.role.client_side() || may(asked)) return std::nullopt;
  return no(Reason::kNotAllowed);
}

}  // namespace flipover
