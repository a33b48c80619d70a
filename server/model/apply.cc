#include "server/model/apply.h"

#include <algorithm>
#include <utility>

#include "server/base/planted_fault.h"
#include "server/model/applying.h"
#include "server/model/limits.h"
#include "server/model/undo.h"

namespace flipover {
namespace {

void forget_thing(MeetingState& state, const std::string& thing) {
  for (auto& [id, item] : state.items) {
    if (item.data.stacked_on() == thing) item.data.clear_stacked_on();
    if (item.data.answered_by() == thing) item.data.clear_answered_by();
    if (item.data.sheet() == thing) {  // his own, on a page that he sees no more
      item.data.clear_sheet();
      item.data.clear_region();
      item.data.clear_place();
    }
    if (item.data.has_parked() && item.data.parked().sheet() == thing) {
      item.data.mutable_parked()->clear_sheet();
      item.data.mutable_parked()->clear_region();
    }
  }
  for (auto& [round, ballots] : state.ballots) {
    for (auto& [participant, points] : ballots) points.erase(thing);
  }
  if (state.items.contains(thing)) {
    erase_item(state, thing);
  } else if (const auto home = state.comment_homes.find(thing); home != state.comment_homes.end()) {
    const std::string item = home->second;
    change_item(state, item, [&](Item& of) {
      auto& comments = *of.data.mutable_comments();
      comments.erase(std::remove_if(comments.begin(), comments.end(),
                                    [&](const pb::Comment& comment) { return comment.id() == thing; }),
                     comments.end());
    });
  } else if (state.links.contains(thing)) {
    erase_link(state, thing);
  } else if (state.strokes.contains(thing)) {
    erase_stroke(state, thing);
  } else {
    std::erase_if(state.sheets, [&](const pb::Sheet& sheet) { return sheet.id() == thing; });
  }
}

void apply_seen(MeetingState& state, const pb::Seen& seen) {
  for (const auto& thing : seen.gone()) forget_thing(state, thing);
  if (seen.has_appeared()) merge_checkpoint(state, seen.appeared());
  if (seen.has_round_count() && state.course.has_round()) {
    *state.course.mutable_round()->mutable_count() = seen.round_count();
  }
}

// A participant with ever new devices: the one that was silent longest is forgotten.
void forget_oldest_device(MeetingState& state, const std::string& participant) {
  std::size_t devices = 0;
  auto oldest = state.clients.end();
  const auto last = [](const ClientProgress& progress) { return progress.recent.rbegin()->second; };
  for (auto client = state.clients.begin(); client != state.clients.end(); ++client) {
    if (client->second.participant != participant) continue;
    ++devices;
    if (oldest == state.clients.end() || last(client->second) < last(oldest->second)) oldest = client;
  }
  if (devices >= kDevicesRemembered) state.clients.erase(oldest);
}

void note_committed(MeetingState& state, const pb::Record& record) {
  const pb::OperationId& id = record.operation().id();
  if (id.client().empty() || planted(Fault::kDropRetryId)) return;
  if (!state.clients.contains(id.client())) forget_oldest_device(state, record.by());
  ClientProgress& progress = state.clients[id.client()];
  progress.participant = record.by();
  progress.highest = std::max(progress.highest, id.counter());
  progress.recent[id.counter()] = record.number();
  if (progress.recent.size() > kCommittedRemembered) progress.recent.erase(progress.recent.begin());
}

}  // namespace

void apply(MeetingState& state, const pb::Record& record) {
  remember_act(state, record);
  state.number = record.number();
  state.time_ms = std::max(state.time_ms, record.time_ms());
  // Of one family each. CallToItem is an event, told to all and not kept; Undo is logged as its inverse.
  apply_to_item(state, record);
  apply_to_board(state, record);
  apply_to_course(state, record);
  guard_act(state, record);
  if (record.has_seen()) apply_seen(state, record.seen());
  state.number = record.number();  // whatever a foreign fragment says of itself
  note_committed(state, record);
}

}  // namespace flipover
