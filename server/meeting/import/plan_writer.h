// PlanWriter puts steps in a plan and gives their operations ids.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "server/meeting/import/import_plan.h"

namespace flipover {

// An operation's id is (client, counter); each participant has one client of his own, and one is the server's. They are
// computed from the whole file, so that a second import of it makes the same ids, and nobody who does not have the file
// can guess them (G5).
class PlanWriter {
 public:
  PlanWriter(ImportPlan& plan, std::string_view file);

  // Adds the step and returns the id of what its operation adds.
  std::string add(std::int64_t time_ms, const std::string& by, pb::Operation operation, std::string ref);
  void count(const std::string& what, std::uint64_t more = 1) { counts_[what] += more; }
  // Writes the counts into the plan.
  void finish();

 private:
  struct Client {
    std::string id;
    std::uint64_t counter = 0;
  };

  Client& client_of(const std::string& participant);

  ImportPlan& plan_;
  std::string file_digest_;
  std::map<std::string, Client> clients_;
  std::map<std::string, std::uint64_t> counts_;
};

// A participant as the server adds him.
pb::Operation add_participant(pb::Participant participant);

// 1 to 40 of A-Z a-z 0-9 _ -
bool is_participant_id(std::string_view id);

}  // namespace flipover
