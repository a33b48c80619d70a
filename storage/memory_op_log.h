// MemoryOpLog: an OpLog without a disk, for tests and the simulation. Whoever drives it decides every delay, failure
// and loss; with the same decisions it does the same, so that a seed can be run again.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "storage/op_log.h"

namespace flipover {

// What survives a crash of the process. A write is first in the page cache and then, by a sync, on the platter.
// A sync makes everything written before it durable as well, over all meetings, as one write-ahead log does.
class MemoryDisk {
 public:
  // The power goes: of the writes not yet synced, oldest first, only the first `kept` are there afterwards.
  // Call MemoryOpLog::crash instead if a log is open on this disk.
  void lose_unsynced_but(std::size_t kept);
  std::size_t unsynced() const;

  // For tests that damage or forge: the entries in the order in which they were written, and the checkpoints.
  std::vector<LogEntry> entries(const MeetingId& meeting) const;
  void set_entries(const MeetingId& meeting, std::vector<LogEntry> entries);
  std::map<SeqNo, std::string> checkpoints(const MeetingId& meeting) const;
  void set_checkpoint(const MeetingId& meeting, SeqNo position, std::string bytes);

 private:
  friend class MemoryOpLog;
  struct Stored {
    std::uint64_t write = 0;  // its number in the order of all writes
    LogEntry entry;
    bool hidden = false;  // really there, but not for the handle through which writing it failed
  };
  struct StoredEpoch {
    std::uint64_t write = 0;
    Epoch epoch{};
    SeqNo start{};  // the first position that belongs to it
  };
  struct MeetingLog {
    std::vector<StoredEpoch> epochs;
    std::vector<Stored> entries;
    std::map<SeqNo, std::pair<std::uint64_t, std::string>> checkpoints;
  };
  struct View {
    std::vector<const LogEntry*> accepted;
    Epoch epoch{};
    SeqNo head{};
    std::string damage;
  };

  View view(const MeetingId& meeting) const;
  void reopen();  // by a new handle: what is in the page cache is read, and made durable

  std::map<MeetingId, MeetingLog> meetings_;
  std::uint64_t written_ = 0;  // number of the last write
  std::uint64_t synced_ = 0;   // it and those before survive a power cut
  std::uint64_t shown_ = 0;    // it and those before are read; more than synced_ only by a planted fault
};

enum class MemoryStep : std::uint8_t { kAcquire, kAppend, kRead, kErase, kCheckpoint, kReopen };

enum class AppendFault : std::uint8_t {
  kUnknownButWritten,  // the sync fails; the records are there after reopening
  kUnknownAndLost,     // the sync fails; they are not
  kRefused,            // as with a full disk: nothing written
};

struct MemoryOpLogOptions {
  // Runs the second half of a step now or later, in any order, never inside the call itself: the moment of the sync
  // for a write, of looking for a read. Without it: as soon as the awaiting executor comes to it.
  std::function<void(MemoryStep, std::function<void()>)> schedule;
  // Asked for each append of this log, numbered from 1.
  std::function<std::optional<AppendFault>(std::uint64_t nth)> fault;
};

// Threads: one executor only.
class MemoryOpLog final : public OpLog {
 public:
  explicit MemoryOpLog(std::shared_ptr<MemoryDisk> disk = std::make_shared<MemoryDisk>(),
                       MemoryOpLogOptions options = {});
  ~MemoryOpLog() override;

  // The process dies and the power goes. Calls on their way are answered "unknown" or "unavailable"; later ones as
  // well. `kept(n)` says how many of n unsynced writes survive, oldest first. A new MemoryOpLog on the same disk is the
  // restarted server.
  void crash(const std::function<std::size_t(std::size_t unsynced)>& kept);

  std::uint64_t appends() const;  // asked so far, refused ones included

  net::awaitable<AcquireOutcome> acquire(MeetingId meeting) override;
  void release(const Lease& lease) override;
  net::awaitable<AppendOutcome> append(Lease lease, Batch batch) override;
  net::awaitable<LogPage> read(MeetingId meeting, SeqNo from, std::size_t bytes) override;
  net::awaitable<EraseStatus> erase(MeetingId meeting) override;
  net::awaitable<AppendOutcome> put_checkpoint(MeetingId meeting, SeqNo position, std::string bytes) override;
  net::awaitable<CheckpointPage> get_checkpoint(MeetingId meeting, SeqNo at_or_before) override;
  net::awaitable<LogList> list() override;
  bool has_room() const override;
  // False: nothing is acquired, and appends fail, as on a full disk; leases end.
  void set_room(bool room);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace flipover
