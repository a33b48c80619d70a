#include "clients/cli/records.h"

#include <algorithm>
#include <csignal>
#include <deque>
#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "clients/cli/meeting_link.h"
#include "meeting/v1/api.pb.h"

namespace flipover {

net::awaitable<std::uint64_t> read_records(HttpClient client, std::string meeting, std::uint64_t after,
                                           std::function<bool(const pb::Record&)> take) {
  for (;;) {
    const auto answer =
        co_await client.get("/api/v1/meetings/" + url_escaped(meeting) + "/records?from=" + std::to_string(after + 1));
    pb::RecordPage page;
    read_answer(answer, page);
    for (const auto& record : page.records()) {
      if (record.number() <= after) continue;
      if (!take(record)) co_return record.number();
    }
    const bool goes_on = page.upto() > after + 1;
    if (goes_on) after = page.upto() - 1;
    if (page.last() || !goes_on) co_return after;
  }
}

namespace {

// Prints each number once, in order: history by HTTP, then what the link tells. Where the link cannot tell what was
// missed (it was handed a checkpoint instead), history is asked again, and what comes meanwhile waits.
class TailRun final : public LinkEvents {
 public:
  TailRun(const Context& context, const TailOrder& order)
      : context_(context), waiting_aloud_(context), order_(order), signals_(io_, SIGINT, SIGTERM), printed_(order.from.value_or(1) - 1) {}

  Exit run();

  void received(const pb::Record& record) override;
  void renewed(std::uint64_t upto) override;
  void caught_up(std::uint64_t upto) override;
  void interrupted(const Interruption& interruption) override { waiting_aloud_.waits(interruption); }

 private:
  net::awaitable<void> follow();
  net::awaitable<void> catch_up();
  bool show(const pb::Record& record);  // false: no more
  void end();

  const Context& context_;
  WaitingAloud waiting_aloud_;
  TailOrder order_;
  net::io_context io_{1};
  net::signal_set signals_;
  std::optional<MeetingLink> link_;
  std::uint64_t printed_;  // all up to this number was shown
  std::uint64_t shown_ = 0;
  bool begun_ = false;  // where to begin is known
  bool catching_up_ = false;
  std::deque<pb::Record> waiting_;
  std::exception_ptr failed_;
};

Exit TailRun::run() {
  signals_.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) end();
  });
  net::co_spawn(io_, follow(), [this](std::exception_ptr error) {
    if (error && !failed_) failed_ = error;
    io_.stop();
  });
  io_.run();
  if (failed_) std::rethrow_exception(failed_);
  return Exit::kDone;
}

void TailRun::end() {
  if (link_) {
    link_->stop();
  } else {
    io_.stop();
  }
}

net::awaitable<void> TailRun::follow() {
  LinkOptions options = context_.link(order_.meeting);
  options.keeps = Replica::Keeps::kNumberOnly;
  if (order_.from) {
    co_await catch_up();
    if (order_.count && shown_ >= *order_.count) co_return;
    options.last_seen = printed_;
    begun_ = true;
  }
  link_.emplace(io_.get_executor(), options, *this);
  const LinkEnd ended = co_await link_->run();
  if (ended.why != LinkEnd::Why::kStopped) throw failure_of(ended);
}

net::awaitable<void> TailRun::catch_up() {
  catching_up_ = true;
  const std::uint64_t upto = co_await read_records(context_.as_participant(), order_.meeting, printed_,
                                                   [this](const pb::Record& record) { return show(record); });
  printed_ = std::max(printed_, upto);
  catching_up_ = false;
  while (!waiting_.empty()) {
    const pb::Record record = std::move(waiting_.front());
    waiting_.pop_front();
    received(record);
  }
}

void TailRun::renewed(std::uint64_t upto) {
  if (!begun_) {
    begun_ = true;
    printed_ = upto;
    return;
  }
  if (upto <= printed_ || catching_up_) return;
  net::co_spawn(io_, catch_up(), [this](std::exception_ptr error) {
    if (!error) return;
    if (!failed_) failed_ = error;
    link_->stop();
  });
}

void TailRun::received(const pb::Record& record) {
  if (catching_up_) {
    waiting_.push_back(record);
  } else if (record.number() > printed_) {
    show(record);
  }
}

void TailRun::caught_up(std::uint64_t upto) {
  if (!catching_up_) printed_ = std::max(printed_, upto);
}

bool TailRun::show(const pb::Record& record) {
  if (order_.count && shown_ >= *order_.count) return false;
  try {
    print(json_line(record));
  } catch (const Failure&) {
    failed_ = std::current_exception();
    end();
    return false;
  }
  printed_ = record.number();
  ++shown_;
  if (!order_.count || shown_ < *order_.count) return true;
  end();
  return false;
}

// Pauses between records as they were made, divided by the speed.
class Pace {
 public:
  Pace(double speed, net::any_io_executor executor) : speed_(speed), timer_(std::move(executor)) {}

  net::awaitable<void> wait_for(std::int64_t time_ms) {
    if (speed_ <= 0) co_return;
    const auto now = std::chrono::steady_clock::now();
    if (!first_ms_) {
      first_ms_ = time_ms;
      begun_ = now;
    }
    const double since_begin = static_cast<double>(time_ms - *first_ms_) / speed_;
    timer_.expires_at(begun_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                   std::chrono::duration<double, std::milli>(since_begin)));
    co_await timer_.async_wait(net::as_tuple(net::use_awaitable));
  }

 private:
  double speed_;
  net::steady_timer timer_;
  std::optional<std::int64_t> first_ms_;
  std::chrono::steady_clock::time_point begun_;
};

net::awaitable<void> replay_records(const Context& context, ReplayOrder order) {
  Pace pace(order.speed, co_await net::this_coro::executor);
  const HttpClient client = context.as_participant();
  std::uint64_t after = order.from - 1;
  for (;;) {
    std::deque<pb::Record> page;
    // So much at a time, as the rest may wait for hours.
    constexpr std::size_t kAhead = 1'000;
    bool cut_short = false;
    const std::uint64_t upto = co_await read_records(client, order.meeting, after, [&](const pb::Record& record) {
      if (order.to && record.number() > *order.to) return false;
      page.push_back(record);
      cut_short = page.size() >= kAhead;
      return !cut_short;
    });
    for (const auto& record : page) {
      co_await pace.wait_for(record.time_ms());
      print(json_line(record));
    }
    if (!cut_short) co_return;
    after = upto;
  }
}

}  // namespace

Exit tail(const Context& context, const TailOrder& order) { return TailRun(context, order).run(); }

Exit replay(const Context& context, const ReplayOrder& order) {
  net::io_context io{1};
  net::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (!error) io.stop();
  });
  std::exception_ptr failed;
  net::co_spawn(io, replay_records(context, order), [&](std::exception_ptr error) {
    failed = error;
    io.stop();
  });
  io.run();
  if (failed) std::rethrow_exception(failed);
  return Exit::kDone;
}

}  // namespace flipover
