// TextHistory: the single logged edits of texts, over which `decide` moves an edit made on an older revision.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "meeting/v1/record.pb.h"
#include "server/base/proto.h"
#include "server/model/text_ot.h"

namespace flipover {

class TextHistory {
 public:
  virtual ~TextHistory() = default;

  // The edits of the item from the one that made revision `base` + 1 to the newest, oldest first; nothing if they are
  // not known that far back. Valid until the history changes.
  virtual std::optional<std::span<const TextChange>> since(std::string_view item, std::uint64_t base) const = 0;
};

// The text edit that a logged record is, with its item: an EditText, or a split, which cuts its item short.
std::optional<std::pair<std::string, TextChange>> text_edit_of(const pb::Record& record);

}  // namespace flipover
