// What the journal reads back: batches and checkpoints whose bytes somebody changed, and those whose seals hold and
// whose content is anything. Damage is told; it never breaks an invariant of ours.
//
// Input: a byte that says what the rest is.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "server/base/check.h"
#include "server/model/state_hash.h"
#include "storage/checkpoint_format.h"

namespace flipover {
namespace {

enum class What : std::uint8_t { kBatch, kBatchBody, kContent, kCheckpoint, kCheckpointBody, kCheckpointContent };
constexpr std::uint8_t kWhats = 6;

const MeetingId kMeeting{"meeting-of-the-fuzzer"};

// The content key, one of an item, one destroyed.
const KeyRing& keys() {
  static const KeyRing ring = [] {
    KeyRing made;
    made.add(KeyIndex{0}, {{KeyState::kAvailable, SecretKey::of(std::string(kKeyBytes, 'm'))},
                           {KeyState::kAvailable, SecretKey::of(std::string(kKeyBytes, 'i'))},
                           {KeyState::kDestroyed, {}}});
    return made;
  }();
  return ring;
}

void read_batch(const LogEntry& entry) {
  const auto batch = decode_batch(kMeeting, entry);
  if (!batch) return;
  follows(*batch, chain_start(kMeeting.value));
  for (std::size_t index = 0; index < batch->skeletons.size(); ++index) {
    const auto record = open_record(kMeeting, *batch, index, keys());
    if (!record) continue;
    to_stored(*record);
    to_registry(*record);
  }
}

// Epoch, first and count as the batch itself says, so that the check of its place passes.
LogEntry entry_of(std::string stored_bytes) {
  storage::v1::StoredBatch stored;
  storage::v1::BatchBody body;
  stored.ParseFromString(stored_bytes);
  body.ParseFromString(stored.body());
  return {Epoch{body.epoch()}, SeqNo{body.first()}, body.count(), std::move(stored_bytes)};
}

void read_batch_body(std::string bytes) {
  storage::v1::StoredBatch stored;
  stored.set_body(std::move(bytes));
  stored.set_chain(std::string(as_bytes(chain_after(chain_start(kMeeting.value), stored.body()))));
  read_batch(entry_of(stored.SerializeAsString()));
}

void read_content(std::string bytes) {
  const bool of_item = bytes.size() % 2 == 1;
  PlannedRecord planned;
  planned.record.number = SeqNo{1};
  planned.record.content = std::move(bytes);
  planned.key = KeyIndex{of_item ? 1U : 0U};
  const BatchPlace place{kMeeting, Epoch{1}, SeqNo{1}, 7};
  const std::vector<PlannedRecord> records{planned};
  const EncodedBatch encoded = encode_batch(place, records, keys(), chain_start(kMeeting.value));
  const LogEntry entry{Epoch{1}, SeqNo{1}, 1, encoded.bytes};
  const auto batch = decode_batch(kMeeting, entry);
  CHECK(batch && follows(*batch, chain_start(kMeeting.value)), "what was written can be read");
  const auto record = open_record(kMeeting, *batch, 0, keys());
  CHECK(record && record->content == planned.record.content, "what was sealed can be opened");
  to_stored(*record);
  to_registry(*record);
}

void read_checkpoint(const std::string& bytes) {
  storage::v1::StoredCheckpoint stored;
  storage::v1::CheckpointBody body;
  stored.ParseFromString(bytes);
  body.ParseFromString(stored.body());
  const auto checkpoint = decode_checkpoint(kMeeting, SeqNo{body.position()}, bytes, keys());
  if (!checkpoint) return;
  auto opened = open_checkpoint(kMeeting, *checkpoint, keys());
  if (opened) state_hash(from_checkpoint(std::move(*opened)));
}

void read_checkpoint_body(std::string bytes) {
  storage::v1::StoredCheckpoint stored;
  stored.set_body(std::move(bytes));
  stored.set_mac(std::string(as_bytes(keyed_hash(keys().key(kContentKey), stored.body()))));
  read_checkpoint(stored.SerializeAsString());
}

void read_checkpoint_content(const std::string& bytes) {
  pb::Checkpoint whole;
  if (!whole.ParseFromString(bytes)) return;
  KeyAssignments assignments;
  if (whole.items_size() > 0) assignments.emplace_back(whole.items(0).id(), KeyIndex{1});
  const std::string stored = encode_checkpoint(kMeeting, whole, chain_start(kMeeting.value), assignments, keys());
  const auto checkpoint = decode_checkpoint(kMeeting, SeqNo{whole.number()}, stored, keys());
  CHECK(checkpoint.has_value(), "a checkpoint that was written can be read");
  auto opened = open_checkpoint(kMeeting, *checkpoint, keys());
  CHECK(opened.has_value(), "a checkpoint that was sealed can be opened");
  // What neighbours share a key comes back in the same order; unknown fields of a newer version may move.
  CHECK(opened->items_size() == whole.items_size() && opened->links_size() == whole.links_size() &&
            opened->ballots_size() == whole.ballots_size(),
        "a checkpoint comes back whole");
  state_hash(from_checkpoint(std::move(*opened)));
}

void run(What what, std::string bytes) {
  switch (what) {
    case What::kBatch: return read_batch(entry_of(std::move(bytes)));
    case What::kBatchBody: return read_batch_body(std::move(bytes));
    case What::kContent: return read_content(std::move(bytes));
    case What::kCheckpoint: return read_checkpoint(bytes);
    case What::kCheckpointBody: return read_checkpoint_body(std::move(bytes));
    case What::kCheckpointContent: return read_checkpoint_content(bytes);
  }
}

}  // namespace
}  // namespace flipover

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  flipover::run(static_cast<flipover::What>(data[0] % flipover::kWhats),
                std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  return 0;
}
