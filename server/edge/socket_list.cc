#include "server/edge/socket_list.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace flipover {

SocketList::SocketList(Shard& shard, const Clock& clock, const EdgeLimits& limits)
    : shard_(shard),
      clock_(clock),
      limits_(limits),
      listened_(std::chrono::steady_clock::now(), limits.look_every) {
  look_again_later();
}

void SocketList::look_again_later() {
  shard_.after(limits_.look_every, [this] {
    if (stopped_) return;
    look_at_all();
    look_again_later();
  });
}

void SocketList::look_at_all() {
  const auto now = listened_.look(std::chrono::steady_clock::now());
  const WallTime wall = clock_.now();
  for (ListedSocket& socket : sockets_) socket.look(now, wall);
}

void SocketList::revoke(const std::string& invitation) {
  for (ListedSocket& socket : sockets_) {
    if (socket.came_by().invitation == invitation) socket.close(CloseReason::kUnknownToken);
  }
}

void SocketList::end_session(const std::string& session, const std::string& meeting) {
  for (ListedSocket& socket : sockets_) {
    const CameBy& by = socket.came_by();
    if (by.session != session || by.session.empty()) continue;
    if (meeting.empty() || by.meeting == meeting) socket.close(CloseReason::kUnknownToken);
  }
}

net::awaitable<void> SocketList::stop(std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kStep{10};
  for (ListedSocket& socket : sockets_) socket.close(CloseReason::kServerStops);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!sockets_.empty()) {
    if (std::chrono::steady_clock::now() >= deadline) {
      for (ListedSocket& socket : sockets_) socket.cut();
    }
    net::steady_timer timer(shard_.context(), kStep);
    co_await timer.async_wait(net::use_awaitable);
  }
  stopped_ = true;
}

}  // namespace flipover
