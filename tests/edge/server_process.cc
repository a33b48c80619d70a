#include "tests/edge/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace flipover::testing {

constexpr std::chrono::seconds kReadyWithin{60};

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

ServerProcess::ServerProcess(std::vector<std::string> options, std::uint64_t descriptors)
    : options_(std::move(options)), descriptors_(descriptors) {
  std::string name = (std::filesystem::temp_directory_path() / "flipover-edge-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  directory_ = name;
  start();
}

ServerProcess::~ServerProcess() {
  if (pid_ > 0) {
    signal(SIGKILL);
    wait();
  }
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void ServerProcess::start() {
  const std::filesystem::path port_file = directory_ / "port";
  std::filesystem::remove(port_file);
  std::vector<std::string> words{FLIPOVER_SERVER, "--data", data().string(), "--port", "0", "--port-file", port_file.string(),
                                 "--admin-secret-file", (directory_ / "admin-secret").string()};
  words.insert(words.end(), options_.begin(), options_.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::string log = (directory_ / "printed").string();
  pid_ = fork();
  if (pid_ == 0) {
    const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(file, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    const rlimit allowed{descriptors_, descriptors_};
    if (descriptors_ > 0) setrlimit(RLIMIT_NOFILE, &allowed);
    setenv("TSAN_OPTIONS", "suppressions=" FLIPOVER_TSAN_SUPPRESSIONS, 0);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  const auto deadline = std::chrono::steady_clock::now() + kReadyWithin;
  while (!std::filesystem::exists(port_file)) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_ || std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("the server did not start: " + printed());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  port_ = static_cast<std::uint16_t>(std::stoi(content_of(port_file)));
  admin_secret_ = content_of(directory_ / "admin-secret");
  if (!admin_secret_.empty()) admin_secret_.pop_back();
}

std::string ServerProcess::printed() const { return content_of(directory_ / "printed"); }

void ServerProcess::signal(int number) const { ::kill(pid_, number); }

int ServerProcess::wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int ServerProcess::stop() {
  signal(SIGTERM);
  return wait();
}

void ServerProcess::restart() { start(); }

}  // namespace flipover::testing
