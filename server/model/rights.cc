#include "server/model/rights.h"

#include <algorithm>

namespace flipover {
namespace {

template <class Range>
bool contains(const Range& range, std::string_view value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

}  // namespace

const pb::Role* role_of(const MeetingState& state, std::string_view participant) {
  const pb::Attendee* attendee = find_attendee(state, participant);
  if (attendee == nullptr || attendee->participant().ended()) return nullptr;
  return find_role(state, attendee->participant().role());
}

bool is_chair(const MeetingState& state, const Author& by) {
  return by.authority != Authority::kParticipant ||
         (!by.participant.empty() && state.course.chair() == by.participant &&
          role_of(state, by.participant) != nullptr);
}

bool writes_for_others(const MeetingState& state, const Author& by) {
  if (is_chair(state, by)) return true;
  const pb::Role* role = role_of(state, by.participant);
  return role != nullptr && role->on_behalf();
}

bool may_write(const MeetingState& state, const Author& by) {
  if (by.authority != Authority::kParticipant) return true;
  const pb::Role* role = role_of(state, by.participant);
  if (role == nullptr || !role->writes() || role->reads_only()) return false;
  // The curtain works both ways: who receives nothing writes nothing.
  if (role->client_side() && !state.course.client_view()) return false;
  const pb::Phase* phase = find_phase(state, state.course.phase());
  return phase == nullptr || phase->write_roles().empty() || contains(phase->write_roles(), role->id()) ||
         !role->only_kinds().empty() || !role->always_kinds().empty() || is_chair(state, by) || role->on_behalf();
}

bool may_vote(const MeetingState& state, const Author& by) {
  if (by.authority != Authority::kParticipant) return true;
  const pb::Role* role = role_of(state, by.participant);
  if (role == nullptr || !role->votes() || role->reads_only()) return false;
  if (role->client_side() && !state.course.client_view()) return false;
  const pb::Phase* phase = find_phase(state, state.course.phase());
  return phase == nullptr || phase->vote_roles().empty() || contains(phase->vote_roles(), role->id());
}

bool may_speak_for(const MeetingState& state, const Author& by, std::string_view speaker) {
  if (speaker == by.participant) return true;
  if (writes_for_others(state, by)) return true;
  if (speaker.empty()) return false;
  const pb::Role* role = role_of(state, by.participant);
  const pb::Attendee* other = find_attendee(state, speaker);
  if (role == nullptr || other == nullptr || role->client_side()) return false;
  return contains(role->speaks_for(), other->participant().role()) ||
         (other->present() && other->location() == pb::Arrive::NO_DEVICE);
}

const std::string& first_sayer(const pb::Item& item) {
  return item.first_said_by().empty() ? item.said_by() : item.first_said_by();
}

bool may_use_kind(const MeetingState& state, const Author& by, std::string_view kind) {
  if (by.authority != Authority::kParticipant) return true;
  const pb::Role* role = role_of(state, by.participant);
  if (role == nullptr) return false;
  if (!role->only_kinds().empty()) return contains(role->only_kinds(), kind);
  if (contains(role->always_kinds(), kind)) return true;
  const pb::Phase* phase = find_phase(state, state.course.phase());
  return phase == nullptr || phase->write_roles().empty() || contains(phase->write_roles(), role->id()) ||
         is_chair(state, by) || role->on_behalf();
}

bool always_may_use_kind(const MeetingState& state, const Author& by, std::string_view kind) {
  const pb::Role* role = role_of(state, by.participant);
  return role != nullptr && contains(role->always_kinds(), kind);
}

}  // namespace flipover
