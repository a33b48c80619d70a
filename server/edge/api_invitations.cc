#include <spdlog/spdlog.h>

#include <utility>

#include "server/access/secret.h"
#include "server/edge/api.h"
#include "server/edge/api_parts.h"
#include "server/meeting/meeting_limits.h"

namespace flipover {
namespace {

constexpr std::int64_t kInvitationSecondsMax = 10LL * 365 * 24 * 3'600;

// On the meeting's shard: whom one invites is at the table, or comes to it. `asked`: as he was last invited, or as he is to
// be; only an id, if he never was.
struct AtTheTable {
  MeetingStatus status = MeetingStatus::kStopped;
  std::string objection;  // the code of why the inviter may not have him there
  pb::Participant participant;
};
net::awaitable<AtTheTable> bring_in(MeetingHost& host, MeetingId meeting, std::string inviter, pb::Participant asked) {
  AtTheTable at;
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  at.status = opened.status;
  if (!opened.actor) co_return at;
  const Standing standing = opened.actor->standing(asked.id(), {});
  const bool here = standing.status == MeetingStatus::kDone;
  at.participant = here ? standing.participant : asked;
  at.status = MeetingStatus::kUnknown;
  if (at.participant.role().empty() && !asked.id().empty()) co_return at;
  if (const auto objection = opened.actor->objection_to_inviting(inviter, at.participant)) {
    at.status = MeetingStatus::kInvalid;
    at.objection = objection->code();
    co_return at;
  }
  at.status = MeetingStatus::kDone;
  if (here) co_return at;
  std::vector<pb::Operation> operations;
  *operations.emplace_back().mutable_add_participant()->mutable_participant() = at.participant;
  at.status = co_await opened.actor->submit_as_server(std::move(operations));
  co_return at;
}

HttpAnswer refusal_of(const std::string& objection) {
  if (objection == "role_without_rights") return error_answer(ApiError::kRoleWithoutRights);
  if (objection == "above_your_sight") return error_answer(ApiError::kAboveYourSight);
  if (objection == "not_allowed") return error_answer(ApiError::kChairOnly);
  return error_answer(ApiError::kInvalid, "name, role or organisation, or too many participants");
}

// On the meeting's shard.
net::awaitable<bool> close_sockets(Hosts::Place place, MeetingId meeting, std::string invitation,
                                   std::string dismissed) {
  place.sockets.revoke(invitation);
  if (!dismissed.empty()) {
    const MeetingActor::Opened opened = co_await enter(place.host, std::move(meeting));
    if (opened.actor) opened.actor->dismiss(dismissed, CloseReason::kRevoked);
  }
  co_return true;
}

}  // namespace

pb::InvitationView invitation_view(const pb::Invited& invited, bool revoked, std::string secret) {
  pb::InvitationView view;
  view.set_invitation(invited.invitation());
  *view.mutable_participant() = invited.participant();
  view.set_expires_ms(invited.expires_ms());
  view.set_revoked(revoked);
  view.set_second_device(invited.second_device());
  view.set_secret(std::move(secret));
  return view;
}

Api::Work Api::invitations(HttpRequest request, Visitor visitor) {
  const bool one = request.path.size() == 6;
  const std::string allowed = one ? "DELETE" : "GET, POST";
  if (one ? request.method != "DELETE" : request.method != "GET" && request.method != "POST") {
    co_return method_answer(allowed);
  }
  const std::string& meeting = request.path[3];
  if (!co_await manages(visitor, meeting)) co_return error_answer(ApiError::kChairOnly);
  if (one) co_return co_await revoke(meeting, request.path[5]);
  if (request.method == "GET") {
    co_return message_answer(view_of(*world_.registry.state().find_meeting(meeting), true));
  }
  pb::InviteRequest wanted;
  if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
  co_return co_await invite(meeting, std::move(wanted), visitor);
}

// First the meeting knows him, so that others can name him as a speaker and he can join; then he gets his secret.
Api::Work Api::invite(std::string meeting, pb::InviteRequest wanted, Visitor inviter) {
  const std::int64_t seconds = wanted.expires_in_seconds() == 0 ? kInvitationSeconds : wanted.expires_in_seconds();
  if (seconds < 0 || seconds > kInvitationSecondsMax) co_return error_answer(ApiError::kInvalid, "expires_in_seconds");
  Seated seated = co_await seat(meeting, std::move(wanted), inviter);
  if (seated.refused) co_return std::move(*seated.refused);
  std::vector<NewInvitation> all;
  all.push_back(invitation_for(meeting, std::move(seated.participant), seconds, inviter));
  std::vector<MadeInvitation> made = co_await world_.registry.invite(std::move(all));
  if (made.empty()) co_return error_answer(ApiError::kUnavailable);
  spdlog::info("event=invited meeting={} invitation={}", meeting, made[0].invited.invitation());
  co_return message_answer(invitation_view(made[0].invited, false, std::move(made[0].secret)), 201);
}

net::awaitable<Api::Seated> Api::seat(std::string meeting, pb::InviteRequest wanted, Visitor inviter) {
  pb::Participant asked;
  bool known = false;
  if (wanted.participant().empty()) {
    std::string unfit = fault_of_name(wanted.name(), kNameUnitsMax, "name");
    if (unfit.empty()) unfit = fault_of_name(wanted.organisation_name(), kTitleUnitsMax, "organisation_name");
    if (!unfit.empty()) {
      Seated refused;
      refused.refused = error_answer(ApiError::kInvalid, unfit);
      co_return refused;
    }
    asked.set_id(new_id("p"));
    asked.set_name(wanted.name());
    asked.set_role(wanted.role());
    asked.set_organisation(wanted.organisation());
    asked.set_organisation_name(wanted.organisation_name());
  } else {
    const pb::Participant* before = world_.registry.state().find_participant(meeting, wanted.participant());
    if (before != nullptr) asked = *before;
    asked.set_id(wanted.participant());
    known = true;
  }
  const MeetingId id{meeting};
  const Hosts::Place place = world_.hosts.of(id);
  AtTheTable at = co_await on_shard(place.shard, bring_in(place.host, id, inviter.participant, std::move(asked)));
  Seated seated;
  seated.participant = std::move(at.participant);
  if (at.status == MeetingStatus::kUnknown && known) {
    seated.refused = error_answer(ApiError::kInvalid, "participant");
  } else if (at.status == MeetingStatus::kInvalid || at.status == MeetingStatus::kUnknown) {
    seated.refused = refusal_of(at.objection);
  } else if (at.status != MeetingStatus::kDone) {
    seated.refused = status_answer(at.status);
  }
  co_return seated;
}

NewInvitation Api::invitation_for(std::string meeting, pb::Participant participant, std::int64_t seconds,
                                  const Visitor& inviter) const {
  NewInvitation one;
  one.asked_by = inviter.participant;
  one.meeting = std::move(meeting);
  one.participant = std::move(participant);
  one.expires_ms = world_.clock.now().time_since_epoch().count() + seconds * 1'000;
  return one;
}

Api::Work Api::revoke(std::string meeting, std::string invitation) {
  const Invitation* found = world_.registry.state().find_invitation(invitation);
  if (found == nullptr || found->invited.meeting() != meeting) co_return error_answer(ApiError::kNotFound);
  if (!found->revoked && !co_await world_.registry.revoke(invitation)) co_return error_answer(ApiError::kUnavailable);
  spdlog::info("event=revoked meeting={} invitation={}", meeting, invitation);
  co_await end_invitation(meeting, invitation);
  co_return message_answer(
      invitation_view(world_.registry.state().find_invitation(invitation)->invited, true, std::string()));
}

// Whoever came in by it goes. Who has another invitation keeps what that one opened.
net::awaitable<bool> Api::end_invitation(std::string meeting, std::string invitation) {
  const RegistryState& state = world_.registry.state();
  const Invitation* found = state.find_invitation(invitation);
  std::string dismissed;
  if (found != nullptr) dismissed = found->invited.participant().id();
  if (state.has_valid_invitation(meeting, dismissed, world_.clock.now())) dismissed.clear();
  const MeetingId id{std::move(meeting)};
  const Hosts::Place place = world_.hosts.of(id);
  co_return co_await on_shard(place.shard, close_sockets(place, id, std::move(invitation), dismissed));
}

}  // namespace flipover
