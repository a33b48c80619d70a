// Agents: the simulated clients of a replay, one TextReplica each, and beside each text the identity of its characters.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/model/text_replica.h"
#include "tests/replay_trace/channel.h"
#include "tests/replay_trace/trace.h"

namespace flipover {

class Agents {
 public:
  // `characters`: how many identities there are; 0 to keep none.
  Agents(Channel& channel, std::size_t count, std::size_t characters = 0);

  const std::u16string& text(std::size_t agent) const { return agents_[agent].replica.text(); }
  const std::vector<Rank>& ranks(std::size_t agent) const { return agents_[agent].ranks; }
  std::size_t submissions() const;

  void patches(std::size_t agent, const std::vector<Patch>& patches);
  // Puts `character` right after the visible one with the greatest rank below `rank`.
  void types(std::size_t agent, Rank rank, const std::u16string& character);
  // Removes the character, if it is still there. One that has not arrived yet is waited for.
  void removes(std::size_t agent, Rank rank);

  // Sends what may be sent and takes in what has arrived, for everybody; then a moment passes.
  void exchange();
  // Until everything has reached everybody. Throws TraceBroken if that does not come to an end.
  void settle();

 private:
  struct Agent {
    TextReplica replica;
    std::vector<Rank> ranks;                   // of each code unit of the text; both halves of a pair have one
    std::vector<bool> met;                     // by rank: was in this agent's text at some time
    std::vector<bool> unsent;                  // by rank: typed here and not submitted
    std::vector<std::vector<Rank>> submitted;  // by submission: the ranks of what it inserted, in order
    std::size_t edits_received = 0;
  };

  void edit(Agent& agent, const TextChange& change, const std::vector<Rank>& inserted);
  void send(std::size_t number);
  void receive(std::size_t number);
  static void splice(Agent& agent, const TextChange& change, const std::vector<Rank>& inserted);

  Channel& channel_;
  std::vector<Agent> agents_;
  std::vector<bool> vanished_;  // by rank: typed and removed again before it was ever submitted
  bool keeps_ranks_;
};

}  // namespace flipover
