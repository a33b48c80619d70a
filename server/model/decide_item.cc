// Decisions about one item: adding it, its text, its fields, splitting it, who sees it.
#include <algorithm>

#include "server/base/planted_fault.h"
#include "server/model/deciding.h"
#include "server/model/entity_id.h"
#include "server/model/phases.h"
#include "server/model/text_wire.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

template <class Range>
bool contains(const Range& range, std::string_view value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

bool is_parking(const MeetingState& state, const pb::Sheet& sheet, const std::string& region) {
  return !region.empty() && region == parking_region(state, sheet);
}

// `Holder` has fields: an AddItem, an item.
template <class Holder>
bool has_reason(const Holder& of) {
  return std::any_of(of.fields().begin(), of.fields().end(), [](const pb::FieldValue& field) {
    return field.field() == "reden" && !field.values().empty() && !check_reason(field.values(0));
  });
}

// An item of this kind is not to stand without its reason (VB-02).
bool needs_reason(const Asked& asked, const std::string& kind) {
  const pb::Rule* rule = rule_in_force(asked.state, asked.state.course.phase(), pb::Rule::REQUIRE_REASON);
  return rule != nullptr && contains(rule->kinds(), kind) && !asked.imports();
}

Objection check_item_words(const Asked& asked, const pb::AddItem& op) {
  if (auto objection = check_text(op.text(), asked.limits.text_units_max)) return objection;
  if (auto objection = check_term(asked, "source", op.source())) return objection;
  if (auto objection = check_term(asked, "epistemic", op.epistemic())) return objection;
  if (auto objection = check_term(asked, "domain", op.domain())) return objection;
  if (auto objection = check_term(asked, "world", op.world())) return objection;
  if (auto objection = check_persons(op.persons())) return objection;
  if (auto objection = check_place(op.place())) return objection;
  for (const auto& field : op.fields()) {
    if (auto objection = check_field(asked, op.kind(), field)) return objection;
    const auto same = std::count_if(op.fields().begin(), op.fields().end(),
                                    [&](const pb::FieldValue& other) { return other.field() == field.field(); });
    if (same > 1) return no(Reason::kValueInvalid, field.field());
  }
  return check_room(asked, op.text().size());
}

// Refused where the kind has no place; in the region asked for, and in this phase.
Objection check_home(const Asked& asked, const pb::Sheet& sheet, const std::string& region, const std::string& kind) {
  if (asked.imports() || is_at_home(asked.state, sheet, region, kind)) return std::nullopt;
  if (always_may_use_kind(asked.state, asked.by, kind)) return std::nullopt;
  return no(Reason::kKindNotHere, kind);
}

Answer add_item(const Asked& asked) {
  Answer answer = asked.operation;
  pb::AddItem& op = *answer->mutable_add_item();
  const MeetingState& state = asked.state;
  if (find_kind(state, op.kind()) == nullptr) return no(Reason::kValueInvalid, "kind");
  if (!may_write(state, asked.by) || !may_use_kind(state, asked.by, op.kind())) return no(Reason::kNotAllowed);
  if (op.sheet().empty()) op.set_sheet(state.course.phase());
  const pb::Sheet* sheet = sheet_for(asked, op.sheet());
  if (sheet == nullptr || sheet->removed()) return no(Reason::kUnknownThing, "sheet");
  if (!asked.imports() && lies_ahead(state, sheet->phase())) return no(Reason::kPhaseForbids);
  const auto said_by = speaker(asked, op.has_said_by() ? &op.said_by() : nullptr);
  if (!said_by) return said_by.error();
  op.set_said_by(*said_by);
  if (auto objection = check_item_words(asked, op)) return *objection;
  if (!op.has_visibility() || op.visibility().level().empty()) op.mutable_visibility()->set_level("deelnemers");
  if (auto objection = check_visibility(asked, op.visibility())) return *objection;
  if (needs_reason(asked, op.kind()) && !has_reason(op)) return no(Reason::kReasonRequired, "reden");

  if (op.region().empty()) {
    op.set_region(home_region(state, *sheet, op.kind()));
  } else if (!has_region(state, *sheet, op.region())) {
    return no(Reason::kUnknownThing, "region");
  }
  op.clear_parked();
  const auto rule = parking_rule(state, op.kind());
  op.set_covered_by(covering_round(state, *sheet, op.region()));
  if (rule || is_parking(state, *sheet, op.region())) {
    const std::string parking = parking_region(state, *sheet);
    pb::Parked& parked = *op.mutable_parked();
    parked.set_sheet(op.sheet());
    parked.set_region(op.region() == parking ? std::string{} : op.region());
    if (rule) parked.set_rule(*rule);
    if (!parking.empty()) op.set_region(parking);
  } else if (auto objection = check_home(asked, *sheet, op.region(), op.kind())) {
    return *objection;
  }

  op.set_item(entity_id(asked.operation.id()));
  const auto key = key_behind(asked, op.sheet(), op.region(), op.has_behind() ? &op.behind() : nullptr, {});
  if (!key) return no(Reason::kUnknownThing, "behind");
  op.set_order_key(*key);
  op.clear_behind();
  std::sort(op.mutable_fields()->begin(), op.mutable_fields()->end(),
            [](const auto& a, const auto& b) { return a.field() < b.field(); });
  return answer;
}

// A dissent and a client's quote are changed by who said or typed them alone (VB-09, CP-13).
bool is_only_sayers(const Asked& asked, const Item& item) {
  const pb::Kind* kind = find_kind(asked.state, item.data.kind());
  return kind != nullptr && kind->only_sayer_edits() && !asked.imports();
}

Objection check_edits_words(const Asked& asked, const Item& item) {
  if (auto objection = check_writes(asked, item)) return objection;
  if (!is_only_sayers(asked, item)) return std::nullopt;
  const std::string& me = asked.by.participant;
  if (item.data.said_by() == me || item.data.typed_by() == me) return std::nullopt;
  return no(Reason::kOnlySayerEdits);
}

Reason reason_of(TextFault fault) {
  return fault == TextFault::kTextTooLong ? Reason::kTextTooLong : Reason::kTextInvalid;
}

// The first revision that an edit of the author's may be made on: who came to see the item later does not learn of earlier
// wordings by how edits on them come out. Who typed it has seen them all, but for what the curtain hid; on a device that is
// not confirmed, who typed it there.
std::uint64_t edits_from(const Asked& asked, const pb::Item& item) {
  if (asked.imports() || planted(Fault::kLeakReplacedWording)) return 0;
  const bool on_second = !asked.viewer.device.empty();
  const bool client = asked.viewer.role.client_side();
  const bool typed = item.typed_by() == asked.by.participant && item.device() == asked.viewer.device;
  if (typed && !client) return 0;
  // There the client's side has no words of its own, and what it is shown comes and goes in more ways than are noted. Nor has
  // it on its first device what was written on the other.
  if (client && !typed && (on_second || !item.device().empty())) return item.revision();
  return client ? std::max(item.edits_from(), item.client_edits_from()) : item.edits_from();
}

// Moves a change made on revision `base` over what came since.
Verdict<TextChange> moved_to_now(const Asked& asked, const Item& item, std::uint64_t base, TextChange change,
                                 std::size_t units_max) {
  const std::uint64_t revision = item.data.revision();
  if (base > revision || base < edits_from(asked, item.data)) return no(Reason::kBaseUnknown);
  if (revision - base > asked.limits.edits_behind_max) return no(Reason::kBaseTooOld);
  std::optional<std::span<const TextChange>> since = std::span<const TextChange>{};
  if (base < revision) since = asked.history.since(item.data.id(), base);  // on the newest one there is nothing to ask
  if (!since) return no(Reason::kBaseTooOld);
  auto moved = rebase(std::move(change), item.text, *since, units_max);
  if (!moved) return no(reason_of(moved.error()), std::string(words(moved.error())));
  return std::move(*moved);
}

Answer edit_text(const Asked& asked) {
  const pb::EditText& edit = asked.operation.edit_text();
  const Item* item = item_for(asked, edit.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_edits_words(asked, *item)) return *objection;
  // What stands in the text from before the rule may be kept or removed; put in anew it may not be.
  for (const pb::Span& span : edit.spans()) {
    if (const auto sign = unfit_sign(span.insert(), TextUse::kText)) {
      return no(Reason::kTextInvalid, name_of_sign(*sign));
    }
  }
  auto change = change_from_wire(edit.spans());
  if (!change) return no(reason_of(change.error()), std::string(words(change.error())));
  auto moved = moved_to_now(asked, *item, edit.base(), std::move(*change), asked.limits.text_units_max);
  if (!moved) return moved.error();
  if (moved->growth() > 0) {
    const auto more = 2 * static_cast<std::size_t>(moved->growth());
    if (auto objection = check_room_about(asked, item->data.typed_by(), more)) return *objection;
  }
  Answer answer = pb::Operation();
  *answer->mutable_id() = asked.operation.id();
  pb::EditText& op = *answer->mutable_edit_text();
  op.set_item(edit.item());
  op.set_base(item->data.revision());
  change_to_wire(*moved, *op.mutable_spans());
  return answer;
}

Answer split_item(const Asked& asked) {
  Answer answer = asked.operation;
  pb::SplitItem& op = *answer->mutable_split_item();
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_edits_words(asked, *item)) return *objection;
  if (auto objection = check_room_for_part(asked, *item)) return *objection;
  // The place moves like an insertion there would: where that comes to stand, the cut falls.
  const auto mark =
      moved_to_now(asked, *item, op.base(), TextChange::replace(op.at(), 0, u"|"), asked.limits.text_units_max + 1);
  if (!mark) return mark.error();
  const std::size_t at = mark->spans().empty() ? 0 : mark->spans().front().keep;
  if (at == 0 || at >= item->text.size()) return no(Reason::kTextInvalid, "at");
  op.set_base(item->data.revision());
  op.set_at(static_cast<std::uint32_t>(at));
  op.set_cut(static_cast<std::uint32_t>(item->text.size() - at));
  op.set_new_item(entity_id(asked.operation.id()));
  const auto key = key_behind(asked, item->data.sheet(), item->data.region(), &op.item(), {});
  op.set_order_key(key.value_or(item->data.order_key()));
  return answer;
}

Objection check_tag(const Asked& asked, const Item& item, const pb::FieldValue& value) {
  const std::string& field = value.field();
  if (field == "persons") return check_persons(value.values());
  for (const char* tag : {"source", "epistemic", "domain", "world"}) {
    if (field != tag) continue;
    if (value.values_size() > 1) return no(Reason::kValueInvalid, field);
    return check_term(asked, tag, value.values().empty() ? std::string{} : value.values(0));
  }
  return check_field(asked, item.data.kind(), value);
}

// Who said it: whoever may enter his words names him; a named speaker may say that it was not he (HY-04).
Objection check_said_by(const Asked& asked, const Item& item, const pb::FieldValue& value) {
  if (value.values_size() > 1) return no(Reason::kValueInvalid, "said_by");
  const std::string said_by = value.values().empty() ? std::string{} : value.values(0);
  const std::string& me = asked.by.participant;
  const bool was_me = asked.is_participant() && (item.data.said_by() == me || first_sayer(item.data) == me);
  const bool mine = was_me || item.data.typed_by() == me;
  if (!asked.imports() && !mine) {
    if (!writes_for_others(asked.state, asked.by)) return no(Reason::kNotAllowed);
    // Whoever is its sayer may change it: that right is not for others to give.
    if (is_only_sayers(asked, item) && !item.data.said_by().empty()) return no(Reason::kOnlySayerEdits);
  }
  if (!said_by.empty() || !mine) {
    if (const auto may = speaker(asked, &said_by); !may) return may.error();
  }
  // A restricted item shows itself to its sayer's organisation: naming another shows it to others.
  Item becomes = item;
  becomes.data.set_said_by(said_by);
  return check_hides(asked, item, becomes);
}

Answer set_field(const Asked& asked) {
  Answer answer = asked.operation;
  pb::SetField& op = *answer->mutable_set_field();
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_writes(asked, *item)) return *objection;
  op.clear_parked();
  const std::string& field = op.value().field();
  if (field == "said_by") {
    if (auto objection = check_said_by(asked, *item, op.value())) return *objection;
    return answer;
  }
  if (field != "kind") {
    if (auto objection = check_tag(asked, *item, op.value())) return *objection;
    std::size_t more = 0;
    for (const auto& value : op.value().values()) more += value.size();
    if (more > 0) {
      if (auto objection = check_room_about(asked, item->data.typed_by(), more)) return *objection;
    }
    const bool gives_reason = !op.value().values().empty() && !check_reason(op.value().values(0));
    if (field == "reden" && !gives_reason && needs_reason(asked, item->data.kind())) {
      return no(Reason::kReasonRequired, field);
    }
    return answer;
  }
  const std::string kind = op.value().values().empty() ? std::string{} : op.value().values(0);
  if (op.value().values_size() != 1) return no(Reason::kValueInvalid, "kind");
  if (auto objection = check_becomes(asked, *item, kind)) return *objection;
  if (const auto rule = parking_rule(asked.state, kind)) {
    pb::Parked& parked = *op.mutable_parked();
    if (item->data.has_parked()) {
      parked = item->data.parked();
    } else {
      parked.set_sheet(item->data.sheet());
      parked.set_region(item->data.region());
    }
    parked.set_rule(*rule);
    return answer;
  }
  const pb::Sheet* sheet = find_sheet(asked.state, item->data.sheet());
  if (sheet != nullptr && !item->data.has_parked()) {
    if (auto objection = check_home(asked, *sheet, item->data.region(), kind)) return *objection;
  }
  return answer;
}

Answer set_visibility(const Asked& asked) {
  Answer answer = asked.operation;
  pb::SetVisibility& op = *answer->mutable_set_visibility();
  const Item* item = item_for(asked, op.item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  Item becomes = *item;
  *becomes.data.mutable_visibility() = op.visibility();
  const std::string& me = asked.by.participant;
  const bool first = first_sayer(item->data) == me || item->data.typed_by() == me;
  // Whom others named as its sayer shows it to nobody more.
  const bool own = first || (item->data.said_by() == me && admits_all_of(asked.state, becomes, *item));
  const bool open = item->data.visibility().level() == "deelnemers";
  if (!asked.imports() && !(own && may_write(asked.state, asked.by)) && !(open && is_chair(asked.state, asked.by))) {
    return no(Reason::kNotAllowed);
  }
  if (auto objection = check_visibility(asked, op.visibility())) return *objection;
  if (auto objection = check_hides(asked, *item, becomes)) return *objection;
  if (auto objection = check_words(op.reason(), "reason")) return *objection;
  return answer;
}

}  // namespace

Objection check_becomes(const Asked& asked, const Item& item, const std::string& kind) {
  if (find_kind(asked.state, kind) == nullptr) return no(Reason::kValueInvalid, "kind");
  if (auto objection = check_edits_words(asked, item)) return objection;
  if (!may_use_kind(asked.state, asked.by, kind)) return no(Reason::kNotAllowed);
  if (kind != item.data.kind()) {
    if (auto objection = check_dissent(asked, item)) return objection;
  }
  if (needs_reason(asked, kind) && !has_reason(item.data)) return no(Reason::kReasonRequired, "reden");
  return std::nullopt;
}

Answer decide_item(const Asked& asked) {
  switch (asked.operation.kind_case()) {
    case pb::Operation::kAddItem: return add_item(asked);
    case pb::Operation::kEditText: return edit_text(asked);
    case pb::Operation::kSetField: return set_field(asked);
    case pb::Operation::kSplitItem: return split_item(asked);
    case pb::Operation::kSetVisibility: return set_visibility(asked);
    default: return no(Reason::kInvalidOperation);
  }
}

}  // namespace flipover
