// ServerProcess: a real flipover-server as a child process, for benchmarks and kill tests.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/server_address.h"

namespace flipover {

struct ServerOptions {
  std::filesystem::path binary;
  std::filesystem::path data;  // its data directory; made if it is not there
  std::filesystem::path log;   // what it writes to its output, appended; never in `data`
  std::vector<std::string> arguments;  // beyond data, address, port and the administrator's secret
  std::optional<int> cpu;      // all its threads on this core alone
};

// What a process has used, from /proc.
struct Usage {
  std::chrono::microseconds cpu{};
  std::size_t resident_bytes = 0;
};

// Threads: one. Errors: std::runtime_error, with the end of the server's own log.
class ServerProcess {
 public:
  explicit ServerProcess(ServerOptions options);
  ~ServerProcess();  // kills it, if it runs
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Waits until it is ready (/readyz). The port stays the same over all starts.
  void start();
  // Waits until it answers at all, ready or not. Or else: the code with which it ended.
  std::optional<int> try_to_start();
  // Each waits; the code with which it ended, or 128 and the signal that ended it.
  int stop();  // SIGTERM
  int kill();  // SIGKILL
  int wait_for_end();
  void pause();  // SIGSTOP, and waits until it stands still
  void go_on();  // SIGCONT
  bool running() const { return process_ > 0; }
  pid_t process() const { return process_; }

  const ServerAddress& address() const { return address_; }
  const std::string& administrator() const { return administrator_; }  // its secret
  const std::filesystem::path& data() const { return options_.data; }

  Usage usage() const;
  // Every number of /metrics, by its name with labels.
  std::map<std::string, double> metrics() const;
  // All that it wrote to its output so far, over all starts.
  std::string printed() const;

 private:
  void launch();
  // Until the page answers; `ready` asks for a good answer. Or else: how the server ended.
  std::optional<int> wait_for(const std::string& page, bool ready);
  std::optional<int> ended();
  std::string end_of_log() const;

  ServerOptions options_;
  ServerAddress address_;
  std::string administrator_;
  pid_t process_ = 0;
};

Usage usage_of(pid_t process);

// Pins this process to a core.
void pin_to(int cpu);

// A server that is not told a port by its parent would have to tell it; so the parent takes one that is free.
std::string free_port();

}  // namespace flipover
