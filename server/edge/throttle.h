// Throttle: how often one may try. Each name (an address, a person) has so many tries, which come back with time.
//
// Threads: one. Limits: so many names; one more, and the one that tried least recently is forgotten.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

namespace flipover {

struct ThrottleLimits {
  double tries = 30;
  double tries_per_minute = 30;
  std::size_t names_max = 10'000;
};

class Throttle {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Throttle(ThrottleLimits limits) : limits_(limits) {}

  // Whether there is a try left; takes none.
  bool allows(const std::string& name, Time now) const;
  // Takes one, if there is one.
  bool take(const std::string& name, Time now);

  std::size_t size() const { return left_.size(); }

 private:
  struct Left {
    double tries = 0;
    Time at;
  };
  double tries_of(const Left& left, Time now) const;
  void forget(Time now);

  const ThrottleLimits limits_;
  std::map<std::string, Left> left_;  // of those that do not have all their tries
};

}  // namespace flipover
