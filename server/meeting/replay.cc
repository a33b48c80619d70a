#include "server/meeting/replay.h"

#include <utility>
#include <vector>

#include "server/base/planted_fault.h"
#include "server/model/apply.h"
#include "server/model/projection.h"

namespace flipover {
namespace {

constexpr std::size_t kReadBytes = 1024 * 1024;
// So many records are folded on from a board at hand sooner than a checkpoint is read from disk.
constexpr std::uint64_t kFoldedRatherThanFetched = 2'000;

bool lies_behind(const pb::Record& record, const Moment& moment) {
  if (moment.number && record.number() > *moment.number) return true;
  return moment.time_ms && record.time_ms() > *moment.time_ms;
}

// The items whose level, or whose admitted viewers, a record can change.
std::vector<std::string> items_releveled(const MeetingState& after, const pb::Record& record) {
  const pb::Operation& op = record.operation();
  std::vector<std::string> items;
  if (op.has_add_item()) items.push_back(op.add_item().item());
  if (op.has_split_item()) items.push_back(op.split_item().new_item());
  if (op.has_set_visibility()) items.push_back(op.set_visibility().item());
  if (op.has_set_field() && op.set_field().value().field() == "said_by") items.push_back(op.set_field().item());
  for (const auto& item : record.seen().appeared().items()) items.push_back(item.id());
  if (op.has_add_participant() || op.has_end_participation()) {
    for (const auto& [id, item] : after.items) items.push_back(id);
  }
  if (op.has_confirm_device()) {  // what was written on it is his now
    for (const auto& [id, item] : after.items) {
      if (item.data.typed_by() == record.by()) items.push_back(id);
    }
  }
  return items;
}

// In a replay the two halves of a split may be seen apart, for each has its own later levels. Live they are seen alike.
Sighting see_split(const MeetingState& after, const pb::Record& record, const Viewer& viewer) {
  const pb::SplitItem& split = record.operation().split_item();
  const Item* rest = find_item(after, split.new_item());
  const bool sees_rest = rest != nullptr && sees_item(after, *rest, viewer);
  const bool sees_first = sees_item(after, split.item(), viewer);
  if (sees_first == sees_rest) return {sees_first ? Sighting::Form::kWhole : Sighting::Form::kNothing, {}};
  Sighting sighting{Sighting::Form::kSpecial, without_id(record)};
  sighting.record.mutable_seen()->set_masked(true);
  sighting.record.clear_by();
  if (sees_first) {
    pb::EditText edit;
    edit.set_item(split.item());
    edit.set_base(split.base());
    pb::Span& cut = *edit.add_spans();
    cut.set_keep(split.at());
    cut.set_remove(split.cut());
    *sighting.record.mutable_operation()->mutable_edit_text() = std::move(edit);
  } else {
    sighting.record.clear_operation();
    *sighting.record.mutable_seen()->mutable_appeared()->add_items() = project_item(after, *rest, viewer);
  }
  return sighting;
}

}  // namespace

Replay::Replay(JournalReader& journal, std::uint64_t now, Viewer viewer)
    : journal_(journal), now_(now), viewer_(std::move(viewer)) {}

bool Replay::cannot_read(ReadStatus status, std::string message) {
  status_ = status;
  message_ = std::move(message);
  return false;
}

net::awaitable<std::shared_ptr<MeetingState>> Replay::begin(std::uint64_t upto, BoardPtr known) {
  if (known && known->number + kFoldedRatherThanFetched >= upto) co_return std::make_shared<MeetingState>(*known);
  if (upto > 0) {
    auto stored = co_await journal_.get_checkpoint(SeqNo{upto});
    if (stored.status != ReadStatus::kRead) {
      cannot_read(stored.status, stored.message);
      co_return nullptr;
    }
    if (stored.checkpoint && folded_by_present_rules(*stored.checkpoint) &&
        (!known || stored.checkpoint->number() > known->number)) {
      co_return std::make_shared<MeetingState>(from_checkpoint(std::move(*stored.checkpoint)));
    }
  }
  co_return known ? std::make_shared<MeetingState>(*known) : std::make_shared<MeetingState>();
}

net::awaitable<bool> Replay::fold(MeetingState& state, const std::function<bool(const pb::Record&)>& go_on,
                                  const std::function<void(const MeetingState&, const pb::Record&)>& before,
                                  const std::function<void(const MeetingState&, const pb::Record&)>& done) {
  for (SeqNo next{state.number + 1};;) {
    const RecordPage page = co_await journal_.read(next, kReadBytes);
    if (page.status != ReadStatus::kRead) co_return cannot_read(page.status, page.message);
    for (const auto& stored : page.records) {
      if (stored.record.number() <= state.number) continue;
      if (stored.record.number() > now_ || !go_on(stored.record)) co_return true;
      before(state, stored.record);
      apply(state, stored.record);
      done(state, stored.record);
    }
    if (page.end) co_return true;
    next = page.next;
  }
}

net::awaitable<bool> Replay::find_hidden() {
  if (viewer_.hidden_until) co_return true;  // known from an earlier look
  auto hidden = std::make_shared<HiddenUntil>();
  MeetingState state;
  const bool read = co_await fold(
      state, [](const pb::Record&) { return true; }, [](const MeetingState&, const pb::Record&) {},
      [&](const MeetingState& after, const pb::Record& record) {
        for (const auto& id : items_releveled(after, record)) {
          const Item* item = find_item(after, id);
          if (item == nullptr) continue;
          const bool admitted = planted(Fault::kReplayIgnoresLaterLevels) || level_admits(*item, viewer_, after);
          const auto known = hidden->find(id);
          if (!admitted) {
            (*hidden)[id] = kHiddenForGood;
          } else if (known != hidden->end() && known->second == kHiddenForGood) {
            known->second = record.number();
          }
        }
      });
  // What was withdrawn was never there for others (PV-05).
  for (const auto& [id, item] : state.items) {
    if (item.data.withdrawn() && !sees_item(state, item, viewer_)) (*hidden)[id] = kHiddenForGood;
  }
  viewer_.hidden_until = std::move(hidden);
  co_return read;
}

net::awaitable<Replay::BoardPtr> Replay::state_at(Moment moment, BoardPtr known) {
  if (!co_await find_hidden()) co_return nullptr;
  // By number the last checkpoint before it will do; a time's number is not known before it is read.
  const std::shared_ptr<MeetingState> state = co_await begin(moment.number.value_or(0), std::move(known));
  if (!state) co_return nullptr;
  const bool read = co_await fold(
      *state, [&](const pb::Record& record) { return !lies_behind(record, moment); },
      [](const MeetingState&, const pb::Record&) {}, [](const MeetingState&, const pb::Record&) {});
  co_return read ? state : nullptr;
}

net::awaitable<Replay::BoardPtr> Replay::records(std::uint64_t after, BoardPtr known,
                                                 std::function<bool(pb::Record)> take) {
  if (!co_await find_hidden()) co_return nullptr;
  const std::shared_ptr<MeetingState> state = co_await begin(after, std::move(known));
  if (!state) co_return nullptr;
  Before earlier;
  Sight sight;
  bool wanted = true;
  const bool read = co_await fold(
      *state, [&](const pb::Record&) { return wanted; },
      [&](const MeetingState& now, const pb::Record& record) {
        if (record.number() <= after) return;
        earlier = before(now, record);
        sight = look(now, earlier.scope, viewer_);
      },
      [&](const MeetingState& now, const pb::Record& record) {
        if (record.number() <= after) return;
        Sighting sighting = record.operation().has_split_item() ? see_split(now, record, viewer_)
                                                                : see(earlier, sight, now, record, viewer_);
        if (sighting.form == Sighting::Form::kWhole) wanted = take(without_id(record));
        if (sighting.form == Sighting::Form::kSpecial) wanted = take(std::move(sighting.record));
      });
  co_return read ? state : nullptr;
}

}  // namespace flipover
