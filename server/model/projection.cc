#include "server/model/projection.h"

#include <algorithm>

#include "server/base/planted_fault.h"
#include "server/model/client_page.h"
#include "server/model/phases.h"
#include "server/model/projecting.h"
#include "server/model/withdrawal.h"

namespace flipover {
namespace {

void project_course(const MeetingState& state, const Viewer& viewer, pb::Course& course) {
  course = state.course;
  if (viewer.role.client_side()) course.clear_screens_shut();  // what hangs on the wall is for who is in the room
  if (!course.has_round()) return;
  auto& round = *course.mutable_round();
  const bool ready = std::find(round.ready().begin(), round.ready().end(), viewer.seat) != round.ready().end();
  round.clear_ready();
  if (ready) round.add_ready(viewer.seat);
  round.clear_count();
  if (counts_ready(state) && sees_figures(state, viewer)) *round.mutable_count() = count_ready(state);
}

void project_ballots(const MeetingState& state, const Viewer& viewer, pb::Checkpoint& checkpoint) {
  for (const auto& [round, ballots] : state.ballots) {
    for (const auto& [voter, votes] : ballots) {
      if (voter != viewer.participant && !planted(Fault::kLeakBallots)) continue;
      for (const auto& [item, points] : votes) {
        if (!sees_item(state, item, viewer)) continue;
        auto& ballot = *checkpoint.add_ballots();
        ballot.set_round(round);
        ballot.set_participant(voter);
        ballot.set_item(item);
        ballot.set_points(points);
      }
    }
  }
}

// What the client's page shows of a card, and nothing else of it: what is not named here stays with the professionals.
pb::Item client_card(const MeetingState& state, const pb::Item& seen, bool own) {
  pb::Item card;
  card.set_id(seen.id());
  card.set_kind(seen.kind());
  card.set_sheet(seen.sheet());
  card.set_region(seen.region());
  card.set_order_key(seen.order_key());
  if (seen.has_place()) *card.mutable_place() = seen.place();
  card.set_text(seen.text());
  card.set_revision(seen.revision());
  card.set_said_by(seen.said_by());
  card.set_typed_by(seen.typed_by());
  card.set_made_ms(seen.made_ms());
  card.set_made_at(seen.made_at());
  // Of what he saw being made he knows when.
  if (own || seen.at_client_table()) card.set_made_in(seen.made_in());
  for (const pb::FieldValue& field : seen.fields()) {
    if (is_client_field(state, seen.kind(), field.field())) *card.add_fields() = field;
  }
  if (own) *card.mutable_visibility() = seen.visibility();
  if (seen.has_parked()) *card.mutable_parked() = seen.parked();
  card.set_removed(seen.removed());
  card.set_withdrawn(seen.withdrawn());
  card.set_rested_on_withdrawn(seen.rested_on_withdrawn());
  *card.mutable_rested_on() = seen.rested_on();
  card.set_covered_by(seen.covered_by());
  card.set_stacked_on(seen.stacked_on());
  card.set_resolved(seen.resolved());
  card.set_answered_by(seen.answered_by());
  *card.mutable_comments() = seen.comments();
  for (pb::Comment& comment : *card.mutable_comments()) comment.clear_at_client_table();
  *card.mutable_stances() = seen.stances();
  for (pb::StanceTaken& stance : *card.mutable_stances()) stance.clear_at_client_table();
  *card.mutable_scores() = seen.scores();
  if (planted(Fault::kLeakCurtainMarks)) {
    card.set_opened_to_client(seen.opened_to_client());
    card.set_changed_since_seen(seen.changed_since_seen());
  }
  return card;
}

template <class Entries, class Sees>
void keep_seen(Entries& entries, Sees sees) {
  entries.erase(std::remove_if(entries.begin(), entries.end(), [&](const auto& entry) { return !sees(entry); }),
                entries.end());
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
  seen.clear_device();
  if (!sees_item(state, seen.stacked_on(), viewer)) seen.clear_stacked_on();
  if (!sees_item(state, seen.answered_by(), viewer)) seen.clear_answered_by();
  seen.set_rested_on_withdrawn(rests_on_withdrawn(state, item, viewer));
  // By what he withdrew himself his client can tell what bringing it back changes.
  keep_seen(*seen.mutable_rested_on(), [&](const auto& on) { return sees_item(state, on.item(), viewer); });
  for (pb::RestedOn& on : *seen.mutable_rested_on()) on.clear_open_to_client();
  seen.clear_edits_from();
  seen.clear_client_edits_from();
  seen.clear_first_said_by();
  keep_seen(*seen.mutable_comments(), [&](const auto& one) { return sees_comment(state, item, one, viewer); });
  keep_seen(*seen.mutable_stances(), [&](const auto& one) { return sees_stance(state, item, one, viewer); });
  keep_seen(*seen.mutable_scores(), [&](const auto& one) { return sees_score(state, item, one, viewer); });
  if (sees_figures(state, viewer)) return seen;
  leave_out_page(state, viewer, seen);
  if (seen.has_parked()) leave_out_parking(state, viewer, *seen.mutable_parked());
  return client_card(state, seen, is_own(item.data, viewer));
}

void project_into(const MeetingState& state, const Item& item, const Viewer& viewer, pb::Checkpoint& seen) {
  if (sees_item(state, item, viewer)) *seen.add_items() = project_item(state, item, viewer);
}
void project_into(const MeetingState& state, const pb::Link& link, const Viewer& viewer, pb::Checkpoint& seen) {
  if (sees_link(state, link, viewer)) *seen.add_links() = link;
}
void project_into(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer, pb::Checkpoint& seen) {
  if (sees_stroke(state, stroke, viewer)) *seen.add_strokes() = project_stroke(state, stroke, viewer);
}

bool has_likes(const MeetingState& state, const Viewer& viewer) { return sees_figures(state, viewer); }

void tell_apart(const MeetingState& state, const Item& item, const Viewer& viewer, std::string& likeness) {
  const bool sees = sees_item(state, item, viewer);
  likeness.push_back(sees ? '1' : '0');
  if (!sees) return;
  for (const std::string* pointed : {&item.data.stacked_on(), &item.data.answered_by()}) {
    if (!pointed->empty()) likeness.push_back(sees_item(state, *pointed, viewer) ? '1' : '0');
  }
  // What was said of it in a running blind round is its giver's; and that something withdrawn lay under it is told to those
  // who might have seen it.
  const auto each_covered = [&](const auto& given, auto sees_one) {
    for (const auto& one : given) {
      if (one.covered_by() != 0) likeness.push_back(sees_one(state, item, one, viewer) ? '1' : '0');
    }
  };
  each_covered(item.data.comments(), sees_comment);
  each_covered(item.data.stances(), sees_stance);
  each_covered(item.data.scores(), sees_score);
  if (item.data.rested_on_size() > 0) likeness.push_back(rests_on_withdrawn(state, item, viewer) ? '1' : '0');
}
void tell_apart(const MeetingState& state, const pb::Link& link, const Viewer& viewer, std::string& likeness) {
  likeness.push_back(sees_link(state, link, viewer) ? '1' : '0');
}
void tell_apart(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer, std::string& likeness) {
  likeness.push_back(sees_stroke(state, stroke, viewer) ? '1' : '0');
}

pb::Checkpoint project_frame(const MeetingState& state, const Viewer& viewer) {
  pb::Checkpoint seen;
  seen.set_number(state.number);
  seen.set_time_ms(state.time_ms);
  if (viewer.role.id().empty()) return seen;
  for (const auto& attendee : state.attendees) {
    pb::Attendee& known = *seen.add_attendees() = attendee;
    if (attendee.participant().id() != viewer.participant) known.clear_devices();
  }
  for (const auto& sheet : state.sheets) {
    if (sees_sheet(state, sheet, viewer)) *seen.add_sheets() = project_sheet(state, sheet, viewer);
  }
  project_course(state, viewer, *seen.mutable_course());
  project_ballots(state, viewer, seen);
  return seen;
}

pb::Checkpoint project(const MeetingState& state, const Viewer& viewer) {
  pb::Checkpoint seen = project_frame(state, viewer);
  if (viewer.role.id().empty()) return seen;
  *seen.mutable_info()->mutable_created() = whole_created(state);
  for (const auto& [id, item] : state.items) project_into(state, item, viewer, seen);
  for (const auto& [id, link] : state.links) project_into(state, link, viewer, seen);
  for (const auto& [id, stroke] : state.strokes) project_into(state, stroke, viewer, seen);
  return seen;
}

}  // namespace flipover
