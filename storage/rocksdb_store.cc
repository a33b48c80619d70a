#include "storage/rocksdb_store.h"

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/write_batch.h>
#include <unistd.h>

#include "server/base/log_value.h"
#include "storage/key_format.h"
#include "storage/log_gap.h"
#include "storage/rocksdb_checkpoint_reader.h"
#include "storage/rocksdb_log_reader.h"
#include "storage/seal.h"

namespace flipover {
namespace {

constexpr std::size_t kRoomBytes = 4U << 20U;  // less than this is no room: it would be full again at once

rocksdb::Env& env_of(const RocksDbSetup& setup) {
  return setup.env != nullptr ? *setup.env : *rocksdb::Env::Default();
}

std::string salvage_hint(const std::filesystem::path& log) {
  return ". `flipover salvage " + log.parent_path().string() +
         " NEW` copies every meeting that is whole into a new data directory";
}

std::string cannot_open(const std::filesystem::path& log, const rocksdb::Status& status) {
  std::string why = "the log in " + log.string() + " cannot be opened: " + status.ToString();
  return status.IsCorruption() || status.IsPathNotFound() || status.IsInvalidArgument() ? why + salvage_hint(log) : why;
}

// RocksDB would begin a new log there, and remove the files of the old one.
bool holds_tables_without_current(const std::filesystem::path& directory) {
  std::error_code none;
  if (std::filesystem::exists(directory / "CURRENT", none)) return false;
  bool holds = false;
  for (const auto& entry : std::filesystem::directory_iterator(directory, none)) {
    const auto extension = entry.path().extension();
    holds = holds || extension == ".sst" || (extension == ".log" && entry.file_size(none) > 0);
  }
  return holds;
}

// Makes durable what was written to the write-ahead logs before; false: that may not be done. A file system that went
// read-only by itself (EROFS) takes nothing more, and has what was confirmed.
bool sync_logs(const std::filesystem::path& directory) {
  std::error_code none;
  bool synced = true;
  for (const auto& entry : std::filesystem::directory_iterator(directory, none)) {
    if (entry.path().extension() != ".log") continue;
    const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    synced = file >= 0 && (::fsync(file) == 0 || errno == EROFS) && synced;
    if (file >= 0) ::close(file);
  }
  return synced;
}

// The keys that a batch puts, of the first copies.
class KeysOf final : public rocksdb::WriteBatch::Handler {
 public:
  explicit KeysOf(std::set<std::string>& keys) : keys_(keys) {}
  rocksdb::Status PutCF(std::uint32_t, const rocksdb::Slice& key, const rocksdb::Slice&) override {
    keys_.insert(key.ToString());
    return rocksdb::Status::OK();
  }
  rocksdb::Status DeleteRangeCF(std::uint32_t, const rocksdb::Slice&, const rocksdb::Slice&) override {
    return rocksdb::Status::OK();
  }

 private:
  std::set<std::string>& keys_;
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

RocksDbStore::RocksDbStore(std::filesystem::path directory, RocksDbSetup setup)
    : directory_(std::move(directory)),
      watermark_path_(directory_.string() + ".watermark"),
      setup_(std::move(setup)) {}

RocksDbStore::~RocksDbStore() {
  if (watermark_ >= 0) ::close(watermark_);
  db_.reset();
  if (lock_ != nullptr) env_of(setup_).UnlockFile(lock_);
}

void RocksDbStore::tell(Severity severity, const std::string& line) const {
  if (setup_.tell) setup_.tell(severity, line);
}

std::string RocksDbStore::open() {
  // Compaction begins while RocksDB opens; what it tells of damage waits until the handle is there.
  const std::unique_lock lock(mutex_);
  return open(setup_.mode);
}

std::string RocksDbStore::open(OpenMode mode) {
  writable_ = false;
  if (mode == OpenMode::kReadOnly) return open_for_reading();
  if (holds_tables_without_current(directory_)) {
    return "the log in " + directory_.string() + " cannot be opened: CURRENT, which names its list of files, is gone" +
           salvage_hint(directory_);
  }
  if (std::string why = look_first(); !why.empty()) return why;
  if (lock_ != nullptr) env_of(setup_).UnlockFile(std::exchange(lock_, nullptr));
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options_for(setup_), directory_.string(), &db);
  if (status.ok()) {
    db_.reset(db);
    if (std::string why = check_end(); !why.empty()) {
      db_.reset();
      return why;
    }
    why_read_only_ = make_second_copy();
    writable_ = why_read_only_.empty();
    if (writable_) {
      unsure_.clear();  // opening made durable what it read
      return {};
    }
    db_.reset();
    return open_for_reading();
  }
  if (status.IsIOError() && status.ToString().find("lock ") != std::string::npos) {
    return "the log in " + directory_.string() + " is held by another flipover-server; stop that one first, or choose " +
           "another data directory (" + status.ToString() + ")";
  }
  if (!status.IsIOError()) return cannot_open(directory_, status);
  // The disk takes nothing, or gives nothing: reading tells which.
  why_read_only_ = status.ToString();
  return open_for_reading();
}

// Opening for writing cannot be taken back: RocksDB removes tables that its list does not name, and a write-ahead log once
// it has read it, whole or not. So what lost something is found before, and stays as it is for `flipover salvage`.
std::string RocksDbStore::look_first() {
  std::error_code none;
  if (!std::filesystem::exists(directory_ / "CURRENT", none)) return {};  // a new log
  // Held by another, or a disk that takes nothing: opening tells.
  if (lock_ == nullptr && !env_of(setup_).LockFile((directory_ / "LOCK").string(), &lock_).ok()) return {};
  const rocksdb::Status status = open_without_changes();
  std::string why = status.ok() ? check_whole() : status.IsIOError() ? std::string() : cannot_open(directory_, status);
  db_.reset();
  return why;
}

rocksdb::Status RocksDbStore::open_without_changes() {
  RocksDbSetup setup = setup_;
  setup.mode = OpenMode::kReadOnly;
  rocksdb::DB* db = nullptr;
  rocksdb::Status status = rocksdb::DB::OpenForReadOnly(options_for(setup), directory_.string(), &db);
  if (status.ok()) db_.reset(db);
  return status;
}

std::string RocksDbStore::open_for_reading() {
  bool synced = true;
  // Beside a server that keeps its meetings readable nobody else may write. `verify` only looks, and locks nothing.
  if (setup_.mode == OpenMode::kReadWrite) {
    if (lock_ == nullptr) (void)env_of(setup_).LockFile((directory_ / "LOCK").string(), &lock_);
    synced = sync_logs(directory_);
  }
  if (const rocksdb::Status status = open_without_changes(); !status.ok()) return cannot_open(directory_, status);
  std::string why = check_whole();
  // What is read is shown, so it must be on the disk. What was confirmed is, also where a disk that went bad syncs nothing
  // any more; a write of this process that failed is not shown (unsure_).
  if (why.empty() && !synced && group_ > confirmed_ && unsure_.empty()) {
    why = "the log in " + directory_.string() + " cannot be made durable: " + why_read_only_;
  }
  if (!why.empty()) db_.reset();
  return why;
}

std::string RocksDbStore::check_whole() {
  if (const auto gap = find_gap(setup_, directory_)) {
    return "the log in " + directory_.string() + " lost what stands between its tables and its write-ahead log: the tables " +
           "that MANIFEST names go up to " + std::to_string(gap->tables_upto) + ", the write-ahead log goes on from " +
           std::to_string(gap->logs_from) + ". Keep a copy and put a backup back" + salvage_hint(directory_);
  }
  return check_end();
}

// Beside the log stands, unsynced, how many groups were confirmed. It is never ahead of the disk; if the log has fewer,
// its end was lost (a damaged write-ahead log reads as a shorter one).
std::string RocksDbStore::check_end() {
  group_ = 0;
  confirmed_ = 0;
  rocksdb::Status first;
  for (const std::string& key : {encode(GroupKey{}), second_copy(encode(GroupKey{}))}) {
    std::string value;
    const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), key, &value);
    if (value.size() == sizeof(std::uint64_t)) group_ = std::max(group_, get_u64(value));
    if (status.ok() || status.IsNotFound()) continue;
    if (!first.ok() || !status.IsCorruption()) return cannot_open(directory_, status);
    first = status;
    if (told_of_count_.exchange(true)) continue;
    tell(Severity::kTrouble, "event=log_damaged why=" + as_value(first.ToString()) +
                                 " do=\"one of the two counts of groups cannot be read, the other is used: keep a copy, "
                                 "look at the disk, then flipover salvage\"");
  }

  const int flags = setup_.mode == OpenMode::kReadWrite ? O_RDWR | O_CREAT | O_CLOEXEC : O_RDONLY | O_CLOEXEC;
  // Anew each time: on a disk that took nothing it could be opened for reading only.
  if (watermark_ >= 0) ::close(watermark_);
  watermark_ = ::open(watermark_path_.c_str(), flags, 0600);
  if (watermark_ < 0) watermark_ = ::open(watermark_path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (watermark_ < 0) return {};  // a disk that takes nothing; nothing was ever confirmed then, or the log tells
  std::string mark(2 * sizeof(std::uint64_t), '\0');
  const bool whole = ::pread(watermark_, mark.data(), mark.size(), 0) == static_cast<ssize_t>(mark.size());
  confirmed_ = whole && get_u64(mark) == ~get_u64(std::string_view(mark).substr(8)) ? get_u64(mark) : 0;
  if (confirmed_ <= group_) return {};
  return "the log in " + directory_.string() + " lost its end: " + std::to_string(confirmed_) +
         " groups were confirmed, " + std::to_string(group_) +
         " are there. Keep a copy and put a backup back. To go on without what was lost, remove " +
         watermark_path_.string() + salvage_hint(directory_);
}

// A log that was written when there was one copy gets its second.
std::string RocksDbStore::make_second_copy() {
  const MeetingId meeting{std::string(kRegistryLog)};
  std::size_t bytes = 0;
  rocksdb::WriteBatch batch;
  for (const KeyKind kind : {KeyKind::kEpoch, KeyKind::kBatch}) {
    Range first(*db_, kind, meeting);
    Range second(*db_, kind, meeting, nullptr, true);
    first->SeekToFirst();
    second->SeekToFirst();
    if (!first->Valid() || second->Valid() || !second->status().ok()) continue;
    for (; first->Valid(); first->Next()) {
      batch.Put(second_copy(first->key().ToString()), first->value());
      bytes += first->value().size();
    }
    if (!first->status().ok()) return {};  // too late for a copy; the registry will tell
  }
  if (batch.Count() == 0) return {};
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status = db_->Write(options, &batch);
  if (!status.ok()) return "the registry cannot be copied: " + status.ToString();
  tell(Severity::kNote, "event=registry_copied bytes=" + std::to_string(bytes));
  return {};
}

bool RocksDbStore::write(rocksdb::WriteBatch& batch, std::string& why) {
  if (!writable_) {
    why = why_read_only_;
    return false;
  }
  std::string number;
  put_u64(number, ++group_);
  batch.Put(encode(GroupKey{}), number);
  batch.Put(second_copy(encode(GroupKey{})), number);
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status = db_->Write(options, &batch);
  if (!status.ok()) {
    broken_ = true;
    why = status.ToString();
    KeysOf keys(unsure_);
    (void)batch.Iterate(&keys);
    return false;
  }
  put_u64(number, ~group_);
  // Not synced, and no error if it fails: an older mark is a true one as well.
  if (::pwrite(watermark_, number.data(), number.size(), 0) < 0) return true;
  return true;
}

std::string RocksDbStore::reopen(OpenMode mode) {
  const std::unique_lock lock(mutex_);
  db_.reset();
  std::string why = open(mode);
  closed_ = !why.empty();
  broken_ = false;
  reopened_.notify_all();
  return why;
}

void RocksDbStore::close() {
  const std::unique_lock lock(mutex_);
  closed_ = true;
  db_.reset();
}

std::string RocksDbStore::why_not_writable() const {
  const std::shared_lock lock(mutex_);
  return writable_ ? std::string() : why_read_only_;
}

bool RocksDbStore::disk_has_room() const {
  rocksdb::Env& env = env_of(setup_);
  const std::string path = directory_.string() + ".room";
  std::unique_ptr<rocksdb::WritableFile> file;
  bool room = env.NewWritableFile(path, &file, rocksdb::EnvOptions()).ok();
  const std::string some(64U << 10U, '\0');
  for (std::size_t bytes = 0; room && bytes < kRoomBytes; bytes += some.size()) room = file->Append(some).ok();
  room = room && file->Sync().ok() && file->Close().ok();
  file.reset();
  (void)env.DeleteFile(path);
  return room;
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

template <class Outcome>
Outcome RocksDbStore::looking(const MeetingId& meeting,
                              const std::function<Outcome(rocksdb::DB&, bool second)>& look) const {
  return reading<Outcome>([&](rocksdb::DB& db) {
    Outcome outcome = look(db, false);
    if (outcome.status != ReadStatus::kDamaged || meeting.value != kRegistryLog) return outcome;
    Outcome other = look(db, true);
    if (other.status != ReadStatus::kRead) return outcome;
    if (!told_of_copy_.exchange(true)) {
      tell(Severity::kTrouble, "event=log_damaged why=" + as_value(outcome.message) +
                                   " do=\"the second copy of the registry is used: keep a copy of the data directory, "
                                   "look at the disk, then flipover salvage\"");
    }
    return other;
  });
}

LogTail RocksDbStore::tail(const MeetingId& meeting) const {
  return looking<LogTail>(meeting, [&](rocksdb::DB& db, bool second) {
    LogReader reader(db, meeting, unsure_, second);
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
  return looking<LogPage>(meeting, [&](rocksdb::DB& db, bool second) {
    LogReader reader(db, meeting, unsure_, second);
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
  return reading<CheckpointPage>([&](rocksdb::DB& db) { return CheckpointReader(db, meeting).newest(at_or_before); });
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

void RocksDbStore::stop_compaction() {
  const std::shared_lock lock(mutex_);
  if (db_ != nullptr && writable_) (void)db_->SetOptions({{"disable_auto_compactions", "true"}});
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
