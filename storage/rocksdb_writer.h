// The one who writes RocksDbOpLog's log: the leases, the queue of what is to be written, and the thread that writes it. Of this
// folder only.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <variant>
#include <boost/asio/thread_pool.hpp>
#include <rocksdb/write_batch.h>
#include <stdexcept>

#include "storage/completion.h"
#include "storage/key_format.h"
#include "storage/rocksdb_op_log.h"
#include "storage/rocksdb_store.h"

namespace flipover {

constexpr std::size_t kReaderThreads = 2;

inline AppendOutcome refused(std::string message) { return {AppendStatus::kRefused, SeqNo{}, std::move(message)}; }

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

class RocksDbOpLog::Writer {
 public:
  explicit Writer(RocksDbOpLogOptions options)
      : fatal_(std::move(options.fatal)),
        tell_(std::move(options.tell)),
        first_pause_(options.try_again_after),
        longest_pause_(options.try_again_every),
        store_(std::move(options.directory),
               {options.env, OpenMode::kReadWrite, tell_, [this] {
                  compacting_ = false;
                  net::post(readers_, [this] { store_.stop_compaction(); });
                }}) {
    if (std::string why = store_.open(); !why.empty()) throw std::runtime_error(why);
    if (!store_.writable()) wait_for_room("it cannot be opened for writing: " + store_.why_not_writable());
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
    store_.close();  // its threads may still tell of damage
  }

  void acquire(MeetingId meeting, Completion<AcquireOutcome> done);
  void release(const Lease& lease);
  void append(Lease lease, Batch batch, Completion<AppendOutcome> done);
  void put_part(CheckpointKey key, std::string value, Completion<AppendOutcome> done);
  void erase(MeetingId meeting, Completion<EraseStatus> done);
  LogCounters counters() const;
  LogHealth health() const;
  bool has_room() const { return has_room_; }

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

  // The lock is of mutex_, and given back before the writer is woken, who would have to wait for it. False: the log is closed.
  bool enqueue(std::unique_lock<std::mutex> lock, Task task);
  void run();
  std::vector<Task> next_tasks();
  Group gather(std::vector<Task> tasks);
  void add(Group& group, AppendTask task);
  void add(Group& group, AcquireTask task);
  void add(Group& group, CheckpointTask task);
  void add(Group& group, EraseTask task);
  void confirm(Group& group);
  void fail(Group& group, const std::string& why);
  void open_again(const std::string& why);
  void wait_for_room(const std::string& why);
  void try_for_room();
  void refuse_waiting();
  void close();
  void tell(Severity severity, const std::string& line) const {
    if (tell_) tell_(severity, line);
  }

  const std::function<void(const std::string&)> fatal_;
  const Tell tell_;
  const std::chrono::milliseconds first_pause_;
  const std::chrono::milliseconds longest_pause_;
  std::atomic<bool> has_room_{true};
  std::atomic<bool> compacting_{true};
  net::thread_pool readers_{kReaderThreads};
  RocksDbStore store_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> queue_;
  std::unordered_map<MeetingId, Held> held_;
  LogCounters counters_;
  std::optional<std::chrono::steady_clock::time_point> writing_since_;
  std::chrono::microseconds gather_time_{};  // the writer's own
  int failures_ = 0;                         // of the last writes, one after another; the writer's own
  std::chrono::milliseconds pause_{};        // until it is tried again; the writer's own
  bool stopping_ = false;
  bool closed_ = false;  // reopening failed
  std::thread thread_;
};

}  // namespace flipover
