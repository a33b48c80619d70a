#include "tests/kill/strace.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace flipover {
namespace {

constexpr std::chrono::seconds kPatience{20};

bool all_threads_held(pid_t process) {
  std::error_code none;
  bool held = false;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task", none)) {
    std::ifstream status(thread.path() / "status");
    held = false;
    for (std::string line; !held && std::getline(status, line);) {
      held = line.starts_with("TracerPid:") && line.find_first_of("123456789") != std::string::npos;
    }
    if (!held) return false;
  }
  return held;
}

pid_t run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    ::execvp(arguments.front(), arguments.data());
    ::_exit(127);
  }
  return child;
}

}  // namespace

std::string Strace::why_not() {
  const pid_t sleeper = run({"sleep", "60"});
  std::string why;
  try {
    const Strace hold(sleeper, "fdatasync", "error=EIO");
  } catch (const std::runtime_error& error) {
    why = error.what();
  }
  ::kill(sleeper, SIGKILL);
  ::waitpid(sleeper, nullptr, 0);
  return why;
}

Strace::Strace(pid_t process, const std::string& calls, const std::string& what,
               const std::vector<std::filesystem::path>& paths) {
  std::vector<std::string> words{"strace", "-f", "-o", "/dev/null", "-p", std::to_string(process)};
  for (const std::filesystem::path& path : paths) {
    words.emplace_back("-P");
    words.push_back(path.string());
  }
  words.insert(words.end(), {"-e", "trace=" + calls, "-e", "inject=" + calls + ":" + what});
  tracer_ = run(std::move(words));
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!all_threads_held(process)) {
    if (::waitpid(tracer_, nullptr, WNOHANG) == tracer_) {
      tracer_ = 0;
      throw std::runtime_error("strace is not to be had, or may not attach");
    }
    if (std::chrono::steady_clock::now() > deadline) {
      ::kill(tracer_, SIGKILL);
      ::waitpid(tracer_, nullptr, 0);
      throw std::runtime_error("strace did not attach");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

// It lets go of the process, also of a call that lasts.
Strace::~Strace() {
  if (tracer_ == 0) return;
  ::kill(tracer_, SIGTERM);
  ::waitpid(tracer_, nullptr, 0);
}

}  // namespace flipover
