#include "server/model/client_page.h"

#include <algorithm>
#include <array>
#include <utility>

#include "server/base/planted_fault.h"

namespace flipover {
namespace {

using std::pair;
using std::string_view;

constexpr string_view kRelationSet = "relation";

// What server/vocabulary marks today; tests/model/client_page_test.cc holds the two together.
constexpr std::array<pair<string_view, string_view>, 27> kFields{{
    {"citaat_client", "datum"},
    {"onbekend", "uiterlijk"},
    {"keuze", "opties"},
    {"keuze", "gekozen"},
    {"keuze", "datum"},
    {"interventie", "horizon"},
    {"interventie", "uitvoerder"},
    {"interventie", "instemming_client"},
    {"plandoel", "meetbaar"},
    {"plandoel", "horizon"},
    {"plandoel", "instemming_client"},
    {"actie", "meetbaar"},
    {"actie", "eigenaar"},
    {"actie", "met"},
    {"actie", "instemming_client"},
    {"actie", "start"},
    {"actie", "eerste_stap"},
    {"actie", "uiterlijk"},
    {"actie", "horizon"},
    {"besluit", "reden"},
    {"besluit", "opties"},
    {"besluit", "evaluatie_op"},
    {"terugvalafspraak", "als"},
    {"terugvalafspraak", "dan"},
    {"terugvalafspraak", "wie"},
    {"terugvalafspraak", "binnen"},
    {"afspraak", "datum"},
}};
constexpr std::array<string_view, 7> kRelations = {"hangt_samen", "corrigeert",       "beantwoordt", "bouwt_op",
                                                   "werkt_uit",   "kanttekening_bij", "in_plan_als"};

bool was_shown(string_view kind, string_view field) {
  return std::find(kFields.begin(), kFields.end(), pair(kind, field)) != kFields.end();
}

}  // namespace

bool is_client_field(const MeetingState& state, string_view kind, string_view field) {
  if (planted(Fault::kLeakFieldsToClient)) return true;
  const pb::Kind* found = find_kind(state, kind);
  return found != nullptr && std::any_of(found->fields().begin(), found->fields().end(), [&](const pb::Field& known) {
           return known.client() && known.id() == field;
         });
}

bool is_client_relation(const MeetingState& state, string_view relation) {
  for (const pb::TermSet& set : state.charter->vocabulary.sets()) {
    if (set.id() != kRelationSet) continue;
    return std::any_of(set.terms().begin(), set.terms().end(),
                       [&](const pb::Term& term) { return term.client() && term.id() == relation; });
  }
  return false;
}

void mark_client_page(pb::Vocabulary& vocabulary) {
  for (const pb::Kind& kind : vocabulary.kinds()) {
    for (const pb::Field& field : kind.fields()) {
      if (field.client()) return;
    }
  }
  for (pb::Kind& kind : *vocabulary.mutable_kinds()) {
    for (pb::Field& field : *kind.mutable_fields()) field.set_client(was_shown(kind.id(), field.id()));
  }
  for (pb::TermSet& set : *vocabulary.mutable_sets()) {
    if (set.id() != kRelationSet) continue;
    for (pb::Term& term : *set.mutable_terms()) {
      term.set_client(std::find(kRelations.begin(), kRelations.end(), term.id()) != kRelations.end());
    }
  }
}

}  // namespace flipover
