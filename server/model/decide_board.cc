// Decisions about where things stand: moving, removing, stacking, parking, pages and strokes.
#include <algorithm>

#include "server/model/deciding.h"
#include "server/model/entity_id.h"
#include "server/model/phases.h"
#include "server/model/withdrawal.h"

namespace flipover {
namespace {

bool is_own(const Asked& asked, const Item& item) {
  const std::string& me = asked.by.participant;
  return item.data.said_by() == me || item.data.typed_by() == me;
}

// The item, as this kind, where it is asked to go. `op` is a MoveItem or a TakeBackItem with sheet and region filled in.
template <class Move>
Objection check_target(const Asked& asked, const Item& item, const Move& op, const std::string& kind) {
  const pb::Sheet* sheet = sheet_for(asked, op.sheet());
  if (sheet == nullptr || sheet->removed()) return no(Reason::kUnknownThing, "sheet");
  if (!has_region(asked.state, *sheet, op.region())) return no(Reason::kUnknownThing, "region");
  if (asked.imports()) return std::nullopt;
  if (lies_ahead(asked.state, sheet->phase())) return no(Reason::kPhaseForbids);
  if (is_at_home(asked.state, *sheet, op.region(), kind)) return std::nullopt;
  // Where it stood before it was parked, it may stand again.
  const pb::Parked& parked = item.data.parked();
  const bool returns = item.data.has_parked() && parked.sheet() == op.sheet() && parked.region() == op.region();
  if ((returns && kind == item.data.kind()) || always_may_use_kind(asked.state, asked.by, kind)) return std::nullopt;
  return no(Reason::kKindNotHere, kind);
}

Answer move_item(const Asked& asked) {
  Answer answer = asked.operation;
  pb::MoveItem& op = *answer->mutable_move_item();
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_writes(asked, *item)) return *objection;
  if (auto objection = check_place(op.place())) return *objection;
  if (op.kind() == item->data.kind()) op.clear_kind();
  const bool becomes = !op.kind().empty();
  if (becomes) {
    if (auto objection = check_becomes(asked, *item, op.kind())) return *objection;
  }
  const std::string& kind = becomes ? op.kind() : item->data.kind();
  const auto rule = parking_rule(asked.state, kind);
  op.clear_parked();
  const bool names_region = !op.sheet().empty() || !op.region().empty();
  if (op.sheet().empty()) {
    op.set_sheet(item->data.sheet());
    if (op.region().empty()) op.set_region(item->data.region());
  }
  const pb::Sheet* sheet = sheet_for(asked, op.sheet());
  if (sheet == nullptr) return no(Reason::kUnknownThing, "sheet");
  if (auto objection = check_room_on(asked, *item, op.sheet())) return *objection;
  const bool stays = op.sheet() == item->data.sheet() && op.region() == item->data.region();
  const std::string parking = parking_region(asked.state, *sheet);
  if (!parking.empty() && op.region() == parking) {
    if (item->data.has_parked()) {
      *op.mutable_parked() = item->data.parked();
    } else {
      op.mutable_parked()->set_sheet(item->data.sheet());
      op.mutable_parked()->set_region(item->data.region());
    }
  } else if (item->data.has_parked() && stays && !names_region) {
    *op.mutable_parked() = item->data.parked();
  } else {
    if (item->data.has_parked() && !asked.imports() && rule) return no(Reason::kPhaseForbids);
    if (!stays || becomes) {
      if (auto objection = check_target(asked, *item, op, kind)) return *objection;
    }
    if (becomes && rule) {
      op.mutable_parked()->set_sheet(op.sheet());
      op.mutable_parked()->set_region(op.region());
    }
  }
  if (becomes && rule) op.mutable_parked()->set_rule(*rule);
  const auto key = key_behind(asked, op.sheet(), op.region(), op.has_behind() ? &op.behind() : nullptr, op.item());
  if (!key) return no(Reason::kUnknownThing, "behind");
  op.set_order_key(*key);
  op.clear_behind();
  return answer;
}

Answer park_item(const Asked& asked) {
  Answer answer = asked.operation;
  pb::ParkItem& op = *answer->mutable_park_item();
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_writes(asked, *item)) return *objection;
  if (!is_own(asked, *item) && !writes_for_others(asked.state, asked.by)) return no(Reason::kNotAllowed);
  if (auto objection = check_words(op.reason(), "reason")) return *objection;
  pb::Parked& parked = *op.mutable_parked();
  if (item->data.has_parked()) {
    parked = item->data.parked();
  } else {
    parked.Clear();
    parked.set_sheet(item->data.sheet());
    parked.set_region(item->data.region());
  }
  if (!op.reason().empty()) parked.set_reason(op.reason());
  return answer;
}

Answer take_back_item(const Asked& asked) {
  Answer answer = asked.operation;
  pb::TakeBackItem& op = *answer->mutable_take_back_item();
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (!item->data.has_parked()) return no(Reason::kValueInvalid, "item");
  if (auto objection = check_writes(asked, *item)) return *objection;
  if (!asked.imports() && parking_rule(asked.state, item->data.kind())) return no(Reason::kPhaseForbids);
  if (op.sheet().empty() && op.region().empty()) {
    op.set_sheet(item->data.parked().sheet());
    op.set_region(item->data.parked().region());
  } else if (op.sheet().empty()) {
    op.set_sheet(asked.state.course.phase());
  }
  const pb::Sheet* sheet = sheet_for(asked, op.sheet());
  if (sheet == nullptr) return no(Reason::kUnknownThing, "sheet");
  if (op.region().empty()) op.set_region(home_region(asked.state, *sheet, item->data.kind()));
  if (op.region().empty() && !sheet->phase().empty()) {
    // It was offered straight to the parking place of a step where its kind has no home; the present step may have one.
    op.set_sheet(asked.state.course.phase());
    if (const pb::Sheet* present = sheet_for(asked, op.sheet())) {
      op.set_region(home_region(asked.state, *present, item->data.kind()));
    }
  }
  sheet = sheet_for(asked, op.sheet());
  if (op.region().empty() && sheet != nullptr && !sheet->phase().empty()) {
    return no(Reason::kKindNotHere, item->data.kind());
  }
  if (auto objection = check_room_on(asked, *item, op.sheet())) return *objection;
  if (auto objection = check_target(asked, *item, op, item->data.kind())) return *objection;
  const auto key = key_behind(asked, op.sheet(), op.region(), op.has_behind() ? &op.behind() : nullptr, op.item());
  if (!key) return no(Reason::kUnknownThing, "behind");
  op.set_order_key(*key);
  op.clear_behind();
  return answer;
}

// Items and pages: every writer who sees them. Comments, links, strokes: who made them, chair and notulist.
Objection check_removes(const Asked& asked, const std::string& thing) {
  const bool removes = asked.operation.has_remove();
  const auto mine_or_chair = [&](const std::string& by) -> Objection {
    if (!may_write(asked.state, asked.by)) return no(Reason::kNotAllowed);
    if (by == asked.by.participant || writes_for_others(asked.state, asked.by)) return std::nullopt;
    return no(Reason::kNotAllowed);
  };
  if (const Item* item = item_for(asked, thing)) {
    const pb::Kind* kind = find_kind(asked.state, item->data.kind());
    const bool guarded = kind != nullptr && kind->only_sayer_edits() && !asked.imports();
    if (guarded && !is_own(asked, *item)) return no(Reason::kOnlySayerEdits);
    if (auto objection = check_writes(asked, *item)) return objection;
    return removes ? check_dissent(asked, *item) : Objection{};
  }
  if (const auto home = asked.state.comment_homes.find(thing); home != asked.state.comment_homes.end()) {
    const Item* item = item_for(asked, home->second);
    if (item == nullptr) return no(Reason::kUnknownThing);
    for (const auto& comment : item->data.comments()) {
      if (comment.id() != thing) continue;
      if (asked.is_participant() && !sees_comment(asked.state, *item, comment, asked.viewer)) break;
      return mine_or_chair(comment.said_by() == asked.by.participant ? comment.said_by() : comment.typed_by());
    }
    return no(Reason::kUnknownThing);
  }
  if (const auto link = asked.state.links.find(thing); link != asked.state.links.end()) {
    if (asked.is_participant() && !sees_link(asked.state, link->second, asked.viewer)) return no(Reason::kUnknownThing);
    return mine_or_chair(link->second.by());
  }
  if (const auto stroke = asked.state.strokes.find(thing); stroke != asked.state.strokes.end()) {
    if (asked.is_participant() && !sees_stroke(asked.state, stroke->second, asked.viewer)) {
      return no(Reason::kUnknownThing);
    }
    return mine_or_chair(stroke->second.by());
  }
  if (const pb::Sheet* sheet = sheet_for(asked, thing)) {
    if (sheet->id() == sheet->phase()) return no(Reason::kNotAllowed);  // the method's own page
    if (auto objection = mine_or_chair(sheet->by())) return objection;
    for (const auto& [id, item] : asked.state.items) {
      if (!removes || item.data.sheet() != thing || item_for(asked, id) == nullptr) continue;
      if (auto objection = check_dissent(asked, item)) return objection;
    }
    return std::nullopt;
  }
  return no(Reason::kUnknownThing);
}

Answer stack_item(const Asked& asked) {
  const pb::StackItem& op = asked.operation.stack_item();
  const Item* item = item_for(asked, op.item());
  const Item* onto = item_for(asked, op.onto());
  if (item == nullptr || onto == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_writes(asked, *item)) return *objection;
  if (item->data.has_parked() || onto->data.has_parked()) return no(Reason::kPhaseForbids);
  if (op.item() == op.onto()) return no(Reason::kValueInvalid, "onto");
  // What one of them lies on may be hidden from the author: then for him it lies on nothing.
  if (item_for(asked, item->data.stacked_on()) != nullptr) return no(Reason::kValueInvalid, "item");
  if (item_for(asked, onto->data.stacked_on()) != nullptr) return no(Reason::kValueInvalid, "onto");
  return asked.operation;
}

Answer unstack_item(const Asked& asked) {
  const Item* item = item_for(asked, asked.operation.unstack_item().item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_writes(asked, *item)) return *objection;
  // What it lies on may be hidden from the author: then for him it lies on nothing.
  if (item_for(asked, item->data.stacked_on()) == nullptr) return no(Reason::kValueInvalid, "item");
  return asked.operation;
}

Answer add_page(const Asked& asked) {
  Answer answer = asked.operation;
  pb::AddPage& op = *answer->mutable_add_page();
  if (!may_write(asked.state, asked.by) || writes_few_kinds(asked)) return no(Reason::kNotAllowed);
  if (!op.phase().empty()) {
    if (find_phase(asked.state, op.phase()) == nullptr) return no(Reason::kUnknownThing, "phase");
    if (!asked.imports() && lies_ahead(asked.state, op.phase())) return no(Reason::kPhaseForbids);
  }
  if (auto objection = check_text(op.title(), kTitleUnitsMax, TextUse::kName)) return *objection;
  if (asked.state.sheets.size() >= asked.limits.items_max) return no(Reason::kTooManyItems);
  const auto own = std::count_if(asked.state.sheets.begin(), asked.state.sheets.end(),
                                 [&](const pb::Sheet& sheet) { return sheet.by() == asked.by.participant; });
  if (own >= kPagesOfOneMax && asked.is_participant()) return no(Reason::kShareFull);
  if (auto objection = check_room(asked, 0)) return *objection;
  op.set_sheet(entity_id(asked.operation.id()));
  return answer;
}

Answer draw(const Asked& asked) {
  Answer answer = asked.operation;
  pb::Draw& op = *answer->mutable_draw();
  const pb::Sheet* sheet = sheet_for(asked, op.sheet());
  if (sheet == nullptr || sheet->removed()) return no(Reason::kUnknownThing, "sheet");
  if (!may_write(asked.state, asked.by) || writes_few_kinds(asked)) return no(Reason::kNotAllowed);
  if (!sheet->phase().empty()) return no(Reason::kPhaseForbids, "sheet");
  if (op.points().empty() || op.points_size() > kStrokeNumbersMax || op.points_size() % 3 != 0) {
    return no(Reason::kValueInvalid, "points");
  }
  for (int i = 0; i < op.points_size(); ++i) {
    const bool pressure = i % 3 == 2;
    const std::int32_t value = op.points(i);
    if (pressure ? value < 0 || value > 1000 : value < -kPlaceMax || value > kPlaceMax) {
      return no(Reason::kValueInvalid, "points");
    }
  }
  if (op.colour() > 15) return no(Reason::kValueInvalid, "colour");
  if (op.width() < 1 || op.width() > 100) return no(Reason::kValueInvalid, "width");
  if (auto objection = check_room(asked, 4 * static_cast<std::size_t>(op.points_size()))) return *objection;
  op.set_stroke(entity_id(asked.operation.id()));
  return answer;
}

}  // namespace

Answer decide_board(const Asked& asked) {
  switch (asked.operation.kind_case()) {
    case pb::Operation::kMoveItem: return move_item(asked);
    case pb::Operation::kParkItem: return park_item(asked);
    case pb::Operation::kTakeBackItem: return take_back_item(asked);
    case pb::Operation::kStackItem: return stack_item(asked);
    case pb::Operation::kUnstackItem: return unstack_item(asked);
    case pb::Operation::kAddPage: return add_page(asked);
    case pb::Operation::kDraw: return draw(asked);
    case pb::Operation::kWithdrawItem: return withdraw_item(asked);
    case pb::Operation::kRemove:
    case pb::Operation::kRestore: {
      const bool removes = asked.operation.has_remove();
      const std::string& thing =
          removes ? asked.operation.remove().thing() : asked.operation.restore().thing();
      const Item* withdrawn = removes ? nullptr : withdrawn_for(asked, thing);
      const auto objection = withdrawn != nullptr ? check_brings_back(asked, *withdrawn) : check_removes(asked, thing);
      if (objection) return *objection;
      if (!removes) {
        if (auto room = check_room_back(asked, thing)) return *room;
      }
      return asked.operation;
    }
    default: return no(Reason::kInvalidOperation);
  }
}

}  // namespace flipover
