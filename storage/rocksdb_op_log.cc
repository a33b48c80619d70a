#include "storage/rocksdb_op_log.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <variant>

#include <boost/asio/thread_pool.hpp>
#include <rocksdb/write_batch.h>

#include "storage/completion.h"
#include "storage/key_format.h"
#include "storage/rocksdb_store.h"

namespace flipover {
namespace {

constexpr std::size_t kGroupBytesMax = 8U << 20U;
constexpr std::size_t kReaderThreads = 2;
// The more appends came at once, the longer the next ones are let gather: a sync costs the core it shares with the
// meetings as much as deciding several operations. A lone append never waits.
constexpr std::chrono::microseconds kGatherPerAppend{50};
constexpr std::chrono::microseconds kGatherMax{2'000};

AppendOutcome refused(std::string message) { return {AppendStatus::kRefused, SeqNo{}, std::move(message)}; }

AcquireOutcome not_acquired(AcquireStatus status, std::string message) { return {status, {}, std::move(message)}; }

struct AppendTask {
  Lease lease;
  Batch batch;
  Completion<AppendOutcome> done;
};
struct AcquireTask {
  MeetingId meeting;
  Completion<AcquireOutcome> done;
};
struct CheckpointTask {
  CheckpointKey key;
  std::string value;
  Completion<AppendOutcome> done;
};
struct EraseTask {
  MeetingId meeting;
  Completion<EraseStatus> done;
};
using Task = std::variant<AppendTask, AcquireTask, CheckpointTask, EraseTask>;

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

// The leases, the queue of what is to be written, and the thread that writes it.
class RocksDbOpLog::Writer {
 public:
  explicit Writer(RocksDbOpLogOptions options)
      : fatal_(std::move(options.fatal)), store_(std::move(options.directory), options.env, OpenMode::kReadWrite) {
    if (std::string why = store_.open(); !why.empty()) throw std::runtime_error(why);
    thread_ = std::thread([this] { run(); });
  }

  ~Writer() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
    readers_.join();
  }

  void acquire(MeetingId meeting, Completion<AcquireOutcome> done);
  void release(const Lease& lease);
  void append(Lease lease, Batch batch, Completion<AppendOutcome> done);
  void put_part(CheckpointKey key, std::string value, Completion<AppendOutcome> done);
  void erase(MeetingId meeting, Completion<EraseStatus> done);
  LogCounters counters() const;

  template <class Outcome, class Look>
  net::awaitable<Outcome> read(Look look) {
    return await_completion<Outcome>([this, look = std::move(look)](Completion<Outcome> done) {
      net::post(readers_, [this, look, done]() mutable { done(look(store_)); });
    });
  }

 private:
  struct Held {
    Epoch epoch{};  // 0: being acquired or erased
    SeqNo head{};
    bool appending = false;
  };
  struct Group {
    rocksdb::WriteBatch batch;
    std::vector<Task> tasks;
    std::vector<AcquireOutcome> acquired;  // one per AcquireTask among them, in order
    std::vector<Task> later;               // must not share a write with what is before it
  };

  bool enqueue(Task task);  // Requires: mutex_ is held. False: the log is closed.
  void run();
  std::vector<Task> next_tasks();
  Group gather(std::vector<Task> tasks);
  void add(Group& group, AppendTask task);
  void add(Group& group, AcquireTask task);
  void add(Group& group, CheckpointTask task);
  void add(Group& group, EraseTask task);
  void confirm(Group& group);
  void fail(Group& group, const std::string& why);
  void close();

  const std::function<void(const std::string&)> fatal_;
  RocksDbStore store_;
  net::thread_pool readers_{kReaderThreads};

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> queue_;
  std::unordered_map<MeetingId, Held> held_;
  LogCounters counters_;
  std::chrono::microseconds gather_time_{};  // the writer's own
  bool stopping_ = false;
  bool closed_ = false;  // reopening failed
  std::thread thread_;
};

// ---- from any thread: check, and queue ----

bool RocksDbOpLog::Writer::enqueue(Task task) {
  if (closed_) return false;
  queue_.push_back(std::move(task));
  if (queue_.size() == 1) wake_.notify_one();
  return true;
}

void RocksDbOpLog::Writer::acquire(MeetingId meeting, Completion<AcquireOutcome> done) {
  if (!is_meeting_id(meeting.value)) return done(not_acquired(AcquireStatus::kUnavailable, "not the id of a log"));
  const std::lock_guard lock(mutex_);
  if (!held_.try_emplace(meeting).second) {
    return done(not_acquired(AcquireStatus::kHeldElsewhere, "meeting " + meeting.value + " is held"));
  }
  if (!enqueue(AcquireTask{meeting, done})) done(not_acquired(AcquireStatus::kUnavailable, "the log is closed"));
}

void RocksDbOpLog::Writer::release(const Lease& lease) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(lease.meeting);
  if (found != held_.end() && found->second.epoch == lease.epoch) held_.erase(found);
}

void RocksDbOpLog::Writer::append(Lease lease, Batch batch, Completion<AppendOutcome> done) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(lease.meeting);
  if (found == held_.end() || found->second.epoch != lease.epoch || closed_) {
    return done({AppendStatus::kFenced, SeqNo{}, "the lease of meeting " + lease.meeting.value + " has ended"});
  }
  Held& holder = found->second;
  if (holder.appending) return done(refused("a batch of this meeting is on its way already"));
  if (batch.first != next(holder.head) || batch.count == 0) return done(refused("the batch does not follow the head"));
  if (batch.bytes.size() > kBatchBytesMax) return done(refused("the batch is too large"));
  holder.appending = true;
  enqueue(AppendTask{std::move(lease), std::move(batch), std::move(done)});
}

void RocksDbOpLog::Writer::put_part(CheckpointKey key, std::string value, Completion<AppendOutcome> done) {
  const std::lock_guard lock(mutex_);
  if (!enqueue(CheckpointTask{std::move(key), std::move(value), done})) done(refused("the log is closed"));
}

void RocksDbOpLog::Writer::erase(MeetingId meeting, Completion<EraseStatus> done) {
  const std::lock_guard lock(mutex_);
  if (!is_meeting_id(meeting.value)) return done(EraseStatus::kErased);
  if (!held_.try_emplace(meeting).second) return done(EraseStatus::kHeld);
  if (!enqueue(EraseTask{std::move(meeting), done})) done(EraseStatus::kUnavailable);
}

LogCounters RocksDbOpLog::Writer::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

// ---- on the writer's thread ----

void RocksDbOpLog::Writer::run() {
  for (;;) {
    std::vector<Task> tasks = next_tasks();
    if (tasks.empty()) return;
    Group group = gather(std::move(tasks));
    if (group.batch.Count() > 0) {
      std::string why;
      const auto begin = std::chrono::steady_clock::now();
      const bool written = store_.write(group.batch, why);
      const auto took = std::chrono::steady_clock::now() - begin;
      {
        const std::lock_guard lock(mutex_);
        ++(written ? counters_.syncs : counters_.failed_syncs);
        counters_.sync_time += std::chrono::duration_cast<std::chrono::microseconds>(took);
      }
      if (!written) {
        fail(group, why);
        continue;
      }
    }
    confirm(group);
  }
}

std::vector<Task> RocksDbOpLog::Writer::next_tasks() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
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
  group.batch.Put(rocksdb::SliceParts(&key_part, 1), rocksdb::SliceParts(value.data(), static_cast<int>(value.size())));
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
    group.batch.Put(encode(EpochKey{task.meeting, outcome.lease.epoch}), epoch_value(next(tail.head)));
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
  }
  // Epochs go on counting, so that a lease from before stays fenced.
  if (last != Epoch{}) group.batch.Put(encode(EpochKey{task.meeting, Epoch{raw(last) + 1}}), epoch_value(SeqNo{1}));
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
  if (const std::string reopening = store_.reopen(); !reopening.empty()) {
    close();
    if (fatal_) fatal_(message + "; and then: " + reopening);
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

// ---- the interface ----

RocksDbOpLog::RocksDbOpLog(RocksDbOpLogOptions options) : writer_(std::make_unique<Writer>(std::move(options))) {}
RocksDbOpLog::~RocksDbOpLog() = default;

LogCounters RocksDbOpLog::counters() const { return writer_->counters(); }

net::awaitable<AcquireOutcome> RocksDbOpLog::acquire(MeetingId meeting) {
  return await_completion<AcquireOutcome>([this, meeting = std::move(meeting)](Completion<AcquireOutcome> done) {
    writer_->acquire(meeting, std::move(done));
  });
}

void RocksDbOpLog::release(const Lease& lease) { writer_->release(lease); }

net::awaitable<AppendOutcome> RocksDbOpLog::append(Lease lease, Batch batch) {
  return await_completion<AppendOutcome>(
      [this, lease = std::move(lease), batch = std::move(batch)](Completion<AppendOutcome> done) mutable {
        writer_->append(std::move(lease), std::move(batch), std::move(done));
      });
}

net::awaitable<LogPage> RocksDbOpLog::read(MeetingId meeting, SeqNo from, std::size_t bytes) {
  return writer_->read<LogPage>([meeting = std::move(meeting), from, bytes](const RocksDbStore& store) {
    return store.read(meeting, from, bytes);
  });
}

net::awaitable<EraseStatus> RocksDbOpLog::erase(MeetingId meeting) {
  return await_completion<EraseStatus>(
      [this, meeting = std::move(meeting)](Completion<EraseStatus> done) { writer_->erase(meeting, std::move(done)); });
}

net::awaitable<AppendOutcome> RocksDbOpLog::put_checkpoint(MeetingId meeting, SeqNo position, std::string bytes) {
  if (bytes.size() > kCheckpointBytesMax) co_return refused("the checkpoint is too large");
  const auto look_at_tail = [meeting](const RocksDbStore& store) { return store.tail(meeting); };
  const LogTail tail = co_await writer_->read<LogTail>(look_at_tail);
  if (tail.status != ReadStatus::kRead) co_return refused(tail.message);
  if (position > tail.head || position == SeqNo{}) co_return refused("a checkpoint beyond the head");
  const auto look_for_it = [meeting, position](const RocksDbStore& store) {
    return store.checkpoint(meeting, position);
  };
  const CheckpointPage there = co_await writer_->read<CheckpointPage>(look_for_it);
  AppendOutcome outcome{AppendStatus::kDurable, tail.head, {}};
  if (there.status == ReadStatus::kRead && there.position == position) co_return outcome;
  for (std::uint32_t part = checkpoint_parts(bytes.size()); part-- > 0;) {
    CheckpointKey key{meeting, position, part};
    std::string value = checkpoint_part(bytes, part);
    auto put = [this, key = std::move(key), value = std::move(value)](Completion<AppendOutcome> done) mutable {
      writer_->put_part(std::move(key), std::move(value), std::move(done));
    };
    outcome = co_await await_completion<AppendOutcome>(std::move(put));
    if (outcome.status != AppendStatus::kDurable) co_return outcome;
  }
  co_return outcome;
}

net::awaitable<CheckpointPage> RocksDbOpLog::get_checkpoint(MeetingId meeting, SeqNo at_or_before) {
  return writer_->read<CheckpointPage>([meeting = std::move(meeting), at_or_before](const RocksDbStore& store) {
    return store.checkpoint(meeting, at_or_before);
  });
}

net::awaitable<LogList> RocksDbOpLog::list() {
  return writer_->read<LogList>([](const RocksDbStore& store) { return store.list(); });
}

}  // namespace flipover
