#include "storage/rocksdb_options.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <memory>
#include <utility>

#include <rocksdb/env.h>
#include <rocksdb/flush_block_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>

#include "server/base/log_value.h"

namespace flipover {
namespace {

constexpr std::size_t kBlockBytes = 16U << 10U;
constexpr std::size_t kInternalBytes = 8;  // RocksDB's own, behind each key in a table

// RocksDB's own log would be one more file that can fail, and nobody reads it.
class OwnLog final : public rocksdb::Logger {
 public:
  explicit OwnLog(Tell tell) : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL), tell_(std::move(tell)) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list values) override {
    if (!tell_) return;
    std::array<char, 1024> line{};
    std::vsnprintf(line.data(), line.size(), format, values);
    tell_(Severity::kDetail, "event=rocksdb says=" + as_value(line.data()));
  }

 private:
  const Tell tell_;
};

// A block ends where a meeting ends, so that one which is damaged costs no other.
class ByMeeting final : public rocksdb::FlushBlockPolicy {
 public:
  bool Update(const rocksdb::Slice& key, const rocksdb::Slice& value) override {
    const std::string_view whole = key.ToStringView().substr(0, key.size() - std::min(key.size(), kInternalBytes));
    const std::string_view meeting = whole.substr(0, std::min(whole.find('\0'), whole.size()));
    const bool cut = bytes_ > 0 && (meeting != meeting_ || bytes_ + key.size() + value.size() > kBlockBytes);
    if (cut) bytes_ = 0;
    bytes_ += key.size() + value.size();
    meeting_ = meeting;
    return cut;
  }

 private:
  std::string meeting_;
  std::size_t bytes_ = 0;
};

class CutByMeeting final : public rocksdb::FlushBlockPolicyFactory {
 public:
  const char* Name() const override { return "flipover.CutByMeeting"; }
  rocksdb::FlushBlockPolicy* NewFlushBlockPolicy(const rocksdb::BlockBasedTableOptions&,
                                                 const rocksdb::BlockBuilder&) const override {
    return new ByMeeting;
  }
};

class Listener final : public rocksdb::EventListener {
 public:
  Listener(Tell tell, std::function<void()> on_damage) : tell_(std::move(tell)), on_damage_(std::move(on_damage)) {}

  // RocksDB would refuse all writes for good because one old block cannot be put into a new file. What is damaged is
  // told when it is read; what is written goes on.
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override {
    if (reason != rocksdb::BackgroundErrorReason::kCompaction || !error->IsCorruption()) return;
    if (tell_) {
      tell_(Severity::kTrouble, "event=log_damaged why=" + as_value(error->ToString()) +
                                    " do=\"files of the log are no longer put together, all else goes on: run flipover "
                                    "verify on a copy, look at the disk, then flipover salvage\"");
    }
    *error = rocksdb::Status::OK();
    if (on_damage_) on_damage_();
  }
  // We close and open anew ourselves; a thread that mends the same handle meanwhile is in the way.
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* by_itself) override {
    *by_itself = false;
  }

 private:
  const Tell tell_;
  const std::function<void()> on_damage_;
};

}  // namespace

rocksdb::Options options_for(const RocksDbSetup& setup) {
  rocksdb::Options options;
  if (setup.env != nullptr) options.env = setup.env;
  options.create_if_missing = setup.mode == OpenMode::kReadWrite;
  options.paranoid_checks = true;
  // A torn last write after a power cut is no damage: it was never confirmed. A confirmed end that is gone is found by
  // the count of groups (`check_end`).
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.use_fsync = false;                      // fdatasync: the size is synced with it
  options.compression = rocksdb::kNoCompression;  // sealed content does not compress
  options.write_buffer_size = 16U << 20U;
  options.max_write_buffer_number = 4;
  options.max_total_wal_size = 64U << 20U;
  options.max_background_jobs = 2;
  // All tables are opened at the start: one that cannot be is found then, and none waits later for a free descriptor.
  options.max_open_files = -1;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.max_bgerror_resume_count = 0;
  options.info_log = std::make_shared<OwnLog>(setup.tell);
  options.listeners.push_back(std::make_shared<Listener>(setup.tell, setup.on_damage));
  rocksdb::BlockBasedTableOptions table;
  table.block_size = kBlockBytes;
  table.block_cache = rocksdb::NewLRUCache(16U << 20U);
  table.flush_block_policy_factory = std::make_shared<CutByMeeting>();
  // So that looking for one meeting need not read the first block of the next to see that it is the next.
  table.index_type = rocksdb::BlockBasedTableOptions::kBinarySearchWithFirstKey;
  // A shortened key of a block may lie behind the next meeting's: looking for that one would read this one's block.
  table.index_shortening = rocksdb::BlockBasedTableOptions::IndexShorteningMode::kNoShortening;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace flipover
