// MeetingHost: the meetings of one shard. A meeting is opened by the first who comes and closed when it empties.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "server/meeting/looking_back.h"
#include "server/meeting/meeting_actor.h"

namespace flipover {

// Threads: on its shard only.
class MeetingHost {
 public:
  explicit MeetingHost(MeetingWorld world);
  ~MeetingHost();

  // The meeting at work: the running one, or opened from its log. Whoever holds the pointer keeps it from closing.
  // The message is empty if the operator was told the same of this meeting before.
  net::awaitable<MeetingActor::Opened> enter(MeetingId meeting);

  // How somebody stands in a meeting, which stays as it is: asked of the running one, or else of its log.
  net::awaitable<LookingBack::Answer<Standing>> standing(MeetingId meeting, Looker who);

  // The past of any meeting of this shard, opened or not.
  LookingBack& looking_back() { return looking_back_; }

  // Every meeting writes what it has decided, puts a checkpoint, and tells its sessions to come back.
  net::awaitable<void> stop();

  const MeetingMetrics& metrics() const;

 private:
  struct Room;
  MeetingWorld world_;
  LookingBack looking_back_{world_};
  std::map<MeetingId, std::shared_ptr<Room>> rooms_;
  std::map<MeetingId, std::string> told_;  // what the operator was told last of a meeting
  bool stopping_ = false;
  std::shared_ptr<void> alive_ = std::make_shared<char>();  // visitors may hold a meeting longer than the host lives
};

}  // namespace flipover
