// The echo of --test-echo: says every message back, over the same line as a session, so that an outside conformance
// suite can be run against it (S18). Never on in a server that people use.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "server/edge/socket_line.h"
#include "server/edge/socket_list.h"

namespace flipover {

class Echo final : public ListedSocket {
 public:
  Echo(SocketList& list, const EdgeLimits& limits, WireStream::Socket socket, std::unique_ptr<Upgrade> upgrade);

  static net::awaitable<void> run(std::shared_ptr<Echo> echo);

  void look(SteadyTime now, WallTime wall) override;
  void close(CloseReason reason) override { line_.close(static_cast<std::uint16_t>(reason), {}); }
  void cut() override { line_.cut(); }
  const CameBy& came_by() const override { return came_by_; }

 private:
  net::awaitable<void> read_loop();

  CameBy came_by_;
  SocketLine line_;
};

}  // namespace flipover
