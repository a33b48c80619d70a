// CheckpointParts: a projected checkpoint, or what a reveal made appear, cut into frames as the receiver's socket drains.
#pragma once

#include <memory>
#include <vector>

#include "meeting/v1/checkpoint.pb.h"
#include "server/meeting/subscriber.h"

namespace flipover {

// Merged in order, the parts are the whole (protobuf's merge, and TextChunks appended). The last one carries `upto`.
// Limits: a part has at most kPartBytesMax bytes, in JSON as well, apart from one that is the method and vocabulary.
std::unique_ptr<FrameSource> checkpoint_parts(std::shared_ptr<const pb::Checkpoint> whole, std::uint64_t upto);

// The same without an end: more of the checkpoint follows. Nothing, if there is nothing in it.
std::vector<FramePtr> checkpoint_pieces(std::shared_ptr<const pb::Checkpoint> some);

// Frames made by the first who comes to them, and kept for the others until the last reader has gone.
class FramesMadeOnce {
 public:
  explicit FramesMadeOnce(std::unique_ptr<FrameSource> made_by) : made_by_(std::move(made_by)) {}
  static std::unique_ptr<FrameSource> reader(std::shared_ptr<FramesMadeOnce> frames);

 private:
  FramePtr at(std::size_t index);

  std::unique_ptr<FrameSource> made_by_;
  std::vector<FramePtr> made_;
};

// The bytes of a message above which it is sent in parts.
inline constexpr std::size_t kPartContentBytes = 40 * 1024;

}  // namespace flipover
