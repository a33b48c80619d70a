#include "server/edge/api.h"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "server/access/secret.h"
#include "server/edge/api_parts.h"

namespace flipover {
namespace {

constexpr std::string_view kChairRole = "procesregisseur";

bool is_administrator(const Visitor& visitor) { return visitor.kind == Visitor::Kind::kAdministrator; }

// On the meeting's shard, which opens no meeting for it but to tell somebody of a second device of his: that comes before
// anything leaves to it.
net::awaitable<std::optional<Standing>> come_in_there(MeetingHost& host, MeetingId meeting, Visitor visitor) {
  Looker looker = looker_of(visitor);
  std::optional<Standing> standing = co_await standing_in(host, meeting, std::move(looker));
  if (!standing || standing->status != MeetingStatus::kDone || standing->knows_device) co_return standing;
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  standing->status = opened.status;
  if (!opened.actor) co_return standing;
  standing->status = co_await opened.actor->admit_device(visitor.participant, visitor.device, visitor.asked_by);
  if (standing->status == MeetingStatus::kInvalid) standing->status = MeetingStatus::kNotAllowed;
  if (standing->status == MeetingStatus::kNoRoom) standing->status = MeetingStatus::kDone;  // told when there is room again
  co_return standing;
}

// On the meeting's shard.
net::awaitable<MeetingStatus> submit(MeetingHost& host, MeetingId meeting, std::vector<pb::Operation> operations) {
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  if (!opened.actor) co_return opened.status;
  co_return co_await opened.actor->submit_as_server(std::move(operations));
}

}  // namespace

HttpAnswer status_answer(MeetingStatus status) {
  switch (status) {
    case MeetingStatus::kNotAllowed: return error_answer(ApiError::kNotFound);
    case MeetingStatus::kUnknown: return error_answer(ApiError::kNoSuchMoment);
    case MeetingStatus::kInvalid: return error_answer(ApiError::kInvalid);
    case MeetingStatus::kDamaged: return error_answer(ApiError::kDamaged);
    case MeetingStatus::kNoRoom: return error_answer(ApiError::kNoRoom);
    case MeetingStatus::kDone:
    case MeetingStatus::kStopped: break;
  }
  return error_answer(ApiError::kUnavailable);
}

Api::BodyKind Api::body_kind(const HttpRequest& head) const {
  if (head.path != std::vector<std::string>{"api", "v1", "import"} || head.method != "POST") return BodyKind::kSmall;
  return is_administrator(world_.registry.who(head.bearer)) ? BodyKind::kImport : BodyKind::kRefused;
}

Visitor Api::who(const HttpRequest& request) const {
  return request.bearer.empty() ? world_.registry.who_by_cookie(request.cookie) : world_.registry.who(request.bearer);
}

net::awaitable<HttpAnswer> Api::answer(HttpRequest request) {
  HttpAnswer answer = co_await answer_if_there_is_room(std::move(request));
  // What the registry could not write down it will not write soon either.
  if (answer.status == 503 && !world_.registry.has_room()) answer = error_answer(ApiError::kNoRoom);
  co_return answer;
}

Api::Work Api::answer_if_there_is_room(HttpRequest request) {
  if (auto work = for_everybody(request)) co_return co_await std::move(*work);
  Visitor visitor = who(request);
  if (visitor.kind == Visitor::Kind::kNobody) co_return error_answer(ApiError::kNoSecret);
  if (request.bearer.empty() && request.method != "GET" && !request.own_origin) {
    co_return error_answer(ApiError::kForeignOrigin);
  }
  if (!visitor.session.empty()) co_await world_.registry.note_use(visitor.session);
  const std::vector<std::string>& path = request.path;
  const std::size_t depth = path.size();
  const std::string& first = path[2];
  if (depth == 3 && first == "cases") co_return co_await cases(std::move(request), visitor);
  if (depth == 3 && first == "meetings") co_return co_await meetings(std::move(request), visitor);
  if (depth == 3 && first == "practice") co_return co_await practice(std::move(request), visitor);
  if (depth == 3 && first == "import") co_return co_await import(std::move(request), visitor);
  if (depth == 3 && first == "methods") {
    co_return request.method == "GET" ? methods_answer(world_) : method_answer("GET");
  }
  if (depth <= 4 && first == "people") co_return co_await people(std::move(request), visitor);
  if (depth < 4 || depth > 6 || first != "meetings") co_return error_answer(ApiError::kNotFound);
  if (!is_administrator(visitor)) {
    const std::optional<Visitor> came = co_await world_.registry.come_in(visitor, path[3]);
    if (!came) co_return error_answer(ApiError::kUnavailable);
    visitor = *came;
  }
  const bool known = world_.registry.state().find_meeting(path[3]) != nullptr;
  if (!known || visitor.kind == Visitor::Kind::kNobody) co_return error_answer(ApiError::kNotFound);
  if (!is_administrator(visitor)) {
    auto refused = co_await kept_out(visitor, depth > 4);
    if (refused) co_return std::move(*refused);
  }
  co_return co_await of_meeting(std::move(request), visitor);
}

net::awaitable<std::optional<HttpAnswer>> Api::kept_out(Visitor visitor, bool looks_back) {
  const MeetingId meeting{visitor.meeting};
  const Hosts::Place place = world_.hosts.of(meeting);
  const auto standing = co_await on_shard(place.shard, come_in_there(place.host, meeting, visitor));
  if (!standing) co_return error_answer(ApiError::kLooksAlready);
  if (standing->status != MeetingStatus::kDone) co_return status_answer(standing->status);
  if (standing->only_live && looks_back) co_return error_answer(ApiError::kLiveOnly);
  co_return std::nullopt;
}

net::awaitable<Standing> Api::standing_of(std::string meeting, std::string participant) {
  const MeetingId id{std::move(meeting)};
  const Hosts::Place place = world_.hosts.of(id);
  Looker looker{std::move(participant)};
  const auto standing = co_await on_shard(place.shard, standing_in(place.host, id, std::move(looker)));
  co_return standing.value_or(Standing{});
}

Api::Work Api::of_meeting(HttpRequest request, Visitor visitor) {
  const std::vector<std::string>& path = request.path;
  const std::size_t depth = path.size();
  if (depth == 4) co_return co_await one_meeting(std::move(request), visitor);
  const std::string& what = path[4];
  if (what == "invitations") co_return co_await invitations(std::move(request), visitor);
  if (what == "knocks") co_return co_await answer_knocks(std::move(request), visitor);
  if (depth != 5) co_return error_answer(ApiError::kNotFound);
  if (what == "chair") co_return co_await appoint_chair(std::move(request), visitor);
  if (what == "door") co_return co_await door(std::move(request), visitor);
  if (what == "screens") co_return co_await pair_screens(std::move(request), visitor);
  if (what == "preview" || what == "state" || what == "records" || what == "export") {
    if (request.method != "GET") co_return method_answer("GET");
    if (what == "preview") co_return co_await preview_meeting(world_, visitor, std::move(request));
    co_return co_await read_meeting(world_, visitor, std::move(request));
  }
  co_return error_answer(ApiError::kNotFound);
}

Api::Work Api::cases(HttpRequest request, Visitor visitor) {
  if (request.method != "GET" && request.method != "POST") co_return method_answer("GET, POST");
  if (!is_administrator(visitor) && visitor.person.empty()) co_return error_answer(ApiError::kPersonOnly);
  if (request.method == "POST") {
    pb::CreateCaseRequest wanted;
    if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
    co_return co_await create_case(std::move(wanted), visitor);
  }
  pb::CaseList list;
  for (const std::string& id : world_.registry.state().cases()) {
    const pb::CaseCreated& created = *world_.registry.state().find_case(id);
    if (is_administrator(visitor) || created.person() == visitor.person) *list.add_cases() = view_of(created);
  }
  co_return message_answer(list);
}

Api::Work Api::create_case(pb::CreateCaseRequest wanted, Visitor visitor) {
  if (wanted.label().empty() || wanted.label().size() > kLabelBytesMax) {
    co_return error_answer(ApiError::kInvalid, "label");
  }
  const std::string unfit = fault_of_name(wanted.label(), kLabelBytesMax, "label");
  if (!unfit.empty()) co_return error_answer(ApiError::kInvalid, unfit);
  pb::CaseCreated created;
  created.set_case_id(new_id("c"));
  created.set_label(wanted.label());
  created.set_person(visitor.person);
  if (!co_await world_.registry.create_case(created)) co_return error_answer(ApiError::kUnavailable);
  co_return message_answer(view_of(created), 201);
}

Api::Work Api::meetings(HttpRequest request, Visitor visitor) {
  if (request.method != "GET" && request.method != "POST") co_return method_answer("GET, POST");
  if (request.method == "POST") {
    if (!is_administrator(visitor) && visitor.person.empty()) co_return error_answer(ApiError::kPersonOnly);
    pb::CreateMeetingRequest wanted;
    if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
    co_return co_await create_meeting(std::move(wanted), visitor);
  }
  co_await end_screens_of_ended_meetings(visitor);
  pb::MeetingList list;
  for (const pb::MeetingRegistered* meeting : world_.registry.state().meetings()) {
    const bool his = is_administrator(visitor) ||
                     world_.registry.in_meeting(visitor, meeting->meeting()).kind != Visitor::Kind::kNobody;
    if (his) *list.add_meetings() = view_of(*meeting, false);
  }
  co_return message_answer(list);
}

// The log first, then the registry: a meeting that the registry names is there.
Api::Work Api::create_meeting(pb::CreateMeetingRequest wanted, Visitor visitor) {
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
  const std::string unfit = fault_of_name(wanted.title(), kLabelBytesMax, "title");
  if (!unfit.empty()) co_return error_answer(ApiError::kInvalid, unfit);
  if (wanted.planned_start_ms() < 0) co_return error_answer(ApiError::kInvalid, "planned_start_ms");
  const pb::CaseCreated* in_case = world_.registry.state().find_case(wanted.case_id());
  if (in_case == nullptr || (!is_administrator(visitor) && in_case->person() != visitor.person)) {
    co_return error_answer(ApiError::kInvalid, "case_id");
  }

  const MeetingId meeting{new_id("m")};
  std::vector<pb::Operation> operations;
  pb::CreateMeeting& create = *operations.emplace_back().mutable_create_meeting();
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
  NewInvitation seat;
  if (const Person* person = world_.registry.state().browsers().find_person(visitor.person)) {
    seat.meeting = meeting.value;
    seat.person = visitor.person;
    seat.participant.set_id(new_id("p"));
    // His names may be older than the rule for names.
    seat.participant.set_name(cleaned(person->named.name(), TextUse::kName));
    seat.participant.set_role(std::string(kChairRole));
    seat.participant.set_organisation(person->named.organisation());
    seat.participant.set_organisation_name(cleaned(person->named.organisation_name(), TextUse::kName));
    *operations.emplace_back().mutable_add_participant()->mutable_participant() = seat.participant;
  }

  const Hosts::Place place = world_.hosts.of(meeting);
  const MeetingStatus status = co_await on_shard(place.shard, submit(place.host, meeting, std::move(operations)));
  if (status != MeetingStatus::kDone) co_return status_answer(status);
  pb::MeetingRegistered registered;
  registered.set_meeting(meeting.value);
  registered.set_case_id(wanted.case_id());
  registered.set_title(wanted.title());
  registered.set_method(method_id);
  registered.set_planned_start_ms(wanted.planned_start_ms());
  registered.set_practice(wanted.practice());
  registered.set_person(visitor.person);
  if (!co_await world_.registry.register_meeting(registered, std::move(seat))) {
    co_return error_answer(ApiError::kUnavailable);
  }
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

// The administrator; who made this meeting, as long as he takes part on the seat that it gave him; who holds its chair now.
net::awaitable<bool> Api::manages(Visitor visitor, std::string meeting) {
  if (is_administrator(visitor) || made(visitor, meeting)) co_return true;
  co_return co_await chairs(visitor, std::move(meeting));
}

bool Api::made(const Visitor& visitor, const std::string& meeting) const {
  const pb::MeetingRegistered* registered = world_.registry.state().find_meeting(meeting);
  const Invitation* seat = world_.registry.state().find_invitation(visitor.invitation);
  return registered != nullptr && seat != nullptr && !registered->person().empty() &&
         seat->invited.person() == registered->person();
}

net::awaitable<bool> Api::chairs(Visitor visitor, std::string meeting) {
  if (visitor.kind != Visitor::Kind::kParticipant) co_return false;
  const Standing standing = co_await standing_of(std::move(meeting), visitor.participant);
  co_return standing.holds_chair;
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
  view.set_planned_start_ms(registered.planned_start_ms());
  view.set_practice(registered.practice());
  if (!with_invitations) return view;
  for (const Invitation* invitation : world_.registry.state().invitations_of(registered.meeting())) {
    *view.add_invitations() = invitation_view(invitation->invited, invitation->revoked, std::string());
  }
  return view;
}

pb::CaseView Api::view_of(const pb::CaseCreated& created) const {
  pb::CaseView view;
  view.set_case_id(created.case_id());
  view.set_label(created.label());
  for (const auto* meeting : world_.registry.state().meetings_of(created.case_id())) {
    *view.add_meetings() = view_of(*meeting, false);
  }
  return view;
}

}  // namespace flipover
