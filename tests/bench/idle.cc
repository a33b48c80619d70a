#include "tests/bench/idle.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "tests/bench/figures.h"
#include "tests/bench/meeting_maker.h"
#include "tests/bench/wire_client.h"

namespace flipover {
namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kGlance{20};
constexpr std::size_t kConnectingMax = 100;  // at a time, below what a listener lets wait
constexpr std::size_t kSteadyBytes = 64 * 1024;

class IdleClient final : public WireListener {
 public:
  IdleClient(net::io_context& context, Seat seat, std::size_t number, std::size_t& joined)
      : seat_(std::move(seat)), client_("idle-client-" + std::to_string(100'000 + number)), joined_(joined), wire_(context, *this) {}

  void connect(const ServerAddress& server, const std::string& meeting) { wire_.connect(server, meeting); }
  void opened() override { wire_.hello(seat_.token, client_, 0); }
  void heard(const pb::ServerFrame& frame) override {
    if (frame.has_part() && frame.part().last()) ++joined_;
  }
  void lost(const std::string& why) override { throw std::runtime_error("an idle connection ended: " + why); }

 private:
  Seat seat_;
  std::string client_;
  std::size_t& joined_;
  WireClient wire_;
};

void run_for(net::io_context& context, std::chrono::milliseconds time) {
  context.restart();
  context.run_for(time);
}

// The server's memory, once it no longer changes.
std::size_t steady_memory(net::io_context& context, const ServerProcess& server) {
  std::size_t bytes = server.usage().resident_bytes;
  for (int calm = 0; calm < 3;) {
    run_for(context, std::chrono::seconds(1));
    const std::size_t now = server.usage().resident_bytes;
    calm = std::max(now, bytes) - std::min(now, bytes) < kSteadyBytes ? calm + 1 : 0;
    bytes = now;
  }
  return bytes;
}

}  // namespace

void measure_idle(net::io_context& context, ServerProcess& server, const IdleOptions& options) {
  struct Place {
    std::string meeting;
    Seat seat;
  };
  // The first of each meeting come first: they open the meetings, whose own memory is told apart.
  std::vector<Place> places;
  MeetingMaker maker(server);
  std::vector<MadeMeeting> meetings;
  for (std::size_t i = 0; i < options.meetings; ++i) meetings.push_back(maker.make(options.seats));
  for (std::size_t device = 0; device < options.devices; ++device) {
    for (std::size_t seat = 0; seat < options.seats; ++seat) {
      for (const auto& made : meetings) places.push_back({made.meeting, made.seats[seat]});
    }
  }
  std::size_t joined = 0;
  std::deque<IdleClient> clients;
  const auto connect_until = [&](std::size_t count) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (joined < count) {
      if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("not everybody came in");
      while (clients.size() < count && clients.size() - joined < kConnectingMax) {
        const Place& place = places[clients.size()];
        clients.emplace_back(context, place.seat, clients.size(), joined).connect(server.address(), place.meeting);
      }
      run_for(context, std::chrono::milliseconds(1));
    }
  };
  const std::size_t before = steady_memory(context, server);
  connect_until(options.meetings);
  const std::size_t opened = steady_memory(context, server);
  const auto begun = std::chrono::steady_clock::now();
  connect_until(places.size());
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  const std::size_t after = steady_memory(context, server);
  const Usage idle_before = server.usage();
  run_for(context, std::chrono::seconds(5));
  const double cpu = std::chrono::duration<double>(server.usage().cpu - idle_before.cpu).count() / 5;
  const auto kilobytes = [](std::size_t more, std::size_t less, std::size_t by) {
    return decimals((static_cast<double>(more) - static_cast<double>(less)) / 1e3 / static_cast<double>(by), 1);
  };
  std::cout << "  " << with_thousands(static_cast<double>(places.size())) << " connections in " << options.meetings
            << " meetings came in at " << with_thousands(static_cast<double>(places.size() - options.meetings) / took)
            << "/s; memory " << decimals(static_cast<double>(before) / 1e6, 1) << " MB without, "
            << decimals(static_cast<double>(after) / 1e6, 1) << " MB with them\n    "
            << kilobytes(after, opened, places.size() - options.meetings) << " kB a connection; "
            << kilobytes(opened, before, options.meetings) << " kB a meeting with its first; idle "
            << decimals(100 * cpu, 1) << "% of a core\n";
}

}  // namespace flipover
