#include "storage/key_format.h"

#include <algorithm>

#include "server/base/check.h"
#include "storage/seal.h"

namespace flipover {
namespace {

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kPartBytes = 4;

bool is_id_char(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

bool is_meeting_id(std::string_view id) {
  return !id.empty() && id.size() <= kMeetingIdBytesMax && std::all_of(id.begin(), id.end(), is_id_char);
}

std::string key_prefix(KeyKind kind, const MeetingId& meeting) {
  CHECK(is_meeting_id(meeting.value), "not a meeting's id");
  std::string key;
  key.reserve(meeting.value.size() + 2 + 2 * kNumberBytes);
  key.push_back(static_cast<char>(kind));
  key += meeting.value;
  key.push_back('\0');
  return key;
}

std::string key_prefix_end(KeyKind kind, const MeetingId& meeting) {
  std::string end = key_prefix(kind, meeting);
  end.back() = '\1';
  return end;
}

std::string encode(const EpochKey& key) {
  std::string bytes = key_prefix(KeyKind::kEpoch, key.meeting);
  put_u64(bytes, raw(key.epoch));
  return bytes;
}

std::string encode(const BatchKey& key) {
  std::string bytes = key_prefix(KeyKind::kBatch, key.meeting);
  put_u64(bytes, raw(key.first));
  put_u64(bytes, raw(key.epoch));
  return bytes;
}

std::string encode(const CheckpointKey& key) {
  std::string bytes = key_prefix(KeyKind::kCheckpoint, key.meeting);
  put_u64(bytes, raw(key.position));
  put_u32(bytes, key.part);
  return bytes;
}

std::string encode(const GroupKey&) { return {static_cast<char>(KeyKind::kGroup)}; }

std::string second_copy(std::string key) {
  key.front() = static_cast<char>(key.front() - 'a' + 'A');
  return key;
}

std::string first_copy(std::string key) {
  key.front() = static_cast<char>(key.front() - 'A' + 'a');
  return key;
}

std::optional<LogKey> decode_key(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto kind = static_cast<KeyKind>(bytes.front());
  if (kind == KeyKind::kGroup) return bytes.size() == 1 ? std::optional<LogKey>(GroupKey{}) : std::nullopt;
  const std::size_t zero = bytes.find('\0');
  if (zero == std::string_view::npos || !is_meeting_id(bytes.substr(1, zero - 1))) return std::nullopt;
  MeetingId meeting{std::string(bytes.substr(1, zero - 1))};
  const std::string_view rest = bytes.substr(zero + 1);
  const std::uint64_t number = rest.size() < kNumberBytes ? 0 : get_u64(rest);
  if (number == 0) return std::nullopt;  // epochs and positions count from 1
  switch (kind) {
    case KeyKind::kEpoch:
      if (rest.size() != kNumberBytes) return std::nullopt;
      return EpochKey{std::move(meeting), Epoch{number}};
    case KeyKind::kBatch: {
      if (rest.size() != 2 * kNumberBytes) return std::nullopt;
      const std::uint64_t epoch = get_u64(rest.substr(kNumberBytes));
      if (epoch == 0) return std::nullopt;
      return BatchKey{std::move(meeting), SeqNo{number}, Epoch{epoch}};
    }
    case KeyKind::kCheckpoint:
      if (rest.size() != kNumberBytes + kPartBytes) return std::nullopt;
      return CheckpointKey{std::move(meeting), SeqNo{number}, get_u32(rest.substr(kNumberBytes))};
    case KeyKind::kGroup:
      break;
  }
  return std::nullopt;
}

}  // namespace flipover
