#include "clients/cli/verify_data.h"

#include <filesystem>
#include <iostream>

#include "storage/verify.h"

namespace flipover {

Exit verify_data(const std::string& directory, const std::string& server_key) {
  std::error_code unreadable;
  if (!std::filesystem::is_directory(directory, unreadable)) {
    throw Failure(Exit::kUsage, {directory + " is geen map.", directory + " is no directory."});
  }
  VerifyPaths paths = verify_paths(directory);
  if (!server_key.empty()) paths.server_key = server_key;
  const VerifyReport report = verify(paths);
  std::cout << report.text() << std::flush;
  return report.holds() ? Exit::kDone : Exit::kRefused;
}

}  // namespace flipover
