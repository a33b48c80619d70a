// TypingLoad: many meetings in which people type, at a rate, and what became of it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <random>
#include <string>

#include "tests/bench/typist.h"

namespace flipover {

struct TypingOptions {
  std::size_t meetings = 1;
  std::size_t typists = 8;  // of each meeting
  // Of each meeting, all of them edited by all. With one, what is typed while an edit is in flight leaves with the next;
  // with many, nearly every keystroke is an operation of its own.
  std::size_t texts = 1;
  std::uint64_t seed = 1;
};

// One stretch of typing at one rate.
struct Stretch {
  double seconds = 0;
  double typed_rate = 0;      // keystrokes a second: offered
  double saved_rate = 0;      // confirmed within the stretch
  double operation_rate = 0;  // committed
  double shown_rate = 0;      // operations times viewers
  Latencies confirmed;
  Latencies seen;
  double server_cpu = 0;  // of one core
  double own_cpu = 0;
  double sync_rate = 0;
  WireBytes bytes;
  std::uint64_t backlog = 0;  // keystrokes that were typed and not yet saved when it ended

  std::string text() const;
};

class TypingLoad {
 public:
  // Makes the meetings and connects everybody.
  TypingLoad(net::io_context& context, ServerProcess& server, TypingOptions options);

  // Types for a while: `warm_up` unmeasured, then `measured`.
  Stretch type(double keystrokes_per_second, std::chrono::milliseconds warm_up, std::chrono::milliseconds measured);

  // Waits until everything is saved and seen by all, and everybody's texts are equal.
  void settle();

  std::size_t people() const { return options_.meetings * options_.typists; }

 private:
  void type_until(SteadyTime end);
  void run_until(SteadyTime end);
  template <class Condition>
  void run_while(Condition condition, const std::string& what);

  net::io_context& context_;
  ServerProcess& server_;
  TypingOptions options_;
  Tally tally_;
  std::deque<Table> tables_;
  std::vector<Typist*> typists_;
  net::steady_timer timer_;
  std::mt19937_64 random_;
  double rate_ = 0;
  SteadyTime next_due_;
};

// Synced writes that the server has made so far.
double syncs_of(const ServerProcess& server);

}  // namespace flipover
