// ClientTexts: the texts a client is writing in, each a TextReplica, kept in step with the client's board.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "meeting/v1/record.pb.h"
#include "server/model/meeting_state.h"
#include "server/model/text_replica.h"

namespace flipover::sim {

class ClientTexts {
 public:
  // Requires: the item is on the board, and `change` fits what text() shows.
  void edit(const MeetingState& board, const std::string& item, const TextChange& change);
  const std::u16string& text(const MeetingState& board, const std::string& item);
  bool settled() const;

  // Edits that may go out now, without their counters: `sent` is told which counter each got.
  std::vector<pb::Operation> ready() ;
  void sent(const std::string& item, std::uint64_t counter);

  void refused(std::uint64_t counter);
  // A record was laid on the board. `own`: its counter, if it is this client's. Objects in words.
  std::optional<std::string> take(const MeetingState& board, const pb::Record& record, std::uint64_t own);
  // The board began anew. Returns the counters that will never be in the log and are not to be sent again.
  std::vector<std::uint64_t> begin_anew(const MeetingState& board,
                                        const std::map<std::uint64_t, std::uint64_t>& saved);
  // Does each replica hold what the board holds? Objects in words.
  std::optional<std::string> compare(const MeetingState& board) const;

 private:
  struct Text {
    TextReplica replica;
    std::uint64_t awaits = 0;  // counter
  };
  Text& open(const MeetingState& board, const std::string& item);

  std::map<std::string, Text> texts_;
};

}  // namespace flipover::sim
