#include "server/model/weights.h"

#include <algorithm>

#include "server/model/weight_back.h"

namespace flipover {
namespace {

// What a thing takes beside its text: ids, tags, order. And what was said of an item with a score or a stance.
constexpr std::size_t kThingBytes = 200;
constexpr std::size_t kEntryBytes = 64;

bool is_away(const MeetingState& state, const std::string& sheet) {
  const pb::Sheet* found = find_sheet(state, sheet);
  return found != nullptr && found->removed();
}

Weight weight_of(const pb::Comment& comment) { return {kThingBytes + comment.text().size(), 1}; }
Weight weight_of(const pb::Stroke& stroke) {
  return {kThingBytes + sizeof(std::int32_t) * static_cast<std::size_t>(stroke.points_size()), 1};
}

// Calls count(whose, weight, away) for each piece. `sheet_away`: it goes with the sheet that it lies on.
template <class Count>
void for_each_piece(const Item& item, bool sheet_away, Count count) {
  const bool away = sheet_away || item.data.removed() || item.data.withdrawn();
  count(item.data.typed_by(), weight_of(item), away);
  for (const auto& comment : item.data.comments()) {
    count(comment.typed_by(), weight_of(comment), away || comment.removed());
  }
  for (const auto& stance : item.data.stances()) {
    count(stance.participant(), Weight{kEntryBytes + stance.words().size(), 0}, away);
  }
  for (const auto& score : item.data.scores()) {
    count(score.participant(), Weight{kEntryBytes + score.words().size(), 0}, away);
  }
}
template <class Count>
void for_each_piece(const pb::Stroke& stroke, bool sheet_away, Count count) {
  count(stroke.by(), weight_of(stroke), sheet_away || stroke.removed());
}
template <class Count>
void for_each_piece_on(const MeetingState& state, const pb::Sheet& sheet, bool sheet_away, Count count) {
  for (const auto& [id, item] : state.items) {
    if (item.data.sheet() == sheet.id()) for_each_piece(item, sheet_away, count);
  }
  for (const auto& [id, stroke] : state.strokes) {
    if (stroke.sheet() == sheet.id()) for_each_piece(stroke, sheet_away, count);
  }
}

auto adding_to(Weights& weights) {
  return [&weights](const std::string& whose, const Weight& weight, bool away) {
    (away ? weights.all.away : weights.all.there) += weight;
    Content& own = weights.of[whose];
    (away ? own.away : own.there) += weight;
  };
}
auto subtracting_from(Weights& weights) {
  return [&weights](const std::string& whose, const Weight& weight, bool away) {
    (away ? weights.all.away : weights.all.there) -= weight;
    Content& own = weights.of[whose];
    (away ? own.away : own.there) -= weight;
  };
}

}  // namespace

Weight& Weight::operator+=(const Weight& more) {
  bytes += more.bytes;
  things += more.things;
  return *this;
}

// Boards of clients are changed in other ways too; there it would come out wrong and means nothing.
Weight& Weight::operator-=(const Weight& less) {
  bytes -= std::min(bytes, less.bytes);
  things -= std::min(things, less.things);
  return *this;
}

Weight weight_of(const Item& item) { return {weight_of_part(item).bytes + 2 * item.text.size(), 1}; }

void weigh_out(MeetingState& state, const Item& item) {
  for_each_piece(item, is_away(state, item.data.sheet()), subtracting_from(state.weights));
}
void weigh_in(MeetingState& state, const Item& item) {
  for_each_piece(item, is_away(state, item.data.sheet()), adding_to(state.weights));
}
void weigh_out(MeetingState& state, const pb::Link& link) {
  subtracting_from(state.weights)(link.by(), Weight{kThingBytes, 1}, link.removed());
}
void weigh_in(MeetingState& state, const pb::Link& link) {
  adding_to(state.weights)(link.by(), Weight{kThingBytes, 1}, link.removed());
}
void weigh_out(MeetingState& state, const pb::Stroke& stroke) {
  for_each_piece(stroke, is_away(state, stroke.sheet()), subtracting_from(state.weights));
}
void weigh_in(MeetingState& state, const pb::Stroke& stroke) {
  for_each_piece(stroke, is_away(state, stroke.sheet()), adding_to(state.weights));
}
void weigh_out(MeetingState& state, const pb::Sheet& sheet) {
  for_each_piece_on(state, sheet, sheet.removed(), subtracting_from(state.weights));
}
void weigh_in(MeetingState& state, const pb::Sheet& sheet) {
  for_each_piece_on(state, sheet, sheet.removed(), adding_to(state.weights));
}

Weight weight_of_part(const Item& item) {
  std::size_t bytes = kThingBytes;
  for (const auto& field : item.data.fields()) {
    for (const auto& value : field.values()) bytes += value.size();
  }
  return {bytes, 1};
}

std::map<std::string, Weight> weight_on(const MeetingState& state, const Item& item, const std::string& sheet) {
  std::map<std::string, Weight> back;
  if (!is_away(state, item.data.sheet()) || is_away(state, sheet)) return back;
  for_each_piece(item, false, [&back](const std::string& whose, const Weight& weight, bool away) {
    if (!away) back[whose] += weight;
  });
  return back;
}

std::map<std::string, Weight> weight_back(const MeetingState& state, const std::string& thing) {
  std::map<std::string, Weight> back;
  const auto count = [&back](const std::string& whose, const Weight& weight, bool away) {
    if (!away) back[whose] += weight;
  };
  if (const Item* item = find_item(state, thing)) {
    if (!item->data.removed() && !item->data.withdrawn()) return back;
    Item restored = *item;
    restored.data.set_removed(false);
    restored.data.set_withdrawn(false);
    for_each_piece(restored, is_away(state, item->data.sheet()), count);
  } else if (const auto home = state.comment_homes.find(thing); home != state.comment_homes.end()) {
    const Item* on = find_item(state, home->second);
    const bool away = is_away(state, on->data.sheet()) || on->data.removed() || on->data.withdrawn();
    for (const auto& comment : on->data.comments()) {
      if (comment.id() == thing && comment.removed()) count(comment.typed_by(), weight_of(comment), away);
    }
  } else if (const auto link = state.links.find(thing); link != state.links.end()) {
    count(link->second.by(), Weight{kThingBytes, 1}, !link->second.removed());
  } else if (const auto stroke = state.strokes.find(thing); stroke != state.strokes.end()) {
    const bool stays = !stroke->second.removed() || is_away(state, stroke->second.sheet());
    count(stroke->second.by(), weight_of(stroke->second), stays);
  } else if (const pb::Sheet* sheet = find_sheet(state, thing)) {
    if (sheet->removed()) for_each_piece_on(state, *sheet, false, count);
  }
  return back;
}

}  // namespace flipover
