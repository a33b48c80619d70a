// A conc/1 script, step for step, and the same session by the identity of its characters.
//
// The script has many edits of one client on their way at once; our protocol has one, and a buffer. So the script
// itself is replayed with the model's mapping alone: a queue of single edits per client on both sides, which the
// protocol does not have. From it comes an intent/1 trace, which the real clients can replay.
#pragma once

#include "server/model/text_ot.h"
#include "tests/replay_trace/trace.h"

namespace flipover {

struct Script {
  Trace intents;
  std::u16string end;
};

// `newcomer`: where the later of two edits stands in a tie. The script was recorded with kBefore, so its places mean
// the characters they were meant for; the product's rule is kAfter, and a place near a tie may then mean a neighbour.
// Throws TraceBroken if the number of a client's own edits on their way is not as scripted, or a replica ends with
// another text than the server.
Script replay_script(const Trace& trace, Tie newcomer);

}  // namespace flipover
