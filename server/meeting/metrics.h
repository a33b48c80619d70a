// Counters of the meetings of one shard, for /metrics. Plain numbers, written on the shard; nothing of content.
#pragma once

#include <atomic>
#include <cstdint>

namespace flipover {

// Written by one shard, read by any thread.
class Counter {
 public:
  void add(std::uint64_t by = 1) { value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed); }
  void subtract(std::uint64_t by = 1) { value_.store(value_.load(std::memory_order_relaxed) - by, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

struct MeetingMetrics {
  Counter meetings_open;
  Counter meetings_opened;
  Counter sessions_open;
  Counter operations_committed;
  Counter operations_refused;
  Counter operations_repeated;  // answered again after a retry
  Counter batches;
  Counter frames_encoded;
  Counter frames_delivered;
  Counter append_microseconds;  // summed over batches, from decided to durable
  Counter checkpoints;
  Counter meetings_stopped;     // after a failed append or a broken invariant
  Counter invariants_broken;    // of these, by a mistake of ours
  Counter meetings_damaged;     // could not be opened
};

}  // namespace flipover
