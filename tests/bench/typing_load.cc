#include "tests/bench/typing_load.h"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace flipover {
namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kGlance{20};

}  // namespace

double syncs_of(const ServerProcess& server) {
  const auto metrics = server.metrics();
  const auto found = metrics.find("flipover_log_syncs_total");
  return found == metrics.end() ? 0 : found->second;
}

std::string Stretch::text() const {
  return with_thousands(typed_rate) + " keystrokes/s offered, " + with_thousands(saved_rate) + " saved, " +
         with_thousands(operation_rate) + " operations/s, " + with_thousands(shown_rate) + " shown to others/s, backlog " +
         with_thousands(static_cast<double>(backlog)) + "\n    saved  " + confirmed.text() + "\n    seen   " + seen.text() +
         "\n    server " + decimals(100 * server_cpu, 0) + "% of a core, generator " + decimals(100 * own_cpu, 0) + "%, " +
         with_thousands(sync_rate) + " fsyncs/s, " + decimals(static_cast<double>(bytes.sent) / seconds / 1e6, 2) +
         " MB/s in, " + decimals(static_cast<double>(bytes.received) / seconds / 1e6, 2) + " MB/s out";
}

TypingLoad::TypingLoad(net::io_context& context, ServerProcess& server, TypingOptions options)
    : context_(context), server_(server), options_(options), timer_(context), random_(options.seed) {
  MeetingMaker maker(server);
  for (std::size_t i = 0; i < options_.meetings; ++i) {
    Table& table = tables_.emplace_back();
    table.made = maker.make(options_.typists);
    for (std::size_t seat = 0; seat < options_.typists; ++seat) {
      table.typists.emplace_back(context_, table, seat, tally_, random_());
      typists_.push_back(&table.typists.back());
    }
  }
  // Only now: while meetings are made nobody here reads or writes, and the server waits for no one's Hello that long.
  for (Typist* typist : typists_) typist->connect(server_.address());
  const auto all = [this](auto condition) {
    return [this, condition] { return !std::all_of(typists_.begin(), typists_.end(), condition); };
  };
  run_while(all([](const Typist* typist) { return typist->joined(); }), "everybody to be in");
  for (Table& table : tables_) {
    for (std::size_t i = 0; i < options_.texts; ++i) table.typists.front().add_text();
  }
  run_while(all([this](const Typist* typist) { return typist->texts() == options_.texts; }), "the first texts");
}

template <class Condition>
void TypingLoad::run_while(Condition condition, const std::string& what) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + kPatience;
  while (condition()) {
    if (!tally_.fault.empty()) throw std::runtime_error(tally_.fault);
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited in vain for " + what);
    run_until(std::chrono::steady_clock::now() + kGlance);
  }
}

void TypingLoad::run_until(SteadyTime end) {
  context_.restart();
  context_.run_until(end);
}

// Keystrokes are due at even distances, each by somebody; one timer for all.
void TypingLoad::type_until(SteadyTime end) {
  const auto distance = std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / rate_));
  while (next_due_ <= std::chrono::steady_clock::now() && next_due_ < end) {
    typists_[random_() % typists_.size()]->type(next_due_);
    next_due_ += distance;
  }
  if (next_due_ >= end) return;
  timer_.expires_at(next_due_);
  timer_.async_wait([this, end](const boost::system::error_code& error) {
    if (!error) type_until(end);
  });
}

Stretch TypingLoad::type(double keystrokes_per_second, std::chrono::milliseconds warm_up,
                         std::chrono::milliseconds measured) {
  rate_ = keystrokes_per_second;
  next_due_ = std::chrono::steady_clock::now();
  const SteadyTime from = next_due_ + warm_up;
  const SteadyTime to = from + measured;
  tally_.from = from;
  tally_.to = to;
  tally_.confirmed = {};
  tally_.seen = {};
  type_until(to);
  // Asking the server for its counters takes a moment, in which nobody types here: so just before what is measured.
  run_until(from - kGlance);
  const double syncs_before = syncs_of(server_);
  const SteadyTime syncs_from = std::chrono::steady_clock::now();
  run_until(from);
  const std::uint64_t saved_before = tally_.saved;
  const std::uint64_t operations_before = tally_.operations;
  const std::uint64_t shown_before = tally_.shown;
  const Usage server_before = server_.usage();
  const Usage own_before = usage_of(::getpid());
  const WireBytes bytes_before = WireClient::bytes;
  const SteadyTime begun = std::chrono::steady_clock::now();
  run_until(to);
  Stretch stretch;
  stretch.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  const auto rate = [&](std::uint64_t after, std::uint64_t earlier) {
    return static_cast<double>(after - earlier) / stretch.seconds;
  };
  stretch.typed_rate = rate_;
  stretch.saved_rate = rate(tally_.saved, saved_before);
  stretch.operation_rate = rate(tally_.operations, operations_before);
  stretch.shown_rate = rate(tally_.shown, shown_before);
  stretch.backlog = tally_.typed - tally_.saved;
  const auto share = [&](const Usage& after, const Usage& earlier) {
    return std::chrono::duration<double>(after.cpu - earlier.cpu).count() / stretch.seconds;
  };
  stretch.server_cpu = share(server_.usage(), server_before);
  stretch.own_cpu = share(usage_of(::getpid()), own_before);
  stretch.bytes = {WireClient::bytes.sent - bytes_before.sent, WireClient::bytes.received - bytes_before.received};
  stretch.sync_rate = (syncs_of(server_) - syncs_before) /
                      std::chrono::duration<double>(std::chrono::steady_clock::now() - syncs_from).count();
  settle();
  stretch.confirmed = std::move(tally_.confirmed);
  stretch.seen = std::move(tally_.seen);
  return stretch;
}

void TypingLoad::settle() {
  run_while([this] { return !std::all_of(typists_.begin(), typists_.end(), [](const Typist* t) { return t->settled(); }); },
            "everything to be saved and seen");
  for (const Table& table : tables_) {
    const auto content = table.typists.front().content();
    for (const Typist& typist : table.typists) {
      if (typist.content() != content) throw std::runtime_error("two people of " + table.made.meeting + " hold other texts");
    }
  }
}

}  // namespace flipover
