#include "server/model/text_history.h"

#include "server/model/text_wire.h"

namespace flipover {

std::optional<std::pair<std::string, TextChange>> text_edit_of(const pb::Record& record) {
  const pb::Operation& op = record.operation();
  if (op.has_edit_text()) {
    auto change = change_from_wire(op.edit_text().spans());
    return std::pair{op.edit_text().item(), change ? std::move(*change) : TextChange{}};
  }
  if (op.has_split_item()) {
    return std::pair{op.split_item().item(), TextChange::replace(op.split_item().at(), op.split_item().cut(), {})};
  }
  return std::nullopt;
}

}  // namespace flipover
