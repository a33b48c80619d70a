// Inbox: what waits for a meeting. Bounded: a full inbox makes its senders wait.
#pragma once

#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "server/meeting/board_snapshot.h"
#include "server/meeting/meeting_actor.h"
#include "storage/completion.h"

namespace flipover {

struct SubmitMessage {
  std::shared_ptr<Subscriber> subscriber;
  std::string participant;
  std::string client;
  std::string device;
  std::vector<pb::Operation> operations;
};
struct JoinMessage {
  JoinRequest request;
  Completion<MeetingStatus> done;
};
struct ServerMessage {
  std::vector<pb::Operation> operations;
  Completion<MeetingStatus> done;
};
struct ImportStepsMessage {
  std::vector<ImportStep> steps;
  std::string source;
  Completion<ImportOutcome> done;
};
struct ImportRecordsMessage {
  std::vector<pb::Record> records;
  Completion<ImportOutcome> done;
};
// A board to compare with somebody's; null when he and it do not stand at the same number.
struct CompareMessage {
  std::shared_ptr<Subscriber> subscriber;
  std::uint64_t number = 0;
  Completion<std::shared_ptr<const BoardSnapshot>> done;
};
struct RenewMessage {
  std::shared_ptr<Subscriber> subscriber;
  Completion<bool> done;
};
struct StopMessage {
  CloseReason reason;
  Completion<bool> done;
};
using Message = std::variant<SubmitMessage, JoinMessage, ServerMessage, ImportStepsMessage, ImportRecordsMessage,
                             CompareMessage, RenewMessage, StopMessage>;

// The answer to whoever waits for one, when the meeting has stopped.
inline void answer_stopped(Message& message) {
  const auto tell = [](auto& done, auto answer) {
    if (done.pending()) done(std::move(answer));
  };
  if (auto* join = std::get_if<JoinMessage>(&message)) tell(join->done, MeetingStatus::kStopped);
  if (auto* server = std::get_if<ServerMessage>(&message)) tell(server->done, MeetingStatus::kStopped);
  if (auto* steps = std::get_if<ImportStepsMessage>(&message)) tell(steps->done, ImportOutcome{});
  if (auto* records = std::get_if<ImportRecordsMessage>(&message)) tell(records->done, ImportOutcome{});
  if (auto* compare = std::get_if<CompareMessage>(&message)) {
    tell(compare->done, std::shared_ptr<const BoardSnapshot>());
  }
  if (auto* renew = std::get_if<RenewMessage>(&message)) tell(renew->done, false);
  if (auto* stop = std::get_if<StopMessage>(&message)) tell(stop->done, false);
}

class Inbox {
 public:
  Inbox(const net::any_io_executor& executor, std::size_t messages_max) : channel_(executor, messages_max) {}

  // Waits while the inbox is full. False: the meeting has stopped.
  net::awaitable<bool> put(Message message) {
    const auto [error] =
        co_await channel_.async_send(boost::system::error_code{}, std::move(message), net::as_tuple(net::use_awaitable));
    co_return !error;
  }

  // Waits for a message, and takes all that are there. Empty: the inbox was closed.
  net::awaitable<std::vector<Message>> receive_all() {
    std::vector<Message> messages;
    auto [error, first] = co_await channel_.async_receive(net::as_tuple(net::use_awaitable));
    if (error) co_return messages;
    messages.push_back(std::move(first));
    take_waiting(messages);
    co_return messages;
  }

  // Nothing comes in any more; what waits is answered.
  void close() {
    std::vector<Message> messages;
    take_waiting(messages);
    channel_.close();
    for (auto& message : messages) answer_stopped(message);
  }

 private:
  void take_waiting(std::vector<Message>& messages) {
    while (channel_.try_receive([&](const boost::system::error_code& failed, Message next) {
      if (!failed) messages.push_back(std::move(next));
    })) {
    }
  }

  net::experimental::channel<void(boost::system::error_code, Message)> channel_;
};

}  // namespace flipover
