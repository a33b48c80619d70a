#include "clients/cli/send.h"

#include <algorithm>
#include <exception>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include "clients/cli/client_file.h"
#include "clients/cli/line_source.h"
#include "clients/cli/meeting_link.h"
#include "clients/cli/operation_line.h"

namespace flipover {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kBurst = 200;               // operations at once; a server allows 1,000 of one participant
constexpr std::size_t kWaitingMax = 128;     // operations without an answer; a server allows 256
constexpr std::size_t kOperationRoom = 512;  // bytes of a frame that are not the operation's

std::string quoted(const std::string& text) {
  google::protobuf::Value value;
  value.set_string_value(text);
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(value, &json);
  return status.ok() ? json : "\"\"";
}

class SendRun final : public LinkEvents {
 public:
  SendRun(const Context& context, const SendOrder& order)
      : waiting_aloud_(context),
        file_(order.client_file, order.meeting),
        per_second_(order.per_second),
        link_(io_.get_executor(), options(context, order), *this),
        lines_(io_.get_executor(), STDIN_FILENO),
        turn_(io_, Clock::time_point::max()) {}

  Exit run();

  void welcomed(const pb::Welcome& welcome) override;
  void answered(const pb::Outcome& outcome) override;
  void interrupted(const Interruption& interruption) override { waiting_aloud_.waits(interruption); }

 private:
  LinkOptions options(const Context& context, const SendOrder& order) const;
  net::awaitable<void> read_lines();
  net::awaitable<void> read_line(const std::string& line);
  net::awaitable<void> wait_for_turn();
  void committed(std::uint64_t line, std::uint64_t number, const std::string& added);
  void refused(std::uint64_t line, const std::string& code, const Words& words);
  void settle(std::uint64_t line, std::string answer);

  struct Waiting {
    std::string digest;
    std::string added;
  };

  WaitingAloud waiting_aloud_;
  net::io_context io_{1};
  ClientFile file_;
  double per_second_;
  MeetingLink link_;
  LineSource lines_;
  net::steady_timer turn_;  // rings when an answer came
  std::uint64_t line_ = 0;
  std::map<std::uint64_t, Waiting> waiting_;      // by line
  std::map<std::uint64_t, std::string> answers_;  // of lines that wait for an earlier one; empty: nothing to say
  std::uint64_t printed_ = 0;
  std::uint32_t frame_bytes_max_ = 0;
  double tokens_ = kBurst;
  Clock::time_point counted_ = Clock::now();
  bool some_refused_ = false;
  std::exception_ptr failed_;
};

LinkOptions SendRun::options(const Context& context, const SendOrder& order) const {
  LinkOptions options = context.link(order.meeting);
  options.client = file_.client();
  options.keeps = Replica::Keeps::kNumberOnly;
  options.unanswered_max = kWaitingMax;
  return options;
}

Exit SendRun::run() {
  std::optional<LinkEnd> end;
  net::co_spawn(io_, link_.run(), [&](std::exception_ptr error, LinkEnd ended) {
    if (error && !failed_) failed_ = error;
    end = std::move(ended);
    io_.stop();
  });
  net::co_spawn(io_, read_lines(), [&](std::exception_ptr error) {
    if (error && !failed_) failed_ = error;
    link_.stop();
  });
  io_.run();
  if (failed_) std::rethrow_exception(failed_);
  if (end && end->why != LinkEnd::Why::kStopped) throw failure_of(*end);
  return some_refused_ ? Exit::kRefused : Exit::kDone;
}

net::awaitable<void> SendRun::read_lines() {
  // The Welcome first: it says how large an operation may be, and whether we are let in at all.
  while (frame_bytes_max_ == 0) {
    turn_.expires_at(Clock::time_point::max());
    co_await turn_.async_wait(net::as_tuple(net::use_awaitable));
  }
  while (auto line = co_await lines_.next()) {
    ++line_;
    co_await read_line(*line);
  }
  while (!waiting_.empty()) {
    turn_.expires_at(Clock::time_point::max());
    co_await turn_.async_wait(net::as_tuple(net::use_awaitable));
  }
}

net::awaitable<void> SendRun::read_line(const std::string& line) {
  if (line.find_first_not_of(" \t") == std::string::npos) {
    settle(line_, {});
    co_return;
  }
  OperationLine read = read_operation_line(line, file_.client(), line_);
  if (!read.operation) {
    refused(line_, "invalid_line", read.complaint);
    co_return;
  }
  pb::Operation& operation = *read.operation;
  const std::string bytes = operation.SerializeAsString();
  std::string digest = ClientFile::digest(bytes);
  std::string added = added_by(operation);
  if (const auto* sent = file_.find(line_)) {
    if (sent->digest == digest) {
      committed(line_, sent->number, added);
    } else {
      refused(
          line_, "line_changed",
          {"Onder dit regelnummer is met dit bestand al iets anders opgeslagen. Gebruik een nieuw --client-bestand.",
           "Under this line number something else was saved with this file before. Use a new --client file."});
    }
    co_return;
  }
  if (bytes.size() + kOperationRoom > frame_bytes_max_) {
    refused(line_, "invalid_line",
            {"Deze handeling is te groot voor een bericht.", "This operation is too large for a message."});
    co_return;
  }
  co_await wait_for_turn();
  waiting_.emplace(line_, Waiting{std::move(digest), std::move(added)});
  link_.submit(std::move(operation));
}

net::awaitable<void> SendRun::wait_for_turn() {
  while (waiting_.size() >= kWaitingMax) {
    turn_.expires_at(Clock::time_point::max());
    co_await turn_.async_wait(net::as_tuple(net::use_awaitable));
  }
  if (per_second_ <= 0) co_return;
  for (;;) {
    const auto now = Clock::now();
    tokens_ = std::min(kBurst, tokens_ + per_second_ * std::chrono::duration<double>(now - counted_).count());
    counted_ = now;
    if (tokens_ >= 1) break;
    turn_.expires_after(std::chrono::milliseconds(1 + static_cast<int>(1000 * (1 - tokens_) / per_second_)));
    co_await turn_.async_wait(net::as_tuple(net::use_awaitable));
  }
  tokens_ -= 1;
}

void SendRun::welcomed(const pb::Welcome& welcome) {
  frame_bytes_max_ = welcome.limits().frame_bytes();
  turn_.cancel();
}

void SendRun::answered(const pb::Outcome& outcome) {
  const auto waiting = waiting_.find(outcome.counter());
  if (waiting == waiting_.end()) return;
  const Waiting of = std::move(waiting->second);
  waiting_.erase(waiting);
  try {
    if (outcome.has_refused()) {
      refused(outcome.counter(), outcome.refused().code(),
              {outcome.refused().words().nl(), outcome.refused().words().en()});
    } else {
      file_.note(outcome.counter(), outcome.committed(), of.digest);
      committed(outcome.counter(), outcome.committed(), of.added);
    }
  } catch (const Failure&) {
    failed_ = std::current_exception();  // nobody takes the answers, or they cannot be kept
    io_.stop();
  }
  turn_.cancel();
}

void SendRun::committed(std::uint64_t line, std::uint64_t number, const std::string& added) {
  std::string answer = "{\"line\":" + std::to_string(line) + ",\"committed\":" + std::to_string(number);
  if (!added.empty()) answer += ",\"id\":" + quoted(added);
  settle(line, answer + "}\n");
}

void SendRun::refused(std::uint64_t line, const std::string& code, const Words& words) {
  some_refused_ = true;
  settle(line, "{\"line\":" + std::to_string(line) + ",\"refused\":" + quoted(code) + ",\"nl\":" + quoted(words.nl) +
                   ",\"en\":" + quoted(words.en) + "}\n");
}

void SendRun::settle(std::uint64_t line, std::string answer) {
  answers_[line] = std::move(answer);
  std::string ready;
  for (auto next = answers_.begin(); next != answers_.end() && next->first == printed_ + 1;) {
    ready += next->second;
    ++printed_;
    next = answers_.erase(next);
  }
  if (!ready.empty()) print(ready);
}

}  // namespace

Exit send(const Context& context, const SendOrder& order) { return SendRun(context, order).run(); }

}  // namespace flipover
