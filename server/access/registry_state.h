// RegistryState: the cases, meetings and invitations of a server, and who is in. A fold of the registry's records.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "meeting/v1/registry.pb.h"
#include "server/access/browser_sessions.h"
#include "server/base/clock.h"
#include "server/base/proto.h"

namespace flipover {

struct Invitation {
  pb::Invited invited;
  bool revoked = false;

  bool holds_at(WallTime now) const {
    return !revoked && (invited.expires_ms() == 0 || now.time_since_epoch().count() < invited.expires_ms());
  }
};

// Who somebody is, by the secret or the cookie he shows.
struct Visitor {
  // A person and a browser take part in many meetings, or in none; who they are in one, `in_meeting` says.
  enum class Kind : std::uint8_t { kNobody, kAdministrator, kParticipant, kPerson, kBrowser };
  Kind kind = Kind::kNobody;
  std::string person;   // whose link he came in by; empty: by none
  std::string session;  // of his browser; empty: he is a program
  // Of a participant.
  std::string meeting;
  std::string participant;
  std::string name;
  std::string role;
  std::string invitation;
  std::string device;          // which came in: his browser's session, or the invitation whose secret a program says
  bool second_device = false;  // he had come in on another
  std::string asked_by;        // participant who asked for the invitation; empty: an administrator
  std::int64_t expires_ms = 0;   // 0: never
};

class RegistryState {
 public:
  explicit RegistryState(SessionLimits limits = {}) : browsers_(limits) {}

  // Total: a record that got into the log always applies.
  void apply(const pb::RegistryRecord& record);

  bool has_administrator() const { return !administrator_hash_.empty(); }
  Visitor who(std::string_view secret, WallTime now) const;
  Visitor who_by_cookie(std::string_view cookie, WallTime now) const;
  // The same somebody as the participant that he is in this meeting; nobody, if he is none there.
  Visitor in_meeting(const Visitor& visitor, const std::string& meeting, WallTime now) const;
  // His seats: one in a meeting, in the order in which the meetings came to be.
  std::vector<const Invitation*> seats_of(const Visitor& visitor, WallTime now) const;

  const BrowserSessions& browsers() const { return browsers_; }
  // The invitation with this secret; null: there is none that holds.
  const Invitation* invitation_with(std::string_view secret, WallTime now) const;

  const pb::CaseCreated* find_case(const std::string& case_id) const;
  const pb::MeetingRegistered* find_meeting(const std::string& meeting) const;
  const Invitation* find_invitation(const std::string& invitation) const;

  // In the order in which they came to be.
  const std::vector<std::string>& cases() const { return case_order_; }
  std::vector<const pb::MeetingRegistered*> meetings_of(const std::string& case_id) const;
  std::vector<const pb::MeetingRegistered*> meetings() const;
  std::vector<const Invitation*> invitations_of(const std::string& meeting) const;

  // The participant as he was last invited; null: he never was.
  const pb::Participant* find_participant(const std::string& meeting, const std::string& participant) const;
  // The device on which the participant first came in; empty: he has not yet.
  const std::string& first_device(const std::string& meeting, const std::string& participant) const;
  bool has_valid_invitation(const std::string& meeting, const std::string& participant, WallTime now) const;

 private:
  struct Meeting {
    pb::MeetingRegistered registered;
    std::vector<std::string> invitations;
    std::map<std::string, std::string> first_devices;  // by participant
  };

  Visitor participant_of(const Invitation& invitation, const Visitor& visitor) const;
  void came_in(const std::string& invitation, const std::string& device);
  bool holds_at(const Invitation& invitation, WallTime now) const;
  const Invitation* seat_in(const Visitor& visitor, const Meeting& meeting, WallTime now) const;

  std::string administrator_hash_;
  BrowserSessions browsers_;
  std::map<std::string, pb::CaseCreated> cases_;
  std::vector<std::string> case_order_;
  std::map<std::string, Meeting> meetings_;
  std::vector<std::string> meeting_order_;
  std::map<std::string, Invitation> invitations_;
  std::unordered_map<std::string, std::string> invitation_by_hash_;
};

}  // namespace flipover
