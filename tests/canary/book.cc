#include "tests/canary/book.h"

#include <algorithm>
#include <utility>

namespace flipover::canary {
namespace {

constexpr std::uint32_t kScoreTakenBack = 11;  // no score is above ten

template <class Fields>
const std::string& first_of(const Fields& values) {
  static const std::string kNone;
  return values.empty() ? kNone : values.Get(0);
}

}  // namespace

std::size_t Book::index_of(const std::string& participant) const {
  const auto found =
      std::find_if(people_.begin(), people_.end(), [&](const Person& who) { return who.id == participant; });
  return static_cast<std::size_t>(found - people_.begin());
}

void Book::expect(const pb::Participant& participant, const std::string& device_of) {
  Person& person = people_.emplace_back();
  person.id = person.self = participant.id();
  person.role = participant.role();
  if (!participant.organisation().empty()) {
    person.organisation = participant.organisation() + "|" + participant.organisation_name();
  }
  person.device_of = device_of;
}

bool Book::in_round(const std::string& sheet, const std::string& region) const {
  const auto page = pages_.find(sheet);
  return blind_round_is_open() && page != pages_.end() && page->second.phase == round_.phase &&
         (round_.regions.empty() || round_.regions.contains(region));
}

Book::Place& Book::put(What what, Word word, const std::string& thing) {
  auto& at = by_word_[word];
  if (at.empty()) all_.push_back(word);
  at.push_back(places_.size());
  Place& place = places_.emplace_back();
  place.what = what;
  place.thing = thing;
  if (!undoes_) place.before_client = said_before_client(thing);  // what an undo brings back was said before
  place.was.resize(people_.size());
  place.knew.resize(people_.size());
  return place;
}

void Book::put_words(What what, std::string_view text, const std::string& thing, const pb::Record& record,
                     const std::string& whose, const std::string& other) {
  for (const Word word : words_->spoken_in(text)) {
    Place& place = put(what, word, thing);
    place.whose = whose;
    place.typed_by = record.by();
    place.other = other;
  }
}

void Book::put_id(What what, const std::string& id, const std::string& thing, const std::string& other) {
  put(what, words_->note_id(id), thing).other = other;
}

void Book::stands_no_more(What what, const std::string& thing, const std::string& whose, const std::string& other) {
  for (Place& place : places_) {
    if (place.what == what && place.thing == thing && place.whose == whose && place.other == other) {
      place.standing = false;
    }
  }
}

// The item's text from now: its words stand, those that are gone do not.
void Book::text_is(const std::string& id, std::string text) {
  Item& item = items_.at(id);
  const auto standing = words_->spoken_in(text);
  item.wordings.push_back(Wording{std::move(text), std::vector<bool>(people_.size())});
  std::set<Word> known;
  for (const auto& [word, at] : by_word_) {
    for (const std::size_t place : at) {
      if (places_[place].what != What::kText || places_[place].thing != id) continue;
      known.insert(word);
      places_[place].standing = std::binary_search(standing.begin(), standing.end(), word);
    }
  }
  for (const Word word : standing) {
    if (!known.contains(word)) put(What::kText, word, id);
  }
}

// What is changed behind the shut curtain, or while the client does not see it, needs an act of its own before it reaches him.
void Book::change(Item& item, bool before_client) {
  if (!item.open) return;
  if (before_client && (!client_view_ || lies_open(item) == Sight::kNot)) {
    item.changed = true;
    ++reached_[client_view_ ? "changed while the client did not see it" : "changed behind the shut curtain"];
  } else {
    item.clouded = true;
  }
}

void Book::change(const std::string& item) {
  if (const auto found = items_.find(item); found != items_.end()) change(found->second, false);
}

void Book::add_item(const pb::Record& record) {
  const pb::AddItem& op = record.operation().add_item();
  Item& item = items_[op.item()];
  item.said_by = op.said_by();
  item.typed_by = record.by();
  item.device = op.device();
  item.kind = op.kind();
  item.level = op.visibility().level();
  item.members = {op.visibility().members().begin(), op.visibility().members().end()};
  item.sheet = op.sheet();
  item.region = op.region();
  item.parked = op.has_parked();
  item.open = true;
  item.open = client_at_table() && lies_open(item) == Sight::kMust;  // he sees it being made
  item.covered =
      in_round(op.sheet(), op.has_parked() ? op.parked().region() : op.region()) || in_round(op.sheet(), op.region());
  text_is(op.item(), op.text());
  for (const auto& person : op.persons()) put_words(What::kPersons, person, op.item(), record, {});
  for (const auto& field : op.fields()) {
    for (const auto& value : field.values()) put_words(What::kField, value, op.item(), record, {}, field.field());
  }
  put_id(What::kItemId, op.item(), op.item());
}

// The new item has the speaker, tags and level of the old one, and what was said about it stays behind.
void Book::split_item(const pb::Record& record) {
  const pb::SplitItem& op = record.operation().split_item();
  Item& whole = items_.at(op.item());
  Item rest = whole;
  const std::string text = whole.text();
  rest.wordings.clear();
  change(whole, true);
  rest.changed = whole.changed;
  rest.clouded = true;
  items_[op.new_item()] = std::move(rest);
  text_is(op.item(), text.substr(0, op.at()));
  text_is(op.new_item(), text.substr(op.at()));
  std::vector<std::pair<Word, Place>> copies;
  for (const auto& [word, at] : by_word_) {
    for (const std::size_t place : at) {
      const Place& of = places_[place];
      if (of.thing == op.item() && of.standing &&
          (of.what == What::kField || of.what == What::kPersons || of.what == What::kParkReason)) {
        copies.emplace_back(word, of);
      }
    }
  }
  for (auto& [word, of] : copies) {
    Place& copy = put(of.what, word, op.new_item());
    copy.other = of.other;
    copy.whose = of.whose;
    copy.typed_by = of.typed_by;
  }
  put_id(What::kItemId, op.new_item(), op.new_item());
}

void Book::set_field(const pb::Record& record) {
  const pb::SetField& op = record.operation().set_field();
  Item& item = items_.at(op.item());
  const std::string& field = op.value().field();
  if (field == "said_by") {
    item.said_by = first_of(op.value().values());
    change(item, true);
  } else if (field == "kind") {
    item.kind = first_of(op.value().values());
    change(item, true);
    if (op.has_parked()) item.parked = true;
  } else if (field == "persons") {
    stands_no_more(What::kPersons, op.item(), {});
    for (const auto& person : op.value().values()) put_words(What::kPersons, person, op.item(), record, {});
    change(item, false);
  } else {
    stands_no_more(What::kField, op.item(), {}, field);
    for (const auto& value : op.value().values()) put_words(What::kField, value, op.item(), record, {}, field);
    change(item, for_client(item.kind, field));
  }
}

void Book::set_removed(const std::string& thing, bool removed) {
  if (const auto item = items_.find(thing); item != items_.end()) {
    item->second.removed = removed;
    if (!removed) item->second.withdrawn = false;  // who withdrew it brings it back
    change(item->second, false);
  }
  if (const auto page = pages_.find(thing); page != pages_.end()) page->second.removed = removed;
  if (const auto stroke = strokes_.find(thing); stroke != strokes_.end()) stroke->second.removed = removed;
  if (const auto link = links_.find(thing); link != links_.end()) {
    link->second.removed = removed;
    change(link->second.from);
    change(link->second.to);
  }
  for (Place& place : places_) {
    if (place.other != thing) continue;
    if (place.what == What::kComment || place.what == What::kCommentId) place.removed = removed;
  }
}

// Opened is what all at the table may see and what lies on the board; what comes to lie there later needs its own act.
void Book::open_to_client(const std::string& sheet, const std::string& only) {
  const auto open = [&](Item& item, bool by_name) {
    if (item.level != "deelnemers" || item.covered || item.removed || item.parked || item.withdrawn) return;
    item.clouded = item.changed && !by_name;
    item.open = true;
    item.changed = false;
  };
  if (!only.empty()) {
    Item& item = items_.at(only);
    if (const auto page = pages_.find(item.sheet); page != pages_.end()) page->second.open = true;
    return open(item, true);
  }
  if (const auto page = pages_.find(sheet); page != pages_.end()) page->second.open = true;
  for (auto& [id, item] : items_) {
    if (item.sheet == sheet) open(item, false);
  }
  for (auto& [id, stroke] : strokes_) {
    if (stroke.page == sheet && !stroke.removed) stroke.open = true;
  }
}

void Book::close_to_client(const std::string& sheet, const std::string& only) {
  const auto close = [](Item& item) { item.open = item.changed = item.clouded = false; };
  if (!only.empty()) return close(items_.at(only));
  if (const auto page = pages_.find(sheet); page != pages_.end()) page->second.open = false;
  for (auto& [id, item] : items_) {
    if (item.sheet == sheet) close(item);
  }
  for (auto& [id, stroke] : strokes_) {
    if (stroke.page == sheet) stroke.open = false;
  }
}

void Book::take_item(const pb::Record& record) {
  const pb::Operation& op = record.operation();
  // Given within a blind round's regions: covered until the reveal, whatever it is given to.
  const auto given = [&](std::size_t from, const std::string& id) {
    const Item& item = items_.at(id);
    const bool covered = !item.covered && in_round(item.sheet, item.region);
    for (std::size_t at = from; at < places_.size(); ++at) places_[at].covered = covered;
    if (covered) ++reached_["said of an older item in a blind round"];
  };
  const std::size_t from = places_.size();
  switch (op.kind_case()) {
    case pb::Operation::kAddItem:
      return add_item(record);
    case pb::Operation::kEditText: {
      Item& item = items_.at(op.edit_text().item());
      std::string text = item.text();
      std::size_t at = 0;
      for (const auto& span : op.edit_text().spans()) {
        at += span.keep();
        text.replace(at, span.remove(), span.insert());
        at += span.insert().size();
      }
      change(item, true);
      return text_is(op.edit_text().item(), std::move(text));
    }
    case pb::Operation::kSetField:
      return set_field(record);
    case pb::Operation::kSplitItem:
      return split_item(record);
    case pb::Operation::kMoveItem: {
      Item& item = items_.at(op.move_item().item());
      if (item.parked && !op.move_item().has_parked()) stands_no_more(What::kParkReason, op.move_item().item(), {});
      item.sheet = op.move_item().sheet();
      item.region = op.move_item().region();
      item.parked = op.move_item().has_parked();
      if (!op.move_item().kind().empty()) item.kind = op.move_item().kind();
      return change(item, !op.move_item().kind().empty());
    }
    case pb::Operation::kParkItem: {
      Item& item = items_.at(op.park_item().item());
      if (!op.park_item().reason().empty()) stands_no_more(What::kParkReason, op.park_item().item(), {});
      item.parked = true;
      put_words(What::kParkReason, op.park_item().reason(), op.park_item().item(), record, {});
      return change(item, false);
    }
    case pb::Operation::kTakeBackItem: {
      Item& item = items_.at(op.take_back_item().item());
      stands_no_more(What::kParkReason, op.take_back_item().item(), {});
      item.parked = false;
      item.sheet = op.take_back_item().sheet();
      item.region = op.take_back_item().region();
      return change(item, false);
    }
    case pb::Operation::kSetVisibility: {
      Item& item = items_.at(op.set_visibility().item());
      item.level = op.set_visibility().visibility().level();
      item.members = {op.set_visibility().visibility().members().begin(),
                      op.set_visibility().visibility().members().end()};
      put_words(What::kReasonOnItem, op.set_visibility().reason(), op.set_visibility().item(), record, {});
      return change(item, false);
    }
    case pb::Operation::kWithdrawItem:
      items_.at(op.withdraw_item().item()).withdrawn = true;
      return;
    case pb::Operation::kAddComment:
      put_words(What::kComment, op.add_comment().text(), op.add_comment().item(), record, op.add_comment().said_by(),
                op.add_comment().comment());
      put_id(What::kCommentId, op.add_comment().comment(), op.add_comment().item(), op.add_comment().comment());
      places_.back().whose = op.add_comment().said_by();
      places_.back().typed_by = record.by();
      return given(from, op.add_comment().item());
    case pb::Operation::kTakeStance: {
      const std::string& whose = op.take_stance().by();
      const bool back = op.take_stance().stance() == pb::TakeStance::STANCE_UNSPECIFIED;
      (this->*(back ? &Book::takes_back : &Book::replaces))(What::kStance, op.take_stance().item(), whose, record.by());
      put_words(What::kStance, op.take_stance().words(), op.take_stance().item(), record, whose);
      for (std::size_t at = from; at < places_.size(); ++at) {
        places_[at].dissent = op.take_stance().stance() == pb::TakeStance::DISSENT;
        places_[at].taken_back = back;
      }
      if (!back) given(from, op.take_stance().item());
      return;
    }
    case pb::Operation::kScore: {
      const std::string& whose = op.score().by();
      const bool back = op.score().value() >= kScoreTakenBack;
      (this->*(back ? &Book::takes_back : &Book::replaces))(What::kScore, op.score().item(), whose, record.by());
      if (back) return;
      put_words(What::kScore, op.score().words(), op.score().item(), record, whose);
      return given(from, op.score().item());
    }
    case pb::Operation::kLinkItems:
      change(op.link_items().from());
      change(op.link_items().to());
      links_[op.link_items().link()] = {op.link_items().from(), op.link_items().to(), op.link_items().relation(),
                                        record.by(), false};
      return put_id(What::kLinkId, op.link_items().link(), op.link_items().from(), op.link_items().link());
    case pb::Operation::kStackItem:
      change(op.stack_item().onto());
      return change(op.stack_item().item());
    case pb::Operation::kUnstackItem:
      return change(op.unstack_item().item());
    case pb::Operation::kResolve:
      return change(op.resolve().item());
    case pb::Operation::kReopen:
      return change(op.reopen().item());
    case pb::Operation::kRemove:
      return set_removed(op.remove().thing(), true);
    case pb::Operation::kRestore:
      return set_removed(op.restore().thing(), false);
    case pb::Operation::kAddPage:
      pages_[op.add_page().sheet()] = Page{op.add_page().phase(), record.by(), false, false, client_at_table()};
      put_words(What::kPageTitle, op.add_page().title(), op.add_page().sheet(), record, {});
      return put_id(What::kPageId, op.add_page().sheet(), op.add_page().sheet());
    case pb::Operation::kDraw:
      strokes_[op.draw().stroke()] =
          Stroke{op.draw().sheet(), record.by(), false, client_at_table() && page_is_open(op.draw().sheet())};
      return put_id(What::kStrokeId, op.draw().stroke(), op.draw().sheet(), op.draw().stroke());
    default:
      return take_course(record);
  }
}

void Book::take_course(const pb::Record& record) {
  const pb::Operation& op = record.operation();
  const auto reason = [&](const std::string& words) { put_words(What::kReason, words, {}, record, {}); };
  const auto who = [&](const std::string& participant) -> Person& { return people_.at(index_of(participant)); };
  switch (op.kind_case()) {
    case pb::Operation::kCreateMeeting:
      vocabulary_ = op.create_meeting().vocabulary();
      for (const auto& phase : op.create_meeting().method().phases()) {
        pages_[phase.id()] = Page{phase.id(), {}, true, false, false};
      }
      phase_ = op.create_meeting().method().phases(0).id();
      return;
    case pb::Operation::kAddParticipant: {
      Person& person = who(op.add_participant().participant().id());
      person.takes_part = true;
      if (chair_.empty() && person.role == "procesregisseur") chair_ = person.id;
      return;
    }
    case pb::Operation::kEndParticipation: {
      Person& person = who(op.end_participation().participant());
      person.takes_part = person.present = false;
      for (Person& device : people_) {
        if (device.device_of == person.id) device.takes_part = false;
      }
      return reason(op.end_participation().reason());
    }
    case pb::Operation::kArrive: {
      Person& person = who(op.arrive().participant());
      person.present = true;
      person.remote = op.arrive().location() == pb::Arrive::REMOTE;
      return reason(op.arrive().note());
    }
    case pb::Operation::kDepart:
      who(op.depart().participant()).present = false;
      return reason(op.depart().reason());
    case pb::Operation::kGoToPhase:
      phase_ = op.go_to_phase().phase();
      return reason(op.go_to_phase().reason());
    case pb::Operation::kExtendPhase:
      return reason(op.extend_phase().reason());
    case pb::Operation::kLiftRule:
      return reason(op.lift_rule().reason());
    // Who leads, and why, all may know.
    case pb::Operation::kHandOverChair:
    case pb::Operation::kTakeOverChair: {
      chair_ = op.has_take_over_chair() ? record.by() : op.hand_over_chair().to();
      const std::size_t from = places_.size();
      reason(op.has_take_over_chair() ? op.take_over_chair().reason() : op.hand_over_chair().reason());
      for (std::size_t at = from; at < places_.size(); ++at) places_[at].for_all = true;
      return;
    }
    case pb::Operation::kOpenRound:
      round_ = Round{true,
                     op.open_round().kind() == pb::OpenRound::BLIND,
                     op.open_round().sheet(),
                     {op.open_round().regions().begin(), op.open_round().regions().end()}};
      return;
    case pb::Operation::kCloseRound:
      round_ = Round{};
      for (auto& [id, item] : items_) item.covered = false;
      return reveal();
    case pb::Operation::kSetClientView:
      client_view_ = op.set_client_view().on();
      return reason(op.set_client_view().reason());
    case pb::Operation::kOpenToClient:
      return open_to_client(op.open_to_client().sheet(), op.open_to_client().item());
    case pb::Operation::kCloseToClient:
      return close_to_client(op.close_to_client().sheet(), op.close_to_client().item());
    case pb::Operation::kEndMeeting:
      ended_ = true;
      return;
    case pb::Operation::kAddDevice:
      for (Person& device : people_) {
        if (device.id == op.add_device().device()) device.takes_part = true;
      }
      return;
    case pb::Operation::kConfirmDevice:
      return confirm(op.confirm_device().device());
    case pb::Operation::kShutScreens:
      screens_shut_ = op.shut_screens().shut();
      return;
    default:
      return;
  }
}

// From here it is his: he has on it what he has on his first, and may look back at what he saw there.
void Book::confirm(const std::string& id) {
  const std::size_t device = index_of(id);
  people_[device].self = people_[device].device_of;
  const std::size_t first = index_of(people_[device].self);
  const auto as_on_first = [&](std::vector<bool>& knew) { knew[device] = knew[device] || knew[first]; };
  for (Place& place : places_) {
    as_on_first(place.was);
    as_on_first(place.knew);
  }
  for (auto& [of, item] : items_) {
    const bool written_on_it = item.device == id;
    if (written_on_it) item.device.clear();
    for (Wording& wording : item.wordings) {
      as_on_first(wording.knew);
      if (written_on_it) wording.knew[first] = wording.knew[device];  // he wrote it
    }
  }
}

void Book::take(const pb::Record& record) {
  undoes_ = record.operation().undoes() != 0;
  take_item(record);
  count_states(record);
  look_again();
  look_around();
}

}  // namespace flipover::canary
