// ServerChannel: a running server, and one connection per agent over a real socket, with delays on top of it that a
// seed decides. Agents take turns in the subprotocols: binary, JSON, binary ...
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "clients/cli/meeting_link.h"
#include "tests/replay_trace/channel.h"

namespace flipover {

// Where meetings for traces are made, all of one case. Throws TraceBroken if the server does not.
class TraceServer {
 public:
  TraceServer(ServerAddress address, std::string administrator);

  struct Place {
    std::string participant;
    std::string secret;
  };
  struct Made {
    std::string meeting;
    std::vector<Place> places;
  };
  Made make(std::size_t places) const;

  const ServerAddress& address() const { return address_; }

 private:
  ServerAddress address_;
  std::string administrator_;
  std::string case_id_;
};

class ServerChannel final : public Channel {
 public:
  // A new meeting with one item. Everybody has joined when this returns. Every message takes 0 to `moments_most`
  // moments longer than the socket needs.
  ServerChannel(const TraceServer& server, std::size_t agents, std::uint64_t seed, std::size_t moments_most);
  ~ServerChannel() override;

  void submit(std::size_t agent, TextReplica::Outgoing edit) override;
  std::optional<Logged> next(std::size_t agent) override;
  void pass_moment() override;
  // Also holds every connection's replica of the whole meeting against the state hash that the server tells its
  // participant (G1).
  std::u16string server_text() override;

 private:
  using Clock = std::chrono::steady_clock;
  class Seat;
  template <class Message>
  struct Late {
    std::uint64_t moment;
    Message message;
  };

  template <class Message>
  void put(std::deque<Late<Message>>& way, Message message);
  void send_what_is_due();
  // Until `done()`; throws TraceBroken when it takes too long or a connection fails.
  template <class Done>
  void wait_until(const char* what, Done done);
  void rethrow() const;

  net::io_context io_{1};
  ServerAddress address_;
  std::string meeting_;
  std::string item_;
  std::vector<std::unique_ptr<Seat>> seats_;
  std::map<std::string, std::size_t> agent_of_;  // participant -> agent
  std::string failure_;
  std::mt19937_64 random_;
  std::uniform_int_distribution<std::uint64_t> delay_;
  std::uint64_t now_ = 0;
  std::size_t running_ = 0;
};

}  // namespace flipover
