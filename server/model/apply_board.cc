#include "server/model/applying.h"
#include "server/model/client_page.h"
#include "server/model/visibility.h"
#include "server/model/weight_back.h"
#include "server/model/withdrawal.h"

namespace flipover {
namespace {

// A relation between two cards that are open says something new of the first; with the curtain open, of that which is hidden.
void joins_unseen(MeetingState& state, const pb::Link& link) {
  if (!is_client_relation(state, link.relation())) return;
  const auto changes = [&](const std::string& end, const std::string& other) {
    if (!is_open_to_all(state, other)) return;
    touch_item(state, end, [&](pb::Item& data) { changes_unseen(state, data); });
  };
  changes(link.from(), link.to());
  if (state.course.client_view()) changes(link.to(), link.from());
}

void set_removed(MeetingState& state, const std::string& thing, bool removed) {
  if (const Item* item = find_item(state, thing)) {
    if (!removed && item->data.withdrawn()) return bring_back(state, thing);
    touch_item(state, thing, [&](pb::Item& data) { data.set_removed(removed); });
  } else if (const auto home = state.comment_homes.find(thing); home != state.comment_homes.end()) {
    touch_item(state, home->second, [&](pb::Item& data) {
      for (auto& comment : *data.mutable_comments()) {
        if (comment.id() == thing) comment.set_removed(removed);
      }
    });
  } else if (const auto link = state.links.find(thing); link != state.links.end()) {
    weigh_out(state, link->second);
    link->second.set_removed(removed);
    weigh_in(state, link->second);
    if (!removed) joins_unseen(state, link->second);
  } else if (const auto stroke = state.strokes.find(thing); stroke != state.strokes.end()) {
    weigh_out(state, stroke->second);
    stroke->second.set_removed(removed);
    weigh_in(state, stroke->second);
  } else if (pb::Sheet* sheet = find_sheet(state, thing)) {
    weigh_out(state, *sheet);
    sheet->set_removed(removed);
    weigh_in(state, *sheet);
  }
}

void link_items(MeetingState& state, const pb::Record& record, const pb::LinkItems& op) {
  pb::Link link;
  link.set_id(op.link());
  link.set_from(op.from());
  link.set_to(op.to());
  link.set_relation(op.relation());
  link.set_by(record.by());
  joins_unseen(state, link);
  put_link(state, std::move(link));
}

void vote(MeetingState& state, const pb::Record& record, const pb::Vote& op) {
  auto& points = state.ballots[op.round()][record.by()];
  if (op.points() == 0) {
    points.erase(op.item());
  } else {
    points[op.item()] = op.points();
  }
}

void add_page(MeetingState& state, const pb::Record& record, const pb::AddPage& op) {
  pb::Sheet& sheet = state.sheets.emplace_back();
  sheet.set_id(op.sheet());
  sheet.set_phase(op.phase());
  sheet.set_title(op.title());
  sheet.set_by(record.by());
  sheet.set_at_client_table(client_is_at_table(state));
}

void draw(MeetingState& state, const pb::Record& record, const pb::Draw& op) {
  pb::Stroke stroke;
  stroke.set_id(op.stroke());
  stroke.set_sheet(op.sheet());
  stroke.set_by(record.by());
  *stroke.mutable_points() = op.points();
  stroke.set_colour(op.colour());
  stroke.set_width(op.width());
  const pb::Sheet* sheet = find_sheet(state, op.sheet());
  stroke.set_at_client_table(client_is_at_table(state) && sheet != nullptr && is_open_to_client(*sheet));
  put_stroke(state, std::move(stroke));
}

}  // namespace

void apply_to_board(MeetingState& state, const pb::Record& record) {
  const pb::Operation& op = record.operation();
  switch (op.kind_case()) {
    case pb::Operation::kRemove: return set_removed(state, op.remove().thing(), true);
    case pb::Operation::kRestore: return set_removed(state, op.restore().thing(), false);
    case pb::Operation::kWithdrawItem: return withdraw(state, op.withdraw_item().item());
    case pb::Operation::kLinkItems: return link_items(state, record, op.link_items());
    case pb::Operation::kVote: return vote(state, record, op.vote());
    case pb::Operation::kAddPage: return add_page(state, record, op.add_page());
    case pb::Operation::kDraw: return draw(state, record, op.draw());
    default: return;
  }
}

}  // namespace flipover
