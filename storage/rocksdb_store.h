// RocksDbStore: what RocksDbOpLog keeps in RocksDB, in calls that block: opening, synced writes, reading by the rules
// of the log. It knows no leases and no coroutines.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <string>

#include "storage/op_log.h"

namespace rocksdb {
class DB;
class Env;
class Snapshot;
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

enum class OpenMode : std::uint8_t { kReadWrite, kReadOnly };

// Threads: `write` and `reopen` from one thread; the rest from any.
class RocksDbStore {
 public:
  RocksDbStore(std::filesystem::path directory, rocksdb::Env* env, OpenMode mode);
  ~RocksDbStore();

  // Empty, or why it cannot be opened. A log that lost its end is not opened: see README.md, "The end of the log".
  std::string open();

  // One synced write, numbered. False: it failed; from then on nothing is read until `reopen` has been called.
  bool write(rocksdb::WriteBatch& batch, std::string& why);
  std::string reopen();

  LogTail tail(const MeetingId& meeting) const;
  LogPage read(const MeetingId& meeting, SeqNo from, std::size_t bytes) const;
  CheckpointPage checkpoint(const MeetingId& meeting, SeqNo at_or_before) const;
  LogList list() const;

  // For `verify`: reads every block of every file. Empty, or what does not hold.
  std::string verify_files() const;

 private:
  template <class Outcome>
  Outcome reading(const std::function<Outcome(rocksdb::DB&)>& look) const;
  std::string check_end();

  const std::filesystem::path directory_;
  const std::filesystem::path watermark_path_;
  rocksdb::Env* const env_;
  const OpenMode mode_;
  mutable std::shared_mutex mutex_;  // held alone only to reopen
  mutable std::condition_variable_any reopened_;
  std::unique_ptr<rocksdb::DB> db_;
  std::atomic<bool> broken_{false};
  bool closed_ = false;  // reopening failed
  std::uint64_t group_ = 0;
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
