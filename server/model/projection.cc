#include "server/model/projection.h"

#include <algorithm>

#include "server/model/phases.h"
#include "server/model/projecting.h"

namespace flipover {
namespace {

void project_course(const MeetingState& state, const Viewer& viewer, pb::Course& course) {
  course = state.course;
  if (!course.has_round()) return;
  auto& round = *course.mutable_round();
  const bool ready = std::find(round.ready().begin(), round.ready().end(), viewer.participant) != round.ready().end();
  round.clear_ready();
  if (ready) round.add_ready(viewer.participant);
  round.clear_count();
  if (counts_ready(state) && sees_figures(state, viewer)) *round.mutable_count() = count_ready(state);
}

void project_ballots(const MeetingState& state, const Viewer& viewer, pb::Checkpoint& checkpoint) {
  for (const auto& [round, ballots] : state.ballots) {
    const auto own = ballots.find(viewer.participant);
    if (own == ballots.end()) continue;
    for (const auto& [item, points] : own->second) {
      if (!sees_item(state, item, viewer)) continue;
      auto& ballot = *checkpoint.add_ballots();
      ballot.set_round(round);
      ballot.set_participant(viewer.participant);
      ballot.set_item(item);
      ballot.set_points(points);
    }
  }
}

}  // namespace

pb::Sheet project_sheet(const MeetingState& state, const pb::Sheet& sheet, const Viewer& viewer) {
  pb::Sheet seen = sheet;
  if (!sees_figures(state, viewer)) {
    seen.clear_at_client_table();
    seen.clear_opened_to_client();
  }
  return seen;
}

pb::Stroke project_stroke(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer) {
  pb::Stroke seen = stroke;
  if (!sees_figures(state, viewer)) {
    seen.clear_at_client_table();
    seen.clear_opened_to_client();
  }
  return seen;
}

pb::Item project_item(const MeetingState& state, const Item& item, const Viewer& viewer) {
  pb::Item seen = to_proto(item);
  if (!sees_item(state, seen.stacked_on(), viewer)) seen.clear_stacked_on();
  if (!sees_item(state, seen.answered_by(), viewer)) seen.clear_answered_by();
  if (sees_figures(state, viewer)) return seen;
  leave_out_page(state, viewer, seen);
  if (seen.has_parked()) leave_out_page(state, viewer, *seen.mutable_parked());
  seen.clear_at_client_table();
  seen.clear_opened_to_client();
  seen.clear_tallies();
  auto& scores = *seen.mutable_scores();
  scores.erase(std::remove_if(scores.begin(), scores.end(),
                              [&](const pb::ScoreGiven& score) { return score.participant() != viewer.participant; }),
               scores.end());
  auto& comments = *seen.mutable_comments();
  comments.erase(
      std::remove_if(comments.begin(), comments.end(),
                     [&](const pb::Comment& comment) { return !sees_comment(state, item, comment, viewer); }),
      comments.end());
  for (auto& comment : comments) comment.clear_at_client_table();
  return seen;
}

pb::Checkpoint project(const MeetingState& state, const Viewer& viewer) {
  pb::Checkpoint seen;
  seen.set_number(state.number);
  seen.set_time_ms(state.time_ms);
  if (viewer.role.id().empty()) return seen;
  *seen.mutable_info()->mutable_created() = whole_created(state);
  for (const auto& attendee : state.attendees) *seen.add_attendees() = attendee;
  for (const auto& sheet : state.sheets) {
    if (sees_sheet(state, sheet, viewer)) *seen.add_sheets() = project_sheet(state, sheet, viewer);
  }
  for (const auto& [id, item] : state.items) {
    if (sees_item(state, item, viewer)) *seen.add_items() = project_item(state, item, viewer);
  }
  for (const auto& [id, link] : state.links) {
    if (sees_link(state, link, viewer)) *seen.add_links() = link;
  }
  for (const auto& [id, stroke] : state.strokes) {
    if (sees_stroke(state, stroke, viewer)) *seen.add_strokes() = project_stroke(state, stroke, viewer);
  }
  project_course(state, viewer, *seen.mutable_course());
  project_ballots(state, viewer, seen);
  return seen;
}

}  // namespace flipover
