#include "tests/model/random_meeting.h"

#include <algorithm>
#include <set>
#include <utility>

#include "server/model/state_hash.h"
#include "tests/model/slim_meeting.h"
#include "tests/model/spoken.h"

namespace flipover {
namespace {

using namespace spoken;

const std::vector<std::string> kLevels = {"deelnemers", "professionals", "bron_en_regie",
                                          "regie",      "prive",         "besloten_groep"};

const std::vector<pb::Arrive::Location> kPlaces = {pb::Arrive::ROOM, pb::Arrive::NO_DEVICE, pb::Arrive::REMOTE};

struct Seat {
  const char* id;
  const char* role;
  const char* organisation;
};
constexpr Seat kSeats[] = {
    {"mirjam", "procesregisseur", "gemeente"}, {"noor", "notulist", "gemeente"}, {"karim", "partner", "wijkteam"},
    {"els", "partner", "wijkteam"},            {"pol", "partner", "politie"},    {"cas", "casusregisseur", "wijkteam"},
    {"kevin", "client", ""},                   {"aad", "steunpersoon", ""},      {"obs", "observer", "gemeente"},
    {"onz", "onderzoeker", "hogeschool"},      {"zaal", "zaalscherm", "gemeente"},
};

// The operation with every id in `hidden` replaced by one that never was.
pb::Operation with_unknown_ids(const pb::Operation& operation, const std::vector<std::string>& hidden) {
  std::string bytes = operation.SerializeAsString();
  for (std::size_t i = 0; i < hidden.size(); ++i) {
    const std::string never = "never-was-" + std::to_string(100'000 + i);
    for (std::size_t at = bytes.find(hidden[i]); at != std::string::npos; at = bytes.find(hidden[i])) {
      bytes.replace(at, never.size(), never);
    }
  }
  pb::Operation replaced;
  replaced.ParseFromString(bytes);
  return replaced;
}

pb::Refusal refusal_of(const Verdict<pb::Operation>& verdict) {
  return to_refusal(verdict.error(), pb::Operation());
}

bool same_answer(const Verdict<pb::Operation>& a, const Verdict<pb::Operation>& b) {
  if (a.has_value() != b.has_value()) return false;
  return a ? a->SerializeAsString() == b->SerializeAsString()
           : refusal_of(a).SerializeAsString() == refusal_of(b).SerializeAsString();
}

std::string answer_of(const Verdict<pb::Operation>& verdict) {
  return verdict ? verdict->ShortDebugString() : refusal_of(verdict).ShortDebugString();
}

}  // namespace

RandomMeeting::RandomMeeting(std::uint64_t seed)
    : chance_(seed), table_(slim_meeting().method(), slim_meeting().vocabulary()) {
  table_.storage_every = 7;
  table_.applied = [this](const pb::Record& record) { oracle_.note(record); };
  table_.sent = [this](const std::string& viewer, const std::string& bytes) {
    for (const auto& leak : oracle_.leaks(viewer, bytes)) {
      faults_.push_back(leak + " reached " + viewer + " with record " + table_.log().back().ShortDebugString());
    }
  };
  for (const auto& seat : kSeats) {
    table_.seat(seat.id, seat.role, seat.organisation);
    if (one_in(3)) continue;
    table_.ask("mirjam", arrives(one_in(4) ? pb::Arrive::NO_DEVICE : pb::Arrive::ROOM, seat.id));
  }
  table_.ask("mirjam", begins());
}

std::string RandomMeeting::someone() { return one_of(table_.state().attendees).participant().id(); }

std::string RandomMeeting::some_item() {
  const auto& items = table_.state().items;
  if (items.empty() || one_in(40)) return "no-such-item-000";
  if (!one_in(3)) {  // people act on what they see
    std::vector<std::string> seen;
    for (const auto& [id, item] : items) {
      if (oracle_.sees(acting_, id)) seen.push_back(id);
    }
    if (!seen.empty()) return one_of(seen);
  }
  return std::next(items.begin(), static_cast<std::ptrdiff_t>(below(items.size())))->first;
}

std::string RandomMeeting::some_thing() {
  const auto things = oracle_.things();
  return things.empty() ? some_sheet() : one_of(things);
}

std::string RandomMeeting::some_sheet() { return one_of(table_.state().sheets).id(); }

std::string RandomMeeting::some_region() {
  const auto& phase = one_of(slim_meeting().method().phases());
  return one_of(phase.regions()).id();
}

pb::Visibility RandomMeeting::some_visibility() {
  pb::Visibility visibility;
  visibility.set_level(one_of(kLevels));
  if (visibility.level() == "besloten_groep") {
    for (std::size_t i = below(3) + 1; i > 0; --i) visibility.add_members(someone());
  }
  return visibility;
}

pb::Operation RandomMeeting::add_item() {
  pb::Operation operation;
  pb::AddItem& op = *operation.mutable_add_item();
  op.set_kind(one_of(slim_kinds()));
  op.set_text(words() + (one_in(4) ? " 🙂 post" : " post"));
  if (one_in(3)) op.set_sheet(some_sheet());
  if (one_in(2)) op.set_region(some_region());
  if (one_in(5)) op.set_said_by(one_in(3) ? std::string{} : someone());
  if (one_in(3)) op.set_behind(one_in(3) ? std::string{} : some_item());
  if (one_in(3)) *op.mutable_visibility() = some_visibility();
  if (one_in(6)) op.add_persons(words());
  if (one_in(6)) op.mutable_place()->set_x(static_cast<std::int32_t>(below(900)));
  if (op.kind() == "interventie" && one_in(2)) {
    auto& field = *op.add_fields();
    field.set_field("uitvoerder");
    field.add_values(words());
  }
  if (op.kind() == "besluit" && !one_in(4)) {
    auto& field = *op.add_fields();
    field.set_field("reden");
    field.add_values(words());
  }
  return operation;
}

pb::Operation RandomMeeting::edit_text() {
  const std::string id = some_item();
  const Item* item = find_item(table_.state(), id);
  const std::uint64_t revision = item == nullptr ? 0 : item->data.revision();
  const std::size_t length = item == nullptr ? 0 : item->text.size();
  const auto base = revision - std::min<std::uint64_t>(revision, below(3));
  const std::size_t at = below(length + 2);
  const std::size_t remove = one_in(3) ? below(4) : 0;
  return edits(id, base, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(remove), words());
}

pb::Operation RandomMeeting::set_field() {
  const std::string id = some_item();
  switch (below(7)) {
    case 0: return sets(id, "kind", one_of(slim_kinds()));
    case 1: return sets(id, "said_by", one_in(3) ? std::string{} : someone());
    case 2: return sets(id, "source", one_in(3) ? std::string{} : "client");
    case 3: return sets(id, "persons", words());
    case 4: return sets(id, "uitvoerder", words());
    case 5: return sets(id, "mandaat", words());
    default: return sets(id, "reden", one_in(2) ? std::string{} : words());
  }
}

pb::Operation RandomMeeting::anything_on_items() {
  if (table_.state().course.round().kind() == pb::OpenRound::VOTE && one_in(3)) {
    return votes(some_item(), static_cast<std::uint32_t>(below(3)));
  }
  switch (below(35)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 5: return add_item();
    case 6:
    case 7: return edit_text();
    case 8:
    case 9: return set_field();
    case 10:
    case 11: {
      pb::Operation move = moves(some_item(), one_in(3) ? std::string{} : some_region());
      if (one_in(2)) move.mutable_move_item()->set_sheet(some_sheet());
      if (one_in(2)) move.mutable_move_item()->set_behind(one_in(3) ? std::string{} : some_item());
      if (one_in(5)) move.mutable_move_item()->mutable_place()->set_y(3);
      if (one_in(3)) move.mutable_move_item()->set_kind(one_of(slim_kinds()));
      return move;
    }
    case 12: return one_in(2) ? removes(some_thing()) : withdraws(some_item());
    case 13:
    case 14: return restores(some_thing());
    case 15: {
      const std::string id = some_item();
      const Item* item = find_item(table_.state(), id);
      if (item == nullptr) return splits(id, 0, 1);
      return splits(id, item->data.revision(), static_cast<std::uint32_t>(below(item->text.size() + 1)));
    }
    case 16:
    case 17: return stacks(some_item(), some_item());
    case 18:
    case 33: {
      std::vector<std::string> lying;
      for (const auto& [id, item] : table_.state().items) {
        const bool there = !item.data.removed() && !item.data.withdrawn();
        if (there && !item.data.stacked_on().empty()) lying.push_back(id);
      }
      return unstacks(lying.empty() || one_in(5) ? some_item() : one_of(lying));
    }
    case 19: return parks(some_item(), one_in(2) ? std::string{} : words());
    case 20: return takes_back(some_item(), one_in(2) ? std::string{} : some_region());
    case 21:
    case 22: return links(some_item(), some_item(), one_in(2) ? "versterkt" : "beantwoordt");
    case 23:
    case 24: return comments(some_item(), words());
    case 25: return votes(some_item(), static_cast<std::uint32_t>(below(3)));
    case 26: {
      pb::Operation score = scores(some_item(), static_cast<std::uint32_t>(below(11)), one_in(3) ? someone() : "");
      score.mutable_score()->set_words(words());
      return score;
    }
    case 27:
      return takes(static_cast<pb::TakeStance::Stance>(below(5)), some_item(), words(), one_in(3) ? someone() : "");
    case 28: return resolves(some_item(), one_in(2) ? std::string{} : some_item());
    case 29: return reopens(some_item());
    case 30: return one_in(2) ? adds_page(words(), one_in(3) ? one_of(slim_phases()) : std::string{})
                               : draws(table_.state().sheets.back().id());
    case 31:
    case 32: {
      pb::Operation operation;
      operation.mutable_set_visibility()->set_item(some_item());
      *operation.mutable_set_visibility()->mutable_visibility() = some_visibility();
      if (one_in(2)) operation.mutable_set_visibility()->set_reason(words());
      return operation;
    }
    default: return undoes();
  }
}

pb::Operation RandomMeeting::anything_of_course() {
  switch (below(24)) {
    case 23: return one_in(2) ? shuts_screens(!one_in(3)) : takes_over("weg", one_in(4) ? 1'000 : 150'000);  // all see why
    case 22: return confirms(one_in(4) ? std::string("device-0") : "device-" + std::to_string(devices_));
    case 0: {
      pb::Operation operation = goes_to(one_of(slim_phases()));
      operation.mutable_go_to_phase()->set_reason(words());
      return operation;
    }
    case 1: return extends(60, words());
    case 2: return lifts(static_cast<pb::Rule::Kind>(below(7)), words());
    case 3:
    case 4: return opens_round(pb::OpenRound::BLIND);
    case 5: return opens_round(pb::OpenRound::VOTE);
    case 6:
    case 7: return closes_round();
    case 8:
    case 9: return is_ready(!one_in(4));
    case 10: return raises_hand(!one_in(3));
    case 11: return gives_turn(one_in(3) ? std::string{} : someone());
    case 12: return hands_chair_to(one_in(2) ? std::string("mirjam") : someone());
    case 13: return calls_to(some_item());
    case 14:
    case 15: return client_view(!one_in(3), words());
    case 16: return one_in(2) ? opens_sheet_to_client(some_sheet()) : opens_item_to_client(some_item());
    case 17: return one_in(2) ? closes_sheet_to_client(some_sheet()) : closes_item_to_client(some_item());
    case 18: {
      pb::Operation operation = arrives(one_of(kPlaces), someone());
      operation.mutable_arrive()->set_note(words());
      return operation;
    }
    case 19: {
      pb::Operation operation = departs(someone());
      operation.mutable_depart()->set_reason(words());
      return operation;
    }
    case 20: {
      if (!one_in(4)) return is_ready();
      return adds_participant("late" + std::to_string(++late_), one_in(2) ? "partner" : "inbrenger", "politie");
    }
    default: {
      if (!one_in(6)) return raises_hand();
      pb::Operation operation = ends_participation(someone());
      operation.mutable_end_participation()->set_reason(words());
      return operation;
    }
  }
}

void RandomMeeting::step() {
  const bool of_course = one_in(3);
  const bool by_chair = one_in(of_course ? 2 : 4);
  const std::string by = by_chair ? table_.state().course.chair() : someone();
  acting_ = by;
  if (one_in(60)) {  // whose participation ended comes back, by the server
    const pb::Participant who = one_of(table_.state().attendees).participant();
    if (who.ended()) {
      table_.seat(who.id(), who.role(), who.organisation());
      look_at_viewers();
    }
  }
  if (one_in(20) && oracle_.takes_part(by) && !viewer_of(table_.state(), by).role.room_screen()) {
    table_.add_device(by, "device-" + std::to_string(++devices_), one_in(2) ? someone() : std::string());
    look_at_viewers();
  }
  const pb::Operation operation = of_course ? anything_of_course() : anything_on_items();
  const pb::Attendee* attendee = find_attendee(table_.state(), by);
  if (one_in(5) && attendee->devices_size() > 0) {
    if (operates_on(*attendee->devices().rbegin(), by, operation)) look_at_viewers();
    faults_.insert(faults_.end(), table_.faults().begin(), table_.faults().end());
    return;
  }
  look_for_hidden_influence(by, operation);
  if (table_.ask(by, operation)) {
    ++committed_;
    look_at_viewers();
  }
  faults_.insert(faults_.end(), table_.faults().begin(), table_.faults().end());
}

bool RandomMeeting::operates_on(const pb::Device& device, const std::string& by, pb::Operation operation) {
  *operation.mutable_id() = table_.next_id(by);
  if (!table_.ask(Author{by, Authority::kParticipant, device.device()}, operation)) return false;
  ++committed_;
  return true;
}

// What somebody is answered depends on nothing that he does not see: a hidden id is answered like one that never was,
// and the answer is the same as on his own projection, order keys included.
void RandomMeeting::look_for_hidden_influence(const std::string& by, const pb::Operation& asked) {
  if (!oracle_.takes_part(by) || asked.has_undo()) return;
  pb::Operation operation = asked;
  operation.mutable_id()->set_client("client-of-someone-0000");
  operation.mutable_id()->set_counter(1);
  const Author author{by, Authority::kParticipant};
  const auto answer = table_.would(author, operation);
  const auto complain = [&](const std::string& what) {
    faults_.push_back(what + " for " + by + ": " + operation.ShortDebugString() + "\n  answered " + answer_of(answer));
  };
  std::vector<std::string> hidden;
  const std::string bytes = operation.SerializeAsString();
  for (const auto& thing : oracle_.things()) {
    if (bytes.find(thing) != std::string::npos && !oracle_.sees(by, thing)) hidden.push_back(thing);
  }
  if (!hidden.empty()) {
    const auto verdict = table_.would(author, with_unknown_ids(operation, hidden));
    if (!same_answer(verdict, answer)) complain("a hidden id is answered otherwise than an unknown one");
  }
  // What the chair opens, closes and counts he does not see item by item; a vote on what one sees no more is spent.
  if (operation.has_close_round() || operation.has_open_to_client() || operation.has_close_to_client()) return;
  if (operation.has_vote() || one_in(3)) return;
  pb::Checkpoint checkpoint = project(table_.state(), viewer_of(table_.state(), by));
  // A client's copy does not say what of it was opened to him: all of it.
  for (auto& sheet : *checkpoint.mutable_sheets()) sheet.set_opened_to_client(true);
  for (auto& stroke : *checkpoint.mutable_strokes()) stroke.set_opened_to_client(true);
  for (auto& item : *checkpoint.mutable_items()) {
    item.set_opened_to_client(true);
    const pb::Item& stored = find_item(table_.state(), item.id())->data;
    item.set_edits_from(stored.edits_from());  // nor from where he may edit,
    item.set_client_edits_from(stored.client_edits_from());
    item.set_device(stored.device());
    item.set_first_said_by(stored.first_said_by());  // nor whose right it is
    for (auto& comment : *item.mutable_comments()) comment.set_at_client_table(true);
    for (auto& stance : *item.mutable_stances()) stance.set_at_client_table(true);
  }
  const MeetingState projected = from_checkpoint(checkpoint);
  const auto on_projection = decide(projected, author, operation, table_.edits(), table_.limits);
  if (!same_answer(on_projection, answer)) complain("on his projection: " + answer_of(on_projection));
}

void RandomMeeting::look_at_viewers() {
  for (const auto& [viewer, replica] : table_.replicas()) {
    oracle_.learn(viewer);
    const std::string difference = oracle_.difference(viewer, replica);
    if (!difference.empty()) {
      faults_.push_back(difference + " after record " + table_.log().back().ShortDebugString());
    }
  }
  for (const auto& [place, replica] : table_.on_devices()) {
    if (!is_unconfirmed(table_.state(), place.first, place.second)) continue;
    for (const auto& [id, item] : replica.items) {
      const pb::Item& data = table_.state().items.find(id)->second.data;
      const std::string& level = data.visibility().level();
      const bool kept = level == "prive" || level == "besloten_groep" || data.covered_by() != 0;
      if (kept && data.device() != place.second) {
        faults_.push_back(id + " is on the unconfirmed " + place.second + " after record " +
                          table_.log().back().ShortDebugString());
      }
    }
  }
}

}  // namespace flipover
