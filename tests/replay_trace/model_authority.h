// ModelAuthority: a whole meeting in this process, without storage and without sockets.
//
// Edits go the way they go in a server: an operation off the wire, `decide`, a record, `apply`. The meeting has method
// `vrij`, a participant per agent, and one item, which all of them write on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/meeting/text_edits.h"
#include "server/model/decide.h"
#include "server/model/text_replica.h"

namespace flipover {

class ModelAuthority {
 public:
  // `units_max`: the limit of the item's text.
  ModelAuthority(std::size_t agents, std::size_t units_max);

  // The change as logged. Throws TraceBroken, with the refusal, where a server would refuse.
  TextChange take(std::size_t agent, const TextReplica::Outgoing& edit);

  std::uint64_t revision() const;  // of the item's text
  const std::u16string& text() const;

 private:
  // Decides, logs, applies.
  pb::Record commit(const Author& by, const pb::Operation& operation);
  pb::Record commit(std::size_t agent, pb::Operation operation);
  const Item& item() const;

  ModelLimits limits_;
  MeetingState state_;
  TextEdits edits_;
  std::string item_;
  std::vector<std::uint64_t> counters_;  // by agent
};

}  // namespace flipover
