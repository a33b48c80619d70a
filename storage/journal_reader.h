// JournalReader: a meeting's records as they are on disk, for whoever looks back. It takes no lease and opens no meeting.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "storage/journal.h"
#include "storage/journal_page.h"

namespace flipover {

// Invariants: what it reads is durable, in order and unbroken from where it began: the chain is checked from the batch
//   before the first one, or from the checkpoint, on. It changes nothing.
// Threads: any, one call at a time. Log and key store outlive what is awaited of them.
// Errors: those of Journal. A meeting that has no log yet is read as empty; one whose keys were destroyed as unavailable.
class JournalReader {
 public:
  JournalReader(OpLog& log, KeyStore& keys, MeetingId meeting);

  const MeetingId& meeting() const { return meeting_; }

  // Finds the keys. Needed once, before anything is read.
  net::awaitable<ReadStatus> open();
  const std::string& why_not() const { return why_not_; }  // for the operator, if open() did not read
  // How many of the keys are destroyed: what was read with fewer destroyed may hold what is gone by now.
  std::size_t keys_destroyed() const;

  // Records from `from` to where the log ends now, a page at a time of about `bytes` (at least one batch).
  net::awaitable<RecordPage> read(SeqNo from, std::size_t bytes);
  net::awaitable<CheckpointOutcome> get_checkpoint(SeqNo at_or_before);

 private:
  OpLog& log_;
  KeyStore& store_;
  const MeetingId meeting_;
  KeyRing ring_;
  std::string why_not_;
  // The meeting goes on: keys may have been made since ours were loaded, and used. They were looked for again up to here,
  // one past it; as a key is made before it is used, what was not found then is lost.
  std::uint32_t looked_for_ = 0;
  std::optional<BatchEnd> end_;  // of what was read last
};

}  // namespace flipover
