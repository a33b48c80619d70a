// Connection: a simulated connection between one client and one session of the server. Both directions keep order; each
// message takes its time; a cut may come at any moment and loses what the seed says of what is on its way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "meeting/v1/session.pb.h"
#include "server/base/proto.h"
#include "server/meeting/frame.h"
#include "tests/sim/chance.h"
#include "tests/sim/event_queue.h"

namespace flipover::sim {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // How fast a message travels, at least and at most.
  struct Speed {
    SimTime least{1'000};
    SimTime most{20'000};
  };
  // What an end does when something arrives. Empty once that end is gone.
  struct ClientEnd {
    std::function<void(const pb::ServerFrame&)> frame;
    std::function<void()> lost;
  };
  struct ServerEnd {
    std::function<void(pb::ClientFrame)> frame;
    std::function<void()> lost;
    std::function<void()> drained;  // a message arrived: there is room again
  };

  Connection(EventQueue& queue, Chance chance, Speed down) : queue_(queue), chance_(chance), down_speed_(down) {}

  void open(ClientEnd client, ServerEnd server) {
    client_ = std::move(client);
    server_ = std::move(server);
  }

  void send_up(pb::ClientFrame frame);
  void send_down(FramePtr frame);
  std::size_t bytes_down() const { return bytes_down_; }  // on their way to the client

  // The server closes after all it has sent.
  void close_down();

  // The line breaks, now. Each end learns of it in its own time; the server may take seconds (half open).
  void cut();

  // The server process is dead: nothing goes to it any more, and what it sent may or may not arrive.
  void server_died();

 private:
  struct Direction {
    std::uint64_t sent = 0;
    std::uint64_t delivered = 0;
    std::uint64_t limit = ~std::uint64_t{0};  // of the messages sent, only so many arrive
    SimTime last{0};                          // when the last one arrives
  };
  SimTime arrival(Direction& direction, Speed speed);
  void limit(Direction& direction);
  void tell_client();
  void tell_server(SimTime delay);

  EventQueue& queue_;
  Chance chance_;
  Speed down_speed_;
  ClientEnd client_;
  ServerEnd server_;
  Direction up_;
  Direction down_;
  std::size_t bytes_down_ = 0;
  bool broken_ = false;
};

}  // namespace flipover::sim
