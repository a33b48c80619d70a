#include "storage/memory_op_log.h"

#include "server/base/planted_fault.h"
#include "tests/storage/op_log_contract.h"

namespace flipover {
namespace {

class MemoryHarness {
 public:
  MemoryHarness() { restart(); }
  net::io_context& io() { return io_; }
  MemoryOpLog& log() { return *log_; }
  const std::shared_ptr<MemoryDisk>& disk() { return disk_; }
  void restart() {
    if (log_) log_->crash([](std::size_t unsynced) { return unsynced; });
    MemoryOpLogOptions options;
    options.fault = [this](std::uint64_t) {
      return left_ > 0 && --left_ == 0 ? std::optional(AppendFault::kUnknownButWritten) : std::nullopt;
    };
    log_ = std::make_unique<MemoryOpLog>(disk_, std::move(options));
  }
  void fail_sync(int nth) { left_ = nth; }
  void plant(const MeetingId& meeting, const LogEntry& entry) {
    std::vector<LogEntry> entries = disk_->entries(meeting);
    entries.push_back(entry);
    disk_->set_entries(meeting, std::move(entries));
    restart();
  }
  void drop(const MeetingId& meeting, SeqNo first) {
    std::vector<LogEntry> entries = disk_->entries(meeting);
    std::erase_if(entries, [&](const LogEntry& entry) { return entry.first == first; });
    disk_->set_entries(meeting, std::move(entries));
    restart();
  }

 private:
  net::io_context io_;
  std::shared_ptr<MemoryDisk> disk_ = std::make_shared<MemoryDisk>();
  int left_ = 0;
  std::unique_ptr<MemoryOpLog> log_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, OpLogContract, MemoryHarness);

// A disk with a clock of the test's own: steps wait until they are run, in the order the test likes.
class MemoryOpLogSteps : public testing::Test {
 protected:
  MemoryOpLogSteps() {
    MemoryOpLogOptions options;
    options.schedule = [this](MemoryStep step, std::function<void()> work) {
      steps_.emplace_back(step, std::move(work));
    };
    options.fault = [this](std::uint64_t nth) { return nth == failing_ ? fault_ : std::nullopt; };
    log_ = std::make_unique<MemoryOpLog>(disk_, std::move(options));
  }
  ~MemoryOpLogSteps() override {
#ifdef FLIPOVER_PLANTED_FAULTS
    unplant_all();
#endif
  }
  void settle() {
    io_.restart();
    io_.run_for(std::chrono::milliseconds(0));
    io_.poll();
  }
  void step(std::size_t index = 0) {
    auto work = std::move(steps_.at(index).second);
    steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(index));
    work();
    poll();
  }
  void poll() {
    io_.restart();
    io_.poll();
  }
  template <class T>
  void start(net::awaitable<T> coroutine, std::optional<T>& answer) {
    net::co_spawn(io_, std::move(coroutine), [&answer](std::exception_ptr, T value) { answer = std::move(value); });
    poll();
  }
  Lease acquire(const std::string& meeting) {
    std::optional<AcquireOutcome> outcome;
    start(log_->acquire({meeting}), outcome);
    while (!outcome) step();
    return outcome->lease;
  }
  std::string text(const std::string& meeting) {
    std::optional<LogPage> page;
    start(log_->read({meeting}, SeqNo{1}, 1U << 20U), page);
    while (!page) step();
    std::string all;
    for (const LogEntry& entry : page->entries) all += entry.bytes;
    return all;
  }
  static Batch one(SeqNo head, std::string word) {
    Batch batch;
    batch.first = next(head);
    batch.count = 1;
    batch.bytes = std::move(word);
    return batch;
  }

  net::io_context io_;
  std::shared_ptr<MemoryDisk> disk_ = std::make_shared<MemoryDisk>();
  std::vector<std::pair<MemoryStep, std::function<void()>>> steps_;
  std::uint64_t failing_ = 0;
  std::optional<AppendFault> fault_ = AppendFault::kUnknownButWritten;
  std::unique_ptr<MemoryOpLog> log_;
};

TEST_F(MemoryOpLogSteps, NothingIsAnsweredOrReadBeforeItsSync) {
  const Lease lease = acquire("m");
  std::optional<AppendOutcome> answer;
  start(log_->append(lease, one(SeqNo{0}, "a")), answer);
  EXPECT_FALSE(answer);
  EXPECT_EQ(steps_.size(), 1U);
  std::optional<LogPage> page;
  start(log_->read({"m"}, SeqNo{1}, 100), page);
  step(1);
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->entries.empty());
  step();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, AppendStatus::kDurable);
  EXPECT_EQ(text("m"), "a");
}

TEST_F(MemoryOpLogSteps, ACrashLosesWhatWasNotSyncedAsFarAsTheDriverSays) {
  const Lease one_lease = acquire("one");
  const Lease two_lease = acquire("two");
  std::optional<AppendOutcome> first;
  std::optional<AppendOutcome> second;
  start(log_->append(one_lease, one(SeqNo{0}, "a")), first);
  start(log_->append(two_lease, one(SeqNo{0}, "b")), second);
  log_->crash([](std::size_t unsynced) {
    EXPECT_EQ(unsynced, 2U);
    return 1U;
  });
  poll();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->status, AppendStatus::kUnknownOutcome);
  EXPECT_EQ(second->status, AppendStatus::kUnknownOutcome);
  for (auto& [kind, work] : std::exchange(steps_, {})) work();  // too late: nothing happens
  log_ = std::make_unique<MemoryOpLog>(disk_);
  io_.restart();
  EXPECT_EQ(run(io_, log_->read({"one"}, SeqNo{1}, 100)).entries.size(), 1U);
  EXPECT_EQ(run(io_, log_->read({"two"}, SeqNo{1}, 100)).entries.size(), 0U);
}

TEST_F(MemoryOpLogSteps, ALaterSyncMakesEarlierWritesOfOthersDurableToo) {
  const Lease one_lease = acquire("one");
  const Lease two_lease = acquire("two");
  std::optional<AppendOutcome> first;
  std::optional<AppendOutcome> second;
  start(log_->append(one_lease, one(SeqNo{0}, "a")), first);
  start(log_->append(two_lease, one(SeqNo{0}, "b")), second);
  step(1);
  EXPECT_TRUE(second && !first);
  EXPECT_EQ(disk_->unsynced(), 0U);
}

TEST_F(MemoryOpLogSteps, AFailedSyncStopsAllAndTheLogIsReadOnlyOnceItIsReopened) {
  const Lease one_lease = acquire("one");
  const Lease two_lease = acquire("two");
  failing_ = 2;
  std::optional<AppendOutcome> first;
  std::optional<AppendOutcome> second;
  start(log_->append(one_lease, one(SeqNo{0}, "a")), first);
  start(log_->append(two_lease, one(SeqNo{0}, "b")), second);
  step(1);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->status, AppendStatus::kUnknownOutcome);
  EXPECT_EQ(second->status, AppendStatus::kUnknownOutcome);
  std::optional<LogPage> page;
  start(log_->read({"one"}, SeqNo{1}, 100), page);
  ASSERT_EQ(steps_.back().first, MemoryStep::kRead);
  step(steps_.size() - 1);
  EXPECT_FALSE(page);  // not through the handle that failed
  while (!page) step();
  EXPECT_EQ(page->entries.size(), 1U);
}

TEST_F(MemoryOpLogSteps, WhatAFailedSyncLostIsNotThereAfterwards) {
  const Lease lease = acquire("m");
  failing_ = 1;
  fault_ = AppendFault::kUnknownAndLost;
  std::optional<AppendOutcome> answer;
  start(log_->append(lease, one(SeqNo{0}, "a")), answer);
  step();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, AppendStatus::kUnknownOutcome);
  EXPECT_EQ(text("m"), "");
  EXPECT_EQ(acquire("m").head, SeqNo{0});
}

#ifdef FLIPOVER_PLANTED_FAULTS

TEST_F(MemoryOpLogSteps, PlantedSkippedSyncLosesAConfirmedRecordInACrash) {
  plant(Fault::kSkipSync);
  const Lease lease = acquire("m");
  std::optional<AppendOutcome> answer;
  start(log_->append(lease, one(SeqNo{0}, "a")), answer);
  step();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, AppendStatus::kDurable);
  EXPECT_EQ(text("m"), "a");
  log_->crash([](std::size_t) { return 0U; });
  log_ = std::make_unique<MemoryOpLog>(disk_);
  EXPECT_TRUE(run(io_, log_->read({"m"}, SeqNo{1}, 100)).entries.empty());
}

TEST_F(MemoryOpLogSteps, PlantedReadingThroughABrokenHandleLosesAConfirmedRecord) {
  plant(Fault::kReadThroughBrokenHandle);
  Lease lease = acquire("m");
  failing_ = 1;
  std::optional<AppendOutcome> answer;
  start(log_->append(lease, one(SeqNo{0}, "unknown")), answer);
  step();
  ASSERT_EQ(answer->status, AppendStatus::kUnknownOutcome);
  EXPECT_EQ(text("m"), "");  // "not found", though it is there
  lease = acquire("m");
  answer.reset();
  start(log_->append(lease, one(SeqNo{0}, "confirmed")), answer);
  step();
  ASSERT_EQ(answer->status, AppendStatus::kDurable);
  EXPECT_EQ(text("m"), "confirmed");
  log_->crash([](std::size_t unsynced) { return unsynced; });
  log_ = std::make_unique<MemoryOpLog>(disk_);
  const LogPage page = run(io_, log_->read({"m"}, SeqNo{1}, 100));
  ASSERT_EQ(page.entries.size(), 1U);
  EXPECT_EQ(page.entries[0].bytes, "unknown");
}

#endif

}  // namespace
}  // namespace flipover
