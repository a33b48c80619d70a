// A frame on its way to clients: made once, encoded at most once for each subprotocol, shared by all who get it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "meeting/v1/session.pb.h"
#include "server/base/proto.h"

namespace flipover {

enum class Wire { kBinary, kJson };  // flipover.v1, flipover.v1.json

class OutFrame {
 public:
  explicit OutFrame(pb::ServerFrame frame) : frame_(std::move(frame)) {}

  const pb::ServerFrame& frame() const { return frame_; }

  // The bytes as they go over the wire. Kept for the next who asks; lives as long as this.
  const std::string& bytes(Wire wire) const;

 private:
  pb::ServerFrame frame_;
  mutable std::string binary_;
  mutable std::string json_;
};

using FramePtr = std::shared_ptr<const OutFrame>;

FramePtr make_frame(pb::ServerFrame frame);

// The protobuf JSON mapping of a message, as every JSON of ours is written.
std::string to_json(const google::protobuf::Message& message);

}  // namespace flipover
