#include "tests/replay_trace/replays.h"

#include <algorithm>
#include <map>
#include <vector>

#include "tests/replay_trace/agents.h"

namespace flipover {
namespace {

void expect_equal_texts(const Agents& agents, std::size_t count, Channel& channel) {
  const std::u16string server = channel.server_text();
  for (std::size_t agent = 0; agent < count; ++agent) {
    expect(agents.text(agent) == server, "agent " + std::to_string(agent) + " holds another text than the server");
  }
}

// What the file says of each character, whatever the timing.
struct Characters {
  explicit Characters(const Trace& trace) {
    for (const TraceStep& step : trace.steps) {
      for (const auto& [rank, character] : step.typed) {
        expect(!character.empty() && by_rank.emplace(rank, character).second, "a rank is typed twice");
      }
    }
    left = by_rank;
    for (const TraceStep& step : trace.steps) {
      for (const Rank rank : step.removed) {
        expect(by_rank.contains(rank), "a character is removed that nobody types");
        left.erase(rank);
      }
    }
  }

  std::size_t ranks() const { return by_rank.empty() ? 1 : std::size_t{by_rank.rbegin()->first} + 1; }

  std::map<Rank, std::u16string> by_rank;
  std::map<Rank, std::u16string> left;  // typed and not removed
};

// Each unit of the text belongs to the character its rank names, each character that is left is there once and whole.
void expect_whole_characters(const Characters& characters, const std::u16string& text, const std::vector<Rank>& ranks) {
  expect(text.size() == ranks.size(), "text and ranks are not equally long");
  std::vector<Rank> found;
  for (std::size_t at = 0; at < text.size();) {
    const auto character = characters.left.find(ranks[at]);
    expect(character != characters.left.end(), "a character is in the text that was removed");
    const std::size_t units = character->second.size();
    expect(text.compare(at, units, character->second) == 0 &&
               std::all_of(ranks.begin() + static_cast<std::ptrdiff_t>(at),
                           ranks.begin() + static_cast<std::ptrdiff_t>(std::min(at + units, ranks.size())),
                           [&](Rank rank) { return rank == ranks[at]; }),
           "the text does not say what its ranks say");
    found.push_back(ranks[at]);
    at += units;
  }
  std::sort(found.begin(), found.end());
  expect(std::adjacent_find(found.begin(), found.end()) == found.end(), "a character is in the text twice");
  expect(found.size() == characters.left.size(), "a character that was typed is not in the text");
}

}  // namespace

Outcome replay_sequential(const Trace& trace, Channel& channel, bool each_alone) {
  constexpr std::size_t kWriterAndReader = 2;
  Agents agents(channel, kWriterAndReader);
  for (const TraceStep& step : trace.steps) {
    agents.patches(0, step.patches);
    agents.exchange();
    if (each_alone) agents.settle();
  }
  agents.settle();
  expect_equal_texts(agents, kWriterAndReader, channel);
  expect(is_published_end(trace, agents.text(0)), "the end is not the published text");
  return {agents.submissions(), 0, true};
}

Outcome replay_intents(const Trace& trace, Channel& channel) {
  const Characters characters(trace);
  Agents agents(channel, trace.agents, characters.ranks());
  for (const TraceStep& step : trace.steps) {
    for (const auto& [rank, character] : step.typed) agents.types(step.agent, rank, character);
    for (const Rank rank : step.removed) agents.removes(step.agent, rank);
    agents.exchange();
  }
  agents.settle();
  expect_equal_texts(agents, trace.agents, channel);
  const std::vector<Rank>& ranks = agents.ranks(0);
  for (std::size_t agent = 1; agent < trace.agents; ++agent) {
    expect(agents.ranks(agent) == ranks, "the ranks of agent " + std::to_string(agent) + " are others");
  }
  expect(agents.text(0).size() == trace.end_units, "the end is not as long as the published text");
  expect_whole_characters(characters, agents.text(0), ranks);
  Outcome outcome{agents.submissions(), 0, is_published_end(trace, agents.text(0))};
  for (std::size_t at = 1; at < ranks.size(); ++at) {
    outcome.neighbours_out_of_order += ranks[at - 1] > ranks[at] ? 1U : 0U;
  }
  return outcome;
}

}  // namespace flipover
