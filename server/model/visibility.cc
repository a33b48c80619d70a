#include "server/model/visibility.h"

#include <algorithm>

#include "server/base/planted_fault.h"

namespace flipover {
namespace {

bool is_own(const pb::Item& item, const Viewer& viewer) {
  return !viewer.participant.empty() && !viewer.role.room_screen() &&
         (item.said_by() == viewer.participant || item.typed_by() == viewer.participant);
}

bool takes_part(const Viewer& viewer) { return !viewer.role.id().empty(); }

// A role without any right to content: an account keeper, a privacy officer.
bool may_look(const pb::Role& role) {
  return role.writes() || role.votes() || role.chairs() || role.reads_only() || role.professional() ||
         role.direction() || role.client_side() || role.on_behalf();
}

}  // namespace

Viewer viewer_of(const MeetingState& state, std::string_view participant) {
  Viewer viewer;
  viewer.participant = std::string(participant);
  const pb::Attendee* attendee = find_attendee(state, participant);
  if (attendee == nullptr || attendee->participant().ended()) return viewer;
  viewer.organisation = attendee->participant().organisation();
  if (const pb::Role* role = find_role(state, attendee->participant().role()); role != nullptr && may_look(*role)) {
    viewer.role = *role;
  }
  return viewer;
}

bool sees_content(const MeetingState& state, const Viewer& viewer) {
  return takes_part(viewer) && (!viewer.role.client_side() || state.course.client_view());
}

bool level_admits(const Item& item, const Viewer& viewer, const MeetingState& state) {
  const std::string& level = item.data.visibility().level();
  if (is_own(item.data, viewer)) return true;
  if (level.empty() || level == "deelnemers") return true;
  if (viewer.role.room_screen()) return false;  // whoever sits in the room reads it
  if (level == "professionals") return viewer.role.professional();
  if (level == "bron_en_regie") {
    if (viewer.role.sees_sources()) return true;
    // Of an unknown speaker no organisation is the source.
    const pb::Attendee* sayer = find_attendee(state, item.data.said_by());
    return sayer != nullptr && viewer.role.professional() && !viewer.organisation.empty() &&
           sayer->participant().organisation() == viewer.organisation;
  }
  if (level == "regie") return viewer.role.direction();
  if (level == "besloten_groep") {
    const auto& members = item.data.visibility().members();
    return std::find(members.begin(), members.end(), viewer.participant) != members.end();
  }
  return false;  // prive, and whatever level we do not know
}

bool sees_item(const MeetingState& state, const Item& item, const Viewer& viewer) {
  if (!sees_content(state, viewer)) return false;
  if (viewer.hidden_until) {
    const auto hidden = viewer.hidden_until->find(item.data.id());
    if (hidden != viewer.hidden_until->end() && state.number < hidden->second) return false;
  }
  if (is_own(item.data, viewer)) return true;
  if (item.data.covered_by() != 0 && !planted(Fault::kLeakBlindItem)) return false;
  if (!level_admits(item, viewer, state)) return false;
  if (!has_client_eyes(state, viewer)) return true;
  const pb::Sheet* sheet = find_sheet(state, item.data.sheet());
  return !item.data.removed() && !item.data.has_parked() && sheet != nullptr && sees_sheet(state, *sheet, viewer) &&
         (item.data.at_client_table() || item.data.opened_to_client());
}

bool sees_item(const MeetingState& state, std::string_view item, const Viewer& viewer) {
  const Item* found = find_item(state, item);
  return found != nullptr && sees_item(state, *found, viewer);
}

bool sees_comment(const MeetingState& state, const Item& item, const pb::Comment& comment, const Viewer& viewer) {
  if (!sees_item(state, item, viewer)) return false;
  if (!has_client_eyes(state, viewer)) return true;
  if (comment.said_by() == viewer.participant || comment.typed_by() == viewer.participant) return true;
  return comment.at_client_table() && !comment.removed();
}

bool sees_link(const MeetingState& state, const pb::Link& link, const Viewer& viewer) {
  if (link.removed() && has_client_eyes(state, viewer)) return false;
  return sees_item(state, link.from(), viewer) && sees_item(state, link.to(), viewer);
}

bool sees_sheet(const MeetingState& state, const pb::Sheet& sheet, const Viewer& viewer) {
  if (!takes_part(viewer)) return false;
  // The pages of the method are structure; a page that someone added carries his title.
  if (sheet.id() == sheet.phase()) return true;
  if (!has_client_eyes(state, viewer)) return true;
  return state.course.client_view() &&
         (sheet.by() == viewer.participant ||
          (!sheet.removed() && (sheet.at_client_table() || sheet.opened_to_client())));
}

bool sees_stroke(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer) {
  const pb::Sheet* sheet = find_sheet(state, stroke.sheet());
  if (sheet == nullptr || !sees_sheet(state, *sheet, viewer)) return false;
  if (!has_client_eyes(state, viewer)) return true;
  return stroke.by() == viewer.participant ||
         (!stroke.removed() && (stroke.at_client_table() || stroke.opened_to_client()));
}

bool has_client_eyes(const MeetingState& state, const Viewer& viewer) {
  return viewer.role.client_side() || (viewer.role.room_screen() && state.course.client_view());
}

bool sees_figures(const MeetingState& state, const Viewer& viewer) {
  return takes_part(viewer) && !has_client_eyes(state, viewer);
}

bool client_is_at_table(const MeetingState& state) {
  if (!state.course.client_view()) return false;
  return std::any_of(state.attendees.begin(), state.attendees.end(), [&](const pb::Attendee& attendee) {
    if (!attendee.present() || attendee.participant().ended()) return false;
    const pb::Role* role = find_role(state, attendee.participant().role());
    return role != nullptr && role->client_side();
  });
}

}  // namespace flipover
