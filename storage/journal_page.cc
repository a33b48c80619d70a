#include "storage/journal_page.h"

namespace flipover {

Checked<OpenedPage> open_page(const MeetingId& meeting, std::span<const LogEntry> entries, SeqNo from, SeqNo upto,
                              std::optional<BatchEnd> previous, const KeyRing& keys) {
  OpenedPage page;
  for (const LogEntry& entry : entries) {
    if (entry.first > upto) break;
    const auto batch = decode_batch(meeting, entry);
    if (!batch) return batch.error();
    if (!previous && entry.first == SeqNo{1}) previous = BatchEnd{SeqNo{}, chain_start(meeting.value)};
    if (previous && entry.first != next(previous->position)) {
      return damage_at(meeting, next(previous->position), "records are missing from here on");
    }
    if (previous && !follows(*batch, previous->chain)) {
      return damage_at(meeting, entry.first, "the chain of hashes does not hold");
    }
    previous = page.end = BatchEnd{end_of(entry), batch->chain};
    for (std::size_t index = 0; index < entry.count; ++index) {
      if (SeqNo{raw(entry.first) + index} < from) continue;
      auto record = open_record(meeting, *batch, index, keys);
      if (!record) return record.error();
      page.records.push_back(std::move(*record));
    }
  }
  return page;
}

}  // namespace flipover
