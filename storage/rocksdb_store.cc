#include "storage/rocksdb_store.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <unistd.h>

#include "storage/key_format.h"
#include "storage/seal.h"

namespace flipover {
namespace {

constexpr std::size_t kCountBytes = 4;
constexpr std::size_t kPartHeadBytes = 12;  // of part 0: number of parts, bytes in all
constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

// Writes nothing: RocksDB's own log would otherwise appear in a directory that is only looked at.
class NoInfoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::Options options_for(rocksdb::Env* env, OpenMode mode) {
  rocksdb::Options options;
  if (env != nullptr) options.env = env;
  options.create_if_missing = mode == OpenMode::kReadWrite;
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
  options.max_open_files = 512;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_log_file_size = 1U << 20U;
  options.keep_log_file_num = 4;
  if (mode == OpenMode::kReadOnly) options.info_log = std::make_shared<NoInfoLog>();
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 16U << 10U;
  table.block_cache = rocksdb::NewLRUCache(16U << 20U);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

ReadStatus status_of(const rocksdb::Status& status) {
  if (status.ok()) return ReadStatus::kRead;
  return status.IsCorruption() ? ReadStatus::kDamaged : ReadStatus::kUnavailable;
}

std::string about(const MeetingId& meeting, const std::string& what) {
  return "meeting " + meeting.value + ": " + what;
}

// Bounds an iterator to the keys of one meeting and kind, at one moment of the database.
class Range {
 public:
  Range(rocksdb::DB& db, KeyKind kind, const MeetingId& meeting, const rocksdb::Snapshot* snapshot = nullptr)
      : begin_(key_prefix(kind, meeting)), end_(key_prefix_end(kind, meeting)), lower_(begin_), upper_(end_) {
    rocksdb::ReadOptions options;
    options.iterate_lower_bound = &lower_;
    options.iterate_upper_bound = &upper_;
    options.snapshot = snapshot;
    iterator_.reset(db.NewIterator(options));
  }
  rocksdb::Iterator* operator->() const { return iterator_.get(); }

 private:
  std::string begin_;
  std::string end_;
  rocksdb::Slice lower_;
  rocksdb::Slice upper_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

struct Entry {
  BatchKey key;
  std::uint32_t count = 0;
  SeqNo last{};
};

// Reads one meeting by the rule of the log (OL6): an entry counts if its epoch is the one that held at its position,
// and its position follows the head.
class LogReader {
 public:
  LogReader(rocksdb::DB& db, const MeetingId& meeting)
      : db_(db), meeting_(meeting), snapshot_(db.GetSnapshot()), batches_(db, KeyKind::kBatch, meeting, snapshot_) {
    Range epochs(db, KeyKind::kEpoch, meeting, snapshot_);
    for (epochs->SeekToFirst(); epochs->Valid(); epochs->Next()) {
      const auto key = decode_key(epochs->key().ToStringView());
      if (!key || epochs->value().size() != sizeof(std::uint64_t)) {
        damaged("an epoch record cannot be read");
        return;
      }
      epochs_.push_back({std::get<EpochKey>(*key).epoch, SeqNo{get_u64(epochs->value().ToStringView())}});
    }
    note(epochs->status());
  }
  ~LogReader() { db_.ReleaseSnapshot(snapshot_); }
  LogReader(const LogReader&) = delete;
  LogReader& operator=(const LogReader&) = delete;

  ReadStatus status() const { return status_; }
  const std::string& message() const { return message_; }
  Epoch epoch() const { return epochs_.empty() ? Epoch{} : epochs_.back().first; }

  // The last accepted entry that begins at or before `position`; none: nothing, or see status().
  std::optional<Entry> at_or_before(SeqNo position) {
    if (status_ != ReadStatus::kRead) return std::nullopt;
    for (batches_->SeekForPrev(encode(BatchKey{meeting_, position, Epoch{kMax}})); batches_->Valid();
         batches_->Prev()) {
      auto entry = here();
      if (!entry) return std::nullopt;
      if (entry->key.epoch == epoch_at(entry->key.first)) return entry;
    }
    note(batches_->status());
    return std::nullopt;
  }

  // From where the iterator stands, the next accepted entry after `head`.
  std::optional<Entry> next_after(SeqNo head) {
    for (; status_ == ReadStatus::kRead && batches_->Valid(); batches_->Next()) {
      auto entry = here();
      if (!entry) return std::nullopt;
      if (entry->key.epoch != epoch_at(entry->key.first) || entry->key.first <= head) continue;
      if (entry->key.first == next(head)) return entry;
      damaged("position " + std::to_string(raw(entry->key.first)) + " follows " + std::to_string(raw(head)));
      return std::nullopt;
    }
    note(batches_->status());
    check_no_epoch_beyond(head);
    return std::nullopt;
  }

  void seek_to_first() { batches_->SeekToFirst(); }
  void step() { batches_->Next(); }
  std::string bytes() const { return batches_->value().ToString().substr(kCountBytes); }

  // An epoch that began behind the end tells that records are gone.
  void check_no_epoch_beyond(SeqNo head) {
    for (const auto& [epoch, start] : epochs_) {
      if (status_ == ReadStatus::kRead && start > next(head)) {
        damaged("epoch " + std::to_string(raw(epoch)) + " began at position " + std::to_string(raw(start)) +
                ", but the log ends at " + std::to_string(raw(head)));
      }
    }
  }

 private:
  std::optional<Entry> here() {
    const auto key = decode_key(batches_->key().ToStringView());
    const std::string_view value = batches_->value().ToStringView();
    if (!key || value.size() < kCountBytes || get_u32(value) == 0) {
      damaged("a batch cannot be read");
      return std::nullopt;
    }
    Entry entry{std::get<BatchKey>(*key), get_u32(value), {}};
    entry.last = SeqNo{raw(entry.key.first) + entry.count - 1};
    return entry;
  }
  Epoch epoch_at(SeqNo position) const {
    Epoch at{};
    for (const auto& [epoch, start] : epochs_) {
      if (start <= position) at = std::max(at, epoch);
    }
    return at;
  }
  void damaged(const std::string& what) {
    status_ = ReadStatus::kDamaged;
    message_ = about(meeting_, what);
  }
  void note(const rocksdb::Status& status) {
    if (status.ok() || status_ != ReadStatus::kRead) return;
    status_ = status_of(status);
    message_ = about(meeting_, status.ToString());
  }

  rocksdb::DB& db_;
  const MeetingId& meeting_;
  const rocksdb::Snapshot* snapshot_;
  Range batches_;
  std::vector<std::pair<Epoch, SeqNo>> epochs_;  // each with the first position that is its own
  ReadStatus status_ = ReadStatus::kRead;
  std::string message_;
};

}  // namespace

std::string batch_value_head(std::uint32_t count) {
  std::string head;
  put_u32(head, count);
  return head;
}

std::string epoch_value(SeqNo start) {
  std::string value;
  put_u64(value, raw(start));
  return value;
}

std::uint32_t checkpoint_parts(std::size_t bytes) {
  return static_cast<std::uint32_t>(
      std::max<std::size_t>(1, (bytes + kCheckpointPartBytes - 1) / kCheckpointPartBytes));
}

std::string checkpoint_part(const std::string& bytes, std::uint32_t part) {
  std::string value;
  if (part == 0) {
    put_u32(value, checkpoint_parts(bytes.size()));
    put_u64(value, bytes.size());
  }
  const std::size_t from = std::size_t{part} * kCheckpointPartBytes;
  value.append(bytes, from, kCheckpointPartBytes);
  return value;
}

RocksDbStore::RocksDbStore(std::filesystem::path directory, rocksdb::Env* env, OpenMode mode)
    : directory_(std::move(directory)), watermark_path_(directory_.string() + ".watermark"), env_(env), mode_(mode) {}

RocksDbStore::~RocksDbStore() {
  if (watermark_ >= 0) ::close(watermark_);
}

std::string RocksDbStore::open() {
  rocksdb::DB* db = nullptr;
  const rocksdb::Options options = options_for(env_, mode_);
  const rocksdb::Status status = mode_ == OpenMode::kReadWrite
                                     ? rocksdb::DB::Open(options, directory_.string(), &db)
                                     : rocksdb::DB::OpenForReadOnly(options, directory_.string(), &db);
  if (status.IsIOError() && status.ToString().find("lock ") != std::string::npos) {
    return "the log in " + directory_.string() + " is held by another flipover-server; stop that one first, or choose " +
           "another data directory (" + status.ToString() + ")";
  }
  if (!status.ok()) return "the log in " + directory_.string() + " cannot be opened: " + status.ToString();
  db_.reset(db);
  std::string why = check_end();
  if (!why.empty()) db_.reset();
  return why;
}

// Beside the log stands, unsynced, how many groups were confirmed. It is never ahead of the disk; if the log has fewer,
// its end was lost (a damaged write-ahead log reads as a shorter one).
std::string RocksDbStore::check_end() {
  std::string value;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), encode(GroupKey{}), &value);
  if (!status.ok() && !status.IsNotFound()) return "the log's count of groups cannot be read: " + status.ToString();
  group_ = value.size() == sizeof(std::uint64_t) ? get_u64(value) : 0;

  const int flags = mode_ == OpenMode::kReadWrite ? O_RDWR | O_CREAT | O_CLOEXEC : O_RDONLY | O_CLOEXEC;
  if (watermark_ < 0) watermark_ = ::open(watermark_path_.c_str(), flags, 0600);
  if (watermark_ < 0) {
    return mode_ == OpenMode::kReadOnly ? std::string() : watermark_path_.string() + " cannot be opened";
  }
  std::string mark(2 * sizeof(std::uint64_t), '\0');
  const bool whole = ::pread(watermark_, mark.data(), mark.size(), 0) == static_cast<ssize_t>(mark.size());
  const std::uint64_t confirmed =
      whole && get_u64(mark) == ~get_u64(std::string_view(mark).substr(8)) ? get_u64(mark) : 0;
  if (confirmed <= group_) return {};
  return "the log in " + directory_.string() + " lost its end: " + std::to_string(confirmed) +
         " groups were confirmed, " + std::to_string(group_) +
         " are there. Keep a copy and put a backup back. To go on without what was lost, remove " +
         watermark_path_.string();
}

bool RocksDbStore::write(rocksdb::WriteBatch& batch, std::string& why) {
  std::string number;
  put_u64(number, ++group_);
  batch.Put(encode(GroupKey{}), number);
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status = db_->Write(options, &batch);
  if (!status.ok()) {
    broken_ = true;
    why = status.ToString();
    return false;
  }
  put_u64(number, ~group_);
  // Not synced, and no error if it fails: an older mark is a true one as well.
  if (::pwrite(watermark_, number.data(), number.size(), 0) < 0) return true;
  return true;
}

std::string RocksDbStore::reopen() {
  const std::unique_lock lock(mutex_);
  db_.reset();
  std::string why = open();
  closed_ = !why.empty();
  broken_ = false;
  reopened_.notify_all();
  return why;
}

template <class Outcome>
Outcome RocksDbStore::reading(const std::function<Outcome(rocksdb::DB&)>& look) const {
  std::shared_lock lock(mutex_);
  reopened_.wait(lock, [this] { return !broken_; });
  if (closed_ || db_ == nullptr) {
    Outcome outcome;
    outcome.message = "the log is closed";
    return outcome;
  }
  return look(*db_);
}

LogTail RocksDbStore::tail(const MeetingId& meeting) const {
  return reading<LogTail>([&](rocksdb::DB& db) {
    LogReader reader(db, meeting);
    LogTail tail;
    tail.epoch = reader.epoch();
    if (const auto last = reader.at_or_before(SeqNo{kMax})) tail.head = last->last;
    reader.check_no_epoch_beyond(tail.head);
    tail.status = reader.status();
    tail.message = reader.message();
    return tail;
  });
}

LogPage RocksDbStore::read(const MeetingId& meeting, SeqNo from, std::size_t bytes) const {
  return reading<LogPage>([&](rocksdb::DB& db) {
    LogReader reader(db, meeting);
    LogPage page;
    SeqNo head{};
    if (const auto start = reader.at_or_before(from)) {
      head = SeqNo{raw(start->key.first) - 1};
    } else if (reader.status() == ReadStatus::kRead) {
      reader.seek_to_first();
    }
    std::size_t taken = 0;
    while (const auto entry = reader.next_after(head)) {
      if (!page.entries.empty() && taken >= bytes) {
        page.end = false;
        break;
      }
      if (entry->last >= from) {
        page.entries.push_back({entry->key.epoch, entry->key.first, entry->count, reader.bytes()});
        taken += page.entries.back().bytes.size();
      }
      head = entry->last;
      reader.step();
    }
    page.status = reader.status();
    page.message = reader.message();
    if (page.status != ReadStatus::kRead) page.entries.clear();
    return page;
  });
}

CheckpointPage RocksDbStore::checkpoint(const MeetingId& meeting, SeqNo at_or_before) const {
  return reading<CheckpointPage>([&](rocksdb::DB& db) {
    CheckpointPage page;
    Range parts(db, KeyKind::kCheckpoint, meeting);
    const auto failed = [&](ReadStatus status, const std::string& what) {
      page = CheckpointPage{};
      page.status = status;
      page.message = about(meeting, what);
      return page;
    };
    parts->SeekForPrev(encode(CheckpointKey{meeting, at_or_before, std::numeric_limits<std::uint32_t>::max()}));
    while (parts->Valid()) {
      const auto key = decode_key(parts->key().ToStringView());
      if (!key) return failed(ReadStatus::kDamaged, "a checkpoint's key cannot be read");
      const SeqNo position = std::get<CheckpointKey>(*key).position;
      const std::string first = encode(CheckpointKey{meeting, position, 0});
      parts->Seek(first);
      if (parts->Valid() && parts->key() == first) {
        const std::string_view head = parts->value().ToStringView();
        if (head.size() < kPartHeadBytes) return failed(ReadStatus::kDamaged, "a checkpoint cannot be read");
        const std::uint32_t count = get_u32(head);
        const std::uint64_t size = get_u64(head.substr(4));
        page.bytes = head.substr(kPartHeadBytes);
        for (std::uint32_t part = 1; part < count; ++part) {
          parts->Next();
          if (!parts->Valid() || parts->key() != encode(CheckpointKey{meeting, position, part})) break;
          page.bytes += parts->value().ToStringView();
        }
        if (!parts->status().ok()) break;
        if (page.bytes.size() != size) return failed(ReadStatus::kDamaged, "a part of a checkpoint is missing");
        page.position = position;
        break;
      }
      // Its first part, written last, is not there: it was never finished.
      parts->SeekForPrev(first);
    }
    if (!parts->status().ok()) return failed(status_of(parts->status()), parts->status().ToString());
    page.status = ReadStatus::kRead;
    return page;
  });
}

LogList RocksDbStore::list() const {
  return reading<LogList>([&](rocksdb::DB& db) {
    LogList list;
    const std::unique_ptr<rocksdb::Iterator> keys(db.NewIterator(rocksdb::ReadOptions()));
    const std::string begin(1, static_cast<char>(KeyKind::kEpoch));
    for (keys->Seek(begin); keys->Valid() && keys->key().starts_with(begin);) {
      const auto key = decode_key(keys->key().ToStringView());
      if (!key) {
        list.status = ReadStatus::kDamaged;
        list.message = "a key of the log cannot be read";
        return list;
      }
      list.meetings.push_back(std::get<EpochKey>(*key).meeting);
      keys->Seek(key_prefix_end(KeyKind::kEpoch, list.meetings.back()));
    }
    list.status = status_of(keys->status());
    if (!keys->status().ok()) list.message = keys->status().ToString();
    return list;
  });
}

std::string RocksDbStore::verify_files() const {
  struct Verified {
    std::string message;
  };
  return reading<Verified>([](rocksdb::DB& db) {
           const rocksdb::Status status = db.VerifyChecksum();
           return Verified{status.ok() ? std::string() : status.ToString()};
         })
      .message;
}

}  // namespace flipover
