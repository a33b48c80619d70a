#include "tests/model/table.h"

#include <algorithm>
#include <utility>

#include "server/model/apply.h"
#include "server/model/state_hash.h"

namespace flipover {
namespace {

std::string told(const Weights& weights) {
  const auto of = [](const Content& content) {
    return std::to_string(content.there.bytes) + "/" + std::to_string(content.there.things) + " there, " +
           std::to_string(content.away.bytes) + "/" + std::to_string(content.away.things) + " away";
  };
  std::string told = of(weights.all);
  for (const auto& [participant, content] : weights.of) {
    const Content& own = content;
    if (own.there.bytes + own.away.bytes > 0) told += "; " + participant + " " + of(own);
  }
  return told;
}

}  // namespace

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

void Table::add_device(const std::string& participant, const std::string& device, const std::string& asked_by) {
  pb::Operation operation;
  pb::AddDevice& added = *operation.mutable_add_device();
  added.set_participant(participant);
  added.set_device(device);
  added.set_asked_by(asked_by);
  if (!ask(Author{"", Authority::kServer}, operation)) faults_.push_back("no device for " + participant);
  on_devices_[{participant, device}] = from_checkpoint(project(state_, viewer_of(state_, participant, device)));
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
  std::map<std::pair<std::string, std::string>, Sight> sights_on_devices;
  for (const auto& [place, replica] : on_devices_) {
    sights_on_devices[place] = look(state_, stood.scope, viewer_of(state_, place.first, place.second));
  }
  apply(state_, record);
  for (auto& [place, replica] : on_devices_) {
    const Viewer viewer = viewer_of(state_, place.first, place.second);
    if (record.operation().has_confirm_device()) {  // it comes back to the whole board
      replica = from_checkpoint(project(state_, viewer));
      continue;
    }
    const Sighting sighting = see(stood, sights_on_devices[place], state_, record, viewer);
    if (sighting.form == Sighting::Form::kWhole) apply(replica, without_id(record));
    if (sighting.form == Sighting::Form::kSpecial) apply(replica, sighting.record);
  }
  std::erase_if(on_devices_, [&](const auto& one) { return viewer_of(state_, one.first.first).role.id().empty(); });
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

void Table::compare(const std::string& whose, const MeetingState& replica, const Viewer& viewer) {
  const std::string wanted = canonical_form(from_checkpoint(project(state_, viewer)));
  const std::string held = canonical_form(replica);
  if (wanted == held) return;
  const auto differ = std::mismatch(wanted.begin(), wanted.end(), held.begin(), held.end());
  const auto at = static_cast<std::size_t>(differ.first - wanted.begin());
  const std::size_t from = at < 200 ? 0 : at - 200;
  faults_.push_back("the replica of " + whose + " is not his projection\n  projection: " + wanted.substr(from, 400) +
                    "\n  replica:    " + held.substr(from, 400) + "\n after record " + log_.back().ShortDebugString());
}

void Table::look_at_laws() {
  const auto broke = [&](const std::string& what) {
    faults_.push_back(what + " after record " + log_.back().ShortDebugString());
  };
  for (const auto& [participant, replica] : replicas_) compare(participant, replica, viewer_of(state_, participant));
  for (const auto& [place, replica] : on_devices_) {
    compare(place.first + " on " + place.second, replica, viewer_of(state_, place.first, place.second));
  }
  if (state_.number % storage_every != 0) return;
  pb::Checkpoint stored;
  if (!stored.ParseFromString(stored_form(state_))) broke("storage could not read the state back");
  const MeetingState read_back = from_checkpoint(std::move(stored));
  if (stored_form(read_back) != stored_form(state_)) broke("storage would not give the state back");
  if (const std::string kept = told(state_.weights), again = told(read_back.weights); kept != again) {
    broke("the weight of the content is " + kept + ", counted again " + again);
  }
}

std::string stored_form(const MeetingState& state) { return to_checkpoint(state).SerializeAsString(); }

}  // namespace flipover
