#include "server/model/visibility.h"

#include <algorithm>

#include "server/base/planted_fault.h"
#include "server/model/client_page.h"
#include "server/model/inviting.h"

namespace flipover {
namespace {

// What a device that is not confirmed has for a participant: no id, so that nothing is his own by it.
constexpr std::string_view kNobody = "(nobody)";

// What was said of an item in a running blind round: its giver's and its typist's until the reveal.
template <class Given>
bool is_covered(const Given& given, const std::string& giver, const Viewer& viewer) {
  if (planted(Fault::kLeakCoveredWords)) return false;
  return given.covered_by() != 0 && giver != viewer.participant && given.typed_by() != viewer.participant;
}

bool takes_part(const Viewer& viewer) { return !viewer.role.id().empty(); }

// Live, or it is open to him now.
bool is_open_now(const Viewer& viewer, const std::string& id) {
  return viewer.open_now == nullptr || viewer.open_now->contains(id) || planted(Fault::kReplayIgnoresPresentCurtain);
}

template <class Function>
bool any_of_client_side(const MeetingState& state, Function is_so) {
  return std::any_of(state.attendees.begin(), state.attendees.end(), [&](const pb::Attendee& attendee) {
    if (!attendee.present() || attendee.participant().ended() || !is_so(attendee)) return false;
    const pb::Role* role = find_role(state, attendee.participant().role());
    return role != nullptr && role->client_side();
  });
}

}  // namespace

std::string stance_key(const pb::Item& item, const std::string& participant) { return item.id() + ' ' + participant; }

bool is_own(const pb::Item& item, const Viewer& viewer) {
  const std::string& me = viewer.participant;
  if (!item.device().empty()) {
    if (item.device() == viewer.device) return true;
    if (item.typed_by() == me) return false;  // on a device of which he has not said that it is his
  }
  return !me.empty() && !viewer.role.room_screen() && (item.said_by() == me || item.typed_by() == me);
}

bool is_unconfirmed(const MeetingState& state, std::string_view participant, std::string_view device) {
  const pb::Attendee* attendee = device.empty() ? nullptr : find_attendee(state, participant);
  if (attendee == nullptr) return false;
  const pb::Role* role = find_role(state, attendee->participant().role());
  if (role != nullptr && role->room_screen()) return false;  // nobody's words are its own
  const auto known = std::find_if(attendee->devices().begin(), attendee->devices().end(),
                                  [&](const pb::Device& one) { return one.device() == device; });
  return known == attendee->devices().end() || !known->confirmed();
}

Viewer viewer_of(const MeetingState& state, std::string_view participant, std::string_view device) {
  Viewer viewer;
  viewer.participant = std::string(participant);
  viewer.seat = viewer.participant;
  const pb::Attendee* attendee = find_attendee(state, participant);
  if (attendee == nullptr) return viewer;
  if (attendee->participant().ended() && !planted(Fault::kLeakToEnded)) return viewer;
  viewer.organisation = attendee->participant().organisation();
  viewer.organisation_name = attendee->participant().organisation_name();
  const pb::Role* role = find_role(state, attendee->participant().role());
  const bool over = state.course.ended() && !planted(Fault::kWallGoesOn);
  if (role == nullptr || (role->room_screen() && over)) return viewer;
  if (!has_rights(*role)) return viewer;
  viewer.role = *role;
  if (is_unconfirmed(state, participant, device) && !planted(Fault::kLeakSecondDevice)) {
    viewer.participant = kNobody;
    viewer.device = device;
  }
  return viewer;
}

Viewer looking_back(const MeetingState& now, Viewer viewer) {
  if (!has_client_eyes(now, viewer)) return viewer;
  auto open = std::make_shared<OpenNow>();
  const auto note = [&](const std::string& id, bool sees) {
    if (sees) open->insert(id);
  };
  for (const auto& sheet : now.sheets) note(sheet.id(), sees_sheet(now, sheet, viewer));
  for (const auto& [id, link] : now.links) note(id, sees_link(now, link, viewer));
  for (const auto& [id, stroke] : now.strokes) note(id, sees_stroke(now, stroke, viewer));
  for (const auto& [id, item] : now.items) {
    note(id, sees_item(now, item, viewer));
    for (const auto& comment : item.data.comments()) note(comment.id(), sees_comment(now, item, comment, viewer));
    for (const auto& stance : item.data.stances()) {
      note(stance_key(item.data, stance.participant()), sees_stance(now, item, stance, viewer));
    }
  }
  viewer.open_now = std::move(open);
  return viewer;
}

bool sees_content(const MeetingState& state, const Viewer& viewer) {
  if (!takes_part(viewer)) return false;
  if (viewer.role.client_side()) return state.course.client_view() || planted(Fault::kLeakBehindCurtain);
  if (!viewer.role.room_screen()) return true;
  if (state.course.screens_shut() && !planted(Fault::kWallIgnoresShut)) return false;
  return state.course.client_view() || !room_has_client_eyes(state) || planted(Fault::kWallIgnoresCurtain);
}

bool level_admits(const Item& item, const Viewer& viewer, const MeetingState& state) {
  const std::string& level = item.data.visibility().level();
  if (is_own(item.data, viewer)) return true;
  if (is_for_all(item.data)) return true;
  if (viewer.role.room_screen()) return planted(Fault::kWallIgnoresLevels);  // whoever sits in the room reads it
  if (level == "professionals") return viewer.role.professional() || planted(Fault::kLeakProfessionals);
  if (level == "bron_en_regie") {
    if (viewer.role.sees_sources()) return true;
    if (planted(Fault::kLeakSources)) return viewer.role.professional();
    // Of an unknown speaker no organisation is the source.
    const pb::Attendee* sayer = find_attendee(state, item.data.said_by());
    return sayer != nullptr && viewer.role.professional() && !viewer.organisation.empty() &&
           sayer->participant().organisation() == viewer.organisation &&
           (sayer->participant().organisation_name() == viewer.organisation_name ||
            planted(Fault::kLeakToSameId));
  }
  if (level == "regie") {
    return viewer.role.direction() || (viewer.role.professional() && planted(Fault::kLeakRegie));
  }
  if (level == "besloten_groep") {
    if (planted(Fault::kLeakGroup)) return true;
    const auto& members = item.data.visibility().members();
    return std::find(members.begin(), members.end(), viewer.participant) != members.end();
  }
  return planted(Fault::kLeakPrivate);  // prive, and whatever level we do not know
}

bool sees_item(const MeetingState& state, const Item& item, const Viewer& viewer) {
  if (!sees_content(state, viewer) || !is_open_now(viewer, item.data.id())) return false;
  if (viewer.hidden_until) {
    const auto hidden = viewer.hidden_until->find(item.data.id());
    if (hidden != viewer.hidden_until->end() && state.number < hidden->second) return false;
  }
  if (is_own(item.data, viewer)) return true;
  if (item.data.withdrawn() && !planted(Fault::kLeakWithdrawn)) return false;
  if (item.data.covered_by() != 0 && !planted(Fault::kLeakBlindItem)) return false;
  if (!level_admits(item, viewer, state)) return false;
  if (!has_client_eyes(state, viewer)) return true;
  const pb::Sheet* sheet = find_sheet(state, item.data.sheet());
  if (item.data.removed() && !planted(Fault::kLeakRemovedToClient)) return false;
  if (item.data.has_parked() && !planted(Fault::kLeakParkedToClient)) return false;
  return sheet != nullptr && sees_sheet(state, *sheet, viewer) &&
         is_shown_to_client(item.data);
}

bool sees_item(const MeetingState& state, std::string_view item, const Viewer& viewer) {
  const Item* found = find_item(state, item);
  return found != nullptr && sees_item(state, *found, viewer);
}

bool sees_comment(const MeetingState& state, const Item& item, const pb::Comment& comment, const Viewer& viewer) {
  if (!sees_item(state, item, viewer) || !is_open_now(viewer, comment.id())) return false;
  if (is_covered(comment, comment.said_by(), viewer)) return false;
  if (!has_client_eyes(state, viewer)) return true;
  if (comment.said_by() == viewer.participant || comment.typed_by() == viewer.participant) return true;
  return (comment.at_client_table() || planted(Fault::kLeakOldComments)) &&
         (!comment.removed() || planted(Fault::kLeakRemovedComments));
}

// What was said of an item before the client came stays between those who said it; his own he has.
bool sees_stance(const MeetingState& state, const Item& item, const pb::StanceTaken& stance, const Viewer& viewer) {
  if (!sees_item(state, item, viewer) || !is_open_now(viewer, stance_key(item.data, stance.participant()))) return false;
  if (is_covered(stance, stance.participant(), viewer)) return false;
  if (!has_client_eyes(state, viewer)) return true;
  return stance.participant() == viewer.participant || stance.typed_by() == viewer.participant ||
         stance.at_client_table() || planted(Fault::kLeakOldStances);
}

// Of the figures the client's side has its own alone.
bool sees_score(const MeetingState& state, const Item& item, const pb::ScoreGiven& score, const Viewer& viewer) {
  if (!sees_item(state, item, viewer) || is_covered(score, score.participant(), viewer)) return false;
  if (planted(Fault::kLeakScoresToClient)) return true;
  return sees_figures(state, viewer) || score.participant() == viewer.participant;
}

bool sees_link(const MeetingState& state, const pb::Link& link, const Viewer& viewer) {
  if (!is_open_now(viewer, link.id())) return false;
  if (has_client_eyes(state, viewer) && !planted(Fault::kLeakRelations) &&
      (link.removed() || (link.by() != viewer.participant && !is_client_relation(state, link.relation())))) {
    return false;
  }
  return sees_item(state, link.from(), viewer) &&
         (sees_item(state, link.to(), viewer) || planted(Fault::kLeakLink));
}

bool sees_sheet(const MeetingState& state, const pb::Sheet& sheet, const Viewer& viewer) {
  if (!takes_part(viewer)) return false;
  // The pages of the method are structure; a page that someone added carries his title.
  if (sheet.id() == sheet.phase()) return true;
  if (!sees_content(state, viewer) || !is_open_now(viewer, sheet.id())) return false;
  if (!has_client_eyes(state, viewer) || planted(Fault::kLeakPageTitle)) return true;
  return sheet.by() == viewer.participant ||
         (!sheet.removed() && (sheet.at_client_table() || sheet.opened_to_client()));
}

bool sees_stroke(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer) {
  const pb::Sheet* sheet = find_sheet(state, stroke.sheet());
  if (sheet == nullptr || !sees_sheet(state, *sheet, viewer)) return false;
  if (!sees_content(state, viewer) || !is_open_now(viewer, stroke.id())) return false;
  if (!has_client_eyes(state, viewer) || planted(Fault::kLeakStroke)) return true;
  return stroke.by() == viewer.participant ||
         (!stroke.removed() && (stroke.at_client_table() || stroke.opened_to_client()));
}

bool has_client_eyes(const MeetingState& state, const Viewer& viewer) {
  return viewer.role.client_side() || (viewer.role.room_screen() && room_has_client_eyes(state));
}

bool room_has_client_eyes(const MeetingState& state) {
  if (state.course.client_view()) return true;
  return !planted(Fault::kWallIgnoresWhoIsThere) && any_of_client_side(state, [](const pb::Attendee& attendee) {
    return attendee.location() != pb::Arrive::REMOTE;
  });
}

bool sees_figures(const MeetingState& state, const Viewer& viewer) {
  return takes_part(viewer) && (!has_client_eyes(state, viewer) || planted(Fault::kLeakFigures));
}

bool client_is_at_table(const MeetingState& state) {
  return state.course.client_view() && any_of_client_side(state, [](const pb::Attendee&) { return true; });
}

bool is_said_at_client_table(const MeetingState& state, const pb::Operation& operation, const pb::Item& of) {
  if (operation.undoes() != 0 || !client_is_at_table(state)) return false;
  if (planted(Fault::kLeakSaidUnseen)) return true;
  return lies_open_to_client(state, of) || any_of_client_side(state, [&](const pb::Attendee& attendee) {
           const std::string& who = attendee.participant().id();
           return of.said_by() == who || of.typed_by() == who;
         });
}

bool is_for_all(const pb::Item& item) {
  return item.visibility().level().empty() || item.visibility().level() == "deelnemers";
}

bool is_shown_to_client(const pb::Item& item) {
  if (planted(Fault::kLeakUnopened)) return true;
  return (item.at_client_table() || item.opened_to_client()) &&
         (!item.changed_since_seen() || planted(Fault::kLeakChanged));
}

bool is_open_to_client(const pb::Sheet& sheet) {
  return sheet.id() == sheet.phase() || (!sheet.removed() && (sheet.at_client_table() || sheet.opened_to_client()));
}

bool lies_open_to_client(const MeetingState& state, const pb::Item& item) {
  const pb::Sheet* sheet = find_sheet(state, item.sheet());
  return sheet != nullptr && is_open_to_client(*sheet) && is_for_all(item) && is_shown_to_client(item) &&
         !item.removed() && !item.has_parked();
}

}  // namespace flipover
