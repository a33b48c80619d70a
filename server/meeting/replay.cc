#include "server/meeting/replay.h"

#include <utility>
#include <vector>

#include "server/model/apply.h"
#include "server/model/projection.h"

namespace flipover {
namespace {

constexpr std::size_t kReadBytes = 1024 * 1024;

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

Replay::Replay(Journal& journal, const MeetingState& now, std::string participant)
    : journal_(journal), participant_(std::move(participant)), viewer_(viewer_of(now, participant_)) {}

net::awaitable<bool> Replay::fold(MeetingState& state, std::uint64_t after,
                                  const std::function<bool(const pb::Record&)>& go_on,
                                  const std::function<void(const MeetingState&, const pb::Record&)>& before,
                                  const std::function<void(const MeetingState&, const pb::Record&)>& done) {
  if (after > 0) {
    auto checkpoint = co_await journal_.get_checkpoint(SeqNo{after});
    if (checkpoint.status != ReadStatus::kRead) co_return false;
    if (checkpoint.checkpoint) state = from_checkpoint(std::move(*checkpoint.checkpoint));
  }
  SeqNo next{state.number + 1};
  for (;;) {
    const RecordPage page = co_await journal_.read(next, kReadBytes);
    if (page.status != ReadStatus::kRead) co_return false;
    for (const auto& stored : page.records) {
      if (stored.record.number() <= state.number) continue;
      if (!go_on(stored.record)) co_return true;
      before(state, stored.record);
      apply(state, stored.record);
      done(state, stored.record);
    }
    if (page.end) co_return true;
    next = page.next;
  }
}

net::awaitable<bool> Replay::find_hidden() {
  auto hidden = std::make_shared<HiddenUntil>();
  MeetingState state;
  const bool read = co_await fold(
      state, 0, [](const pb::Record&) { return true; }, [](const MeetingState&, const pb::Record&) {},
      [&](const MeetingState& after, const pb::Record& record) {
        for (const auto& id : items_releveled(after, record)) {
          const Item* item = find_item(after, id);
          if (item == nullptr) continue;
          const bool admitted = level_admits(*item, viewer_, after);
          const auto known = hidden->find(id);
          if (!admitted) {
            (*hidden)[id] = kHiddenForGood;
          } else if (known != hidden->end() && known->second == kHiddenForGood) {
            known->second = record.number();
          }
        }
      });
  viewer_.hidden_until = std::move(hidden);
  co_return read;
}

net::awaitable<std::optional<MeetingState>> Replay::state_at(Moment moment) {
  if (!co_await find_hidden()) co_return std::nullopt;
  MeetingState state;
  // By number the last checkpoint before it will do; a time's number is not known before it is read.
  const std::uint64_t from = moment.number.value_or(0);
  const bool read = co_await fold(
      state, from, [&](const pb::Record& record) { return !lies_behind(record, moment); },
      [](const MeetingState&, const pb::Record&) {}, [](const MeetingState&, const pb::Record&) {});
  if (!read) co_return std::nullopt;
  co_return state;
}

net::awaitable<bool> Replay::records(std::uint64_t after, std::function<bool(pb::Record)> take) {
  if (!co_await find_hidden()) co_return false;
  MeetingState state;
  Before earlier;
  Sight sight;
  bool wanted = true;
  co_return co_await fold(
      state, after, [&](const pb::Record&) { return wanted; },
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
}

}  // namespace flipover
