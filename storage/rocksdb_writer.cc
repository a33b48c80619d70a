#include "storage/rocksdb_writer.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "server/base/log_value.h"

namespace flipover {
namespace {

constexpr const char* kNoRoomWords = "the disk of the log is full or takes nothing";
constexpr std::size_t kGroupBytesMax = 8U << 20U;
// The more appends came at once, the longer the next ones are let gather: a sync costs the core it shares with the
// meetings as much as deciding several operations. A lone append never waits.
constexpr std::chrono::microseconds kGatherPerAppend{50};
constexpr std::chrono::microseconds kGatherMax{2'000};

AcquireOutcome not_acquired(AcquireStatus status, std::string message) { return {status, {}, std::move(message)}; }

std::size_t bytes_of(const Task& task) {
  if (const auto* append = std::get_if<AppendTask>(&task)) return append->batch.bytes.size();
  if (const auto* checkpoint = std::get_if<CheckpointTask>(&task)) return checkpoint->value.size();
  return 0;
}

SeqNo last_of(const Batch& batch) { return SeqNo{raw(batch.first) + batch.count - 1}; }

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

}  // namespace

// ---- from any thread: check, and queue ----

bool RocksDbOpLog::Writer::enqueue(std::unique_lock<std::mutex> lock, Task task) {
  if (closed_) return false;
  queue_.push_back(std::move(task));
  const bool first = queue_.size() == 1;
  lock.unlock();
  if (first) wake_.notify_one();
  return true;
}

void RocksDbOpLog::Writer::acquire(MeetingId meeting, Completion<AcquireOutcome> done) {
  if (!is_meeting_id(meeting.value)) return done(not_acquired(AcquireStatus::kUnavailable, "not the id of a log"));
  std::unique_lock lock(mutex_);
  if (!held_.try_emplace(meeting).second) {
    return done(not_acquired(AcquireStatus::kHeldElsewhere, "meeting " + meeting.value + " is held"));
  }
  if (!has_room_) {
    held_.erase(meeting);
    return done(not_acquired(AcquireStatus::kNoRoom, kNoRoomWords));
  }
  if (!enqueue(std::move(lock), AcquireTask{meeting, done})) done(not_acquired(AcquireStatus::kUnavailable, "the log is closed"));
}

void RocksDbOpLog::Writer::release(const Lease& lease) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(lease.meeting);
  if (found != held_.end() && found->second.epoch == lease.epoch) held_.erase(found);
}

void RocksDbOpLog::Writer::append(Lease lease, Batch batch, Completion<AppendOutcome> done) {
  std::unique_lock lock(mutex_);
  const auto found = held_.find(lease.meeting);
  if (found == held_.end() || found->second.epoch != lease.epoch || closed_) {
    return done({AppendStatus::kFenced, SeqNo{}, "the lease of meeting " + lease.meeting.value + " has ended"});
  }
  Held& holder = found->second;
  if (holder.appending) return done(refused("a batch of this meeting is on its way already"));
  if (batch.first != next(holder.head) || batch.count == 0) return done(refused("the batch does not follow the head"));
  if (batch.bytes.size() > kBatchBytesMax) return done(refused("the batch is too large"));
  holder.appending = true;
  enqueue(std::move(lock), AppendTask{std::move(lease), std::move(batch), std::move(done)});
}

void RocksDbOpLog::Writer::put_part(CheckpointKey key, std::string value, Completion<AppendOutcome> done) {
  std::unique_lock lock(mutex_);
  if (!has_room_) return done({AppendStatus::kNoRoom, SeqNo{}, kNoRoomWords});
  if (!enqueue(std::move(lock), CheckpointTask{std::move(key), std::move(value), done})) done(refused("the log is closed"));
}

void RocksDbOpLog::Writer::erase(MeetingId meeting, Completion<EraseStatus> done) {
  std::unique_lock lock(mutex_);
  if (!is_meeting_id(meeting.value)) return done(EraseStatus::kErased);
  if (!has_room_) return done(EraseStatus::kUnavailable);
  if (!held_.try_emplace(meeting).second) return done(EraseStatus::kHeld);
  if (!enqueue(std::move(lock), EraseTask{std::move(meeting), done})) done(EraseStatus::kUnavailable);
}

LogCounters RocksDbOpLog::Writer::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

LogHealth RocksDbOpLog::Writer::health() const {
  const std::lock_guard lock(mutex_);
  const auto writing_for = writing_since_ ? std::chrono::steady_clock::now() - *writing_since_ : std::chrono::seconds(0);
  return {has_room_, has_room_ ? std::string() : store_.why_not_writable(), compacting_, writing_for};
}

// ---- on the writer's thread ----

void RocksDbOpLog::Writer::run() {
  for (;;) {
    std::vector<Task> tasks = next_tasks();
    if (tasks.empty()) {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    if (!has_room_) {
      try_for_room();
      continue;
    }
    Group group = gather(std::move(tasks));
    if (group.batch.Count() > 0) {
      std::string why;
      const auto begin = std::chrono::steady_clock::now();
      {
        const std::lock_guard lock(mutex_);
        writing_since_ = begin;
      }
      const bool written = store_.write(group.batch, why);
      const auto took = std::chrono::steady_clock::now() - begin;
      {
        const std::lock_guard lock(mutex_);
        writing_since_.reset();
        ++(written ? counters_.syncs : counters_.failed_syncs);
        counters_.sync_time += std::chrono::duration_cast<std::chrono::microseconds>(took);
      }
      if (!written) {
        fail(group, why);
        continue;
      }
      failures_ = 0;
    }
    confirm(group);
  }
}

std::vector<Task> RocksDbOpLog::Writer::next_tasks() {
  std::unique_lock lock(mutex_);
  const auto asked = [this] { return stopping_ || !queue_.empty(); };
  if (has_room_) {
    wake_.wait(lock, asked);
  } else if (!wake_.wait_for(lock, pause_, asked)) {
    return {};
  }
  if (gather_time_ > std::chrono::microseconds(0) && !stopping_) {
    lock.unlock();
    std::this_thread::sleep_for(gather_time_);
    lock.lock();
  }
  std::vector<Task> tasks;
  tasks.reserve(queue_.size());
  std::size_t bytes = 0;
  while (!queue_.empty() && (tasks.empty() || bytes + bytes_of(queue_.front()) <= kGroupBytesMax)) {
    bytes += bytes_of(queue_.front());
    tasks.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  gather_time_ = std::min<std::chrono::microseconds>(kGatherMax, kGatherPerAppend * (std::max(std::ssize(tasks), 1L) - 1));
  return tasks;
}

RocksDbOpLog::Writer::Group RocksDbOpLog::Writer::gather(std::vector<Task> tasks) {
  Group group;
  group.tasks.reserve(tasks.size());
  for (Task& task : tasks) {
    std::visit([&](auto& one) { add(group, std::move(one)); }, task);
  }
  if (!group.later.empty()) {
    const std::lock_guard lock(mutex_);
    queue_.insert(queue_.begin(), std::make_move_iterator(group.later.begin()),
                  std::make_move_iterator(group.later.end()));
  }
  return group;
}

void RocksDbOpLog::Writer::add(Group& group, AppendTask task) {
  const std::string key = encode(BatchKey{task.lease.meeting, task.batch.first, task.lease.epoch});
  const std::string head = batch_value_head(task.batch.count);
  const rocksdb::Slice key_part(key);
  const std::array<rocksdb::Slice, 2> value{rocksdb::Slice(head), rocksdb::Slice(task.batch.bytes)};
  const rocksdb::SliceParts parts(value.data(), static_cast<int>(value.size()));
  group.batch.Put(rocksdb::SliceParts(&key_part, 1), parts);
  if (task.lease.meeting.value == kRegistryLog) {
    const std::string again = second_copy(key);
    const rocksdb::Slice again_part(again);
    group.batch.Put(rocksdb::SliceParts(&again_part, 1), parts);
  }
  group.tasks.emplace_back(std::move(task));
}

void RocksDbOpLog::Writer::add(Group& group, AcquireTask task) {
  // A batch of an earlier lease, released while it was on its way, must be read first: so it goes in an earlier write.
  for (const Task& other : group.tasks) {
    const auto* append = std::get_if<AppendTask>(&other);
    if (append != nullptr && append->lease.meeting == task.meeting)
      return group.later.emplace_back(std::move(task)), void();
  }
  const LogTail tail = store_.tail(task.meeting);
  AcquireOutcome outcome;
  outcome.message = tail.message;
  if (tail.status == ReadStatus::kRead) {
    outcome.status = AcquireStatus::kAcquired;
    outcome.lease = {task.meeting, Epoch{raw(tail.epoch) + 1}, tail.head};
    const std::string key = encode(EpochKey{task.meeting, outcome.lease.epoch});
    group.batch.Put(key, epoch_value(next(tail.head)));
    if (task.meeting.value == kRegistryLog) group.batch.Put(second_copy(key), epoch_value(next(tail.head)));
  } else if (tail.status == ReadStatus::kDamaged) {
    outcome.status = AcquireStatus::kDamaged;
  }
  group.acquired.push_back(std::move(outcome));
  group.tasks.emplace_back(std::move(task));
}

void RocksDbOpLog::Writer::add(Group& group, CheckpointTask task) {
  group.batch.Put(encode(task.key), task.value);
  group.tasks.emplace_back(std::move(task));
}

void RocksDbOpLog::Writer::add(Group& group, EraseTask task) {
  const Epoch last = store_.tail(task.meeting).epoch;
  for (const KeyKind kind : {KeyKind::kBatch, KeyKind::kCheckpoint, KeyKind::kEpoch}) {
    group.batch.DeleteRange(key_prefix(kind, task.meeting), key_prefix_end(kind, task.meeting));
    if (task.meeting.value != kRegistryLog) continue;
    group.batch.DeleteRange(second_copy(key_prefix(kind, task.meeting)), second_copy(key_prefix_end(kind, task.meeting)));
  }
  // Epochs go on counting, so that a lease from before stays fenced.
  if (last != Epoch{}) {
    const std::string key = encode(EpochKey{task.meeting, Epoch{raw(last) + 1}});
    group.batch.Put(key, epoch_value(SeqNo{1}));
    if (task.meeting.value == kRegistryLog) group.batch.Put(second_copy(key), epoch_value(SeqNo{1}));
  }
  group.tasks.emplace_back(std::move(task));
}

void RocksDbOpLog::Writer::confirm(Group& group) {
  {
    const std::lock_guard lock(mutex_);
    auto acquired = group.acquired.begin();
    for (Task& task : group.tasks) {
      std::visit(Overloaded{[&](AppendTask& append) {
                              ++counters_.appends;
                              counters_.records += append.batch.count;
                              counters_.bytes += append.batch.bytes.size();
                              const auto found = held_.find(append.lease.meeting);
                              if (found == held_.end() || found->second.epoch != append.lease.epoch) return;
                              found->second.head = last_of(append.batch);
                              found->second.appending = false;
                            },
                            [&](AcquireTask& acquire) {
                              const AcquireOutcome& outcome = *acquired++;
                              if (outcome.status == AcquireStatus::kAcquired) {
                                held_[acquire.meeting] = {outcome.lease.epoch, outcome.lease.head, false};
                              } else {
                                held_.erase(acquire.meeting);
                              }
                            },
                            [&](CheckpointTask&) {}, [&](EraseTask& erase) { held_.erase(erase.meeting); }},
                 task);
    }
  }
  auto acquired = group.acquired.begin();
  for (Task& task : group.tasks) {
    std::visit(Overloaded{[](AppendTask& append) {
                            append.done({AppendStatus::kDurable, last_of(append.batch), {}});
                          },
                          [&](AcquireTask& acquire) { acquire.done(std::move(*acquired++)); },
                          [](CheckpointTask& part) {
                            part.done({AppendStatus::kDurable, part.key.position, {}});
                          },
                          [](EraseTask& erase) { erase.done(EraseStatus::kErased); }},
               task);
  }
}

// Nobody knows what of the group is on the disk: every meeting of this log stops. Who waits for a lease goes on
// waiting, as he will read what is there.
void RocksDbOpLog::Writer::fail(Group& group, const std::string& why) {
  std::vector<Task> failed = std::move(group.tasks);
  {
    const std::lock_guard lock(mutex_);
    std::move(queue_.begin(), queue_.end(), std::back_inserter(failed));
    queue_.clear();
    held_.clear();
    for (Task& task : failed) {
      if (auto* acquire = std::get_if<AcquireTask>(&task)) {
        held_.try_emplace(acquire->meeting);
        queue_.push_back(std::move(task));
      }
    }
  }
  const std::string message = "a write to the log failed: " + why;
  for (Task& task : failed) {
    std::visit(Overloaded{[&](AppendTask& append) {
                            append.done({AppendStatus::kUnknownOutcome, SeqNo{}, message});
                          },
                          [](AcquireTask&) {},
                          [&](CheckpointTask& part) {
                            part.done({AppendStatus::kUnknownOutcome, SeqNo{}, message});
                          },
                          [](EraseTask& erase) { erase.done(EraseStatus::kUnknownOutcome); }},
               task);
  }
  open_again(message);
}

// One failure may be a whim of the disk; a second one in a row is not tried a third time at once.
void RocksDbOpLog::Writer::open_again(const std::string& why) {
  ++failures_;
  const std::string reopening = store_.reopen(failures_ == 1 ? OpenMode::kReadWrite : OpenMode::kReadOnly);
  if (!reopening.empty()) {
    close();
    if (fatal_) fatal_(why + "; and then: " + reopening);
  } else if (store_.writable()) {
    tell(Severity::kTrouble,
         "event=log_repaired why=" + as_value(why) + " done=\"closed, opened again and read back: nothing confirmed is lost\"");
  } else {
    wait_for_room(why);
  }
}

void RocksDbOpLog::Writer::wait_for_room(const std::string& why) {
  if (has_room_.exchange(false)) {
    pause_ = first_pause_;
    tell(Severity::kTrouble, "event=log_takes_nothing why=" + as_value(why) +
                                 " do=\"make room, or let the disk be written again: until then meetings can be read and "
                                 "nothing can be written; it goes on by itself\"");
  } else {
    pause_ = std::min(2 * pause_, longest_pause_);
  }
  refuse_waiting();
}

void RocksDbOpLog::Writer::try_for_room() {
  if (!store_.disk_has_room()) {
    pause_ = std::min(2 * pause_, longest_pause_);
    return;
  }
  std::string why = store_.reopen(OpenMode::kReadWrite);
  if (!why.empty()) {
    close();
    if (fatal_) fatal_(why);
    has_room_ = true;  // closed: nothing is tried any more
    return;
  }
  rocksdb::WriteBatch trial;
  if (!store_.writable()) {
    wait_for_room(store_.why_not_writable());
  } else if (!store_.write(trial, why)) {
    failures_ = 1;
    open_again(why);
  } else {
    failures_ = 0;
    has_room_ = true;
    tell(Severity::kNote, "event=log_goes_on why=\"there is room again\"");
  }
}

// Nobody waits for room: who asks is told that there is none.
void RocksDbOpLog::Writer::refuse_waiting() {
  std::deque<Task> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting.swap(queue_);
    held_.clear();
  }
  for (Task& task : waiting) {
    std::visit(
        Overloaded{[](AppendTask& append) {
                     append.done({AppendStatus::kFenced, SeqNo{}, kNoRoomWords});
                   },
                   [](AcquireTask& acquire) { acquire.done(not_acquired(AcquireStatus::kNoRoom, kNoRoomWords)); },
                   [](CheckpointTask& part) {
                     part.done({AppendStatus::kNoRoom, SeqNo{}, kNoRoomWords});
                   },
                   [](EraseTask& erase) { erase.done(EraseStatus::kUnavailable); }},
        task);
  }
}

void RocksDbOpLog::Writer::close() {
  std::deque<Task> waiting;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    waiting.swap(queue_);
    held_.clear();
  }
  constexpr const char* kClosed = "the log is closed";
  for (Task& task : waiting) {
    std::visit(
        Overloaded{[](AppendTask& append) {
                     append.done({AppendStatus::kUnknownOutcome, SeqNo{}, kClosed});
                   },
                   [](AcquireTask& acquire) { acquire.done(not_acquired(AcquireStatus::kUnavailable, kClosed)); },
                   [](CheckpointTask& part) {
                     part.done({AppendStatus::kUnknownOutcome, SeqNo{}, kClosed});
                   },
                   [](EraseTask& erase) { erase.done(EraseStatus::kUnavailable); }},
        task);
  }
}

}  // namespace flipover
