// The rules of sight, from design.md (Visibility) and domain.md 3.12 and 4.5.
#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "tests/canary/book.h"

namespace flipover::canary {
namespace {

constexpr std::array<std::string_view, 2> kClientSide{"client", "steunpersoon"};
constexpr std::array<std::string_view, 9> kProfessionals{
    "procesregisseur", "casusregisseur",         "inbrenger",   "partner", "notulist",
    "observer",        "advocaat_van_de_duivel", "coordinator", "trainer"};
constexpr std::array<std::string_view, 5> kDirection{"procesregisseur", "notulist", "observer", "coordinator",
                                                     "trainer"};
constexpr std::string_view kAllSources = "procesregisseur";
// Without a case role there is no content of a case.
constexpr std::array<std::string_view, 4> kNoContent{"teamleider", "manager", "fg", "beheerder"};
constexpr std::string_view kScreen = "zaalscherm";

template <class Range>
bool among(const Range& range, std::string_view value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

Sight lesser(Sight a, Sight b) { return std::min(a, b); }

}  // namespace

bool Book::client_at_table() const {
  return client_view_ && std::any_of(people_.begin(), people_.end(), [](const Person& who) {
           return who.takes_part && who.present && among(kClientSide, who.role);
         });
}

bool Book::client_in_the_room() const {
  return std::any_of(people_.begin(), people_.end(), [](const Person& who) {
    return who.takes_part && who.present && !who.remote && among(kClientSide, who.role);
  });
}

bool Book::page_is_open(const std::string& id) const {
  const auto page = pages_.find(id);
  return page != pages_.end() && (page->second.of_method || (page->second.open && !page->second.removed));
}

Sight Book::lies_open(const Item& item) const {
  const bool hidden = item.removed || item.parked || item.withdrawn || item.changed || item.level != "deelnemers";
  if (!item.open || hidden || !page_is_open(item.sheet)) return Sight::kNot;
  return item.clouded ? Sight::kMay : Sight::kMust;
}

// What is said of an item now is said before the client's eyes where he sees it: it is open to him, or his own.
Sight Book::said_before_client(const std::string& id) const {
  const auto item = items_.find(id);
  if (item == items_.end() || !client_at_table()) return Sight::kNot;
  // Who is present is so with all his devices.
  const auto is_present = [&](const Person& who) {
    return who.takes_part && (who.device_of.empty() ? who : people_[index_of(who.device_of)]).present;
  };
  const bool his = std::any_of(people_.begin(), people_.end(), [&](const Person& who) {
    return is_present(who) && among(kClientSide, who.role) && owns(who, item->second);
  });
  return his ? Sight::kMust : lies_open(item->second);
}

// A room screen shows the client's view from the opening of the curtain, before he enters (CP-12), and as long as he is
// in the room, whatever the curtain.
bool Book::eyes_of_client(const Person& who) const {
  return among(kClientSide, who.role) || (who.role == kScreen && (client_view_ || client_in_the_room()));
}

bool Book::blank(const Person& who) const {
  if (among(kNoContent, who.role)) return true;
  if (who.role == kScreen && (screens_shut_ || ended_)) return true;
  return eyes_of_client(who) && !client_view_;
}

bool Book::owns(const Person& who, const Item& item) const {
  if (!item.device.empty()) {
    if (item.device == who.id) return true;
    if (item.typed_by == who.self) return false;  // on a device of which he has not said that it is his
  }
  return who.role != kScreen && (item.said_by == who.self || item.typed_by == who.self);
}

bool Book::admits(const Person& who, const Item& item) const {
  if (owns(who, item)) return true;
  if (item.level == "deelnemers") return true;
  if (who.role == kScreen) return false;
  const bool professional = among(kProfessionals, who.role);
  if (item.level == "professionals") return professional;
  if (item.level == "regie") return among(kDirection, who.role);
  if (item.level == "besloten_groep") return item.members.contains(who.self);
  if (item.level == "bron_en_regie") {
    if (who.role == kAllSources) return true;
    const std::size_t sayer = index_of(item.said_by);
    return professional && sayer < people_.size() && !who.organisation.empty() &&
           people_[sayer].organisation == who.organisation;
  }
  return false;  // prive
}

// A device that its person did not confirm has neither his private words nor those of a running blind round; what else
// he sees by name is left open.
bool Book::is_of_seat(const Person& device, const Item& item) const {
  if (device.self == device.device_of || device.device_of.empty() || item.level == "prive") return false;
  return item.said_by == device.device_of || item.typed_by == device.device_of ||
         item.members.contains(device.device_of);
}

Sight Book::sees_item(const Person& who, const Item& item) const {
  if (blank(who)) return Sight::kNot;
  const bool client = eyes_of_client(who);
  if (owns(who, item)) {
    const bool plain = !item.removed && !item.parked && !item.covered && !item.withdrawn;
    return client && !plain ? Sight::kMay : Sight::kMust;
  }
  if (item.withdrawn || item.covered) return Sight::kNot;
  if (!admits(who, item)) return is_of_seat(who, item) ? Sight::kMay : Sight::kNot;
  if (!client) return item.removed ? Sight::kMay : Sight::kMust;
  if (item.removed || item.parked || !item.open || item.changed) return Sight::kNot;
  return lesser(sees_page(who, item.sheet), item.clouded ? Sight::kMay : Sight::kMust);
}

Sight Book::sees_page(const Person& who, const std::string& id) const {
  const auto found = pages_.find(id);
  if (found == pages_.end()) return Sight::kNot;
  const Page& page = found->second;
  if (page.of_method) return Sight::kMust;
  if (blank(who)) return Sight::kNot;
  if (!eyes_of_client(who)) return page.removed ? Sight::kMay : Sight::kMust;
  if (page.by == who.self) return Sight::kMay;
  return page.open && !page.removed ? Sight::kMust : Sight::kNot;
}

Sight Book::sees_stroke(const Person& who, const std::string& id) const {
  const Stroke& stroke = strokes_.at(id);
  const Sight page = sees_page(who, stroke.page);
  if (page == Sight::kNot || blank(who)) return Sight::kNot;
  if (!eyes_of_client(who) || stroke.by == who.self) return Sight::kMay;
  return stroke.open && !stroke.removed ? Sight::kMay : Sight::kNot;
}

// Both its ends, and on the client's page only what stands there.
Sight Book::sees_link(std::size_t person, const std::string& id) const {
  const Link& link = links_.at(id);
  const Person& who = people_[person];
  const auto end = [&](const std::string& of) {
    const auto item = items_.find(of);
    return item == items_.end() ? Sight::kNot : item->second.sight[person];
  };
  const Sight ends = lesser(end(link.from), end(link.to));
  if (!eyes_of_client(who) || link.by == who.self) return lesser(ends, Sight::kMay);
  return link.removed || !for_client(link.relation) ? Sight::kNot : lesser(ends, Sight::kMay);
}

// A relation stands on the client's page.
bool Book::for_client(const std::string& relation) const {
  for (const auto& set : vocabulary_.sets()) {
    if (set.id() != "relation") continue;
    for (const auto& term : set.terms()) {
      if (term.id() == relation) return term.client();
    }
  }
  return false;
}

// A field of the kind stands on the client's page.
bool Book::for_client(const std::string& kind, const std::string& field) const {
  for (const auto& of : vocabulary_.kinds()) {
    if (of.id() != kind) continue;
    for (const auto& known : of.fields()) {
      if (known.id() == field) return known.client();
    }
  }
  return false;
}

Sight Book::sees(std::size_t person, const Place& place) const {
  const Person& who = people_[person];
  const bool client = eyes_of_client(who);
  const bool own = who.role != kScreen && (place.whose == who.self || place.typed_by == who.self);
  const auto item = items_.find(place.thing);
  const Sight of_item = item == items_.end() ? Sight::kNot : item->second.sight[person];
  const Sight given = place.covered && !own ? Sight::kNot : of_item;
  const Sight clear = place.fading || place.taken_back ? Sight::kMay : Sight::kMust;
  switch (place.what) {
    case What::kText:
      return place.standing ? of_item : Sight::kNot;
    case What::kField:
      if (!place.standing) return Sight::kNot;
      if (!client || for_client(item->second.kind, place.other)) return of_item;
      return owns(who, item->second) ? lesser(of_item, Sight::kMay) : Sight::kNot;
    case What::kPersons:
      if (!place.standing) return Sight::kNot;
      if (!client) return of_item;
      return owns(who, item->second) ? lesser(of_item, Sight::kMay) : Sight::kNot;
    case What::kComment:
    case What::kCommentId:
      if (!client) return place.removed ? lesser(given, Sight::kMay) : given;
      if (own) return lesser(given, Sight::kMay);
      return place.removed ? Sight::kNot : lesser(given, place.before_client);
    case What::kStance:
      if (!place.standing) return Sight::kNot;
      return lesser(lesser(given, clear), client && !own ? place.before_client : Sight::kMust);
    case What::kScore:
      if (!place.standing) return Sight::kNot;
      return !client || own ? lesser(given, clear) : Sight::kNot;
    case What::kParkReason:
      if (client) return own ? lesser(of_item, Sight::kMay) : Sight::kNot;
      return place.standing ? of_item : lesser(of_item, Sight::kMay);
    case What::kReasonOnItem:
      if (client && !own) return Sight::kNot;
      return lesser(of_item, Sight::kMay);
    case What::kReason:
      if (among(kNoContent, who.role)) return Sight::kNot;
      return client && !own && !place.for_all ? Sight::kNot : Sight::kMay;
    case What::kPageTitle:
      return sees_page(who, place.thing);
    case What::kPageId:
      return lesser(sees_page(who, place.thing), Sight::kMay);
    case What::kItemId:
      return of_item;
    case What::kLinkId:
      return sees_link(person, place.other);
    case What::kStrokeId:
      return sees_stroke(who, place.other);
  }
  return Sight::kNot;
}

// A stance or a score. In a round what stood before it does until the reveal, and what another entered under cover, which its
// giver does not see, stands beside it.
void Book::replaces(What what, const std::string& thing, const std::string& whose, const std::string& typed_by) {
  const Item& item = items_.at(thing);
  const bool under_cover = !item.covered && in_round(item.sheet, item.region);
  for (Place& place : places_) {
    if (place.what != what || place.thing != thing || place.whose != whose) continue;
    if (!place.covered && under_cover) {
      place.fading = true;
    } else if (!place.covered || place.typed_by == typed_by) {
      place.standing = false;
    }
  }
}

// Of what is covered his own entry; or what stood before the round, where he entered nothing in it.
void Book::takes_back(What what, const std::string& thing, const std::string& whose, const std::string& typed_by) {
  const auto is_of = [&](const Place& place) {
    return place.what == what && place.thing == thing && place.whose == whose;
  };
  const bool in_it = std::any_of(places_.begin(), places_.end(), [&](const Place& place) {
    return is_of(place) && place.covered && place.standing && place.typed_by == typed_by;
  });
  for (Place& place : places_) {
    if (is_of(place) && (place.covered ? place.typed_by == typed_by : !in_it)) place.standing = false;
  }
}

// Of what several entered for one, what he gave himself stands, then a dissent, then what came last (VB-04, VB-09).
void Book::reveal() {
  const auto rank = [](const Place& place) { return place.typed_by == place.whose ? 2 : place.dissent ? 1 : 0; };
  std::map<std::tuple<What, std::string, std::string>, const Place*> first;
  const auto is_given = [](const Place& place) {
    return place.covered && place.standing && (place.what == What::kStance || place.what == What::kScore);
  };
  for (const Place& place : places_) {
    if (!is_given(place)) continue;
    const Place*& goes_before = first[{place.what, place.thing, place.whose}];
    if (goes_before == nullptr || rank(place) >= rank(*goes_before)) goes_before = &place;
  }
  for (Place& place : places_) {
    if (is_given(place) && first[{place.what, place.thing, place.whose}]->typed_by != place.typed_by) {
      place.standing = false;
      ++reached_["entered under cover by two"];
    }
  }
  for (Place& place : places_) {
    place.covered = false;
    if (place.taken_back || !std::exchange(place.fading, false)) continue;
    if (first.contains({place.what, place.thing, place.whose})) place.standing = false;
  }
}

// A level that a thing was given later holds for its past as well (PV-05).
bool Book::forbidden_since(std::size_t person, const Place& place) const {
  const auto forbids = [&](const std::string& id) {
    const auto item = items_.find(id);
    return item != items_.end() && !item->second.admitted[person];
  };
  return forbids(place.thing) || (place.what == What::kLinkId && forbids(links_.at(place.other).to));
}

// What was withdrawn is gone in the past as well, until it is brought back (PV-05).
bool Book::withdrawn_from(std::size_t person, const Place& place) const {
  const auto is = [&](const std::string& id) {
    const auto item = items_.find(id);
    return item != items_.end() && item->second.withdrawn && !owns(people_[person], item->second);
  };
  return is(place.thing) || (place.what == What::kLinkId && is(links_.at(place.other).to));
}

// Client side sees of the past only what is open to it now.
bool Book::open_to_client_now(std::size_t person, const Place& place) const {
  const Person& who = people_[person];
  if (!eyes_of_client(who)) return true;
  if (place.what == What::kReason) return true;  // only his own are among those he saw
  if (const auto item = items_.find(place.thing); item != items_.end())
    return item->second.sight[person] != Sight::kNot;
  return sees_page(who, place.thing) != Sight::kNot;
}

Sight Book::now(const std::string& participant, Word word) const {
  const std::size_t person = index_of(participant);
  const auto places = by_word_.find(word);
  if (person >= people_.size() || !people_[person].takes_part || places == by_word_.end()) return Sight::kNot;
  Sight best = Sight::kNot;
  for (const std::size_t at : places->second) {
    const Place& place = places_[at];
    best = std::max(best, sees(person, place));
    // That a thing is there he knows who saw it before.
    if (place.what >= What::kItemId && place.knew[person]) best = std::max(best, Sight::kMay);
  }
  return best;
}

bool Book::looking_back(const std::string& participant, Word word) const {
  if (now(participant, word) != Sight::kNot) return true;
  const std::size_t person = index_of(participant);
  const auto places = by_word_.find(word);
  if (person >= people_.size() || !people_[person].takes_part || places == by_word_.end()) return false;
  return std::any_of(places->second.begin(), places->second.end(), [&](std::size_t at) {
    const Place& place = places_[at];
    return place.was[person] && !withdrawn_from(person, place) && open_to_client_now(person, place);
  });
}

std::vector<std::string> Book::client_side() const {
  std::vector<std::string> here;
  for (const Person& who : people_) {
    if (among(kClientSide, who.role) && who.takes_part && who.device_of.empty()) here.push_back(who.id);
  }
  return here;
}

Book Book::as_if_opened(const std::string& sheet) const {
  Book book = *this;
  if (!sheet.empty()) book.open_to_client(sheet, {});
  book.client_view_ = true;
  book.look_again();
  return book;
}

bool Book::takes_part(const std::string& participant) const {
  const std::size_t person = index_of(participant);
  if (person >= people_.size() || !people_[person].takes_part || among(kNoContent, people_[person].role)) return false;
  return !(ended_ && people_[person].role == kScreen);  // its seat ends with the meeting
}
bool Book::has_client_eyes(const std::string& participant) const {
  return eyes_of_client(people_.at(index_of(participant)));
}
bool Book::is_screen(const std::string& participant) const { return people_.at(index_of(participant)).role == kScreen; }
bool Book::is_client_side(const std::string& participant) const {
  return among(kClientSide, people_.at(index_of(participant)).role);
}
Sight Book::item_now(const std::string& participant, const std::string& item) const {
  const std::size_t person = index_of(participant);
  return people_.at(person).takes_part ? items_.at(item).sight.at(person) : Sight::kNot;
}
bool Book::is_own(const std::string& participant, const std::string& item) const {
  return owns(people_.at(index_of(participant)), items_.at(item));
}

bool Book::was_own(const std::string& participant, const std::string& item) const {
  return items_.at(item).owned.at(index_of(participant));
}

// What moved it or changed its kind, its level or what it is linked to may also have taken it off his page: left open.
Sight Book::changed_since_opened(const std::string& id) const {
  const Item& item = items_.at(id);
  if (!item.open) return Sight::kNot;
  const bool on_board = item.level == "deelnemers" && !item.removed && !item.parked && !item.withdrawn;
  return item.changed && !item.clouded && on_board ? Sight::kMust : Sight::kMay;
}

std::size_t Book::wording_length(const std::string& item, std::size_t revision) const {
  return items_.at(item).wordings.at(revision).text.size();
}

bool Book::wording_is_open(const std::string& participant, const std::string& item, std::size_t revision) const {
  const Wording& wording = items_.at(item).wordings.at(revision);
  if (wording.knew.at(index_of(participant))) return true;
  const auto words = words_->spoken_in(wording.text);
  return words.empty() ||
         std::any_of(words.begin(), words.end(), [&](Word word) { return looking_back(participant, word); });
}

std::vector<std::string> Book::hidden_things(const std::string& participant) const {
  std::vector<std::string> hidden;
  for (const Word word : all_) {
    const What of = what(word);
    const bool is_thing = of == What::kCommentId || of == What::kLinkId || of == What::kStrokeId || of == What::kPageId;
    if (is_thing && now(participant, word) == Sight::kNot) hidden.push_back(words_->text(word));
  }
  return hidden;
}

bool Book::may_be_seated(const std::string& by, const std::string& participant) const {
  const Person& guest = people_.at(index_of(participant));
  if (among(kNoContent, guest.role)) return false;
  if (by.empty()) return true;
  const Person& host = people_.at(index_of(by));
  const bool professional = among(kProfessionals, guest.role);
  if (professional && !among(kProfessionals, host.role)) return false;
  if (among(kDirection, guest.role) && !among(kDirection, host.role)) return false;
  if (host.role == kAllSources) return true;
  if (guest.role == kAllSources) return false;
  // What an organisation at the table keeps to itself is not to be had by asking in one more of it.
  if (!professional || guest.organisation.empty() || guest.organisation == host.organisation) return true;
  return std::none_of(people_.begin(), people_.end(), [&](const Person& who) {
    return who.takes_part && who.organisation == guest.organisation;
  });
}

void Book::look_again() {
  for (auto& [id, item] : items_) {
    item.sight.resize(people_.size());
    item.admitted.resize(people_.size());
    item.owned.resize(people_.size());
    for (std::size_t person = 0; person < people_.size(); ++person) {
      const Person& who = people_[person];
      item.sight[person] = sees_item(who, item);
      item.admitted[person] = admits(who, item) || is_of_seat(who, item);
      if (owns(who, item)) item.owned[person] = true;
      if (who.takes_part && item.sight[person] != Sight::kNot) item.wordings.back().knew[person] = true;
    }
  }
}

void Book::look_around() {
  for (Place& place : places_) {
    for (std::size_t person = 0; person < people_.size(); ++person) {
      if (sees(person, place) != Sight::kNot) {
        place.was[person] = true;
        if (people_[person].takes_part) place.knew[person] = true;
      } else if (forbidden_since(person, place)) {
        place.was[person] = false;
      }
    }
  }
}

}  // namespace flipover::canary
