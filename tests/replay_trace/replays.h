// Replays: a trace through simulated clients and a channel, and what must hold at its end.
#pragma once

#include <cstddef>
#include <string>

#include "tests/replay_trace/channel.h"
#include "tests/replay_trace/trace.h"

namespace flipover {

struct Outcome {
  std::size_t edits_logged = 0;
  std::size_t neighbours_out_of_order = 0;  // by rank, which only other timings than the recorded ones bring about
  bool as_published = false;
};

// seq/1: one writer, and a reader beside him. With `each_alone` every step is an edit of its own, sent when the one
// before is answered; otherwise typing goes on and edits gather while one is on its way. Holds: the text is the
// published one and both replicas are equal to the server's. Throws TraceBroken where something does not hold.
Outcome replay_sequential(const Trace& trace, Channel& channel, bool each_alone);

// intent/1: characters by identity, at any timing. Holds: all replicas are equal to the server's text, their ranks are
// equal too and fit the text, every character that was typed and not removed is there once and no other.
Outcome replay_intents(const Trace& trace, Channel& channel);

}  // namespace flipover
