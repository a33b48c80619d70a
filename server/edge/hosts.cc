#include "server/edge/hosts.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "server/base/log_value.h"

namespace flipover {

Hosts::Hosts(ShardMap& shards, std::vector<std::unique_ptr<MeetingHost>> hosts, const Clock& clock,
             const EdgeLimits& limits)
    : shards_(shards), hosts_(std::move(hosts)) {
  for (std::size_t i = 0; i < shards.size(); ++i) {
    lists_.push_back(std::make_unique<SocketList>(shards.at(i), clock, limits));
  }
}

void tell_of_damage(std::string_view event, const std::string& meeting, const std::string& why) {
  spdlog::error(
      "event={} meeting={} why={} do=\"keep a copy of the data directory and look at the disk; flipover verify tells what holds, "
      "flipover salvage DIR NEW copies it\"",
      event, meeting, as_value(why));
}

net::awaitable<MeetingActor::Opened> enter(MeetingHost& host, MeetingId meeting) {
  const std::string id = meeting.value;
  MeetingActor::Opened opened = co_await host.enter(std::move(meeting));
  if (opened.message.empty()) co_return opened;
  if (opened.actor) {
    tell_of_damage("meeting_damaged_in_part", id, opened.message);
  } else if (opened.status == MeetingStatus::kDamaged) {
    tell_of_damage("meeting_not_opened", id, opened.message);
  } else {
    spdlog::error("event=meeting_not_opened meeting={} why={}", id, as_value(opened.message));
  }
  co_return opened;
}

net::awaitable<std::optional<Standing>> standing_in(MeetingHost& host, MeetingId meeting, Looker who) {
  const std::string id = meeting.value;
  auto answer = co_await host.standing(std::move(meeting), std::move(who));
  if (!answer.damage.empty()) tell_of_damage("past_damaged", id, answer.damage);
  co_return std::move(answer.found);
}

}  // namespace flipover
