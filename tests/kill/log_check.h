// LogCheck: what a data directory holds after a kill, held against what was promised before it (trust.md 1.2, G2 to G4).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "meeting/v1/record.pb.h"
#include "server/base/proto.h"

namespace flipover {

// What was told of one meeting, by those who were told.
struct Promised {
  std::string client;
  std::map<std::uint64_t, std::uint64_t> confirmed;  // counter -> number
  std::map<std::uint64_t, std::string> seen;         // number -> author
};

// Looks at a copy, so that the server itself recovers what the kill left.
class LogCheck {
 public:
  explicit LogCheck(std::filesystem::path scratch) : scratch_(std::move(scratch)) {}

  // Copies the directory, of a server that does not run. Throws if `flipover verify` finds anything that does not hold.
  void copy(const std::filesystem::path& data);

  // Every confirmed operation is there once under its number; every operation is there at most once; what was seen is
  // there; numbers are dense; what was there at the last look is there still. Throws std::runtime_error if not.
  // Returns how many records the meeting has.
  std::size_t check(const std::string& meeting, const std::vector<Promised>& promised);

  // How many records the meeting had at the last look.
  std::size_t records(const std::string& meeting) const;
  // Whether a record that is served was there at the last look. Throws if it was there and was another.
  bool was_so(const std::string& meeting, const pb::Record& served) const;

 private:
  std::vector<pb::Record> read(const std::string& meeting) const;

  std::filesystem::path scratch_;
  std::map<std::string, std::vector<std::string>> before_;  // meeting -> records, as they stood at the last look
};

}  // namespace flipover
