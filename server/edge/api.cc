#include "server/edge/api.h"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "server/access/secret.h"
#include "server/edge/frame_codec.h"

namespace flipover {
namespace {

constexpr std::int64_t kInvitationSeconds = 30 * 24 * 3'600;       // unless said otherwise
constexpr std::int64_t kInvitationSecondsMax = 10LL * 365 * 24 * 3'600;
constexpr std::size_t kLabelBytesMax = 800;

bool is_administrator(const Visitor& visitor) { return visitor.kind == Visitor::Kind::kAdministrator; }

// On the meeting's shard.
net::awaitable<bool> holds_the_chair(MeetingHost& host, MeetingId meeting, std::string participant) {
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  co_return opened.actor && opened.actor->is_chair(participant);
}

// On the meeting's shard.
net::awaitable<MeetingStatus> submit(MeetingHost& host, MeetingId meeting, pb::Operation operation) {
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  if (!opened.actor) co_return opened.status;
  std::vector<pb::Operation> operations;
  operations.push_back(std::move(operation));
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

template <class Message>
std::optional<HttpAnswer> unreadable(const std::string& body, Message& message) {
  const std::string wrong = read_json(body.empty() ? std::string_view("{}") : std::string_view(body), message);
  if (wrong.empty()) return std::nullopt;
  return error_answer(ApiError::kBadRequest, wrong);
}

HttpAnswer method_answer(const std::string& allowed) {
  HttpAnswer answer = error_answer(ApiError::kMethod);
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

}  // namespace

HttpAnswer status_answer(MeetingStatus status) {
  switch (status) {
    case MeetingStatus::kNotAllowed: return error_answer(ApiError::kNotFound);
    case MeetingStatus::kUnknown: return error_answer(ApiError::kNoSuchMoment);
    case MeetingStatus::kInvalid: return error_answer(ApiError::kInvalid);
    case MeetingStatus::kDamaged: return error_answer(ApiError::kDamaged);
    case MeetingStatus::kDone:
    case MeetingStatus::kStopped: break;
  }
  return error_answer(ApiError::kUnavailable);
}

pb::InvitationView invitation_view(const pb::Invited& invited, bool revoked, std::string secret) {
  pb::InvitationView view;
  view.set_invitation(invited.invitation());
  *view.mutable_participant() = invited.participant();
  view.set_expires_ms(invited.expires_ms());
  view.set_revoked(revoked);
  view.set_secret(std::move(secret));
  return view;
}

Api::BodyKind Api::body_kind(const HttpRequest& head) const {
  if (head.path != std::vector<std::string>{"api", "v1", "import"} || head.method != "POST") return BodyKind::kSmall;
  return is_administrator(world_.registry.who(head.bearer)) ? BodyKind::kImport : BodyKind::kRefused;
}

net::awaitable<HttpAnswer> Api::answer(HttpRequest request) {
  const Visitor visitor = world_.registry.who(request.bearer);
  if (visitor.kind == Visitor::Kind::kNobody) co_return error_answer(ApiError::kNoSecret);
  const std::vector<std::string>& path = request.path;
  const std::size_t depth = path.size();
  if (depth == 3 && path[2] == "cases") co_return co_await cases(std::move(request), visitor);
  if (depth == 3 && path[2] == "meetings") co_return co_await meetings(std::move(request), visitor);
  if (depth == 3 && path[2] == "import") co_return co_await import(std::move(request), visitor);
  if (depth < 4 || depth > 6 || path[2] != "meetings") co_return error_answer(ApiError::kNotFound);
  const bool known = world_.registry.state().find_meeting(path[3]) != nullptr;
  const bool his = visitor.kind == Visitor::Kind::kAdministrator || visitor.meeting == path[3];
  if (!known || !his) co_return error_answer(ApiError::kNotFound);
  if (depth == 4) co_return co_await one_meeting(std::move(request), visitor);
  if (path[4] == "invitations") co_return co_await invitations(std::move(request), visitor);
  if (depth == 5 && (path[4] == "state" || path[4] == "records" || path[4] == "export")) {
    if (request.method != "GET") co_return method_answer("GET");
    co_return co_await read_meeting(world_, visitor, std::move(request));
  }
  co_return error_answer(ApiError::kNotFound);
}

Api::Work Api::cases(HttpRequest request, Visitor visitor) {
  if (request.method != "GET" && request.method != "POST") co_return method_answer("GET, POST");
  if (!is_administrator(visitor)) co_return error_answer(ApiError::kAdministratorOnly);
  if (request.method == "POST") {
    pb::CreateCaseRequest wanted;
    if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
    if (wanted.label().empty() || wanted.label().size() > kLabelBytesMax) {
      co_return error_answer(ApiError::kInvalid, "label");
    }
    pb::CaseCreated created;
    created.set_case_id(new_id("c"));
    created.set_label(wanted.label());
    if (!co_await world_.registry.create_case(created)) co_return error_answer(ApiError::kUnavailable);
    pb::CaseView view;
    view.set_case_id(created.case_id());
    view.set_label(created.label());
    co_return message_answer(view, 201);
  }
  pb::CaseList list;
  for (const std::string& id : world_.registry.state().cases()) {
    pb::CaseView& view = *list.add_cases();
    view.set_case_id(id);
    view.set_label(world_.registry.state().find_case(id)->label());
    for (const auto* meeting : world_.registry.state().meetings_of(id)) *view.add_meetings() = view_of(*meeting, false);
  }
  co_return message_answer(list);
}

Api::Work Api::meetings(HttpRequest request, Visitor visitor) {
  if (request.method != "GET" && request.method != "POST") co_return method_answer("GET, POST");
  if (request.method == "POST") {
    if (!is_administrator(visitor)) co_return error_answer(ApiError::kAdministratorOnly);
    pb::CreateMeetingRequest wanted;
    if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
    co_return co_await create_meeting(std::move(wanted));
  }
  pb::MeetingList list;
  for (const pb::MeetingRegistered* meeting : world_.registry.state().meetings()) {
    if (!is_administrator(visitor) && meeting->meeting() != visitor.meeting) continue;
    *list.add_meetings() = view_of(*meeting, false);
  }
  co_return message_answer(list);
}

// The log first, then the registry: a meeting that the registry names is there.
Api::Work Api::create_meeting(pb::CreateMeetingRequest wanted) {
  const std::string method_id = wanted.method().empty() ? "vrij" : wanted.method();
  const pb::Method* method = nullptr;
  for (const pb::Method& one : world_.methods) {
    if (one.id() == method_id) method = &one;
  }
  if (method == nullptr) co_return error_answer(ApiError::kInvalid, "method");
  if (!wanted.language().empty() && wanted.language() != "nl" && wanted.language() != "en") {
    co_return error_answer(ApiError::kInvalid, "language");
  }
  if (wanted.title().size() > kLabelBytesMax) co_return error_answer(ApiError::kInvalid, "title");
  const pb::CaseCreated* in_case = world_.registry.state().find_case(wanted.case_id());
  if (in_case == nullptr) co_return error_answer(ApiError::kInvalid, "case_id");

  const MeetingId meeting{new_id("m")};
  pb::Operation operation;
  pb::CreateMeeting& create = *operation.mutable_create_meeting();
  create.set_meeting(meeting.value);
  create.set_title(wanted.title());
  create.set_case_id(wanted.case_id());
  create.set_case_label(in_case->label());
  *create.mutable_method() = *method;
  *create.mutable_vocabulary() = world_.vocabulary;
  create.set_language(wanted.language().empty() ? "nl" : wanted.language());
  create.set_planned_seconds(wanted.planned_seconds());
  create.set_practice(wanted.practice());
  const std::size_t before = world_.registry.state().meetings_of(wanted.case_id()).size();
  create.set_ordinal(static_cast<std::uint32_t>(before + 1));

  const Hosts::Place place = world_.hosts.of(meeting);
  const MeetingStatus status = co_await on_shard(place.shard, submit(place.host, meeting, std::move(operation)));
  if (status != MeetingStatus::kDone) co_return status_answer(status);
  pb::MeetingRegistered registered;
  registered.set_meeting(meeting.value);
  registered.set_case_id(wanted.case_id());
  registered.set_title(wanted.title());
  registered.set_method(method_id);
  if (!co_await world_.registry.register_meeting(registered)) co_return error_answer(ApiError::kUnavailable);
  spdlog::info("event=meeting_created meeting={} case={} method={}", meeting.value, wanted.case_id(), method_id);
  co_return message_answer(view_of(registered, false), 201);
}

Api::Work Api::one_meeting(HttpRequest request, Visitor visitor) {
  if (request.method != "GET") co_return method_answer("GET");
  const bool manager = co_await manages(visitor, request.path[3]);
  const pb::MeetingRegistered* registered = world_.registry.state().find_meeting(request.path[3]);
  if (registered == nullptr) co_return error_answer(ApiError::kNotFound);
  co_return message_answer(view_of(*registered, manager));
}

// The administrator, or who holds the chair of this meeting now.
net::awaitable<bool> Api::manages(Visitor visitor, std::string meeting) {
  if (is_administrator(visitor)) co_return true;
  const Hosts::Place place = world_.hosts.of(MeetingId{meeting});
  co_return co_await on_shard(place.shard, holds_the_chair(place.host, MeetingId{meeting}, visitor.participant));
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
  if (wanted.expires_in_seconds() < 0 || wanted.expires_in_seconds() > kInvitationSecondsMax) {
    co_return error_answer(ApiError::kInvalid, "expires_in_seconds");
  }
  const Hosts::Place place = world_.hosts.of(MeetingId{meeting});
  pb::Participant participant;
  bool takes_part = false;
  if (wanted.participant().empty()) {
    participant.set_id(new_id("p"));
    participant.set_name(wanted.name());
    participant.set_role(wanted.role());
    participant.set_organisation(wanted.organisation());
    participant.set_organisation_name(wanted.organisation_name());
  } else {
    Known known = co_await on_shard(place.shard, find_in_meeting(place.host, MeetingId{meeting}, wanted.participant()));
    if (known.status == MeetingStatus::kDone) {
      participant = std::move(known.participant);
      takes_part = true;
    } else if (known.status != MeetingStatus::kNotAllowed) {
      co_return status_answer(known.status);
    } else {
      // He takes part no longer, or never did.
      const pb::Participant* before = world_.registry.state().find_participant(meeting, wanted.participant());
      if (before == nullptr) co_return error_answer(ApiError::kInvalid, "participant");
      participant = *before;
    }
  }
  if (!takes_part) {
    pb::Operation operation;
    *operation.mutable_add_participant()->mutable_participant() = participant;
    const MeetingStatus status =
        co_await on_shard(place.shard, submit(place.host, MeetingId{meeting}, std::move(operation)));
    if (status == MeetingStatus::kInvalid) {
      co_return error_answer(ApiError::kInvalid, "name, role or organisation, or too many participants");
    }
    if (status != MeetingStatus::kDone) co_return status_answer(status);
  }
  NewInvitation one;
  one.meeting = meeting;
  one.participant = std::move(participant);
  const std::int64_t seconds = wanted.expires_in_seconds() == 0 ? kInvitationSeconds : wanted.expires_in_seconds();
  one.expires_ms = world_.clock.now().time_since_epoch().count() + seconds * 1'000;
  std::vector<NewInvitation> all;
  all.push_back(std::move(one));
  std::vector<MadeInvitation> made = co_await world_.registry.invite(std::move(all));
  if (made.empty()) co_return error_answer(ApiError::kUnavailable);
  spdlog::info("event=invited meeting={} invitation={}", meeting, made[0].invited.invitation());
  co_return message_answer(invitation_view(made[0].invited, false, std::move(made[0].secret)), 201);
}

Api::Work Api::revoke(std::string meeting, std::string invitation) {
  const Invitation* found = world_.registry.state().find_invitation(invitation);
  if (found == nullptr || found->invited.meeting() != meeting) co_return error_answer(ApiError::kNotFound);
  const std::string participant = found->invited.participant().id();
  if (!found->revoked && !co_await world_.registry.revoke(invitation)) co_return error_answer(ApiError::kUnavailable);
  spdlog::info("event=revoked meeting={} invitation={}", meeting, invitation);
  // Whoever has another invitation keeps what that one opened.
  const bool last = !world_.registry.state().has_valid_invitation(meeting, participant, world_.clock.now());
  const Hosts::Place place = world_.hosts.of(MeetingId{meeting});
  // Named, for GCC 12 destroys what a condition makes inside a co_await twice.
  const std::string dismissed = last ? participant : std::string();
  co_await on_shard(place.shard, close_sockets(place, MeetingId{meeting}, invitation, dismissed));
  co_return message_answer(
      invitation_view(world_.registry.state().find_invitation(invitation)->invited, true, std::string()));
}

Api::Work Api::import(HttpRequest request, Visitor visitor) {
  if (request.method != "POST") co_return method_answer("POST");
  if (!is_administrator(visitor)) co_return error_answer(ApiError::kAdministratorOnly);
  co_return co_await import_file(world_, std::move(request));
}

pb::MeetingView Api::view_of(const pb::MeetingRegistered& registered, bool with_invitations) const {
  pb::MeetingView view;
  view.set_meeting(registered.meeting());
  view.set_case_id(registered.case_id());
  view.set_title(registered.title());
  view.set_method(registered.method());
  view.set_imported(registered.imported());
  if (!with_invitations) return view;
  for (const Invitation* invitation : world_.registry.state().invitations_of(registered.meeting())) {
    *view.add_invitations() = invitation_view(invitation->invited, invitation->revoked, std::string());
  }
  return view;
}

}  // namespace flipover
