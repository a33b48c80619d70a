// What `flipover verify DIR` does: walks a data directory and tells, meeting by meeting, what holds and what does not.
// It changes no file; run it on a stopped server or on a copy.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/base/ids.h"

namespace flipover {

struct VerifyPaths {
  std::filesystem::path log;         // DIR/log
  std::filesystem::path keys;        // DIR/keys
  std::filesystem::path server_key;  // DIR/server.key, or where it lives
};
VerifyPaths verify_paths(const std::filesystem::path& data_directory);

struct MeetingReport {
  MeetingId meeting;
  Epoch epoch{};
  SeqNo head{};
  std::uint64_t batches = 0;
  std::uint64_t records = 0;   // read and opened
  std::uint64_t redacted = 0;  // their key was destroyed
  std::uint64_t checkpoints = 0;
  std::uint64_t keys = 0;           // made, destroyed ones included
  bool erased = false;              // all keys of the meeting were destroyed
  bool dense = true;                // from the first record to the last nothing is missing or changed; keys may be
  std::vector<std::string> damage;  // each names the position, and what does not hold

  bool holds() const { return damage.empty(); }
};

struct VerifyReport {
  std::vector<std::string> damage;  // of the directory as a whole
  std::vector<MeetingReport> meetings;

  bool holds() const;
  // A line for each meeting and each thing that does not hold.
  std::string text() const;
};

VerifyReport verify(const VerifyPaths& paths);

// Every meeting of an opened log; what is not about one of them goes to `damage`.
class RocksDbStore;
std::vector<MeetingReport> verify_meetings(const RocksDbStore& store, const VerifyPaths& paths,
                                           std::vector<std::string>& damage);

}  // namespace flipover
