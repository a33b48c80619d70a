#include "tests/model/sight_oracle.h"

#include <algorithm>
#include <utility>

namespace flipover {
namespace {

constexpr std::string_view kMark = "zq";
constexpr std::size_t kCanarySize = 9;

const std::set<std::string> kClientSide = {"client", "steunpersoon"};
const std::set<std::string> kProfessionals = {"procesregisseur", "casusregisseur", "inbrenger", "partner",
                                              "notulist", "observer"};
const std::set<std::string> kDirection = {"procesregisseur", "notulist", "observer"};

// What the client's page shows, of the fields and relations that random meetings know.
const std::set<std::string> kHisFields = {"interventie uitvoerder", "besluit reden"};
const std::string kHisRelation = "beantwoordt";

std::vector<std::string> canaries_in(std::string_view bytes) {
  std::vector<std::string> found;
  for (std::size_t at = bytes.find(kMark); at != std::string_view::npos; at = bytes.find(kMark, at + 1)) {
    const std::string_view word = bytes.substr(at, kCanarySize);
    const bool whole = word.size() == kCanarySize && word.back() == 'x' &&
                       std::all_of(word.begin() + 2, word.end() - 1, [](char c) { return c >= '0' && c <= '9'; });
    if (whole) found.emplace_back(word);
  }
  return found;
}

const pb::Comment* comment_named(const MeetingState& state, const std::string& comment, std::string& item) {
  const auto home = state.comment_homes.find(comment);
  if (home == state.comment_homes.end()) return nullptr;
  item = home->second;
  for (const auto& known : state.items.find(item)->second.data.comments()) {
    if (known.id() == comment) return &known;
  }
  return nullptr;
}

}  // namespace

std::string SightOracle::canary() {
  std::string digits = std::to_string(++canaries_made_);
  return std::string(kMark) + std::string(6 - digits.size(), '0') + digits + "x";
}

const std::string& SightOracle::role(const std::string& viewer) const {
  static const std::string none;
  for (const auto& attendee : state_.attendees) {
    const pb::Participant& who = attendee.participant();
    if (who.id() == viewer) return who.ended() ? none : who.role();
  }
  return none;
}

bool SightOracle::takes_part(const std::string& viewer) const { return !role(viewer).empty(); }

bool SightOracle::like_client(const std::string& viewer) const {
  const std::string& as = role(viewer);
  return kClientSide.contains(as) || (as == "zaalscherm" && (state_.course.client_view() || client_in_room()));
}

bool SightOracle::client_in_room() const {
  return std::any_of(state_.attendees.begin(), state_.attendees.end(), [](const pb::Attendee& attendee) {
    return attendee.present() && !attendee.participant().ended() && attendee.location() != pb::Arrive::REMOTE &&
           kClientSide.contains(attendee.participant().role());
  });
}

bool SightOracle::room_is_blank() const {
  return state_.course.screens_shut() || (client_in_room() && !state_.course.client_view());
}

bool SightOracle::on_his_page(const std::string& item, const std::string& field) const {
  const Item* found = find_item(state_, item);
  return found != nullptr && kHisFields.contains(found->data.kind() + " " + field);
}

bool SightOracle::shown(const std::string& thing) const {
  const auto found = shown_.find(thing);
  if (changed_.contains(thing)) return false;
  return found != shown_.end() && (found->second.at_table || found->second.opened);
}

bool SightOracle::client_sits_here() const {
  return state_.course.client_view() &&
         std::any_of(state_.attendees.begin(), state_.attendees.end(), [](const pb::Attendee& attendee) {
           return attendee.present() && !attendee.participant().ended() &&
                  kClientSide.contains(attendee.participant().role());
         });
}

bool SightOracle::page_is_open(const std::string& page) const {
  return std::any_of(state_.sheets.begin(), state_.sheets.end(), [&](const pb::Sheet& sheet) {
    return sheet.id() == page && (sheet.phase() == page || (!sheet.removed() && shown(page)));
  });
}

bool SightOracle::lies_open(const std::string& item) const {
  const Item* found = find_item(state_, item);
  if (found == nullptr || !shown(item) || !page_is_open(found->data.sheet())) return false;
  return found->data.visibility().level() == "deelnemers" && !found->data.removed() && !found->data.has_parked();
}

bool SightOracle::is_open_to_all(const std::string& item) const {
  const Item* found = find_item(state_, item);
  return found != nullptr && shown(item) && found->data.visibility().level() == "deelnemers" && !blind_.contains(item) &&
         !withdrawn_.contains(item);
}

bool SightOracle::said_before_client(const std::string& item) const {
  const Item* found = find_item(state_, item);
  if (found == nullptr || !client_sits_here()) return false;
  return lies_open(item) || std::any_of(state_.attendees.begin(), state_.attendees.end(), [&](const pb::Attendee& one) {
           const std::string& who = one.participant().id();
           return one.present() && kClientSide.contains(role(who)) &&
                  (found->data.said_by() == who || found->data.typed_by() == who);
         });
}

bool SightOracle::lies_in_round(const std::string& item) const {
  const Item* found = find_item(state_, item);
  if (!blind_open_ || found == nullptr || blind_.contains(item)) return false;
  const pb::Sheet* sheet = find_sheet(state_, found->data.sheet());
  if (sheet == nullptr || sheet->phase() != blind_phase_) return false;
  return blind_regions_.empty() ||
         std::find(blind_regions_.begin(), blind_regions_.end(), found->data.region()) != blind_regions_.end();
}

bool SightOracle::sees_item(const std::string& viewer, const std::string& item) const {
  const auto found = state_.items.find(item);
  if (found == state_.items.end() || !takes_part(viewer)) return false;
  const pb::Item& data = found->second.data;
  const std::string& as = role(viewer);
  if (kClientSide.contains(as) && !state_.course.client_view()) return false;
  if (as == "zaalscherm" && room_is_blank()) return false;
  // What he typed on a device of which he has not said that it is his is that device's.
  const bool elsewhere = !data.device().empty() && data.typed_by() == viewer;
  if (as != "zaalscherm" && !elsewhere && (data.said_by() == viewer || data.typed_by() == viewer)) return true;
  if (blind_.contains(item) || withdrawn_.contains(item)) return false;
  const std::string& level = data.visibility().level();
  const auto& members = data.visibility().members();
  if (level == "professionals" && !kProfessionals.contains(as)) return false;
  if (level == "regie" && !kDirection.contains(as)) return false;
  if (level == "prive") return false;
  if (level == "besloten_groep" &&
      (as == "zaalscherm" || std::find(members.begin(), members.end(), viewer) == members.end())) {
    return false;
  }
  if (level == "bron_en_regie" && as != "procesregisseur") {
    if (!kProfessionals.contains(as)) return false;
    std::string mine;
    std::string source;
    for (const auto& attendee : state_.attendees) {
      if (attendee.participant().id() == viewer) mine = attendee.participant().organisation();
      if (attendee.participant().id() == data.said_by()) source = attendee.participant().organisation();
    }
    if (source.empty() || source != mine) return false;
  }
  if (!like_client(viewer)) return true;
  return !data.removed() && !data.has_parked() && shown(item) && sees_sheet(viewer, data.sheet());
}

bool SightOracle::sees_comment(const std::string& viewer, const std::string& comment) const {
  std::string item;
  const pb::Comment* found = comment_named(state_, comment, item);
  if (found == nullptr || !sees_item(viewer, item)) return false;
  if (found->said_by() == viewer || found->typed_by() == viewer) return true;
  if (blind_comments_.contains(comment)) return false;
  if (!like_client(viewer)) return true;
  return !found->removed() && shown(comment);
}

bool SightOracle::sees_link(const std::string& viewer, const std::string& link) const {
  const auto found = state_.links.find(link);
  if (found == state_.links.end()) return false;
  const pb::Link& data = found->second;
  if (like_client(viewer) && (data.removed() || (data.relation() != kHisRelation && data.by() != viewer))) return false;
  return sees_item(viewer, found->second.from()) && sees_item(viewer, found->second.to());
}

bool SightOracle::sees_sheet(const std::string& viewer, const std::string& sheet) const {
  if (!takes_part(viewer)) return false;
  for (const auto& page : state_.sheets) {
    if (page.id() != sheet) continue;
    if (page.phase() == page.id()) return true;
    if (role(viewer) == "zaalscherm" && room_is_blank()) return false;
    if (!like_client(viewer)) return true;
    return state_.course.client_view() && (page.by() == viewer || (!page.removed() && shown(sheet)));
  }
  return false;
}

bool SightOracle::sees_stroke(const std::string& viewer, const std::string& stroke) const {
  const auto found = state_.strokes.find(stroke);
  if (found == state_.strokes.end() || !sees_sheet(viewer, found->second.sheet())) return false;
  return !like_client(viewer) || found->second.by() == viewer || (!found->second.removed() && shown(stroke));
}

bool SightOracle::sees(const std::string& viewer, const std::string& thing) const {
  if (state_.items.contains(thing)) return sees_item(viewer, thing);
  if (state_.comment_homes.contains(thing)) return sees_comment(viewer, thing);
  if (state_.links.contains(thing)) return sees_link(viewer, thing);
  if (state_.strokes.contains(thing)) return sees_stroke(viewer, thing);
  return sees_sheet(viewer, thing);
}

std::vector<std::string> SightOracle::things() const {
  std::vector<std::string> all;
  for (const auto& [id, item] : state_.items) {
    all.push_back(id);
    for (const auto& comment : item.data.comments()) all.push_back(comment.id());
  }
  for (const auto& [id, link] : state_.links) all.push_back(id);
  for (const auto& [id, stroke] : state_.strokes) all.push_back(id);
  for (const auto& sheet : state_.sheets) {
    if (sheet.id() != sheet.phase()) all.push_back(sheet.id());
  }
  return all;
}

void SightOracle::note_canaries(const pb::Record& record, Where where, const std::string& thing,
                                const std::string& whose) {
  note_canaries(record.operation().SerializeAsString(), {where, thing, whose});
}

void SightOracle::note_canaries(std::string_view words, const Place& place) {
  for (const auto& word : canaries_in(words)) canaries_[word].push_back(place);
}

void SightOracle::note_added(const pb::AddItem& op) {
  note_canaries(op.text(), {Where::kItem, op.item()});
  for (const auto& label : op.persons()) note_canaries(label, {Where::kProfessional, op.item()});
  for (const auto& field : op.fields()) {
    for (const auto& value : field.values()) note_canaries(value, {Where::kField, op.item(), {}, {}, field.field()});
  }
}

// What is shown to the client and changes while he cannot see it, he gets when it is opened anew.
void SightOracle::changes(const std::string& item) {
  const auto found = shown_.find(item);
  const bool open = found != shown_.end() && (found->second.at_table || found->second.opened);
  if (open && (!state_.course.client_view() || !lies_open(item))) changed_.insert(item);
}

void SightOracle::note_lying(const std::string& item, const std::string& onto) {
  const std::string before = std::exchange(lies_on_[item], onto);
  if (is_open_to_all(before) || is_open_to_all(onto)) changes(item);
}

void SightOracle::note_changed(const pb::Record& record) {
  const pb::Operation& op = record.operation();
  const bool open = state_.course.client_view();
  const auto is_parked = [&](const std::string& item) {
    const Item* found = find_item(state_, item);
    return found != nullptr && found->data.has_parked();
  };
  const auto stands_elsewhere = [&](const std::string& item) {
    const Item* found = find_item(state_, item);
    if (found == nullptr) return false;
    const std::string now = found->data.sheet() + "/" + found->data.region();
    return std::exchange(places_[item], now) != now;
  };
  const auto joins = [&](const std::string& link) {
    const auto found = state_.links.find(link);
    if (found == state_.links.end() || found->second.relation() != kHisRelation) return;
    const std::string& from = found->second.from();
    const std::string& to = found->second.to();
    if (is_open_to_all(to)) changes(from);
    if (open && is_open_to_all(from)) changes(to);
  };
  if (op.has_add_item()) stands_elsewhere(op.add_item().item());
  if (op.has_edit_text()) changes(op.edit_text().item());
  if (op.has_set_visibility() && !open) changes(op.set_visibility().item());
  if (op.has_resolve()) changes(op.resolve().item());
  if (op.has_reopen()) changes(op.reopen().item());
  if (op.has_stack_item()) {
    note_lying(op.stack_item().item(), op.stack_item().onto());
    note_lying(op.stack_item().onto(), {});
  }
  if (op.has_unstack_item()) note_lying(op.unstack_item().item(), {});
  if (op.has_link_items()) joins(op.link_items().link());
  if (op.has_restore()) joins(op.restore().thing());
  if (op.has_set_field()) {
    const std::string& field = op.set_field().value().field();
    const std::string& item = op.set_field().item();
    if (field == "kind" || field == "said_by" || on_his_page(item, field)) changes(item);
  }
  if (op.has_move_item()) {
    const std::string& item = op.move_item().item();
    const bool elsewhere = stands_elsewhere(item);
    if (!op.move_item().kind().empty() || (elsewhere && !is_parked(item))) changes(item);
  }
  if (op.has_take_back_item() && stands_elsewhere(op.take_back_item().item())) changes(op.take_back_item().item());
  if (op.has_split_item()) {
    const std::string& whole = op.split_item().item();
    const std::string& rest = op.split_item().new_item();
    stands_elsewhere(rest);
    if (changed_.contains(whole)) changed_.insert(rest);
    changes(whole);
    changes(rest);
  }
}

void SightOracle::note_opened(const pb::OpenToClient& op) {
  const auto presentable = [&](const Item& item) {
    return item.data.visibility().level() == "deelnemers" && !blind_.contains(item.data.id()) &&
           !item.data.removed() && !item.data.has_parked();
  };
  if (op.sheet().empty()) {
    const Item* item = find_item(state_, op.item());
    if (item == nullptr || !presentable(*item)) return;
    if (!shown(item->data.sheet())) shown_[item->data.sheet()].opened = true;
    shown_[op.item()].opened = true;
    changed_.erase(op.item());
    return;
  }
  shown_[op.sheet()].opened = true;
  for (const auto& [id, item] : state_.items) {
    if (item.data.sheet() == op.sheet() && presentable(item)) {
      shown_[id].opened = true;
      changed_.erase(id);
    }
  }
  for (const auto& [id, stroke] : state_.strokes) {
    if (stroke.sheet() == op.sheet() && !stroke.removed()) shown_[id].opened = true;
  }
}

void SightOracle::note_closed(const pb::CloseToClient& op) {
  if (op.sheet().empty()) {
    shown_.erase(op.item());
    changed_.erase(op.item());
    return;
  }
  shown_.erase(op.sheet());
  for (const auto& [id, item] : state_.items) {
    if (item.data.sheet() != op.sheet()) continue;
    shown_.erase(id);
    changed_.erase(id);
  }
  for (const auto& [id, stroke] : state_.strokes) {
    if (stroke.sheet() == op.sheet()) shown_.erase(id);
  }
}

void SightOracle::note(const pb::Record& record) {
  const pb::Operation& op = record.operation();
  switch (op.kind_case()) {
    case pb::Operation::kAddItem: {
      const pb::AddItem& add = op.add_item();
      note_added(add);
      shown_[add.item()].at_table = client_sits_here();
      if (!lies_open(add.item())) shown_[add.item()].at_table = false;
      std::string asked = add.region();
      if (add.has_parked()) asked = add.parked().region();
      const pb::Sheet* sheet = find_sheet(state_, add.sheet());
      const bool here = sheet != nullptr && sheet->phase() == blind_phase_;
      const bool within = blind_regions_.empty() || std::find(blind_regions_.begin(), blind_regions_.end(), asked) !=
                                                        blind_regions_.end();
      if (blind_open_ && here && within) blind_.insert(add.item());
      break;
    }
    case pb::Operation::kSplitItem: {
      const std::string& whole = op.split_item().item();
      const std::string& rest = op.split_item().new_item();
      if (blind_.contains(whole)) blind_.insert(rest);
      shown_[rest] = shown_[whole];
      const Item* half = find_item(state_, rest);
      for (auto& [word, places] : canaries_) {
        // Half of a parked card lies parked for the same reason; why the whole was hidden does not come along.
        const bool why = half != nullptr && half->data.parked().reason().find(word) != std::string::npos;
        const auto of_whole = std::find_if(places.begin(), places.end(), [&](const Place& place) {
          return place.thing == whole &&
                 (place.where == Where::kItem || place.where == Where::kField ||
                  place.where == Where::kProfessional || (place.where == Where::kReasonOnItem && why));
        });
        if (of_whole == places.end()) continue;
        Place also = *of_whole;
        also.thing = rest;
        places.push_back(std::move(also));
      }
      break;
    }
    case pb::Operation::kEditText: note_canaries(record, Where::kItem, op.edit_text().item()); break;
    case pb::Operation::kSetField: {
      const std::string& field = op.set_field().value().field();
      const Where where = field == "persons" ? Where::kProfessional : Where::kField;
      note_canaries(op.SerializeAsString(), {where, op.set_field().item(), {}, {}, field});
      break;
    }
    case pb::Operation::kParkItem: note_canaries(record, Where::kReasonOnItem, op.park_item().item()); break;
    case pb::Operation::kTakeStance: {
      const pb::TakeStance& taken = op.take_stance();
      const bool covered = taken.stance() != pb::TakeStance::STANCE_UNSPECIFIED && lies_in_round(taken.item());
      note_canaries(op.SerializeAsString(), {Where::kStance, taken.item(), taken.by(), record.by(), {},
                                             said_before_client(taken.item()) && op.undoes() == 0, covered});
      break;
    }
    case pb::Operation::kScore:
      note_canaries(op.SerializeAsString(), {Where::kScoreWords, op.score().item(), op.score().by(), record.by(), {}, false,
                                             lies_in_round(op.score().item())});
      break;
    case pb::Operation::kWithdrawItem: withdrawn_.insert(op.withdraw_item().item()); break;
    case pb::Operation::kRestore: withdrawn_.erase(op.restore().thing()); break;
    case pb::Operation::kAddComment:
      note_canaries(record, Where::kComment, op.add_comment().comment());
      if (lies_in_round(op.add_comment().item())) blind_comments_.insert(op.add_comment().comment());
      shown_[op.add_comment().comment()].at_table = said_before_client(op.add_comment().item());
      break;
    case pb::Operation::kSetVisibility: note_canaries(record, Where::kReasonOnItem, op.set_visibility().item()); break;
    case pb::Operation::kAddPage:
      note_canaries(record, Where::kPage, op.add_page().sheet());
      shown_[op.add_page().sheet()].at_table = client_sits_here();
      break;
    case pb::Operation::kDraw:
      shown_[op.draw().stroke()].at_table = client_sits_here() && page_is_open(op.draw().sheet());
      break;
    case pb::Operation::kOpenToClient: note_opened(op.open_to_client()); break;
    case pb::Operation::kCloseToClient: note_closed(op.close_to_client()); break;
    case pb::Operation::kOpenRound:
      blind_open_ = op.open_round().kind() == pb::OpenRound::BLIND;
      blind_phase_ = state_.course.phase();
      blind_regions_.assign(op.open_round().regions().begin(), op.open_round().regions().end());
      break;
    case pb::Operation::kCloseRound:
      blind_open_ = false;
      blind_.clear();
      blind_comments_.clear();
      for (auto& [word, places] : canaries_) {
        for (Place& place : places) place.covered = false;
      }
      break;
    default: note_canaries(record, Where::kReasonOfProcess, {}); break;
  }
  note_changed(record);
}

bool SightOracle::may_have(const std::string& viewer, const Place& place) const {
  if (place.covered && viewer != place.whose && viewer != place.typist) return false;
  switch (place.where) {
    case Where::kItem: return sees_item(viewer, place.thing);
    case Where::kField:
      return sees_item(viewer, place.thing) && (!like_client(viewer) || on_his_page(place.thing, place.field));
    case Where::kProfessional: return sees_item(viewer, place.thing) && !like_client(viewer);
    case Where::kStance:
      return sees_item(viewer, place.thing) && (!like_client(viewer) || place.at_table || place.whose == viewer ||
                                                place.typist == viewer);
    case Where::kComment: return sees_comment(viewer, place.thing);
    case Where::kPage: return sees_sheet(viewer, place.thing);
    case Where::kReasonOnItem: return !like_client(viewer) && sees_item(viewer, place.thing);
    case Where::kReasonOfProcess: return !like_client(viewer) && takes_part(viewer);
    case Where::kScoreWords: return sees_item(viewer, place.thing) && (!like_client(viewer) || place.whose == viewer);
  }
  return false;
}

std::vector<std::string> SightOracle::leaks(const std::string& viewer, std::string_view bytes) const {
  std::vector<std::string> found;
  for (const auto& word : canaries_in(bytes)) {
    const auto places = canaries_.find(word);
    const bool fine = places != canaries_.end() &&
                      std::any_of(places->second.begin(), places->second.end(),
                                  [&](const Place& place) { return may_have(viewer, place); });
    if (!fine) found.push_back(word);
  }
  const auto known = known_.find(viewer);
  for (const auto& thing : things()) {
    if (bytes.find(thing) == std::string_view::npos) continue;
    if ((known == known_.end() || !known->second.contains(thing)) && !sees(viewer, thing)) found.push_back(thing);
  }
  return found;
}

void SightOracle::learn(const std::string& viewer) {
  auto& known = known_[viewer];
  for (const auto& thing : things()) {
    if (!known.contains(thing) && sees(viewer, thing)) known.insert(thing);
  }
}

std::string SightOracle::difference(const std::string& viewer, const MeetingState& replica) const {
  const auto holds = [&](const std::string& thing) {
    return replica.items.contains(thing) || replica.comment_homes.contains(thing) || replica.links.contains(thing) ||
           replica.strokes.contains(thing) || find_sheet(replica, thing) != nullptr;
  };
  for (const auto& thing : things()) {
    if (sees(viewer, thing) == holds(thing)) continue;
    return viewer + (holds(thing) ? " holds " : " misses ") + thing;
  }
  return {};
}

}  // namespace flipover
