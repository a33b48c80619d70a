#include "server/access/registry_state.h"

#include "server/access/secret.h"

namespace flipover {

void RegistryState::apply(const pb::RegistryRecord& record) {
  switch (record.kind_case()) {
    case pb::RegistryRecord::kAdministratorSet:
      administrator_hash_ = record.administrator_set().secret_hash();
      break;
    case pb::RegistryRecord::kCaseCreated: {
      const pb::CaseCreated& created = record.case_created();
      if (cases_.insert_or_assign(created.case_id(), created).second) case_order_.push_back(created.case_id());
      break;
    }
    case pb::RegistryRecord::kMeetingRegistered: {
      const pb::MeetingRegistered& registered = record.meeting_registered();
      const auto [place, added] = meetings_.try_emplace(registered.meeting());
      place->second.registered = registered;
      if (added) meeting_order_.push_back(registered.meeting());
      break;
    }
    case pb::RegistryRecord::kInvited: {
      const pb::Invited& invited = record.invited();
      const auto [place, added] = invitations_.try_emplace(invited.invitation());
      if (!added) break;
      place->second.invited = invited;
      invitation_by_hash_[invited.secret_hash()] = invited.invitation();
      meetings_[invited.meeting()].invitations.push_back(invited.invitation());
      break;
    }
    case pb::RegistryRecord::kInvitationRevoked: {
      const auto place = invitations_.find(record.invitation_revoked().invitation());
      if (place != invitations_.end()) place->second.revoked = true;
      break;
    }
    case pb::RegistryRecord::KIND_NOT_SET: break;  // written by a later version
  }
}

Visitor RegistryState::who(std::string_view secret, WallTime now) const {
  Visitor visitor;
  if (secret.empty() || secret.size() > kSecretCharactersMax) return visitor;
  const std::string hash = hash_of_secret(secret);
  if (has_administrator() && equal_in_constant_time(hash, administrator_hash_)) {
    visitor.kind = Visitor::Kind::kAdministrator;
    return visitor;
  }
  // Finding by hash tells by its time at most something of the hash of a guess, which who guesses knows.
  const auto found = invitation_by_hash_.find(hash);
  if (found == invitation_by_hash_.end()) return visitor;
  const Invitation& invitation = invitations_.at(found->second);
  if (!equal_in_constant_time(hash, invitation.invited.secret_hash()) || !invitation.holds_at(now)) return visitor;
  visitor.kind = Visitor::Kind::kParticipant;
  visitor.meeting = invitation.invited.meeting();
  visitor.participant = invitation.invited.participant().id();
  visitor.name = invitation.invited.participant().name();
  visitor.role = invitation.invited.participant().role();
  visitor.invitation = invitation.invited.invitation();
  visitor.expires_ms = invitation.invited.expires_ms();
  return visitor;
}

const pb::CaseCreated* RegistryState::find_case(const std::string& case_id) const {
  const auto place = cases_.find(case_id);
  return place == cases_.end() ? nullptr : &place->second;
}

const pb::MeetingRegistered* RegistryState::find_meeting(const std::string& meeting) const {
  const auto place = meetings_.find(meeting);
  return place == meetings_.end() || place->second.registered.meeting().empty() ? nullptr : &place->second.registered;
}

const Invitation* RegistryState::find_invitation(const std::string& invitation) const {
  const auto place = invitations_.find(invitation);
  return place == invitations_.end() ? nullptr : &place->second;
}

std::vector<const pb::MeetingRegistered*> RegistryState::meetings_of(const std::string& case_id) const {
  std::vector<const pb::MeetingRegistered*> found;
  for (const pb::MeetingRegistered* registered : meetings()) {
    if (registered->case_id() == case_id) found.push_back(registered);
  }
  return found;
}

std::vector<const pb::MeetingRegistered*> RegistryState::meetings() const {
  std::vector<const pb::MeetingRegistered*> all;
  for (const std::string& meeting : meeting_order_) all.push_back(&meetings_.at(meeting).registered);
  return all;
}

std::vector<const Invitation*> RegistryState::invitations_of(const std::string& meeting) const {
  std::vector<const Invitation*> found;
  const auto place = meetings_.find(meeting);
  if (place == meetings_.end()) return found;
  for (const std::string& invitation : place->second.invitations) found.push_back(&invitations_.at(invitation));
  return found;
}

const pb::Participant* RegistryState::find_participant(const std::string& meeting,
                                                       const std::string& participant) const {
  const pb::Participant* last = nullptr;
  for (const Invitation* invitation : invitations_of(meeting)) {
    if (invitation->invited.participant().id() == participant) last = &invitation->invited.participant();
  }
  return last;
}

bool RegistryState::has_valid_invitation(const std::string& meeting, const std::string& participant,
                                         WallTime now) const {
  for (const Invitation* invitation : invitations_of(meeting)) {
    if (invitation->invited.participant().id() == participant && invitation->holds_at(now)) return true;
  }
  return false;
}

}  // namespace flipover
