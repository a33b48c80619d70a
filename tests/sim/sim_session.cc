#include "tests/sim/sim_session.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <utility>
#include <vector>

namespace flipover::sim {

const MeetingId& the_meeting() {
  static const MeetingId id{"overleg"};
  return id;
}

SimSession::SimSession(net::io_context& io, MeetingHost& host, std::shared_ptr<Connection> connection,
                       std::string participant, Bounds bounds, Watch& watch)
    : io_(io), host_(host), connection_(std::move(connection)), bounds_(bounds), watch_(watch) {
  view_.participant = std::move(participant);
}

void SimSession::receive(pb::ClientFrame frame) {
  if (closing_ || dead_) return;
  incoming_.push_back(std::move(frame));
  work_soon();
}

void SimSession::lost() {
  closing_ = true;
  outbox_.clear();
  work_soon();
}

void SimSession::die() {
  dead_ = closing_ = true;
  outbox_.clear();
  incoming_.clear();
  connection_->server_died();
  if (!working_) actor_.reset();  // else what is at work lets go of it
}

void SimSession::work_soon() {
  if (dead_ || std::exchange(working_, true)) return;
  net::co_spawn(
      io_, [](std::shared_ptr<SimSession> self) -> net::awaitable<void> { co_await self->work(); }(shared_from_this()),
      net::detached);
}

net::awaitable<void> SimSession::work() {
  try {
    while (!closing_ && !incoming_.empty()) {
      pb::ClientFrame frame = std::move(incoming_.front());
      incoming_.pop_front();
      co_await take(std::move(frame));
    }
  } catch (const std::exception& error) {
    if (!dead_) watch_.fail("CHECK", std::string("a session ends by an exception: ") + error.what());
    close(CloseReason::kMeetingStopped);
  }
  working_ = false;
  if (closing_) end();
}

void SimSession::end() {
  if (std::exchange(joined_, false) && actor_) actor_->leave(*this);
  actor_.reset();
  incoming_.clear();
  drain();
}

net::awaitable<void> SimSession::take(pb::ClientFrame frame) {
  if (frame.has_hello()) {
    if (std::exchange(greeted_, true)) {
      close(CloseReason::kSecondHello);
    } else {
      co_await greet(std::move(*frame.mutable_hello()));
    }
    co_return;
  }
  if (!joined_) {
    close(CloseReason::kNoHello);
    co_return;
  }
  if (frame.has_presence()) actor_->show_presence(*this, std::move(*frame.mutable_presence()));
  if (!frame.has_submit()) co_return;
  const auto count = static_cast<std::size_t>(frame.submit().operations_size());
  if (unanswered_ + count > bounds_.unanswered_max) {
    close(CloseReason::kTooManyUnanswered);
    co_return;
  }
  unanswered_ += count;
  std::vector<pb::Operation> operations;
  for (auto& operation : *frame.mutable_submit()->mutable_operations()) operations.push_back(std::move(operation));
  if (co_await actor_->submit(*this, std::move(operations)) != MeetingStatus::kDone) {
    close(CloseReason::kMeetingStopped);
  }
}

net::awaitable<void> SimSession::greet(pb::Hello hello) {
  const MeetingActor::Opened opened = co_await host_.enter(the_meeting());
  if (!opened.actor) {
    if (opened.status == MeetingStatus::kDamaged && !dead_) {
      watch_.fail("G4", "the meeting is damaged: " + opened.message);
    }
    close(opened.status == MeetingStatus::kDamaged ? CloseReason::kMeetingDamaged : CloseReason::kMeetingStopped);
    co_return;
  }
  if (closing_) co_return;
  actor_ = opened.actor;
  view_.client = hello.client();
  JoinRequest request{view_.participant, hello.client(), hello.last_seen(), shared_from_this(), {}, hello.past()};
  switch (co_await actor_->join(std::move(request))) {
    case MeetingStatus::kDone: joined_ = true; break;
    case MeetingStatus::kNotAllowed: close(CloseReason::kRevoked); break;
    case MeetingStatus::kInvalid: close(CloseReason::kClientIdTaken); break;
    case MeetingStatus::kUnknown: close(CloseReason::kMeetingFull); break;
    case MeetingStatus::kNoRoom: close(CloseReason::kNoRoom); break;
    default: close(CloseReason::kMeetingStopped); break;
  }
}

void SimSession::deliver(FramePtr frame) {
  if (closing_ || dead_) return;
  watch_.leaves(view_, frame);
  const std::size_t bytes = frame->frame().ByteSizeLong();
  if (!outbox_.empty() && outbox_bytes_ + bytes > bounds_.outbox_bytes_max) {
    close(CloseReason::kTooSlow);
    return;
  }
  outbox_bytes_ += bytes;
  outbox_.emplace_back(std::move(frame));
  drain();
}

void SimSession::deliver_parts(std::unique_ptr<FrameSource> parts) {
  if (closing_ || dead_) return;
  outbox_.emplace_back(std::move(parts));
  drain();
}

void SimSession::answered(std::size_t operations) { unanswered_ -= std::min(unanswered_, operations); }

void SimSession::close(CloseReason reason) {
  if (std::exchange(closing_, true) || dead_) return;
  // Who is too slow resumes from what he has; who has lost his right gets nothing more.
  if (reason == CloseReason::kTooSlow || reason == CloseReason::kRevoked) {
    outbox_.clear();
    outbox_bytes_ = 0;
  }
  pb::ServerFrame farewell;
  *farewell.mutable_goodbye() = goodbye(reason);
  outbox_.emplace_back(make_frame(std::move(farewell)));
  work_soon();
}

void SimSession::drain() {
  while (!outbox_.empty() && connection_->bytes_down() < bounds_.line_bytes_max) {
    Queued& first = outbox_.front();
    if (auto* frame = std::get_if<FramePtr>(&first)) {
      outbox_bytes_ -= std::min(outbox_bytes_, (*frame)->frame().ByteSizeLong());
      connection_->send_down(std::move(*frame));
      outbox_.pop_front();
    } else if (FramePtr part = std::get<std::unique_ptr<FrameSource>>(first)->next()) {
      watch_.leaves(view_, part);
      connection_->send_down(std::move(part));
    } else {
      outbox_.pop_front();
    }
  }
  if (closing_ && outbox_.empty() && !dead_) connection_->close_down();
}

}  // namespace flipover::sim
