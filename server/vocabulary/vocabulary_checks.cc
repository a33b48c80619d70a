#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "server/vocabulary/checks.h"

namespace flipover {
namespace {

// Fields that every item has; a kind's own fields are named otherwise (SetField in operation.proto).
constexpr std::array<std::string_view, 7> kCommonFields = {"kind",   "said_by", "source", "epistemic",
                                                           "domain", "persons", "world"};
// Sets that the tags of an item, links and visibility are taken from.
constexpr std::array<std::string_view, 6> kNeededSets = {"domain", "source",   "epistemic",
                                                         "world",  "relation", "visibility"};
// The levels that the server knows how to hold to; another one would be seen by nobody.
constexpr std::array<std::string_view, 6> kLevels = {"deelnemers", "professionals", "bron_en_regie",
                                                     "regie",      "prive",         "besloten_groep"};

template <class Range>
bool contains(const Range& range, std::string_view value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

std::string at(const std::string& where, std::string_view list, int index) {
  return where + "." + std::string(list) + "[" + std::to_string(index) + "]";
}

Wrong check_new(const std::string& where, const std::string& id, std::map<std::string, std::string>& known) {
  if (!is_data_id(id)) return CatalogueError{where + ".id", "'" + id + "' is not 1 to 64 of a-z 0-9 _ ."};
  const auto [place, added] = known.emplace(id, where);
  if (!added) return CatalogueError{where + ".id", "'" + id + "' is also at " + place->second};
  return std::nullopt;
}

}  // namespace

bool is_data_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

Wrong check_label(const std::string& where, const pb::Label& label) {
  if (label.nl().empty()) return CatalogueError{where + ".nl", "is empty; nl is what people read first"};
  return std::nullopt;
}

Wrong VocabularyChecks::add(const std::string& file, const pb::Vocabulary& part) {
  if (part.version() == 0) return CatalogueError{file + ": version", "is missing; it counts from 1"};
  if (version_ != 0 && part.version() != version_) {
    return CatalogueError{file + ": version", "is " + std::to_string(part.version()) + ", other files of the " +
                                                  "vocabulary say " + std::to_string(version_)};
  }
  version_ = part.version();
  const std::string root = file + ": ";
  for (int i = 0; i < part.kinds_size(); ++i) {
    if (auto wrong = add_kind(root + "kinds[" + std::to_string(i) + "]", part.kinds(i))) return wrong;
  }
  for (int i = 0; i < part.roles_size(); ++i) {
    const std::string where = root + "roles[" + std::to_string(i) + "]";
    if (auto wrong = check_new(where, part.roles(i).id(), roles_)) return wrong;
    if (auto wrong = check_label(where + ".name", part.roles(i).name())) return wrong;
  }
  for (int i = 0; i < part.sets_size(); ++i) {
    if (auto wrong = add_set(root + "sets[" + std::to_string(i) + "]", part.sets(i))) return wrong;
  }
  return std::nullopt;
}

Wrong VocabularyChecks::add_kind(const std::string& where, const pb::Kind& kind) {
  if (auto wrong = check_new(where, kind.id(), kinds_)) return wrong;
  if (auto wrong = check_label(where + ".name", kind.name())) return wrong;
  if (kind.has_client_name()) {
    if (auto wrong = check_label(where + ".clientName", kind.client_name())) return wrong;
  }
  if (kind.everywhere() && (kind.solution() || kind.objection())) {
    return CatalogueError{where, "'" + kind.id() + "' cannot be allowed everywhere and be parked as well"};
  }
  std::map<std::string, std::string> fields;
  for (int i = 0; i < kind.fields_size(); ++i) {
    const std::string place = at(where, "fields", i);
    if (auto wrong = check_new(place, kind.fields(i).id(), fields)) return wrong;
    if (auto wrong = check_label(place + ".name", kind.fields(i).name())) return wrong;
  }
  return std::nullopt;
}

Wrong VocabularyChecks::add_set(const std::string& where, const pb::TermSet& set) {
  if (auto wrong = check_new(where, set.id(), sets_)) return wrong;
  if (auto wrong = check_label(where + ".name", set.name())) return wrong;
  if (set.terms().empty()) return CatalogueError{where + ".terms", "set '" + set.id() + "' has no terms"};
  std::map<std::string, std::string> terms;
  for (int i = 0; i < set.terms_size(); ++i) {
    const std::string place = at(where, "terms", i);
    if (auto wrong = check_new(place, set.terms(i).id(), terms)) return wrong;
    if (auto wrong = check_label(place + ".name", set.terms(i).name())) return wrong;
    if (set.id() == "visibility" && !contains(kLevels, set.terms(i).id())) {
      return CatalogueError{place + ".id", "the server knows no level '" + set.terms(i).id() + "'"};
    }
  }
  return std::nullopt;
}

Wrong VocabularyChecks::finish(const pb::Vocabulary& whole) const {
  if (whole.kinds().empty()) return CatalogueError{"vocabulary", "there are no kinds"};
  for (const std::string_view set : kNeededSets) {
    if (!sets_.contains(std::string(set))) {
      return CatalogueError{"vocabulary", "there is no set '" + std::string(set) + "', which every item needs"};
    }
  }
  for (const auto& kind : whole.kinds()) {
    if (auto wrong = check_fields(kinds_.at(kind.id()), kind)) return wrong;
  }
  for (const auto& role : whole.roles()) {
    if (auto wrong = check_role(roles_.at(role.id()), role)) return wrong;
  }
  if (std::none_of(whole.roles().begin(), whole.roles().end(), [](const pb::Role& role) { return role.chairs(); })) {
    return CatalogueError{"vocabulary", "no role may hold the chair"};
  }
  return std::nullopt;
}

Wrong VocabularyChecks::check_fields(const std::string& where, const pb::Kind& kind) const {
  for (int i = 0; i < kind.fields_size(); ++i) {
    const pb::Field& field = kind.fields(i);
    const std::string place = at(where, "fields", i);
    if (contains(kCommonFields, field.id())) {
      return CatalogueError{place + ".id", "'" + field.id() + "' is a field that every item has"};
    }
    if (field.type() == pb::Field::TYPE_UNSPECIFIED) {
      return CatalogueError{place + ".type", "field '" + field.id() + "' has no type"};
    }
    if (field.type() != pb::Field::TERM && !field.set().empty()) {
      return CatalogueError{place + ".set", "only a field of type TERM takes its values from a set"};
    }
    if (field.type() == pb::Field::TERM && !sets_.contains(field.set())) {
      return CatalogueError{place + ".set", "no set '" + field.set() + "' in the vocabulary"};
    }
  }
  return std::nullopt;
}

Wrong VocabularyChecks::check_role(const std::string& where, const pb::Role& role) const {
  for (const auto& kind : role.only_kinds()) {
    if (!kinds_.contains(kind)) return CatalogueError{where + ".onlyKinds", "no kind '" + kind + "' in the vocabulary"};
  }
  for (const auto& kind : role.always_kinds()) {
    if (!kinds_.contains(kind)) {
      return CatalogueError{where + ".alwaysKinds", "no kind '" + kind + "' in the vocabulary"};
    }
  }
  for (const auto& other : role.speaks_for()) {
    if (!roles_.contains(other)) return CatalogueError{where + ".speaksFor", "no role '" + other + "'"};
  }
  if (role.reads_only() && (role.writes() || role.votes() || role.chairs() || role.on_behalf())) {
    return CatalogueError{where + ".readsOnly",
                          "'" + role.id() + "' cannot read only and write, vote or chair as well"};
  }
  if (role.client_side() && (role.professional() || role.direction() || role.sees_sources() || role.chairs())) {
    return CatalogueError{where + ".clientSide", "'" + role.id() + "' cannot be of the client's side and see more"};
  }
  if (role.room_screen() && (!role.reads_only() || role.professional() || role.direction() || role.sees_sources())) {
    return CatalogueError{where + ".roomScreen", "'" + role.id() + "' cannot be a room screen and do or see more"};
  }
  if (!role.writes() && !(role.only_kinds().empty() && role.always_kinds().empty() && role.speaks_for().empty())) {
    return CatalogueError{where + ".writes",
                          "'" + role.id() + "' names kinds or roles to write for, but does not write"};
  }
  return std::nullopt;
}

}  // namespace flipover
