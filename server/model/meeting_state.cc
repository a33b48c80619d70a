#include "server/model/meeting_state.h"

#include <algorithm>

#include "server/model/client_page.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

template <class Range, class Id>
auto* find_by_id(Range& things, Id id) {
  const auto found = std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.id() == id; });
  return found == things.end() ? nullptr : &*found;
}

template <class Attendees>
auto* attendee_in(Attendees& attendees, std::string_view participant) {
  const auto found = std::find_if(attendees.begin(), attendees.end(),
                                  [&](const auto& attendee) { return attendee.participant().id() == participant; });
  return found == attendees.end() ? nullptr : &*found;
}

}  // namespace

const pb::Attendee* find_attendee(const MeetingState& state, std::string_view participant) {
  return attendee_in(state.attendees, participant);
}
pb::Attendee* find_attendee(MeetingState& state, std::string_view participant) {
  return attendee_in(state.attendees, participant);
}
const pb::Sheet* find_sheet(const MeetingState& state, std::string_view sheet) {
  return find_by_id(state.sheets, sheet);
}
pb::Sheet* find_sheet(MeetingState& state, std::string_view sheet) { return find_by_id(state.sheets, sheet); }

const Item* find_item(const MeetingState& state, std::string_view item) {
  const auto found = state.items.find(item);
  return found == state.items.end() ? nullptr : &found->second;
}
Item* find_item(MeetingState& state, std::string_view item) {
  const auto found = state.items.find(item);
  return found == state.items.end() ? nullptr : &found->second;
}

const pb::Phase* find_phase(const MeetingState& state, std::string_view phase) {
  return find_by_id(state.charter->method.phases(), phase);
}
const pb::Region* find_region(const pb::Phase& phase, std::string_view region) {
  return find_by_id(phase.regions(), region);
}
const pb::Kind* find_kind(const MeetingState& state, std::string_view kind) {
  return find_by_id(state.charter->vocabulary.kinds(), kind);
}
const pb::Role* find_role(const MeetingState& state, std::string_view role) {
  return find_by_id(state.charter->vocabulary.roles(), role);
}
bool has_term(const MeetingState& state, std::string_view set, std::string_view term) {
  const auto* terms = find_by_id(state.charter->vocabulary.sets(), set);
  return terms != nullptr && find_by_id(terms->terms(), term) != nullptr;
}

void put_item(MeetingState& state, Item item) {
  const std::string id = item.data.id();
  if (const Item* old = find_item(state, id)) {
    weigh_out(state, *old);
    for (const auto& comment : old->data.comments()) state.comment_homes.erase(comment.id());
  }
  weigh_in(state, item);
  for (const auto& comment : item.data.comments()) state.comment_homes[comment.id()] = id;
  state.items.insert_or_assign(id, std::move(item));
}

void put_link(MeetingState& state, pb::Link link) {
  if (!state.links.contains(link.id())) {
    state.item_links[link.from()].push_back(link.id());
    if (link.to() != link.from()) state.item_links[link.to()].push_back(link.id());
  }
  const std::string id = link.id();
  if (const auto old = state.links.find(id); old != state.links.end()) weigh_out(state, old->second);
  weigh_in(state, link);
  state.links.insert_or_assign(id, std::move(link));
}

void put_stroke(MeetingState& state, pb::Stroke stroke) {
  const std::string id = stroke.id();
  erase_stroke(state, id);
  weigh_in(state, stroke);
  state.strokes.insert_or_assign(id, std::move(stroke));
}

void erase_stroke(MeetingState& state, const std::string& stroke) {
  const auto found = state.strokes.find(stroke);
  if (found == state.strokes.end()) return;
  weigh_out(state, found->second);
  state.strokes.erase(found);
}

void erase_link(MeetingState& state, const std::string& link) {
  const auto found = state.links.find(link);
  if (found == state.links.end()) return;
  for (const std::string& end : {found->second.from(), found->second.to()}) {
    const auto touching = state.item_links.find(end);
    if (touching == state.item_links.end()) continue;
    std::erase(touching->second, link);
    if (touching->second.empty()) state.item_links.erase(touching);
  }
  weigh_out(state, found->second);
  state.links.erase(found);
}

void erase_item(MeetingState& state, const std::string& item) {
  const auto found = state.items.find(item);
  if (found == state.items.end()) return;
  if (const auto touching = state.item_links.find(item); touching != state.item_links.end()) {
    const std::vector<std::string> links = touching->second;
    for (const std::string& link : links) erase_link(state, link);
  }
  for (const auto& comment : found->second.data.comments()) state.comment_homes.erase(comment.id());
  weigh_out(state, found->second);
  state.items.erase(found);
}

pb::Item to_proto(const Item& item) {
  pb::Item data = item.data;
  data.set_text(utf8_from_utf16(item.text));
  return data;
}

Item from_proto(pb::Item data) {
  Item item;
  item.text = utf16_from_utf8(data.text()).value_or(std::u16string{});
  data.clear_text();
  item.data = std::move(data);
  return item;
}

void set_created(MeetingState& state, pb::CreateMeeting created) {
  auto charter = std::make_shared<Charter>();
  charter->method = std::move(*created.mutable_method());
  charter->vocabulary = std::move(*created.mutable_vocabulary());
  mark_client_page(charter->vocabulary);
  created.clear_method();
  created.clear_vocabulary();
  state.created = std::move(created);
  state.charter = std::move(charter);
}

pb::CreateMeeting whole_created(const MeetingState& state) {
  pb::CreateMeeting created = state.created;
  *created.mutable_method() = state.charter->method;
  *created.mutable_vocabulary() = state.charter->vocabulary;
  return created;
}

pb::Checkpoint to_checkpoint(const MeetingState& state) {
  pb::Checkpoint checkpoint;
  checkpoint.set_rules(kFoldingRules);
  checkpoint.set_number(state.number);
  checkpoint.set_time_ms(state.time_ms);
  *checkpoint.mutable_info()->mutable_created() = whole_created(state);
  for (const auto& attendee : state.attendees) *checkpoint.add_attendees() = attendee;
  for (const auto& sheet : state.sheets) *checkpoint.add_sheets() = sheet;
  for (const auto& [id, item] : state.items) *checkpoint.add_items() = to_proto(item);
  for (const auto& [id, link] : state.links) *checkpoint.add_links() = link;
  for (const auto& [id, stroke] : state.strokes) *checkpoint.add_strokes() = stroke;
  *checkpoint.mutable_course() = state.course;
  for (const auto& [round, ballots] : state.ballots) {
    for (const auto& [participant, points] : ballots) {
      for (const auto& [item, count] : points) {
        auto& ballot = *checkpoint.add_ballots();
        ballot.set_round(round);
        ballot.set_participant(participant);
        ballot.set_item(item);
        ballot.set_points(count);
      }
    }
  }
  for (const auto& [client, progress] : state.clients) {
    auto& stored = *checkpoint.add_clients();
    stored.set_client(client);
    stored.set_participant(progress.participant);
    stored.set_highest(progress.highest);
    for (const auto& [counter, number] : progress.recent) {
      auto& committed = *stored.add_recent();
      committed.set_counter(counter);
      committed.set_number(number);
    }
  }
  for (const auto& [participant, act] : state.last_acts) *checkpoint.add_last_acts() = act;
  return checkpoint;
}

MeetingState from_checkpoint(pb::Checkpoint checkpoint) {
  MeetingState state;
  merge_checkpoint(state, std::move(checkpoint));
  return state;
}

bool folded_by_present_rules(const pb::Checkpoint& checkpoint) { return checkpoint.rules() == kFoldingRules; }

void merge_checkpoint(MeetingState& state, pb::Checkpoint fragment) {
  if (fragment.number() != 0) state.number = fragment.number();
  if (fragment.time_ms() != 0) state.time_ms = fragment.time_ms();
  if (fragment.has_info()) set_created(state, std::move(*fragment.mutable_info()->mutable_created()));
  for (auto& attendee : *fragment.mutable_attendees()) {
    if (auto* old = find_attendee(state, attendee.participant().id())) {
      *old = std::move(attendee);
    } else {
      state.attendees.push_back(std::move(attendee));
    }
  }
  for (auto& sheet : *fragment.mutable_sheets()) {
    if (auto* old = find_sheet(state, sheet.id())) {
      *old = std::move(sheet);
    } else {
      state.sheets.push_back(std::move(sheet));
    }
  }
  for (auto& item : *fragment.mutable_items()) put_item(state, from_proto(std::move(item)));
  for (auto& link : *fragment.mutable_links()) put_link(state, std::move(link));
  for (auto& stroke : *fragment.mutable_strokes()) put_stroke(state, std::move(stroke));
  if (fragment.has_course()) state.course = std::move(*fragment.mutable_course());
  for (const auto& ballot : fragment.ballots()) {
    state.ballots[ballot.round()][ballot.participant()][ballot.item()] = ballot.points();
  }
  for (const auto& stored : fragment.clients()) {
    ClientProgress progress{stored.participant(), stored.highest(), {}};
    for (const auto& committed : stored.recent()) progress.recent[committed.counter()] = committed.number();
    state.clients.insert_or_assign(stored.client(), std::move(progress));
  }
  for (auto& act : *fragment.mutable_last_acts()) {
    std::string participant = act.participant();
    state.last_acts.insert_or_assign(std::move(participant), std::move(act));
  }
}

}  // namespace flipover
