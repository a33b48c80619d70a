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
      if (!invited.secret_hash().empty()) invitation_by_hash_[invited.secret_hash()] = invited.invitation();
      meetings_[invited.meeting()].invitations.push_back(invited.invitation());
      break;
    }
    case pb::RegistryRecord::kInvitationRevoked: {
      const auto place = invitations_.find(record.invitation_revoked().invitation());
      if (place != invitations_.end()) place->second.revoked = true;
      break;
    }
    case pb::RegistryRecord::kSeatTaken: {
      const Invitation* invitation = find_invitation(record.seat_taken().invitation());
      browsers_.apply(record, invitation == nullptr ? std::string() : invitation->invited.meeting());
      came_in(record.seat_taken().invitation(), record.seat_taken().session());
      break;
    }
    case pb::RegistryRecord::kCameIn: came_in(record.came_in().invitation(), record.came_in().device()); break;
    case pb::RegistryRecord::kSessionOpened:
    case pb::RegistryRecord::kSessionRenewed:
    case pb::RegistryRecord::kSessionSeen:
    case pb::RegistryRecord::kSessionEnded:
    case pb::RegistryRecord::kSeatLeft:
    case pb::RegistryRecord::kPersonNamed:
    case pb::RegistryRecord::kPersonEntered:
    case pb::RegistryRecord::kPersonRevoked: browsers_.apply(record, std::string()); break;
    case pb::RegistryRecord::KIND_NOT_SET: break;  // written by a later version
  }
}

void RegistryState::came_in(const std::string& invitation, const std::string& device) {
  const Invitation* seat = find_invitation(invitation);
  if (seat == nullptr) return;
  meetings_[seat->invited.meeting()].first_devices.try_emplace(seat->invited.participant().id(), device);
}

const std::string& RegistryState::first_device(const std::string& meeting, const std::string& participant) const {
  static const std::string none;
  const auto place = meetings_.find(meeting);
  if (place == meetings_.end()) return none;
  const auto first = place->second.first_devices.find(participant);
  return first == place->second.first_devices.end() ? none : first->second;
}

Visitor RegistryState::who(std::string_view secret, WallTime now) const {
  Visitor visitor;
  if (secret.empty() || secret.size() > kSecretCharactersMax) return visitor;
  if (has_administrator() && equal_in_constant_time(hash_of_secret(secret), administrator_hash_)) {
    visitor.kind = Visitor::Kind::kAdministrator;
    return visitor;
  }
  if (const Invitation* invitation = invitation_with(secret, now)) return participant_of(*invitation, {});
  if (const Person* person = browsers_.person_with(secret)) {
    visitor.kind = Visitor::Kind::kPerson;
    visitor.person = person->named.person();
    visitor.name = person->named.name();
  }
  return visitor;
}

Visitor RegistryState::who_by_cookie(std::string_view cookie, WallTime now) const {
  Visitor visitor;
  const BrowserSession* session = browsers_.find(cookie, now);
  if (session == nullptr) return visitor;
  visitor.kind = Visitor::Kind::kBrowser;
  visitor.session = session->session;
  visitor.expires_ms = browsers_.ends_ms(*session);
  const Person* person = browsers_.find_person(session->person);
  if (person != nullptr && !person->revoked) {
    visitor.person = session->person;
    visitor.name = person->named.name();
  }
  return visitor;
}

Visitor RegistryState::in_meeting(const Visitor& visitor, const std::string& meeting, WallTime now) const {
  const auto place = meetings_.find(meeting);
  const Invitation* seat = place == meetings_.end() ? nullptr : seat_in(visitor, place->second, now);
  if (seat == nullptr) return {};
  Visitor participant = participant_of(*seat, visitor);
  const std::int64_t ends_ms = visitor.expires_ms;
  if (ends_ms != 0 && (participant.expires_ms == 0 || ends_ms < participant.expires_ms)) {
    participant.expires_ms = ends_ms;
  }
  return participant;
}

std::vector<const Invitation*> RegistryState::seats_of(const Visitor& visitor, WallTime now) const {
  std::vector<const Invitation*> seats;
  for (const std::string& meeting : meeting_order_) {
    const Invitation* seat = seat_in(visitor, meetings_.at(meeting), now);
    if (seat != nullptr) seats.push_back(seat);
  }
  return seats;
}

Visitor RegistryState::participant_of(const Invitation& invitation, const Visitor& came) const {
  Visitor visitor;
  visitor.person = came.person;
  visitor.session = came.session;
  visitor.kind = Visitor::Kind::kParticipant;
  visitor.meeting = invitation.invited.meeting();
  visitor.participant = invitation.invited.participant().id();
  visitor.name = invitation.invited.participant().name();
  visitor.role = invitation.invited.participant().role();
  visitor.invitation = invitation.invited.invitation();
  visitor.device = came.session.empty() ? visitor.invitation : came.session;
  const std::string& first = first_device(visitor.meeting, visitor.participant);
  visitor.second_device = !first.empty() && first != visitor.device;
  visitor.asked_by = invitation.invited.asked_by();
  visitor.expires_ms = invitation.invited.expires_ms();
  return visitor;
}

// A person's own seat holds as long as his link does.
bool RegistryState::holds_at(const Invitation& invitation, WallTime now) const {
  if (!invitation.holds_at(now)) return false;
  if (invitation.invited.person().empty()) return true;
  const Person* person = browsers_.find_person(invitation.invited.person());
  return person != nullptr && !person->revoked;
}

// What a browser took there goes before what its person has there.
const Invitation* RegistryState::seat_in(const Visitor& visitor, const Meeting& meeting, WallTime now) const {
  if (meeting.registered.meeting().empty()) return nullptr;
  if (visitor.kind == Visitor::Kind::kParticipant) {
    const Invitation* seat = find_invitation(visitor.invitation);
    return seat != nullptr && seat->invited.meeting() == meeting.registered.meeting() && holds_at(*seat, now) ? seat
                                                                                                              : nullptr;
  }
  if (const BrowserSession* session = browsers_.find_by_name(visitor.session)) {
    const auto taken = session->seats.find(meeting.registered.meeting());
    if (taken != session->seats.end()) {
      const Invitation* seat = find_invitation(taken->second);
      if (taken->second.empty()) return nullptr;
      if (seat != nullptr && holds_at(*seat, now)) return seat;
    }
  }
  if (visitor.person.empty()) return nullptr;
  for (const std::string& id : meeting.invitations) {
    const Invitation& seat = invitations_.at(id);
    if (seat.invited.person() == visitor.person && holds_at(seat, now)) return &seat;
  }
  return nullptr;
}

const Invitation* RegistryState::invitation_with(std::string_view secret, WallTime now) const {
  if (secret.empty() || secret.size() > kSecretCharactersMax) return nullptr;
  // Finding by hash tells by its time at most something of the hash of a guess, which who guesses knows.
  const std::string hash = hash_of_secret(secret);
  const auto found = invitation_by_hash_.find(hash);
  const Invitation* invitation = found == invitation_by_hash_.end() ? nullptr : find_invitation(found->second);
  if (invitation == nullptr || !equal_in_constant_time(hash, invitation->invited.secret_hash())) return nullptr;
  return invitation->holds_at(now) ? invitation : nullptr;
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
    if (invitation->invited.participant().id() == participant && holds_at(*invitation, now)) return true;
  }
  return false;
}

}  // namespace flipover
