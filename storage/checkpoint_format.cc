#include "storage/checkpoint_format.h"

#include <cstring>
#include <unordered_map>

namespace flipover {
namespace {

constexpr std::size_t kBaseBytes = kNonceBytes - sizeof(std::uint64_t);  // random, once per checkpoint

Nonce nonce_of_part(std::string_view base, std::uint64_t part) {
  std::string bytes(base);
  put_u64(bytes, part);
  Nonce nonce{};
  std::memcpy(nonce.data(), bytes.data(), nonce.size());
  return nonce;
}

std::string bound_to(const MeetingId& meeting, std::uint64_t position, std::uint64_t part, KeyIndex key) {
  std::string bound = "checkpoint ";
  bound += meeting.value;
  bound.push_back('\0');
  put_u64(bound, position);
  put_u64(bound, part);
  put_u32(bound, raw(key));
  return bound;
}

// Moves the elements of one list into pieces; neighbours of the same owner share one.
template <class List, class OwnerOf, class ListOf>
void cut_list(List& list, const OwnerOf& owner, const ListOf& list_of, std::vector<CheckpointPiece>& pieces) {
  const std::size_t before = pieces.size();
  for (auto& element : list) {
    std::string whose = owner(element);
    if (pieces.size() == before || pieces.back().owner != whose) pieces.push_back({std::move(whose), {}});
    *list_of(pieces.back().piece)->Add() = std::move(element);
  }
  list.Clear();
}

// Without what to do about it: a checkpoint only spares reading, so who reads it says what comes of the damage.
Damage damage_in(const MeetingId& meeting, SeqNo position, const std::string& what) {
  return {"meeting " + meeting.value + ", position " + std::to_string(raw(position)) + ": " + what};
}

}  // namespace

std::vector<CheckpointPiece> cut(pb::Checkpoint checkpoint) {
  std::vector<CheckpointPiece> pieces(1);  // the first: all that belongs to the meeting
  cut_list(
      *checkpoint.mutable_sheets(), [](const pb::Sheet& sheet) { return sheet.id(); },
      [](pb::Checkpoint& piece) { return piece.mutable_sheets(); }, pieces);
  cut_list(
      *checkpoint.mutable_items(), [](const pb::Item& item) { return item.id(); },
      [](pb::Checkpoint& piece) { return piece.mutable_items(); }, pieces);
  cut_list(
      *checkpoint.mutable_links(), [](const pb::Link& link) { return link.from(); },
      [](pb::Checkpoint& piece) { return piece.mutable_links(); }, pieces);
  cut_list(
      *checkpoint.mutable_strokes(), [](const pb::Stroke& stroke) { return stroke.sheet(); },
      [](pb::Checkpoint& piece) { return piece.mutable_strokes(); }, pieces);
  cut_list(
      *checkpoint.mutable_ballots(), [](const pb::Ballot& ballot) { return ballot.item(); },
      [](pb::Checkpoint& piece) { return piece.mutable_ballots(); }, pieces);
  cut_list(
      *checkpoint.mutable_last_acts(), [](const pb::LastAct& act) { return owner_of(act.inverse()); },
      [](pb::Checkpoint& piece) { return piece.mutable_last_acts(); }, pieces);
  pieces.front().piece = std::move(checkpoint);
  return pieces;
}

std::string encode_checkpoint(const MeetingId& meeting, pb::Checkpoint checkpoint, const ChainHash& chain,
                              const KeyAssignments& assignments, const KeyRing& keys) {
  storage::v1::CheckpointBody body;
  body.set_position(checkpoint.number());
  body.set_chain(std::string(as_bytes(chain)));
  const Nonce random = random_nonce();
  body.set_nonce(std::string(reinterpret_cast<const char*>(random.data()), kBaseBytes));
  std::unordered_map<std::string, KeyIndex> key_of;
  for (const auto& [owner, key] : assignments) {
    auto* assigned = body.add_keys();
    assigned->set_owner(owner);
    assigned->set_key(raw(key));
    key_of.emplace(owner, key);
  }
  for (const CheckpointPiece& piece : cut(std::move(checkpoint))) {
    const auto own = key_of.find(piece.owner);
    const KeyIndex key = own == key_of.end() ? kContentKey : own->second;
    if (keys.state(key) != KeyState::kAvailable) continue;
    const auto index = static_cast<std::uint64_t>(body.parts_size());
    auto* part = body.add_parts();
    part->set_key(raw(key));
    part->set_sealed(seal(keys.key(key), nonce_of_part(body.nonce(), index),
                          bound_to(meeting, body.position(), index, key), piece.piece.SerializeAsString()));
  }
  storage::v1::StoredCheckpoint stored;
  body.SerializeToString(stored.mutable_body());
  if (keys.state(kContentKey) == KeyState::kAvailable) {
    stored.set_mac(std::string(as_bytes(keyed_hash(keys.key(kContentKey), stored.body()))));
  }
  return stored.SerializeAsString();
}

Checked<ReadCheckpoint> decode_checkpoint(const MeetingId& meeting, SeqNo position, const std::string& bytes,
                                          const KeyRing& keys) {
  storage::v1::StoredCheckpoint stored;
  ReadCheckpoint checkpoint;
  if (!stored.ParseFromString(bytes) || !checkpoint.body.ParseFromString(stored.body()) ||
      checkpoint.body.nonce().size() != kBaseBytes) {
    return damage_in(meeting, position, "the checkpoint cannot be read");
  }
  const auto chain = as_chain_hash(checkpoint.body.chain());
  if (!chain || checkpoint.body.position() != raw(position)) {
    return damage_in(meeting, position, "the checkpoint says that it stands elsewhere");
  }
  if (keys.state(kContentKey) == KeyState::kMissing) {
    return damage_in(meeting, position, "the meeting's content key is missing, though nobody destroyed it");
  }
  if (keys.state(kContentKey) == KeyState::kAvailable &&
      stored.mac() != as_bytes(keyed_hash(keys.key(kContentKey), stored.body()))) {
    return damage_in(meeting, position, "the checkpoint's mark does not hold");
  }
  checkpoint.chain = *chain;
  return checkpoint;
}

Checked<pb::Checkpoint> open_checkpoint(const MeetingId& meeting, const ReadCheckpoint& checkpoint,
                                        const KeyRing& keys) {
  const SeqNo position{checkpoint.body.position()};
  pb::Checkpoint whole;
  for (int index = 0; index < checkpoint.body.parts_size(); ++index) {
    const storage::v1::SealedPart& part = checkpoint.body.parts(index);
    const KeyIndex key{part.key()};
    if (keys.state(key) != KeyState::kAvailable) continue;
    const auto number = static_cast<std::uint64_t>(index);
    const auto content = unseal(keys.key(key), nonce_of_part(checkpoint.body.nonce(), number),
                                bound_to(meeting, raw(position), number, key), part.sealed());
    if (!content || !whole.MergeFromString(*content)) {
      return damage_in(meeting, position, "part " + std::to_string(index) + " of the checkpoint does not hold");
    }
  }
  return whole;
}

}  // namespace flipover
