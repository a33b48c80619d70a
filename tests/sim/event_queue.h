// EventQueue: everything that will happen in a simulated world, in order of time; ties in order of being asked for.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "server/base/clock.h"

namespace flipover::sim {

using SimTime = std::chrono::microseconds;  // since the run began
using namespace std::chrono_literals;

// Whose events they are: those of a server process end with it.
enum class Owner : std::uint64_t {};
constexpr Owner kWorld{0};

class EventQueue {
 public:
  SimTime now() const { return now_; }
  bool empty() const { return events_.empty(); }
  SimTime next_time() const { return events_.begin()->first.first; }

  void after(Owner owner, SimTime delay, std::function<void()> what) {
    events_.emplace(std::pair(now_ + delay, ++asked_), Event{owner, std::move(what)});
  }

  // Requires: not empty.
  void run_next() {
    auto first = events_.extract(events_.begin());
    now_ = first.key().first;
    first.mapped().what();
  }

  // What an owner has planned, taken out, in order.
  std::vector<std::function<void()>> take(Owner owner) {
    std::map<Key, Event> others;
    std::vector<std::function<void()>> taken;
    for (auto& [key, event] : events_) {
      if (event.owner == owner) {
        taken.push_back(std::move(event.what));
      } else {
        others.emplace(key, std::move(event));
      }
    }
    events_ = std::move(others);
    return taken;
  }

 private:
  using Key = std::pair<SimTime, std::uint64_t>;
  struct Event {
    Owner owner;
    std::function<void()> what;
  };
  SimTime now_{0};
  std::uint64_t asked_ = 0;
  std::map<Key, Event> events_;
};

// The time of day in the simulated world. It may jump, as clocks do.
class SimClock final : public Clock {
 public:
  explicit SimClock(const EventQueue& queue) : queue_(queue) {}

  WallTime now() const override {
    constexpr std::chrono::milliseconds kMarch2027{1'804'756'800'000};
    return WallTime(kMarch2027 + std::chrono::duration_cast<std::chrono::milliseconds>(queue_.now()) + skew_);
  }
  void set_skew(std::chrono::milliseconds skew) { skew_ = skew; }

 private:
  const EventQueue& queue_;
  std::chrono::milliseconds skew_{0};
};

}  // namespace flipover::sim
