// The room: its door, who knocks there, and its screens.
#include <spdlog/spdlog.h>

#include <utility>

#include "server/access/secret.h"
#include "server/edge/api.h"
#include "server/edge/api_parts.h"
#include "server/edge/cookies.h"
#include "server/meeting/meeting_limits.h"

namespace flipover {
namespace {

constexpr std::string_view kGuestRole = "partner";

// On the meeting's shard.
net::awaitable<bool> is_connected_there(MeetingHost& host, MeetingId meeting, std::string participant) {
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  co_return opened.actor && opened.actor->is_connected(participant);
}

pb::KnockView view_of(const Knock& knock) {
  pb::KnockView view;
  view.set_knock(knock.id);
  view.set_state(knock.state);
  view.set_meeting(knock.meeting);
  *view.mutable_participant() = knock.participant;
  view.set_since_ms(knock.since_ms);
  return view;
}

pb::ScreenView view_of(const WaitingScreen& screen) {
  pb::ScreenView view;
  view.set_code(screen.code);
  view.set_meeting(screen.meeting);
  return view;
}

std::string browser_of(const HttpRequest& request) {
  return request.cookie.empty() ? std::string() : hash_of_secret(request.cookie);
}

}  // namespace

// The session and what leads to one are there for who is nobody yet; what sets a cookie is asked by a page of ours.
std::optional<Api::Work> Api::for_everybody(HttpRequest& request) {
  const std::vector<std::string>& path = request.path;
  const std::string& first = path[2];
  const bool one = path.size() == 3;
  const bool is_session = first == "session" && (one || (path.size() == 4 && path[3] == "look"));
  const bool is_knocks = first == "knocks" && path.size() <= 4;
  const bool is_screens = first == "screens" && (one || (path.size() == 4 && path[3] == "mine"));
  const auto answered = [](HttpAnswer answer) -> Work { co_return answer; };
  if (first == "about" && one) {
    return answered(request.method == "GET" ? about_answer(world_, request) : method_answer("GET"));
  }
  if (!is_session && !is_knocks && !is_screens) return std::nullopt;
  if (request.method != "GET" && !request.own_origin) return answered(error_answer(ApiError::kForeignOrigin));
  if (is_session) return session(std::move(request));
  return is_knocks ? knocks(std::move(request)) : screens(std::move(request));
}

Api::Work Api::door(HttpRequest request, Visitor visitor) {
  if (request.method != "GET" && request.method != "POST" && request.method != "DELETE") {
    co_return method_answer("GET, POST, DELETE");
  }
  const std::string meeting = request.path[3];
  if (!co_await chairs(visitor, meeting)) co_return error_answer(ApiError::kOnlyTheChair);
  pb::DoorView view;
  if (request.method == "GET") {
    view.set_secret(waiting_.door_of(meeting));
    co_return message_answer(view);
  }
  if (request.method == "DELETE") {
    waiting_.close_door(meeting);
    co_return message_answer(view);
  }
  view.set_secret(waiting_.open_door(meeting));
  if (view.secret().empty()) co_return error_answer(ApiError::kTooManyWait);
  spdlog::info("event=door_opened meeting={}", meeting);
  co_return message_answer(view, 201);
}

Api::Work Api::knocks(HttpRequest request) {
  if (request.path.size() == 3) {
    if (request.method != "POST") co_return method_answer("POST");
    co_return co_await knock(std::move(request));
  }
  if (request.method != "GET") co_return method_answer("GET");
  const WallTime now = world_.clock.now();
  Knock* knock = waiting_.find_knock(request.path[3], now);
  const std::string browser = browser_of(request);
  if (knock == nullptr || browser.empty() || !equal_in_constant_time(knock->browser, browser)) {
    co_return error_answer(ApiError::kNotFound);
  }
  knock->asked_ms = now.time_since_epoch().count();
  co_return message_answer(flipover::view_of(*knock));
}

Api::Work Api::knock(HttpRequest request) {
  pb::KnockRequest wanted;
  if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
  const std::string meeting = waiting_.behind(wanted.secret());
  if (meeting.empty()) co_return guessed_wrong(request);
  const Doorway doorway = co_await doorway_of(meeting);
  if (!doorway.open) co_return guessed_wrong(request);
  const Visitor browser = world_.registry.who_by_cookie(request.cookie);
  if (world_.registry.in_meeting(browser, meeting).kind != Visitor::Kind::kNobody) {
    co_return error_answer(ApiError::kSomeoneElse);
  }
  pb::Participant participant;
  if (!wanted.participant().empty()) {
    for (const pb::Participant& one : doorway.absent) {
      if (one.id() == wanted.participant()) participant = one;
    }
    const bool invited =
        world_.registry.state().has_valid_invitation(meeting, wanted.participant(), world_.clock.now());
    if (invited && participant.id().empty()) co_return error_answer(ApiError::kAlreadyHere);
    if (!invited) co_return error_answer(ApiError::kInvalid, "participant");
  } else {
    if (wanted.name().empty()) co_return error_answer(ApiError::kInvalid, "name");
    std::string unfit = fault_of_name(wanted.name(), kNameUnitsMax, "name");
    if (unfit.empty()) unfit = fault_of_name(wanted.organisation_name(), kTitleUnitsMax, "organisation_name");
    if (!unfit.empty()) co_return error_answer(ApiError::kInvalid, unfit);
    participant.set_name(wanted.name());
    participant.set_organisation_name(wanted.organisation_name());
  }
  const std::string cookie = co_await fresh_cookie(request);
  if (cookie.empty()) co_return error_answer(ApiError::kUnavailable);
  const Knock* knock = waiting_.knock(meeting, hash_of_secret(cookie), request.address, std::move(participant),
                                      world_.clock.now());
  HttpAnswer answer = knock == nullptr ? error_answer(ApiError::kTooManyWait)
                                       : message_answer(flipover::view_of(*knock), 201);
  const auto keep =
      std::chrono::duration_cast<std::chrono::seconds>(world_.registry.state().browsers().limits().absolute);
  answer.headers.emplace_back("Set-Cookie", set_cookie(cookie, request.secure, keep));
  co_return answer;
}

Api::Work Api::answer_knocks(HttpRequest request, Visitor visitor) {
  const bool one = request.path.size() == 6;
  if (request.method != (one ? "POST" : "GET")) co_return method_answer(one ? "POST" : "GET");
  if (!co_await chairs(visitor, request.path[3])) co_return error_answer(ApiError::kOnlyTheChair);
  if (one) {
    pb::AnswerKnockRequest wanted;
    if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
    co_return co_await answer_knock(std::move(request), std::move(wanted), visitor);
  }
  pb::KnockList list;
  for (const Knock* knock : waiting_.waiting_at(request.path[3], world_.clock.now())) {
    *list.add_knocks() = flipover::view_of(*knock);
  }
  co_return message_answer(list);
}

// Answered once: a second answer tells how the first one was.
Api::Work Api::answer_knock(HttpRequest request, pb::AnswerKnockRequest wanted, Visitor chair) {
  const std::string& meeting = request.path[3];
  Knock* knock = waiting_.find_knock(request.path[5], world_.clock.now());
  if (knock == nullptr || knock->meeting != meeting) co_return error_answer(ApiError::kNotFound);
  if (knock->state != pb::KnockView::WAITING || knock->being_answered) {
    co_return message_answer(flipover::view_of(*knock));
  }
  if (!wanted.admit()) {
    knock->state = pb::KnockView::REFUSED;
    co_return message_answer(flipover::view_of(*knock));
  }
  pb::InviteRequest invitation;
  invitation.set_participant(knock->participant.id());
  invitation.set_name(knock->participant.name());
  invitation.set_role(wanted.role().empty() ? std::string(kGuestRole) : wanted.role());
  invitation.set_organisation_name(knock->participant.organisation_name());
  // Kept from here until it is answered, whatever happens beside us.
  knock->being_answered = true;
  const bool here = !knock->participant.id().empty() && co_await is_connected(meeting, knock->participant.id());
  Seated seated;
  if (here) {
    seated.refused = error_answer(ApiError::kAlreadyHere);
  } else {
    seated = co_await seat(meeting, std::move(invitation), chair);
  }
  if (!seated.refused) {
    Guest guest;
    guest.invitation = invitation_for(meeting, seated.participant, kInvitationSeconds, chair);
    guest.session_hash = knock->browser;
    const std::string made = co_await world_.registry.admit(std::move(guest));
    if (made.empty()) seated.refused = error_answer(ApiError::kUnavailable);
    spdlog::info("event=admitted meeting={} invitation={}", meeting, made);
  }
  knock->being_answered = false;
  if (seated.refused) co_return std::move(*seated.refused);
  knock->state = pb::KnockView::ADMITTED;
  knock->participant = seated.participant;
  knock->asked_ms = world_.clock.now().time_since_epoch().count();
  co_return message_answer(flipover::view_of(*knock));
}

net::awaitable<bool> Api::is_connected(std::string meeting, std::string participant) {
  const MeetingId id{std::move(meeting)};
  const Hosts::Place place = world_.hosts.of(id);
  co_return co_await on_shard(place.shard, is_connected_there(place.host, id, std::move(participant)));
}

Api::Work Api::screens(HttpRequest request) {
  const WallTime now = world_.clock.now();
  if (request.path.size() == 4) {
    if (request.method != "GET") co_return method_answer("GET");
    const std::string browser = browser_of(request);
    const WaitingScreen* screen = browser.empty() ? nullptr : waiting_.screen_of(browser, now);
    if (screen != nullptr && screen->meeting.empty()) co_return message_answer(flipover::view_of(*screen));
    co_await end_screens_of_ended_meetings(who(request));
    pb::ScreenView view;
    const std::string role = screen_role();
    for (const Invitation* seat : world_.registry.state().seats_of(who(request), now)) {
      if (seat->invited.participant().role() == role) view.set_meeting(seat->invited.meeting());
    }
    if (view.meeting().empty()) co_return error_answer(ApiError::kNotFound);
    const std::string door = waiting_.door_of(view.meeting());
    if (!door.empty()) {
      const Doorway doorway = co_await doorway_of(view.meeting());
      if (doorway.open) view.set_door(door);
    }
    co_return message_answer(view);
  }
  if (request.method != "POST") co_return method_answer("POST");
  if (!screens_.take(request.address, std::chrono::steady_clock::now())) {
    co_return error_answer(ApiError::kTooManyTries);
  }
  const std::string cookie = co_await fresh_cookie(request);
  if (cookie.empty()) co_return error_answer(ApiError::kUnavailable);
  const WaitingScreen* screen = waiting_.show_code(hash_of_secret(cookie), request.address, now);
  HttpAnswer answer =
      screen == nullptr ? error_answer(ApiError::kTooManyWait) : message_answer(flipover::view_of(*screen), 201);
  const auto keep =
      std::chrono::duration_cast<std::chrono::seconds>(world_.registry.state().browsers().limits().absolute);
  answer.headers.emplace_back("Set-Cookie", set_cookie(cookie, request.secure, keep));
  co_return answer;
}

Api::Work Api::pair_screens(HttpRequest request, Visitor visitor) {
  if (request.method != "POST" && request.method != "DELETE") co_return method_answer("POST, DELETE");
  // Written in small steps: GCC 12 lays out the frame of the shorter form so that it cannot be resumed.
  const std::string meeting = request.path[3];
  const bool chair = co_await chairs(visitor, meeting);
  if (!chair) co_return error_answer(ApiError::kOnlyTheChair);
  const bool removes = request.method == "DELETE";
  Work work = removes ? remove_screens(meeting) : pair_screen(std::move(request), visitor);
  co_return co_await std::move(work);
}

// All screens of a meeting are one participant: what they see is the same, and nobody counts them.
Api::Work Api::pair_screen(HttpRequest request, Visitor chair) {
  // A code is short enough to be guessed, by who chairs this meeting and nobody else.
  const std::string guessing = "codes of " + request.path[3];
  if (!guesses_.allows(guessing, std::chrono::steady_clock::now())) co_return error_answer(ApiError::kTooManyTries);
  pb::PairScreenRequest wanted;
  if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
  const std::string& meeting = request.path[3];
  const Standing standing = co_await standing_of(meeting, chair.participant);
  if (standing.meeting_ended) co_return error_answer(ApiError::kMeetingOver);
  const WaitingScreen* found = waiting_.screen_with(wanted.code(), world_.clock.now());
  if (found == nullptr) {
    guesses_.take(guessing, std::chrono::steady_clock::now());
    co_return error_answer(ApiError::kCodeUnknown);
  }
  const std::string code = found->code;
  const BrowserSessions& browsers = world_.registry.state().browsers();
  if (const BrowserSession* session = browsers.find_by_hash(found->browser, world_.clock.now())) {
    Visitor browser;
    browser.kind = Visitor::Kind::kBrowser;
    browser.session = session->session;
    browser.person = session->person;
    const Visitor there = world_.registry.in_meeting(browser, meeting);
    if (there.kind != Visitor::Kind::kNobody && there.role != screen_role()) {
      co_return error_answer(ApiError::kScreenIsSomebody);
    }
  }
  pb::InviteRequest invitation;
  invitation.set_role(screen_role());
  for (const pb::Role& role : world_.vocabulary.roles()) {
    if (role.id() == invitation.role()) invitation.set_name(role.name().nl());
  }
  for (const Invitation* one : world_.registry.state().invitations_of(meeting)) {
    const pb::Participant& participant = one->invited.participant();
    if (participant.role() == invitation.role()) invitation.set_participant(participant.id());
  }
  Seated seated = co_await seat(meeting, std::move(invitation), chair);
  if (seated.refused) co_return std::move(*seated.refused);
  const WaitingScreen* still = waiting_.screen_with(code, world_.clock.now());
  if (still == nullptr) co_return error_answer(ApiError::kCodeUnknown);
  Guest guest;
  guest.invitation = invitation_for(meeting, std::move(seated.participant), kInvitationSeconds, chair);
  guest.session_hash = still->browser;
  const std::string made = co_await world_.registry.admit(std::move(guest));
  if (made.empty()) co_return error_answer(ApiError::kUnavailable);
  spdlog::info("event=screen_paired meeting={} invitation={}", meeting, made);
  pb::ScreenView view;
  view.set_meeting(meeting);
  if (WaitingScreen* screen = waiting_.screen_with(code, world_.clock.now())) screen->meeting = meeting;
  co_return message_answer(view, 201);
}

Api::Work Api::remove_screens(std::string meeting) {
  const std::string role = screen_role();
  std::vector<std::string> invitations;
  for (const Invitation* one : world_.registry.state().invitations_of(meeting)) {
    const bool holds = one->holds_at(world_.clock.now());
    if (one->invited.participant().role() == role && holds) invitations.push_back(one->invited.invitation());
  }
  for (const std::string& invitation : invitations) {
    HttpAnswer answer = co_await revoke(meeting, invitation);
    if (answer.status != 200) co_return answer;
  }
  co_return done_answer();
}

// A room screen's seat ends with its meeting (PV-16); that the meeting ended is found out when the seat is asked after.
net::awaitable<void> Api::end_screens_of_ended_meetings(Visitor browser) {
  const std::string role = screen_role();
  std::vector<pb::Invited> screens;
  for (const Invitation* seat : world_.registry.state().seats_of(browser, world_.clock.now())) {
    if (seat->invited.participant().role() == role) screens.push_back(seat->invited);
  }
  for (const pb::Invited& screen : screens) {
    const Standing standing = co_await standing_of(screen.meeting(), screen.participant().id());
    // What cannot be written now is found out again.
    if (standing.meeting_ended) (void)co_await world_.registry.revoke(screen.invitation());
  }
}

std::string Api::screen_role() const {
  for (const pb::Role& role : world_.vocabulary.roles()) {
    if (role.room_screen()) return role.id();
  }
  return {};
}

}  // namespace flipover
