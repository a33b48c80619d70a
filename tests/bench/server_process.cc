#include "tests/bench/server_process.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "clients/cli/http_client.h"

namespace flipover {
namespace {

constexpr std::chrono::seconds kReadyWithin{60};
constexpr std::chrono::seconds kStopWithin{60};
constexpr std::chrono::milliseconds kLookEvery{5};
constexpr std::size_t kLogEndBytes = 4'000;
constexpr rlim_t kSocketsWanted = 20'000;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

std::string without_space_at_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

std::string free_port() {
  net::io_context context;
  const net::ip::tcp::acceptor acceptor(context, {net::ip::address_v4::loopback(), 0});
  return std::to_string(acceptor.local_endpoint().port());
}

void pin_to(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(cpu), &set);
  if (::sched_setaffinity(0, sizeof(set), &set) != 0) throw std::runtime_error("no core " + std::to_string(cpu));
}

Usage usage_of(pid_t process) {
  const std::string directory = "/proc/" + std::to_string(process);
  Usage usage;
  // The second field, the name in parentheses, may hold anything; of what follows it, 12 and 13 are user and system time.
  const std::string stat = read_file(directory + "/stat");
  std::istringstream fields(stat.substr(std::min(stat.size(), stat.rfind(')') + 1)));
  std::vector<std::string> values;
  for (std::string value; fields >> value;) values.push_back(value);
  if (values.size() > 12) {
    const std::int64_t ticks = std::stoll(values[11]) + std::stoll(values[12]);
    usage.cpu = std::chrono::microseconds(ticks * 1'000'000 / ::sysconf(_SC_CLK_TCK));
  }
  std::istringstream pages(read_file(directory + "/statm"));
  std::size_t total = 0;
  std::size_t resident = 0;
  pages >> total >> resident;
  usage.resident_bytes = resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return usage;
}

ServerProcess::ServerProcess(ServerOptions options)
    : options_(std::move(options)), address_{"127.0.0.1", free_port()} {}

ServerProcess::~ServerProcess() {
  if (!running()) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void ServerProcess::start() {
  launch();
  if (wait_for("/readyz", true)) throw std::runtime_error("the server ended before it was ready:\n" + end_of_log());
}

std::optional<int> ServerProcess::try_to_start() {
  launch();
  return wait_for("/healthz", false);
}

void ServerProcess::launch() {
  std::filesystem::create_directories(options_.data);
  const std::filesystem::path secret = options_.data / "admin-secret";
  std::vector<std::string> words{options_.binary.string(), "--data",  options_.data.string(), "--address", address_.host,
                                 "--port",                 address_.port, "--admin-secret-file", secret.string()};
  words.insert(words.end(), options_.arguments.begin(), options_.arguments.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process could be made");
  if (child == 0) {
    const int log = ::open(options_.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log >= 0) {
      ::dup2(log, STDOUT_FILENO);
      ::dup2(log, STDERR_FILENO);
    }
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = std::min(files.rlim_max, std::max(files.rlim_cur, kSocketsWanted));
    ::setrlimit(RLIMIT_NOFILE, &files);
    if (options_.cpu) {
      cpu_set_t set;
      CPU_ZERO(&set);
      CPU_SET(static_cast<std::size_t>(*options_.cpu), &set);
      ::sched_setaffinity(0, sizeof(set), &set);
    }
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
  }
  process_ = child;
}

std::optional<int> ServerProcess::wait_for(const std::string& page, bool ready) {
  const auto deadline = std::chrono::steady_clock::now() + kReadyWithin;
  const HttpClient client(address_, {});
  while (std::chrono::steady_clock::now() < deadline) {
    if (auto code = ended()) return code;
    const auto answer = HttpClient::wait_for(client.get(page));
    if (answer && (answer->good() || !ready)) {
      administrator_ = without_space_at_end(read_file(options_.data / "admin-secret"));
      return std::nullopt;
    }
    std::this_thread::sleep_for(kLookEvery);
  }
  throw std::runtime_error("the server did not answer " + page + " in time:\n" + end_of_log());
}

std::optional<int> ServerProcess::ended() {
  int status = 0;
  if (::waitpid(process_, &status, WNOHANG) != process_) return std::nullopt;
  process_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int ServerProcess::wait_for_end() {
  const auto deadline = std::chrono::steady_clock::now() + kStopWithin;
  for (;;) {
    if (const auto code = ended()) return *code;
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("the server did not end:\n" + end_of_log());
    std::this_thread::sleep_for(kLookEvery);
  }
}

int ServerProcess::stop() {
  ::kill(process_, SIGTERM);
  return wait_for_end();
}

int ServerProcess::kill() {
  ::kill(process_, SIGKILL);
  return wait_for_end();
}

void ServerProcess::pause() {
  ::kill(process_, SIGSTOP);
  ::waitpid(process_, nullptr, WUNTRACED);
}

void ServerProcess::go_on() { ::kill(process_, SIGCONT); }

Usage ServerProcess::usage() const { return usage_of(process_); }

std::map<std::string, double> ServerProcess::metrics() const {
  std::map<std::string, double> found;
  const auto answer = HttpClient::wait_for(HttpClient(address_, administrator_).get("/metrics"));
  if (!answer || !answer->good()) return found;
  std::istringstream lines(answer->body);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.rfind(' ');
    if (line.empty() || line.front() == '#' || space == std::string::npos) continue;
    found[line.substr(0, space)] = std::strtod(line.c_str() + space, nullptr);
  }
  return found;
}

std::string ServerProcess::printed() const { return read_file(options_.log); }

std::string ServerProcess::end_of_log() const {
  const std::string log = printed();
  return log.substr(log.size() > kLogEndBytes ? log.size() - kLogEndBytes : 0);
}

}  // namespace flipover
