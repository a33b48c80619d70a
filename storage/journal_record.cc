#include "storage/journal_record.h"

namespace flipover {
namespace {

using Kind = pb::Operation::KindCase;

// What the skeleton names for operations whose content belongs to no item.
std::string mentioned_by(const pb::Operation& operation) {
  switch (operation.kind_case()) {
    case Kind::kRemove:
      return operation.remove().thing();
    case Kind::kRestore:
      return operation.restore().thing();
    case Kind::kCallToItem:
      return operation.call_to_item().item();
    case Kind::kOpenToClient:
      return operation.open_to_client().item();
    case Kind::kCloseToClient:
      return operation.close_to_client().item();
    default:
      return owner_of(operation);
  }
}

}  // namespace

std::string owner_of(const pb::Operation& operation) {
  switch (operation.kind_case()) {
    case Kind::kAddItem:
      return operation.add_item().item();
    case Kind::kEditText:
      return operation.edit_text().item();
    case Kind::kSetField:
      return operation.set_field().item();
    case Kind::kMoveItem:
      return operation.move_item().item();
    case Kind::kSplitItem:
      return operation.split_item().item();
    case Kind::kStackItem:
      return operation.stack_item().item();
    case Kind::kUnstackItem:
      return operation.unstack_item().item();
    case Kind::kParkItem:
      return operation.park_item().item();
    case Kind::kTakeBackItem:
      return operation.take_back_item().item();
    case Kind::kLinkItems:
      return operation.link_items().from();
    case Kind::kAddComment:
      return operation.add_comment().item();
    case Kind::kVote:
      return operation.vote().item();
    case Kind::kScore:
      return operation.score().item();
    case Kind::kTakeStance:
      return operation.take_stance().item();
    case Kind::kResolve:
      return operation.resolve().item();
    case Kind::kReopen:
      return operation.reopen().item();
    case Kind::kSetVisibility:
      return operation.set_visibility().item();
    case Kind::kAddPage:
      return operation.add_page().sheet();
    case Kind::kDraw:
      return operation.draw().sheet();
    // Removing and restoring say only that; the course of the meeting is about no item.
    default:
      return {};
  }
}

JournalRecord to_journal(const pb::Record& record) {
  JournalRecord out;
  out.number = SeqNo{record.number()};
  out.time_ms = record.time_ms();
  out.logged_at_ms = record.logged_at_ms();
  out.by = record.by();
  out.kind = static_cast<std::uint32_t>(record.operation().kind_case());
  out.item = mentioned_by(record.operation());
  out.owner = owner_of(record.operation());
  if (record.operation().has_split_item()) out.made.push_back(record.operation().split_item().new_item());
  for (const pb::Item& item : record.seen().appeared().items()) out.made.push_back(item.id());
  out.content = record.SerializeAsString();
  return out;
}

JournalRecord to_journal(const pb::RegistryRecord& record) {
  JournalRecord out;
  out.number = SeqNo{record.number()};
  out.time_ms = record.time_ms();
  out.logged_at_ms = record.time_ms();
  out.kind = static_cast<std::uint32_t>(record.kind_case());
  out.content = record.SerializeAsString();
  return out;
}

std::optional<StoredRecord> to_stored(const JournalRecord& record) {
  StoredRecord out;
  out.kind = record.kind;
  out.item = record.item;
  if (record.content) {
    if (!out.record.ParseFromString(*record.content) || out.record.number() != raw(record.number)) return std::nullopt;
    return out;
  }
  out.erased = true;
  out.record.set_number(raw(record.number));
  out.record.set_time_ms(record.time_ms);
  out.record.set_logged_at_ms(record.logged_at_ms);
  out.record.set_by(record.by);
  return out;
}

std::optional<pb::RegistryRecord> to_registry(const JournalRecord& record) {
  pb::RegistryRecord out;
  if (!record.content || !out.ParseFromString(*record.content) || out.number() != raw(record.number)) {
    return std::nullopt;
  }
  return out;
}

}  // namespace flipover
