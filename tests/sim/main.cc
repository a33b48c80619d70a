// sim: runs the deterministic simulation for a row of seeds, and says of each that fails how to run it again.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

#include "meeting/v1/operation.pb.h"
#include "tests/sim/simulation.h"

namespace {

using namespace flipover;
using namespace flipover::sim;

void add(Report& sum, const Report& report) {
  sum.records += report.records;
  sum.operations += report.operations;
  sum.refused += report.refused;
  sum.crashes += report.crashes;
  sum.stops += report.stops;
  sum.failed_appends += report.failed_appends;
  sum.connections += report.connections;
  sum.checkpoints += report.checkpoints;
  sum.boards_compared += report.boards_compared;
  sum.words_checked += report.words_checked;
  for (const auto& [code, count] : report.refusals) sum.refusals[code] += count;
  for (const auto& [kind, count] : report.kinds) sum.kinds[kind] += count;
}

void print(const Report& report) {
  std::cout << report.operations << " operations, " << report.records << " records, " << report.refused << " refused, "
            << report.connections << " connections, " << report.crashes << " crashes, " << report.stops << " stops, "
            << report.failed_appends << " failed appends, " << report.checkpoints << " checkpoints, "
            << report.boards_compared << " boards and " << report.words_checked << " sightings of words checked"
            << std::endl;
}

void print_details(const Report& report) {
  std::cout << "in the logs:";
  for (const auto& [kind, count] : report.kinds) {
    const auto* field = pb::Operation::descriptor()->FindFieldByNumber(kind);
    std::cout << ' ' << (field == nullptr ? std::string("none") : field->name()) << ' ' << count << ',';
  }
  std::cout << "\nrefused:";
  for (const auto& [code, count] : report.refusals) std::cout << ' ' << code << ' ' << count << ',';
  std::cout << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A whole server and its clients in one thread, on a simulated clock, network and disk.");
  std::string seeds = "1..100";
  std::uint64_t only = 0;
  bool verbose = false;
  app.add_option("--seeds", seeds, "FROM..TO");
  app.add_option("--seed", only, "one seed");
  app.add_flag("--verbose", verbose, "what happened in each run");
  CLI11_PARSE(app, argc, argv);

  std::uint64_t from = only;
  std::uint64_t to = only;
  unsigned long long first = 0;
  unsigned long long last = 0;
  if (only == 0) {
    if (std::sscanf(seeds.c_str(), "%llu..%llu", &first, &last) != 2 || first > last) {
      std::cerr << "--seeds takes FROM..TO, for example 1..1000\n";
      return 2;
    }
    from = first;
    to = last;
  }
  const auto begun = std::chrono::steady_clock::now();
  Report sum;
  std::uint64_t failed = 0;
  for (std::uint64_t seed = from; seed <= to; ++seed) {
    const Report report = simulate(seed);
    add(sum, report);
    if (verbose) {
      std::cout << "seed " << seed << ": ";
      print(report);
    }
    if (report.objections.empty()) continue;
    ++failed;
    std::cout << "seed " << seed << ", rerun: ./sim --seed " << seed << '\n';
    for (const auto& objection : report.objections) {
      std::cout << "  " << objection.oracle << ": " << objection.what << '\n';
    }
    std::cout.flush();
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  std::cout << to - from + 1 << " seeds in " << seconds << " s, " << failed << " failed: ";
  print(sum);
  if (verbose) print_details(sum);
  return failed == 0 ? 0 : 1;
}
