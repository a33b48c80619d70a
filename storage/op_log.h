// OpLog: the durable order of everything that happened, one log per meeting, of opaque bytes. Its rules have ids
// (OL1 to OL14), stated in README.md and repeated in the names of the contract tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "server/base/ids.h"

namespace flipover {

namespace net = boost::asio;

// The one log on which all others depend: who may come in.
constexpr std::string_view kRegistryLog = "registry";

constexpr std::size_t kBatchBytesMax = 32U << 20U;      // of one append
constexpr std::size_t kCheckpointBytesMax = 1U << 30U;  // of one checkpoint

// The right to append to a meeting's log. A value: it ends by release, by a later epoch, or by a failed write.
struct Lease {
  MeetingId meeting;
  Epoch epoch{};
  SeqNo head{};  // the last position at the moment of acquiring
};

enum class AcquireStatus : std::uint8_t {
  kAcquired,
  kHeldElsewhere,
  kDamaged,
  kNoRoom,  // the disk is full or takes nothing: it can be read, and may be written again later
  kUnavailable,
};
struct AcquireOutcome {
  AcquireStatus status = AcquireStatus::kUnavailable;
  Lease lease;          // if kAcquired
  std::string message;  // for the operator, if not; never content
};

// What one append stores: `count` positions from `first`, as one value that is there whole or not at all.
struct Batch {
  SeqNo first{};  // the head + 1
  std::uint32_t count = 0;
  std::string bytes;
};

enum class AppendStatus : std::uint8_t {
  kDurable,         // on disk
  kFenced,          // nothing written: the lease is no longer the current one
  kUnknownOutcome,  // there or not: acquire again and read
  kRefused,         // nothing written: a batch that cannot be appended (see message); the lease holds
  kNoRoom,          // nothing written: the disk is full or takes nothing
};
struct AppendOutcome {
  AppendStatus status = AppendStatus::kUnknownOutcome;
  SeqNo head{};         // the last position, if kDurable
  std::string message;  // if not kDurable; never content
};

struct LogEntry {
  Epoch epoch{};
  SeqNo first{};
  std::uint32_t count = 0;
  std::string bytes;
};

enum class ReadStatus : std::uint8_t { kRead, kDamaged, kUnavailable };
struct LogPage {
  ReadStatus status = ReadStatus::kUnavailable;
  std::vector<LogEntry> entries;  // accepted ones only, dense; the first one holds `from`
  bool end = true;                // nothing accepted follows
  std::string message;            // if not kRead
};

struct CheckpointPage {
  ReadStatus status = ReadStatus::kUnavailable;
  SeqNo position{};  // 0: there is none
  std::string bytes;
  std::string message;  // if not kRead; or, though it is: what damage was passed over
};

struct LogList {
  ReadStatus status = ReadStatus::kUnavailable;
  std::vector<MeetingId> meetings;  // in order of their ids; an erased one may still be among them, with no entries
  std::string message;
};

enum class EraseStatus : std::uint8_t { kErased, kHeld, kUnknownOutcome, kUnavailable };

// One durable log per meeting.
//
// Invariants: positions of a meeting are dense from 1. What `append` called durable is read for ever after, by whoever
//   opens the log, until it is erased. A stale owner's batch is never read.
// Threads: each method may be called from any executor; the answer comes on the executor of the awaiting coroutine.
//   The executors must outlive the log, and each awaited call its log.
// Limits: one batch of a meeting on its way; kBatchBytesMax, kCheckpointBytesMax.
// Errors: as the outcomes say. After a failed write every lease of the whole log has ended: stop the meetings, acquire
//   again and read what is there.
class OpLog {
 public:
  virtual ~OpLog() = default;

  // Takes the meeting's log into the caller's hands, with an epoch above every earlier one.
  virtual net::awaitable<AcquireOutcome> acquire(MeetingId meeting) = 0;

  // Gives it back. At once, and harmless if the lease has ended already.
  virtual void release(const Lease& lease) = 0;

  virtual net::awaitable<AppendOutcome> append(Lease lease, Batch batch) = 0;

  // Entries from the one that holds `from`, until `bytes` are reached (at least one). Needs no lease, takes none.
  virtual net::awaitable<LogPage> read(MeetingId meeting, SeqNo from, std::size_t bytes) = 0;

  // Removes the meeting's entries and checkpoints. Its epochs go on counting.
  virtual net::awaitable<EraseStatus> erase(MeetingId meeting) = 0;

  // Requires: `position` is at most the head. One that is there already stays as it is.
  virtual net::awaitable<AppendOutcome> put_checkpoint(MeetingId meeting, SeqNo position, std::string bytes) = 0;

  // The newest at or before a position. One that is damaged is passed over.
  virtual net::awaitable<CheckpointPage> get_checkpoint(MeetingId meeting, SeqNo at_or_before) = 0;

  virtual net::awaitable<LogList> list() = 0;

  // False: as AcquireStatus::kNoRoom.
  virtual bool has_room() const = 0;
};

}  // namespace flipover
