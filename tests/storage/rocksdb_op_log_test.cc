#include "storage/rocksdb_op_log.h"

#include <fstream>

#include <boost/asio/steady_timer.hpp>
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

}  // namespace
}  // namespace flipover
