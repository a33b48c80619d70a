#include "tests/model/sight_oracle.h"

#include <algorithm>

namespace flipover {
namespace {

constexpr std::string_view kMark = "zq";
constexpr std::size_t kCanarySize = 9;

const std::set<std::string> kClientSide = {"client", "steunpersoon"};
const std::set<std::string> kProfessionals = {"procesregisseur", "casusregisseur", "inbrenger", "partner",
                                              "notulist", "observer"};
const std::set<std::string> kDirection = {"procesregisseur", "notulist", "observer"};

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
  return kClientSide.contains(as) || (as == "zaalscherm" && state_.course.client_view());
}

bool SightOracle::shown(const std::string& thing) const {
  const auto found = shown_.find(thing);
  return found != shown_.end() && (found->second.at_table || found->second.opened);
}

bool SightOracle::client_sits_here() const {
  return state_.course.client_view() &&
         std::any_of(state_.attendees.begin(), state_.attendees.end(), [](const pb::Attendee& attendee) {
           return attendee.present() && !attendee.participant().ended() &&
                  kClientSide.contains(attendee.participant().role());
         });
}

bool SightOracle::sees_item(const std::string& viewer, const std::string& item) const {
  const auto found = state_.items.find(item);
  if (found == state_.items.end() || !takes_part(viewer)) return false;
  const pb::Item& data = found->second.data;
  const std::string& as = role(viewer);
  if (kClientSide.contains(as) && !state_.course.client_view()) return false;
  if (as != "zaalscherm" && (data.said_by() == viewer || data.typed_by() == viewer)) return true;
  if (blind_.contains(item)) return false;
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
  if (!like_client(viewer) || found->said_by() == viewer || found->typed_by() == viewer) return true;
  return !found->removed() && shown(comment);
}

bool SightOracle::sees_link(const std::string& viewer, const std::string& link) const {
  const auto found = state_.links.find(link);
  if (found == state_.links.end() || (like_client(viewer) && found->second.removed())) return false;
  return sees_item(viewer, found->second.from()) && sees_item(viewer, found->second.to());
}

bool SightOracle::sees_sheet(const std::string& viewer, const std::string& sheet) const {
  if (!takes_part(viewer)) return false;
  for (const auto& page : state_.sheets) {
    if (page.id() != sheet) continue;
    if (page.phase() == page.id() || !like_client(viewer)) return true;
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
  for (const auto& word : canaries_in(record.operation().SerializeAsString())) {
    canaries_[word].push_back({where, thing, whose});
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
    return;
  }
  shown_[op.sheet()].opened = true;
  for (const auto& [id, item] : state_.items) {
    if (item.data.sheet() == op.sheet() && presentable(item)) shown_[id].opened = true;
  }
  for (const auto& [id, stroke] : state_.strokes) {
    if (stroke.sheet() == op.sheet() && !stroke.removed()) shown_[id].opened = true;
  }
}

void SightOracle::note_closed(const pb::CloseToClient& op) {
  if (op.sheet().empty()) {
    shown_.erase(op.item());
    return;
  }
  shown_.erase(op.sheet());
  for (const auto& [id, item] : state_.items) {
    if (item.data.sheet() == op.sheet()) shown_.erase(id);
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
      note_canaries(record, Where::kItem, add.item());
      shown_[add.item()].at_table = client_sits_here();
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
      for (auto& [word, places] : canaries_) {
        const auto of_whole = std::find_if(places.begin(), places.end(), [&](const Place& place) {
          return place.where == Where::kItem && place.thing == whole;
        });
        if (of_whole != places.end()) places.push_back({Where::kItem, rest, {}});
      }
      break;
    }
    case pb::Operation::kEditText: note_canaries(record, Where::kItem, op.edit_text().item()); break;
    case pb::Operation::kSetField: note_canaries(record, Where::kItem, op.set_field().item()); break;
    case pb::Operation::kParkItem: note_canaries(record, Where::kItem, op.park_item().item()); break;
    case pb::Operation::kTakeStance: note_canaries(record, Where::kItem, op.take_stance().item()); break;
    case pb::Operation::kScore:
      note_canaries(record, Where::kScoreWords, op.score().item(), op.score().by());
      break;
    case pb::Operation::kAddComment:
      note_canaries(record, Where::kComment, op.add_comment().comment());
      shown_[op.add_comment().comment()].at_table = client_sits_here();
      break;
    case pb::Operation::kSetVisibility: note_canaries(record, Where::kReasonOnItem, op.set_visibility().item()); break;
    case pb::Operation::kAddPage:
      note_canaries(record, Where::kPage, op.add_page().sheet());
      shown_[op.add_page().sheet()].at_table = client_sits_here();
      break;
    case pb::Operation::kDraw: shown_[op.draw().stroke()].at_table = client_sits_here(); break;
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
      break;
    default: note_canaries(record, Where::kReasonOfProcess, {}); break;
  }
}

bool SightOracle::may_have(const std::string& viewer, const Place& place) const {
  switch (place.where) {
    case Where::kItem: return sees_item(viewer, place.thing);
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
