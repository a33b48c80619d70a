// A browser comes in: what a link opens, going in, who one is, and going out again.
#include <spdlog/spdlog.h>

#include <utility>

#include "server/access/secret.h"
#include "server/edge/api.h"
#include "server/edge/api_parts.h"
#include "server/edge/cookies.h"

namespace flipover {
namespace {

// On the meeting's shard.
net::awaitable<Doorway> look_in(MeetingHost& host, MeetingId meeting) {
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  Doorway doorway;
  if (opened.actor) doorway = opened.actor->doorway();
  co_return doorway;
}

// On the shard of these sockets.
net::awaitable<bool> close_on(SocketList& sockets, std::string session, std::string meeting) {
  sockets.end_session(session, meeting);
  co_return true;
}

pb::PersonView view_of(const Person& person) {
  pb::PersonView view;
  view.set_person(person.named.person());
  view.set_name(person.named.name());
  view.set_organisation(person.named.organisation());
  view.set_organisation_name(person.named.organisation_name());
  return view;
}

}  // namespace

// Only the wrong are counted: a secret of 128 bits that fits was not guessed, whoever else is behind the same address.
HttpAnswer Api::guessed_wrong(const HttpRequest& request) {
  const bool first_tries = guesses_.take(request.address, std::chrono::steady_clock::now());
  return error_answer(first_tries ? ApiError::kLinkUnknown : ApiError::kTooManyTries);
}

Api::Work Api::session(HttpRequest request) {
  if (request.path.size() == 4) co_return co_await look(std::move(request));
  if (request.method == "POST") co_return co_await enter(std::move(request));
  if (request.method != "GET" && request.method != "DELETE") co_return method_answer("GET, POST, DELETE");
  const Visitor visitor = who(request);
  if (visitor.kind == Visitor::Kind::kNobody) co_return error_answer(ApiError::kNoSecret);
  if (request.method == "DELETE") co_return co_await leave(std::move(request));
  if (!visitor.session.empty()) co_await world_.registry.note_use(visitor.session);
  co_await end_screens_of_ended_meetings(visitor);
  co_return message_answer(view_of(visitor));
}

// What is unknown, expired, revoked or closed gets one answer (S9).
Api::Work Api::look(HttpRequest request) {
  if (request.method != "POST") co_return method_answer("POST");
  pb::LookRequest wanted;
  if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
  const RegistryState& state = world_.registry.state();
  const Visitor browser = who(request);
  pb::LinkView view;
  if (const Invitation* invitation = state.invitation_with(wanted.secret(), world_.clock.now())) {
    const pb::Invited& invited = invitation->invited;
    if (const auto* meeting = state.find_meeting(invited.meeting())) view = link_of(*meeting);
    view.set_kind(pb::LinkView::INVITATION);
    *view.mutable_participant() = invited.participant();
    const Visitor already = world_.registry.in_meeting(browser, invited.meeting());
    if (!already.participant.empty() && already.participant != invited.participant().id()) {
      *view.mutable_already() = state.find_invitation(already.invitation)->invited.participant();
    }
    const std::string& first = state.first_device(invited.meeting(), invited.participant().id());
    view.set_second_device(!first.empty() && first != browser.session && invited.participant().role() != screen_role());
    co_return message_answer(view);
  }
  if (const Person* person = state.browsers().person_with(wanted.secret())) {
    view.set_kind(pb::LinkView::PERSON);
    *view.mutable_person() = flipover::view_of(*person);
    const Person* already = state.browsers().find_person(browser.person);
    if (already != nullptr && already != person) *view.mutable_already_person() = flipover::view_of(*already);
    co_return message_answer(view);
  }
  const std::string behind = waiting_.behind(wanted.secret());
  const pb::MeetingRegistered* meeting = behind.empty() ? nullptr : state.find_meeting(behind);
  if (meeting != nullptr) {
    view = link_of(*meeting);
    const Doorway doorway = co_await doorway_of(behind);
    if (doorway.open) {
      view.set_kind(pb::LinkView::DOOR);
      const Visitor already = world_.registry.in_meeting(browser, behind);
      if (!already.participant.empty()) {
        *view.mutable_already() = state.find_invitation(already.invitation)->invited.participant();
      }
      for (const pb::Participant& one : doorway.absent) {
        if (state.has_valid_invitation(behind, one.id(), world_.clock.now())) *view.add_names() = one;
      }
      co_return message_answer(view);
    }
  }
  co_return guessed_wrong(request);
}

Api::Work Api::enter(HttpRequest request) {
  pb::EnterRequest wanted;
  if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
  const RegistryState& state = world_.registry.state();
  const Visitor browser = world_.registry.who_by_cookie(request.cookie);
  Entering entering;
  entering.session = browser.session;
  bool someone_else = false;
  std::string meeting;  // whose sockets end with who sat there; empty: all
  if (const Invitation* invitation = state.invitation_with(wanted.secret(), world_.clock.now())) {
    entering.invitation = invitation->invited.invitation();
    meeting = invitation->invited.meeting();
    const Visitor already = world_.registry.in_meeting(browser, meeting);
    someone_else = !already.participant.empty() && already.participant != invitation->invited.participant().id();
  } else if (const Person* person = state.browsers().person_with(wanted.secret())) {
    entering.person = person->named.person();
    someone_else = !browser.person.empty() && browser.person != entering.person;
  } else {
    co_return guessed_wrong(request);
  }
  if (someone_else && !wanted.replace()) co_return error_answer(ApiError::kSomeoneElse);
  const std::string cookie = co_await world_.registry.enter(std::move(entering));
  if (cookie.empty()) co_return error_answer(ApiError::kUnavailable);
  if (!request.cookie.empty()) waiting_.rename(hash_of_secret(request.cookie), hash_of_secret(cookie));
  if (someone_else) co_await end_sockets(browser.session, meeting);
  const Visitor now = world_.registry.who_by_cookie(cookie);
  spdlog::info("event=entered session={} meeting={} person={}", now.session, meeting, now.person);
  HttpAnswer answer = message_answer(view_of(now));
  const auto keep = std::chrono::duration_cast<std::chrono::seconds>(state.browsers().limits().absolute);
  answer.headers.emplace_back("Set-Cookie", set_cookie(cookie, request.secure, keep));
  co_return answer;
}

Api::Work Api::leave(HttpRequest request) {
  const Visitor browser = world_.registry.who_by_cookie(request.cookie);
  if (browser.session.empty() || !request.bearer.empty()) co_return error_answer(ApiError::kNoSecret);
  const auto asked = request.query.find("meeting");
  const std::string meeting = asked == request.query.end() ? std::string() : asked->second;
  if (asked != request.query.end() &&
      world_.registry.in_meeting(browser, meeting).kind == Visitor::Kind::kNobody) {
    co_return error_answer(ApiError::kNotFound);
  }
  bool left = false;
  if (meeting.empty()) {
    left = co_await world_.registry.end_session(browser.session);
  } else {
    left = co_await world_.registry.leave(browser.session, meeting);
  }
  if (!left) co_return error_answer(ApiError::kUnavailable);
  co_await end_sockets(browser.session, meeting);
  spdlog::info("event=left_for_good session={} meeting={}", browser.session, meeting);
  HttpAnswer answer = message_answer(view_of(world_.registry.who_by_cookie(request.cookie)));
  if (meeting.empty()) answer.headers.emplace_back("Set-Cookie", set_cookie({}, request.secure, {}));
  co_return answer;
}

net::awaitable<std::string> Api::fresh_cookie(const HttpRequest& request) {
  const Visitor browser = world_.registry.who_by_cookie(request.cookie);
  const std::string before = request.cookie.empty() ? std::string() : hash_of_secret(request.cookie);
  std::string cookie;
  if (browser.session.empty()) {
    cookie = new_cookie();
  } else {
    cookie = co_await world_.registry.renew(browser.session);
  }
  if (!cookie.empty() && !before.empty()) waiting_.rename(before, hash_of_secret(cookie));
  co_return cookie;
}

// The browser's sockets in one meeting, or in all.
net::awaitable<bool> Api::end_sockets(std::string session, std::string meeting) {
  for (std::size_t i = 0; i < world_.hosts.size(); ++i) {
    const Hosts::Place place = world_.hosts.at(i);
    co_await on_shard(place.shard, close_on(place.sockets, session, meeting));
  }
  co_return true;
}

net::awaitable<Doorway> Api::doorway_of(std::string meeting) {
  const MeetingId id{std::move(meeting)};
  const Hosts::Place place = world_.hosts.of(id);
  co_return co_await on_shard(place.shard, look_in(place.host, id));
}

pb::SessionView Api::view_of(const Visitor& visitor) const {
  pb::SessionView view;
  const RegistryState& state = world_.registry.state();
  const BrowserSession* session = state.browsers().find_by_name(visitor.session);
  if (session != nullptr) view.set_store_key(session->store_key);
  const Person* person = state.browsers().find_person(visitor.person);
  if (person != nullptr && !person->revoked) *view.mutable_person() = flipover::view_of(*person);
  for (const Invitation* seat : state.seats_of(visitor, world_.clock.now())) {
    const pb::MeetingRegistered& meeting = *state.find_meeting(seat->invited.meeting());
    const pb::LinkView link = link_of(meeting);
    pb::SeatView& one = *view.add_seats();
    one.set_meeting(meeting.meeting());
    one.set_case_id(meeting.case_id());
    one.set_case_label(link.case_label());
    one.set_title(meeting.title());
    *one.mutable_method_name() = link.method_name();
    one.set_planned_start_ms(meeting.planned_start_ms());
    one.set_practice(meeting.practice());
    *one.mutable_participant() = seat->invited.participant();
    one.set_imported(meeting.imported());
  }
  return view;
}

pb::LinkView Api::link_of(const pb::MeetingRegistered& registered) const {
  pb::LinkView view;
  view.set_meeting(registered.meeting());
  view.set_title(registered.title());
  const pb::CaseCreated* in_case = world_.registry.state().find_case(registered.case_id());
  if (in_case != nullptr) view.set_case_label(in_case->label());
  *view.mutable_method_name() = method_name(registered.method());
  view.set_practice(registered.practice());
  view.set_planned_start_ms(registered.planned_start_ms());
  return view;
}

pb::Label Api::method_name(const std::string& method) const {
  for (const pb::Method& one : world_.methods) {
    if (one.id() == method) return one.name();
  }
  pb::Label name;
  name.set_nl(method);
  return name;
}

}  // namespace flipover
