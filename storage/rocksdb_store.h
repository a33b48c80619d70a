// RocksDbStore: what RocksDbOpLog keeps in RocksDB, in calls that block: opening, synced writes, reading by the rules
// of the log. It knows no leases and no coroutines.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <shared_mutex>
#include <string>

#include "storage/op_log.h"
#include "storage/rocksdb_options.h"

namespace rocksdb {
class DB;
class Env;
class FileLock;
class Snapshot;
class Status;
class WriteBatch;
}  // namespace rocksdb

namespace flipover {

// Where a meeting's log ends.
struct LogTail {
  ReadStatus status = ReadStatus::kUnavailable;
  Epoch epoch{};  // 0: it was never acquired
  SeqNo head{};
  std::string message;
};

// Threads: `write` and `reopen` from one thread; the rest from any.
class RocksDbStore {
 public:
  RocksDbStore(std::filesystem::path directory, RocksDbSetup setup);
  ~RocksDbStore();

  // Empty, or why it cannot be opened. A log that lost something is not opened: see README.md, "The end of the log". Where
  // the disk takes nothing it is opened for reading; then writable() is false.
  std::string open();

  // One synced write, numbered. False: it failed; from then on nothing is read until `reopen` has been called.
  bool write(rocksdb::WriteBatch& batch, std::string& why);
  // By a new handle. kReadOnly: without trying to write.
  std::string reopen(OpenMode mode);

  // From here on it answers that it is closed.
  void close();

  bool writable() const { return writable_; }
  std::string why_not_writable() const;
  // Whether a file of some size can be written now, beside the log. Changes nothing of it.
  bool disk_has_room() const;

  LogTail tail(const MeetingId& meeting) const;
  LogPage read(const MeetingId& meeting, SeqNo from, std::size_t bytes) const;
  CheckpointPage checkpoint(const MeetingId& meeting, SeqNo at_or_before) const;
  LogList list() const;

  // Until the next opening: after damage was met it would be met again, for ever.
  void stop_compaction();

  // For `verify`: reads every block of every file. Empty, or what does not hold.
  std::string verify_files() const;

 private:
  template <class Outcome>
  Outcome reading(const std::function<Outcome(rocksdb::DB&)>& look) const;
  // Looks at a log; at its second copy, where it has one, if the first is damaged.
  template <class Outcome>
  Outcome looking(const MeetingId& meeting, const std::function<Outcome(rocksdb::DB&, bool second)>& look) const;
  std::string open(OpenMode mode);
  std::string look_first();
  rocksdb::Status open_without_changes();
  std::string open_for_reading();
  std::string check_whole();
  std::string check_end();
  std::string make_second_copy();
  void tell(Severity severity, const std::string& line) const;

  const std::filesystem::path directory_;
  const std::filesystem::path watermark_path_;
  const RocksDbSetup setup_;
  mutable std::shared_mutex mutex_;  // held alone only to reopen
  mutable std::condition_variable_any reopened_;
  std::unique_ptr<rocksdb::DB> db_;
  std::atomic<bool> broken_{false};
  std::atomic<bool> writable_{false};
  mutable std::atomic<bool> told_of_copy_{false};
  std::atomic<bool> told_of_count_{false};
  bool closed_ = false;                 // reopening failed
  std::string why_read_only_;
  std::set<std::string> unsure_;        // keys of a write that failed: not shown before they are durable
  rocksdb::FileLock* lock_ = nullptr;   // while it is open for reading only, so that no second server comes to write
  std::uint64_t group_ = 0;
  std::uint64_t confirmed_ = 0;  // groups, as the watermark said when the log was opened
  int watermark_ = -1;  // file descriptor
};

// Parts of a checkpoint, so that a large one does not hold up the appends of others. Part 0 comes last and tells how
// many there are: a checkpoint without it is not there.
constexpr std::size_t kCheckpointPartBytes = 1U << 20U;
std::string checkpoint_part(const std::string& bytes, std::uint32_t part);
std::uint32_t checkpoint_parts(std::size_t bytes);

// Value of a batch: how many positions it has, then its bytes.
std::string batch_value_head(std::uint32_t count);
std::string epoch_value(SeqNo start);

}  // namespace flipover
