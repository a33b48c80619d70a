// Subscriber: what a meeting knows of a session. Sockets are not its business.
#pragma once

#include <cstddef>
#include <memory>

#include "server/meeting/close_reason.h"
#include "server/meeting/frame.h"

namespace flipover {

// Frames made one by one as the receiver's socket drains: a checkpoint in parts of at most kPartBytesMax.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  virtual FramePtr next() = 0;  // null: no more
};

// Everything is called on the meeting's shard, never blocks, and arrives at the receiver in the order of the calls.
class Subscriber {
 public:
  virtual ~Subscriber() = default;

  virtual void deliver(FramePtr frame) = 0;  // a full outbox closes the subscriber, never skips
  virtual void deliver_parts(std::unique_ptr<FrameSource> parts) = 0;
  virtual void answered(std::size_t operations) = 0;  // so many of its operations have had their answer
  virtual void close(CloseReason reason) = 0;
};

}  // namespace flipover
