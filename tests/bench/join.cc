#include "tests/bench/join.h"

#include <chrono>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>

#include "clients/cli/replica.h"
#include "tests/bench/figures.h"
#include "tests/bench/meeting_maker.h"
#include "tests/bench/wire_client.h"

namespace flipover {
namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kGlance{5};
constexpr std::uint64_t kUnansweredMax = 128;

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

// Writes one text, a character at a time, as fast as answers come.
class Writer final : public WireListener {
 public:
  Writer(net::io_context& context, Seat seat, std::size_t edits)
      : seat_(std::move(seat)), edits_(edits), random_(edits), wire_(context, *this) {}

  void connect(const ServerAddress& server, const std::string& meeting) { wire_.connect(server, meeting); }
  void opened() override { wire_.hello(seat_.token, "writer-of-long-text", 0); }
  void heard(const pb::ServerFrame& frame) override {
    if (frame.has_part() && frame.part().last()) add_item();
    if (!frame.has_update()) return;
    for (const auto& outcome : frame.update().outcomes()) {
      if (!outcome.has_committed()) throw std::runtime_error("refused: " + outcome.refused().code());
      ++answered_;
    }
    for (const auto& record : frame.update().records()) {
      if (record.operation().has_add_item()) item_ = record.operation().add_item().item();
    }
    while (!item_.empty() && made_ < edits_ && counter_ - answered_ < kUnansweredMax) edit();
  }
  void lost(const std::string& why) override { throw std::runtime_error("the writer's connection ended: " + why); }

  bool done() const { return made_ == edits_ && answered_ == counter_; }
  void leave() { wire_.close(); }

 private:
  void add_item() {
    pb::ClientFrame frame;
    pb::Operation& operation = *frame.mutable_submit()->add_operations();
    operation.mutable_id()->set_counter(++counter_);
    operation.mutable_add_item()->set_kind("vraag");
    wire_.send(frame);
  }

  // Every eighth takes a character out; the caret wanders.
  void edit() {
    pb::ClientFrame frame;
    pb::Operation& operation = *frame.mutable_submit()->add_operations();
    operation.mutable_id()->set_counter(++counter_);
    pb::EditText& edit = *operation.mutable_edit_text();
    edit.set_item(item_);
    edit.set_base(made_++);
    if (random_() % 16 == 0) caret_ = length_ == 0 ? 0 : random_() % length_;
    pb::Span& span = *edit.add_spans();
    if (length_ > caret_ && random_() % 8 == 0) {
      span.set_keep(static_cast<std::uint32_t>(caret_));
      span.set_remove(1);
      --length_;
    } else {
      span.set_keep(static_cast<std::uint32_t>(caret_));
      span.set_insert(std::string(1, static_cast<char>('a' + random_() % 26)));
      ++caret_;
      ++length_;
    }
    wire_.send(frame);
  }

  Seat seat_;
  std::size_t edits_;
  std::mt19937_64 random_;
  WireClient wire_;
  std::string item_;
  std::uint64_t counter_ = 0;
  std::uint64_t answered_ = 0;
  std::size_t made_ = 0;
  std::size_t length_ = 0;
  std::size_t caret_ = 0;
};

template <class Done>
void run_until(net::io_context& context, Done done) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited in vain");
    context.restart();
    context.run_one_for(kGlance);
  }
}

}  // namespace

void measure_join(net::io_context& context, ServerProcess& server, const JoinOptions& options) {
  const MadeMeeting made = MeetingMaker(server).make(2);
  Writer writer(context, made.seats[0], options.edits);
  const auto begun = std::chrono::steady_clock::now();
  writer.connect(server.address(), made.meeting);
  run_until(context, [&] { return writer.done(); });
  const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();

  std::size_t number = 0;
  std::size_t units = 0;
  const auto join = [&] {
    Joiner joiner(context, made.seats[1], "joiner-of-a-long-text-" + std::to_string(++number));
    joiner.connect(server.address(), made.meeting);
    run_until(context, [&] { return joiner.here(); });
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
