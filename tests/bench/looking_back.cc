#include "tests/bench/looking_back.h"

#include <sched.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <deque>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "clients/cli/http_client.h"
#include "tests/bench/figures.h"
#include "tests/bench/meeting_maker.h"
#include "tests/bench/run_until.h"
#include "tests/bench/typing_load.h"

namespace flipover {
namespace {

constexpr double kKeystrokesPerSecond = 80;
constexpr std::chrono::milliseconds kWarmUp{500};

// Connections on which one question about the past follows the other: a state, a page of records, an export. On a thread of
// their own: to take in megabytes must not hold up the clock of those who type.
class Readers {
 public:
  Readers(const ServerAddress& server, std::string meeting, std::uint64_t records)
      : server_(server), meeting_(std::move(meeting)), records_(records) {}
  ~Readers() {
    wanted_ = false;
    if (thread_.joinable()) thread_.join();
  }
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  void add(const std::string& token) { clients_.emplace_back(server_, token); }

  void begin() {
    wanted_ = true;
    context_.restart();
    for (const HttpClient& client : clients_) net::co_spawn(context_, read(*this, client, random_()), net::detached);
    thread_ = std::thread([this] {
      const sched_param none{};
      (void)::sched_setscheduler(0, SCHED_IDLE, &none);
      context_.run();
    });
  }
  // Once the last answers are there.
  void end() {
    wanted_ = false;
    thread_.join();
    if (!fault_.empty()) throw std::runtime_error(fault_);
  }

  std::size_t answers() const { return answers_; }
  std::size_t bytes() const { return bytes_; }

 private:
  static net::awaitable<void> read(Readers& readers, const HttpClient& client, std::mt19937::result_type seed) {
    std::mt19937 random(seed);
    for (std::size_t turn = seed; readers.wanted_ && readers.fault_.empty(); ++turn) {
      const std::string target = readers.question(turn, 1 + random() % readers.records_);
      const auto answer = co_await client.get(target);
      if (answer && answer->good()) {
        ++readers.answers_;
        readers.bytes_ += answer->body.size();
      } else {
        readers.fault_ = target + ": " + (answer ? answer->body : answer.error().message());
      }
    }
  }

  std::string question(std::size_t turn, std::uint64_t number) const {
    const std::array<std::string, 3> questions{"/state?at=" + std::to_string(number),
                                               "/records?from=" + std::to_string(number), "/export"};
    return "/api/v1/meetings/" + meeting_ + questions[turn % questions.size()];
  }

  net::io_context context_;
  std::thread thread_;
  const ServerAddress server_;
  const std::string meeting_;
  const std::uint64_t records_;
  std::deque<HttpClient> clients_;
  std::mt19937 random_;
  std::atomic<bool> wanted_ = false;
  std::size_t answers_ = 0;
  std::size_t bytes_ = 0;
  std::string fault_;
};

}  // namespace

void measure_looking_back(net::io_context& context, ServerProcess& server, const LookingBackOptions& options) {
  const MadeMeeting made = MeetingMaker(server).make(1 + options.connections);
  BoardWriter writer(context, made.seats.front(), options.log);
  writer.connect(server.address(), made.meeting);
  run_until(context, "the writer", [&] { return writer.done(); });
  const std::uint64_t records = writer.number();
  writer.leave();

  Readers of_one(server.address(), made.meeting, records);
  Readers of_several(server.address(), made.meeting, records);
  for (std::size_t i = 0; i < options.connections; ++i) {
    of_one.add(made.seats[1].token);
    of_several.add(made.seats[1 + i].token);
  }
  TypingLoad others(context, server, {1, 8, 1, 1});
  const auto type = [&](Latencies& saved) {
    saved.add(others.type(kKeystrokesPerSecond, kWarmUp, options.measured).confirmed);
  };
  // In turn, so that an hour of the host's in which the disk is slow counts for all alike.
  std::array<Latencies, 3> saved;
  for (std::size_t round = 0; round < options.rounds; ++round) {
    type(saved[0]);
    of_one.begin();
    type(saved[1]);
    of_one.end();
    of_several.begin();
    type(saved[2]);
    of_several.end();
  }

  const double quiet = saved[0].percentile(0.95);
  const double seconds = std::chrono::duration<double>((kWarmUp + options.measured) * options.rounds).count();
  const auto tell = [&](const std::string& who, const Readers& readers, const Latencies& meanwhile) {
    std::cout << "    " << who << ": " << meanwhile.text() << "; p95 times "
              << decimals(meanwhile.percentile(0.95) / quiet, 2) << "; they get "
              << decimals(static_cast<double>(readers.answers()) / seconds, 1) << " answers/s, "
              << decimals(static_cast<double>(readers.bytes()) / seconds / 1e6, 1) << " MB/s\n";
  };
  const std::string connections = std::to_string(options.connections) + " connections of ";
  std::cout << "  a meeting of 8 at 80 keystrokes/s, saved, while a log of " << with_thousands(static_cast<double>(records))
            << " records is read back by\n    nobody: " << saved[0].text() << "\n";
  tell(connections + "one participant", of_one, saved[1]);
  tell(connections + std::to_string(options.connections) + " participants", of_several, saved[2]);
}

}  // namespace flipover
