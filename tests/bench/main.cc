// bench: drives a real server with load over WebSocket, and prints what came of it.
//
//     bench                        all scenarios, a few minutes
//     bench small many             some of them: small, many, saturate, idle, join, past, crowd
//     bench --smoke                a few seconds; says nothing of time, only that everything arrives everywhere
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <iostream>
#include <stdexcept>

#include "tests/bench/crowd.h"
#include "tests/bench/figures.h"
#include "tests/bench/idle.h"
#include "tests/bench/join.h"
#include "tests/bench/looking_back.h"
#include "tests/bench/typing_load.h"

namespace flipover {
namespace {

using std::chrono::milliseconds;

struct Options {
  std::vector<std::string> scenarios;
  std::string server;
  std::string data;
  int server_cpu = 0;
  int own_cpu = 1;
  bool unpinned = false;
  bool smoke = false;
  double seconds = 10;
  std::size_t texts = 0;  // 0: what the scenario says
  double from = 4'000;
  double step = 1.25;
  std::uint64_t seed = 1;
  std::vector<std::string> server_arguments;
};

// A rate is sustained when nearly all of it is saved in time.
constexpr double kSavedShareMin = 0.98;
constexpr double kSustainedP99Ms = 250;

const std::vector<std::string> kScenarios{"small", "many", "saturate", "idle", "join", "past", "crowd"};

// One typist stands for more than a person can type, and for all whose cards stand on a large board.
const std::vector<std::string> kUnhurried{"--raise", "operations_per_second=100000", "--raise", "operations_burst=100000",
                                          "--raise", "share_parts=1"};

class Bench {
 public:
  explicit Bench(Options options) : options_(std::move(options)) {
    work_ = options_.data.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(options_.data);
    work_ /= "flipover-bench-" + std::to_string(::getpid());
    std::filesystem::create_directories(work_);
  }
  ~Bench() {
    std::error_code ignored;
    std::filesystem::remove_all(work_, ignored);
  }

  void run() {
    if (options_.smoke) return smoke();
    if (on_memory()) throw std::runtime_error(work_.string() + " lies in memory: name a directory on a disk with --data");
    std::cout << machine() << "; " << today() << "; server on core " << options_.server_cpu << ", generator on core "
              << options_.own_cpu << "\n";
    for (const auto& scenario : options_.scenarios) {
      std::cout << "\n" << scenario << std::endl;
      if (scenario == "small") small();
      if (scenario == "many") many();
      if (scenario == "saturate") saturate();
      if (scenario == "idle") measure_idle(context_, server({}), {});
      if (scenario == "join") join();
      if (scenario == "past") measure_looking_back(context_, server(kUnhurried), {});
      if (scenario == "crowd") measure_crowd(context_, server(kUnhurried), {});
      stop();
    }
  }

 private:
  // A fresh one, with an empty data directory.
  ServerProcess& server(std::vector<std::string> raised) {
    stop();
    if (!options_.unpinned) pin_to(options_.own_cpu);
    ServerOptions options;
    options.binary = options_.server;
    options.data = work_ / ("data-" + std::to_string(++servers_));
    options.log = work_ / "server.log";
    options.arguments = options_.server_arguments;
    options.arguments.insert(options.arguments.end(), raised.begin(), raised.end());
    if (!options_.unpinned) options.cpu = options_.server_cpu;
    if (!raised.empty()) {
      std::cout << "  limits:";
      for (const auto& word : raised) std::cout << " " << word;
      std::cout << "\n";
    }
    if (!options_.smoke) std::cout << "  a write with fdatasync on this disk: " << disk_floor(work_, 400).text() << std::endl;
    server_ = std::make_unique<ServerProcess>(std::move(options));
    server_->start();
    return *server_;
  }
  void stop() {
    if (server_ && server_->running()) server_->stop();
    server_.reset();
  }

  void small() { steady({1, 8, texts_or(1), options_.seed}, 80); }
  void many() { steady({200, 5, texts_or(1), options_.seed}, 2'000); }

  void steady(TypingOptions typing, double rate) {
    TypingLoad load(context_, server({}), typing);
    const auto length = milliseconds(static_cast<std::int64_t>(options_.seconds * 1'000));
    print(typing, load.type(rate, milliseconds(2'000), length));
  }

  // Faster and faster until it cannot be kept up; then between the last two rates.
  void saturate() {
    const TypingOptions typing{50, 4, texts_or(1), options_.seed};
    TypingLoad load(context_, server(kUnhurried), typing);
    double rate = options_.from;
    double sustained = 0;
    double failed = 0;
    std::optional<Stretch> best;
    for (int tries = 0; tries < 24 && (failed == 0 || failed / sustained > 1.05) && rate > 100; ++tries) {
      Stretch stretch = load.type(rate, milliseconds(1'000), milliseconds(3'000));
      const bool kept = stretch.saved_rate >= kSavedShareMin * rate && stretch.confirmed.percentile(0.99) < kSustainedP99Ms;
      std::cout << "  " << (kept ? "kept up  " : "too fast ") << stretch.text() << std::endl;
      if (kept) {
        sustained = rate;
        best = std::move(stretch);
      } else {
        failed = rate;
      }
      rate = failed == 0 ? rate * options_.step : sustained == 0 ? rate / options_.step : (sustained + failed) / 2;
    }
    if (!best) throw std::runtime_error("no rate could be kept up");
    std::cout << "  sustained: " << with_thousands(best->saved_rate) << " keystrokes/s in "
              << with_thousands(best->operation_rate) << " operations/s\n";
    print(typing, *best);
  }

  void join() {
    measure_join(context_, server(kUnhurried), {});
  }

  void smoke() {
    options_.unpinned = true;
    ServerProcess& started = server({});
    {
      TypingLoad one(context_, started, {1, 8, 1, options_.seed});
      check(one.type(80, milliseconds(200), milliseconds(1'000)));
      TypingLoad several(context_, started, {10, 4, 4, options_.seed});
      check(several.type(1'000, milliseconds(200), milliseconds(1'500)));
    }
    measure_idle(context_, started, {5, 4, 5});
    measure_join(context_, started, {500, 5});
    measure_looking_back(context_, started, {{20, 100, 200}, 4, 1, milliseconds(500)});
    measure_crowd(context_, started, {{50, 1'000, 0}, 10, 20, milliseconds(1'000)});
    stop();
    std::cout << "everything arrived everywhere\n";
  }

  static void check(const Stretch& stretch) {
    if (stretch.confirmed.count() == 0 || stretch.seen.count() == 0) throw std::runtime_error("nothing was typed");
  }

  std::size_t texts_or(std::size_t usual) const { return options_.texts == 0 ? usual : options_.texts; }

  void print(const TypingOptions& typing, const Stretch& stretch) const {
    std::cout << "  " << typing.meetings << " meetings of " << typing.typists << ", " << typing.texts
              << " texts each: " << stretch.text() << "\n    memory "
              << decimals(static_cast<double>(server_->usage().resident_bytes) / 1e6, 1) << " MB\n";
  }

  bool on_memory() const {
    constexpr long kTmpfs = 0x01021994;
    struct statfs system {};
    return ::statfs(work_.c_str(), &system) == 0 && system.f_type == kTmpfs;
  }

  static std::string today() {
    const std::time_t now = std::time(nullptr);
    char text[32];
    std::strftime(text, sizeof(text), "%Y-%m-%d", std::gmtime(&now));
    return text;
  }

  Options options_;
  std::filesystem::path work_;
  net::io_context context_{1};
  std::unique_ptr<ServerProcess> server_;
  int servers_ = 0;
};

Options parse(int argc, char** argv) {
  Options options;
  options.server = (std::filesystem::path(argv[0]).parent_path() / "flipover-server").string();
  CLI::App app("Drives a real flipover-server with load and prints latency, throughput, processor time and memory.");
  app.add_option("scenario", options.scenarios, "small, many, saturate, idle, join, past, crowd; all unless named")
      ->check(CLI::IsMember(kScenarios));
  app.add_flag("--smoke", options.smoke, "a few seconds: does everything arrive everywhere?");
  app.add_option("--server", options.server, "the server's binary")->capture_default_str();
  app.add_option("--data", options.data, "where data is kept while it runs, on a real disk");
  app.add_option("--server-cpu", options.server_cpu, "the server's core")->capture_default_str();
  app.add_option("--own-cpu", options.own_cpu, "the generator's core")->capture_default_str();
  app.add_flag("--unpinned", options.unpinned, "let both run where they like");
  app.add_option("--seconds", options.seconds, "of each measurement in small and many")->capture_default_str();
  app.add_option("--texts", options.texts, "texts of a meeting; many: nearly every keystroke is its own operation");
  app.add_option("--from", options.from, "first rate of saturate, in keystrokes a second")->capture_default_str();
  app.add_option("--step", options.step, "by how much it grows")->capture_default_str();
  app.add_option("--seed", options.seed, "")->capture_default_str();
  app.add_option("--server-argument", options.server_arguments, "passed to the server as it is; may be repeated");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  if (options.scenarios.empty()) options.scenarios = kScenarios;
  return options;
}

}  // namespace
}  // namespace flipover

int main(int argc, char** argv) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 20'000);
  ::setrlimit(RLIMIT_NOFILE, &files);
  try {
    flipover::Bench(flipover::parse(argc, argv)).run();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << "\n";
    return 1;
  }
}
