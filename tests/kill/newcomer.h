// Newcomer: one connection to a meeting, step by step, and what it hears: a Welcome, a goodbye, or nothing yet. Unlike
// LoadClient he never comes back by himself.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "tests/bench/meeting_maker.h"
#include "tests/bench/wire_client.h"

namespace flipover {

// Threads: one, that of its io_context, which must not run on without it.
class Newcomer final : public WireListener {
 public:
  Newcomer(net::io_context& context, const ServerAddress& server, const std::string& meeting, const Seat& seat);

  void greet();                        // the first message, once the connection is open
  void greet_when_open() { greets_ = true; }
  void add(const std::string& words);  // a card
  void leave() { wire_.close(); }

  bool is_open() const { return open_; }
  bool welcomed() const { return welcomed_; }
  std::size_t confirmed() const { return confirmed_; }
  const std::optional<pb::Goodbye>& goodbye() const { return goodbye_; }
  bool lost() const { return lost_; }  // for good; after a goodbye too

  void opened() override;
  void heard(const pb::ServerFrame& frame) override;
  void lost(const std::string& why) override;

 private:
  const Seat seat_;
  const std::string client_;
  WireClient wire_;
  bool greets_ = false;
  bool open_ = false;
  bool welcomed_ = false;
  bool lost_ = false;
  std::uint64_t counter_ = 0;
  std::size_t confirmed_ = 0;
  std::optional<pb::Goodbye> goodbye_;
};

}  // namespace flipover
