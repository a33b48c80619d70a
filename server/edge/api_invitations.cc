#include <spdlog/spdlog.h>

#include <utility>

#include "server/access/secret.h"
#include "server/edge/api.h"
#include "server/edge/api_parts.h"

namespace flipover {
namespace {

constexpr std::int64_t kInvitationSecondsMax = 10LL * 365 * 24 * 3'600;

// On the meeting's shard.
net::awaitable<MeetingStatus> add_participant(MeetingHost& host, MeetingId meeting, pb::Participant participant) {
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  if (!opened.actor) co_return opened.status;
  std::vector<pb::Operation> operations;
  *operations.emplace_back().mutable_add_participant()->mutable_participant() = std::move(participant);
  co_return co_await opened.actor->submit_as_server(std::move(operations));
}

// On the meeting's shard: the participant as he sees himself among those at the table.
struct Known {
  MeetingStatus status = MeetingStatus::kStopped;
  pb::Participant participant;
};
net::awaitable<Known> find_in_meeting(MeetingHost& host, MeetingId meeting, std::string participant) {
  Known known;
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  known.status = opened.status;
  if (!opened.actor) co_return known;
  const StateOutcome outcome = co_await opened.actor->state(participant, Moment{});
  known.status = outcome.status;
  for (const pb::Attendee& attendee : outcome.state.state().attendees()) {
    if (attendee.participant().id() == participant) known.participant = attendee.participant();
  }
  co_return known;
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
  co_return co_await invite(meeting, std::move(wanted));
}

// First the meeting knows him, so that others can name him as a speaker and he can join; then he gets his secret.
Api::Work Api::invite(std::string meeting, pb::InviteRequest wanted) {
  const std::int64_t seconds = wanted.expires_in_seconds() == 0 ? kInvitationSeconds : wanted.expires_in_seconds();
  if (seconds < 0 || seconds > kInvitationSecondsMax) co_return error_answer(ApiError::kInvalid, "expires_in_seconds");
  Seated seated = co_await seat(meeting, std::move(wanted));
  if (seated.refused) co_return std::move(*seated.refused);
  std::vector<NewInvitation> all;
  all.push_back(invitation_for(meeting, std::move(seated.participant), seconds));
  std::vector<MadeInvitation> made = co_await world_.registry.invite(std::move(all));
  if (made.empty()) co_return error_answer(ApiError::kUnavailable);
  spdlog::info("event=invited meeting={} invitation={}", meeting, made[0].invited.invitation());
  co_return message_answer(invitation_view(made[0].invited, false, std::move(made[0].secret)), 201);
}

net::awaitable<Api::Seated> Api::seat(std::string meeting, pb::InviteRequest wanted) {
  const Hosts::Place place = world_.hosts.of(MeetingId{meeting});
  Seated seated;
  pb::Participant& participant = seated.participant;
  if (wanted.participant().empty()) {
    participant.set_id(new_id("p"));
    participant.set_name(wanted.name());
    participant.set_role(wanted.role());
    participant.set_organisation(wanted.organisation());
    participant.set_organisation_name(wanted.organisation_name());
  } else {
    Known known = co_await on_shard(place.shard, find_in_meeting(place.host, MeetingId{meeting}, wanted.participant()));
    participant = std::move(known.participant);
    if (known.status == MeetingStatus::kDone) co_return seated;
    if (known.status != MeetingStatus::kNotAllowed) {
      seated.refused = status_answer(known.status);
      co_return seated;
    }
    // He takes part no longer, or never did.
    const pb::Participant* before = world_.registry.state().find_participant(meeting, wanted.participant());
    if (before == nullptr) {
      seated.refused = error_answer(ApiError::kInvalid, "participant");
      co_return seated;
    }
    participant = *before;
  }
  const MeetingStatus status =
      co_await on_shard(place.shard, add_participant(place.host, MeetingId{meeting}, participant));
  if (status == MeetingStatus::kInvalid) {
    seated.refused = error_answer(ApiError::kInvalid, "name, role or organisation, or too many participants");
  } else if (status != MeetingStatus::kDone) {
    seated.refused = status_answer(status);
  }
  co_return seated;
}

NewInvitation Api::invitation_for(std::string meeting, pb::Participant participant, std::int64_t seconds) const {
  NewInvitation one;
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
