#include "server/meeting/import/import_plan.h"

#include <stdexcept>

namespace flipover {

void throw_exception_from_error(const ImportError& error, const boost::source_location&) {
  throw std::runtime_error(error.where + ": " + error.en);
}

void count_cleaned(ImportPlan& plan, std::uint64_t texts) {
  if (texts == 0) return;
  pb::Counted& counted = plan.counted.emplace_back();
  counted.set_what("texts_cleaned");
  counted.set_count(texts);
}

void start_at(ImportPlan& plan, std::int64_t start_ms) {
  if (plan.steps.empty()) return;
  const std::int64_t shift = start_ms - plan.steps.front().time_ms;
  for (ImportStep& step : plan.steps) step.time_ms += shift;
  plan.dated = true;
}

}  // namespace flipover
