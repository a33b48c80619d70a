#include "storage/batch_format.h"

#include <cstring>

namespace flipover {
namespace {

// Epoch, position and the lease's salt: 24 bytes, never twice.
Nonce nonce_at(std::uint64_t epoch, std::uint64_t position, std::uint64_t salt) {
  std::string bytes;
  put_u64(bytes, epoch);
  put_u64(bytes, position);
  put_u64(bytes, salt);
  Nonce nonce{};
  static_assert(kNonceBytes == 3 * sizeof(std::uint64_t));
  std::memcpy(nonce.data(), bytes.data(), nonce.size());
  return nonce;
}

std::string bound_to(const MeetingId& meeting, std::uint64_t epoch, std::uint64_t position, std::string_view skeleton) {
  std::string bound = meeting.value;
  bound.push_back('\0');
  put_u64(bound, epoch);
  put_u64(bound, position);
  bound += skeleton;
  return bound;
}

}  // namespace

Damage damage_at(const MeetingId& meeting, SeqNo position, std::string_view what) {
  return {"meeting " + meeting.value + ", position " + std::to_string(raw(position)) + ": " + std::string(what) +
          ". The files are left as they are"};
}

EncodedBatch encode_batch(const BatchPlace& place, std::span<const PlannedRecord> records, const KeyRing& keys,
                          const ChainHash& previous) {
  storage::v1::BatchBody body;
  body.set_epoch(raw(place.epoch));
  body.set_first(raw(place.first));
  body.set_count(static_cast<std::uint32_t>(records.size()));
  body.set_salt(place.salt);
  std::uint64_t position = raw(place.first);
  storage::v1::Skeleton skeleton;
  for (const PlannedRecord& planned : records) {
    const JournalRecord& record = planned.record;
    skeleton.Clear();
    skeleton.set_time_ms(record.time_ms);
    skeleton.set_logged_at_ms(record.logged_at_ms);
    skeleton.set_by(record.by);
    skeleton.set_kind(record.kind);
    skeleton.set_item(record.item);
    skeleton.set_key(raw(planned.key));
    for (const auto& [owner, key] : planned.assigned) {
      auto* assigned = skeleton.add_assigned();
      assigned->set_owner(owner);
      assigned->set_key(raw(key));
    }
    auto* sealed = body.add_records();
    skeleton.SerializeToString(sealed->mutable_skeleton());
    sealed->set_sealed(seal(keys.key(planned.key), nonce_at(raw(place.epoch), position, place.salt),
                            bound_to(place.meeting, raw(place.epoch), position, sealed->skeleton()),
                            record.content.value_or(std::string())));
    ++position;
  }
  storage::v1::StoredBatch stored;
  body.SerializeToString(stored.mutable_body());
  EncodedBatch out;
  out.chain = chain_after(previous, stored.body());
  stored.set_chain(std::string(as_bytes(out.chain)));
  stored.SerializeToString(&out.bytes);
  return out;
}

Checked<ReadBatch> decode_batch(const MeetingId& meeting, const LogEntry& entry) {
  storage::v1::StoredBatch stored;
  ReadBatch batch;
  if (!stored.ParseFromString(entry.bytes) || !batch.body.ParseFromString(stored.body())) {
    return damage_at(meeting, entry.first, "the stored batch cannot be read");
  }
  const auto chain = as_chain_hash(stored.chain());
  if (!chain) return damage_at(meeting, entry.first, "the stored batch has no chain hash");
  if (batch.body.epoch() != raw(entry.epoch) || batch.body.first() != raw(entry.first) ||
      batch.body.count() != entry.count || batch.body.records_size() != static_cast<int>(entry.count)) {
    return damage_at(meeting, entry.first, "the batch says that it stands elsewhere");
  }
  batch.skeletons.resize(entry.count);
  for (std::uint32_t index = 0; index < entry.count; ++index) {
    if (!batch.skeletons[index].ParseFromString(batch.body.records(static_cast<int>(index)).skeleton())) {
      return damage_at(meeting, SeqNo{raw(entry.first) + index}, "the record's skeleton cannot be read");
    }
  }
  batch.chain = *chain;
  batch.body_bytes = std::move(*stored.mutable_body());
  return batch;
}

bool follows(const ReadBatch& batch, const ChainHash& previous) {
  return chain_after(previous, batch.body_bytes) == batch.chain;
}

Checked<JournalRecord> open_record(const MeetingId& meeting, const ReadBatch& batch, std::size_t index,
                                   const KeyRing& keys) {
  const storage::v1::Skeleton& skeleton = batch.skeletons[index];
  const std::uint64_t position = batch.body.first() + index;
  JournalRecord record;
  record.number = SeqNo{position};
  record.time_ms = skeleton.time_ms();
  record.logged_at_ms = skeleton.logged_at_ms();
  record.by = skeleton.by();
  record.kind = skeleton.kind();
  record.item = skeleton.item();
  const KeyIndex key{skeleton.key()};
  // Destroyed, or missing: opening the journal has named those.
  if (keys.state(key) == KeyState::kMissing) record.missing_key = key;
  if (keys.state(key) != KeyState::kAvailable) return record;
  const storage::v1::SealedRecord& stored = batch.body.records(static_cast<int>(index));
  record.content = unseal(keys.key(key), nonce_at(batch.body.epoch(), position, batch.body.salt()),
                          bound_to(meeting, batch.body.epoch(), position, stored.skeleton()), stored.sealed());
  if (!record.content) return damage_at(meeting, record.number, "the seal does not hold");
  return record;
}

}  // namespace flipover
