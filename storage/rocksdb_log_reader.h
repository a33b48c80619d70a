// LogReader: reads one meeting of RocksDbStore's database, by the rules of the log. Of this folder only.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <rocksdb/db.h>

#include "storage/key_format.h"
#include "storage/op_log.h"
#include "storage/rocksdb_store.h"
#include "storage/seal.h"

namespace flipover {

constexpr std::size_t kCountBytes = 4;
constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

inline ReadStatus status_of(const rocksdb::Status& status) {
  if (status.ok()) return ReadStatus::kRead;
  return status.IsCorruption() ? ReadStatus::kDamaged : ReadStatus::kUnavailable;
}

inline std::string about(const MeetingId& meeting, const std::string& what) {
  return "meeting " + meeting.value + ": " + what;
}

// Bounds an iterator to the keys of one meeting and kind, at one moment of the database.
class Range {
 public:
  Range(rocksdb::DB& db, KeyKind kind, const MeetingId& meeting, const rocksdb::Snapshot* snapshot = nullptr,
        bool second = false)
      : begin_(key_prefix(kind, meeting)), end_(key_prefix_end(kind, meeting)) {
    if (second) {
      begin_ = second_copy(std::move(begin_));
      end_ = second_copy(std::move(end_));
    }
    lower_ = begin_;
    upper_ = end_;
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
  // `unsure`: keys that are passed over. `second`: the second copy is read.
  LogReader(rocksdb::DB& db, const MeetingId& meeting, const std::set<std::string>& unsure, bool second)
      : db_(db),
        meeting_(meeting),
        unsure_(unsure),
        second_(second),
        snapshot_(db.GetSnapshot()),
        batches_(db, KeyKind::kBatch, meeting, snapshot_, second) {
    Range epochs(db, KeyKind::kEpoch, meeting, snapshot_, second);
    for (epochs->SeekToFirst(); epochs->Valid(); epochs->Next()) {
      const std::string bytes = key_of(epochs);
      if (unsure_.contains(bytes)) continue;
      const auto key = decode_key(bytes);
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
    auto found = look_back(position);
    if (status_ != ReadStatus::kDamaged) return found;
    // Going backwards RocksDB reads blocks of neighbours; going forwards it does not. So this tells whose damage it is.
    status_ = ReadStatus::kRead;
    message_.clear();
    return look_forward(position);
  }

  // From where the iterator stands, the next accepted entry after `head`.
  std::optional<Entry> next_after(SeqNo head) {
    for (; status_ == ReadStatus::kRead && batches_->Valid(); batches_->Next()) {
      if (unsure_.contains(key_of(batches_))) continue;
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
  std::optional<Entry> look_back(SeqNo position) {
    std::string from = encode(BatchKey{meeting_, position, Epoch{kMax}});
    if (second_) from = second_copy(std::move(from));
    for (batches_->SeekForPrev(from); batches_->Valid(); batches_->Prev()) {
      if (unsure_.contains(key_of(batches_))) continue;
      auto entry = here();
      if (!entry) return std::nullopt;
      if (entry->key.epoch == epoch_at(entry->key.first)) return entry;
    }
    note(batches_->status());
    return std::nullopt;
  }
  std::optional<Entry> look_forward(SeqNo position) {
    std::optional<Entry> last;
    for (batches_->SeekToFirst(); batches_->Valid(); batches_->Next()) {
      if (unsure_.contains(key_of(batches_))) continue;
      auto entry = here();
      if (!entry) return std::nullopt;
      if (entry->key.first > position) break;
      if (entry->key.epoch == epoch_at(entry->key.first)) last = std::move(entry);
    }
    note(batches_->status());
    if (status_ != ReadStatus::kRead || !last) return std::nullopt;
    std::string found = encode(last->key);
    batches_->Seek(second_ ? second_copy(std::move(found)) : found);
    return last;
  }
  std::string key_of(const Range& range) const {
    std::string bytes = range->key().ToString();
    return second_ ? first_copy(std::move(bytes)) : bytes;
  }
  std::optional<Entry> here() {
    const auto key = decode_key(key_of(batches_));
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
  const std::set<std::string>& unsure_;
  const bool second_;
  const rocksdb::Snapshot* snapshot_;
  Range batches_;
  std::vector<std::pair<Epoch, SeqNo>> epochs_;  // each with the first position that is its own
  ReadStatus status_ = ReadStatus::kRead;
  std::string message_;
};

}  // namespace flipover
