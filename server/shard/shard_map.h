// ShardMap: which shard a meeting lives on.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "server/base/ids.h"
#include "server/shard/shard.h"

namespace flipover {

// Invariant: a meeting's shard stays the same while the process runs.
class ShardMap {
 public:
  explicit ShardMap(std::size_t shards) {
    for (std::size_t i = 0; i < shards; ++i) shards_.push_back(std::make_unique<Shard>());
  }

  std::size_t size() const { return shards_.size(); }
  Shard& at(std::size_t index) { return *shards_[index]; }
  std::size_t index_of(const MeetingId& meeting) const { return std::hash<MeetingId>{}(meeting) % shards_.size(); }
  Shard& of(const MeetingId& meeting) { return *shards_[index_of(meeting)]; }

 private:
  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace flipover
