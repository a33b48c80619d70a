#include "tests/replay_trace/in_process_channel.h"

#include <algorithm>
#include <string>
#include <utility>

#include "server/model/text_wire.h"
#include "tests/replay_trace/trace.h"

namespace flipover {

TextChange TextAuthority::take(const TextReplica::Outgoing& edit) {
  WireSpans spans;
  change_to_wire(edit.change, spans);
  auto change = change_from_wire(spans);
  expect(edit.base <= log_.size(), "an edit names a base that does not exist");
  const auto behind = static_cast<std::size_t>(log_.size() - edit.base);
  if (change) change = rebase(*std::move(change), text_, std::span(log_).last(behind), units_max_);
  if (!change) throw TraceBroken("an edit would be refused: " + std::string(words(change.error())));
  change->apply_to(text_);
  log_.push_back(*change);
  return *std::move(change);
}

InProcessChannel::InProcessChannel(std::size_t agents, std::size_t units_max, std::uint64_t seed,
                                   std::size_t moments_most)
    : authority_(units_max), up_(agents), down_(agents), submissions_(agents), random_(seed), delay_(0, moments_most) {}

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
    TextChange change = authority_.take(way.front().message);
    way.pop_front();
    const Logged logged{agent, submissions_[agent]++, authority_.revision(), std::move(change)};
    for (auto& link : down_) put(link, logged);
  }
}

}  // namespace flipover
