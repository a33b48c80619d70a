#include "tests/replay_trace/model_authority.h"

#include <algorithm>
#include <utility>

#include "server/base/check.h"
#include "server/model/apply.h"
#include "server/model/text_wire.h"
#include "server/vocabulary/catalogue.h"
#include "tests/replay_trace/trace.h"

namespace flipover {
namespace {

// Agents beyond what a meeting holds share participants, as somebody with two devices does.
std::string participant_of(std::size_t agent) { return "p" + std::to_string(agent % kParticipantsMax); }
std::string client_of(std::size_t agent) { return "trace-client-" + std::to_string(agent); }

pb::Operation new_meeting() {
  const auto catalogue = Catalogue::load_embedded();
  CHECK(catalogue.has_value(), "the built-in methods are sound");
  const pb::Method* method = catalogue->method("vrij");
  CHECK(method != nullptr, "the free board is a built-in method");
  pb::Operation operation;
  pb::CreateMeeting& create = *operation.mutable_create_meeting();
  create.set_meeting("trace");
  *create.mutable_method() = *method;
  *create.mutable_vocabulary() = catalogue->vocabulary();
  create.set_language("nl");
  return operation;
}

pb::Operation new_participant(std::size_t agent) {
  pb::Operation operation;
  pb::Participant& participant = *operation.mutable_add_participant()->mutable_participant();
  participant.set_id(participant_of(agent));
  participant.set_name("Agent " + std::to_string(agent));
  participant.set_role("partner");
  return operation;
}

}  // namespace

ModelAuthority::ModelAuthority(std::size_t agents, std::size_t units_max)
    : edits_(ModelLimits{}.edits_behind_max), counters_(agents) {
  limits_.text_units_max = units_max;
  limits_.content_bytes_max = std::max(limits_.content_bytes_max, 4 * units_max);
  limits_.share_parts = 1;  // one writer may fill it
  const Author server{{}, Authority::kServer};
  commit(server, new_meeting());
  for (std::size_t agent = 0; agent < std::min(agents, kParticipantsMax); ++agent) {
    commit(server, new_participant(agent));
  }
  pb::Operation add;
  add.mutable_add_item()->set_kind("uitspraak");
  item_ = commit(0, std::move(add)).operation().add_item().item();
}

TextChange ModelAuthority::take(std::size_t agent, const TextReplica::Outgoing& edit) {
  pb::Operation operation;
  pb::EditText& edit_text = *operation.mutable_edit_text();
  edit_text.set_item(item_);
  edit_text.set_base(edit.base);
  change_to_wire(edit.change, *edit_text.mutable_spans());
  auto logged = text_edit_of(commit(agent, std::move(operation)));
  CHECK(logged.has_value(), "an edit is logged as an edit");
  edits_.add(item_, revision(), logged->second);
  return std::move(logged->second);
}

std::uint64_t ModelAuthority::revision() const { return item().data.revision(); }
const std::u16string& ModelAuthority::text() const { return item().text; }

const Item& ModelAuthority::item() const {
  const Item* item = find_item(state_, item_);
  CHECK(item != nullptr, "an item stays in its meeting");
  return *item;
}

pb::Record ModelAuthority::commit(const Author& by, const pb::Operation& operation) {
  auto decided = decide(state_, by, operation, edits_, limits_);
  if (!decided) {
    const Rejection& no = decided.error();
    throw TraceBroken("an edit is refused: " + std::string(code_of(no.reason)) + " " + no.detail);
  }
  pb::Record record;
  record.set_number(state_.number + 1);
  record.set_by(by.participant);
  *record.mutable_operation() = *std::move(decided);
  apply(state_, record);
  return record;
}

pb::Record ModelAuthority::commit(std::size_t agent, pb::Operation operation) {
  operation.mutable_id()->set_client(client_of(agent));
  operation.mutable_id()->set_counter(++counters_[agent]);
  return commit(Author{participant_of(agent), Authority::kParticipant}, operation);
}

}  // namespace flipover
