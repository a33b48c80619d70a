// SocketList: the WebSockets of one shard. It looks at each of them twice a second, so that none needs timers of its
// own, and finds those that an invitation or a browser's session brought in.
//
// Threads: its shard.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <string>

#include "server/base/clock.h"
#include "server/edge/edge_limits.h"
#include "server/edge/edge_metrics.h"
#include "server/edge/listening_time.h"
#include "server/meeting/close_reason.h"
#include "server/shard/shard.h"

namespace flipover {

// How a socket came in; empty before it has.
struct CameBy {
  std::string invitation;
  std::string session;  // empty: by a secret
  std::string meeting;
};

// What the list knows of a socket. Leaves the list when it is destroyed.
class ListedSocket : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~ListedSocket() = default;

  // Called every look_every. Must not destroy a socket.
  virtual void look(std::chrono::steady_clock::time_point now, WallTime wall) = 0;  // `now`: SocketList::now()
  virtual void close(CloseReason reason) = 0;
  virtual void cut() = 0;
  virtual const CameBy& came_by() const = 0;
};

class SocketList {
 public:
  SocketList(Shard& shard, const Clock& clock, const EdgeLimits& limits);

  void add(ListedSocket& socket) { sockets_.push_back(socket); }

  // By which sockets measure how long they have waited for the other side.
  std::chrono::steady_clock::time_point now() const { return listened_.time(); }

  // Closes those that came in by this invitation.
  void revoke(const std::string& invitation);
  // Closes those that this browser has in a meeting; empty: in all.
  void end_session(const std::string& session, const std::string& meeting);

  // Says goodbye to all, waits until they are gone, and cuts what is still there after `patience`.
  net::awaitable<void> stop(std::chrono::milliseconds patience);

  EdgeMetrics& metrics() { return metrics_; }
  const EdgeMetrics& metrics() const { return metrics_; }

 private:
  void look_at_all();
  void look_again_later();

  Shard& shard_;
  const Clock& clock_;
  const EdgeLimits& limits_;
  EdgeMetrics metrics_;
  ListeningTime listened_;
  bool stopped_ = false;
  boost::intrusive::list<ListedSocket, boost::intrusive::constant_time_size<false>> sockets_;
};

}  // namespace flipover
