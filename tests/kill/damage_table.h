// What hangs on what (storage/README.md), as data: for each spot of a data directory who stops when a bit flips there or the
// end goes, and the words that say so. Written before it was tried; a file of which it knows nothing is a fault.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace flipover {

enum class Stops {
  kNobody,
  kMeeting,  // it does not open (4008, meeting_damaged), or its past cannot be read
  kItem,     // what one key seals
  kAll,      // no start
  kAllOrNobody,
};

enum class Verify {
  kHolds,     // `flipover verify` finds nothing, and need not
  kNames,     // it names what does not hold
  kMayName,
};

struct DamageRow {
  std::string_view spot;
  Stops stops;
  std::string_view words;  // in the server's log, or its last words; empty: nothing is said
  Verify verify;
};
const std::vector<DamageRow>& damage_table();

// A whole data directory, of which every byte's meaning is known.
class KnownDirectory {
 public:
  explicit KnownDirectory(std::filesystem::path data);

  const std::filesystem::path& data() const { return data_; }
  const std::vector<std::string>& meetings() const { return meetings_; }  // without the registry

  // Its files, by kind, in an order in which each kind comes once before any comes again.
  const std::vector<std::vector<std::filesystem::path>>& files() const { return files_; }

  struct Spot {
    const DamageRow* row;
    std::string meeting;  // which it is about; empty: none
  };
  // What is at this byte of a file (relative to the directory).
  Spot at(const std::filesystem::path& file, std::size_t byte) const;
  // What goes with everything from this byte on.
  Spot from(const std::filesystem::path& file, std::size_t byte) const;

 private:
  Spot in_table(const std::filesystem::path& file, std::size_t byte) const;
  Spot in_keys(const std::filesystem::path& file, std::size_t first_slot, std::size_t last_slot) const;

  std::filesystem::path data_;
  std::vector<std::string> meetings_;
  std::map<std::string, std::set<std::size_t>> used_slots_;  // of key files, by the log's name
  std::vector<std::vector<std::filesystem::path>> files_;
};

}  // namespace flipover
