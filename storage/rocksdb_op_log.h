// RocksDbOpLog: the OpLog in a RocksDB database of this process.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "storage/op_log.h"

namespace rocksdb {
class Env;
}

namespace flipover {

struct RocksDbOpLogOptions {
  std::filesystem::path directory;
  // Called, from the writer's thread, when the log cannot be reopened after a failed write: the process must end.
  std::function<void(const std::string& why)> fatal;
  rocksdb::Env* env = nullptr;  // tests bring their own disk
};

// For metrics; all counted since the log was opened.
struct LogCounters {
  std::uint64_t appends = 0;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  // of appends, as stored
  std::uint64_t syncs = 0;  // synced writes, each for everything that had gathered
  std::uint64_t failed_syncs = 0;
  std::chrono::microseconds sync_time{};  // spent in them
};

// Group commit: while one synced write is on its way the next one gathers, over all meetings.
//
// Threads: one writer, two readers, its own. Calls and answers as OpLog says.
// Limits: a group holds at most kGroupBytesMax (one append may be larger).
// Errors: after a failed synced write all leases have ended; RocksDB is closed and opened again before anything is
//   read, since the same handle says "not found" of what is on the disk. If that fails: `fatal`.
class RocksDbOpLog final : public OpLog {
 public:
  // Throws std::runtime_error, with a message for the operator.
  explicit RocksDbOpLog(RocksDbOpLogOptions options);
  // What was asked is still written and answered.
  ~RocksDbOpLog() override;

  LogCounters counters() const;

  net::awaitable<AcquireOutcome> acquire(MeetingId meeting) override;
  void release(const Lease& lease) override;
  net::awaitable<AppendOutcome> append(Lease lease, Batch batch) override;
  net::awaitable<LogPage> read(MeetingId meeting, SeqNo from, std::size_t bytes) override;
  net::awaitable<EraseStatus> erase(MeetingId meeting) override;
  net::awaitable<AppendOutcome> put_checkpoint(MeetingId meeting, SeqNo position, std::string bytes) override;
  net::awaitable<CheckpointPage> get_checkpoint(MeetingId meeting, SeqNo at_or_before) override;
  net::awaitable<LogList> list() override;

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace flipover
