// People who prepare meetings: made and revoked by the administrator; and the practice meetings they start.
#include <spdlog/spdlog.h>

#include <utility>

#include "server/edge/api.h"
#include "server/edge/api_parts.h"
#include "server/meeting/meeting_limits.h"

namespace flipover {
namespace {

constexpr std::string_view kIdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

bool is_plain_id(std::string_view id) {
  return id.size() <= 40 && id.find_first_not_of(kIdCharacters) == std::string_view::npos;
}

}  // namespace

Api::Work Api::people(HttpRequest request, Visitor visitor) {
  const bool one = request.path.size() == 4;
  if (request.method != (one ? "DELETE" : "POST")) co_return method_answer(one ? "DELETE" : "POST");
  if (visitor.kind != Visitor::Kind::kAdministrator) co_return error_answer(ApiError::kAdministratorOnly);
  if (one) {
    const Person* person = world_.registry.state().browsers().find_person(request.path[3]);
    if (person == nullptr) co_return error_answer(ApiError::kNotFound);
    if (!person->revoked && !co_await world_.registry.revoke_person(request.path[3])) {
      co_return error_answer(ApiError::kUnavailable);
    }
    std::vector<pb::Invited> seats;
    for (const pb::MeetingRegistered* meeting : world_.registry.state().meetings()) {
      for (const Invitation* seat : world_.registry.state().invitations_of(meeting->meeting())) {
        if (seat->invited.person() == request.path[3]) seats.push_back(seat->invited);
      }
    }
    for (const pb::Invited& seat : seats) co_await end_invitation(seat.meeting(), seat.invitation());
    spdlog::info("event=person_revoked person={}", request.path[3]);
    co_return done_answer();
  }
  pb::NamePersonRequest wanted;
  if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
  if (wanted.name().empty()) co_return error_answer(ApiError::kInvalid, "name");
  std::string unfit = fault_of_name(wanted.name(), kNameUnitsMax, "name");
  if (unfit.empty()) unfit = fault_of_name(wanted.organisation_name(), kTitleUnitsMax, "organisation_name");
  if (!unfit.empty()) co_return error_answer(ApiError::kInvalid, unfit);
  if (!is_plain_id(wanted.organisation())) co_return error_answer(ApiError::kInvalid, "organisation");
  pb::PersonNamed named;
  named.set_name(wanted.name());
  named.set_organisation(wanted.organisation());
  named.set_organisation_name(wanted.organisation_name());
  const MadePerson made = co_await world_.registry.name_person(std::move(named));
  if (made.secret.empty()) co_return error_answer(ApiError::kUnavailable);
  spdlog::info("event=person_named person={}", made.named.person());
  pb::PersonView view;
  view.set_person(made.named.person());
  view.set_name(made.named.name());
  view.set_organisation(made.named.organisation());
  view.set_organisation_name(made.named.organisation_name());
  view.set_secret(made.secret);
  co_return message_answer(view, 201);
}

Api::Work Api::practice(HttpRequest request, Visitor visitor) {
  if (request.method != "POST") co_return method_answer("POST");
  const Person* person = world_.registry.state().browsers().find_person(visitor.person);
  if (person == nullptr) co_return error_answer(ApiError::kPersonOnly);
  pb::PracticeRequest wanted;
  if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
  if (!wanted.language().empty() && wanted.language() != "nl" && wanted.language() != "en") {
    co_return error_answer(ApiError::kInvalid, "language");
  }
  // Each is a whole meeting on disk.
  if (!practices_.take(visitor.person, std::chrono::steady_clock::now())) {
    co_return error_answer(ApiError::kTooManyTries);
  }
  co_return co_await start_practice(world_, person->named, wanted.language());
}

}  // namespace flipover
