// Outbox: what waits to be written to one socket, in order, bounded.
//
// Frames are written in bursts: whatever has gathered while the last write was on its way goes out as one.
// Invariants: order is kept; after finish() nothing more is taken, silently. A burst holds whole frames.
// Limits: bytes_max of frames, those on their way counted; parts are made as the socket drains and not counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/edge/frame_codec.h"
#include "server/meeting/subscriber.h"

namespace flipover {

constexpr std::size_t kBurstBytes = 64 * 1024;

class Outbox {
 public:
  using Sent = std::function<void()>;

  Outbox(Wire wire, std::size_t bytes_max) : wire_(wire), bytes_max_(bytes_max) {}

  // False: there is no room, and nothing was taken.
  [[nodiscard]] bool push(FramePtr frame);
  void push_parts(std::unique_ptr<FrameSource> parts);

  // Bytes as they are, a whole number of frames. `sent` is called when they are written, or never will be.
  void push_bytes(std::string bytes, Sent sent);

  // What is queued and not on its way is dropped: for a receiver who is closed because he is too slow.
  void drop_queued();
  // A close frame ends the stream.
  void finish(std::uint16_t code, std::string_view reason);
  // The last that was queued is the end of the stream: what comes after it is dropped.
  void end() { finished_ = true; }
  // The socket is gone: everything is dropped, and nothing more is taken.
  void abandon();

  bool finished() const { return finished_; }
  bool empty() const { return next_ == queue_.size(); }
  std::size_t bytes() const { return bytes_; }

  // The next bytes to write; may turn out to be none. Requires: not empty, and the burst before is done.
  const std::string& take_burst();
  void burst_done();

 private:
  struct Raw {
    std::string bytes;
    Sent sent;
  };
  using Entry = std::variant<FramePtr, std::unique_ptr<FrameSource>, std::unique_ptr<Raw>>;

  bool append_entry(Entry& entry);  // to the burst; true: that was all of it
  void release_memory();

  const Wire wire_;
  const std::size_t bytes_max_;
  bool finished_ = false;
  std::vector<Entry> queue_;  // from next_ on
  std::size_t next_ = 0;
  std::size_t bytes_ = 0;
  std::string burst_;
  std::size_t burst_counted_ = 0;  // bytes of frames in it
  std::vector<Sent> burst_sent_;
};

}  // namespace flipover
