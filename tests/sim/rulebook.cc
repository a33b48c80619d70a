#include "tests/sim/rulebook.h"

#include <algorithm>
#include <array>

namespace flipover::sim {
namespace {

template <class Range>
bool contains(const Range& range, std::string_view value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

// domain.md 3.12 and design.md, Visibility: by the names of the roles.
constexpr std::array<std::string_view, 2> kClientSide{"client", "steunpersoon"};
constexpr std::array<std::string_view, 4> kNotProfessional{"client", "steunpersoon", "onderzoeker", "zaalscherm"};
constexpr std::array<std::string_view, 3> kDirection{"procesregisseur", "notulist", "observer"};

}  // namespace

const Rulebook::Person* Rulebook::person(const std::string& participant) const {
  const auto found = people_.find(participant);
  return found == people_.end() || !found->second.takes_part ? nullptr : &found->second;
}

bool Rulebook::client_side(const Person& person) const { return contains(kClientSide, person.role); }

bool Rulebook::client_at_table() const {
  return client_view_ && std::any_of(people_.begin(), people_.end(), [&](const auto& who) {
           return who.second.takes_part && who.second.present && client_side(who.second);
         });
}

bool Rulebook::admits(const std::string& participant, const Person& who, const Thing& thing) const {
  if (thing.said_by == participant || thing.typed_by == participant) return true;
  if (thing.level == "deelnemers") return true;
  if (thing.level == "professionals") return !contains(kNotProfessional, who.role);
  if (thing.level == "bron_en_regie") {
    if (who.role == "procesregisseur") return true;
    const auto sayer = people_.find(thing.said_by);
    return sayer != people_.end() && !contains(kNotProfessional, who.role) && !who.organisation.empty() &&
           sayer->second.organisation == who.organisation;
  }
  if (thing.level == "regie") return contains(kDirection, who.role);
  if (thing.level == "besloten_groep") return thing.members.contains(participant);
  return false;
}

bool Rulebook::may_see_page(const Person& who, const std::string& participant, const std::string& page) const {
  const auto found = pages_.find(page);
  if (found == pages_.end()) return false;
  const Page& of = found->second;
  if (of.of_method || !client_side(who)) return true;
  return client_view_ && (of.by == participant || (of.for_client && !of.removed));
}

bool Rulebook::may_see_item(const std::string& participant, const std::string& item) const {
  const Person* who = person(participant);
  const auto found = items_.find(item);
  if (who == nullptr || found == items_.end()) return false;
  const Thing& thing = found->second;
  if (client_side(*who) && !client_view_) return false;
  if (thing.said_by == participant || thing.typed_by == participant) return true;
  if (thing.covered || !admits(participant, *who, thing)) return false;
  if (!client_side(*who)) return true;
  return thing.for_client && !thing.removed && !thing.parked && may_see_page(*who, participant, thing.sheet);
}

bool Rulebook::may_read(const std::string& participant, Canary canary) const {
  const Person* who = person(participant);
  const auto homes = homes_.find(canary);
  if (who == nullptr || homes == homes_.end()) return false;
  return std::any_of(homes->second.begin(), homes->second.end(), [&](const Home& home) {
    switch (home.kind) {
      case Home::Kind::kItem: return may_see_item(participant, home.id);
      case Home::Kind::kScore:
        return may_see_item(participant, home.id) && (!client_side(*who) || home.whose == participant);
      case Home::Kind::kPage: return may_see_page(*who, participant, home.id);
      case Home::Kind::kProcess: return !client_side(*who);
      case Home::Kind::kComment: {
        const Comment& comment = comments_.at(home.id);
        if (!may_see_item(participant, comment.item)) return false;
        return !client_side(*who) || comment.said_by == participant || comment.typed_by == participant ||
               (comment.for_client && !comment.removed);
      }
    }
    return false;
  });
}

bool Rulebook::level_admits(const std::string& participant, Canary canary) const {
  const Person* who = person(participant);
  const auto homes = homes_.find(canary);
  if (who == nullptr || homes == homes_.end()) return false;
  return std::any_of(homes->second.begin(), homes->second.end(), [&](const Home& home) {
    if (home.kind == Home::Kind::kPage) return true;
    if (home.kind == Home::Kind::kProcess) return !client_side(*who);
    const std::string& item = home.kind == Home::Kind::kComment ? comments_.at(home.id).item : home.id;
    return admits(participant, *who, items_.at(item));
  });
}

void Rulebook::words_at(std::string_view text, const Home& home) {
  for (const Canary canary : canaries_in(text)) {
    homes_[canary].push_back(home);
    if (home.kind == Home::Kind::kItem) items_[home.id].words.push_back(canary);
  }
}

void Rulebook::add_item(const pb::Record& record) {
  const pb::AddItem& op = record.operation().add_item();
  Thing& thing = items_[op.item()];
  thing.said_by = op.said_by();
  thing.typed_by = record.by();
  thing.level = op.visibility().level();
  thing.members = {op.visibility().members().begin(), op.visibility().members().end()};
  thing.sheet = op.sheet();
  thing.region = op.region();
  thing.parked = op.has_parked();
  thing.for_client = client_at_table();
  // Offered in a region of the round it is covered, also where a rule parks it at once.
  const bool in_region = blind_regions_.empty() || blind_regions_.contains(op.region()) ||
                         blind_regions_.contains(op.parked().region());
  const auto phase = phase_of_page_.find(op.sheet());
  thing.covered = blind_ && in_region && phase != phase_of_page_.end() && phase->second == blind_page_;
  words_at(op.text(), {Home::Kind::kItem, op.item(), {}});
  for (const auto& field : op.fields()) {
    for (const auto& value : field.values()) words_at(value, {Home::Kind::kItem, op.item(), {}});
  }
}

void Rulebook::split_item(const pb::SplitItem& op) {
  Thing rest = items_[op.item()];
  for (const Canary canary : rest.words) homes_[canary].push_back({Home::Kind::kItem, op.new_item(), {}});
  items_[op.new_item()] = std::move(rest);
}

void Rulebook::set_removed(const std::string& thing, bool removed) {
  if (const auto item = items_.find(thing); item != items_.end()) item->second.removed = removed;
  if (const auto comment = comments_.find(thing); comment != comments_.end()) comment->second.removed = removed;
  if (const auto page = pages_.find(thing); page != pages_.end()) page->second.removed = removed;
}

void Rulebook::open_or_close(const google::protobuf::RepeatedPtrField<std::string>& things, bool open) {
  for (const auto& thing : things) {
    if (const auto item = items_.find(thing); item != items_.end()) item->second.for_client = open;
    if (const auto page = pages_.find(thing); page != pages_.end()) page->second.for_client = open;
  }
}

void Rulebook::take(const pb::Record& record) {
  const pb::Operation& op = record.operation();
  const auto item_words = [&](std::string_view text, const std::string& item) {
    words_at(text, {Home::Kind::kItem, item, {}});
  };
  const auto process = [&](std::string_view text) { words_at(text, {Home::Kind::kProcess, {}, {}}); };
  switch (op.kind_case()) {
    case pb::Operation::kCreateMeeting:
      for (const auto& phase : op.create_meeting().method().phases()) {
        pages_[phase.id()].of_method = true;
        phase_of_page_[phase.id()] = phase.id();
      }
      break;
    case pb::Operation::kAddParticipant: {
      const pb::Participant& participant = op.add_participant().participant();
      Person& person = people_[participant.id()];
      person.role = participant.role();
      person.organisation = participant.organisation();
      person.takes_part = true;
      break;
    }
    case pb::Operation::kEndParticipation:
      people_[op.end_participation().participant()].takes_part = false;
      people_[op.end_participation().participant()].present = false;
      process(op.end_participation().reason());
      break;
    case pb::Operation::kArrive: people_[op.arrive().participant()].present = true; break;
    case pb::Operation::kDepart: people_[op.depart().participant()].present = false; break;
    case pb::Operation::kAddItem: add_item(record); break;
    case pb::Operation::kEditText:
      // The signs at its edges may have been kept of what stood there.
      for (const auto& span : op.edit_text().spans()) item_words("~" + span.insert() + "~", op.edit_text().item());
      break;
    case pb::Operation::kSetField: {
      Thing& thing = items_[op.set_field().item()];
      const pb::FieldValue& value = op.set_field().value();
      if (value.field() == "said_by") thing.said_by = value.values().empty() ? std::string{} : value.values(0);
      if (op.set_field().has_parked()) thing.parked = true;
      for (const auto& words : value.values()) item_words(words, op.set_field().item());
      break;
    }
    case pb::Operation::kMoveItem: {
      Thing& thing = items_[op.move_item().item()];
      thing.sheet = op.move_item().sheet();
      thing.region = op.move_item().region();
      thing.parked = op.move_item().has_parked();
      break;
    }
    case pb::Operation::kParkItem:
      items_[op.park_item().item()].parked = true;
      item_words(op.park_item().reason(), op.park_item().item());
      break;
    case pb::Operation::kTakeBackItem: {
      Thing& thing = items_[op.take_back_item().item()];
      thing.parked = false;
      thing.sheet = op.take_back_item().sheet();
      thing.region = op.take_back_item().region();
      break;
    }
    case pb::Operation::kRemove: set_removed(op.remove().thing(), true); break;
    case pb::Operation::kRestore: set_removed(op.restore().thing(), false); break;
    case pb::Operation::kSplitItem: split_item(op.split_item()); break;
    case pb::Operation::kSetVisibility: {
      Thing& thing = items_[op.set_visibility().item()];
      thing.level = op.set_visibility().visibility().level();
      thing.members = {op.set_visibility().visibility().members().begin(),
                       op.set_visibility().visibility().members().end()};
      process(op.set_visibility().reason());
      break;
    }
    case pb::Operation::kAddComment: {
      const pb::AddComment& comment = op.add_comment();
      comments_[comment.comment()] = {comment.item(), comment.said_by(), record.by(), false, client_at_table()};
      words_at(comment.text(), {Home::Kind::kComment, comment.comment(), {}});
      break;
    }
    case pb::Operation::kTakeStance: item_words(op.take_stance().words(), op.take_stance().item()); break;
    case pb::Operation::kScore:
      words_at(op.score().words(), {Home::Kind::kScore, op.score().item(), op.score().by()});
      break;
    case pb::Operation::kAddPage: {
      const pb::AddPage& page = op.add_page();
      pages_[page.sheet()] = {record.by(), false, false, client_at_table()};
      phase_of_page_[page.sheet()] = page.phase();
      words_at(page.title(), {Home::Kind::kPage, page.sheet(), {}});
      break;
    }
    case pb::Operation::kGoToPhase: process(op.go_to_phase().reason()); break;
    case pb::Operation::kExtendPhase: process(op.extend_phase().reason()); break;
    case pb::Operation::kLiftRule: process(op.lift_rule().reason()); break;
    case pb::Operation::kOpenRound:
      blind_ = op.open_round().kind() == pb::OpenRound::BLIND;
      blind_page_ = op.open_round().sheet();
      blind_regions_ = {op.open_round().regions().begin(), op.open_round().regions().end()};
      break;
    case pb::Operation::kCloseRound:
      blind_ = false;
      for (auto& [id, thing] : items_) thing.covered = false;
      break;
    case pb::Operation::kSetClientView:
      client_view_ = op.set_client_view().on();
      process(op.set_client_view().reason());
      break;
    case pb::Operation::kOpenToClient: open_or_close(op.open_to_client().things(), true); break;
    case pb::Operation::kCloseToClient: open_or_close(op.close_to_client().things(), false); break;
    default: break;
  }
}

}  // namespace flipover::sim
