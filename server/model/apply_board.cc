#include "server/model/applying.h"
#include "server/model/visibility.h"

namespace flipover {
namespace {

void set_removed(MeetingState& state, const std::string& thing, bool removed) {
  if (Item* item = find_item(state, thing)) {
    item->data.set_removed(removed);
  } else if (const auto home = state.comment_homes.find(thing); home != state.comment_homes.end()) {
    touch_item(state, home->second, [&](pb::Item& data) {
      for (auto& comment : *data.mutable_comments()) {
        if (comment.id() == thing) comment.set_removed(removed);
      }
    });
  } else if (const auto link = state.links.find(thing); link != state.links.end()) {
    link->second.set_removed(removed);
  } else if (const auto stroke = state.strokes.find(thing); stroke != state.strokes.end()) {
    stroke->second.set_removed(removed);
  } else if (pb::Sheet* sheet = find_sheet(state, thing)) {
    sheet->set_removed(removed);
  }
}

void link_items(MeetingState& state, const pb::Record& record, const pb::LinkItems& op) {
  pb::Link link;
  link.set_id(op.link());
  link.set_from(op.from());
  link.set_to(op.to());
  link.set_relation(op.relation());
  link.set_by(record.by());
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
  stroke.set_at_client_table(client_is_at_table(state));
  put_stroke(state, std::move(stroke));
}

}  // namespace

void apply_to_board(MeetingState& state, const pb::Record& record) {
  const pb::Operation& op = record.operation();
  switch (op.kind_case()) {
    case pb::Operation::kRemove: return set_removed(state, op.remove().thing(), true);
    case pb::Operation::kRestore: return set_removed(state, op.restore().thing(), false);
    case pb::Operation::kLinkItems: return link_items(state, record, op.link_items());
    case pb::Operation::kVote: return vote(state, record, op.vote());
    case pb::Operation::kAddPage: return add_page(state, record, op.add_page());
    case pb::Operation::kDraw: return draw(state, record, op.draw());
    default: return;
  }
}

}  // namespace flipover
