#include "server/edge/process_figures.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace flipover {

std::vector<Figure> process_figures() {
  std::vector<Figure> figures;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  figures.push_back({"process_cpu_seconds_total", "Time of processors used.",
                     seconds(usage.ru_utime) + seconds(usage.ru_stime), true});
  double pages = 0;
  double resident = 0;
  if (std::ifstream file("/proc/self/statm"); file >> pages >> resident) {
    figures.push_back({"process_resident_memory_bytes", "Memory resident.",
                       resident * static_cast<double>(sysconf(_SC_PAGESIZE)), false});
  }
  std::error_code ignored;
  std::size_t open = 0;
  for (auto one = std::filesystem::directory_iterator("/proc/self/fd", ignored);
       one != std::filesystem::directory_iterator(); one.increment(ignored)) {
    ++open;
  }
  figures.push_back({"process_open_fds", "Files and sockets open.", static_cast<double>(open), false});
  return figures;
}

}  // namespace flipover
