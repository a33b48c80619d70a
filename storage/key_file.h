// KeyFile: the file of one meeting's keys, in calls that block. Slots of 128 bytes, so that none lies across a sector
// and overwriting one is whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "storage/key_store.h"

namespace flipover {

constexpr std::size_t kKeySlotBytes = 128;

std::filesystem::path key_file_path(const std::filesystem::path& directory, const MeetingId& meeting);

KeysOutcome load_keys(const std::filesystem::path& directory, const MeetingId& meeting, const SecretKey& server_key);
struct KeyRange {
  KeyIndex from{};
  KeyIndex upto{};
  KeyIndex lost_before{};
};
KeysOutcome ensure_keys(const std::filesystem::path& directory, const MeetingId& meeting, const SecretKey& server_key,
                        KeyRange wanted);
KeysOutcome destroy_key(const std::filesystem::path& directory, const MeetingId& meeting, const SecretKey& server_key,
                        KeyIndex index);
KeysOutcome destroy_keys(const std::filesystem::path& directory, const MeetingId& meeting);

}  // namespace flipover
