// InProcessChannel: the model as the server, and links whose delays a seed decides.
#pragma once

#include <cstdint>
#include <deque>
#include <random>
#include <vector>

#include "tests/replay_trace/channel.h"
#include "tests/replay_trace/model_authority.h"

namespace flipover {

class InProcessChannel final : public Channel {
 public:
  // Every message takes 0 to `moments_most` moments, in order per link. With 0 an edit is answered as it is submitted.
  InProcessChannel(std::size_t agents, std::size_t units_max, std::uint64_t seed, std::size_t moments_most);

  void submit(std::size_t agent, TextReplica::Outgoing edit) override;
  std::optional<Logged> next(std::size_t agent) override;
  void pass_moment() override;
  std::u16string server_text() override { return authority_.text(); }

 private:
  template <class Message>
  struct Link {
    struct Late {
      std::uint64_t moment;
      Message message;
    };
    std::deque<Late> on_the_way;
    std::uint64_t last = 0;  // messages of one link do not overtake one another
  };

  template <class Message>
  void put(Link<Message>& link, Message message);
  void server_takes(std::size_t agent);

  ModelAuthority authority_;
  std::vector<Link<TextReplica::Outgoing>> up_;
  std::vector<Link<Logged>> down_;
  std::vector<std::size_t> submissions_;
  std::mt19937_64 random_;
  std::uniform_int_distribution<std::uint64_t> delay_;
  std::uint64_t now_ = 0;
};

}  // namespace flipover
