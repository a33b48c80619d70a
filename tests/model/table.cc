#include "tests/model/table.h"

#include <algorithm>
#include <utility>

#include "server/model/apply.h"
#include "server/model/state_hash.h"

namespace flipover {

std::optional<std::span<const TextChange>> AllEdits::since(std::string_view item, std::uint64_t base) const {
  const auto found = edits_.find(item);
  if (found == edits_.end()) {
    if (base != 0) return std::nullopt;
    return std::span<const TextChange>{};
  }
  if (base > found->second.size()) return std::nullopt;
  return std::span(found->second).subspan(base);
}

void AllEdits::note(const pb::Record& record) {
  if (auto edit = text_edit_of(record)) edits_[edit->first].push_back(std::move(edit->second));
}

Table::Table(pb::Method method, pb::Vocabulary vocabulary, ModelLimits model_limits) : limits(model_limits) {
  pb::Operation operation;
  pb::CreateMeeting& created = *operation.mutable_create_meeting();
  created.set_meeting("meeting-1");
  created.set_title("Overleg P.");
  created.set_case_label("P.");
  created.set_language("nl");
  *created.mutable_method() = std::move(method);
  *created.mutable_vocabulary() = std::move(vocabulary);
  commit({}, operation);
}

pb::OperationId Table::next_id(const std::string& participant) {
  pb::OperationId id;
  id.set_client("client-of-" + participant + "-00000000");
  id.set_counter(++counters_[participant]);
  return id;
}

void Table::seat(const std::string& id, const std::string& role, const std::string& organisation) {
  pb::Operation operation;
  pb::Participant& participant = *operation.mutable_add_participant()->mutable_participant();
  participant.set_id(id);
  participant.set_name(id);
  participant.set_role(role);
  participant.set_organisation(organisation);
  participant.set_organisation_name(organisation);
  const auto seated = ask(Author{"", Authority::kServer}, operation);
  if (!seated) faults_.push_back("no seat for " + id + ": " + std::string(code_of(seated.error().reason)));
}

Verdict<pb::Operation> Table::would(const Author& by, const pb::Operation& operation) const {
  return decide(state_, by, operation, edits_, limits);
}

Verdict<pb::Operation> Table::ask(const std::string& by, pb::Operation operation) {
  *operation.mutable_id() = next_id(by);
  return ask(Author{by, Authority::kParticipant}, operation);
}

Verdict<pb::Operation> Table::ask(const Author& by, const pb::Operation& operation) {
  auto verdict = would(by, operation);
  if (verdict) commit(by.participant, *verdict);
  return verdict;
}

void Table::commit(const std::string& by, const pb::Operation& operation) {
  now_ms += 1'000;
  pb::Record record;
  record.set_number(state_.number + 1);
  record.set_time_ms(now_ms);
  record.set_logged_at_ms(now_ms);
  record.set_by(by);
  *record.mutable_operation() = operation;

  const Before stood = before(state_, record);
  std::map<std::string, Sight> sights;
  for (const auto& [participant, replica] : replicas_) {
    sights[participant] = look(state_, stood.scope, viewer_of(state_, participant));
  }
  apply(state_, record);
  edits_.note(record);
  log_.push_back(record);
  if (applied) applied(record);
  tell(stood, sights, record);
  look_at_laws();
}

void Table::tell(const Before& before, const std::map<std::string, Sight>& sights, const pb::Record& record) {
  for (const auto& attendee : state_.attendees) {
    const std::string& id = attendee.participant().id();
    const Viewer viewer = viewer_of(state_, id);
    const auto replica = replicas_.find(id);
    if (viewer.role.id().empty()) {
      if (replica != replicas_.end()) replicas_.erase(replica);  // his connection is closed
      continue;
    }
    if (replica == replicas_.end()) {  // he joins
      const pb::Checkpoint checkpoint = project(state_, viewer);
      if (sent) sent(id, checkpoint.SerializeAsString());
      replicas_.emplace(id, from_checkpoint(checkpoint));
      continue;
    }
    const Sighting sighting = see(before, sights.at(id), state_, record, viewer);
    if (sighting.form == Sighting::Form::kNothing) continue;
    const pb::Record shown = sighting.form == Sighting::Form::kWhole ? without_id(record) : sighting.record;
    if (sent) sent(id, shown.SerializeAsString());
    apply(replica->second, shown);
  }
}

void Table::look_at_laws() {
  const auto broke = [&](const std::string& what) {
    faults_.push_back(what + " after record " + log_.back().ShortDebugString());
  };
  for (const auto& [participant, replica] : replicas_) {
    const MeetingState projected = from_checkpoint(project(state_, viewer_of(state_, participant)));
    const std::string wanted = canonical_form(projected);
    const std::string held = canonical_form(replica);
    if (wanted == held) continue;
    const auto differ = std::mismatch(wanted.begin(), wanted.end(), held.begin(), held.end());
    const auto at = static_cast<std::size_t>(differ.first - wanted.begin());
    const std::size_t from = at < 200 ? 0 : at - 200;
    broke("the replica of " + participant + " is not his projection\n  projection: " + wanted.substr(from, 400) +
          "\n  replica:    " + held.substr(from, 400) + "\n ");
  }
  if (state_.number % storage_every != 0) return;
  pb::Checkpoint stored;
  if (!stored.ParseFromString(stored_form(state_))) broke("storage could not read the state back");
  const MeetingState read_back = from_checkpoint(std::move(stored));
  if (stored_form(read_back) != stored_form(state_)) broke("storage would not give the state back");
  if (read_back.content_bytes != state_.content_bytes) {
    broke("the weight of the content is " + std::to_string(state_.content_bytes) + ", counted again " +
          std::to_string(read_back.content_bytes));
  }
}

std::string stored_form(const MeetingState& state) { return to_checkpoint(state).SerializeAsString(); }

}  // namespace flipover
