// What a flipped bit in a file of the log costs: one meeting, or, where all hang on it, a start with the reason.
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "storage/rocksdb_op_log.h"
#include "tests/storage/damaged_file.h"
#include "tests/storage/run_coroutine.h"
#include "tests/storage/temporary_directory.h"

namespace flipover {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kMeetings = 20;

class DamagedLog : public testing::Test {
 protected:
  void start() {
    RocksDbOpLogOptions options;
    options.directory = log_directory();
    options.tell = [this](Severity, const std::string& line) {
      const std::lock_guard lock(mutex_);
      told_ += line + "\n";
    };
    log_ = std::make_unique<RocksDbOpLog>(std::move(options));
  }
  // Opening writes what was logged into a table.
  void restart() {
    log_.reset();
    start();
  }
  std::filesystem::path log_directory() const { return directory_.path() / "log"; }
  template <class T>
  T wait(net::awaitable<T> coroutine) {
    return run(io_, std::move(coroutine));
  }
  static std::string name(int meeting) { return "m" + std::to_string(meeting); }

  // One batch more, by a new lease.
  AppendStatus write(const std::string& meeting, const std::string& words) {
    const AcquireOutcome acquired = wait(log_->acquire({meeting}));
    if (acquired.status != AcquireStatus::kAcquired) return AppendStatus::kRefused;
    Batch batch;
    batch.first = next(acquired.lease.head);
    batch.count = 1;
    batch.bytes = words;
    const AppendStatus status = wait(log_->append(acquired.lease, std::move(batch))).status;
    log_->release(acquired.lease);
    return status;
  }
  void write_in_all(const std::string& words) {
    for (int meeting = 0; meeting < kMeetings; ++meeting) {
      ASSERT_EQ(write(name(meeting), name(meeting) + " " + words), AppendStatus::kDurable);
    }
  }
  AppendStatus put_checkpoint(const std::string& meeting, std::uint64_t position, const std::string& words) {
    return wait(log_->put_checkpoint({meeting}, SeqNo{position}, words)).status;
  }
  CheckpointPage checkpoint(const std::string& meeting, std::uint64_t at_or_before) {
    return wait(log_->get_checkpoint({meeting}, SeqNo{at_or_before}));
  }
  LogPage read(const std::string& meeting) { return wait(log_->read({meeting}, SeqNo{1}, 1U << 20U)); }
  std::string told() {
    const std::lock_guard lock(mutex_);
    return told_;
  }
  std::string why_it_does_not_start() {
    try {
      restart();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "it starts";
  }

  TemporaryDirectory directory_;
  net::io_context io_;
  std::mutex mutex_;
  std::string told_;
  std::unique_ptr<RocksDbOpLog> log_;
};

TEST_F(DamagedLog, ADamagedBlockCostsTheMeetingInItAndNoOther) {
  start();
  write_in_all("said something");
  restart();
  log_.reset();
  ASSERT_EQ(flip_bit_within(log_directory(), ".sst", "m7 said something"), 1);
  start();
  for (int meeting = 0; meeting < kMeetings; ++meeting) {
    SCOPED_TRACE(name(meeting));
    const LogPage page = read(name(meeting));
    if (meeting == 7) {
      EXPECT_EQ(page.status, ReadStatus::kDamaged);
      EXPECT_THAT(page.message, HasSubstr("meeting m7"));
      EXPECT_THAT(page.message, HasSubstr(".sst"));
      EXPECT_EQ(wait(log_->acquire({"m7"})).status, AcquireStatus::kDamaged);
    } else {
      EXPECT_EQ(page.status, ReadStatus::kRead) << page.message;
      EXPECT_EQ(page.entries.size(), 1U);
      EXPECT_EQ(write(name(meeting), "goes on"), AppendStatus::kDurable);
      EXPECT_EQ(read(name(meeting)).entries.size(), 2U);
    }
  }
}

TEST_F(DamagedLog, ADamagedCheckpointIsPassedOverForTheOneBeforeAndCostsNoOtherMeeting) {
  start();
  for (const std::string words : {"said something", "said more"}) {
    write_in_all(words);
    const std::uint64_t head = words == "said something" ? 1 : 2;
    for (int meeting = 0; meeting < kMeetings; ++meeting) {
      ASSERT_EQ(put_checkpoint(name(meeting), head, name(meeting) + " had " + words), AppendStatus::kDurable);
    }
    restart();  // so that the two lie in different blocks
  }
  log_.reset();
  ASSERT_EQ(flip_bit_within(log_directory(), ".sst", "m7 had said more"), 1);
  start();
  for (int meeting = 0; meeting < kMeetings; ++meeting) {
    SCOPED_TRACE(name(meeting));
    const CheckpointPage page = checkpoint(name(meeting), 2);
    ASSERT_EQ(page.status, ReadStatus::kRead) << page.message;
    if (meeting == 7) {
      EXPECT_EQ(page.bytes, "m7 had said something");
      EXPECT_EQ(page.position, SeqNo{1});
      EXPECT_THAT(page.message, HasSubstr("meeting m7"));
      EXPECT_THAT(page.message, HasSubstr(".sst"));
    } else {
      EXPECT_EQ(page.bytes, name(meeting) + " had said more");
      EXPECT_EQ(page.message, "");
    }
    EXPECT_EQ(read(name(meeting)).entries.size(), 2U);
    EXPECT_EQ(write(name(meeting), "goes on"), AppendStatus::kDurable);
    // One behind the damage would be written at each closing, and never found.
    EXPECT_EQ(put_checkpoint(name(meeting), 3, "later"), meeting == 7 ? AppendStatus::kRefused : AppendStatus::kDurable);
  }
}

TEST_F(DamagedLog, ALargeCheckpointWithoutOneOfItsPartsIsPassedOver) {
  start();
  ASSERT_EQ(write("m1", "said something"), AppendStatus::kDurable);
  ASSERT_EQ(write("m1", "said more"), AppendStatus::kDurable);
  ASSERT_EQ(put_checkpoint("m1", 1, "small"), AppendStatus::kDurable);
  const std::string large = std::string(2'000'000, 'x') + "its last part";
  ASSERT_EQ(put_checkpoint("m1", 2, large), AppendStatus::kDurable);
  restart();
  EXPECT_EQ(checkpoint("m1", 2).bytes, large);
  log_.reset();
  ASSERT_EQ(flip_bit_within(log_directory(), ".sst", "its last part"), 1);
  start();
  EXPECT_EQ(checkpoint("m1", 2).bytes, "small");
  EXPECT_THAT(checkpoint("m1", 2).message, HasSubstr(".sst"));
  EXPECT_EQ(checkpoint("m1", 1).message, "");
}

TEST_F(DamagedLog, WritingGoesOnWhenTablesCannotBePutTogether) {
  start();
  write_in_all("said something");
  restart();
  log_.reset();
  ASSERT_EQ(flip_bit_within(log_directory(), ".sst", "m7 said something"), 1);
  start();
  // Each start makes a table; of some RocksDB makes one, and reads the damaged block for that.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (log_->health().compacting && std::chrono::steady_clock::now() < until) {
    ASSERT_EQ(write("m1", "goes on"), AppendStatus::kDurable);
    if (log_->health().compacting) restart();
    std::this_thread::yield();
  }
  EXPECT_FALSE(log_->health().compacting);
  EXPECT_THAT(told(), HasSubstr("event=log_damaged"));
  EXPECT_THAT(told(), HasSubstr(".sst"));
  EXPECT_THAT(told(), HasSubstr("flipover verify"));
  for (int time = 0; time < 50; ++time) ASSERT_EQ(write("m2", "goes on"), AppendStatus::kDurable);
  EXPECT_EQ(log_->counters().failed_syncs, 0U);
  EXPECT_EQ(read("m7").status, ReadStatus::kDamaged);
}

TEST_F(DamagedLog, TheRegistryIsReadFromItsSecondCopy) {
  start();
  write_in_all("said something");
  ASSERT_EQ(write("registry", "who may come in"), AppendStatus::kDurable);
  restart();
  log_.reset();
  // Capitals come before small letters: the first occurrence is the second copy's.
  const auto table = newest_file(log_directory(), "", ".sst");
  const std::size_t second = bytes_of_file(table).find("who may come in");
  const std::size_t first = bytes_of_file(table).rfind("who may come in");
  ASSERT_NE(first, second);
  flip_bit_at(table, first);
  start();
  EXPECT_EQ(read("registry").entries.size(), 1U);
  EXPECT_THAT(told(), HasSubstr("the second copy of the registry is used"));
  EXPECT_EQ(write("registry", "and who more"), AppendStatus::kDurable);
  EXPECT_EQ(read("registry").entries.size(), 2U);
  log_.reset();
  flip_bit_at(table, second);
  start();
  EXPECT_EQ(read("registry").status, ReadStatus::kDamaged);
  EXPECT_EQ(read("m1").status, ReadStatus::kRead);
}

TEST_F(DamagedLog, ARegistryWrittenBeforeThereWereTwoCopiesGetsItsSecond) {
  start();
  ASSERT_EQ(write("registry", "who may come in"), AppendStatus::kDurable);
  log_.reset();
  const auto open = [&] {
    rocksdb::DB* db = nullptr;
    EXPECT_TRUE(rocksdb::DB::Open(rocksdb::Options(), log_directory().string(), &db).ok());
    return std::unique_ptr<rocksdb::DB>(db);
  };
  const std::string begin("Bregistry\0", 10);
  const std::string end("Bregistry\1", 10);
  {
    const auto db = open();
    ASSERT_TRUE(db->DeleteRange(rocksdb::WriteOptions(), db->DefaultColumnFamily(), begin, end).ok());
  }
  restart();
  EXPECT_THAT(told(), HasSubstr("event=registry_copied"));
  log_.reset();
  const auto db = open();
  const std::unique_ptr<rocksdb::Iterator> keys(db->NewIterator(rocksdb::ReadOptions()));
  keys->Seek(begin);
  EXPECT_TRUE(keys->Valid() && keys->key().starts_with(begin));
}

TEST_F(DamagedLog, TheCountOfGroupsStandsTwice) {
  start();
  write_in_all("said something");
  restart();
  log_.reset();
  const auto table = newest_file(log_directory(), "", ".sst");
  const std::string first("\0\x09\x08g", 4);  // as a block begins: nothing shared, nine bytes of key, eight of value
  const std::string second("\0\x09\x08G", 4);
  ASSERT_NE(bytes_of_file(table).find(first), std::string::npos);
  ASSERT_NE(bytes_of_file(table).find(second), std::string::npos);
  const std::string whole = bytes_of_file(table);
  flip_bit_at(table, whole.find(first) + 8);
  start();
  EXPECT_THAT(told(), HasSubstr("one of the two counts of groups cannot be read"));
  EXPECT_EQ(write("m1", "goes on"), AppendStatus::kDurable);
}

// The list of tables is a file of records: 4 bytes of checksum, 2 of length, 1 of kind, then the record.
std::vector<std::size_t> ends_of_records(const std::string& bytes) {
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at + 7 <= bytes.size(); ends.push_back(at)) {
    at += 7 + static_cast<unsigned char>(bytes[at + 4]) + 256U * static_cast<unsigned char>(bytes[at + 5]);
  }
  return ends;
}

TEST_F(DamagedLog, WhereverTheListOfTablesIsCutItOpensWholeOrNotAtAllAndThenNothingIsRemoved) {
  start();
  for (const char* words : {"said something", "said more"}) {
    write_in_all(words);
    restart();
  }
  for (const bool written_since : {false, true}) {
    if (written_since) write_in_all("said the last");
    log_.reset();
    const auto list = newest_file(log_directory(), "MANIFEST", "").filename();
    const std::string bytes = bytes_of_file(log_directory() / list);
    const auto kept = directory_.path() / ("kept" + std::to_string(written_since));
    std::filesystem::copy(log_directory(), kept);
    int refused = 0;
    for (const std::size_t end : ends_of_records(bytes)) {
      for (const std::size_t cut : {end - 3, end}) {
        const std::string where = "cut at " + std::to_string(cut) + " of " + std::to_string(bytes.size());
        write_bytes(log_directory() / list, bytes.substr(0, cut));
        const std::string why = why_it_does_not_start();
        if (why == "it starts") {
          for (int meeting = 0; meeting < kMeetings; ++meeting) {
            ASSERT_EQ(read(name(meeting)).entries.size(), written_since ? 3U : 2U) << where;
          }
        } else {
          ++refused;
          EXPECT_THAT(why, HasSubstr("flipover salvage")) << where;
          for (const auto& entry : std::filesystem::directory_iterator(kept)) {
            EXPECT_TRUE(std::filesystem::exists(log_directory() / entry.path().filename())) << where << ": " << entry;
          }
        }
        log_.reset();
        std::filesystem::remove_all(log_directory());
        std::filesystem::copy(kept, log_directory());
      }
    }
    EXPECT_GE(refused, 4);
    start();
  }
}

// The kinds of files without which nothing can be told: no start, the reason, and the way out.
TEST_F(DamagedLog, WithoutWhatAllHangOnItDoesNotStartAndNamesTheWayOut) {
  start();
  write_in_all("said something");
  restart();
  write_in_all("said more");
  log_.reset();
  const auto kept = directory_.path() / "kept";
  const auto put_back = [&] {
    log_.reset();
    std::filesystem::remove_all(log_directory());
    std::filesystem::copy(kept, log_directory());
  };
  std::filesystem::copy(log_directory(), kept);
  const auto expect_way_out = [&](const std::string& what) {
    const std::string why = why_it_does_not_start();
    EXPECT_THAT(why, HasSubstr("flipover salvage " + directory_.path().string() + " NEW")) << what;
    put_back();
  };
  flip_bit_at(newest_file(log_directory(), "MANIFEST", ""), 60);
  expect_way_out("MANIFEST");
  flip_bit_at(log_directory() / "CURRENT", 10);
  expect_way_out("CURRENT");
  std::filesystem::remove(log_directory() / "CURRENT");
  expect_way_out("no CURRENT");
  write_bytes(log_directory() / "CURRENT", "");
  expect_way_out("an empty CURRENT");
  const auto table = newest_file(log_directory(), "", ".sst");
  flip_bit_at(table, std::filesystem::file_size(table) - 4);  // its footer
  expect_way_out("footer of a table");
  std::filesystem::resize_file(table, std::filesystem::file_size(table) - 100);
  expect_way_out("a table without its end");
  std::filesystem::remove(table);
  expect_way_out("no table");
  const auto ahead = newest_file(log_directory(), "", ".log");
  flip_bit_at(ahead, std::filesystem::file_size(ahead) / 2);
  expect_way_out("write-ahead log");
  std::filesystem::resize_file(ahead, std::filesystem::file_size(ahead) / 2);
  expect_way_out("a write-ahead log without its end");
  EXPECT_EQ(why_it_does_not_start(), "it starts");
}

}  // namespace
}  // namespace flipover
