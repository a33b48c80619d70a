// The bytes of one append: BatchBody of proto/storage/v1, sealed, hashed, and checked when read back.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <boost/system/result.hpp>

#include "storage/journal_record.h"
#include "storage/key_store.h"
#include "storage/op_log.h"
#include "storage/seal.h"
#include "storage/v1/log.pb.h"

namespace flipover {

// What does not hold, for the operator: names the meeting and the position, and what to do; never content.
struct Damage {
  std::string message;
};
template <class T>
using Checked = boost::system::result<T, Damage>;

Damage damage_at(const MeetingId& meeting, SeqNo position, std::string_view what);

struct BatchPlace {
  const MeetingId& meeting;
  Epoch epoch{};
  SeqNo first{};
  std::uint64_t salt = 0;
};

// A record with the key that seals it and the keys that begin with it.
struct PlannedRecord {
  JournalRecord record;
  KeyIndex key{};
  std::vector<std::pair<std::string, KeyIndex>> assigned;
};

struct EncodedBatch {
  std::string bytes;
  ChainHash chain{};
};
EncodedBatch encode_batch(const BatchPlace& place, std::span<const PlannedRecord> records, const KeyRing& keys,
                          const ChainHash& previous);

struct ReadBatch {
  std::string body_bytes;
  storage::v1::BatchBody body;
  std::vector<storage::v1::Skeleton> skeletons;
  ChainHash chain{};
};
// Checks that the value is well formed and stands where it says that it stands.
Checked<ReadBatch> decode_batch(const MeetingId& meeting, const LogEntry& entry);

// Whether `batch` follows a batch with this chain.
bool follows(const ReadBatch& batch, const ChainHash& previous);

// The record at `index` of the batch, with its content if its key is there: not destroyed, and not missing.
Checked<JournalRecord> open_record(const MeetingId& meeting, const ReadBatch& batch, std::size_t index,
                                   const KeyRing& keys);

}  // namespace flipover
