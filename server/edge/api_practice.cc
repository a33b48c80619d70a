// A practice meeting: the demonstration case, at its factors, for the person who asked.
#include <spdlog/spdlog.h>

#include <utility>

#include "server/access/secret.h"
#include "server/base/log_value.h"
#include "server/edge/api.h"
#include "server/meeting/import/practice_case.h"

namespace flipover {
namespace {

// On the meeting's shard.
net::awaitable<MeetingStatus> take_in(MeetingHost& host, MeetingId meeting, ImportPlan plan) {
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  if (!opened.actor) co_return opened.status;
  std::vector<ImportStep> steps;
  ImportStep& first = steps.emplace_back();
  first.time_ms = plan.steps.front().time_ms;
  first.ref = "meeting";
  *first.operation.mutable_create_meeting() = std::move(plan.create);
  for (ImportStep& step : plan.steps) steps.push_back(std::move(step));
  const ImportOutcome outcome = co_await opened.actor->import_steps(std::move(steps), std::move(plan.source));
  co_return outcome.status;
}

}  // namespace

// The log first, then the registry, as for other meetings.
net::awaitable<HttpAnswer> start_practice(ApiWorld world, pb::PersonNamed person, std::string language) {
  auto planned = practice_plan(world.catalogue, person.name(), language,
                               world.clock.now().time_since_epoch().count());
  if (!planned) {
    spdlog::error("event=practice_case_unfit where={} why={}", as_value(planned.error().where), as_value(planned.error().en));
    co_return error_answer(ApiError::kUnavailable);
  }
  const MeetingId meeting{new_id("m")};
  pb::CaseCreated in_case;
  in_case.set_case_id(new_id("c"));
  in_case.set_label(planned->case_label);
  in_case.set_person(person.person());
  planned->create.set_meeting(meeting.value);
  planned->create.set_case_id(in_case.case_id());
  pb::MeetingRegistered registered;
  registered.set_meeting(meeting.value);
  registered.set_case_id(in_case.case_id());
  registered.set_title(planned->create.title());
  registered.set_method(planned->create.method().id());
  registered.set_practice(true);
  registered.set_person(person.person());
  NewInvitation seat;
  seat.meeting = meeting.value;
  seat.participant = chair_of(*planned);
  seat.person = person.person();

  const Hosts::Place place = world.hosts.of(meeting);
  const MeetingStatus status = co_await on_shard(place.shard, take_in(place.host, meeting, std::move(*planned)));
  if (status != MeetingStatus::kDone) co_return status_answer(status);
  if (!co_await world.registry.create_case(in_case)) co_return error_answer(ApiError::kUnavailable);
  if (!co_await world.registry.register_meeting(registered, std::move(seat))) {
    co_return error_answer(ApiError::kUnavailable);
  }
  spdlog::info("event=practice_started meeting={} person={}", meeting.value, person.person());
  pb::MeetingView view;
  view.set_meeting(registered.meeting());
  view.set_case_id(registered.case_id());
  view.set_title(registered.title());
  view.set_method(registered.method());
  view.set_practice(true);
  co_return message_answer(view, 201);
}

}  // namespace flipover
