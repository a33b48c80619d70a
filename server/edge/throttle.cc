#include "server/edge/throttle.h"

#include <algorithm>

namespace flipover {

double Throttle::tries_of(const Left& left, Time now) const {
  const double minutes = std::chrono::duration<double, std::ratio<60>>(now - left.at).count();
  return std::min(limits_.tries, left.tries + minutes * limits_.tries_per_minute);
}

bool Throttle::allows(const std::string& name, Time now) const {
  const auto place = left_.find(name);
  return place == left_.end() || tries_of(place->second, now) >= 1;
}

bool Throttle::take(const std::string& name, Time now) {
  auto place = left_.find(name);
  if (place == left_.end()) {
    if (left_.size() >= limits_.names_max) forget(now);
    place = left_.emplace(name, Left{limits_.tries, now}).first;
  }
  Left& left = place->second;
  left.tries = tries_of(left, now);
  left.at = now;
  if (left.tries < 1) return false;
  left.tries -= 1;
  return true;
}

void Throttle::forget(Time now) {
  std::erase_if(left_, [&](const auto& one) { return tries_of(one.second, now) >= limits_.tries; });
  if (left_.size() < limits_.names_max) return;
  const auto oldest = std::min_element(left_.begin(), left_.end(),
                                       [](const auto& a, const auto& b) { return a.second.at < b.second.at; });
  left_.erase(oldest);
}

}  // namespace flipover
