// Session: one participant's connection to a meeting.
//
// Invariants: nothing of the meeting leaves before a valid Hello, which names a secret or means the upgrade's cookie. Frames are taken in order; while the meeting's inbox is
//   full the session reads no further. It ends in one place.
// Threads: its meeting's shard.
// Limits: EdgeLimits and MeetingLimits; a full outbox closes the session, which comes back and resumes.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/access/registry.h"
#include "server/edge/hosts.h"
#include "server/edge/socket_line.h"
#include "server/meeting/meeting_actor.h"

namespace flipover {

struct SessionWorld {
  Hosts& hosts;
  Registry& registry;
  const MeetingLimits& meeting_limits;
  const EdgeLimits& edge_limits;
};

class Session final : public Subscriber, public ListedSocket, public std::enable_shared_from_this<Session> {
 public:
  // Requires: on the meeting's shard.
  Session(const SessionWorld& world, MeetingId meeting, Wire wire, WireStream::Socket socket,
          std::unique_ptr<Upgrade> upgrade, std::string cookie);
  ~Session() override;

  // Until the connection has ended. Keeps itself alive.
  static net::awaitable<void> run(std::shared_ptr<Session> session);

  // Subscriber.
  void deliver(FramePtr frame) override;
  void deliver_parts(std::unique_ptr<FrameSource> parts) override;
  void answered(std::size_t operations) override;
  void close(CloseReason reason) override;

  // ListedSocket.
  void look(SteadyTime now, WallTime wall) override;
  void cut() override { line_.cut(); }
  const CameBy& came_by() const override { return came_by_; }

 private:
  net::awaitable<void> read_loop();
  net::awaitable<bool> greet(pb::Hello hello);
  net::awaitable<bool> take(pb::ClientFrame frame);
  net::awaitable<bool> submit(pb::Submit submit);
  net::awaitable<void> check_board(pb::BoardHash held);
  void close(CloseReason reason, std::string_view detail);

  const SessionWorld& world_;
  const MeetingId meeting_;
  const Wire wire_;
  SocketLine line_;
  EdgeMetrics& metrics_;
  std::shared_ptr<MeetingActor> actor_;  // from Hello on
  bool greeted_ = false;                 // a Hello came
  bool joined_ = false;
  std::string cookie_;  // until Hello: who it is, if Hello does not say
  CameBy came_by_;
  std::int64_t expires_ms_ = 0;  // 0: never
  std::size_t unanswered_ = 0;
  std::optional<SteadyTime> board_checked_;
  std::uint16_t closed_with_ = 0;  // 0: the other side ended it
  SteadyTime since_;  // it came, or said Hello
};

}  // namespace flipover
