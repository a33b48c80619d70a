#include "tests/canary/sweep.h"

#include "tests/canary/doings.h"
#include "tests/canary/sitting.h"
#include "tests/sim/chance.h"

namespace flipover::canary {
namespace {

constexpr int kSteps = 240;

}  // namespace

std::string_view name_of(Way way) {
  switch (way) {
    case Way::kLive:
      return "live";
    case Way::kJoin:
      return "join";
    case Way::kResume:
      return "resume";
    case Way::kPresence:
      return "presence";
    case Way::kRefusal:
      return "refusal";
    case Way::kState:
      return "state";
    case Way::kStateThen:
      return "state then";
    case Way::kRecords:
      return "records";
    case Way::kExport:
      return "export";
    case Way::kReport:
      return "report";
    case Way::kPreview:
      return "preview";
    case Way::kWall:
      return "wall";
  }
  return "";
}

Report sweep(std::uint64_t seed, Until until) {
  Report report;
  report.seed = seed;
  sim::Chance chance(seed);
  {
    Sitting sitting(report);
    Doings doings(sitting, chance.fork());
    doings.begin();
    const auto over = [&] { return until == Until::kFirstObjection && !report.objections.empty(); };
    for (int step = 0; step < kSteps && !over(); ++step) doings.step();
    if (!over() && chance.one_in(2)) doings.end();
    for (const Seat& seat : seats()) {
      if (over()) break;
      if (sitting.book().takes_part(seat.id)) sitting.come_back(seat.id);
      sitting.look(seat.id, chance.between(1, sitting.state().number));
    }
    if (!over()) sitting.expect_all_found();
    for (const auto& [state, times] : sitting.book().reached()) report.reached[state] += times;
  }
  return report;
}

void add(Report& sum, const Report& report) {
  sum.records += report.records;
  sum.sightings += report.sightings;
  for (const auto& [kind, times] : report.kinds) sum.kinds[kind] += times;
  for (const auto& [state, times] : report.reached) sum.reached[state] += times;
  for (std::size_t way = 0; way < kWays; ++way) {
    for (std::size_t what = 0; what < kWhats; ++what) sum.found[way][what] += report.found[way][what];
  }
}

}  // namespace flipover::canary
