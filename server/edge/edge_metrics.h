// Counters of the sockets of one shard, for /metrics.
#pragma once

#include "server/meeting/metrics.h"

namespace flipover {

struct EdgeMetrics {
  Counter sockets_open;
  Counter sockets_accepted;
  Counter frames_received;
  Counter bytes_received;       // of messages, without their heads
  Counter closed_by_us;         // with a Goodbye
  Counter closed_too_slow;
  Counter closed_silent;
  Counter closed_bad_frame;
  Counter closed_without_right;  // no or an unknown token, or revoked
  // HTTP; on the listener's shard only.
  Counter connections_accepted;
  Counter connections_refused;  // as many as may be are open
  Counter requests;
  Counter requests_refused;     // answered 4xx
  Counter requests_failed;      // answered 5xx
  Counter upgrades_refused;
};

}  // namespace flipover
