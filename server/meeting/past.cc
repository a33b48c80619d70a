#include "server/meeting/past.h"

#include <algorithm>
#include <utility>

#include "server/base/planted_fault.h"
#include "server/meeting/export_format.h"
#include "server/meeting/preview.h"
#include "server/meeting/text_edits.h"
#include "server/model/apply.h"
#include "server/model/decide.h"
#include "server/model/phases.h"
#include "server/model/projection.h"
#include "server/model/state_hash.h"

namespace flipover {
namespace {

constexpr std::size_t kReadBytes = 1024 * 1024;
constexpr SeqNo kLastPosition{~std::uint64_t{0}};
constexpr std::size_t kBoardsKept = 4;         // of a meeting
constexpr std::size_t kThingBytes = 1'000;     // of a board in memory, beside its content: what a card takes
constexpr std::size_t kCharterBytes = 500'000;

pb::StateView state_view(const MeetingState& state, const Viewer& viewer) {
  pb::StateView view;
  view.set_number(state.number);
  *view.mutable_state() = project(state, viewer);
  view.set_hash(to_hex(state_hash(from_checkpoint(view.state()))));
  return view;
}

}  // namespace

std::size_t PastFindings::bytes() const {
  std::size_t bytes = 0;
  for (const auto& [number, board] : boards) {
    bytes += kCharterBytes + 2 * (board->weights.all.there.bytes + board->weights.all.away.bytes) +
             kThingBytes * (board->items.size() + board->links.size() + board->strokes.size() + board->clients.size());
  }
  for (const auto& [participant, of] : eyes) {
    if (of.viewer.hidden_until) bytes += 100 * of.viewer.hidden_until->size();
  }
  return bytes;
}

Past::Past(const MeetingWorld& world, MeetingId meeting, Looker looker, PastFindings findings)
    : world_(world),
      journal_(world.log, world.keys, std::move(meeting)),
      looker_(std::move(looker)),
      findings_(std::move(findings)) {}

MeetingStatus Past::failed(ReadStatus status, const std::string& message) {
  if (status != ReadStatus::kDamaged) return MeetingStatus::kStopped;
  damage_ = message;
  return MeetingStatus::kDamaged;
}

net::awaitable<MeetingStatus> Past::find_now() {
  if (const ReadStatus opened = co_await journal_.open(); opened != ReadStatus::kRead) {
    co_return failed(opened, journal_.why_not());
  }
  // What was redacted since is not shown from memory.
  const std::size_t destroyed = journal_.keys_destroyed();
  if (destroyed != findings_.keys_destroyed) findings_ = {};
  findings_.keys_destroyed = destroyed;
  PastFindings::BoardPtr known = findings_.boards.empty() ? nullptr : findings_.boards.rbegin()->second;
  if (!known) {
    auto stored = co_await journal_.get_checkpoint(kLastPosition);
    if (stored.status != ReadStatus::kRead) co_return failed(stored.status, stored.message);
    auto board = std::make_shared<MeetingState>();
    if (stored.checkpoint && folded_by_present_rules(*stored.checkpoint)) {
      *board = from_checkpoint(std::move(*stored.checkpoint));
    }
    known = std::move(board);
  }
  std::shared_ptr<MeetingState> further;  // made when there is more than is known
  for (SeqNo next{known->number + 1};;) {
    const RecordPage page = co_await journal_.read(next, kReadBytes);
    if (page.status != ReadStatus::kRead) co_return failed(page.status, page.message);
    if (!page.records.empty() && !further) further = std::make_shared<MeetingState>(*known);
    for (const auto& stored : page.records) {
      if (stored.record.number() > further->number) apply(*further, stored.record);
    }
    if (page.end) break;
    next = page.next;
  }
  now_ = further ? std::move(further) : std::move(known);
  keep(now_);
  co_return MeetingStatus::kDone;
}

void Past::keep(PastFindings::BoardPtr board) {
  const std::uint64_t number = board->number;
  findings_.boards.insert_or_assign(number, std::move(board));
  // The newest is what every look begins with; of the others those go that lie farthest from the one looked at last.
  while (findings_.boards.size() > kBoardsKept) {
    auto farthest = findings_.boards.begin();
    if (farthest->first == number) ++farthest;
    for (auto one = farthest; std::next(one) != findings_.boards.end(); ++one) {
      const auto distance = [&](std::uint64_t of) { return of > number ? of - number : number - of; };
      if (distance(one->first) > distance(farthest->first)) farthest = one;
    }
    findings_.boards.erase(farthest);
  }
}

PastFindings::BoardPtr Past::board_before(const Moment& moment) const {
  PastFindings::BoardPtr nearest;
  for (const auto& [number, board] : findings_.boards) {
    if (moment.number && number > *moment.number) break;
    if (moment.time_ms && board->time_ms > *moment.time_ms) break;
    nearest = board;
  }
  return nearest;
}

Viewer Past::viewer() const {
  return viewer_of(*now_, looker_.participant, planted(Fault::kReplayIgnoresDevice) ? std::string_view{} : looker_.device);
}

Replay Past::replay() {
  Replay replay(journal_, now_->number, looking_back(*now_, viewer()));
  const auto known = findings_.eyes.find(looker_.key());
  if (known != findings_.eyes.end() && known->second.number == now_->number) replay.look_with(known->second.viewer);
  return replay;
}

void Past::keep(const Replay& replay) { findings_.eyes[looker_.key()] = {now_->number, replay.viewer()}; }

net::awaitable<Standing> Past::standing() {
  Standing standing;
  standing.status = co_await find_now();
  if (standing.status == MeetingStatus::kDone) standing = standing_in(*now_, looker_.participant, looker_.device);
  co_return standing;
}

net::awaitable<StateOutcome> Past::state(Moment moment) {
  StateOutcome outcome;
  outcome.status = co_await find_now();
  if (outcome.status != MeetingStatus::kDone) co_return outcome;
  co_return co_await state_of(std::move(moment));
}

net::awaitable<StateOutcome> Past::state_of(Moment moment) {
  StateOutcome outcome;
  const Viewer present = viewer();
  if (present.role.id().empty()) {
    outcome.status = MeetingStatus::kNotAllowed;
    co_return outcome;
  }
  if (!moment.number && !moment.time_ms) {
    outcome.state = state_view(*now_, present);
    outcome.status = MeetingStatus::kDone;
    co_return outcome;
  }
  if (moment.number && (*moment.number > now_->number || *moment.number == 0)) {
    outcome.status = MeetingStatus::kUnknown;
    co_return outcome;
  }
  Replay then = replay();
  auto board = co_await then.state_at(moment, board_before(moment));
  if (!board) {
    outcome.status = failed(then.status(), then.message());
    co_return outcome;
  }
  outcome.state = state_view(*board, then.viewer());
  outcome.status = MeetingStatus::kDone;
  keep(then);
  keep(std::move(board));
  co_return outcome;
}

net::awaitable<RecordsOutcome> Past::records(std::uint64_t from, std::size_t bytes) {
  RecordsOutcome outcome;
  outcome.status = co_await find_now();
  if (outcome.status != MeetingStatus::kDone) co_return outcome;
  if (viewer().role.id().empty()) {
    outcome.status = MeetingStatus::kNotAllowed;
    co_return outcome;
  }
  std::size_t taken = 0;
  bool full = false;
  const std::uint64_t after = from == 0 ? 0 : from - 1;
  Replay then = replay();
  auto board = co_await then.records(after, board_before(Moment{after, std::nullopt}), [&](pb::Record record) {
    taken += record.ByteSizeLong();
    outcome.page.set_upto(record.number() + 1);
    *outcome.page.add_records() = std::move(record);
    full = taken >= bytes;
    return !full;
  });
  if (!board) {
    outcome.status = failed(then.status(), then.message());
    co_return outcome;
  }
  if (!full) outcome.page.set_upto(std::max(from, now_->number + 1));
  outcome.page.set_last(!full);
  outcome.status = MeetingStatus::kDone;
  keep(then);
  if (full) keep(std::move(board));  // where the next page begins
  co_return outcome;
}

net::awaitable<ExportOutcome> Past::export_all() {
  ExportOutcome outcome;
  auto page = co_await records(0, ~std::size_t{0});
  outcome.status = page.status;
  if (page.status != MeetingStatus::kDone) co_return outcome;
  // All at the same number, whatever was written meanwhile.
  auto then = co_await state_of(Moment{now_->number, std::nullopt});
  outcome.status = then.status;
  if (then.status != MeetingStatus::kDone) co_return outcome;
  pb::Export& content = outcome.content;
  content.set_format(std::string(kExportFormat));
  content.set_meeting(journal_.meeting().value);
  const pb::Participant& exporter = find_attendee(*now_, looker_.participant)->participant();
  content.set_for_whom(exporter.name() + " (" + exporter.role() + ")");
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

net::awaitable<PreviewOutcome> Past::preview(std::string sheet) {
  PreviewOutcome outcome;
  outcome.status = co_await find_now();
  if (outcome.status != MeetingStatus::kDone) co_return outcome;
  const Author by{looker_.participant, Authority::kParticipant, looker_.device};
  if (!is_chair(*now_, by)) {
    outcome.status = MeetingStatus::kNotAllowed;
    co_return outcome;
  }
  const Viewer chair = viewer();
  outcome.preview = preview_now(*now_, chair);
  if (sheet.empty()) co_return outcome;
  pb::Operation opening;
  opening.mutable_open_to_client()->set_sheet(std::move(sheet));
  const auto decided = decide(*now_, by, opening, TextEdits(0), world_.limits.model);
  if (decided) {
    preview_opened(*now_, chair, decided->open_to_client(), outcome.preview);
  } else {
    outcome.status = MeetingStatus::kUnknown;
  }
  co_return outcome;
}

}  // namespace flipover
