// Journal: a meeting's records, durable, sealed and chained. It stands above every OpLog.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "meeting/v1/checkpoint.pb.h"
#include "meeting/v1/record.pb.h"
#include "server/base/ids.h"
#include "server/base/proto.h"
#include "storage/journal_record.h"
#include "storage/key_store.h"
#include "storage/op_log.h"

namespace flipover {

class Journal;

enum class OpenStatus : std::uint8_t {
  kOpen,
  kHeldElsewhere,
  kErased,
  kDamaged,
  kNoRoom,  // the log takes nothing: it can be looked at
  kUnavailable,
};
struct OpenOutcome {
  OpenStatus status = OpenStatus::kUnavailable;
  std::unique_ptr<Journal> journal;  // if kOpen
  // For the operator: why not, with meeting, position and what to do; or, though it is open, what in it cannot be read.
  std::string message;
};

struct JournalPage {
  ReadStatus status = ReadStatus::kUnavailable;
  std::vector<JournalRecord> records;
  SeqNo next{};     // where to read on
  bool end = true;  // nothing follows
  std::string message;
};
struct RecordPage {
  ReadStatus status = ReadStatus::kUnavailable;
  std::vector<StoredRecord> records;
  SeqNo next{};
  bool end = true;
  std::string message;
};
struct CheckpointOutcome {
  ReadStatus status = ReadStatus::kUnavailable;
  std::optional<pb::Checkpoint> checkpoint;  // items whose key was destroyed are not in it; none: there is none
  std::string message;  // if not kRead; or which newer ones were passed over, and why
};

// A meeting's log in the hands of its one owner.
//
// Invariants: head() and chain() are those of the last durable batch. Nothing is appended after a failed append: the
//   meeting stops and is opened anew. Nonces never repeat: one lease writes a position once.
// Threads: lives on its meeting's shard. Journal, log and key store outlive what is awaited of them.
// Limits: those of OpLog; kKeysMax keys.
// Errors: kDamaged (a hash, hole, epoch or seal that does not hold, the content key missing though nobody destroyed it)
//   stops this meeting and changes no file. A damaged checkpoint does not: reading begins at the one before, or at the first
//   record, and opening says so. An item's key that is missing costs that item: its records read as those of
//   one that was redacted, opening names it, and no checkpoint is put, so that a key put back brings everything back.
class Journal {
 public:
  // Takes the lease, finds the keys and checks the chain from the last checkpoint to the head. A meeting without
  // records gets its keys here.
  static net::awaitable<OpenOutcome> open(OpLog& log, KeyStore& keys, MeetingId meeting);

  // The log as it stands now, for reading alone: takes no lease, makes no keys, appends nothing.
  static net::awaitable<OpenOutcome> look(OpLog& log, KeyStore& keys, MeetingId meeting);

  // Makes all of a meeting unreadable, backups of the log included, then removes it. Held meetings are not erased.
  static net::awaitable<EraseStatus> erase(OpLog& log, KeyStore& keys, MeetingId meeting);

  ~Journal();  // gives the lease back

  const MeetingId& meeting() const { return lease_.meeting; }
  SeqNo head() const { return head_; }
  Epoch epoch() const { return lease_.epoch; }
  bool writable() const { return lease_.epoch != Epoch{}; }
  const ChainHash& chain() const { return chain_; }

  // Tells this log's past from another's with the same numbers, as after a backup was put back: the salts of the lease that
  // wrote the last record and of this one. Whoever keeps it beside a number up to which he was told records by this lease can
  // ask later whether that number is still part of the same past.
  std::string past() const;
  net::awaitable<bool> has_past(SeqNo number, std::string past);

  // Requires: numbers are dense from head() + 1; `records` stay until the answer. One append at a time.
  net::awaitable<AppendOutcome> append(std::span<const pb::Record> records);
  net::awaitable<AppendOutcome> append(std::vector<JournalRecord> records);

  // Records from `from` to the head, a page at a time of about `bytes` (at least one batch).
  net::awaitable<RecordPage> read(SeqNo from, std::size_t bytes);
  net::awaitable<JournalPage> read_raw(SeqNo from, std::size_t bytes);

  // Requires: `checkpoint.number()` is where one of the last 256 appended batches ended, or where the log ended when it
  // was opened; else refused.
  net::awaitable<AppendOutcome> put_checkpoint(pb::Checkpoint checkpoint);
  net::awaitable<CheckpointOutcome> get_checkpoint(SeqNo at_or_before);

  // Redacts: destroys the key of an item or page. What is written about it from now on gets a new key. Put a
  // checkpoint afterwards, so that what others took from it (a split) does not depend on what is gone.
  net::awaitable<KeysOutcome> destroy_content_of(std::string owner);

 private:
  struct Keys;

  Journal(OpLog& log, KeyStore& keys, Lease lease);
  net::awaitable<OpenOutcome> find_keys();
  net::awaitable<OpenOutcome> recover();
  net::awaitable<OpenOutcome> recover_checkpoint();
  net::awaitable<void> find_salt_before();
  OpenOutcome find_lost_keys();
  net::awaitable<AppendStatus> have_keys_upto(KeyIndex upto);
  void make_keys_ahead(const net::any_io_executor& executor);
  void note_end(SeqNo position, const ChainHash& chain);

  OpLog& log_;
  KeyStore& store_;
  Lease lease_;
  SeqNo head_{};
  ChainHash chain_{};
  std::uint64_t salt_ = 0;
  std::uint64_t salt_before_ = 0;  // of the lease that wrote the last record when this one began
  bool stopped_ = false;
  std::deque<std::pair<SeqNo, ChainHash>> ends_;  // of the last batches
  std::shared_ptr<Keys> keys_;
};

}  // namespace flipover
