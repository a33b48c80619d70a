// `flipover salvage`: of a damaged data directory every meeting that is whole goes into a new one, which starts.
#include "storage/salvage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/file_key_store.h"
#include "storage/journal.h"
#include "storage/rocksdb_op_log.h"
#include "tests/storage/damaged_file.h"
#include "tests/storage/run_coroutine.h"
#include "tests/storage/temporary_directory.h"

namespace flipover {
namespace {

using testing::HasSubstr;

// Three meetings and the registry, of five records each; m2 with a checkpoint and a redacted item.
class Salvage : public testing::Test {
 protected:
  Salvage() {
    open(old_.path());
    for (const std::string meeting : {"m1", "m2", "m3", "registry"}) write(meeting, 5);
    close();
    open(old_.path());
    close();
  }
  void open(const std::filesystem::path& data) {
    const VerifyPaths paths = verify_paths(data);
    keys_ = std::make_unique<FileKeyStore>(paths.keys, open_server_key(paths.server_key, paths.keys));
    RocksDbOpLogOptions options;
    options.directory = paths.log;
    log_ = std::make_unique<RocksDbOpLog>(std::move(options));
  }
  void close() {
    log_.reset();
    keys_.reset();
  }
  template <class T>
  T wait(net::awaitable<T> coroutine) {
    return run(io_, std::move(coroutine));
  }
  void write(const std::string& meeting, std::uint64_t records) {
    OpenOutcome opened = wait(Journal::open(*log_, *keys_, {meeting}));
    ASSERT_TRUE(opened.journal) << opened.message;
    const std::uint64_t from = raw(opened.journal->head());
    for (std::uint64_t number = from + 1; number <= from + records; ++number) {
      pb::Record record;
      record.set_number(number);
      record.set_by("who-wrote-in-" + meeting);
      record.mutable_operation()->mutable_add_item()->set_item("i" + std::to_string(number));
      const AppendOutcome outcome = wait(opened.journal->append(std::span<const pb::Record>(&record, 1)));
      ASSERT_EQ(outcome.status, AppendStatus::kDurable) << outcome.message;
      if (meeting != "m2" || number != 3) continue;
      pb::Checkpoint checkpoint;
      checkpoint.set_number(3);
      checkpoint.add_items()->set_id("i3");
      ASSERT_EQ(wait(opened.journal->put_checkpoint(checkpoint)).status, AppendStatus::kDurable);
      ASSERT_EQ(wait(opened.journal->destroy_content_of("i2")).status, KeysStatus::kReady);
    }
  }
  // In the new directory: what the meeting holds, or why it does not open.
  std::string new_one(const std::string& meeting) {
    open(new_);
    std::string found;
    {
      const OpenOutcome opened = wait(Journal::open(*log_, *keys_, {meeting}));
      found = opened.journal ? std::to_string(raw(opened.journal->head())) : opened.message;
    }
    close();  // after the journal, which gives its lease back
    return found;
  }
  std::filesystem::path old_log() const { return verify_paths(old_.path()).log; }

  TemporaryDirectory old_;
  TemporaryDirectory place_;
  const std::filesystem::path new_ = place_.path() / "new";
  net::io_context io_;
  std::unique_ptr<FileKeyStore> keys_;
  std::unique_ptr<RocksDbOpLog> log_;
};

TEST_F(Salvage, AWholeDirectoryIsCopiedWhole) {
  const SalvageReport report = salvage(verify_paths(old_.path()), new_);
  EXPECT_TRUE(report.all_whole()) << report.text();
  EXPECT_EQ(report.meetings.size(), 4U);
  const VerifyReport copied = verify(verify_paths(new_));
  EXPECT_TRUE(copied.holds()) << copied.text();
  EXPECT_EQ(copied.text(), verify(verify_paths(old_.path())).text());
  EXPECT_EQ(new_one("m2"), "5");
  open(new_);
  write("m2", 2);  // and it goes on
  close();
  EXPECT_EQ(new_one("m2"), "7");
}

TEST_F(Salvage, AMeetingWithADamagedBlockIsLeftAndSaysSoInTheNewDirectory) {
  ASSERT_EQ(flip_bit_within(old_log(), ".sst", "who-wrote-in-m1"), 1);
  const SalvageReport report = salvage(verify_paths(old_.path()), new_);
  EXPECT_FALSE(report.all_whole());
  EXPECT_THAT(report.text(), HasSubstr("LEFT    m1"));
  EXPECT_THAT(report.text(), HasSubstr("copied  m2"));
  EXPECT_THAT(report.text(), HasSubstr("3 of 4 logs were copied"));
  EXPECT_THAT(new_one("m1"), HasSubstr("meeting m1"));
  EXPECT_EQ(new_one("m2"), "5");
  EXPECT_EQ(new_one("registry"), "5");
}

TEST_F(Salvage, WithoutItsListOfFilesTheLogIsPutTogetherFromItsTables) {
  open(old_.path());
  write("m3", 1);  // stands in the write-ahead log alone
  close();
  std::filesystem::remove(old_log() / "CURRENT");
  flip_bit_at(newest_file(old_log(), "MANIFEST", ""), 60);
  const std::string before = bytes_of_file(newest_file(old_log(), "MANIFEST", ""));
  const SalvageReport report = salvage(verify_paths(old_.path()), new_);
  EXPECT_THAT(report.text(), HasSubstr("4 of 4 logs were copied"));
  EXPECT_FALSE(report.all_whole());  // what the end may lack, nobody knows
  EXPECT_EQ(new_one("m1"), "5");
  EXPECT_EQ(new_one("m3"), "6");
  EXPECT_EQ(bytes_of_file(newest_file(old_log(), "MANIFEST", "")), before);
  EXPECT_FALSE(std::filesystem::exists(new_ / "salvage"));
}

TEST_F(Salvage, ADirectoryThatHoldsSomethingIsNotWrittenInto) {
  std::filesystem::create_directories(new_);
  write_bytes(new_ / "something", "of somebody");
  EXPECT_THROW(salvage(verify_paths(old_.path()), new_), std::runtime_error);
}

}  // namespace
}  // namespace flipover
