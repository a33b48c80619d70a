// Looking back in a simulated run: state, records and export of a participant, and the whole log with its checkpoints.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "server/meeting/meeting_host.h"
#include "tests/sim/oracles.h"
#include "tests/sim/server_process.h"

namespace flipover::sim {

// What one participant gets when he looks back (G7).
class LookingBack {
 public:
  net::awaitable<void> ask(MeetingHost& host, std::string participant, std::uint64_t at);

  // His records, folded, are the states he is shown; and every level admits him.
  void judge(const std::string& participant, Oracles& oracles) const;

 private:
  std::uint64_t at_ = 0;
  StateOutcome now_;
  StateOutcome then_;
  RecordsOutcome records_;
  ExportOutcome export_;
};

// Asks the server in the middle of everything; what is shown must be durable (G2). The answer may never come.
void look_back_now(ServerProcess& server, std::string participant, Oracles& oracles);

// The log as it is on the disk, and whether each checkpoint is what the records before it make.
net::awaitable<void> read_all(MemoryOpLog& log, Machine& machine, std::vector<pb::Record>& into, Oracles& oracles);

}  // namespace flipover::sim
