// canary: sweeps a row of random meetings, and says of each that fails how to run it again.
#include <chrono>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "tests/canary/faults.h"
#include "tests/canary/sweep.h"

namespace {

using namespace flipover;
using namespace flipover::canary;

void print_counts(const Report& sum) {
  std::cout << "reached:";
  for (const auto& [state, times] : sum.reached) std::cout << ' ' << state << ' ' << times << ',';
  std::cout << "\nfound:\n" << std::left << std::setw(24) << "";
  for (std::size_t way = 0; way < kWays; ++way) std::cout << std::setw(11) << name_of(static_cast<Way>(way));
  std::cout << '\n';
  for (std::size_t what = 0; what < kWhats; ++what) {
    std::cout << std::setw(24) << name_of(static_cast<What>(what));
    for (std::size_t way = 0; way < kWays; ++way) std::cout << std::setw(11) << sum.found[way][what];
    std::cout << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Random meetings in which every hidden thing has a word of its own, and the search of all that leaves.");
  std::string seeds = "1..20";
  std::uint64_t only = 0;
  std::string fault;
  bool verbose = false;
  app.add_option("--seeds", seeds, "FROM..TO");
  app.add_option("--seed", only, "one seed");
  app.add_option("--fault", fault, "a rule of the server to break (planted faults compiled in): " + names_of_faults());
  app.add_flag("--verbose", verbose, "what came about, and what was found by which way");
  CLI11_PARSE(app, argc, argv);

  unsigned long long first = only;
  unsigned long long last = only;
  if (only == 0 && (std::sscanf(seeds.c_str(), "%llu..%llu", &first, &last) != 2 || first > last)) {
    std::cerr << "--seeds takes FROM..TO, for example 1..1000\n";
    return 2;
  }
  if (!fault.empty() && !plant_by_name(fault)) {
    std::cerr << "no such fault, or none are compiled in: " << names_of_faults() << '\n';
    return 2;
  }
  const auto begun = std::chrono::steady_clock::now();
  Report sum;
  std::uint64_t failed = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const Report report = sweep(seed);
    add(sum, report);
    if (report.objections.empty()) continue;
    ++failed;
    std::cout << "seed " << seed << ", rerun: ./canary --seed " << seed << (fault.empty() ? "" : " --fault " + fault)
              << '\n';
    for (const auto& objection : report.objections) std::cout << "  " << objection << '\n';
    std::cout.flush();
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  for (const auto& [kind, times] : sum.kinds) std::cout << times << " x " << kind << '\n';
  if (verbose) print_counts(sum);
  std::cout << last - first + 1 << " seeds in " << seconds << " s, " << sum.records << " records, " << sum.sightings
            << " sightings of words, " << failed << " failed" << std::endl;
  return failed == 0 ? 0 : 1;
}
