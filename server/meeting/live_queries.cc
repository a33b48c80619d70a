// The parts of LiveMeeting that look back and take in: state, records, export, import.
#include <utility>

#include "server/base/check.h"
#include "server/meeting/live_meeting.h"
#include "server/meeting/preview.h"
#include "server/meeting/replay.h"
#include "server/model/state_hash.h"

namespace flipover {
namespace {

constexpr std::size_t kImportBatchRecords = 1'000;
constexpr std::string_view kExportFormat = "flipover-export/1";

pb::StateView state_view(const MeetingState& state, const Viewer& viewer) {
  pb::StateView view;
  view.set_number(state.number);
  *view.mutable_state() = project(state, viewer);
  view.set_hash(to_hex(state_hash(from_checkpoint(view.state()))));
  return view;
}

}  // namespace

net::awaitable<StateOutcome> LiveMeeting::state(std::string participant, Moment moment) {
  StateOutcome outcome;
  if (stopped_) co_return outcome;
  auto self = shared_from_this();
  const Viewer viewer = viewer_of(state_, participant);
  if (viewer.role.id().empty()) {
    outcome.status = MeetingStatus::kNotAllowed;
    co_return outcome;
  }
  if (!moment.number && !moment.time_ms) {
    // Between batches memory may be ahead of the log by what is on its way; the last durable number is the journal's.
    moment.number = raw(journal_->head());
    if (*moment.number == state_.number) {
      outcome.state = state_view(state_, viewer);
      outcome.status = MeetingStatus::kDone;
      co_return outcome;
    }
  }
  if (moment.number && (*moment.number > raw(journal_->head()) || *moment.number == 0)) {
    outcome.status = MeetingStatus::kUnknown;
    co_return outcome;
  }
  const std::shared_ptr<Journal> journal = journal_;  // the meeting may stop while we read
  Replay replay(*journal, state_, participant);
  const auto then = co_await replay.state_at(moment);
  if (!then) co_return outcome;
  outcome.state = state_view(*then, replay.viewer());
  outcome.status = MeetingStatus::kDone;
  co_return outcome;
}

net::awaitable<RecordsOutcome> LiveMeeting::records(std::string participant, std::uint64_t from, std::size_t bytes) {
  RecordsOutcome outcome;
  if (stopped_) co_return outcome;
  auto self = shared_from_this();
  if (viewer_of(state_, participant).role.id().empty()) {
    outcome.status = MeetingStatus::kNotAllowed;
    co_return outcome;
  }
  const std::uint64_t head = raw(journal_->head());
  const std::shared_ptr<Journal> journal = journal_;  // the meeting may stop while we read
  Replay replay(*journal, state_, participant);
  std::size_t taken = 0;
  bool full = false;
  const bool read = co_await replay.records(from == 0 ? 0 : from - 1, [&](pb::Record record) {
    if (record.number() > head) return false;
    taken += record.ByteSizeLong();
    outcome.page.set_upto(record.number() + 1);
    *outcome.page.add_records() = std::move(record);
    full = taken >= bytes;
    return !full;
  });
  if (!read) co_return outcome;
  if (!full) outcome.page.set_upto(std::max(from, head + 1));
  outcome.page.set_last(!full);
  outcome.status = MeetingStatus::kDone;
  co_return outcome;
}

net::awaitable<ExportOutcome> LiveMeeting::export_all(std::string participant) {
  ExportOutcome outcome;
  auto page = co_await records(participant, 0, ~std::size_t{0});
  outcome.status = page.status;
  if (page.status != MeetingStatus::kDone) co_return outcome;
  const std::uint64_t upto = page.page.upto() - 1;
  auto then = co_await state(participant, Moment{upto, std::nullopt});
  outcome.status = then.status;
  if (then.status != MeetingStatus::kDone) co_return outcome;
  pb::Export& content = outcome.content;
  content.set_format(std::string(kExportFormat));
  content.set_meeting(meeting_.value);
  const pb::Attendee* attendee = find_attendee(state_, participant);
  content.set_for_whom(attendee->participant().name() + " (" + attendee->participant().role() + ")");
  content.set_exported_ms(world_.clock.now().time_since_epoch().count());
  content.set_hash(then.state.hash());
  for (auto& record : *page.page.mutable_records()) {
    // The mark of an import from such an export tells of this copy only, not of the meeting.
    if (record.imported().source() == kExportFormat) record.clear_imported();
    *content.add_records() = std::move(record);
  }
  outcome.state = std::move(*then.state.mutable_state());
  co_return outcome;
}

net::awaitable<PreviewOutcome> LiveMeeting::preview(std::string participant, std::string sheet) {
  PreviewOutcome outcome;
  if (stopped_) co_return outcome;
  auto self = shared_from_this();
  if (!is_chair(participant)) {
    outcome.status = MeetingStatus::kNotAllowed;
    co_return outcome;
  }
  // As in `state`: what memory is ahead of the log by is not shown.
  std::optional<MeetingState> durable;
  if (raw(journal_->head()) != state_.number) {
    const std::shared_ptr<Journal> journal = journal_;
    Replay replay(*journal, state_, participant);
    Moment moment;
    moment.number = raw(journal->head());
    durable = co_await replay.state_at(std::move(moment));
    if (!durable) co_return outcome;
  }
  const MeetingState& shown = durable ? *durable : state_;
  outcome.preview = preview_now(shown, participant);
  outcome.status = MeetingStatus::kDone;
  if (sheet.empty()) co_return outcome;
  pb::Operation opening;
  opening.mutable_open_to_client()->set_sheet(std::move(sheet));
  const auto decided =
      decide(shown, Author{participant, Authority::kParticipant}, opening, edits_, world_.limits.model);
  if (decided) {
    preview_opened(shown, participant, decided->open_to_client(), outcome.preview);
  } else {
    outcome.status = MeetingStatus::kUnknown;
  }
  co_return outcome;
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
