// CheckpointReader: finds a meeting's checkpoints in RocksDbStore's database. Of this folder only.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <rocksdb/db.h>

#include "storage/key_format.h"
#include "storage/op_log.h"
#include "storage/rocksdb_log_reader.h"
#include "storage/seal.h"

namespace flipover {

constexpr std::size_t kPartHeadBytes = 12;  // of part 0: number of parts, bytes in all

class CheckpointReader {
 public:
  CheckpointReader(rocksdb::DB& db, const MeetingId& meeting)
      : meeting_(meeting), parts_(db, KeyKind::kCheckpoint, meeting) {}

  // The newest whole one at or before a position, and what damage was met on the way to it.
  CheckpointPage newest(SeqNo at_or_before) {
    look_back(at_or_before);
    // Going backwards RocksDB reads blocks of neighbours; going forwards it does not. So this tells whose damage it is.
    if (damage_) look_forward(at_or_before);
    if (damage_) page_.message = about(meeting_, *damage_);
    return std::move(page_);
  }

 private:
  void look_back(SeqNo at_or_before) {
    begin();
    parts_->SeekForPrev(encode(CheckpointKey{meeting_, at_or_before, std::numeric_limits<std::uint32_t>::max()}));
    while (const auto position = here()) {
      const std::string first = encode(CheckpointKey{meeting_, *position, 0});
      parts_->Seek(first);
      if (parts_->Valid() && parts_->key() == first) {
        take(*position);
        break;
      }
      // Its first part, written last, is not there: it was never finished.
      parts_->SeekForPrev(first);
    }
    note(parts_->status());
  }

  // As far as it can be read.
  void look_forward(SeqNo at_or_before) {
    begin();
    parts_->SeekToFirst();
    for (auto position = here(); position && *position <= at_or_before; position = here()) {
      if (parts_->key() == encode(CheckpointKey{meeting_, *position, 0})) take(*position);
      parts_->Seek(encode(CheckpointKey{meeting_, next(*position), 0}));
    }
    note(parts_->status());
  }

  void begin() {
    page_ = CheckpointPage{};
    page_.status = ReadStatus::kRead;
    damage_.reset();
  }

  // Of the checkpoint that the iterator stands in; nothing: there is none, or it cannot be read.
  std::optional<SeqNo> here() {
    if (!parts_->Valid()) return std::nullopt;
    if (const auto key = decode_key(parts_->key().ToStringView())) return std::get<CheckpointKey>(*key).position;
    damage_ = "a checkpoint's key cannot be read";
    return std::nullopt;
  }

  // The iterator stands at its first part.
  void take(SeqNo position) {
    const std::string head = parts_->value().ToString();
    if (head.size() < kPartHeadBytes) {
      damage_ = "a checkpoint cannot be read";
      return;
    }
    const std::uint32_t count = get_u32(head);
    const std::uint64_t size = get_u64(std::string_view(head).substr(4));
    std::string bytes = head.substr(kPartHeadBytes);
    for (std::uint32_t part = 1; part < count; ++part) {
      parts_->Next();
      if (!parts_->Valid() || parts_->key() != encode(CheckpointKey{meeting_, position, part})) break;
      bytes += parts_->value().ToStringView();
    }
    if (!parts_->status().ok()) return note(parts_->status());
    if (bytes.size() != size) {
      damage_ = "a part of a checkpoint is missing";
      return;
    }
    page_.position = position;
    page_.bytes = std::move(bytes);
  }

  void note(const rocksdb::Status& status) {
    if (status.ok()) return;
    if (status.IsCorruption()) {
      damage_ = status.ToString();
      return;
    }
    page_ = CheckpointPage{};
    page_.status = status_of(status);
    page_.message = about(meeting_, status.ToString());
  }

  const MeetingId& meeting_;
  Range parts_;
  CheckpointPage page_;
  std::optional<std::string> damage_;
};

}  // namespace flipover
