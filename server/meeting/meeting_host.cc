#include "server/meeting/meeting_host.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>
#include <vector>

#include "server/base/memory.h"
#include "storage/completion.h"

namespace flipover {

// A meeting that is being opened, is open, or is being closed. Whoever comes in between waits for that to be over.
struct MeetingHost::Room {
  enum class State { kMoving, kOpen };
  State state = State::kMoving;
  std::shared_ptr<MeetingActor> actor;
  std::weak_ptr<MeetingActor> handle;  // what visitors hold; the last one to let go closes the room
  std::vector<Completion<bool>> waiting;

  void settled() {
    for (auto& done : std::exchange(waiting, {})) done(true);
  }
};

namespace {

constexpr std::size_t kLargeBytes = 1024 * 1024;  // a board that takes more is worth looking for memory after it

template <class RoomPtr>
net::awaitable<bool> until_settled(RoomPtr room) {
  return await_completion<bool>([room](Completion<bool> done) { room->waiting.push_back(std::move(done)); });
}

}  // namespace

MeetingHost::MeetingHost(MeetingWorld world) : world_(std::move(world)) {}

MeetingHost::~MeetingHost() {
  // Who still waits for a room holds it: neither would ever go.
  for (const auto& [meeting, room] : rooms_) std::exchange(room->waiting, {}).clear();
}

const MeetingMetrics& MeetingHost::metrics() const { return world_.metrics; }

net::awaitable<MeetingActor::Opened> MeetingHost::enter(MeetingId meeting) {
  const auto executor = co_await net::this_coro::executor;
  for (;;) {
    if (stopping_) co_return MeetingActor::Opened{MeetingStatus::kStopped, nullptr, "the server stops"};
    const auto found = rooms_.find(meeting);
    if (found == rooms_.end()) break;
    auto room = found->second;
    if (room->state == Room::State::kMoving) {
      co_await until_settled(room);
      continue;
    }
    if (room->actor->stopped()) {  // its log failed: it has let go of it, so it can be opened anew
      rooms_.erase(found);
      break;
    }
    if (auto handle = room->handle.lock()) {
      co_return MeetingActor::Opened{MeetingStatus::kDone, std::move(handle), {}};
    }
    break;
  }

  auto room = std::make_shared<Room>();
  rooms_[meeting] = room;
  MeetingActor::Opened opened;
  try {
    opened = co_await MeetingActor::open(world_, meeting);
  } catch (...) {  // a broken invariant: whoever waits tries for himself
    rooms_.erase(meeting);
    room->settled();
    throw;
  }
  // Who cannot come in tries again and again: once is enough for the operator.
  if (std::string& told = told_[meeting]; told == opened.message) {
    opened.message.clear();
  } else {
    told = opened.message;
  }
  if (told_[meeting].empty()) told_.erase(meeting);
  if (!opened.actor) {
    rooms_.erase(meeting);
    room->settled();
    co_return opened;
  }
  room->actor = opened.actor;
  room->state = Room::State::kOpen;
  // The handle keeps the actor; when the last visitor lets go, the meeting is written down and closed.
  std::shared_ptr<MeetingActor> handle(
      opened.actor.get(), [this, alive = std::weak_ptr<void>(alive_), executor, meeting, room](MeetingActor*) {
        room->handle.reset();  // it would keep this function, which keeps the room
        if (alive.expired()) return;
        if (room->actor->stopped() || stopping_) {
          const auto found = rooms_.find(meeting);
          if (!stopping_ && found != rooms_.end() && found->second == room) rooms_.erase(found);
          return;
        }
        room->state = Room::State::kMoving;
        net::co_spawn(
            executor,
            [](MeetingHost& host, MeetingId id, std::shared_ptr<Room> closing) -> net::awaitable<void> {
              co_await closing->actor->stop(CloseReason::kServerStops);
              const auto found = host.rooms_.find(id);
              if (found != host.rooms_.end() && found->second == closing) host.rooms_.erase(found);
              closing->settled();
              const bool was_large = closing->actor->bytes() > kLargeBytes;
              closing->actor.reset();
              if (was_large) give_memory_back();
            }(*this, meeting, room),
            net::detached);
      });
  room->handle = handle;
  room->settled();
  co_return MeetingActor::Opened{MeetingStatus::kDone, std::move(handle), std::move(opened.message)};
}

net::awaitable<LookingBack::Answer<Standing>> MeetingHost::standing(MeetingId meeting, Looker who) {
  const auto room = rooms_.find(meeting);
  if (room != rooms_.end() && room->second->state == Room::State::kOpen && !room->second->actor->stopped()) {
    LookingBack::Answer<Standing> answer;
    answer.found = room->second->actor->standing(who.participant, who.device);
    co_return answer;
  }
  auto look = [](Past& past) { return past.standing(); };
  co_return co_await looking_back_.ask<Standing>(std::move(meeting), std::move(who), std::move(look));
}

net::awaitable<void> MeetingHost::stop() {
  stopping_ = true;
  while (!rooms_.empty()) {
    const auto [meeting, room] = *rooms_.begin();
    if (room->state == Room::State::kMoving) {  // opened at this moment it would go on after us, on a log that is gone
      co_await until_settled(room);
      continue;
    }
    co_await room->actor->stop(CloseReason::kServerStops);
    rooms_.erase(meeting);
    room->settled();
  }
}

}  // namespace flipover
