#include "tests/sim/connection.h"

#include <algorithm>
#include <utility>

namespace flipover::sim {
namespace {

constexpr Connection::Speed kUpSpeed{SimTime{1'000}, SimTime{20'000}};

}  // namespace

SimTime Connection::arrival(Direction& direction, Speed speed) {
  const auto spread = static_cast<std::uint64_t>((speed.most - speed.least).count());
  const SimTime travels = speed.least + SimTime(static_cast<std::int64_t>(chance_.below(spread + 1)));
  direction.last = std::max(direction.last, queue_.now() + travels);
  return direction.last - queue_.now();
}

void Connection::send_up(pb::ClientFrame frame) {
  if (broken_ || !server_.frame) return;
  const std::uint64_t nth = up_.sent++;
  queue_.after(kWorld, arrival(up_, kUpSpeed), [self = shared_from_this(), nth, frame = std::move(frame)]() mutable {
    if (nth >= self->up_.limit || !self->server_.frame) return;
    ++self->up_.delivered;
    self->server_.frame(std::move(frame));
  });
}

void Connection::send_down(FramePtr frame) {
  if (broken_) return;
  const std::uint64_t nth = down_.sent++;
  const std::size_t bytes = frame->frame().ByteSizeLong();
  bytes_down_ += bytes;
  queue_.after(kWorld, arrival(down_, down_speed_), [self = shared_from_this(), nth, bytes, frame = std::move(frame)] {
    self->bytes_down_ -= bytes;
    if (nth >= self->down_.limit) return;
    ++self->down_.delivered;
    if (self->client_.frame) self->client_.frame(frame->frame());
    if (self->server_.drained) self->server_.drained();
  });
}

void Connection::close_down() {
  if (std::exchange(broken_, true)) return;
  server_ = {};
  tell_client();
}

void Connection::cut() {
  if (std::exchange(broken_, true)) return;
  limit(up_);
  limit(down_);
  tell_client();
  // Often at once; sometimes the line is dead for the client long before the server knows.
  const bool half_open = chance_.percent(30);
  tell_server(half_open ? SimTime(static_cast<std::int64_t>(chance_.between(500'000, 6'000'000))) : SimTime{5'000});
}

void Connection::server_died() {
  server_ = {};
  if (std::exchange(broken_, true)) return;
  limit(down_);
  tell_client();
}

void Connection::limit(Direction& direction) {
  const std::uint64_t on_their_way = direction.sent - direction.delivered;
  direction.limit = direction.delivered + chance_.below(on_their_way + 1);
}

void Connection::tell_client() {
  queue_.after(kWorld, std::max(down_.last - queue_.now(), SimTime{0}) + SimTime{1'000}, [self = shared_from_this()] {
    const auto lost = std::exchange(self->client_, {}).lost;
    if (lost) lost();
  });
}

void Connection::tell_server(SimTime delay) {
  queue_.after(kWorld, std::max(up_.last - queue_.now(), SimTime{0}) + delay, [self = shared_from_this()] {
    const auto lost = std::exchange(self->server_, {}).lost;
    if (lost) lost();
  });
}

}  // namespace flipover::sim
