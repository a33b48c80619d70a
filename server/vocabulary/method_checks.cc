#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "server/vocabulary/checks.h"

namespace flipover {
namespace {

constexpr std::uint32_t kBlindMinutesMax = 120;
constexpr std::uint32_t kVotePointsMax = 100;
constexpr std::string_view kReasonField = "reden";

template <class List>
bool has_id(const List& list, std::string_view id) {
  return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.id() == id; });
}

template <class Names, class List>
Wrong check_named(const std::string& where, const Names& names, const List& list, std::string_view what) {
  for (int i = 0; i < names.size(); ++i) {
    if (!has_id(list, names.Get(i))) {
      return CatalogueError{where + "[" + std::to_string(i) + "]",
                            "no " + std::string(what) + " '" + names.Get(i) + "'"};
    }
  }
  return std::nullopt;
}

Wrong check_labels(const std::string& where, const google::protobuf::RepeatedPtrField<pb::Label>& labels) {
  for (int i = 0; i < labels.size(); ++i) {
    if (auto wrong = check_label(where + "[" + std::to_string(i) + "]", labels.Get(i))) return wrong;
  }
  return std::nullopt;
}

bool takes_reason(const pb::Vocabulary& vocabulary, std::string_view kind) {
  return std::any_of(vocabulary.kinds().begin(), vocabulary.kinds().end(),
                     [&](const pb::Kind& known) { return known.id() == kind && has_id(known.fields(), kReasonField); });
}

Wrong check_region(const std::string& where, const pb::Region& region, const pb::Vocabulary& vocabulary) {
  if (!is_data_id(region.id())) return CatalogueError{where + ".id", "'" + region.id() + "' is no id"};
  if (auto wrong = check_label(where + ".name", region.name())) return wrong;
  if (region.has_client_name()) {
    if (auto wrong = check_label(where + ".clientName", region.client_name())) return wrong;
  }
  if (region.kinds().empty()) return CatalogueError{where + ".kinds", "no kind is at home in '" + region.id() + "'"};
  return check_named(where + ".kinds", region.kinds(), vocabulary.kinds(), "kind");
}

Wrong check_rule(const std::string& where, const pb::Rule& rule, const pb::Phase& phase,
                 const pb::Vocabulary& vocabulary) {
  if (auto wrong = check_named(where + ".kinds", rule.kinds(), vocabulary.kinds(), "kind")) return wrong;
  if (auto wrong = check_named(where + ".regions", rule.regions(), phase.regions(), "region in this phase")) {
    return wrong;
  }
  const bool has_parking = std::any_of(phase.regions().begin(), phase.regions().end(),
                                       [](const pb::Region& region) { return region.parking(); });
  switch (rule.kind()) {
    case pb::Rule::PARK_SOLUTIONS:
    case pb::Rule::NO_OBJECTIONS:
      if (!has_parking) return CatalogueError{where, "needs a region with parking: true in the same phase"};
      break;
    case pb::Rule::BLIND:
      if (rule.number() > kBlindMinutesMax) return CatalogueError{where + ".number", "is more than 120 minutes"};
      break;
    case pb::Rule::VOTE_BUDGET:
      if (rule.number() == 0 || rule.number() > kVotePointsMax) {
        return CatalogueError{where + ".number", "a person has 1 to 100 points"};
      }
      break;
    case pb::Rule::REQUIRE_REASON:
      if (rule.kinds().empty()) return CatalogueError{where + ".kinds", "names no kind that needs a reason"};
      for (const auto& kind : rule.kinds()) {
        if (!takes_reason(vocabulary, kind)) {
          return CatalogueError{where + ".kinds", "kind '" + kind + "' has no field 'reden' to hold the reason"};
        }
      }
      break;
    case pb::Rule::CLIENT_VIEW:
      break;
    default:
      return CatalogueError{where + ".kind", "is missing"};
  }
  return std::nullopt;
}

Wrong check_phase_words(const std::string& where, const pb::Phase& phase) {
  if (auto wrong = check_label(where + ".name", phase.name())) return wrong;
  if (auto wrong = check_label(where + ".shortName", phase.short_name())) return wrong;
  if (auto wrong = check_label(where + ".goal", phase.goal())) return wrong;
  if (auto wrong = check_labels(where + ".questions", phase.questions())) return wrong;
  if (auto wrong = check_labels(where + ".outputs", phase.outputs())) return wrong;
  return phase.has_client_name() ? check_label(where + ".clientName", phase.client_name()) : std::nullopt;
}

Wrong check_phase(const std::string& where, const pb::Phase& phase, const pb::Vocabulary& vocabulary) {
  if (auto wrong = check_phase_words(where, phase)) return wrong;
  if (phase.minutes() == 0) return CatalogueError{where + ".minutes", "is missing"};
  std::set<std::string> regions;
  int parking = 0;
  for (int i = 0; i < phase.regions_size(); ++i) {
    const std::string place = where + ".regions[" + std::to_string(i) + "]";
    if (auto wrong = check_region(place, phase.regions(i), vocabulary)) return wrong;
    if (!regions.insert(phase.regions(i).id()).second) {
      return CatalogueError{place + ".id", "'" + phase.regions(i).id() + "' is twice in this phase"};
    }
    parking += phase.regions(i).parking() ? 1 : 0;
  }
  if (regions.empty()) return CatalogueError{where + ".regions", "there is no region to write in"};
  if (parking > 1) return CatalogueError{where + ".regions", "more than one region is for parking"};
  std::set<int> rules;
  for (int i = 0; i < phase.rules_size(); ++i) {
    const std::string place = where + ".rules[" + std::to_string(i) + "]";
    if (auto wrong = check_rule(place, phase.rules(i), phase, vocabulary)) return wrong;
    if (!rules.insert(phase.rules(i).kind()).second) return CatalogueError{place, "this rule is twice in the phase"};
  }
  if (auto wrong = check_named(where + ".writeRoles", phase.write_roles(), vocabulary.roles(), "role")) return wrong;
  return check_named(where + ".voteRoles", phase.vote_roles(), vocabulary.roles(), "role");
}

}  // namespace

Wrong check_method(const std::string& file, const pb::Method& method, const pb::Vocabulary& vocabulary) {
  const std::string root = file + ": ";
  if (!is_data_id(method.id()))
    return CatalogueError{root + "id", "'" + method.id() + "' is not 1 to 64 of a-z 0-9 _ ."};
  if (method.version() == 0) return CatalogueError{root + "version", "is missing; it counts from 1"};
  if (auto wrong = check_label(root + "name", method.name())) return wrong;
  if (auto wrong = check_label(root + "purpose", method.purpose())) return wrong;
  if (method.minutes() == 0) return CatalogueError{root + "minutes", "is missing"};
  if (method.group_min() > method.group_max()) return CatalogueError{root + "groupMin", "is more than groupMax"};
  if (auto wrong = check_named(root + "roles", method.roles(), vocabulary.roles(), "role")) return wrong;
  if (method.phases().empty()) return CatalogueError{root + "phases", "a method has at least one phase"};
  std::set<std::string> phases;
  for (int i = 0; i < method.phases_size(); ++i) {
    const std::string where = root + "phases[" + std::to_string(i) + "]";
    const std::string& id = method.phases(i).id();
    if (!is_data_id(id)) return CatalogueError{where + ".id", "'" + id + "' is not 1 to 64 of a-z 0-9 _ ."};
    if (!phases.insert(id).second) return CatalogueError{where + ".id", "'" + id + "' is twice in this method"};
    if (auto wrong = check_phase(where, method.phases(i), vocabulary)) return wrong;
  }
  return std::nullopt;
}

}  // namespace flipover
