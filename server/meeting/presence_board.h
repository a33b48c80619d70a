// PresenceBoard: cursors, who is typing, a stroke being drawn. Best effort, coalesced, filtered like content, never
// logged.
#pragma once

#include <map>
#include <string>

#include "meeting/v1/session.pb.h"
#include "server/meeting/fanout.h"
#include "server/model/meeting_state.h"

namespace flipover {

// Threads: lives on its meeting's shard.
class PresenceBoard {
 public:
  // The newest of a participant; earlier unsent ones are forgotten. Returns whether a flush is now wanted.
  bool show(const std::string& participant, pb::Presence presence);
  bool connected(const std::string& participant, bool is_connected);

  // Sends what changed to those who may see it.
  void flush(const MeetingState& state, const Fanout& fanout);

 private:
  std::map<std::string, pb::PresenceUpdate::Of> changed_;
  bool wanted_ = false;
};

}  // namespace flipover
