#include "server/model/phases.h"

#include <algorithm>

#include "server/model/rights.h"

namespace flipover {
namespace {

template <class Range>
bool contains(const Range& range, std::string_view value) {
  return std::find(range.begin(), range.end(), value) != range.end();
}

}  // namespace

const pb::Rule* rule_in_force(const MeetingState& state, std::string_view phase, pb::Rule::Kind kind) {
  const pb::Phase* of = find_phase(state, phase);
  if (of == nullptr) return nullptr;
  for (const auto& lifted : state.course.lifted()) {
    if (lifted.phase() == phase && lifted.rule() == kind) return nullptr;
  }
  const auto found = std::find_if(of->rules().begin(), of->rules().end(),
                                  [&](const pb::Rule& rule) { return rule.kind() == kind; });
  return found == of->rules().end() ? nullptr : &*found;
}

std::optional<pb::Rule::Kind> parking_rule(const MeetingState& state, std::string_view kind) {
  const pb::Kind* known = find_kind(state, kind);
  if (known == nullptr) return std::nullopt;
  const std::string& phase = state.course.phase();
  if (known->solution() && rule_in_force(state, phase, pb::Rule::PARK_SOLUTIONS)) return pb::Rule::PARK_SOLUTIONS;
  if (known->objection() && rule_in_force(state, phase, pb::Rule::NO_OBJECTIONS)) return pb::Rule::NO_OBJECTIONS;
  return std::nullopt;
}

bool has_region(const MeetingState& state, const pb::Sheet& sheet, std::string_view region) {
  const pb::Phase* phase = find_phase(state, sheet.phase());
  return phase == nullptr ? region.empty() : find_region(*phase, region) != nullptr;
}

bool is_at_home(const MeetingState& state, const pb::Sheet& sheet, std::string_view region, std::string_view kind) {
  if (sheet.phase().empty()) return region.empty();
  const pb::Phase* phase = find_phase(state, sheet.phase());
  const pb::Region* place = phase == nullptr ? nullptr : find_region(*phase, region);
  if (place == nullptr) return false;
  const pb::Kind* known = find_kind(state, kind);
  return contains(place->kinds(), kind) || (known != nullptr && known->everywhere());
}

std::string home_region(const MeetingState& state, const pb::Sheet& sheet, std::string_view kind) {
  const pb::Phase* phase = find_phase(state, sheet.phase());
  if (phase == nullptr) return {};
  for (const auto& region : phase->regions()) {
    if (!region.parking() && contains(region.kinds(), kind)) return region.id();
  }
  const pb::Kind* known = find_kind(state, kind);
  if (known == nullptr || !known->everywhere()) return {};
  for (const auto& region : phase->regions()) {
    if (!region.parking()) return region.id();
  }
  return {};
}

std::string parking_region(const MeetingState& state, const pb::Sheet& sheet) {
  const pb::Phase* phase = find_phase(state, sheet.phase());
  if (phase == nullptr) return {};
  for (const auto& region : phase->regions()) {
    if (region.parking()) return region.id();
  }
  return {};
}

bool lies_ahead(const MeetingState& state, std::string_view phase) {
  if (phase.empty() || phase == state.course.phase() || contains(state.course.visited(), phase)) return false;
  for (const auto& step : state.charter->method.phases()) {
    if (step.id() == state.course.phase()) return true;
    if (step.id() == phase) return false;
  }
  return true;
}

pb::RoundCount count_ready(const MeetingState& state) {
  pb::RoundCount count;
  for (const auto& attendee : state.attendees) {
    const std::string& id = attendee.participant().id();
    if (!attendee.present() || !may_write(state, Author{id, Authority::kParticipant})) continue;
    count.set_present(count.present() + 1);
    if (contains(state.course.round().ready(), id)) count.set_ready(count.ready() + 1);
  }
  return count;
}

}  // namespace flipover
