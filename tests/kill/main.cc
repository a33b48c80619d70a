// kill_rounds: hurts a real server under load, again and again, and holds what is left against what was promised.
// README.md tells what each fault is, and what must hold.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>

#include "tests/kill/damages.h"
#include "tests/kill/disk_faults.h"
#include "tests/kill/gathering.h"
#include "tests/kill/strace.h"

namespace flipover {
namespace {

using std::chrono::milliseconds;

// Then everything begins anew, so that meetings do not grow without end.
constexpr int kRoundsOfSitting = 25;
constexpr std::size_t kLastWords = 12;  // lines of the server's log
constexpr int kSkipped = 77;  // exit code: this machine cannot do it

const std::map<std::string, DiskFault> kDiskFaults{{"full", DiskFault::kFull},
                                                   {"readonly", DiskFault::kReadOnly},
                                                   {"eio", DiskFault::kEio},
                                                   {"slow-sync", DiskFault::kSlowSync},
                                                   {"hung-sync", DiskFault::kHungSync}};
const std::map<std::string, Damage> kDamages{{"bit", Damage::kBit}, {"tail", Damage::kTail}};

struct Options {
  std::string fault = "kill";
  std::string server;
  std::string data;
  std::string before_kill;  // a command, while the server stands still
  std::string after_kill;
  int rounds = 8;
  std::uint64_t seed = 1;
  std::size_t meetings = 3;
  std::size_t people = 4;
};

void command(const std::string& words) {
  if (std::system(words.c_str()) != 0) throw std::runtime_error("failed: " + words);
}

void play_kill(const Options& options, Gathering& gathering, const std::string& when) {
  // Some die while everybody is still coming back.
  const bool all_in = gathering.chance()() % 4 != 0;
  gathering.write(true);
  if (all_in) gathering.wait_until_all_are_in();
  gathering.run_for(milliseconds(gathering.chance()() % (all_in ? 700 : 300)));
  ServerProcess& server = gathering.server();
  if (!options.before_kill.empty()) {
    server.pause();
    command(options.before_kill);
  }
  server.kill();
  if (!options.after_kill.empty()) command(options.after_kill);
  // What the server sent before it died is still to be read, and counts as promised.
  gathering.run_for(milliseconds(20));
  gathering.check(when);
  server.start();
}

// Some rounds in one life of a data directory.
class Sitting {
 public:
  Sitting(const Options& options, std::filesystem::path work, std::uint64_t seed)
      : options_(options), work_(std::move(work)), seed_(seed) {
    std::filesystem::create_directories(work_);
    server_.binary = options.server;
    server_.data = options.data.empty() ? work_ / "data" : std::filesystem::path(options.data);
    server_.log = work_ / "server.log";
    server_.arguments = {"--raise", "operations_per_second=100000", "--raise", "operations_burst=100000"};
  }

  void play(int from, int upto) {
    const auto damage = kDamages.find(options_.fault);
    if (damage != kDamages.end()) return play_damages(damage->second, from, upto);
    const auto fault = kDiskFaults.find(options_.fault);
    std::unique_ptr<LoopDisk> disk;
    if (fault != kDiskFaults.end()) {
      for (const std::string& argument : arguments_for(fault->second)) server_.arguments.push_back(argument);
      if (needs_loop_disk(fault->second)) {
        disk = std::make_unique<LoopDisk>(work_ / "disk");
        server_.data = disk->place() / "data";
      }
    }
    ServerProcess server(server_);
    server.start();
    Gathering gathering(server, work_ / "copy", seed_, options_.meetings, options_.people);
    for (int round = from; round <= upto; ++round) {
      const std::string when = "round " + std::to_string(round);
      if (fault == kDiskFaults.end()) {
        play_kill(options_, gathering, when);
      } else {
        std::cout << when << std::endl;
        flipover::play(fault->second, gathering, disk.get(), round);
      }
    }
    gathering.finish();
  }

 private:
  void play_damages(Damage damage, int from, int upto) {
    Damages damages(server_, work_, seed_, options_.meetings, options_.people);
    int failed = 0;  // rounds do not hang on one another
    for (int round = from; round <= upto; ++round) {
      std::cout << "round " << round << std::endl;
      try {
        damages.play(damage);
      } catch (const std::runtime_error& error) {
        std::cerr << error.what() << std::endl;
        ++failed;
      }
    }
    if (failed > 0) throw std::runtime_error(std::to_string(failed) + " rounds were not as written");
  }

  const Options& options_;
  const std::filesystem::path work_;
  const std::uint64_t seed_;
  ServerOptions server_;
};

// The end of the server's log without who came and went: where the files are not to be had any more, it tells the most.
std::string last_words(const std::filesystem::path& log) {
  std::deque<std::string> lines;
  std::ifstream in(log);
  for (std::string line; std::getline(in, line);) {
    if (line.find("event=joined") != std::string::npos || line.find("event=left") != std::string::npos) continue;
    lines.push_back(line);
    if (lines.size() > kLastWords) lines.pop_front();
  }
  std::string words;
  for (const std::string& line : lines) words += "  " + line + "\n";
  return words;
}

Options parse(int argc, char** argv) {
  Options options;
  options.server = (std::filesystem::path(argv[0]).parent_path() / "flipover-server").string();
  std::set<std::string> faults{"kill"};
  for (const auto& [name, fault] : kDiskFaults) faults.insert(name);
  for (const auto& [name, damage] : kDamages) faults.insert(name);
  CLI::App app("Hurts a real flipover-server under load and checks that nothing it confirmed is lost.");
  app.add_option("--fault", options.fault, "what happens to it")->check(CLI::IsMember(faults))->capture_default_str();
  app.add_option("--server", options.server, "the server's binary")->capture_default_str();
  app.add_option("--data", options.data, "its data directory; a temporary one unless named");
  app.add_option("--rounds", options.rounds, "")->capture_default_str();
  app.add_option("--seed", options.seed, "")->capture_default_str();
  app.add_option("--meetings", options.meetings, "")->capture_default_str();
  app.add_option("--people", options.people, "of each meeting")->capture_default_str();
  app.add_option("--before-kill", options.before_kill, "a command, run while the server is stopped (SIGSTOP)");
  app.add_option("--after-kill", options.after_kill, "a command, run when the server is dead");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  return options;
}

std::string why_not(const Options& options) {
  const auto fault = kDiskFaults.find(options.fault);
  if (fault == kDiskFaults.end()) return {};
  return needs_loop_disk(fault->second) ? LoopDisk::why_not() : Strace::why_not();
}

int run(const Options& options) {
  if (const std::string why = why_not(options); !why.empty()) {
    std::cout << options.fault << ": 0 rounds, skipped: " << options.rounds << " (" << why << ")\n";
    return kSkipped;
  }
  const auto work = std::filesystem::temp_directory_path() / ("flipover-kill-" + std::to_string(::getpid()));
  // A directory that is named has one life.
  const int of_sitting = options.data.empty() ? kRoundsOfSitting : options.rounds;
  std::uint64_t seed = options.seed;
  int from = 1;
  try {
    for (; from <= options.rounds; from += of_sitting) {
      Sitting(options, work, seed).play(from, std::min(options.rounds, from + of_sitting - 1));
      std::filesystem::remove_all(work);
      ++seed;
    }
  } catch (const std::exception& error) {
    std::cerr << "kill_rounds: " << error.what() << "\n" << last_words(work / "server.log") << "rerun: kill_rounds --fault " << options.fault << " --seed " << seed
              << " --rounds " << std::min(of_sitting, options.rounds - from + 1) << "; its files are kept in " << work << "\n";
    return 1;
  }
  std::cout << options.fault << ": " << options.rounds
            << " rounds, skipped: 0; nothing confirmed lost, doubled or reordered, nothing served that was not so\n";
  return 0;
}

}  // namespace
}  // namespace flipover

int main(int argc, char** argv) { return flipover::run(flipover::parse(argc, argv)); }
