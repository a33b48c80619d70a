#include "server/edge/outbox.h"

#include <utility>

#include "server/base/check.h"

namespace flipover {
namespace {

// What an idle connection may keep.
constexpr std::size_t kIdleBytes = 256;
constexpr std::size_t kIdleEntries = 8;
constexpr std::size_t kEntriesDoneMax = 1'024;

Opcode opcode_of(Wire wire) { return wire == Wire::kBinary ? Opcode::kBinary : Opcode::kText; }

}  // namespace

bool Outbox::push(FramePtr frame) {
  if (finished_) return true;
  const std::size_t size = frame->bytes(wire_).size() + kFrameHeadBytesMax;
  if (bytes_ + size > bytes_max_) return false;
  bytes_ += size;
  queue_.emplace_back(std::move(frame));
  return true;
}

void Outbox::push_parts(std::unique_ptr<FrameSource> parts) {
  if (!finished_) queue_.emplace_back(std::move(parts));
}

void Outbox::push_bytes(std::string bytes, Sent sent) {
  if (finished_) {
    if (sent) sent();
    return;
  }
  queue_.emplace_back(std::make_unique<Raw>(Raw{std::move(bytes), std::move(sent)}));
}

void Outbox::drop_queued() {
  std::vector<Entry> dropped = std::exchange(queue_, {});
  const std::size_t first = std::exchange(next_, 0);
  bytes_ = burst_counted_;
  for (std::size_t i = first; i < dropped.size(); ++i) {
    auto* raw = std::get_if<std::unique_ptr<Raw>>(&dropped[i]);
    if (raw != nullptr && (*raw)->sent) (*raw)->sent();
  }
}

void Outbox::finish(std::uint16_t code, std::string_view reason) {
  if (finished_) return;
  std::string payload{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)};
  payload.append(reason);
  std::string bytes;
  append_frame(bytes, Opcode::kClose, payload);
  push_bytes(std::move(bytes), nullptr);
  finished_ = true;
}

void Outbox::abandon() {
  finished_ = true;
  drop_queued();
  burst_done();
}

const std::string& Outbox::take_burst() {
  CHECK(!empty() && burst_.empty(), "one burst at a time");
  while (!empty() && burst_.size() < kBurstBytes) {
    if (append_entry(queue_[next_])) {
      queue_[next_] = FramePtr();
      ++next_;
    }
  }
  // What is done is cleared away now and then, also when the queue never runs empty.
  if (empty() || next_ > kEntriesDoneMax) {
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(next_));
    next_ = 0;
  }
  return burst_;
}

bool Outbox::append_entry(Entry& entry) {
  if (const auto* frame = std::get_if<FramePtr>(&entry)) {
    const std::string& bytes = (*frame)->bytes(wire_);
    append_frame(burst_, opcode_of(wire_), bytes);
    burst_counted_ += bytes.size() + kFrameHeadBytesMax;
    return true;
  }
  if (auto* parts = std::get_if<std::unique_ptr<FrameSource>>(&entry)) {
    const FramePtr part = (*parts)->next();
    if (!part) return true;
    append_frame(burst_, opcode_of(wire_), part->bytes(wire_));
    return false;
  }
  Raw& raw = *std::get<std::unique_ptr<Raw>>(entry);
  burst_.append(raw.bytes);
  if (raw.sent) burst_sent_.push_back(std::move(raw.sent));
  return true;
}

void Outbox::burst_done() {
  bytes_ -= std::exchange(burst_counted_, 0);
  burst_.clear();
  for (Sent& sent : std::exchange(burst_sent_, {})) sent();
  if (empty()) release_memory();
}

void Outbox::release_memory() {
  // By swap: an assigned empty string keeps the memory that was there.
  if (burst_.capacity() > kIdleBytes) std::string().swap(burst_);
  if (queue_.capacity() > kIdleEntries) std::vector<Entry>().swap(queue_);
  next_ = 0;
}

}  // namespace flipover
