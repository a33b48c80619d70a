// `flipover verify`, and what stands on the disk: a whole data directory, with journals on RocksDB and key files.
#include "storage/verify.h"

#include <fstream>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "server/base/sha256.h"
#include "storage/file_key_store.h"
#include "storage/journal.h"
#include "storage/key_file.h"
#include "storage/key_format.h"
#include "storage/rocksdb_op_log.h"
#include "tests/storage/run_coroutine.h"
#include "tests/storage/temporary_directory.h"

namespace flipover {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kCanary = "KANARIE-in-de-kolenmijn-4711";

class DataDirectory : public testing::Test {
 protected:
  DataDirectory() {
    start();
    for (const char* meeting : {"m1", "m2"}) {
      OpenOutcome opened = wait(Journal::open(*log_, *keys_, {meeting}));
      if (!opened.journal) throw std::runtime_error(opened.message);
      for (std::uint64_t number = 1; number <= 5; ++number) append(*opened.journal, number);
      pb::Checkpoint checkpoint;
      checkpoint.set_number(5);
      checkpoint.add_items()->set_id("i3");
      checkpoint.mutable_items(0)->set_text(kCanary);
      EXPECT_EQ(wait(opened.journal->put_checkpoint(checkpoint)).status, AppendStatus::kDurable);
      for (std::uint64_t number = 6; number <= 8; ++number) append(*opened.journal, number);
      if (std::string(meeting) == "m2") {
        EXPECT_EQ(wait(opened.journal->destroy_content_of("i3")).status, KeysStatus::kReady);
      }
    }
    stop();
  }

  void start() {
    const SecretKey server_key = open_server_key(paths_.server_key, paths_.keys);
    keys_ = std::make_unique<FileKeyStore>(paths_.keys, server_key);
    RocksDbOpLogOptions options;
    options.directory = paths_.log;
    log_ = std::make_unique<RocksDbOpLog>(std::move(options));
  }
  void stop() {
    log_.reset();
    keys_.reset();
  }
  template <class T>
  T wait(net::awaitable<T> coroutine) {
    return run(io_, std::move(coroutine));
  }
  void append(Journal& journal, std::uint64_t number) {
    pb::Record record;
    record.set_number(number);
    record.mutable_operation()->mutable_add_item()->set_item("i" + std::to_string(number));
    record.mutable_operation()->mutable_add_item()->set_text(kCanary);
    const AppendOutcome outcome = wait(journal.append(std::span<const pb::Record>(&record, 1)));
    EXPECT_EQ(outcome.status, AppendStatus::kDurable) << outcome.message;
  }
  void change_database(const std::function<void(rocksdb::DB&)>& change) {
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::Options(), paths_.log.string(), &db).ok());
    change(*db);
    delete db;
  }
  static std::string bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::map<std::string, std::string> everything() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory_.path())) {
      if (entry.is_regular_file()) files[entry.path().string()] = bytes_of(entry.path());
    }
    return files;
  }
  // Of the two meetings, the damage told of the first one, as one text.
  std::string damage_of_m1() {
    const VerifyReport report = verify(paths_);
    std::string all;
    for (const MeetingReport& meeting : report.meetings) {
      if (meeting.meeting.value == "m2") {
        EXPECT_TRUE(meeting.holds()) << report.text();
      } else {
        for (const std::string& what : meeting.damage) all += what + "\n";
      }
    }
    return all;
  }

  TemporaryDirectory directory_;
  VerifyPaths paths_ = verify_paths(directory_.path());
  net::io_context io_;
  std::unique_ptr<FileKeyStore> keys_;
  std::unique_ptr<RocksDbOpLog> log_;
};

TEST_F(DataDirectory, WhatIsWholeHoldsAndNothingIsChanged) {
  const auto before = everything();
  const VerifyReport report = verify(paths_);
  EXPECT_TRUE(report.holds()) << report.text();
  ASSERT_EQ(report.meetings.size(), 2U);
  EXPECT_EQ(report.meetings[0].head, SeqNo{8});
  EXPECT_EQ(report.meetings[0].records, 8U);
  EXPECT_EQ(report.meetings[0].checkpoints, 1U);
  EXPECT_EQ(report.meetings[1].records, 7U);
  EXPECT_EQ(report.meetings[1].redacted, 1U);
  EXPECT_EQ(everything(), before);
}

TEST_F(DataDirectory, S47NoContentStandsOnTheDisk) {
  for (const auto& [name, bytes] : everything()) EXPECT_THAT(bytes, Not(HasSubstr("KANARIE"))) << name;
  change_database([](rocksdb::DB& db) {
    EXPECT_TRUE(db.Flush(rocksdb::FlushOptions()).ok());
    EXPECT_TRUE(db.CompactRange(rocksdb::CompactRangeOptions(), nullptr, nullptr).ok());
  });
  for (const auto& [name, bytes] : everything()) EXPECT_THAT(bytes, Not(HasSubstr("KANARIE"))) << name;
}

TEST_F(DataDirectory, AFlippedBitInABatchIsTold) {
  change_database([](rocksdb::DB& db) {
    const std::string key = encode(BatchKey{{"m1"}, SeqNo{3}, Epoch{1}});
    std::string value;
    ASSERT_TRUE(db.Get(rocksdb::ReadOptions(), key, &value).ok());
    value[value.size() / 2] = static_cast<char>(value[value.size() / 2] ^ 1);
    ASSERT_TRUE(db.Put(rocksdb::WriteOptions(), key, value).ok());
  });
  EXPECT_THAT(damage_of_m1(), HasSubstr("meeting m1, position 3"));
}

TEST_F(DataDirectory, AHoleIsTold) {
  change_database([](rocksdb::DB& db) {
    ASSERT_TRUE(db.Delete(rocksdb::WriteOptions(), encode(BatchKey{{"m1"}, SeqNo{4}, Epoch{1}})).ok());
  });
  EXPECT_THAT(damage_of_m1(), HasSubstr("position 5 follows 3"));
}

TEST_F(DataDirectory, ACheckpointThatIsNotOfThisLogIsTold) {
  change_database([](rocksdb::DB& db) {
    std::string value;
    ASSERT_TRUE(db.Get(rocksdb::ReadOptions(), encode(CheckpointKey{{"m1"}, SeqNo{5}, 0}), &value).ok());
    ASSERT_TRUE(db.Put(rocksdb::WriteOptions(), encode(CheckpointKey{{"m1"}, SeqNo{6}, 0}), value).ok());
  });
  EXPECT_THAT(damage_of_m1(), HasSubstr("position 6: the checkpoint says that it stands elsewhere"));
}

TEST_F(DataDirectory, AMissingKeyIsTold) {
  std::string bytes = bytes_of(key_file_path(paths_.keys, {"m1"}));
  bytes[4 * kKeySlotBytes + 20] = static_cast<char>(bytes[4 * kKeySlotBytes + 20] ^ 1);
  std::ofstream(key_file_path(paths_.keys, {"m1"}), std::ios::binary) << bytes;
  EXPECT_THAT(damage_of_m1(), HasSubstr("key 3 is missing, though nobody destroyed it"));
  fs::remove(key_file_path(paths_.keys, {"m1"}));
  EXPECT_THAT(damage_of_m1(), HasSubstr("key 1 is missing"));
}

TEST_F(DataDirectory, AnErasedMeetingIsToldAsErased) {
  start();
  EXPECT_EQ(wait(Journal::erase(*log_, *keys_, {"m1"})), EraseStatus::kErased);
  stop();
  const VerifyReport report = verify(paths_);
  EXPECT_TRUE(report.holds()) << report.text();
  EXPECT_TRUE(report.meetings[0].erased);
  EXPECT_EQ(report.meetings[0].batches, 0U);
}

TEST_F(DataDirectory, AFlippedBitInAFileOfTheLogIsTold) {
  change_database([](rocksdb::DB& db) { ASSERT_TRUE(db.Flush(rocksdb::FlushOptions()).ok()); });
  fs::path largest;
  for (const auto& entry : fs::directory_iterator(paths_.log)) {
    if (entry.path().extension() == ".sst" && (largest.empty() || entry.file_size() > fs::file_size(largest))) {
      largest = entry.path();
    }
  }
  std::string bytes = bytes_of(largest);
  bytes[bytes.size() / 3] = static_cast<char>(bytes[bytes.size() / 3] ^ 4);
  std::ofstream(largest, std::ios::binary) << bytes;
  EXPECT_FALSE(verify(paths_).holds());
  EXPECT_THAT(verify(paths_).text(), HasSubstr("Corruption"));
}

TEST_F(DataDirectory, ALogThatLostItsConfirmedEndIsToldAndNotOpened) {
  fs::path last;
  for (const auto& entry : fs::directory_iterator(paths_.log)) {
    if (entry.path().extension() == ".log" && (last.empty() || entry.path() > last)) last = entry.path();
  }
  fs::resize_file(last, fs::file_size(last) - 37);
  EXPECT_THAT(verify(paths_).text(), HasSubstr("lost its end"));
  EXPECT_THROW(start(), std::runtime_error);
}

TEST_F(DataDirectory, ADirectoryWithoutALogOrKeyIsTold) {
  fs::remove(paths_.server_key);
  EXPECT_THAT(verify(paths_).text(), HasSubstr("server.key cannot be read"));
  const TemporaryDirectory empty;
  const VerifyReport report = verify(verify_paths(empty.path()));
  EXPECT_FALSE(report.holds());
  EXPECT_TRUE(fs::is_empty(empty.path()));
}

}  // namespace
}  // namespace flipover
