// The parts of LiveMeeting that tell who is there and take in files.
#include <utility>

#include "server/meeting/export_format.h"
#include "server/meeting/live_meeting.h"
#include "server/model/inviting.h"

namespace flipover {
namespace {

constexpr std::size_t kImportBatchRecords = 1'000;

}  // namespace

Standing LiveMeeting::standing(const std::string& participant, const std::string& device) const {
  return stopped_ ? Standing{} : standing_in(state_, participant, device);
}

std::optional<pb::Refusal> LiveMeeting::objection_to_inviting(const std::string& inviter,
                                                              const pb::Participant& invited) const {
  const auto objection = flipover::objection_to_inviting(state_, inviter, invited);
  if (!objection) return std::nullopt;
  return to_refusal(Rejection{*objection, {}}, {});
}

bool LiveMeeting::is_connected(const std::string& participant) const {
  return !fanout_.subscribers_of(participant).empty();
}

Doorway LiveMeeting::doorway() const {
  Doorway doorway;
  doorway.open = !stopped_ && !state_.course.client_view() && !state_.course.ended();
  for (const pb::Attendee& attendee : state_.attendees) {
    const pb::Participant& participant = attendee.participant();
    if (participant.id() == state_.course.chair() || is_connected(participant.id())) continue;
    if (viewer_of(state_, participant.id()).role.professional()) doorway.absent.push_back(participant);
  }
  return doorway;
}

net::awaitable<ImportOutcome> LiveMeeting::import_steps(std::vector<ImportStep> steps, std::string source) {
  return ask(ImportOutcome{}, [steps = std::move(steps), source = std::move(source)](Completion<ImportOutcome> done) {
    return ImportStepsMessage{steps, source, std::move(done)};
  });
}

net::awaitable<ImportOutcome> LiveMeeting::import_records(std::vector<pb::Record> records) {
  return ask(ImportOutcome{}, [records = std::move(records)](Completion<ImportOutcome> done) {
    return ImportRecordsMessage{records, std::move(done)};
  });
}

// Each step through `decide`, with the file's own author and time: what a file says happened, happened.
net::awaitable<ImportOutcome> LiveMeeting::work_import(ImportStepsMessage& message) {
  ImportOutcome outcome;
  std::vector<pb::Record> records;
  if (!journal_->writable()) {
    outcome.status = MeetingStatus::kNoRoom;
    co_return outcome;
  }
  for (const auto& step : message.steps) {
    const Author by{step.by, step.by.empty() ? Authority::kServer : Authority::kImporter};
    auto decided = decide(state_, by, step.operation, edits_, world_.limits.model);
    if (!decided) {
      fanout_.drop();
      outcome.status = MeetingStatus::kInvalid;
      outcome.ref = step.ref;
      outcome.refused = to_refusal(decided.error(), step.operation);
      // What went before is in memory only: the meeting is rebuilt from its log.
      co_await stop_now(CloseReason::kMeetingStopped);
      co_return outcome;
    }
    pb::Record record;
    record.set_number(state_.number + 1);
    record.set_time_ms(std::max(step.time_ms, state_.time_ms));
    record.set_logged_at_ms(world_.clock.now().time_since_epoch().count());
    record.set_by(step.by);
    *record.mutable_operation() = std::move(*decided);
    record.mutable_imported()->set_source(message.source);
    record.mutable_imported()->set_ref(step.ref);
    fold_in(std::move(record), records);
    ++outcome.records;
    if (records.size() >= kImportBatchRecords) {
      if (!co_await make_durable(records)) co_return outcome;
      records.clear();
    }
  }
  if (!co_await make_durable(records)) co_return outcome;
  outcome.status = MeetingStatus::kDone;
  co_await put_checkpoint_if_due(false);
  co_return outcome;
}

// The records of an export as they are. What its exporter could not see left gaps: they become records that hold nothing
// but their number, so that numbers mean what they meant.
net::awaitable<ImportOutcome> LiveMeeting::work_import(ImportRecordsMessage& message) {
  ImportOutcome outcome;
  std::vector<pb::Record> records;
  if (!journal_->writable()) {
    outcome.status = MeetingStatus::kNoRoom;
    co_return outcome;
  }
  for (auto& record : message.records) {
    if (record.number() <= state_.number) {
      outcome.status = MeetingStatus::kInvalid;
      outcome.ref = "records: number " + std::to_string(record.number());
      fanout_.drop();
      co_await stop_now(CloseReason::kMeetingStopped);
      co_return outcome;
    }
    const std::int64_t logged_at = world_.clock.now().time_since_epoch().count();
    while (state_.number + 1 < record.number()) {
      pb::Record hidden;
      hidden.set_number(state_.number + 1);
      hidden.set_time_ms(std::max(record.time_ms(), state_.time_ms));
      hidden.set_logged_at_ms(logged_at);
      fold_in(std::move(hidden), records);
      if (records.size() < kImportBatchRecords) continue;
      if (!co_await make_durable(records)) co_return outcome;
      records.clear();
    }
    record.set_time_ms(std::max(record.time_ms(), state_.time_ms));
    record.set_logged_at_ms(logged_at);
    if (!record.has_imported()) record.mutable_imported()->set_source(std::string(kExportFormat));
    if (record.operation().has_create_meeting()) {
      record.mutable_operation()->mutable_create_meeting()->set_meeting(meeting_.value);
    }
    fold_in(std::move(record), records);
    ++outcome.records;
    if (records.size() < kImportBatchRecords) continue;
    if (!co_await make_durable(records)) co_return outcome;
    records.clear();
  }
  if (!co_await make_durable(records)) co_return outcome;
  outcome.status = MeetingStatus::kDone;
  co_await put_checkpoint_if_due(false);
  co_return outcome;
}

}  // namespace flipover
