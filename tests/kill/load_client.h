// LoadClient: a participant who keeps writing whatever happens to the server, and notes outside of it what the server
// promised: which operations it confirmed, under which numbers, and what it showed of others.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>

#include "clients/cli/meeting_link.h"
#include "tests/bench/meeting_maker.h"

namespace flipover {

// Threads: one, that of its io_context.
class LoadClient final : public LinkEvents {
 public:
  LoadClient(net::io_context& context, const ServerAddress& server, const std::string& meeting, Seat seat,
             std::uint64_t seed);

  void begin();           // connects, and comes back after every loss
  void write(bool goes_on);  // keeps a handful of operations on their way, or no more
  void stop() { link_.stop(); }

  bool live() const { return link_.live(); }
  bool quiet() const { return link_.live() && link_.unanswered() == 0; }
  bool waits() const { return link_.live() && link_.unanswered() > 0; }
  bool ended() const { return ended_; }

  const Seat& seat() const { return seat_; }
  const std::string& client() const { return link_.client(); }
  const Replica& replica() const { return link_.replica(); }
  const std::map<std::uint64_t, std::uint64_t>& confirmed() const { return confirmed_; }  // counter -> number
  const std::map<std::uint64_t, std::string>& seen() const { return seen_; }              // number -> author
  const std::string& fault() const { return fault_; }  // what must not happen, happened
  std::string standing() const;                        // in words, for who waited for him in vain

  void welcomed(const pb::Welcome& welcome) override;
  void answered(const pb::Outcome& outcome) override;
  void received(const pb::Record& record) override;
  void interrupted(const Interruption& interruption) override;

 private:
  void fill();
  pb::Operation next_operation();
  std::optional<pb::Operation> edit_of(const Item& item);
  const Item* any_item();

  net::io_context& context_;
  Seat seat_;
  std::mt19937_64 random_;
  MeetingLink link_;
  bool writes_ = false;
  bool ended_ = false;
  std::uint64_t counter_ = 0;
  std::map<std::uint64_t, std::string> edits_on_their_way_;  // counter -> item; one for each text
  std::map<std::uint64_t, std::uint64_t> confirmed_;
  std::map<std::uint64_t, std::string> seen_;
  std::string fault_;
  std::string interrupted_;  // by what, the last time
};

}  // namespace flipover
