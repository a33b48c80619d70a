#include "server/meeting/import/practice_case.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "server/base/check.h"
#include "server/base/text_rule.h"
#include "server/meeting/import/read_import.h"

namespace flipover {
namespace {

constexpr std::string_view kPhase = "factoren";
constexpr std::string_view kChairRole = "procesregisseur";

// The step that leaves the phase; the end, if none does.
std::vector<ImportStep>::iterator end_of_phase(std::vector<ImportStep>& steps) {
  bool there = false;
  return std::find_if(steps.begin(), steps.end(), [&](const ImportStep& step) {
    if (!step.operation.has_go_to_phase()) return step.operation.has_end_meeting();
    if (there) return true;
    there = step.operation.go_to_phase().phase() == kPhase;
    return false;
  });
}

}  // namespace

Translated<ImportPlan> practice_plan(const Catalogue& catalogue, const std::string& name, const std::string& language,
                                     std::int64_t now_ms) {
  auto file = read_import(practice_files().front().content, catalogue);
  if (!file) return file.error();
  ImportPlan* read = std::get_if<ImportPlan>(&*file);
  CHECK(read != nullptr, "the practice case is a demo case");
  ImportPlan plan = std::move(*read);
  plan.steps.erase(end_of_phase(plan.steps), plan.steps.end());
  CHECK(!plan.steps.empty(), "the practice case has steps");
  plan.create.set_practice(true);
  if (!language.empty()) plan.create.set_language(language);
  for (ImportStep& step : plan.steps) {
    if (!step.operation.has_add_participant()) continue;
    pb::Participant& participant = *step.operation.mutable_add_participant()->mutable_participant();
    if (participant.role() != kChairRole) continue;
    participant.set_name(cleaned(name, TextUse::kName));  // it may be older than the rule for names
    break;
  }
  start_at(plan, now_ms - (plan.steps.back().time_ms - plan.steps.front().time_ms));
  return plan;
}

const pb::Participant& chair_of(const ImportPlan& plan) {
  for (const ImportStep& step : plan.steps) {
    const pb::Participant& participant = step.operation.add_participant().participant();
    if (participant.role() == kChairRole) return participant;
  }
  throw BrokenInvariant("the practice case has a chair");
}

}  // namespace flipover
