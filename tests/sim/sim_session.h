// SimSession: the server's end of a simulated connection. It does what edge/session does with a real one: Hello first,
// then operations one frame at a time, a bounded outbox that drains as the line takes it.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <variant>

#include "server/meeting/meeting_host.h"
#include "server/meeting/subscriber.h"
#include "tests/sim/connection.h"
#include "tests/sim/watch.h"

namespace flipover::sim {

const MeetingId& the_meeting();

class SimSession final : public Subscriber, public std::enable_shared_from_this<SimSession> {
 public:
  struct Bounds {
    std::size_t outbox_bytes_max = 64 * 1024;
    std::size_t line_bytes_max = 16 * 1024;  // on their way: what a socket's buffer takes
    std::size_t unanswered_max = 256;
  };

  SimSession(net::io_context& io, MeetingHost& host, std::shared_ptr<Connection> connection, std::string participant,
             Bounds bounds, Watch& watch);

  void receive(pb::ClientFrame frame);
  void lost();
  void drain();
  // The process is dead: nothing of it happens any more, what it holds of meetings is let go of.
  void die();

  void deliver(FramePtr frame) override;
  void deliver_parts(std::unique_ptr<FrameSource> parts) override;
  void answered(std::size_t operations) override;
  void close(CloseReason reason) override;

 private:
  using Queued = std::variant<FramePtr, std::unique_ptr<FrameSource>>;

  net::awaitable<void> work();
  net::awaitable<void> take(pb::ClientFrame frame);
  net::awaitable<void> greet(pb::Hello hello);
  void work_soon();
  void end();

  net::io_context& io_;
  MeetingHost& host_;
  std::shared_ptr<Connection> connection_;
  Bounds bounds_;
  Watch& watch_;
  SessionView view_;
  std::shared_ptr<MeetingActor> actor_;
  std::deque<pb::ClientFrame> incoming_;
  std::deque<Queued> outbox_;
  std::size_t outbox_bytes_ = 0;
  std::size_t unanswered_ = 0;
  bool greeted_ = false;
  bool joined_ = false;
  bool working_ = false;
  bool closing_ = false;
  bool dead_ = false;
};

}  // namespace flipover::sim
