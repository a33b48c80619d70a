#include "tests/bench/join.h"

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>

#include "clients/cli/replica.h"
#include "tests/bench/board_writer.h"
#include "tests/bench/figures.h"
#include "tests/bench/meeting_maker.h"
#include "tests/bench/run_until.h"
#include "tests/bench/wire_client.h"

namespace flipover {
namespace {

// Connects and has the whole board.
class Joiner final : public WireListener {
 public:
  Joiner(net::io_context& context, Seat seat, std::string client)
      : seat_(std::move(seat)), client_(std::move(client)), wire_(context, *this) {}

  void connect(const ServerAddress& server, const std::string& meeting) {
    begun_ = std::chrono::steady_clock::now();
    wire_.connect(server, meeting);
  }
  void opened() override { wire_.hello(seat_.token, client_, 0); }
  void heard(const pb::ServerFrame& frame) override {
    if (frame.has_welcome()) replica_.take(frame.welcome());
    if (frame.has_part() && replica_.take(frame.part())) {
      took_ = std::chrono::steady_clock::now() - begun_;
      here_ = true;
      wire_.close();
    }
  }
  void lost(const std::string& why) override { throw std::runtime_error("a join ended: " + why); }

  bool here() const { return here_; }
  std::chrono::nanoseconds took() const { return took_; }
  std::size_t text_units() const {
    std::size_t units = 0;
    for (const auto& [id, item] : replica_.state().items) units += item.text.size();
    return units;
  }

 private:
  Seat seat_;
  std::string client_;
  WireClient wire_;
  Replica replica_{Replica::Keeps::kState};
  SteadyTime begun_{};
  std::chrono::nanoseconds took_{};
  bool here_ = false;
};

}  // namespace

void measure_join(net::io_context& context, ServerProcess& server, const JoinOptions& options) {
  const MadeMeeting made = MeetingMaker(server).make(2);
  BoardWriter writer(context, made.seats[0], {1, 0, options.edits});
  const auto begun = std::chrono::steady_clock::now();
  writer.connect(server.address(), made.meeting);
  run_until(context, "the writer", [&] { return writer.done(); });
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();

  std::size_t number = 0;
  std::size_t units = 0;
  const auto join = [&] {
    Joiner joiner(context, made.seats[1], "joiner-of-a-long-text-" + std::to_string(++number));
    joiner.connect(server.address(), made.meeting);
    run_until(context, "a join", [&] { return joiner.here(); });
    units = joiner.text_units();
    return joiner.took();
  };
  Latencies warm;
  const std::uint64_t received = WireClient::bytes.received;
  for (std::size_t i = 0; i < options.joins; ++i) warm.add(join());
  const double bytes = static_cast<double>(WireClient::bytes.received - received) / static_cast<double>(options.joins);
  writer.leave();
  server.stop();
  server.start();
  const auto cold = std::chrono::duration<double, std::milli>(join()).count();
  std::cout << "  a text of " << with_thousands(static_cast<double>(options.edits)) << " edits, "
            << with_thousands(static_cast<double>(units)) << " units (written by one at "
            << with_thousands(static_cast<double>(options.edits) / took) << " edits/s)\n    " << options.joins
            << " joins: " << warm.text() << ", " << decimals(bytes / 1e3, 0)
            << " kB each; the first after a restart of the server " << decimals(cold, 1) << " ms\n";
}

}  // namespace flipover
