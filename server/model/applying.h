// What the parts of `apply` share. Of this folder only.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "meeting/v1/record.pb.h"
#include "server/base/planted_fault.h"
#include "server/model/meeting_state.h"
#include "server/model/visibility.h"

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

// For changes that touch neither text nor the list of comments: no copy to make.
template <class Change>
void touch_item(MeetingState& state, const std::string& id, Change change) {
  Item* item = find_item(state, id);
  if (item == nullptr) return;
  weigh_out(state, *item);
  change(item->data);
  weigh_in(state, *item);
}

// What of an open item changes where the client's eyes do not see it, behind the shut curtain or while the item is hidden
// from them, needs an act before it reaches them (CP-12). Asked of the item as it has become.
inline void changes_unseen(const MeetingState& state, pb::Item& data) {
  if (!data.at_client_table() && !data.opened_to_client()) return;
  if (state.course.client_view() && (lies_open_to_client(state, data) || planted(Fault::kLeakChangedUnseen))) return;
  data.set_changed_since_seen(true);
}

// Open to the client's side and to all at the table, so that whoever is told of another item what it has to do with this one
// knows this one. It may be hidden from the client's eyes for now.
inline bool is_open_to_all(const MeetingState& state, const std::string& id) {
  const Item* item = find_item(state, id);
  return item != nullptr && is_for_all(item->data) && is_shown_to_client(item->data) && item->data.covered_by() == 0 &&
         !item->data.withdrawn();
}

// Who comes to see the item by this edits it from its present text on.
inline void shows_itself_anew(pb::Item& data) { data.set_edits_from(data.revision()); }

inline const std::string& or_author(const std::string& named, const pb::Record& record) {
  return named.empty() ? record.by() : named;
}

template <class Range>
void erase_value(Range& range, const std::string& value) {
  range.erase(std::remove(range.begin(), range.end(), value), range.end());
}

}  // namespace flipover
