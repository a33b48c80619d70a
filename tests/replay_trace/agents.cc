#include "tests/replay_trace/agents.h"

#include <algorithm>
#include <utility>

namespace flipover {
namespace {

// Nobody waits longer; with delays in process a hundredth is plenty.
constexpr std::size_t kMomentsMost = 1'000'000;

}  // namespace

Agents::Agents(Channel& channel, std::size_t count, std::size_t characters)
    : channel_(channel), agents_(count), vanished_(characters), keeps_ranks_(characters > 0) {
  for (Agent& agent : agents_) {
    agent.met.resize(characters);
    agent.unsent.resize(characters);
  }
}

std::size_t Agents::submissions() const {
  std::size_t total = 0;
  for (const Agent& agent : agents_) total += agent.submitted.size();
  return total;
}

void Agents::patches(std::size_t number, const std::vector<Patch>& patches) {
  for (const Patch& patch : patches) {
    expect(patch.at + patch.remove <= text(number).size(), "a patch reaches beyond the agent's text");
    edit(agents_[number], TextChange::replace(patch.at, patch.remove, patch.insert), {});
  }
}

void Agents::types(std::size_t number, Rank rank, const std::u16string& character) {
  Agent& agent = agents_[number];
  std::size_t place = 0;
  Rank greatest = 0;
  for (std::size_t at = 0; at < agent.ranks.size(); ++at) {
    const Rank here = agent.ranks[at];
    if (here >= rank || here < greatest) continue;
    greatest = here;
    place = at + 1;
  }
  agent.unsent[rank] = true;
  edit(agent, TextChange::replace(place, 0, character), std::vector<Rank>(character.size(), rank));
}

void Agents::removes(std::size_t number, Rank rank) {
  Agent& agent = agents_[number];
  for (std::size_t moments = 0; !agent.met[rank] && !vanished_[rank]; ++moments) {
    expect(moments < kMomentsMost, "a character that is to be removed never arrives");
    exchange();
  }
  const auto first = std::find(agent.ranks.begin(), agent.ranks.end(), rank);
  const auto last = std::find_if(first, agent.ranks.end(), [&](Rank here) { return here != rank; });
  if (first == last) return;
  vanished_[rank] = agent.unsent[rank];
  edit(agent, TextChange::replace(static_cast<std::size_t>(first - agent.ranks.begin()),
                                  static_cast<std::size_t>(last - first), {}), {});
}

void Agents::exchange() {
  for (std::size_t number = 0; number < agents_.size(); ++number) {
    send(number);
    receive(number);
    send(number);  // an answer sets the buffer free
  }
  channel_.pass_moment();
}

void Agents::settle() {
  const auto unsettled = [&] {
    return std::any_of(agents_.begin(), agents_.end(), [&](const Agent& agent) {
      return !agent.replica.settled() || agent.edits_received < submissions();
    });
  };
  for (std::size_t moments = 0; unsettled(); ++moments) {
    expect(moments < kMomentsMost, "an edit never arrives");
    exchange();
  }
}

void Agents::edit(Agent& agent, const TextChange& change, const std::vector<Rank>& inserted) {
  agent.replica.edit(change);
  if (keeps_ranks_) splice(agent, change, inserted);
}

void Agents::send(std::size_t number) {
  Agent& agent = agents_[number];
  auto edit = agent.replica.send();
  if (!edit) return;
  // Nothing was in flight and all of the buffer goes: what the change inserts stands in the text where it says.
  std::vector<Rank>& inserted = agent.submitted.emplace_back();
  std::size_t at = 0;
  for (const TextSpan& span : edit->change.spans()) {
    at += span.keep;
    if (keeps_ranks_) {
      const auto first = agent.ranks.begin() + static_cast<std::ptrdiff_t>(at);
      inserted.insert(inserted.end(), first, first + static_cast<std::ptrdiff_t>(span.insert.size()));
    }
    at += span.insert.size();
  }
  for (const Rank rank : inserted) agent.unsent[rank] = false;
  channel_.submit(number, *std::move(edit));
}

void Agents::receive(std::size_t number) {
  Agent& agent = agents_[number];
  while (const auto logged = channel_.next(number)) {
    ++agent.edits_received;
    const auto change = logged->agent == number ? agent.replica.acknowledge(logged->change, logged->revision)
                                                : agent.replica.receive(logged->change, logged->revision);
    expect(change.has_value(), "a logged edit does not fit an agent's replica");
    if (keeps_ranks_) splice(agent, *change, agents_[logged->agent].submitted.at(logged->submission));
  }
}

void Agents::splice(Agent& agent, const TextChange& change, const std::vector<Rank>& inserted) {
  auto next = inserted.begin();
  std::size_t at = 0;
  for (const TextSpan& span : change.spans()) {
    at += span.keep;
    const auto first = agent.ranks.begin() + static_cast<std::ptrdiff_t>(at);
    const auto place = agent.ranks.erase(first, first + static_cast<std::ptrdiff_t>(span.remove));
    const auto end = next + static_cast<std::ptrdiff_t>(span.insert.size());
    agent.ranks.insert(place, next, end);
    for (; next != end; ++next) agent.met[*next] = true;
    at += span.insert.size();
  }
}

}  // namespace flipover
