#include "tests/storage/full_disk.h"

#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/rocksdb_op_log.h"
#include "tests/storage/refusing_sync.h"
#include "tests/storage/run_coroutine.h"
#include "tests/storage/temporary_directory.h"

namespace flipover {
namespace {

using testing::HasSubstr;

constexpr std::chrono::seconds kPatience{20};

// Three meetings that write on, as meetings do: after a failed append they acquire anew and send what was not confirmed
// again, unless it is found there.
class FullDiskTest : public testing::Test {
 protected:
  static constexpr int kMeetings = 3;

  void start() {
    RocksDbOpLogOptions options;
    options.directory = directory_.path() / "log";
    options.env = env_.get();
    options.fatal = [this](const std::string& why) { fatal_ = why; };
    options.tell = [this](Severity severity, const std::string& line) {
      if (severity == Severity::kDetail) return;
      const std::lock_guard lock(mutex_);
      told_ += line + "\n";
    };
    options.try_again_after = std::chrono::milliseconds(1);
    options.try_again_every = std::chrono::milliseconds(4);
    log_ = std::make_unique<RocksDbOpLog>(std::move(options));
  }
  template <class T>
  T wait(net::awaitable<T> coroutine) {
    return run(io_, std::move(coroutine));
  }
  std::string told() {
    const std::lock_guard lock(mutex_);
    return told_;
  }

  struct Meeting {
    std::optional<Lease> lease;
    SeqNo head{};
    std::vector<std::string> confirmed;
    std::string tried;  // last, without an answer
  };

  // One word more in the meeting; false: not now.
  bool write(const std::string& id, const std::string& word) {
    Meeting& meeting = meetings_[id];
    if (!meeting.lease) {
      const AcquireOutcome acquired = wait(log_->acquire({id}));
      if (acquired.status != AcquireStatus::kAcquired) {
        EXPECT_EQ(acquired.status, AcquireStatus::kNoRoom) << acquired.message;
        return false;
      }
      meeting.lease = acquired.lease;
      meeting.head = acquired.lease.head;
      const std::vector<std::string> there = words(id);
      if (there.size() == meeting.confirmed.size() + 1 && there.back() == meeting.tried) {
        meeting.confirmed.push_back(meeting.tried);  // its write had failed, and it is there
        if (meeting.tried == word) return true;
      }
    }
    Batch batch;
    batch.first = next(meeting.head);
    batch.count = 1;
    batch.bytes = word;
    meeting.tried = word;
    const AppendOutcome outcome = wait(log_->append(*meeting.lease, std::move(batch)));
    if (outcome.status != AppendStatus::kDurable) {
      meeting.lease.reset();
      return false;
    }
    meeting.head = outcome.head;
    meeting.confirmed.push_back(word);
    return true;
  }
  std::vector<std::string> words(const std::string& id) {
    std::vector<std::string> words;
    for (SeqNo from{1};;) {
      const LogPage page = wait(log_->read({id}, from, 1U << 20U));
      EXPECT_EQ(page.status, ReadStatus::kRead) << page.message;
      for (const LogEntry& entry : page.entries) words.push_back(entry.bytes);
      if (page.status != ReadStatus::kRead || page.end) return words;
      from = SeqNo{words.size() + 1};
    }
  }
  void write_in_all(int from, int upto, std::size_t bytes) {
    for (int nth = from; nth < upto; ++nth) {
      for (int meeting = 0; meeting < kMeetings; ++meeting) {
        (void)write("m" + std::to_string(meeting), std::to_string(nth) + std::string(bytes, 'x'));
      }
    }
  }
  // What was confirmed, in its order; and one that failed, if it is there.
  void expect_nothing_lost() {
    for (const auto& [id, meeting] : meetings_) {
      std::vector<std::string> there = words(id);
      ASSERT_GE(there.size(), meeting.confirmed.size()) << id;
      there.resize(meeting.confirmed.size());
      EXPECT_TRUE(there == meeting.confirmed) << id;
    }
  }
  void wait_for_room() {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (!log_->has_room() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    ASSERT_TRUE(log_->has_room()) << told();
  }
  void restart() {
    log_.reset();
    for (auto& [id, meeting] : meetings_) meeting.lease.reset();
    start();
  }
  void begin_anew() {
    log_.reset();
    std::filesystem::remove_all(directory_.path() / "log");
    std::filesystem::remove(directory_.path() / "log.watermark");
    meetings_.clear();
    told_.clear();
    disk_ = std::make_shared<FullDisk>();
    env_ = rocksdb::NewCompositeEnv(disk_);
    start();
  }

  TemporaryDirectory directory_;
  net::io_context io_;
  std::shared_ptr<FullDisk> disk_ = std::make_shared<FullDisk>();
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(disk_);
  std::mutex mutex_;
  std::string told_;
  std::string fatal_;
  std::map<std::string, Meeting> meetings_;
  std::unique_ptr<RocksDbOpLog> log_;
};

TEST_F(FullDiskTest, AFullDiskStopsWritingNotReadingAndWritingGoesOnByItself) {
  start();
  write_in_all(0, 3, 10);
  disk_->fill_at(1, true);
  EXPECT_FALSE(write("m0", "waits"));
  EXPECT_FALSE(write("m0", "waits"));
  EXPECT_FALSE(write("m1", "as well"));
  EXPECT_FALSE(log_->health().has_room);
  EXPECT_THAT(log_->health().why, HasSubstr("full"));
  expect_nothing_lost();
  EXPECT_THAT(told(), HasSubstr("event=log_takes_nothing"));
  disk_->make_room();
  wait_for_room();
  EXPECT_TRUE(write("m0", "waits"));
  EXPECT_TRUE(write("m1", "as well"));
  expect_nothing_lost();
  EXPECT_THAT(words("m0"), testing::SizeIs(4));
  EXPECT_THAT(told(), HasSubstr("event=log_goes_on"));
  EXPECT_EQ(fatal_, "");
}

TEST_F(FullDiskTest, AServerThatStartsOnAFullDiskReadsAndWritesLater) {
  start();
  write_in_all(0, 3, 10);
  log_.reset();
  disk_->fill_at(1, true);
  restart();
  EXPECT_FALSE(log_->has_room());
  expect_nothing_lost();
  EXPECT_FALSE(write("m0", "waits"));
  disk_->make_room();
  wait_for_room();
  EXPECT_TRUE(write("m0", "waits"));
}

// ext4 with errors=remount-ro, and its brothers: what stands in the log can be read, and no sync of it succeeds any more.
TEST_F(FullDiskTest, ADiskThatWentReadOnlyByItselfIsReadOnAndAfterARestartToo) {
  start();
  write_in_all(0, 3, 10);
  disk_->fill_at(1, true);
  {
    const RefusingSync gone_bad;
    EXPECT_FALSE(write("m0", "waits"));
    EXPECT_FALSE(write("m0", "waits"));  // acquires: by then the log was opened again
    EXPECT_FALSE(write("m1", "as well"));
    EXPECT_FALSE(log_->has_room());
    EXPECT_EQ(words("m0").size(), 3U) << "what could not be synced is not shown";
    expect_nothing_lost();
    EXPECT_EQ(fatal_, "");
    restart();
    EXPECT_FALSE(log_->has_room());
    expect_nothing_lost();
  }
  disk_->make_room();
  wait_for_room();
  EXPECT_TRUE(write("m0", "waits"));
  expect_nothing_lost();
}

TEST_F(FullDiskTest, AWriteThatFailedIsNotShownBeforeItIsDurable) {
  start();
  ASSERT_TRUE(write("m0", "first"));
  // Each step of the write in turn: what got to the file and was not synced is not shown.
  for (int step = 1; step <= 2; ++step) {
    disk_->fill_at(step, true);
    EXPECT_FALSE(write("m0", "second"));
    EXPECT_THAT(words("m0"), testing::ElementsAre("first"));
    disk_->make_room();
    wait_for_room();
  }
}

TEST_F(FullDiskTest, AFailedSyncThatWasRepairedLeavesOneLine) {
  start();
  ASSERT_TRUE(write("m0", "first"));
  disk_->fill_at(2, false);
  EXPECT_FALSE(write("m0", "second"));
  EXPECT_TRUE(write("m0", "second"));
  EXPECT_THAT(told(), HasSubstr("event=log_repaired"));
  EXPECT_THAT(told(), testing::Not(HasSubstr("log_takes_nothing")));
  EXPECT_EQ(std::count(told_.begin(), told_.end(), '\n'), 1) << told_;
}

// G4: whichever file RocksDB writes, the nth step of it fails: the process goes on, what was confirmed can be read, and
// with room again everything goes on, once each. The further on, the fewer steps are tried, unless FLIPOVER_EVERY_STEP is set.
class FullAtEveryStep : public FullDiskTest, public testing::WithParamInterface<bool> {};

TEST_P(FullAtEveryStep, NothingIsLostOrDoubledAndNothingAborts) {
  constexpr std::size_t kBytes = 4'096;
  const bool every = std::getenv("FLIPOVER_EVERY_STEP") != nullptr;
  bool reached = true;
  int steps = 0;
  for (int nth = 1; reached; nth += every ? 1 : 1 + nth / 16) {
    SCOPED_TRACE("step " + std::to_string(nth));
    begin_anew();
    write_in_all(0, 1, 10);
    disk_->fill_at(nth, GetParam());
    write_in_all(1, 4, kBytes);
    restart();  // writes what was logged into a table, and a new list of files
    write_in_all(4, 8, kBytes);
    reached = disk_->was_full();
    expect_nothing_lost();
    disk_->make_room();
    wait_for_room();
    write_in_all(8, 10, 10);
    expect_nothing_lost();
    restart();
    expect_nothing_lost();
    ASSERT_EQ(fatal_, "");
    if (HasFailure()) return;
    ++steps;
  }
  EXPECT_GT(steps, 20);
}

INSTANTIATE_TEST_SUITE_P(ForGoodOrOnce, FullAtEveryStep, testing::Bool(),
                         [](const auto& which) { return which.param ? "ForGood" : "Once"; });

}  // namespace
}  // namespace flipover
