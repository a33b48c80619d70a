// Channel: who orders the edits of the text that a replay writes, and how late the news of it comes.
//
// The harness knows nothing else of a server: the same replay runs against the functions of the model in this process
// and against a server over a socket.
// Invariants: each agent gets every logged edit once, its own included, in one order for all; submissions of an
//   agent are logged in the order it made them, numbered from 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/model/text_replica.h"

namespace flipover {

class Channel {
 public:
  struct Logged {
    std::size_t agent = 0;         // who made it
    std::size_t submission = 0;    // the how-manieth of that agent
    std::uint64_t revision = 0;    // of the text after it
    TextChange change;             // as logged
  };

  virtual ~Channel() = default;

  virtual void submit(std::size_t agent, TextReplica::Outgoing edit) = 0;

  // The next edit that has reached the agent, if one has.
  virtual std::optional<Logged> next(std::size_t agent) = 0;

  // A moment passes: what is on its way comes nearer.
  virtual void pass_moment() = 0;

  // The text as the server holds it now.
  virtual std::u16string server_text() = 0;
};

}  // namespace flipover
