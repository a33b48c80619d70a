// SimClient: one device of one participant, as a real client behaves: it keeps a replica and its pending operations,
// greets with the last number it holds, sends again what has no answer, and never under another id.
//
// Two things a real client would lose are kept for the oracles: what was ever shown as saved or refused.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "meeting/v1/session.pb.h"
#include "server/model/meeting_state.h"
#include "tests/sim/client_texts.h"
#include "tests/sim/connection.h"
#include "tests/sim/watch.h"

namespace flipover::sim {

class SimClient {
 public:
  SimClient(std::string participant, std::string client, Watch& watch);

  // A connection, while there is none: Hello goes out.
  void connect(std::shared_ptr<Connection> connection);
  Connection::ClientEnd end(std::function<void()> lost);
  bool connected() const { return connection_ != nullptr; }
  bool live() const { return connection_ != nullptr && welcomed_ && !incoming_; }
  void cut();
  // The tab was closed and opened again: what was pending was kept, the board was not.
  void forget_board() { upto_ = 0; }

  // An operation of this participant: gets its counter and goes out when there is a connection.
  void submit(pb::Operation operation);
  // An own edit of a text on the board.
  void edit(const std::string& item, const TextChange& change);
  void send_presence(pb::Presence presence);
  // Sends something once more that was answered on this connection.
  void repeat(std::uint64_t nth);

  const std::string& participant() const { return participant_; }
  const std::string& id() const { return client_; }
  const MeetingState& board() const { return state_; }
  std::uint64_t upto() const { return upto_; }
  bool has_text(const std::string& item) const { return find_item(state_, item) != nullptr; }
  const std::u16string& text(const std::string& item);  // as the author sees it
  bool settled() const { return pending_.empty() && texts_.settled(); }
  bool ended() const { return ended_; }  // told not to come back
  void invited_again() { ended_ = false; }
  std::size_t pending() const { return pending_.size(); }
  std::uint64_t operations() const { return counter_; }

  // What was shown: counter -> number; counters.
  const std::map<std::uint64_t, std::uint64_t>& saved() const { return saved_; }
  const std::set<std::uint64_t>& refused() const { return refused_; }
  const std::map<std::string, std::uint64_t>& refusals() const { return refusals_; }  // code -> how often

  // Told after each frame that brought the board to a number.
  std::function<void(SimClient&)> on_board;

 private:
  void take(const pb::ServerFrame& frame);
  void take(const pb::Welcome& welcome);
  void take(const pb::Part& part);
  void take(const pb::Update& update);
  void take(const pb::Record& record);
  void take(const pb::Outcome& outcome);
  void learn_saved(std::uint64_t counter, std::uint64_t number);
  void begin_anew();
  void flush();
  void fail(const std::string& oracle, const std::string& what);

  std::string participant_;
  std::string client_;
  Watch& watch_;

  std::shared_ptr<Connection> connection_;
  bool welcomed_ = false;
  bool ended_ = false;
  std::uint64_t sent_upto_ = 0;  // counter, on this connection
  std::size_t on_their_way_ = 0;
  std::map<std::uint64_t, pb::Operation> answered_here_;  // on this connection

  MeetingState state_;
  std::optional<MeetingState> incoming_;
  std::uint64_t upto_ = 0;
  std::string past_;  // of the log up to there
  std::string past_of_welcome_;
  std::uint64_t last_record_ = 0;

  std::uint64_t counter_ = 0;
  std::map<std::uint64_t, pb::Operation> pending_;
  ClientTexts texts_;
  std::map<std::uint64_t, std::uint64_t> own_numbers_;  // number -> counter
  std::map<std::uint64_t, std::uint64_t> saved_;
  std::set<std::uint64_t> refused_;
  std::map<std::string, std::uint64_t> refusals_;
};

}  // namespace flipover::sim
