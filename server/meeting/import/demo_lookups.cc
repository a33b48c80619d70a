// What the translation looks up: in the method and vocabulary, in the file, and among those present.
#include <algorithm>
#include <utility>

#include "server/meeting/import/demo_translation.h"

namespace flipover {
namespace {

template <class List>
auto find(const List& list, std::string_view id) -> decltype(&*list.begin()) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.id() == id; });
  return found == list.end() ? nullptr : &*found;
}

// wettelijkeBasis -> wettelijke_basis
std::string snake(const std::string& name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      out += '_';
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

const pb::Phase* DemoTranslation::phase_of_method(std::string_view id) const { return find(method_->phases(), id); }

const pb::Kind* DemoTranslation::kind(const std::string& id, const std::string& where) {
  const pb::Kind* known = find(catalogue_.vocabulary().kinds(), id);
  if (known == nullptr) complain(where, "is een onbekende kaartsoort: " + id, "is an unknown kind of item: " + id);
  return known;
}

pb::FieldValue DemoTranslation::field_value(const std::string& kind_id, const std::string& name,
                                            const std::vector<std::string>& values, const std::string& where) {
  pb::FieldValue value;
  const pb::Kind* of = kind(kind_id, where);
  if (of == nullptr) return value;
  const pb::Field* field = find(of->fields(), name == "factorLevel" ? "niveau" : snake(name));
  if (field == nullptr) {
    complain(where, "kaartsoort " + kind_id + " heeft geen veld '" + name + "'",
             "kind " + kind_id + " has no field '" + name + "'");
    return value;
  }
  value.set_field(field->id());
  for (const std::string& one : values) {
    if (field->type() == pb::Field::TERM) check_term(field->set(), one, where);
    if (field->type() == pb::Field::PARTICIPANT) is_participant(one, where);
    value.add_values(one);
  }
  return value;
}

void DemoTranslation::check_term(const std::string& set, const std::string& term, const std::string& where) {
  if (term.empty()) return;
  const pb::TermSet* known = find(catalogue_.vocabulary().sets(), set);
  if (known != nullptr && find(known->terms(), term) != nullptr) return;
  complain(where, "lijst " + set + " kent geen '" + term + "'", "set " + set + " has no '" + term + "'");
}

DemoTranslation::Card* DemoTranslation::card_named(const std::string& id, const std::string& where) {
  const auto found = cards_.find(id);
  if (found != cards_.end()) return &found->second;
  complain(where, "noemt een kaart die er dan nog niet is: " + id, "names a card that is not there yet: " + id);
  return nullptr;
}

bool DemoTranslation::is_participant(const std::string& id, const std::string& where) {
  if (roles_.contains(id)) return true;
  complain(where, "noemt een onbekende deelnemer: " + id, "names an unknown participant: " + id);
  return false;
}

const pb::Role* DemoTranslation::role_of(const std::string& participant) const {
  const auto role = roles_.find(participant);
  return role == roles_.end() ? nullptr : find(catalogue_.vocabulary().roles(), role->second);
}

std::string DemoTranslation::notulist() const {
  for (const std::string& id : order_) {
    const pb::Role* role = role_of(id);
    if (role != nullptr && role->on_behalf() && !role->chairs()) return id;
  }
  return chair();
}

std::string DemoTranslation::chair() const {
  for (const std::string& id : order_) {
    const pb::Role* role = role_of(id);
    if (role != nullptr && role->chairs()) return id;
  }
  return {};  // the server
}

std::string DemoTranslation::typist(const std::string& speaker, const std::string& kind_id, const std::string& where) {
  const pb::Role* role = role_of(speaker);
  if (role == nullptr) return speaker;
  const auto& only = role->only_kinds();
  if (role->writes() && (only.empty() || std::find(only.begin(), only.end(), kind_id) != only.end())) return speaker;
  const std::string typed_by = notulist();
  if (typed_by.empty()) {
    complain(where, "niemand mag opschrijven wat " + speaker + " zegt",
             "nobody may write down what " + speaker + " says");
  }
  return typed_by;
}

bool DemoTranslation::client_is_at_table() const {
  return client_view_ && std::any_of(present_.begin(), present_.end(), [&](const std::string& id) {
           const pb::Role* role = role_of(id);
           return role != nullptr && role->client_side();
         });
}

bool DemoTranslation::rule_parks(const std::string& kind_id) const {
  const pb::Kind* of = find(catalogue_.vocabulary().kinds(), kind_id);
  const auto& rules = phase_of_method(phase_)->rules();
  return of != nullptr && std::any_of(rules.begin(), rules.end(), [&](const pb::Rule& rule) {
           return (rule.kind() == pb::Rule::PARK_SOLUTIONS && of->solution()) ||
                  (rule.kind() == pb::Rule::NO_OBJECTIONS && of->objection());
         });
}

void DemoTranslation::complain(const std::string& where, std::string nl, std::string en) {
  complaint_.add(where, std::move(nl), std::move(en));
}

}  // namespace flipover
