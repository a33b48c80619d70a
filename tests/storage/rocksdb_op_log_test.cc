#include "storage/rocksdb_op_log.h"

#include <fstream>
#include <future>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <rocksdb/db.h>

#include "storage/key_format.h"
#include "storage/rocksdb_store.h"
#include "tests/storage/failing_disk.h"
#include "tests/storage/op_log_contract.h"
#include "tests/storage/temporary_directory.h"

namespace flipover {
namespace {

class RocksDbHarness {
 public:
  RocksDbHarness() { start(); }
  net::io_context& io() { return io_; }
  RocksDbOpLog& log() { return *log_; }
  FailingDisk& disk() { return *disk_; }
  std::filesystem::path directory() const { return directory_.path() / "log"; }
  const std::string& fatal() const { return fatal_; }

  void stop() { log_.reset(); }
  void start() {
    RocksDbOpLogOptions options;
    options.directory = directory();
    options.env = env_.get();
    options.fatal = [this](const std::string& why) { fatal_ = why; };
    log_ = std::make_unique<RocksDbOpLog>(std::move(options));
  }
  void restart() {
    stop();
    start();
  }
  void fail_sync(int nth) { disk_->fail_sync(nth); }
  void plant(const MeetingId& meeting, const LogEntry& entry) {
    with_database([&](rocksdb::DB& db) {
      return db.Put(rocksdb::WriteOptions(), encode(BatchKey{meeting, entry.first, entry.epoch}),
                    batch_value_head(entry.count) + entry.bytes);
    });
  }
  void drop(const MeetingId& meeting, SeqNo first) {
    with_database([&](rocksdb::DB& db) {
      return db.DeleteRange(rocksdb::WriteOptions(), db.DefaultColumnFamily(),
                            encode(BatchKey{meeting, first, Epoch{1}}),
                            encode(BatchKey{meeting, next(first), Epoch{1}}));
    });
  }
  template <class Change>
  void with_database(const Change& change) {
    stop();
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::Options(), directory().string(), &db).ok());
    EXPECT_TRUE(change(*db).ok());
    delete db;
    start();
  }

 private:
  TemporaryDirectory directory_;
  net::io_context io_;
  std::shared_ptr<FailingDisk> disk_ = std::make_shared<FailingDisk>();
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(disk_);
  std::string fatal_;
  std::unique_ptr<RocksDbOpLog> log_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(RocksDb, OpLogContract, RocksDbHarness);

class RocksDbOpLogTest : public testing::Test {
 protected:
  template <class T>
  T wait(net::awaitable<T> coroutine) {
    return run(harness_.io(), std::move(coroutine));
  }
  Lease acquire(const std::string& meeting) { return wait(harness_.log().acquire({meeting})).lease; }
  static Batch one(SeqNo head, std::string word) {
    Batch batch;
    batch.first = next(head);
    batch.count = 1;
    batch.bytes = std::move(word);
    return batch;
  }
  RocksDbHarness harness_;
};

TEST_F(RocksDbOpLogTest, AWriteThatHangsIsToldWhileItHangs) {
  const Lease lease = acquire("m");
  EXPECT_EQ(harness_.log().health().writing_for.count(), 0);
  std::promise<void> hangs;
  std::promise<void> goes_on;
  bool first = true;
  harness_.disk().at_sync([&] {
    if (!std::exchange(first, false)) return;
    hangs.set_value();
    goes_on.get_future().wait();
  });
  auto appended = net::co_spawn(harness_.io(), harness_.log().append(lease, one(lease.head, "word")), net::use_future);
  harness_.io().restart();
  harness_.io().poll();
  hangs.get_future().wait();
  EXPECT_GT(harness_.log().health().writing_for.count(), 0);
  EXPECT_TRUE(harness_.log().health().has_room);
  goes_on.set_value();
  harness_.io().run();
  EXPECT_EQ(appended.get().status, AppendStatus::kDurable);
  EXPECT_EQ(harness_.log().health().writing_for.count(), 0);
}

TEST_F(RocksDbOpLogTest, WhileOneSyncIsOnItsWayTheNextGathersOverAllMeetings) {
  constexpr int kMeetings = 50;
  constexpr std::uint64_t kEach = 40;
  std::vector<Lease> leases;
  for (int index = 0; index < kMeetings; ++index) leases.push_back(acquire("m" + std::to_string(index)));
  const LogCounters before = harness_.log().counters();
  for (const Lease& lease : leases) {
    net::co_spawn(
        harness_.io(),
        [](RocksDbOpLog& log, Lease held) -> net::awaitable<void> {
          for (std::uint64_t head = 0; head < kEach; ++head) {
            const AppendOutcome outcome = co_await log.append(held, one(SeqNo{head}, "word"));
            EXPECT_EQ(outcome.head, SeqNo{head + 1});
          }
        }(harness_.log(), lease),
        net::detached);
  }
  harness_.io().restart();
  harness_.io().run();
  const LogCounters after = harness_.log().counters();
  EXPECT_EQ(after.appends - before.appends, kMeetings * kEach);
  EXPECT_EQ(after.records - before.records, kMeetings * kEach);
  EXPECT_EQ(after.bytes - before.bytes, kMeetings * kEach * 4);
  EXPECT_LT(after.syncs - before.syncs, kMeetings * kEach / 4);
  EXPECT_GT(after.sync_time.count(), 0);
}

TEST_F(RocksDbOpLogTest, OneFailedSyncStopsEveryMeetingAndNothingConfirmedIsLost) {
  const Lease first = acquire("one");
  const Lease second = acquire("two");
  ASSERT_EQ(wait(harness_.log().append(second, one(SeqNo{0}, "t"))).status, AppendStatus::kDurable);
  for (int nth = 1; nth <= 3; ++nth) {
    const Lease lease = acquire("again" + std::to_string(nth));
    harness_.fail_sync(1);
    EXPECT_EQ(wait(harness_.log().append(lease, one(SeqNo{0}, "a"))).status, AppendStatus::kUnknownOutcome);
    EXPECT_EQ(wait(harness_.log().append(second, one(SeqNo{1}, "u"))).status, AppendStatus::kFenced);
    EXPECT_EQ(wait(harness_.log().read(lease.meeting, SeqNo{1}, 1)).entries.size(), 1U);
  }
  EXPECT_EQ(harness_.log().counters().failed_syncs, 3U);
  EXPECT_EQ(wait(harness_.log().read({"two"}, SeqNo{1}, 1)).entries.size(), 1U);
  EXPECT_EQ(harness_.fatal(), "");
}

TEST_F(RocksDbOpLogTest, AnAcquireWhoseSyncFailsIsTriedAgainAfterReopening) {
  harness_.fail_sync(1);
  const AcquireOutcome outcome = wait(harness_.log().acquire({"m"}));
  EXPECT_EQ(outcome.status, AcquireStatus::kAcquired);
  EXPECT_EQ(harness_.log().counters().failed_syncs, 1U);
  EXPECT_EQ(wait(harness_.log().append(outcome.lease, one(SeqNo{0}, "a"))).status, AppendStatus::kDurable);
}

TEST_F(RocksDbOpLogTest, ALogThatCannotEvenBeReadAgainEndsTheProcess) {
  const Lease lease = acquire("m");
  harness_.fail_sync(1);
  harness_.disk().refuse_to_open(true);
  EXPECT_EQ(wait(harness_.log().append(lease, one(SeqNo{0}, "a"))).status, AppendStatus::kUnknownOutcome);
  EXPECT_EQ(wait(harness_.log().acquire({"m"})).status, AcquireStatus::kUnavailable);
  EXPECT_EQ(wait(harness_.log().read({"m"}, SeqNo{1}, 1)).status, ReadStatus::kUnavailable);
  EXPECT_EQ(wait(harness_.log().append(lease, one(SeqNo{0}, "a"))).status, AppendStatus::kFenced);
  EXPECT_EQ(wait(harness_.log().put_checkpoint({"m"}, SeqNo{1}, "c")).status, AppendStatus::kRefused);
  EXPECT_EQ(wait(harness_.log().erase({"m"})), EraseStatus::kUnavailable);
  harness_.stop();
  EXPECT_THAT(harness_.fatal(), testing::HasSubstr("the disk refuses"));
  harness_.disk().refuse_to_open(false);
  harness_.start();
  EXPECT_EQ(wait(harness_.log().read({"m"}, SeqNo{1}, 1)).entries.size(), 1U);
}

TEST_F(RocksDbOpLogTest, ATornLastWriteThatNobodyConfirmedIsNoDamage) {
  const Lease lease = acquire("m");
  ASSERT_EQ(wait(harness_.log().append(lease, one(SeqNo{0}, "confirmed"))).status, AppendStatus::kDurable);
  harness_.stop();
  std::filesystem::path last;
  for (const auto& entry : std::filesystem::directory_iterator(harness_.directory())) {
    if (entry.path().extension() == ".log" && (last.empty() || entry.path() > last)) last = entry.path();
  }
  std::ofstream(last, std::ios::binary | std::ios::app)
      << std::string("\x12\x34\x56\x78\x40\x00\x01 half a record", 21);
  harness_.start();
  EXPECT_EQ(wait(harness_.log().read({"m"}, SeqNo{1}, 1)).entries.size(), 1U);
  EXPECT_EQ(acquire("m").head, SeqNo{1});
}

TEST_F(RocksDbOpLogTest, ASecondServerIsToldThatAnotherHoldsTheLog) {
  RocksDbOpLogOptions options;
  options.directory = harness_.directory();
  try {
    const RocksDbOpLog second(std::move(options));
    FAIL() << "two servers write the same log";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("is held by another flipover-server"), std::string::npos) << error.what();
  }
}

TEST_F(RocksDbOpLogTest, WhatIsNoIdOfALogIsRefused) {
  EXPECT_EQ(wait(harness_.log().acquire({"../x"})).status, AcquireStatus::kUnavailable);
}

}  // namespace
}  // namespace flipover
