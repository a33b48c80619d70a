#include "server/model/deciding.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <utility>
#include <vector>

#include "server/base/planted_fault.h"
#include "server/base/text_rule.h"
#include "server/model/entity_id.h"
#include "server/model/order_key.h"
#include "server/model/utf16.h"
#include "server/model/weight_back.h"

namespace flipover {
namespace {

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return false;
  }
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  const int day = (text[8] - '0') * 10 + (text[9] - '0');
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// 12, -3, 0.5
bool is_number(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !digit(text.front()) || !digit(text.back())) return false;
  return std::count(text.begin(), text.end(), '.') <= 1 &&
         std::all_of(text.begin(), text.end(), [&](char c) { return digit(c) || c == '.'; });
}

bool fits(const Asked& asked, const pb::Field& field, const std::string& value) {
  switch (field.type()) {
    case pb::Field::DATE: return is_date(value);
    case pb::Field::PARTICIPANT: return find_attendee(asked.state, value) != nullptr;
    case pb::Field::TERM: return has_term(asked.state, field.set(), value);
    case pb::Field::NUMBER: return is_number(value);
    case pb::Field::YES_NO: return value == "ja" || value == "nee";
    default: return true;
  }
}

}  // namespace

const Item* item_for(const Asked& asked, std::string_view item) {
  const Item* found = find_item(asked.state, item);
  if (found == nullptr || found->data.withdrawn()) return nullptr;
  if (planted(Fault::kLeakHiddenId)) return found;
  return !asked.is_participant() || sees_item(asked.state, *found, asked.viewer) ? found : nullptr;
}

const pb::Sheet* sheet_for(const Asked& asked, std::string_view sheet) {
  const pb::Sheet* found = find_sheet(asked.state, sheet);
  if (found == nullptr || !asked.is_participant()) return found;
  return sees_sheet(asked.state, *found, asked.viewer) ? found : nullptr;
}

Objection check_text(std::string_view text, std::size_t units_max, TextUse use) {
  const auto length = utf16_length(text);
  if (!length) return no(Reason::kTextInvalid, "UTF-8");
  if (const auto sign = unfit_sign(text, use)) return no(Reason::kTextInvalid, name_of_sign(*sign));
  if (*length > units_max) return no(Reason::kTextTooLong, "max " + std::to_string(units_max));
  return std::nullopt;
}

Objection check_value(std::string_view text, std::size_t units_max, std::string_view field, TextUse use) {
  const auto objection = check_text(text, units_max, use);
  if (!objection) return std::nullopt;
  if (objection->reason != Reason::kTextInvalid) return no(Reason::kValueInvalid, std::string(field));
  return no(Reason::kTextInvalid, std::string(field) + ": " + objection->detail);
}

Objection check_words(std::string_view words, std::string_view field) {
  if (auto objection = check_text(words, kWordsUnitsMax)) {
    objection->detail = std::string(field) + ": " + objection->detail;
    return objection;
  }
  return std::nullopt;
}

Objection check_reason(std::string_view reason) {
  if (reason.find_first_not_of(" \t\n") == std::string_view::npos) return no(Reason::kReasonRequired);
  return check_words(reason, "reason");
}

Objection check_term(const Asked& asked, const char* set, std::string_view term) {
  if (term.empty() || has_term(asked.state, set, term)) return std::nullopt;
  return no(Reason::kValueInvalid, set);
}

Objection check_visibility(const Asked& asked, const pb::Visibility& visibility) {
  if (!has_term(asked.state, "visibility", visibility.level())) return no(Reason::kValueInvalid, "visibility");
  const bool group = visibility.level() == "besloten_groep";
  const auto members = static_cast<std::size_t>(visibility.members_size());
  if (group ? members == 0 || members > kMembersMax : members != 0) return no(Reason::kValueInvalid, "members");
  for (const auto& member : visibility.members()) {
    if (find_attendee(asked.state, member) == nullptr) return no(Reason::kValueInvalid, "members");
  }
  return std::nullopt;
}

Objection check_field(const Asked& asked, std::string_view kind, const pb::FieldValue& value) {
  const pb::Kind* known = find_kind(asked.state, kind);
  if (known == nullptr) return no(Reason::kValueInvalid, "kind");
  const auto field = std::find_if(known->fields().begin(), known->fields().end(),
                                  [&](const pb::Field& of) { return of.id() == value.field(); });
  if (field == known->fields().end()) return no(Reason::kUnknownField, value.field().substr(0, kIdBytesMax));
  const std::size_t values_max = field->many() ? kFieldValuesMax : 1;
  if (static_cast<std::size_t>(value.values_size()) > values_max) return no(Reason::kValueInvalid, value.field());
  for (const auto& text : value.values()) {
    if (auto objection = check_value(text, kWordsUnitsMax, value.field(), TextUse::kText)) return objection;
    if (!fits(asked, *field, text)) return no(Reason::kValueInvalid, value.field());
  }
  return std::nullopt;
}

Objection check_persons(const google::protobuf::RepeatedPtrField<std::string>& persons) {
  if (static_cast<std::size_t>(persons.size()) > kPersonsMax) return no(Reason::kValueInvalid, "persons");
  for (const auto& person : persons) {
    if (person.empty()) return no(Reason::kValueInvalid, "persons");
    if (auto objection = check_value(person, kIdBytesMax, "persons", TextUse::kName)) return objection;
  }
  return std::nullopt;
}

Objection check_place(const pb::Place& place) {
  if (std::abs(static_cast<long>(place.x())) > kPlaceMax || std::abs(static_cast<long>(place.y())) > kPlaceMax) {
    return no(Reason::kValueInvalid, "place");
  }
  return std::nullopt;
}

namespace {

bool keeps_too_much(const Content& content, const Weight& more, std::size_t bytes_max, std::size_t things_max) {
  return content.there.bytes + content.away.bytes + more.bytes > 2 * bytes_max ||
         content.there.things + content.away.things + more.things > 2 * things_max;
}

// `new_to_it`: more than it holds, put away or not; false: it comes back.
Objection check_meeting_holds(const Asked& asked, const Weight& more, bool new_to_it) {
  const ModelLimits& limits = asked.limits;
  const Content& all = asked.state.weights.all;
  if (all.there.things + more.things > limits.items_max) return no(Reason::kTooManyItems);
  if (all.there.bytes + more.bytes > limits.content_bytes_max) return no(Reason::kMeetingFull);
  if (new_to_it && keeps_too_much(all, more, limits.content_bytes_max, limits.items_max)) {
    return no(Reason::kRemovedFull);
  }
  return std::nullopt;
}

// Nobody fills the meeting for all others (G6), nor another's share for him: what others add to what he typed may take half.
Objection check_share_holds(const Asked& asked, const std::string& whose, const Weight& more, bool new_to_it) {
  if (asked.imports() || whose.empty()) return std::nullopt;
  const ModelLimits& limits = asked.limits;
  const auto found = asked.state.weights.of.find(whose);
  const Content own = found == asked.state.weights.of.end() ? Content() : found->second;
  const pb::Role* role = role_of(asked.state, whose);
  const std::size_t parts = role != nullptr && role->client_side() ? limits.client_share_parts : limits.share_parts;
  const std::size_t bytes_max = limits.content_bytes_max / parts;
  const std::size_t things_max = std::min(limits.items_max, 2 * limits.items_max / parts);
  const std::size_t by_others = new_to_it && whose != asked.by.participant ? 2 : 1;
  if (own.there.bytes + more.bytes > bytes_max / by_others || own.there.things + more.things > things_max / by_others) {
    return no(Reason::kShareFull);
  }
  if (new_to_it && keeps_too_much(own, more, bytes_max, things_max)) return no(Reason::kRemovedFull);
  return std::nullopt;
}

Objection check_added(const Asked& asked, const std::string& whose, const Weight& more) {
  if (auto objection = check_meeting_holds(asked, more, true)) return objection;
  return check_share_holds(asked, whose, more, true);
}

}  // namespace

Objection check_room(const Asked& asked, std::size_t more_bytes) {
  return check_added(asked, asked.by.participant, Weight{more_bytes, 1});
}

Objection check_room_about(const Asked& asked, const std::string& whose, std::size_t more_bytes) {
  return check_added(asked, whose, Weight{more_bytes, 0});
}

Objection check_room_for_part(const Asked& asked, const Item& item) {
  return check_added(asked, item.data.typed_by(), weight_of_part(item));
}

namespace {

Objection check_comes_back(const Asked& asked, const std::map<std::string, Weight>& back) {
  Weight all;
  for (const auto& [whose, weight] : back) all += weight;
  if (auto objection = check_meeting_holds(asked, all, false)) return objection;
  for (const auto& [whose, weight] : back) {
    if (auto objection = check_share_holds(asked, whose, weight, false)) return objection;
  }
  return std::nullopt;
}

}  // namespace

Objection check_room_back(const Asked& asked, const std::string& thing) {
  return check_comes_back(asked, weight_back(asked.state, thing));
}

Objection check_room_on(const Asked& asked, const Item& item, const std::string& sheet) {
  return check_comes_back(asked, weight_on(asked.state, item, sheet));
}

bool writes_few_kinds(const Asked& asked) {
  const pb::Role* role = role_of(asked.state, asked.by.participant);
  return role != nullptr && !role->only_kinds().empty() && !asked.imports();
}

Objection check_writes(const Asked& asked, const Item& item) {
  if (!may_write(asked.state, asked.by) || !may_use_kind(asked.state, asked.by, item.data.kind())) {
    return no(Reason::kNotAllowed);
  }
  return std::nullopt;
}

Objection check_dissent(const Asked& asked, const Item& item) {
  if (asked.imports()) return std::nullopt;
  for (const auto& taken : item.data.stances()) {
    if (taken.stance() != pb::TakeStance::DISSENT || taken.participant() == asked.by.participant) continue;
    if (asked.is_participant() && !sees_stance(asked.state, item, taken, asked.viewer)) continue;
    return no(Reason::kCarriesDissent);
  }
  return std::nullopt;
}

bool admits_all_of(const MeetingState& state, const Item& item, const Item& becomes) {
  return std::all_of(state.attendees.begin(), state.attendees.end(), [&](const pb::Attendee& attendee) {
    const Viewer viewer = viewer_of(state, attendee.participant().id());
    return viewer.role.id().empty() || !level_admits(item, viewer, state) || level_admits(becomes, viewer, state);
  });
}

Objection check_hides(const Asked& asked, const Item& item, const Item& becomes) {
  return admits_all_of(asked.state, item, becomes) ? Objection{} : check_dissent(asked, item);
}

std::uint64_t covering_round(const MeetingState& state, const pb::Sheet& sheet, const std::string& region) {
  const pb::Round& round = state.course.round();
  if (round.kind() != pb::OpenRound::BLIND || sheet.phase() != round.sheet()) return 0;
  const auto& regions = round.regions();
  return regions.empty() || std::find(regions.begin(), regions.end(), region) != regions.end() ? round.round() : 0;
}

std::uint64_t covering_round(const MeetingState& state, const Item& item) {
  const pb::Sheet* sheet = find_sheet(state, item.data.sheet());
  // What is said of a covered item is covered with it.
  return sheet == nullptr || item.data.covered_by() != 0 ? 0 : covering_round(state, *sheet, item.data.region());
}

std::optional<std::string> key_behind(const Asked& asked, const std::string& sheet, const std::string& region,
                                      const std::string* behind, std::string_view moving) {
  // Only what the author sees counts, so that the key tells nothing of what is hidden from him (G5).
  std::vector<std::pair<std::string_view, std::string_view>> standing;  // order key, id
  for (const auto& [id, item] : asked.state.items) {
    if (item.data.sheet() != sheet || item.data.region() != region || id == moving) continue;
    if (asked.is_participant() && !sees_item(asked.state, item, asked.viewer)) continue;
    standing.emplace_back(item.data.order_key(), id);
  }
  const std::string salt = order_salt(asked.operation.id());
  if (standing.empty() || behind == nullptr) {
    const auto last = std::max_element(standing.begin(), standing.end());
    return order_key_between(last == standing.end() ? std::string_view{} : last->first, {}, salt);
  }
  std::sort(standing.begin(), standing.end());
  if (behind->empty()) return order_key_between({}, standing.front().first, salt);
  const auto neighbour = std::find_if(standing.begin(), standing.end(),
                                      [&](const auto& place) { return place.second == *behind; });
  if (neighbour == standing.end()) {
    // It was moved away meanwhile: last is where one looks next. Was it never there, the author is told.
    if (item_for(asked, *behind) == nullptr) return std::nullopt;
    return order_key_between(standing.back().first, {}, salt);
  }
  const auto after = std::find_if(neighbour, standing.end(),
                                  [&](const auto& place) { return place.first > neighbour->first; });
  return order_key_between(neighbour->first, after == standing.end() ? std::string_view{} : after->first, salt);
}

Verdict<std::string> speaker(const Asked& asked, const std::string* said_by) {
  if (said_by == nullptr) return asked.by.participant;
  if (!said_by->empty()) {
    const pb::Attendee* attendee = find_attendee(asked.state, *said_by);
    if (attendee == nullptr) return no(Reason::kValueInvalid, "said_by");
    const pb::Role* role = find_role(asked.state, attendee->participant().role());
    if (role != nullptr && role->room_screen()) return no(Reason::kValueInvalid, "said_by");  // a screen says nothing
  }
  if (!asked.imports() && !may_speak_for(asked.state, asked.by, *said_by)) return no(Reason::kNotAllowed, "said_by");
  return *said_by;
}

}  // namespace flipover
