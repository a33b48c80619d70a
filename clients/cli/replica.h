// Replica: what a client holds of a meeting, kept up with what the server sends.
//
// Two replicas of equal rights, and the server's projection for them, have the same state_hash at the same number (G1).
// Invariants: a checkpoint that came in part is not taken: what was held before stays, with its number, until the last
//   part is there. upto() is the number to resume from.
// Threads: none of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "meeting/v1/session.pb.h"
#include "server/model/meeting_state.h"

namespace flipover {

class Replica {
 public:
  enum class Keeps { kState, kNumberOnly };  // a client that only passes records on needs no state

  explicit Replica(Keeps keeps, std::uint64_t upto = 0) : keeps_(keeps), upto_(upto) {}

  const MeetingState& state() const { return state_; }
  std::uint64_t upto() const { return upto_; }
  const std::string& past() const { return past_; }  // what Welcome told of the log up to there

  void take(const pb::Welcome& welcome);
  // Of the checkpoint that follows a Welcome. Whether it was the last.
  bool take(const pb::Part& part);
  bool awaits_parts() const { return incoming_.has_value(); }
  void take(const pb::Record& record);
  void pass(std::uint64_t upto);

 private:
  Keeps keeps_;
  std::uint64_t upto_;
  std::string past_;
  std::string past_of_welcome_;
  MeetingState state_;
  std::optional<MeetingState> incoming_;
};

// A record whose `appeared` comes in parts: puts a part where it belongs.
void add_part(pb::Record& record, const pb::Part& part);

}  // namespace flipover
