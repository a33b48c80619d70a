// What `flipover salvage DIR NEW` does: of a data directory that does not open, or in which something is damaged, copies
// every meeting that is whole into a new one, with its keys, and names those that are not. DIR is not changed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "storage/verify.h"

namespace flipover {

struct SalvageReport {
  std::vector<std::string> trouble;     // of the directory as a whole
  std::vector<MeetingReport> meetings;  // those that are dense were copied

  bool all_whole() const;
  std::string text() const;
};

// A meeting whose keys or checkpoints alone are damaged is copied, without its checkpoints: they are made anew from the
// log. One that is not whole keeps its keys in NEW, and says there that it is damaged.
// Throws std::runtime_error, with a message for the operator: NEW is not empty, or cannot be written.
SalvageReport salvage(const VerifyPaths& from, const std::filesystem::path& to);

}  // namespace flipover
