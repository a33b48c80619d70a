#include "storage/memory_op_log.h"

#include <algorithm>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "server/base/check.h"
#include "server/base/planted_fault.h"
#include "storage/completion.h"

namespace flipover {
namespace {

SeqNo last_of(SeqNo first, std::uint32_t count) { return SeqNo{raw(first) + count - 1}; }

AppendOutcome refused(std::string message) { return {AppendStatus::kRefused, SeqNo{}, std::move(message)}; }
AppendOutcome unknown(std::string message) { return {AppendStatus::kUnknownOutcome, SeqNo{}, std::move(message)}; }

constexpr const char* kCrashed = "the log has crashed";
constexpr const char* kNoRoom = "the disk is full";
constexpr const char* kSyncFailed = "a sync of the log failed";

}  // namespace

// ---- the disk ----

void MemoryDisk::lose_unsynced_but(std::size_t kept) {
  const std::uint64_t last = std::min(written_, synced_ + kept);
  for (auto& [id, log] : meetings_) {
    std::erase_if(log.epochs, [&](const StoredEpoch& epoch) { return epoch.write > last; });
    std::erase_if(log.entries, [&](const Stored& stored) { return stored.write > last; });
    std::erase_if(log.checkpoints, [&](const auto& checkpoint) { return checkpoint.second.first > last; });
  }
  written_ = last;
  reopen();
}

std::size_t MemoryDisk::unsynced() const { return written_ - synced_; }

void MemoryDisk::reopen() {
  synced_ = shown_ = written_;
  for (auto& [id, log] : meetings_) {
    for (Stored& stored : log.entries) stored.hidden = false;
  }
}

MemoryDisk::View MemoryDisk::view(const MeetingId& meeting) const {
  View view;
  const auto found = meetings_.find(meeting);
  if (found == meetings_.end()) return view;
  const MeetingLog& log = found->second;
  for (const StoredEpoch& epoch : log.epochs) view.epoch = std::max(view.epoch, epoch.epoch);
  const auto epoch_at = [&](SeqNo position) {
    Epoch epoch{};
    for (const StoredEpoch& stored : log.epochs) {
      if (stored.start <= position) epoch = std::max(epoch, stored.epoch);
    }
    return epoch;
  };
  for (const Stored& stored : log.entries) {
    const LogEntry& entry = stored.entry;
    if (stored.write > shown_ || stored.hidden) continue;
    if (entry.epoch != epoch_at(entry.first) || entry.first <= view.head) continue;
    if (entry.first != next(view.head)) {
      view.damage = "meeting " + meeting.value + ": position " + std::to_string(raw(entry.first)) + " follows " +
                    std::to_string(raw(view.head));
      return view;
    }
    view.accepted.push_back(&entry);
    view.head = last_of(entry.first, entry.count);
  }
  for (const StoredEpoch& stored : log.epochs) {
    if (stored.start > next(view.head)) {
      view.damage = "meeting " + meeting.value + ": epoch " + std::to_string(raw(stored.epoch)) +
                    " began at position " + std::to_string(raw(stored.start)) + ", but the log ends at " +
                    std::to_string(raw(view.head));
    }
  }
  return view;
}

std::vector<LogEntry> MemoryDisk::entries(const MeetingId& meeting) const {
  std::vector<LogEntry> entries;
  if (const auto found = meetings_.find(meeting); found != meetings_.end()) {
    for (const Stored& stored : found->second.entries) entries.push_back(stored.entry);
  }
  return entries;
}

void MemoryDisk::set_entries(const MeetingId& meeting, std::vector<LogEntry> entries) {
  auto& stored = meetings_[meeting].entries;
  stored.clear();
  for (LogEntry& entry : entries) stored.push_back({synced_, std::move(entry)});
}

std::map<SeqNo, std::string> MemoryDisk::checkpoints(const MeetingId& meeting) const {
  std::map<SeqNo, std::string> checkpoints;
  if (const auto found = meetings_.find(meeting); found != meetings_.end()) {
    for (const auto& [position, stored] : found->second.checkpoints) checkpoints[position] = stored.second;
  }
  return checkpoints;
}

void MemoryDisk::set_checkpoint(const MeetingId& meeting, SeqNo position, std::string bytes) {
  meetings_[meeting].checkpoints[position] = {synced_, std::move(bytes)};
}

// ---- the log ----

struct MemoryOpLog::State : std::enable_shared_from_this<State> {
  struct Held {
    Epoch epoch{};  // 0: being acquired
    SeqNo head{};
    bool appending = false;
  };
  struct Pending {
    Completion<AppendOutcome> done;
    std::uint64_t write = 0;
    std::optional<AppendFault> fault;
    Lease lease;
    SeqNo head{};
  };
  using Step = std::function<void(State&)>;

  std::shared_ptr<MemoryDisk> disk;
  MemoryOpLogOptions options;
  std::map<MeetingId, Held> held;
  std::map<std::uint64_t, Pending> pending;  // by number of the append
  std::vector<Step> waiting;                 // until the log is open again
  std::uint64_t appends = 0;
  bool open = true;
  bool has_room = true;
  bool crashed = false;

  // The second half of a step, at the moment the driver chooses; nothing if this log is gone by then.
  void later(MemoryStep step, const net::any_io_executor& executor, Step work) {
    auto run = [weak = weak_from_this(), work = std::move(work)] {
      if (const auto state = weak.lock()) work(*state);
    };
    if (options.schedule) {
      options.schedule(step, std::move(run));
    } else {
      net::post(executor, std::move(run));
    }
  }

  void when_open(Step work) {
    if (open || crashed) return work(*this);
    waiting.push_back(std::move(work));
  }

  // Does `work` at the moment of this step, or, if the log is being reopened then, after that.
  template <class T, class Work>
  net::awaitable<T> answer(MemoryStep step, Work work) {
    return await_completion<T>([state = shared_from_this(), step, work = std::move(work)](Completion<T> done) {
      const net::any_io_executor executor = done.executor();
      state->later(step, executor, [work, done = std::move(done)](State& then) {
        then.when_open([work, done](State& opened) mutable { done(work(opened)); });
      });
    });
  }

  void sync_up_to(std::uint64_t write) {
    disk->shown_ = std::max(disk->shown_, write);
    if (!planted(Fault::kSkipSync)) disk->synced_ = std::max(disk->synced_, write);
  }

  void start_append(Lease lease, Batch batch, Completion<AppendOutcome> done);
  void finish_append(std::uint64_t number, const net::any_io_executor& executor);
  void fail_all(const char* why);
  AcquireOutcome take(const MeetingId& meeting);
};

void MemoryOpLog::State::start_append(Lease lease, Batch batch, Completion<AppendOutcome> done) {
  const net::any_io_executor executor = done.executor();
  const std::uint64_t number = ++appends;
  if (crashed) return done(unknown(kCrashed));
  if (!has_room) {
    fail_all(kNoRoom);
    return done(unknown(kNoRoom));
  }
  const auto found = held.find(lease.meeting);
  if (found == held.end() || found->second.epoch != lease.epoch) {
    return done({AppendStatus::kFenced, SeqNo{}, "the lease of meeting " + lease.meeting.value + " has ended"});
  }
  Held& holder = found->second;
  if (holder.appending) return done(refused("a batch of this meeting is on its way already"));
  if (batch.first != next(holder.head) || batch.count == 0) return done(refused("the batch does not follow the head"));
  if (batch.bytes.size() > kBatchBytesMax) return done(refused("the batch is too large"));
  const std::optional<AppendFault> fault = options.fault ? options.fault(number) : std::nullopt;
  if (fault == AppendFault::kRefused) return done(refused("no room in the log"));

  holder.appending = true;
  const SeqNo head = last_of(batch.first, batch.count);
  const std::uint64_t write = ++disk->written_;
  disk->meetings_[lease.meeting].entries.push_back(
      {write, {lease.epoch, batch.first, batch.count, std::move(batch.bytes)}});
  pending.emplace(number, Pending{std::move(done), write, fault, std::move(lease), head});
  later(MemoryStep::kAppend, executor, [number, executor](State& state) { state.finish_append(number, executor); });
}

void MemoryOpLog::State::finish_append(std::uint64_t number, const net::any_io_executor& executor) {
  const auto found = pending.find(number);
  if (found == pending.end()) return;  // answered by a failure or a crash
  if (found->second.fault) {
    if (found->second.fault == AppendFault::kUnknownAndLost) disk->lose_unsynced_but(0);
    // What was written but not synced is there, only the handle through which it failed does not see it.
    for (auto& [id, log] : disk->meetings_) {
      for (auto& stored : log.entries) stored.hidden = stored.hidden || stored.write > disk->shown_;
    }
    fail_all(kSyncFailed);
    if (planted(Fault::kReadThroughBrokenHandle)) return;
    open = false;
    return later(MemoryStep::kReopen, executor, [](State& state) {
      if (state.crashed) return;
      state.disk->reopen();
      state.open = true;
      for (const Step& work : std::exchange(state.waiting, {})) work(state);
    });
  }
  Pending append = std::move(found->second);
  pending.erase(found);
  sync_up_to(append.write);
  if (const auto holder = held.find(append.lease.meeting);
      holder != held.end() && holder->second.epoch == append.lease.epoch) {
    holder->second.appending = false;
    holder->second.head = append.head;
  }
  append.done({AppendStatus::kDurable, append.head, {}});
}

void MemoryOpLog::State::fail_all(const char* why) {
  held.clear();
  for (auto& [number, append] : std::exchange(pending, {})) append.done(unknown(why));
}

AcquireOutcome MemoryOpLog::State::take(const MeetingId& meeting) {
  if (crashed) return {AcquireStatus::kUnavailable, {}, kCrashed};
  if (!has_room) return {AcquireStatus::kNoRoom, {}, kNoRoom};
  if (held.contains(meeting)) return {AcquireStatus::kHeldElsewhere, {}, "meeting " + meeting.value + " is held"};
  // Batches written under an earlier lease are before this epoch in the log: its record makes them durable too.
  if (open && !planted(Fault::kReadThroughBrokenHandle)) sync_up_to(disk->written_);
  const MemoryDisk::View view = disk->view(meeting);
  if (!view.damage.empty()) return {AcquireStatus::kDamaged, {}, view.damage};
  Epoch epoch = view.epoch;
  const auto& entries = disk->meetings_[meeting].entries;
  const bool after_failure =
      std::any_of(entries.begin(), entries.end(), [](const auto& stored) { return stored.hidden; });
  // The planted fault goes on where the broken handle says that the log ends, in the epoch it finds there.
  if (!(planted(Fault::kReadThroughBrokenHandle) && after_failure)) {
    epoch = Epoch{raw(view.epoch) + 1};
    disk->meetings_[meeting].epochs.push_back({++disk->written_, epoch, next(view.head)});
    sync_up_to(disk->written_);
  }
  held[meeting] = {epoch, view.head};
  return {AcquireStatus::kAcquired, {meeting, epoch, view.head}, {}};
}

MemoryOpLog::MemoryOpLog(std::shared_ptr<MemoryDisk> disk, MemoryOpLogOptions options)
    : state_(std::make_shared<State>()) {
  state_->disk = std::move(disk);
  state_->options = std::move(options);
}

MemoryOpLog::~MemoryOpLog() = default;

void MemoryOpLog::crash(const std::function<std::size_t(std::size_t)>& kept) {
  state_->crashed = true;
  state_->fail_all(kCrashed);
  state_->disk->lose_unsynced_but(kept(state_->disk->unsynced()));
  for (const State::Step& work : std::exchange(state_->waiting, {})) work(*state_);
}

bool MemoryOpLog::has_room() const { return state_->has_room; }

void MemoryOpLog::set_room(bool room) { state_->has_room = room; }

std::uint64_t MemoryOpLog::appends() const { return state_->appends; }

net::awaitable<AcquireOutcome> MemoryOpLog::acquire(MeetingId meeting) {
  return state_->answer<AcquireOutcome>(MemoryStep::kAcquire,
                                        [meeting = std::move(meeting)](State& state) { return state.take(meeting); });
}

void MemoryOpLog::release(const Lease& lease) {
  const auto found = state_->held.find(lease.meeting);
  if (found != state_->held.end() && found->second.epoch == lease.epoch) state_->held.erase(found);
}

net::awaitable<AppendOutcome> MemoryOpLog::append(Lease lease, Batch batch) {
  return await_completion<AppendOutcome>(
      [state = state_, lease = std::move(lease), batch = std::move(batch)](Completion<AppendOutcome> done) mutable {
        state->start_append(std::move(lease), std::move(batch), std::move(done));
      });
}

net::awaitable<LogPage> MemoryOpLog::read(MeetingId meeting, SeqNo from, std::size_t bytes) {
  return state_->answer<LogPage>(MemoryStep::kRead, [meeting = std::move(meeting), from, bytes](State& state) {
    LogPage page;
    page.message = kCrashed;
    if (state.crashed) return page;
    const MemoryDisk::View view = state.disk->view(meeting);
    page.status = view.damage.empty() ? ReadStatus::kRead : ReadStatus::kDamaged;
    page.message = view.damage;
    if (page.status == ReadStatus::kDamaged) return page;
    std::size_t taken = 0;
    for (const LogEntry* entry : view.accepted) {
      if (last_of(entry->first, entry->count) < from) continue;
      page.end = page.entries.empty() || taken < bytes;
      if (!page.end) break;
      taken += entry->bytes.size();
      page.entries.push_back(*entry);
    }
    return page;
  });
}

net::awaitable<EraseStatus> MemoryOpLog::erase(MeetingId meeting) {
  return state_->answer<EraseStatus>(MemoryStep::kErase, [meeting = std::move(meeting)](State& state) {
    if (state.crashed) return EraseStatus::kUnavailable;
    if (state.held.contains(meeting)) return EraseStatus::kHeld;
    const auto found = state.disk->meetings_.find(meeting);
    if (found == state.disk->meetings_.end()) return EraseStatus::kErased;
    const Epoch last = state.disk->view(meeting).epoch;
    found->second = {};
    found->second.epochs.push_back({++state.disk->written_, Epoch{raw(last) + 1}, SeqNo{1}});
    state.sync_up_to(state.disk->written_);
    return EraseStatus::kErased;
  });
}

net::awaitable<AppendOutcome> MemoryOpLog::put_checkpoint(MeetingId meeting, SeqNo position, std::string bytes) {
  return state_->answer<AppendOutcome>(
      MemoryStep::kCheckpoint, [meeting = std::move(meeting), position, stored = std::move(bytes)](State& state) {
        if (state.crashed) return unknown(kCrashed);
        if (!state.has_room) return AppendOutcome{AppendStatus::kNoRoom, SeqNo{}, kNoRoom};
        const SeqNo head = state.disk->view(meeting).head;
        if (position > head || position == SeqNo{}) return refused("a checkpoint beyond the head");
        if (stored.size() > kCheckpointBytesMax) return refused("the checkpoint is too large");
        auto& checkpoints = state.disk->meetings_[meeting].checkpoints;
        if (!checkpoints.contains(position)) {
          checkpoints[position] = {++state.disk->written_, stored};
          state.sync_up_to(state.disk->written_);
        }
        return AppendOutcome{AppendStatus::kDurable, head, {}};
      });
}

net::awaitable<CheckpointPage> MemoryOpLog::get_checkpoint(MeetingId meeting, SeqNo at_or_before) {
  return state_->answer<CheckpointPage>(MemoryStep::kRead, [meeting = std::move(meeting), at_or_before](State& state) {
    CheckpointPage page;
    page.message = kCrashed;
    if (state.crashed) return page;
    page.status = ReadStatus::kRead;
    page.message.clear();
    const auto log = state.disk->meetings_.find(meeting);
    if (log == state.disk->meetings_.end()) return page;
    const auto after = log->second.checkpoints.upper_bound(at_or_before);
    if (after == log->second.checkpoints.begin()) return page;
    page.position = std::prev(after)->first;
    page.bytes = std::prev(after)->second.second;
    return page;
  });
}

net::awaitable<LogList> MemoryOpLog::list() {
  return state_->answer<LogList>(MemoryStep::kRead, [](State& state) {
    LogList list;
    list.message = kCrashed;
    if (state.crashed) return list;
    list.status = ReadStatus::kRead;
    list.message.clear();
    for (const auto& [id, log] : state.disk->meetings_) {
      if (!log.epochs.empty()) list.meetings.push_back(id);
    }
    return list;
  });
}

}  // namespace flipover
