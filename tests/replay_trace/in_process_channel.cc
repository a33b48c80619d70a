#include "tests/replay_trace/in_process_channel.h"

#include <algorithm>
#include <utility>

namespace flipover {

InProcessChannel::InProcessChannel(std::size_t agents, std::size_t units_max, std::uint64_t seed,
                                   std::size_t moments_most)
    : authority_(agents, units_max),
      up_(agents),
      down_(agents),
      submissions_(agents),
      random_(seed),
      delay_(0, moments_most) {}

void InProcessChannel::submit(std::size_t agent, TextReplica::Outgoing edit) {
  put(up_[agent], std::move(edit));
  server_takes(agent);
}

std::optional<Channel::Logged> InProcessChannel::next(std::size_t agent) {
  auto& way = down_[agent].on_the_way;
  if (way.empty() || way.front().moment > now_) return std::nullopt;
  Logged logged = std::move(way.front().message);
  way.pop_front();
  return logged;
}

void InProcessChannel::pass_moment() {
  ++now_;
  for (std::size_t agent = 0; agent < up_.size(); ++agent) server_takes(agent);
}

template <class Message>
void InProcessChannel::put(Link<Message>& link, Message message) {
  link.last = std::max(link.last, now_ + delay_(random_));
  link.on_the_way.push_back({link.last, std::move(message)});
}

void InProcessChannel::server_takes(std::size_t agent) {
  auto& way = up_[agent].on_the_way;
  while (!way.empty() && way.front().moment <= now_) {
    TextChange change = authority_.take(agent, way.front().message);
    way.pop_front();
    const Logged logged{agent, submissions_[agent]++, authority_.revision(), std::move(change)};
    for (auto& link : down_) put(link, logged);
  }
}

}  // namespace flipover
