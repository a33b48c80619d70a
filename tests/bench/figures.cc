#include "tests/bench/figures.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace flipover {

double Latencies::percentile(double share) const {
  if (microseconds_.empty()) return 0;
  std::sort(microseconds_.begin(), microseconds_.end());
  const auto last = static_cast<double>(microseconds_.size() - 1);
  return microseconds_[static_cast<std::size_t>(share * last)] / 1'000.0;
}

std::string Latencies::text() const {
  return "p50 " + decimals(percentile(0.5), 2) + "  p95 " + decimals(percentile(0.95), 2) + "  p99 " +
         decimals(percentile(0.99), 2) + "  max " + decimals(percentile(1), 2) + " ms";
}

std::string decimals(double value, int digits) {
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return {text.data(), static_cast<std::size_t>(size)};
}

std::string with_thousands(double value) {
  std::string text = decimals(value, 0);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) text.insert(static_cast<std::size_t>(at), 1, ',');
  return text;
}

Latencies disk_floor(const std::string& directory, int times) {
  const std::string path = directory + "/disk-floor";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error(path + " cannot be written");
  const std::string block(4'096, 'x');
  Latencies took;
  for (int i = 0; i < times; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    if (::write(file, block.data(), block.size()) < 0 || ::fdatasync(file) != 0) break;
    took.add(std::chrono::steady_clock::now() - begun);
  }
  ::close(file);
  ::unlink(path.c_str());
  return took;
}

std::string machine() {
  std::ifstream info("/proc/cpuinfo");
  std::string model = "?";
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) != 0) continue;
    model = line.substr(line.find(':') + 2);
    break;
  }
  return std::to_string(std::thread::hardware_concurrency()) + " cores, " + model;
}

}  // namespace flipover
