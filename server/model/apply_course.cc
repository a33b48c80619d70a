#include <algorithm>

#include "server/model/applying.h"
#include "server/model/given.h"
#include "server/model/limits.h"

namespace flipover {
namespace {

void go_to_phase(MeetingState& state, const pb::Record& record, const pb::GoToPhase& op) {
  pb::Course& course = state.course;
  course.set_phase(op.phase());
  course.set_phase_since_ms(record.time_ms());
  course.set_extended_seconds(0);
  const auto& visited = course.visited();
  if (std::find(visited.begin(), visited.end(), op.phase()) == visited.end()) course.add_visited(op.phase());
}

void lift_rule(MeetingState& state, const pb::LiftRule& op) {
  pb::LiftedRule& lifted = *state.course.add_lifted();
  lifted.set_phase(op.phase());
  lifted.set_rule(op.rule());
}

void open_round(MeetingState& state, const pb::Record& record, const pb::OpenRound& op) {
  state.course.set_rounds(op.round());
  pb::Round& round = *state.course.mutable_round();
  round.Clear();
  round.set_round(op.round());
  round.set_kind(op.kind());
  round.set_sheet(op.sheet());
  *round.mutable_regions() = op.regions();
  *round.mutable_kinds() = op.kinds();
  round.set_points(op.points());
  round.set_minutes(op.minutes());
  round.set_since_ms(record.time_ms());
}

void close_round(MeetingState& state, const pb::CloseRound& op) {
  for (const auto& tally : op.tallies()) {
    touch_item(state, tally.item(), [&](pb::Item& data) {
      pb::Tally& kept = *data.add_tallies();
      kept.set_round(tally.round());
      kept.set_points(tally.points());
    });
  }
  for (auto& [id, item] : state.items) {
    if (holds_covered(item.data)) touch_item(state, id, [&](pb::Item& data) { reveal_said(data, op.round()); });
    if (item.data.covered_by() != op.round() || item.data.withdrawn()) continue;
    item.data.set_covered_by(0);
    shows_itself_anew(item.data);
  }
  state.course.clear_round();
}

void set_ready(MeetingState& state, const std::string& participant, bool ready) {
  if (!state.course.has_round()) return;
  auto& all = *state.course.mutable_round()->mutable_ready();
  erase_value(all, participant);
  if (ready) *all.Add() = participant;
}

bool is_remote(const MeetingState& state, const std::string& participant) {
  const pb::Attendee* attendee = find_attendee(state, participant);
  return attendee != nullptr && attendee->location() == pb::Arrive::REMOTE;
}

void lower_hand(MeetingState& state, const std::string& participant) {
  auto& hands = *state.course.mutable_hands();
  auto& since = *state.course.mutable_hands_ms();
  const auto found = std::find(hands.begin(), hands.end(), participant);
  if (found == hands.end()) return;
  const auto place = found - hands.begin();
  hands.erase(found);
  if (place < since.size()) since.erase(since.begin() + place);
}

// In order of raising; who is far away passes those in the room who raised theirs within the same second (HY-03).
void raise_hand(MeetingState& state, const std::string& participant, std::int64_t now_ms) {
  lower_hand(state, participant);
  auto& hands = *state.course.mutable_hands();
  auto& since = *state.course.mutable_hands_ms();
  *hands.Add() = participant;
  since.Add(now_ms);
  if (!is_remote(state, participant)) return;
  for (int place = hands.size() - 1; place > 0; --place) {
    const int before = place - 1;
    if (before >= since.size() || now_ms - since[before] > kHandTieMs || is_remote(state, hands[before])) break;
    hands.SwapElements(before, place);
    since.SwapElements(before, place);
  }
}

// What an item said behind the curtain the client's side does not find out by edits on it.
void set_client_view(MeetingState& state, bool on) {
  if (on && !state.course.client_view()) {
    for (auto& [id, item] : state.items) item.data.set_client_edits_from(item.data.revision());
  }
  state.course.set_client_view(on);
}

void open_or_close(MeetingState& state, const google::protobuf::RepeatedPtrField<std::string>& things, bool open) {
  for (const auto& thing : things) {
    if (Item* item = find_item(state, thing)) {
      item->data.set_opened_to_client(open);
      item->data.set_changed_since_seen(false);
      if (!open) item->data.set_at_client_table(false);
    } else if (const auto stroke = state.strokes.find(thing); stroke != state.strokes.end()) {
      stroke->second.set_opened_to_client(open);
      if (!open) stroke->second.set_at_client_table(false);
    } else if (pb::Sheet* sheet = find_sheet(state, thing)) {
      sheet->set_opened_to_client(open);
      if (!open) sheet->set_at_client_table(false);
    }
  }
}

void arrive(MeetingState& state, const pb::Record& record, const pb::Arrive& op) {
  pb::Attendee* attendee = find_attendee(state, or_author(op.participant(), record));
  if (attendee == nullptr) return;
  if (attendee->present()) attendee->mutable_stays()->rbegin()->set_to_ms(record.time_ms());
  attendee->set_present(true);
  attendee->set_location(op.location());
  pb::Stay& stay = *attendee->add_stays();
  stay.set_from_ms(record.time_ms());
  stay.set_location(op.location());
}

void depart(MeetingState& state, const pb::Record& record, const std::string& participant) {
  pb::Attendee* attendee = find_attendee(state, participant);
  if (attendee == nullptr) return;
  if (attendee->present()) attendee->mutable_stays()->rbegin()->set_to_ms(record.time_ms());
  attendee->set_present(false);
  lower_hand(state, participant);
  set_ready(state, participant, false);
  if (state.course.turn() == participant) state.course.clear_turn();
}

// The first who may hold the chair, in order of being added.
std::string next_chair(const MeetingState& state) {
  for (const auto& attendee : state.attendees) {
    const pb::Role* role = find_role(state, attendee.participant().role());
    if (!attendee.participant().ended() && role != nullptr && role->chairs()) return attendee.participant().id();
  }
  return {};
}

void add_participant(MeetingState& state, const pb::Participant& participant) {
  if (pb::Attendee* attendee = find_attendee(state, participant.id())) {
    *attendee->mutable_participant() = participant;
  } else {
    *state.attendees.emplace_back().mutable_participant() = participant;
  }
  if (state.course.chair().empty()) state.course.set_chair(next_chair(state));
}

void end_participation(MeetingState& state, const pb::Record& record, const std::string& participant) {
  depart(state, record, participant);
  if (pb::Attendee* attendee = find_attendee(state, participant)) attendee->mutable_participant()->set_ended(true);
  if (state.course.chair() == participant) state.course.set_chair(next_chair(state));
}

// Of ever new devices one that was not confirmed goes, else the oldest; it is a new one when it comes back.
void add_device(MeetingState& state, const pb::Record& record, const pb::AddDevice& op) {
  pb::Attendee* attendee = find_attendee(state, op.participant());
  if (attendee == nullptr) return;
  auto& devices = *attendee->mutable_devices();
  if (devices.size() >= kDevicesKept) {
    const auto unconfirmed =
        std::find_if(devices.begin(), devices.end(), [](const pb::Device& one) { return !one.confirmed(); });
    devices.erase(unconfirmed == devices.end() ? devices.begin() : unconfirmed);
  }
  pb::Device& device = *devices.Add();
  device.set_device(op.device());
  device.set_since_ms(record.time_ms());
  device.set_asked_by(op.asked_by());
}

void confirm_device(MeetingState& state, const std::string& participant, const std::string& device) {
  pb::Attendee* attendee = find_attendee(state, participant);
  if (attendee == nullptr) return;
  for (pb::Device& one : *attendee->mutable_devices()) {
    if (one.device() == device) one.set_confirmed(true);
  }
  for (auto& [id, item] : state.items) {
    if (item.data.device() == device && item.data.typed_by() == participant) item.data.clear_device();
  }
}

void create_meeting(MeetingState& state, const pb::Record& record, const pb::CreateMeeting& op) {
  set_created(state, op);
  for (const auto& phase : op.method().phases()) {
    pb::Sheet& sheet = state.sheets.emplace_back();
    sheet.set_id(phase.id());
    sheet.set_phase(phase.id());
  }
  if (op.method().phases().empty()) return;
  state.course.set_phase(op.method().phases(0).id());
  state.course.set_phase_since_ms(record.time_ms());
  state.course.add_visited(op.method().phases(0).id());
}

}  // namespace

void apply_to_course(MeetingState& state, const pb::Record& record) {
  const pb::Operation& op = record.operation();
  pb::Course& course = state.course;
  switch (op.kind_case()) {
    case pb::Operation::kGoToPhase: return go_to_phase(state, record, op.go_to_phase());
    case pb::Operation::kExtendPhase:
      return course.set_extended_seconds(course.extended_seconds() + op.extend_phase().seconds());
    case pb::Operation::kLiftRule: return lift_rule(state, op.lift_rule());
    case pb::Operation::kOpenRound: return open_round(state, record, op.open_round());
    case pb::Operation::kCloseRound: return close_round(state, op.close_round());
    case pb::Operation::kSetReady: return set_ready(state, record.by(), op.set_ready().ready());
    case pb::Operation::kRaiseHand:
      if (!op.raise_hand().raised()) return lower_hand(state, record.by());
      return raise_hand(state, record.by(), record.time_ms());
    case pb::Operation::kGiveTurn:
      course.set_turn(op.give_turn().participant());
      return lower_hand(state, op.give_turn().participant());
    case pb::Operation::kHandOverChair: return course.set_chair(op.hand_over_chair().to());
    case pb::Operation::kTakeOverChair: return course.set_chair(record.by());
    case pb::Operation::kSetClientView: return set_client_view(state, op.set_client_view().on());
    case pb::Operation::kShutScreens: return course.set_screens_shut(op.shut_screens().shut());
    case pb::Operation::kOpenToClient: return open_or_close(state, op.open_to_client().things(), true);
    case pb::Operation::kCloseToClient: return open_or_close(state, op.close_to_client().things(), false);
    case pb::Operation::kArrive: return arrive(state, record, op.arrive());
    case pb::Operation::kDepart: return depart(state, record, or_author(op.depart().participant(), record));
    case pb::Operation::kBeginMeeting:
      course.set_begun(true);
      return course.set_begun_ms(record.time_ms());
    case pb::Operation::kEndMeeting:
      course.set_ended(true);
      return course.set_ended_ms(record.time_ms());
    case pb::Operation::kSettleMeeting: return course.set_settled(true);
    case pb::Operation::kAddParticipant: return add_participant(state, op.add_participant().participant());
    case pb::Operation::kEndParticipation:
      return end_participation(state, record, op.end_participation().participant());
    case pb::Operation::kAddDevice: return add_device(state, record, op.add_device());
    case pb::Operation::kConfirmDevice: return confirm_device(state, record.by(), op.confirm_device().device());
    case pb::Operation::kCreateMeeting: return create_meeting(state, record, op.create_meeting());
    default: return;
  }
}

}  // namespace flipover
