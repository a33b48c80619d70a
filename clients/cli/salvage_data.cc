#include "clients/cli/salvage_data.h"

#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "storage/salvage.h"

namespace flipover {

Exit salvage_data(const SalvageAsked& asked) {
  std::error_code unreadable;
  if (!std::filesystem::is_directory(asked.directory, unreadable)) {
    throw Failure(Exit::kUsage, {asked.directory + " is geen map.", asked.directory + " is no directory."});
  }
  VerifyPaths paths = verify_paths(asked.directory);
  if (!asked.server_key.empty()) paths.server_key = asked.server_key;
  try {
    const SalvageReport report = salvage(paths, asked.into);
    std::cout << report.text() << std::flush;
    return report.all_whole() ? Exit::kDone : Exit::kRefused;
  } catch (const std::runtime_error& error) {
    throw Failure(Exit::kRefused, {error.what(), error.what()});
  }
}

}  // namespace flipover
