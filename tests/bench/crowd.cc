#include "tests/bench/crowd.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <deque>
#include <future>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "clients/cli/replica.h"
#include "tests/bench/figures.h"
#include "tests/bench/meeting_maker.h"
#include "tests/bench/run_until.h"
#include "tests/bench/typing_load.h"

namespace flipover {
namespace {

constexpr double kKeystrokesPerSecond = 80;
constexpr std::chrono::milliseconds kWarmUp{500};
constexpr std::chrono::milliseconds kComeAfter{500};  // from when typing began: in what is measured

// Comes in, follows, goes, and comes back with what he holds.
class Guest final : public WireListener {
 public:
  Guest(net::io_context& context, Seat seat, std::string client)
      : context_(context), seat_(std::move(seat)), client_(std::move(client)) {}

  void come(const ServerAddress& server, const std::string& meeting) {
    server_ = server;
    meeting_ = meeting;
    begun_ = std::chrono::steady_clock::now();
    connect();
  }
  void leave() {
    wire_.reset();
    here_ = false;
  }

  bool here() const { return here_; }
  bool resumed() const { return resumed_; }
  std::size_t times_lost() const { return times_lost_; }
  std::uint64_t upto() const { return replica_.upto(); }
  std::chrono::nanoseconds took() const { return took_; }

  void opened() override { wire_->hello(seat_.token, client_, replica_.upto(), replica_.past()); }
  void heard(const pb::ServerFrame& frame) override {
    if (frame.has_welcome()) {
      replica_.take(frame.welcome());
      resumed_ = frame.welcome().resumed();
    }
    if (frame.has_part() && replica_.take(frame.part())) arrive();
    if (!frame.has_update()) return;
    replica_.pass(frame.update().upto());
    if (resumed_ && !here_) arrive();
  }
  // Who was here when the server ended waits until he is told to come; who is turned away while he comes tries again.
  void lost(const std::string&) override {
    if (std::exchange(here_, false)) return;
    ++times_lost_;
    net::post(context_, [this] { connect(); });
  }

 private:
  void connect() {
    wire_.emplace(context_, *this);
    wire_->connect(server_, meeting_);
  }
  void arrive() {
    here_ = true;
    took_ = std::chrono::steady_clock::now() - begun_;
  }

  net::io_context& context_;
  Seat seat_;
  std::string client_;
  ServerAddress server_;
  std::string meeting_;
  std::optional<WireClient> wire_;
  Replica replica_{Replica::Keeps::kNumberOnly};
  SteadyTime begun_{};
  std::chrono::nanoseconds took_{};
  bool here_ = false;
  bool resumed_ = false;
  std::size_t times_lost_ = 0;
};

struct Coming {
  Latencies took;
  std::size_t resumed = 0;
  std::size_t turned_away = 0;
  std::uint64_t bytes = 0;
};

// The guests are looked after by one thread at a time.
class Crowd {
 public:
  Crowd(const MadeMeeting& made, std::size_t people) : meeting_(made.meeting) {
    for (std::size_t i = 1; i <= people; ++i) {
      guests_.emplace_back(context_, made.seats[i], "guest-of-a-large-meeting-" + std::to_string(i));
    }
  }

  // All at once, on a thread of their own that leaves the core to those whose waiting is measured.
  std::future<Coming> come(const ServerAddress& server) {
    return std::async(std::launch::async, [this, server] {
      setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 19);
      const std::uint64_t before = WireClient::bytes.received;
      const std::size_t lost_before = times_lost();
      context_.restart();
      context_.run_for(kWarmUp + kComeAfter);
      for (Guest& guest : guests_) guest.come(server, meeting_);
      run_until(context_, "everybody to be in", [this] {
        return std::all_of(guests_.begin(), guests_.end(), [](const Guest& guest) { return guest.here(); });
      });
      Coming coming;
      for (const Guest& guest : guests_) {
        coming.took.add(guest.took());
        if (guest.resumed()) ++coming.resumed;
      }
      coming.turned_away = times_lost() - lost_before;
      coming.bytes = WireClient::bytes.received - before;
      return coming;
    });
  }

  void all_leave() {
    for (Guest& guest : guests_) guest.leave();
  }
  void half_leaves() {
    for (std::size_t i = 0; i < guests_.size(); i += 2) guests_[i].leave();
  }

  // Until those who are here were told of this record.
  void follow(std::uint64_t number) {
    run_until(context_, "a record to be seen", [&] {
      return std::all_of(guests_.begin(), guests_.end(),
                         [&](const Guest& guest) { return !guest.here() || guest.upto() >= number; });
    });
  }

 private:
  std::size_t times_lost() const {
    std::size_t times = 0;
    for (const Guest& guest : guests_) times += guest.times_lost();
    return times;
  }

  const std::string meeting_;
  net::io_context context_{1};
  std::deque<Guest> guests_;
};

void tell(const std::string& what, const Latencies& others, const Coming& coming) {
  std::cout << "    " << what << ", " << coming.resumed << " resume, " << decimals(static_cast<double>(coming.bytes) / 1e6, 1)
            << " MB: here after " << coming.took.text();
  if (coming.turned_away > 0) std::cout << ", turned away " << coming.turned_away << " times";
  std::cout << "\n      others: " << others.text() << "\n";
}

}  // namespace

void measure_crowd(net::io_context& context, ServerProcess& server, const CrowdOptions& options) {
  const MadeMeeting made = MeetingMaker(server).make(1 + options.people);
  BoardWriter writer(context, made.seats.front(), options.board);
  writer.connect(server.address(), made.meeting);
  run_until(context, "the writer", [&] { return writer.done(); });
  Crowd crowd(made, options.people);
  std::optional<TypingLoad> others(std::in_place, context, server, TypingOptions{1, 8, 1, 1});
  const auto type = [&] { return others->type(kKeystrokesPerSecond, kWarmUp, options.measured).confirmed; };

  const Latencies quiet = type();
  const std::size_t without_them = server.usage().resident_bytes;
  std::cout << "  a meeting of 8 at 80 keystrokes/s, saved, while into one of "
            << with_thousands(static_cast<double>(options.board.items)) << " items of "
            << with_thousands(static_cast<double>(options.board.item_units)) << " units\n    nobody comes: " << quiet.text()
            << std::endl;
  std::future<Coming> coming = crowd.come(server.address());
  const Latencies joining = type();
  const std::string all = std::to_string(options.people) + " people";
  tell(all + " come at once", joining, coming.get());

  crowd.half_leaves();
  writer.edit_further(options.missed);
  run_until(context, "the writer", [&] { return writer.done(); });
  crowd.follow(writer.number());
  writer.leave();
  others.reset();
  server.kill();
  server.start();
  others.emplace(context, server, TypingOptions{1, 8, 1, 1});
  coming = crowd.come(server.address());
  const Latencies returning = type();
  tell(all + " come back after a crash", returning, coming.get());

  const std::size_t with_them = server.usage().resident_bytes;
  crowd.all_leave();
  type();  // meanwhile the meeting is written down and closed
  const auto megabytes = [](std::size_t bytes) { return decimals(static_cast<double>(bytes) / 1e6, 0) + " MB"; };
  std::cout << "    memory: " << megabytes(without_them) << " with the writer alone, " << megabytes(with_them)
            << " once they are back, " << megabytes(server.usage().resident_bytes) << " when they have left\n";
}

}  // namespace flipover
