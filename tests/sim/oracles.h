// Oracles: what must hold of a simulated run, whatever happened in it. Ids as in design.md, Guarantees.
//
// While the run goes on they note what left the server and what clients held; G2 is asked at once, the rest of the log
// as it is on the disk in the end.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "meeting/v1/record.pb.h"
#include "storage/memory_op_log.h"
#include "tests/sim/canary.h"
#include "tests/sim/sim_client.h"
#include "tests/sim/watch.h"

namespace flipover::sim {

// Where two canonical forms part, with some of what stands there.
std::string difference(const std::string& held, const std::string& expected);

struct Objection {
  std::string oracle;
  std::string what;
};

class Oracles final : public Watch {
 public:
  Oracles(std::shared_ptr<MemoryDisk> disk, const CanaryBook& canaries) : disk_(std::move(disk)), canaries_(canaries) {}

  void leaves(SessionView& session, const FramePtr& frame) override;
  void fail(const std::string& oracle, const std::string& what) override;

  // The server's process died: what was durable may be judged anew.
  void power_lost() { durable_upto_ = 0; }
  // What a client's board is at a number, in its canonical form: that of which the state hash is made.
  void board_is(const std::string& participant, std::uint64_t number, std::string canonical);
  // What a replay gave a participant, as bytes: every level that an item was given must admit him.
  void replayed(const std::string& participant, const std::string& bytes);

  // The whole log, when all is quiet.
  void judge(const std::vector<pb::Record>& log, const std::vector<std::unique_ptr<SimClient>>& clients);

  const std::vector<Objection>& objections() const { return objections_; }
  std::uint64_t durable_upto();  // what a power cut now would leave
  std::uint64_t boards_compared() const { return boards_compared_; }
  std::uint64_t words_checked() const { return words_checked_; }

 private:
  struct Board {
    std::string participant;
    std::string canonical;
  };
  void need_durable(std::uint64_t number, const SessionView& session, const char* what);
  void shown(const SessionView& session, std::uint64_t number, std::string_view bytes);
  void judge_operations(const std::vector<pb::Record>& log, const std::vector<std::unique_ptr<SimClient>>& clients);
  void judge_sight(const std::vector<pb::Record>& log);

  std::shared_ptr<MemoryDisk> disk_;
  const CanaryBook& canaries_;
  std::uint64_t durable_upto_ = 0;
  std::map<std::uint64_t, std::set<std::pair<std::string, Canary>>> shown_;  // by number
  std::map<std::uint64_t, std::vector<Board>> boards_;                       // by number
  std::set<std::pair<std::string, Canary>> replayed_;
  std::vector<Objection> objections_;
  std::uint64_t boards_compared_ = 0;
  std::uint64_t words_checked_ = 0;
};

}  // namespace flipover::sim
