#include "server/edge/hosts.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace flipover {

Hosts::Hosts(ShardMap& shards, std::vector<std::unique_ptr<MeetingHost>> hosts, const Clock& clock,
             const EdgeLimits& limits)
    : shards_(shards), hosts_(std::move(hosts)) {
  for (std::size_t i = 0; i < shards.size(); ++i) {
    lists_.push_back(std::make_unique<SocketList>(shards.at(i), clock, limits));
  }
}

net::awaitable<MeetingActor::Opened> enter(MeetingHost& host, MeetingId meeting) {
  const std::string id = meeting.value;
  MeetingActor::Opened opened = co_await host.enter(std::move(meeting));
  if (!opened.actor) spdlog::error("event=meeting_not_opened meeting={} why=\"{}\"", id, opened.message);
  co_return opened;
}

}  // namespace flipover
