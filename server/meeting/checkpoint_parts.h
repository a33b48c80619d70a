// CheckpointParts: a projected checkpoint, or what a reveal made appear, cut into frames as the receiver's socket drains.
#pragma once

#include <memory>

#include "meeting/v1/checkpoint.pb.h"
#include "server/meeting/subscriber.h"

namespace flipover {

// Merged in order, the parts are the whole (protobuf's merge, and TextChunks appended). The last one carries `upto`.
// Limits: a part has at most kPartBytesMax bytes, in JSON as well, apart from one that is the method and vocabulary.
std::unique_ptr<FrameSource> checkpoint_parts(std::shared_ptr<const pb::Checkpoint> whole, std::uint64_t upto);

// The bytes of a message above which it is sent in parts.
inline constexpr std::size_t kPartContentBytes = 40 * 1024;

}  // namespace flipover
