// RocksDbOpLog: the OpLog in a RocksDB database of this process.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "storage/op_log.h"
#include "storage/rocksdb_options.h"

namespace flipover {

struct RocksDbOpLogOptions {
  std::filesystem::path directory;
  // Called, from the writer's thread, when the log cannot even be read after a failed write: the process must end.
  std::function<void(const std::string& why)> fatal;
  Tell tell;                    // from threads of the log; lines for the operator
  rocksdb::Env* env = nullptr;  // tests bring their own disk
  // While the disk takes nothing it is tried again after pauses that grow from the first to the second.
  std::chrono::milliseconds try_again_after{250};
  std::chrono::milliseconds try_again_every{5'000};
};

// What an operator or a proxy should know at once.
struct LogHealth {
  bool has_room = true;
  std::string why;          // if not
  bool compacting = true;   // false: damage was met
  std::chrono::steady_clock::duration writing_for{};  // the write on its way; 0: none is
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
//   read, since the same handle says "not found" of what is on the disk. If it cannot be written, or the next write fails
//   as well, it is opened for reading only, and tried again until there is room. If it cannot even be read: `fatal`.
class RocksDbOpLog final : public OpLog {
 public:
  // Throws std::runtime_error, with a message for the operator.
  explicit RocksDbOpLog(RocksDbOpLogOptions options);
  // What was asked is still written and answered.
  ~RocksDbOpLog() override;

  LogCounters counters() const;
  LogHealth health() const;

  net::awaitable<AcquireOutcome> acquire(MeetingId meeting) override;
  void release(const Lease& lease) override;
  net::awaitable<AppendOutcome> append(Lease lease, Batch batch) override;
  net::awaitable<LogPage> read(MeetingId meeting, SeqNo from, std::size_t bytes) override;
  net::awaitable<EraseStatus> erase(MeetingId meeting) override;
  net::awaitable<AppendOutcome> put_checkpoint(MeetingId meeting, SeqNo position, std::string bytes) override;
  net::awaitable<CheckpointPage> get_checkpoint(MeetingId meeting, SeqNo at_or_before) override;
  net::awaitable<LogList> list() override;
  bool has_room() const override;

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace flipover
