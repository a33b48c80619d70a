// Table: one meeting as its server holds it, and the replica that everybody at it has of what he may see.
//
// Every operation goes the way it goes in the server: decide, number, apply, and from there to each viewer what `see`
// makes of it. After each record the table looks whether the model kept its laws; faults() names those it broke:
//   - every replica equals the projection of the state, by its canonical form;
//   - what storage would write down and read back is the state again.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/model/decide.h"
#include "server/model/meeting_state.h"
#include "server/model/projection.h"
#include "server/model/text_history.h"

namespace flipover {

// All text edits since the meeting began.
class AllEdits final : public TextHistory {
 public:
  std::optional<std::span<const TextChange>> since(std::string_view item, std::uint64_t base) const override;
  void note(const pb::Record& record);

 private:
  std::map<std::string, std::vector<TextChange>, std::less<>> edits_;
};

class Table {
 public:
  using Applied = std::function<void(const pb::Record& record)>;
  // Told of all that leaves the server: a record or, for who joins, a checkpoint, as bytes.
  using Sent = std::function<void(const std::string& viewer, const std::string& bytes)>;

  Table(pb::Method method, pb::Vocabulary vocabulary, ModelLimits limits = {});

  // What the participant asks; the next second of the meeting. Committed if the verdict holds a value.
  Verdict<pb::Operation> ask(const std::string& by, pb::Operation operation);
  // The same on another authority, with the operation's id as given.
  Verdict<pb::Operation> ask(const Author& by, const pb::Operation& operation);
  // Puts a logged operation in the log as it is.
  void commit(const std::string& by, const pb::Operation& operation);
  // What `decide` would answer, without doing it.
  Verdict<pb::Operation> would(const Author& by, const pb::Operation& operation) const;

  // The next id of the participant's client.
  pb::OperationId next_id(const std::string& participant);
  void seat(const std::string& id, const std::string& role, const std::string& organisation);
  // A second device of the participant comes in; from here its replica is held to the laws too.
  void add_device(const std::string& participant, const std::string& device, const std::string& asked_by = {});
  const MeetingState& replica_on(const std::string& participant, const std::string& device) const {
    return on_devices_.at({participant, device});
  }

  const MeetingState& state() const { return state_; }
  const std::vector<pb::Record>& log() const { return log_; }
  const AllEdits& edits() const { return edits_; }
  const MeetingState& replica(const std::string& participant) const { return replicas_.at(participant); }
  const std::map<std::string, MeetingState>& replicas() const { return replicas_; }
  const std::map<std::pair<std::string, std::string>, MeetingState>& on_devices() const { return on_devices_; }
  const std::vector<std::string>& faults() const { return faults_; }

  ModelLimits limits;
  std::int64_t now_ms = 1'800'000'000'000;
  Applied applied;  // called before `sent`
  Sent sent;
  std::uint64_t storage_every = 1;  // the second law is looked at after every so many records
 private:
  void look_at_laws();
  void tell(const Before& before, const std::map<std::string, Sight>& sights, const pb::Record& record);
  void compare(const std::string& whose, const MeetingState& replica, const Viewer& viewer);

  MeetingState state_;
  AllEdits edits_;
  std::map<std::string, MeetingState> replicas_;
  std::map<std::pair<std::string, std::string>, MeetingState> on_devices_;  // by participant and second device
  std::map<std::string, std::uint64_t> counters_;
  std::vector<pb::Record> log_;
  std::vector<std::string> faults_;
};

// Everything in it, as storage keeps it: equal bytes, equal states.
std::string stored_form(const MeetingState& state);

}  // namespace flipover
