// Gathering: meetings of a real server, full of people who write whatever happens to it, what they were promised, and the
// check that holds the log against it (log_check.h).
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/bench/meeting_maker.h"
#include "tests/bench/server_process.h"
#include "tests/kill/load_client.h"
#include "tests/kill/log_check.h"
#include "tests/kill/newcomer.h"

namespace flipover {

struct Room {
  std::string meeting;
  Seat visitor;  // a seat that nobody writes from: for who comes, looks and goes
  std::deque<LoadClient> clients;

  const Seat& chair() const { return clients.front().seat(); }
};

// Threads: one. Errors: std::runtime_error when something is lost, doubled, reordered or served wrongly, and when what
// must come does not come within a minute.
class Gathering {
 public:
  // Makes the meetings on a running server, and everybody comes in. `scratch` is a directory for copies.
  Gathering(ServerProcess& server, std::filesystem::path scratch, std::uint64_t seed, std::size_t meetings,
            std::size_t people);

  std::deque<Room>& rooms() { return rooms_; }
  ServerProcess& server() { return server_; }
  std::mt19937_64& chance() { return random_; }

  void write(bool goes_on);  // everybody, or nobody
  void run_for(std::chrono::milliseconds time);
  void run_until(const std::function<bool()>& holds, const std::string& what);
  void wait_until_all_are_in();
  // Everybody who writes gets something confirmed that was not yet.
  void wait_until_all_are_heard();
  // In each meeting somebody waits for his answer, and for so long nobody has got one.
  void wait_until_nobody_is_heard(std::chrono::milliseconds for_so_long);

  // Somebody more connects to a meeting.
  Newcomer& newcomer(const Room& room);
  void newcomers_leave();

  // Holds what the data directory has, of a server that is dead or stands still, against what was promised.
  void check(const std::string& when);
  // What the server serves now, of each meeting: its records are those of the last check, each as its author wrote it.
  // Returns number and hash of each meeting's state.
  std::map<std::string, pb::StateView> check_served();
  // A state served before is served alike now.
  void check_alike(const std::map<std::string, pb::StateView>& before);

  // Everything is answered, everybody holds what the server says he sees, and all is there after an orderly stop.
  void finish();

 private:
  // Nobody writes any more, and everybody has his answers.
  void wait_until_all_are_silent();
  std::string standing() const;
  bool all(const std::function<bool(const LoadClient&)>& holds) const;
  void hold_against_server(const Room& room, const LoadClient& client);

  ServerProcess& server_;
  std::mt19937_64 random_;
  LogCheck check_;
  net::io_context context_{1};
  std::deque<Room> rooms_;
  std::deque<Newcomer> newcomers_;  // those who left among them
};

// Asks for one of a meeting's pages, as a participant. Throws if the answer is not a good one.
std::string read_page(const ServerProcess& server, const Room& room, const std::string& page);
pb::StateView read_state(const ServerProcess& server, const Room& room, const std::string& query = {});
std::vector<pb::Record> read_records(const ServerProcess& server, const Room& room);

}  // namespace flipover
