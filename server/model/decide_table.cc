// Decisions about who is at the table: the client view, attendance, participants; and the meeting's creation.
#include <algorithm>

#include "server/model/deciding.h"
#include "server/model/inviting.h"
#include "server/model/phases.h"

namespace flipover {
namespace {

Answer set_client_view(const Asked& asked) {
  const pb::SetClientView& op = asked.operation.set_client_view();
  if (!writes_for_others(asked.state, asked.by)) return no(Reason::kNotAllowed);
  const bool planned = rule_in_force(asked.state, asked.state.course.phase(), pb::Rule::CLIENT_VIEW) != nullptr;
  if (op.on() && !planned && !asked.imports()) {
    if (auto objection = check_reason(op.reason())) return *objection;
  }
  if (auto objection = check_words(op.reason(), "reason")) return *objection;
  return asked.operation;
}

// An item that may be shown to the client: for all at the table, on the board, and no longer covered.
bool may_be_opened(const Item& item) {
  return item.data.visibility().level() == "deelnemers" && item.data.covered_by() == 0 && !item.data.removed() &&
         !item.data.has_parked() && !item.data.withdrawn();
}

template <class Thing>
bool is_open(const Thing& thing) {
  return thing.at_client_table() || thing.opened_to_client();
}

Answer shut_screens(const Asked& asked) {
  if (!writes_for_others(asked.state, asked.by)) return no(Reason::kNotAllowed);
  return asked.operation;
}

// The curtain opens what the preview showed, thing by thing: what comes later needs its own act (CP-12).
Answer open_to_client(const Asked& asked) {
  Answer answer = asked.operation;
  pb::OpenToClient& op = *answer->mutable_open_to_client();
  op.clear_things();
  if (!writes_for_others(asked.state, asked.by)) return no(Reason::kNotAllowed);
  if (op.sheet().empty() == op.item().empty()) return no(Reason::kValueInvalid, "sheet, item");
  if (!op.item().empty()) {
    const Item* item = item_for(asked, op.item());
    if (item == nullptr) return no(Reason::kUnknownThing);
    if (!may_be_opened(*item)) return no(Reason::kValueInvalid, "item");
    const pb::Sheet* sheet = find_sheet(asked.state, item->data.sheet());
    if (sheet != nullptr && sheet->id() != sheet->phase() && !is_open(*sheet)) op.add_things(sheet->id());
    op.add_things(op.item());
    return answer;
  }
  const pb::Sheet* sheet = sheet_for(asked, op.sheet());
  if (sheet == nullptr || sheet->removed()) return no(Reason::kUnknownThing);
  if (sheet->id() != sheet->phase()) op.add_things(sheet->id());
  // Also what the author does not see himself, as in a blind round: it is not to come up for the client later.
  for (const auto& [id, item] : asked.state.items) {
    if (item.data.sheet() == op.sheet() && may_be_opened(item) && !is_shown_to_client(item.data)) op.add_things(id);
  }
  for (const auto& [id, stroke] : asked.state.strokes) {
    if (stroke.sheet() == op.sheet() && !stroke.removed() && !is_open(stroke)) op.add_things(id);
  }
  return answer;
}

Answer close_to_client(const Asked& asked) {
  Answer answer = asked.operation;
  pb::CloseToClient& op = *answer->mutable_close_to_client();
  op.clear_things();
  if (!writes_for_others(asked.state, asked.by)) return no(Reason::kNotAllowed);
  if (op.sheet().empty() == op.item().empty()) return no(Reason::kValueInvalid, "sheet, item");
  if (!op.item().empty()) {
    if (item_for(asked, op.item()) == nullptr) return no(Reason::kUnknownThing);
    op.add_things(op.item());
    return answer;
  }
  const pb::Sheet* sheet = sheet_for(asked, op.sheet());
  if (sheet == nullptr) return no(Reason::kUnknownThing);
  if (sheet->id() != sheet->phase()) op.add_things(sheet->id());
  // What was withdrawn too: brought back it is not to come up for the client on a page that was closed.
  for (const auto& [id, item] : asked.state.items) {
    if (item.data.sheet() == op.sheet() && is_open(item.data)) op.add_things(id);
  }
  for (const auto& [id, stroke] : asked.state.strokes) {
    if (stroke.sheet() == op.sheet() && is_open(stroke)) op.add_things(id);
  }
  return answer;
}

// Oneself, or by who writes for others.
Objection check_attendance(const Asked& asked, const std::string& participant) {
  if (role_of(asked.state, participant) == nullptr) return no(Reason::kUnknownThing, "participant");
  if (participant == asked.by.participant || writes_for_others(asked.state, asked.by)) return std::nullopt;
  return no(Reason::kNotAllowed);
}

Answer arrive(const Asked& asked) {
  Answer answer = asked.operation;
  pb::Arrive& op = *answer->mutable_arrive();
  if (op.participant().empty()) op.set_participant(asked.by.participant);
  if (auto objection = check_attendance(asked, op.participant())) return *objection;
  if (!pb::Arrive::Location_IsValid(op.location()) || op.location() == pb::Arrive::LOCATION_UNSPECIFIED) {
    return no(Reason::kValueInvalid, "location");
  }
  if (auto objection = check_words(op.note(), "note")) return *objection;
  return answer;
}

Answer depart(const Asked& asked) {
  Answer answer = asked.operation;
  pb::Depart& op = *answer->mutable_depart();
  if (op.participant().empty()) op.set_participant(asked.by.participant);
  if (auto objection = check_attendance(asked, op.participant())) return *objection;
  if (!find_attendee(asked.state, op.participant())->present()) return no(Reason::kValueInvalid, "participant");
  if (auto objection = check_words(op.reason(), "reason")) return *objection;
  return answer;
}

bool is_plain_id(std::string_view id) {
  return !id.empty() && id.size() <= 40 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// Whoever is at the table already keeps his names as they stand.
Objection check_names(const pb::Participant& participant, const pb::Participant& known) {
  if (participant.name().empty()) return no(Reason::kValueInvalid, "name");
  if (participant.name() != known.name()) {
    if (auto objection = check_value(participant.name(), kNameUnitsMax, "name", TextUse::kName)) return objection;
  }
  if (participant.organisation_name() == known.organisation_name()) return std::nullopt;
  return check_value(participant.organisation_name(), kTitleUnitsMax, "organisation_name", TextUse::kName);
}

Answer add_participant(const Asked& asked) {
  const pb::Participant& participant = asked.operation.add_participant().participant();
  if (!is_chair(asked.state, asked.by)) return no(Reason::kNotAllowed);
  if (!is_plain_id(participant.id())) return no(Reason::kValueInvalid, "id");
  if (find_role(asked.state, participant.role()) == nullptr) return no(Reason::kValueInvalid, "role");
  const pb::Attendee* known = find_attendee(asked.state, participant.id());
  const pb::Participant nobody;
  if (auto objection = check_names(participant, known == nullptr ? nobody : known->participant())) return *objection;
  if (!participant.organisation().empty() && !is_plain_id(participant.organisation())) {
    return no(Reason::kValueInvalid, "organisation");
  }
  if (participant.ended()) return no(Reason::kValueInvalid, "ended");
  if (!asked.imports()) {
    const std::string inviter = asked.is_participant() ? asked.by.participant : std::string();
    if (const auto objection = objection_to_inviting(asked.state, inviter, participant)) return no(*objection, "role");
  }
  if (known == nullptr && asked.state.attendees.size() >= kParticipantsMax) return no(Reason::kMeetingFull);
  // Only the server brings one back, and never as another: rights do not grow on somebody already at the table.
  const bool same = known != nullptr && known->participant().role() == participant.role() &&
                    known->participant().organisation() == participant.organisation() &&
                    known->participant().organisation_name() == participant.organisation_name();
  if (known != nullptr && (asked.is_participant() || !same)) return no(Reason::kValueInvalid, "id");
  return asked.operation;
}

Answer end_participation(const Asked& asked) {
  const pb::EndParticipation& op = asked.operation.end_participation();
  if (!is_chair(asked.state, asked.by)) return no(Reason::kNotAllowed);
  if (role_of(asked.state, op.participant()) == nullptr) return no(Reason::kUnknownThing, "participant");
  if (asked.is_participant() && op.participant() == asked.state.course.chair()) {
    return no(Reason::kValueInvalid, "participant");  // hand over the chair first
  }
  if (auto objection = check_words(op.reason(), "reason")) return *objection;
  return asked.operation;
}

Answer create_meeting(const Asked& asked) {
  if (asked.by.authority == Authority::kParticipant) return no(Reason::kNotAllowed);
  if (asked.state.number != 0) return no(Reason::kInvalidOperation);
  return asked.operation;
}

}  // namespace

Answer decide_table(const Asked& asked) {
  switch (asked.operation.kind_case()) {
    case pb::Operation::kSetClientView: return set_client_view(asked);
    case pb::Operation::kShutScreens: return shut_screens(asked);
    case pb::Operation::kOpenToClient: return open_to_client(asked);
    case pb::Operation::kCloseToClient: return close_to_client(asked);
    case pb::Operation::kArrive: return arrive(asked);
    case pb::Operation::kDepart: return depart(asked);
    case pb::Operation::kAddParticipant: return add_participant(asked);
    case pb::Operation::kEndParticipation: return end_participation(asked);
    case pb::Operation::kCreateMeeting: return create_meeting(asked);
    default: return no(Reason::kInvalidOperation);
  }
}

}  // namespace flipover
