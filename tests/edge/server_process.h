// A flipover-server of one's own: the real program, on a free port of loopback, in a directory that goes with it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace flipover::testing {

class ServerProcess {
 public:
  // Starts and waits until it is ready. `options` are added to the command line; `descriptors` are what it may have, as by
  // `ulimit -n` (0: as many as we).
  explicit ServerProcess(std::vector<std::string> options = {}, std::uint64_t descriptors = 0);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  std::uint16_t port() const { return port_; }
  const std::string& admin_secret() const { return admin_secret_; }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
  const std::filesystem::path& directory() const { return directory_; }
  std::filesystem::path data() const { return directory_ / "data"; }
  pid_t pid() const { return pid_; }

  // What it printed so far: standard output and standard error.
  std::string printed() const;

  void signal(int number) const;
  int wait();  // for its end; the exit code, or 128 and the signal
  int stop();  // SIGTERM
  void restart();  // after it ended: the same data, another port

 private:
  void start();

  std::filesystem::path directory_;
  std::vector<std::string> options_;
  std::uint64_t descriptors_;
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
  std::string admin_secret_;
};

std::string content_of(const std::filesystem::path& file);

}  // namespace flipover::testing
