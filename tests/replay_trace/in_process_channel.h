// InProcessChannel: the model's text functions as the server, and links whose delays a seed decides.
#pragma once

#include <cstdint>
#include <deque>
#include <random>
#include <vector>

#include "tests/replay_trace/channel.h"

namespace flipover {

// Takes edits as a meeting does: off the wire, checked, moved over the edits since their base, logged, applied.
class TextAuthority {
 public:
  explicit TextAuthority(std::size_t units_max) : units_max_(units_max) {}

  // The change as logged. Throws TraceBroken, with the reason, where a server would refuse.
  TextChange take(const TextReplica::Outgoing& edit);

  std::uint64_t revision() const { return log_.size(); }
  const std::u16string& text() const { return text_; }

 private:
  std::size_t units_max_;
  std::u16string text_;
  std::vector<TextChange> log_;
};

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

  TextAuthority authority_;
  std::vector<Link<TextReplica::Outgoing>> up_;
  std::vector<Link<Logged>> down_;
  std::vector<std::size_t> submissions_;
  std::mt19937_64 random_;
  std::uniform_int_distribution<std::uint64_t> delay_;
  std::uint64_t now_ = 0;
};

}  // namespace flipover
