// The keys of the RocksDB log: their grammar stands in README.md. Decoding is strict: what encoding does not make is
// not a key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "server/base/ids.h"

namespace flipover {

constexpr std::size_t kMeetingIdBytesMax = 64;
bool is_meeting_id(std::string_view id);

struct EpochKey {
  MeetingId meeting;
  Epoch epoch{};
  auto operator<=>(const EpochKey&) const = default;
};
struct BatchKey {
  MeetingId meeting;
  SeqNo first{};
  Epoch epoch{};
  auto operator<=>(const BatchKey&) const = default;
};
struct CheckpointKey {
  MeetingId meeting;
  SeqNo position{};
  std::uint32_t part = 0;
  auto operator<=>(const CheckpointKey&) const = default;
};
// How many synced writes this log has had, so that a lost end is noticed.
struct GroupKey {
  auto operator<=>(const GroupKey&) const = default;
};
using LogKey = std::variant<EpochKey, BatchKey, CheckpointKey, GroupKey>;

// In RocksDB's order the keys of one meeting and kind stand together, in order of their numbers.
// Requires: is_meeting_id(key.meeting.value).
std::string encode(const EpochKey& key);
std::string encode(const BatchKey& key);
std::string encode(const CheckpointKey& key);
std::string encode(const GroupKey& key);

// What all depend on stands twice, in another block of the same tables: the log kRegistryLog and the count of groups.
// The second copy has the same key, but in capitals its first letter.
std::string second_copy(std::string key);
std::string first_copy(std::string key);

std::optional<LogKey> decode_key(std::string_view bytes);

// What all keys of a meeting begin with, and the first key behind them.
enum class KeyKind : char { kBatch = 'b', kCheckpoint = 'c', kEpoch = 'e', kGroup = 'g' };
std::string key_prefix(KeyKind kind, const MeetingId& meeting);
std::string key_prefix_end(KeyKind kind, const MeetingId& meeting);

}  // namespace flipover
