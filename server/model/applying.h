// What the parts of `apply` share. Of this folder only.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "meeting/v1/record.pb.h"
#include "server/model/meeting_state.h"

namespace flipover {

// The parts, one a family of operations; what is of another family is passed over.
void apply_to_item(MeetingState& state, const pb::Record& record);    // an item, and what is said of it
void apply_to_board(MeetingState& state, const pb::Record& record);   // links, votes, pages, strokes, removal
void apply_to_course(MeetingState& state, const pb::Record& record);  // phases, rounds, turns, client view, attendance

// Changes an item's data, keeping the indexes and the weight right.
template <class Change>
void change_item(MeetingState& state, const std::string& id, Change change) {
  const Item* old = find_item(state, id);
  if (old == nullptr) return;
  Item item = *old;
  change(item);
  put_item(state, std::move(item));
}

// For changes that touch neither text nor comments nor fields: no weight to keep, no copy to make.
template <class Change>
void touch_item(MeetingState& state, const std::string& id, Change change) {
  if (Item* item = find_item(state, id)) change(item->data);
}

inline const std::string& or_author(const std::string& named, const pb::Record& record) {
  return named.empty() ? record.by() : named;
}

template <class Range>
void erase_value(Range& range, const std::string& value) {
  range.erase(std::remove(range.begin(), range.end(), value), range.end());
}

}  // namespace flipover
