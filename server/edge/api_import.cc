#include <spdlog/spdlog.h>

#include <optional>
#include <utility>
#include <variant>

#include "server/access/secret.h"
#include "server/edge/api.h"
#include "server/meeting/import/export_file.h"
#include "server/meeting/import/iso_time.h"
#include "server/meeting/import/read_import.h"

namespace flipover {
namespace {

constexpr std::int64_t kInvitationMs = 30LL * 24 * 3'600 * 1'000;

// A file, ready to be taken in.
struct Incoming {
  std::string source;
  std::string case_label;
  pb::CreateMeeting create;
  std::vector<ImportStep> steps;   // of a foreign file, the creation first
  std::vector<pb::Record> records;  // of an export of ours
  std::vector<pb::Counted> counted;
  std::vector<pb::Participant> participants;
};

void note_participants(const pb::Operation& operation, std::vector<pb::Participant>& participants) {
  if (operation.has_add_participant()) participants.push_back(operation.add_participant().participant());
}

Incoming incoming_of(ImportPlan plan, const MeetingId& meeting) {
  Incoming incoming;
  incoming.source = std::move(plan.source);
  incoming.case_label = std::move(plan.case_label);
  incoming.counted = std::move(plan.counted);
  plan.create.set_meeting(meeting.value);
  incoming.create = plan.create;
  ImportStep first;
  first.time_ms = plan.steps.empty() ? 0 : plan.steps.front().time_ms;
  *first.operation.mutable_create_meeting() = std::move(plan.create);
  first.ref = "meeting";
  incoming.steps.push_back(std::move(first));
  for (ImportStep& step : plan.steps) {
    note_participants(step.operation, incoming.participants);
    incoming.steps.push_back(std::move(step));
  }
  return incoming;
}

Incoming incoming_of(pb::Export exported) {
  Incoming incoming;
  incoming.source = exported.format();
  for (pb::Record& record : *exported.mutable_records()) {
    if (record.operation().has_create_meeting()) incoming.create = record.operation().create_meeting();
    note_participants(record.operation(), incoming.participants);
    incoming.records.push_back(std::move(record));
  }
  incoming.case_label = incoming.create.case_label();
  pb::Counted& counted = incoming.counted.emplace_back();
  counted.set_what("records");
  counted.set_count(incoming.records.size());
  return incoming;
}

// On the meeting's shard: those who have something to see or do there.
net::awaitable<std::vector<pb::Participant>> with_rights(MeetingHost& host, MeetingId meeting,
                                                         std::vector<pb::Participant> participants) {
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  std::erase_if(participants, [&](const pb::Participant& one) {
    return !opened.actor || opened.actor->objection_to_inviting({}, one);
  });
  co_return participants;
}

// On the meeting's shard.
net::awaitable<ImportOutcome> take_in(MeetingHost& host, MeetingId meeting, Incoming incoming) {
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  if (!opened.actor) {
    ImportOutcome outcome;
    outcome.status = opened.status;
    co_return outcome;
  }
  if (incoming.steps.empty()) co_return co_await opened.actor->import_records(std::move(incoming.records));
  co_return co_await opened.actor->import_steps(std::move(incoming.steps), std::move(incoming.source));
}

HttpAnswer refused(const ImportOutcome& outcome) {
  if (outcome.status != MeetingStatus::kInvalid) return status_answer(outcome.status);
  std::string what = outcome.ref;
  if (outcome.refused) what += ": " + outcome.refused->code();
  return error_answer(ApiError::kInvalid, what);
}

HttpAnswer untranslated(const ImportError& error) {
  pb::ErrorView view;
  view.set_code("import_unreadable");
  const std::string where = error.where.empty() ? std::string() : error.where + ": ";
  view.mutable_words()->set_nl(where + error.nl);
  view.mutable_words()->set_en(where + error.en);
  return message_answer(view, 400);
}

}  // namespace

// The file's records first, then the registry: a meeting that is registered is whole.
net::awaitable<HttpAnswer> import_file(ApiWorld world, HttpRequest request) {
  std::optional<std::int64_t> start_ms;
  for (const auto& [name, value] : request.query) {
    if (name == "start") start_ms = parse_iso_time(value);
    if (!start_ms) co_return error_answer(ApiError::kBadRequest, "start=2027-03-16T09:00:00+01:00");
  }
  auto file = read_import(request.body, world.catalogue);
  request.body = std::string();
  if (!file) co_return untranslated(file.error());
  const MeetingId meeting{new_id("m")};
  Incoming incoming;
  if (auto* plan = std::get_if<ImportPlan>(&*file)) {
    if (!start_ms && !plan->dated) start_ms = world.clock.now().time_since_epoch().count();
    if (start_ms) start_at(*plan, *start_ms);
    incoming = incoming_of(std::move(*plan), meeting);
  } else {
    pb::Export& exported = std::get<pb::Export>(*file);
    if (start_ms) start_at(exported, *start_ms);
    incoming = incoming_of(std::move(exported));
  }

  pb::CaseCreated in_case;
  in_case.set_case_id(new_id("c"));
  in_case.set_label(incoming.case_label);
  pb::MeetingRegistered registered;
  registered.set_meeting(meeting.value);
  registered.set_case_id(in_case.case_id());
  registered.set_title(incoming.create.title());
  registered.set_method(incoming.create.method().id());
  registered.set_imported(true);
  registered.set_practice(incoming.create.practice());
  incoming.create.set_case_id(in_case.case_id());
  if (!incoming.steps.empty()) {
    incoming.steps.front().operation.mutable_create_meeting()->set_case_id(in_case.case_id());
  }
  pb::ImportReport report;
  report.set_meeting(meeting.value);
  report.set_case_id(in_case.case_id());
  for (const pb::Counted& counted : incoming.counted) *report.add_counted() = counted;

  std::vector<pb::Participant> participants = std::move(incoming.participants);
  const Hosts::Place place = world.hosts.of(meeting);
  const ImportOutcome outcome =
      co_await on_shard(place.shard, take_in(place.host, meeting, std::move(incoming)));
  if (outcome.status != MeetingStatus::kDone) co_return refused(outcome);
  report.set_records(outcome.records);
  participants = co_await on_shard(place.shard, with_rights(place.host, meeting, std::move(participants)));
  std::vector<NewInvitation> wanted;
  for (const pb::Participant& participant : participants) {
    NewInvitation& one = wanted.emplace_back();
    one.meeting = meeting.value;
    one.participant = participant;
    one.expires_ms = world.clock.now().time_since_epoch().count() + kInvitationMs;
  }
  if (!co_await world.registry.create_case(in_case)) co_return error_answer(ApiError::kUnavailable);
  NewInvitation nobodys;  // named: GCC 12 destroys an aggregate written inside a co_await twice
  if (!co_await world.registry.register_meeting(registered, std::move(nobodys))) co_return error_answer(ApiError::kUnavailable);
  const bool anybody = !wanted.empty();
  std::vector<MadeInvitation> made;
  if (anybody) made = co_await world.registry.invite(std::move(wanted));
  if (anybody && made.empty()) co_return error_answer(ApiError::kUnavailable);
  for (MadeInvitation& one : made) {
    *report.add_invitations() = invitation_view(one.invited, false, std::move(one.secret));
  }
  spdlog::info("event=imported meeting={} case={} records={}", report.meeting(), report.case_id(), report.records());
  co_return message_answer(report, 201);
}

}  // namespace flipover
