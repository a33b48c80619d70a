#include "server/model/inviting.h"

#include <algorithm>

#include "server/base/planted_fault.h"
#include "server/model/rights.h"

namespace flipover {
namespace {

bool sees_every_level_of(const pb::Role& mine, const pb::Role& other) {
  return (mine.professional() || !other.professional()) && (mine.direction() || !other.direction()) &&
         (mine.sees_sources() || !other.sees_sources());
}

// As what one keeps for one's own organisation is told apart: two names under one id are two.
bool of_one_organisation(const pb::Participant& a, const pb::Participant& b) {
  return a.organisation() == b.organisation() && a.organisation_name() == b.organisation_name();
}

bool has_somebody_of(const MeetingState& state, const pb::Participant& invited) {
  return std::any_of(state.attendees.begin(), state.attendees.end(), [&](const pb::Attendee& attendee) {
    return !attendee.participant().ended() && of_one_organisation(attendee.participant(), invited);
  });
}

}  // namespace

bool has_rights(const pb::Role& role) {
  return role.writes() || role.votes() || role.chairs() || role.reads_only() || role.professional() ||
         role.direction() || role.client_side() || role.on_behalf() || planted(Fault::kLeakWithoutCaseRole);
}

std::optional<Reason> objection_to_inviting(const MeetingState& state, std::string_view inviter,
                                            const pb::Participant& invited) {
  const pb::Role* role = find_role(state, invited.role());
  if (role == nullptr) return Reason::kValueInvalid;
  if (!has_rights(*role)) return Reason::kRoleWithoutRights;
  if (inviter.empty() || inviter == invited.id() || planted(Fault::kInviteAboveSight)) return std::nullopt;
  const pb::Role* mine = role_of(state, inviter);
  if (mine == nullptr) return Reason::kNotAllowed;
  if (!sees_every_level_of(*mine, *role)) return Reason::kAboveYourSight;
  if (mine->sees_sources() || !role->professional() || invited.organisation().empty()) return std::nullopt;
  if (of_one_organisation(find_attendee(state, inviter)->participant(), invited)) return std::nullopt;
  return has_somebody_of(state, invited) ? std::optional(Reason::kAboveYourSight) : std::nullopt;
}

}  // namespace flipover
