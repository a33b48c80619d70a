#include "server/edge/session.h"

#include <spdlog/spdlog.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "server/edge/frame_codec.h"

namespace flipover {
namespace {

// Runs on the registry's shard. Without a token the browser is known by the cookie that came with the upgrade, whose origin
// was checked (S2).
net::awaitable<std::optional<Visitor>> who_is(Registry& registry, std::string token, std::string cookie,
                                              std::string meeting) {
  const Visitor visitor = token.empty() ? registry.who_by_cookie(cookie) : registry.who(token);
  if (!visitor.session.empty()) co_await registry.note_use(visitor.session);
  co_return co_await registry.come_in(visitor, meeting);
}

CloseReason reason_of(MeetingStatus joining) {
  switch (joining) {
    case MeetingStatus::kNotAllowed: return CloseReason::kRevoked;
    case MeetingStatus::kInvalid: return CloseReason::kClientIdTaken;
    case MeetingStatus::kUnknown: return CloseReason::kMeetingFull;
    case MeetingStatus::kDamaged: return CloseReason::kMeetingDamaged;
    case MeetingStatus::kNoRoom: return CloseReason::kNoRoom;
    case MeetingStatus::kDone:
    case MeetingStatus::kStopped: break;
  }
  return CloseReason::kMeetingStopped;
}

}  // namespace

Session::Session(const SessionWorld& world, MeetingId meeting, Wire wire, WireStream::Socket socket,
                 std::unique_ptr<Upgrade> upgrade, std::string cookie)
    : world_(world),
      meeting_(std::move(meeting)),
      wire_(wire),
      line_(std::move(socket), std::move(upgrade),
            LineOptions{wire, world.meeting_limits.frame_bytes_max, world.meeting_limits.outbox_bytes_max},
            world.edge_limits),
      metrics_(world.hosts.of(meeting_).sockets.metrics()),
      cookie_(std::move(cookie)),
      since_(world.hosts.of(meeting_).sockets.now()) {
  world.hosts.of(meeting_).sockets.add(*this);
  metrics_.sockets_open.add();
  metrics_.sockets_accepted.add();
}

Session::~Session() { metrics_.sockets_open.subtract(); }

net::awaitable<void> Session::run(std::shared_ptr<Session> session) {
  using namespace net::experimental::awaitable_operators;
  // Both loops return and never throw; each sees to it that the other ends.
  co_await (session->read_loop() && session->line_.write_loop());
  co_await session->line_.linger();
}

net::awaitable<void> Session::read_loop() {
  if (co_await line_.accept()) {
    try {
      for (;;) {
        const SocketLine::Message message = co_await line_.receive();
        if (message.heard == SocketLine::Heard::kEnded) break;
        if (line_.closing()) continue;  // of no use any more; we wait for the other side's close
        if (message.heard == SocketLine::Heard::kTooLarge) {
          close(CloseReason::kFrameTooLarge);
          break;
        }
        if (message.heard == SocketLine::Heard::kTooManyPieces) {
          close(CloseReason::kTooManyPieces);
          break;
        }
        metrics_.frames_received.add();
        metrics_.bytes_received.add(message.bytes.size());
        if ((message.heard == SocketLine::Heard::kText) != (wire_ == Wire::kJson)) {
          close(CloseReason::kBadFrame, wire_ == Wire::kJson ? "a binary message" : "a text message");
          continue;
        }
        DecodedFrame decoded = decode_client_frame(message.bytes, wire_);
        if (!decoded.frame) {
          close(CloseReason::kBadFrame, decoded.objection);
          continue;
        }
        if (!co_await take(std::move(*decoded.frame))) continue;
      }
    } catch (const std::exception&) {
      close(CloseReason::kMeetingStopped);  // a broken invariant of the meeting, which stops it and not us
    }
  }
  if (joined_) {
    actor_->leave(*this);
    spdlog::info("event=left meeting={} invitation={} code={}", meeting_.value, came_by_.invitation, closed_with_);
  }
  joined_ = false;
  actor_.reset();
  line_.close(1000, {});
}

// False: the session is being closed.
net::awaitable<bool> Session::take(pb::ClientFrame frame) {
  switch (frame.frame_case()) {
    case pb::ClientFrame::kHello:
      if (greeted_) {
        close(CloseReason::kSecondHello);
        co_return false;
      }
      greeted_ = true;
      since_ = world_.hosts.of(meeting_).sockets.now();
      co_return co_await greet(std::move(*frame.mutable_hello()));
    case pb::ClientFrame::kSubmit:
      if (joined_) co_return co_await submit(std::move(*frame.mutable_submit()));
      break;
    case pb::ClientFrame::kPresence:
      if (joined_) {
        actor_->show_presence(*this, std::move(*frame.mutable_presence()));
        co_return true;
      }
      break;
    case pb::ClientFrame::kBoardHash:
      if (joined_) {
        co_await check_board(std::move(*frame.mutable_board_hash()));
        co_return true;
      }
      break;
    case pb::ClientFrame::FRAME_NOT_SET: break;
  }
  close(CloseReason::kNoHello);
  co_return false;
}

net::awaitable<bool> Session::greet(pb::Hello hello) {
  const std::optional<Visitor> came = co_await on_shard(
      world_.hosts.front(), who_is(world_.registry, std::move(*hello.mutable_token()), std::move(cookie_), meeting_.value));
  if (!came) {
    close(CloseReason::kMeetingStopped);
    co_return false;
  }
  const Visitor& visitor = *came;
  // An unknown meeting, a wrong token and another meeting's token get the same answer (S9).
  if (visitor.kind != Visitor::Kind::kParticipant) {
    close(CloseReason::kUnknownToken);
    co_return false;
  }
  if (line_.closing()) co_return false;
  came_by_ = CameBy{visitor.invitation, visitor.session, meeting_.value};
  expires_ms_ = visitor.expires_ms;
  const MeetingActor::Opened opened = co_await enter(world_.hosts.of(meeting_).host, meeting_);
  if (!opened.actor) {
    close(reason_of(opened.status));
    co_return false;
  }
  if (line_.closing()) co_return false;
  actor_ = opened.actor;
  JoinRequest request;
  request.participant = visitor.participant;
  request.client = std::move(*hello.mutable_client());
  request.last_seen = hello.last_seen();
  request.past = std::move(*hello.mutable_past());
  request.subscriber = shared_from_this();
  MeetingStatus joined = MeetingStatus::kDone;
  if (visitor.second_device) {
    request.device = visitor.device;
    joined = co_await actor_->admit_device(visitor.participant, visitor.device, visitor.asked_by);
    if (joined == MeetingStatus::kInvalid) joined = MeetingStatus::kNotAllowed;
    if (joined == MeetingStatus::kNoRoom) joined = MeetingStatus::kDone;  // he is told when there is room again
  }
  if (joined == MeetingStatus::kDone) joined = co_await actor_->join(std::move(request));
  if (joined != MeetingStatus::kDone) {
    close(reason_of(joined));
    co_return false;
  }
  joined_ = true;
  // Which meeting and by which invitation; whose it is, the registry knows.
  spdlog::info("event=joined meeting={} invitation={} protocol={}", meeting_.value, came_by_.invitation, name_of(wire_));
  co_return true;
}

net::awaitable<bool> Session::submit(pb::Submit submit) {
  const auto count = static_cast<std::size_t>(submit.operations_size());
  if (count > world_.meeting_limits.operations_in_frame_max) {
    close(CloseReason::kTooManyOperations);
    co_return false;
  }
  if (unanswered_ + count > world_.meeting_limits.unanswered_max) {
    close(CloseReason::kTooManyUnanswered);
    co_return false;
  }
  if (count == 0) co_return true;
  unanswered_ += count;
  std::vector<pb::Operation> operations;
  operations.reserve(count);
  for (pb::Operation& operation : *submit.mutable_operations()) operations.push_back(std::move(operation));
  if (co_await actor_->submit(*this, std::move(operations)) == MeetingStatus::kDone) co_return true;
  close(CloseReason::kMeetingStopped);
  co_return false;
}

// It costs as much as a join, so whoever asks oftener than he needs gets no answer.
net::awaitable<void> Session::check_board(pb::BoardHash held) {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (board_checked_ && now - *board_checked_ < world_.edge_limits.board_check_every) co_return;
  board_checked_ = now;
  const std::uint64_t number = held.number();
  if (!co_await actor_->check_board(*this, std::move(held))) co_return;
  spdlog::warn("event=board_differed meeting={} number={} protocol={}", meeting_.value, number, name_of(wire_));
}

void Session::deliver(FramePtr frame) {
  if (line_.closing()) return;
  if (!line_.outbox().push(std::move(frame))) {
    close(CloseReason::kTooSlow);
    return;
  }
  line_.wake();
}

void Session::deliver_parts(std::unique_ptr<FrameSource> parts) {
  if (line_.closing()) return;
  line_.outbox().push_parts(std::move(parts));
  line_.wake();
}

void Session::answered(std::size_t operations) { unanswered_ -= std::min(unanswered_, operations); }

void Session::close(CloseReason reason) { close(reason, {}); }

void Session::close(CloseReason reason, std::string_view detail) {
  if (line_.closing()) return;
  closed_with_ = static_cast<std::uint16_t>(reason);
  metrics_.closed_by_us.add();
  if (reason == CloseReason::kTooSlow) metrics_.closed_too_slow.add();
  if (reason == CloseReason::kSilent) metrics_.closed_silent.add();
  if (reason == CloseReason::kBadFrame || reason == CloseReason::kFrameTooLarge) metrics_.closed_bad_frame.add();
  if (reason == CloseReason::kNoHello || reason == CloseReason::kUnknownToken || reason == CloseReason::kRevoked) {
    metrics_.closed_without_right.add();
  }
  // Whoever is too slow resumes from what he has; whoever has lost his right gets nothing more.
  if (reason == CloseReason::kTooSlow || reason == CloseReason::kRevoked || reason == CloseReason::kUnknownToken) {
    line_.outbox().drop_queued();
  }
  pb::ServerFrame farewell;
  *farewell.mutable_goodbye() = goodbye(reason);
  if (!detail.empty()) {
    pb::Label& words = *farewell.mutable_goodbye()->mutable_words();
    for (std::string* sentence : {words.mutable_nl(), words.mutable_en()}) {
      sentence->append(" (").append(detail).append(")");
    }
  }
  // Without room for the farewell the close frame alone says why.
  (void)line_.outbox().push(make_frame(std::move(farewell)));
  line_.close(static_cast<std::uint16_t>(reason), {});
}

void Session::look(SteadyTime now, WallTime wall) {
  switch (line_.look(now)) {
    case SocketLine::Finding::kSilent: close(CloseReason::kSilent); return;
    case SocketLine::Finding::kMessageTooLong: close(CloseReason::kTooManyPieces); return;
    case SocketLine::Finding::kWell: break;
  }
  if (line_.closing()) return;
  if (!greeted_ && now - since_ >= world_.edge_limits.hello_within) close(CloseReason::kNoHello);
  // Nobody waits for us without a word.
  if (greeted_ && !joined_ && now - since_ >= world_.edge_limits.welcome_within) close(CloseReason::kBusy);
  if (expires_ms_ != 0 && wall.time_since_epoch().count() >= expires_ms_) close(CloseReason::kUnknownToken);
}

}  // namespace flipover
