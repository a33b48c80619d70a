// The limits of sockets and HTTP (G6). Those of a meeting stand in server/meeting/meeting_limits.h.
#pragma once

#include <chrono>
#include <cstddef>

namespace flipover {

struct EdgeLimits {
  using Milliseconds = std::chrono::milliseconds;

  // WebSocket.
  Milliseconds hello_within{5'000};
  Milliseconds welcome_within{6'000};     // then who waits is told that we are busy
  Milliseconds ping_every{30'000};        // when nothing was heard
  Milliseconds silent_after{60'000};      // then the connection is dead
  Milliseconds message_within{30'000};    // from the first byte of a message to its last
  Milliseconds goodbye_within{5'000};     // from saying that we close to closing
  Milliseconds look_every{500};           // how often all this is looked at
  Milliseconds board_check_every{240'000};  // a page asks every five minutes at most
  std::size_t message_pieces_max = 4'096;  // reads that one message may take: fragments, or crumbs of one

  // HTTP.
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t body_bytes_max = 64 * 1024;
  std::size_t import_bytes_max = 64 * 1024 * 1024;
  std::size_t http_connections_max = 2'000;  // not yet, or never, a WebSocket
  std::size_t sockets_max = 20'000;          // WebSockets of all shards
  std::size_t sockets_of_place_max = 2'000;  // of one address; an IPv6 prefix of 64 bits counts as one
  std::size_t descriptors_max = 1'000'000;   // for connections, of what the process may have: the log needs the rest
  Milliseconds header_within{10'000};
  Milliseconds next_request_within{30'000};
  Milliseconds body_within{30'000};
  Milliseconds import_within{300'000};
};

}  // namespace flipover
