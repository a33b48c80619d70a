// Faults that tests switch on to prove that the oracles catch them. Compiled in only with the test-only option
// FLIPOVER_PLANTED_FAULTS; without it `planted` is false at compile time and nothing of them is left in the program.
#pragma once

#include <cstdint>

#ifdef FLIPOVER_PLANTED_FAULTS
#include <atomic>
#endif

namespace flipover {

enum class Fault : std::uint32_t {
  kSkipSync,                 // the log says "durable" of what it did not sync
  kShowBeforeDurable,        // records are published before the log has them
  kLeakBlindItem,            // an item of an open blind round is shown to everyone
  kDropRetryId,              // a committed operation's id is forgotten
  kAnswerRefusedAsSaved,     // a counter that was refused is answered as saved
  kReadThroughBrokenHandle,  // after a failed write the log is read back without reopening it, and believed
};

#ifdef FLIPOVER_PLANTED_FAULTS

namespace planted_detail {
inline std::atomic<std::uint32_t> faults{0};
inline std::uint32_t bit(Fault fault) { return std::uint32_t{1} << static_cast<std::uint32_t>(fault); }
}  // namespace planted_detail

inline bool planted(Fault fault) {
  return (planted_detail::faults.load(std::memory_order_relaxed) & planted_detail::bit(fault)) != 0;
}
inline void plant(Fault fault) { planted_detail::faults |= planted_detail::bit(fault); }
inline void unplant_all() { planted_detail::faults = 0; }

#else

constexpr bool planted(Fault) { return false; }

#endif

}  // namespace flipover
