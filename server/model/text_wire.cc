#include "server/model/text_wire.h"

#include <utility>

#include "server/model/utf16.h"

namespace flipover {

TextResult<TextChange> change_from_wire(const WireSpans& spans) {
  std::vector<TextSpan> units;
  units.reserve(static_cast<std::size_t>(spans.size()));
  for (const pb::Span& span : spans) {
    auto insert = utf16_from_utf8(span.insert());
    if (!insert) return TextFault::kNotWellFormed;
    units.push_back(TextSpan{span.keep(), span.remove(), *std::move(insert)});
  }
  return TextChange::from_spans(std::move(units));
}

void change_to_wire(const TextChange& change, WireSpans& spans) {
  spans.Clear();
  spans.Reserve(static_cast<int>(change.spans().size()));
  for (const TextSpan& span : change.spans()) {
    pb::Span& wire = *spans.Add();
    wire.set_keep(static_cast<std::uint32_t>(span.keep));
    wire.set_remove(static_cast<std::uint32_t>(span.remove));
    wire.set_insert(utf8_from_utf16(span.insert));
  }
}

}  // namespace flipover
