#include "server/meeting/import/import_plan.h"

#include <stdexcept>

namespace flipover {

void throw_exception_from_error(const ImportError& error, const boost::source_location&) {
  throw std::runtime_error(error.where + ": " + error.en);
}

void start_at(ImportPlan& plan, std::int64_t start_ms) {
  if (plan.steps.empty()) return;
  const std::int64_t shift = start_ms - plan.steps.front().time_ms;
  for (ImportStep& step : plan.steps) step.time_ms += shift;
  plan.dated = true;
}

}  // namespace flipover
