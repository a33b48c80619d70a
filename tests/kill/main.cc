// kill_rounds: kills a real server under load, again and again, and holds what is left against what was promised.
//
//     kill_rounds --rounds 50              kill -9
//     tests/kill/power_cut.sh --rounds 20  the disk forgets what was not synced (needs root)
//
// A round: people write; at a random moment the server dies; a copy of its data is checked (log_check.h); it starts
// again, everybody comes back and sends again what was not confirmed. At the end everybody holds the server's state.
// The seed decides the moments and the load, not how the machine schedules them.
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <stdexcept>

#include "clients/cli/http_client.h"
#include "server/model/state_hash.h"
#include "tests/kill/load_client.h"
#include "tests/kill/log_check.h"

namespace flipover {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kPatience{60};
constexpr milliseconds kGlance{5};

struct Options {
  std::string server;
  std::string data;
  std::string before_kill;  // a command, while the server stands still
  std::string after_kill;
  int rounds = 8;
  std::uint64_t seed = 1;
  std::size_t meetings = 3;
  std::size_t people = 4;
};

struct Room {
  MadeMeeting made;
  std::deque<LoadClient> clients;
};

class KillRounds {
 public:
  explicit KillRounds(Options options)
      : options_(std::move(options)),
        random_(options_.seed),
        work_(std::filesystem::temp_directory_path() / ("flipover-kill-" + std::to_string(::getpid()))),
        check_(work_ / "copy") {
    std::filesystem::create_directories(work_);
    ServerOptions server;
    server.binary = options_.server;
    server.data = options_.data.empty() ? work_ / "data" : std::filesystem::path(options_.data);
    server.log = work_ / "server.log";
    server.arguments = {"--raise", "operations_per_second=100000", "--raise", "operations_burst=100000"};
    server_ = std::make_unique<ServerProcess>(std::move(server));
  }
  ~KillRounds() {
    server_.reset();
    std::error_code ignored;
    if (!keep_) std::filesystem::remove_all(work_, ignored);
  }

  void run() {
    server_->start();
    make_rooms();
    for (int round = 1; round <= options_.rounds; ++round) {
      // Some die while everybody is still coming back.
      const bool all_in = random_() % 4 != 0;
      each([](LoadClient& client) { client.write(true); });
      if (all_in) run_while([](const LoadClient& client) { return !client.live(); }, "everybody to come back");
      run_for(milliseconds(random_() % (all_in ? 700 : 300)));
      kill();
      look("round " + std::to_string(round));
      server_->start();
    }
    finish();
  }

  void keep() { keep_ = true; }
  const std::filesystem::path& work() const { return work_; }

 private:
  void make_rooms() {
    MeetingMaker maker(*server_);
    for (std::size_t i = 0; i < options_.meetings; ++i) {
      Room& room = rooms_.emplace_back();
      room.made = maker.make(options_.people);
      for (const Seat& seat : room.made.seats) {
        room.clients.emplace_back(context_, server_->address(), room.made.meeting, seat, random_()).begin();
      }
    }
    run_while([](const LoadClient& client) { return !client.live(); }, "everybody to come in");
  }

  void kill() {
    if (!options_.before_kill.empty()) {
      server_->pause();
      command(options_.before_kill);
    }
    server_->kill();
    if (!options_.after_kill.empty()) command(options_.after_kill);
    // What the server sent before it died is still to be read, and counts as promised.
    run_for(milliseconds(20));
  }

  void look(const std::string& when) {
    check_.copy(server_->data());
    std::size_t records = 0;
    std::size_t confirmed = 0;
    for (const Room& room : rooms_) {
      std::vector<Promised> promised;
      for (const LoadClient& client : room.clients) {
        promised.push_back({client.client(), client.confirmed(), client.seen()});
        confirmed += client.confirmed().size();
      }
      records += check_.check(room.made.meeting, promised);
    }
    std::cout << when << ": " << confirmed << " confirmed, " << records << " records, all there" << std::endl;
  }

  // Everything is answered, and everybody holds what the server says he sees.
  void finish() {
    each([](LoadClient& client) { client.write(false); });
    run_while([](const LoadClient& client) { return !client.quiet(); }, "everything to be answered");
    for (Room& room : rooms_) {
      for (LoadClient& client : room.clients) hold_against_server(room, client);
    }
    each([](LoadClient& client) { client.stop(); });
    run_while([](const LoadClient& client) { return !client.ended(); }, "everybody to leave");
    server_->stop();
    look("after an orderly stop");
    std::cout << options_.rounds << " rounds: nothing lost, doubled or reordered; all hold the same state\n";
  }

  void hold_against_server(const Room& room, const LoadClient& client) {
    const HttpClient http(server_->address(), client.seat().token);
    const auto answer = HttpClient::wait_for(http.get("/api/v1/meetings/" + room.made.meeting + "/state"));
    pb::StateView view;
    google::protobuf::util::JsonParseOptions lenient;
    lenient.ignore_unknown_fields = true;
    if (!answer || !answer->good() ||
        !google::protobuf::util::JsonStringToMessage(answer->body, &view, lenient).ok()) {
      throw std::runtime_error("the state could not be asked");
    }
    run_while([&](const LoadClient& one) { return &one == &client && one.replica().upto() < view.number(); },
              "the last records");
    const Sha256Digest hash = state_hash(client.replica().state());
    if (to_hex(hash) != view.hash()) throw std::runtime_error("a client holds another state than the server says");
  }

  template <class Function>
  void each(Function function) {
    for (Room& room : rooms_) std::for_each(room.clients.begin(), room.clients.end(), function);
  }

  // While it holds for any of them.
  template <class Condition>
  void run_while(Condition condition, const std::string& what) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    const auto any = [&] {
      return std::any_of(rooms_.begin(), rooms_.end(), [&](const Room& room) {
        return std::any_of(room.clients.begin(), room.clients.end(), condition);
      });
    };
    while (any()) {
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited in vain for " + what);
      run_for(kGlance);
    }
  }

  void run_for(milliseconds time) {
    context_.restart();
    context_.run_for(time);
    for (const Room& room : rooms_) {
      for (const LoadClient& client : room.clients) {
        if (!client.fault().empty()) throw std::runtime_error("meeting " + room.made.meeting + ": " + client.fault());
      }
    }
  }

  static void command(const std::string& words) {
    if (std::system(words.c_str()) != 0) throw std::runtime_error("failed: " + words);
  }

  Options options_;
  std::mt19937_64 random_;
  std::filesystem::path work_;
  LogCheck check_;
  std::unique_ptr<ServerProcess> server_;
  net::io_context context_{1};
  std::deque<Room> rooms_;
  bool keep_ = false;
};

Options parse(int argc, char** argv) {
  Options options;
  options.server = (std::filesystem::path(argv[0]).parent_path() / "flipover-server").string();
  CLI::App app("Kills a real flipover-server under load and checks that nothing it confirmed is lost.");
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

int run(const Options& options) {
  KillRounds rounds(options);
  try {
    rounds.run();
    return 0;
  } catch (const std::exception& error) {
    rounds.keep();
    std::cerr << "kill_rounds: " << error.what() << "\nseed " << options.seed << ", rerun: kill_rounds --seed "
              << options.seed << " --rounds " << options.rounds << "; its files are kept in " << rounds.work() << "\n";
    return 1;
  }
}

}  // namespace
}  // namespace flipover

int main(int argc, char** argv) { return flipover::run(flipover::parse(argc, argv)); }
