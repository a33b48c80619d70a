#include "tests/cli/programs.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/cli/http_client.h"

extern char** environ;

namespace flipover {
namespace {

constexpr auto kLook = std::chrono::milliseconds(10);
constexpr auto kPatience = std::chrono::seconds(60);

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

// Looks again until it holds; a test that waits for ever is a test that fails.
template <class Condition>
void until(Condition holds, const std::string& what) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited too long for " + what);
    std::this_thread::sleep_for(kLook);
  }
}

std::string free_port() {
  net::io_context io;
  const net::ip::tcp::acceptor probe(io, {net::ip::address_v4::loopback(), 0});
  return std::to_string(probe.local_endpoint().port());
}

}  // namespace

Program::Program(std::vector<std::string> words, const std::string& folder, const std::string& input) {
  static std::atomic<int> count{0};
  const std::string name = folder + "/program" + std::to_string(++count);
  out_ = name + ".out";
  err_ = name + ".err";
  const std::string in = input.empty() ? "/dev/null" : input;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int failed = ::posix_spawn(&pid_, argv[0], &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) throw std::runtime_error("cannot run " + words.front());
}

Program::~Program() {
  if (code_) return;
  ::kill(pid_, SIGKILL);
  wait();
}

int Program::wait() {
  if (code_) return *code_;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return *code_;
}

void Program::signal(int number) { ::kill(pid_, number); }
std::string Program::out() const { return content_of(out_); }
std::string Program::err() const { return content_of(err_); }

bool Program::ended() const {
  siginfo_t info{};
  // Looks without taking the exit code away from wait().
  return code_ ||
         (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0);
}

void Program::wait_for_lines(std::size_t count) const {
  until([&] { return lines_of(out()).size() >= count || ended(); }, "lines of " + out_);
}

Folder::Folder() {
  const char* base = std::getenv("TMPDIR");
  std::string pattern = std::string(base == nullptr ? "/tmp" : base) + "/flipover_test_XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder to test in");
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::file(const std::string& name, const std::string& content) const {
  std::string path = path_ + "/" + name;
  std::ofstream(path) << content;
  return path;
}

RunningServer::RunningServer() : address_{"127.0.0.1", free_port()} { start(); }

void RunningServer::start() {
  program_.emplace(std::vector<std::string>{FLIPOVER_SERVER_PROGRAM, "--data", data(), "--address", address_.host,
                                            "--port", address_.port, "--admin-secret-file", admin_secret_file()},
                   folder_.path());
  const HttpClient client(address_, "");
  until(
      [&] {
        const auto answer = HttpClient::wait_for(client.get("/readyz"));
        return answer && answer->good();
      },
      "a server that is ready: " + program_->err());
}

void RunningServer::stop() {
  program_->signal(SIGTERM);
  if (const int code = program_->wait(); code != 0)
    throw std::runtime_error("the server ended with " + std::to_string(code));
}

void RunningServer::restart() {
  stop();
  start();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!in.eof() || text.ends_with('\n')) lines.push_back(line);
  }
  return lines;
}

}  // namespace flipover
