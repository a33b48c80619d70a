// Hosts: where a meeting is at work: its shard, that shard's host, and the sockets that live there.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/edge/socket_list.h"
#include "server/meeting/meeting_host.h"
#include "server/shard/shard_map.h"

namespace flipover {

class Hosts {
 public:
  struct Place {
    Shard& shard;
    MeetingHost& host;
    SocketList& sockets;
  };

  // One host for each shard, in their order.
  Hosts(ShardMap& shards, std::vector<std::unique_ptr<MeetingHost>> hosts, const Clock& clock, const EdgeLimits& limits);

  std::size_t size() const { return hosts_.size(); }
  Place at(std::size_t index) { return {shards_.at(index), *hosts_[index], *lists_[index]}; }
  Place of(const MeetingId& meeting) { return at(shards_.index_of(meeting)); }

  // The front: where the listener, HTTP and the registry live.
  Shard& front() { return shards_.at(0); }

 private:
  ShardMap& shards_;
  std::vector<std::unique_ptr<MeetingHost>> hosts_;
  std::vector<std::unique_ptr<SocketList>> lists_;
};

// Tells the operator that a meeting is damaged, and what is to be done. `event`: where that was met.
void tell_of_damage(std::string_view event, const std::string& meeting, const std::string& why);

// Enters a meeting, on its shard; why it cannot be opened is told to the operator.
net::awaitable<MeetingActor::Opened> enter(MeetingHost& host, MeetingId meeting);

// How somebody stands in a meeting, on its shard; what of it cannot be read is told to the operator. Nothing: he asks for
// more at once than is answered.
net::awaitable<std::optional<Standing>> standing_in(MeetingHost& host, MeetingId meeting, Looker who);

}  // namespace flipover
