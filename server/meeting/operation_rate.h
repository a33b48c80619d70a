// OperationRate: how fast one participant may send operations: a bucket that holds the burst and fills at the rate.
#pragma once

#include <algorithm>

#include "server/base/clock.h"

namespace flipover {

class OperationRate {
 public:
  OperationRate(double per_second, double burst) : per_second_(per_second), burst_(burst), left_(burst) {}

  // Takes one, if there is one.
  bool take(WallTime now) {
    const double seconds = std::chrono::duration<double>(now - last_).count();
    // A clock set back gives nothing and takes nothing.
    if (seconds > 0) left_ = std::min(burst_, left_ + seconds * per_second_);
    last_ = now;
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }

 private:
  double per_second_;
  double burst_;
  double left_;
  WallTime last_{};
};

}  // namespace flipover
