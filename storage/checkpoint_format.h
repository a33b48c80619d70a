// The bytes of a checkpoint: in parts, each sealed under the key of the item or page that it belongs to, so that
// destroying a key redacts every checkpoint without rewriting one.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "meeting/v1/checkpoint.pb.h"
#include "server/base/proto.h"
#include "storage/batch_format.h"

namespace flipover {

using KeyAssignments = std::vector<std::pair<std::string, KeyIndex>>;

// The checkpoint cut into pieces, each with the owner of its content (empty: the meeting). Merged in order they are
// the checkpoint again.
struct CheckpointPiece {
  std::string owner;
  pb::Checkpoint piece;
};
std::vector<CheckpointPiece> cut(pb::Checkpoint checkpoint);

// Seals it. An owner without a key of its own falls under the meeting's; a piece whose key was destroyed is left out.
std::string encode_checkpoint(const MeetingId& meeting, pb::Checkpoint checkpoint, const ChainHash& chain,
                              const KeyAssignments& assignments, const KeyRing& keys);

struct ReadCheckpoint {
  storage::v1::CheckpointBody body;
  ChainHash chain{};
};
// Checks its form and its mark. With the content key destroyed the mark cannot be checked, nor anything be read.
Checked<ReadCheckpoint> decode_checkpoint(const MeetingId& meeting, SeqNo position, const std::string& bytes,
                                          const KeyRing& keys);

// What of it can be read.
Checked<pb::Checkpoint> open_checkpoint(const MeetingId& meeting, const ReadCheckpoint& checkpoint,
                                        const KeyRing& keys);

}  // namespace flipover
