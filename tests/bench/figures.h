// Figures: what a benchmark measured, as people compare it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace flipover {

using SteadyTime = std::chrono::steady_clock::time_point;

// Times of many like events.
class Latencies {
 public:
  void add(std::chrono::nanoseconds took) { microseconds_.push_back(static_cast<std::uint32_t>(took.count() / 1'000)); }
  void add(const Latencies& more) {
    microseconds_.insert(microseconds_.end(), more.microseconds_.begin(), more.microseconds_.end());
  }
  std::size_t count() const { return microseconds_.size(); }
  // In milliseconds; 0 without events. `share` from 0 to 1.
  double percentile(double share) const;
  std::string text() const;  // p50 1.23  p95 ...  p99 ...  max ... ms

 private:
  mutable std::vector<std::uint32_t> microseconds_;
};

// 1,234,567
std::string with_thousands(double value);
std::string decimals(double value, int digits);

// Write and fdatasync of 4 KiB on the disk of `directory`, one after another: below this no durable write can stay.
Latencies disk_floor(const std::string& directory, int times);

// What this ran on: cores and their model.
std::string machine();

}  // namespace flipover
