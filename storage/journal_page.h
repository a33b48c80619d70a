// The batches of one page of a log, opened: what Journal and JournalReader have in common.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "storage/batch_format.h"

namespace flipover {

// Where a batch ends, and its hash: what the next one must follow.
struct BatchEnd {
  SeqNo position{};
  ChainHash chain{};
};

inline SeqNo end_of(const LogEntry& entry) { return SeqNo{raw(entry.first) + entry.count - 1}; }

struct OpenedPage {
  std::vector<JournalRecord> records;  // from `from` on
  std::optional<BatchEnd> end;         // of the last batch; none: there was none
};

// Opens the entries that begin at or before `upto`. They must be dense and chained, the first one to `previous` if that
// is known.
Checked<OpenedPage> open_page(const MeetingId& meeting, std::span<const LogEntry> entries, SeqNo from, SeqNo upto,
                              std::optional<BatchEnd> previous, const KeyRing& keys);

}  // namespace flipover
