// ListeningTime: a clock that stands still while this server hears nobody, because its thread was held up. What came late in
// that time did not come late for want of being sent, so nobody is sent away for it.
#pragma once

#include <algorithm>
#include <chrono>

namespace flipover {

class ListeningTime {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // It is looked at every so often; when it is not, the time between does not count.
  ListeningTime(Time now, std::chrono::milliseconds look_every) : step_max_(2 * look_every), looked_(now), time_(now) {}

  Time time() const { return time_; }
  Time look(Time now) {
    time_ += std::min<std::chrono::steady_clock::duration>(now - looked_, step_max_);
    looked_ = now;
    return time_;
  }

 private:
  std::chrono::steady_clock::duration step_max_;
  Time looked_;
  Time time_;
};

}  // namespace flipover
