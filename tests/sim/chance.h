// Chance: the one source of chance of a simulated run. A seed gives the same row of numbers everywhere.
#pragma once

#include <cstddef>
#include <cstdint>

namespace flipover::sim {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 0x632be59bd9b4e019ULL) {}

  // splitmix64: small, and the same on every machine (the standard's distributions are not).
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }

  std::uint64_t below(std::uint64_t end) { return end == 0 ? 0 : next() % end; }
  std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + below(high - low + 1); }
  bool one_in(std::uint64_t many) { return below(many) == 0; }
  bool percent(std::uint64_t of_hundred) { return below(100) < of_hundred; }

  // Requires: not empty.
  template <class Range>
  const auto& pick(const Range& range) {
    return *(std::begin(range) + static_cast<std::ptrdiff_t>(below(static_cast<std::uint64_t>(std::size(range)))));
  }

  // A source of its own, so that one part of the world may ask more often without changing another.
  Chance fork() { return Chance(next()); }

 private:
  std::uint64_t state_;
};

}  // namespace flipover::sim
