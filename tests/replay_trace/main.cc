// replay_trace: real editing sessions through the product's text merging, checked against what is known of them.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/replay_trace/in_process_channel.h"
#include "tests/replay_trace/intents_of_script.h"
#include "tests/replay_trace/replays.h"
#include "tests/replay_trace/server_channel.h"
#include "tests/replay_trace/trace.h"

namespace {

using namespace flipover;

constexpr std::size_t kTextUnitsMax = 256 * 1024;  // the limit of an item's text

constexpr const char* kAbout =
    "Replays editing traces (tests/traces/README.md) through one simulated client per agent, each with one change in\n"
    "flight and one buffer per text, and a server that orders; checks what must hold and prints figures. The server\n"
    "is the model in this process, or with --server a running one: then each agent has a real socket, and each seed\n"
    "a new meeting. Exit code: 0 all held, 1 something did not, 2 wrong usage.\n\n"
    "seq/1     In process once with every step an edit of its own; then per seed with delays, so that edits gather in\n"
    "          the buffer. Holds: length and SHA-256 of the published text; writer, a reader beside him and the\n"
    "          server equal.\n\n"
    "intent/1  Per seed. Holds: replicas equal the server, rank arrays are equal and fit the text, every character\n"
    "          that was typed and not removed is there once. Reported, not required at other timings than the\n"
    "          recorded ones: neighbouring pairs out of rank order, and whether the text is the published one.\n\n"
    "conc/1    Many edits of one client are on their way at once. The protocol has one, and what is typed meanwhile\n"
    "          becomes one change in the buffer: it cannot replay the script step for step. So first the script as\n"
    "          it is, with the model's mapping alone and as many edits on their way as scripted. Holds: their\n"
    "          number; replicas equal the server; with the newcomer left in ties (not our rule) the published\n"
    "          SHA-256; with our rule its length and multiset of characters. Then per seed the same session by the\n"
    "          identity of its characters through the product's clients. Holds: what holds of intent/1.";

struct Options {
  std::vector<std::string> files;
  std::uint64_t seeds = 1;
  std::uint64_t first_seed = 1;
  std::string server;
  std::string admin_secret_file;
};

// Nothing: in process.
using Server = std::unique_ptr<TraceServer>;

Server find_server(const Options& options) {
  if (options.server.empty()) return nullptr;
  const auto address = parse_server_address(options.server);
  expect(address.has_value(), options.server + " is not the address of a server");
  std::ifstream in(options.admin_secret_file);
  std::string secret;
  in >> secret;
  expect(!secret.empty(), "the administrator's secret is not in the file '" + options.admin_secret_file + "'");
  return std::make_unique<TraceServer>(*address, secret);
}

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Short and long delays both: up to 0, 1, 3, 7 ... 127 moments, one moment being a step of the trace.
std::size_t moments_of(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  return (std::size_t{1} << std::uniform_int_distribution<unsigned>(0, 7)(random)) - 1;
}

std::size_t units_max(const Trace& trace) { return std::max(kTextUnitsMax, trace.units_inserted); }

void print_run(const Trace& trace, const std::string& what, const Outcome& outcome, double seconds) {
  std::printf("  %s: %zu steps as %zu edits in %.2f s, %.0f steps/s, %.0f edits/s; %s end, "
              "%zu neighbours out of order\n",
              what.c_str(), trace.steps.size(), outcome.edits_logged, seconds,
              static_cast<double>(trace.steps.size()) / seconds, static_cast<double>(outcome.edits_logged) / seconds,
              outcome.as_published ? "the published" : "another", outcome.neighbours_out_of_order);
}

std::unique_ptr<Channel> open_channel(const Trace& trace, const Server& server, std::uint64_t seed) {
  const std::size_t agents = std::max<std::size_t>(trace.agents, 2);
  if (server) return std::make_unique<ServerChannel>(*server, agents, seed, moments_of(seed));
  return std::make_unique<InProcessChannel>(agents, units_max(trace), seed, moments_of(seed));
}

template <class Replay>
void run_seeds(const Trace& trace, const Options& options, const Server& server, Replay replay) {
  for (std::uint64_t seed = options.first_seed; seed < options.first_seed + options.seeds; ++seed) {
    const std::string what =
        "seed " + std::to_string(seed) + ", delays to " + std::to_string(moments_of(seed)) + " steps";
    const auto start = std::chrono::steady_clock::now();
    try {
      const auto channel = open_channel(trace, server, seed);
      const Outcome outcome = replay(*channel);
      print_run(trace, what, outcome, since(start));
    } catch (const std::exception& error) {
      throw TraceBroken(what + ": " + error.what());
    }
  }
}

void replay_sequential_trace(const Trace& trace, const Options& options, const Server& server) {
  if (!server) {
    const auto start = std::chrono::steady_clock::now();
    InProcessChannel at_once(2, units_max(trace), 0, 0);
    const Outcome outcome = replay_sequential(trace, at_once, true);
    print_run(trace, "each step an edit", outcome, since(start));
  }
  run_seeds(trace, options, server, [&](Channel& channel) { return replay_sequential(trace, channel, false); });
}

void replay_intent_trace(const Trace& trace, const Options& options, const Server& server) {
  run_seeds(trace, options, server, [&](Channel& channel) { return replay_intents(trace, channel); });
}

std::u16string sorted(std::u16string text) {
  std::sort(text.begin(), text.end());
  return text;
}

void replay_concurrent_trace(const Trace& trace, const Options& options, const Server& server) {
  const auto start = std::chrono::steady_clock::now();
  const Script recorded = replay_script(trace, Tie::kBefore);
  expect(is_published_end(trace, recorded.end), "with the newcomer left in ties the end is not the published text");
  const std::u16string ours = replay_script(trace, Tie::kAfter).end;
  expect(ours.size() == trace.end_units, "with our tie rule the end is not as long as the published text");
  expect(sorted(ours) == sorted(recorded.end), "with our tie rule the end has other characters than the published one");
  std::size_t different = 0;
  for (std::size_t at = 0; at < ours.size(); ++at) different += ours[at] != recorded.end[at] ? 1U : 0U;
  std::printf("  as scripted, both tie rules: %zu steps in %.2f s; newcomer left: the published text; newcomer right\n"
              "    (ours): its length and characters, %zu of them elsewhere\n",
              trace.steps.size(), since(start), different);
  replay_intent_trace(recorded.intents, options, server);
}

bool replay_file(const std::string& file, const Options& options, const Server& server) {
  std::printf("%s\n", file.c_str());
  try {
    const Trace trace = read_trace(file);
    std::printf("  %s, %zu agents\n", trace.name.c_str(), trace.agents);
    if (trace.substituted) {
      std::printf("  it holds \\r or NUL, which the protocol refuses: private characters stand in\n");
    }
    if (!server && units_max(trace) > kTextUnitsMax) {
      std::printf("  raised: text of an item to %zu code units\n", units_max(trace));
    }
    switch (trace.format) {
      case Trace::Format::kSequential: replay_sequential_trace(trace, options, server); break;
      case Trace::Format::kConcurrent: replay_concurrent_trace(trace, options, server); break;
      case Trace::Format::kIntent: replay_intent_trace(trace, options, server); break;
    }
    return true;
  } catch (const std::exception& error) {
    std::printf("  FAILED: %s\n", error.what());
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app(kAbout);
  app.add_option("FILE", options.files, "traces, gzip or plain")->required();
  app.add_option("--seeds", options.seeds, "how many seeds of delays")->capture_default_str();
  app.add_option("--first-seed", options.first_seed, "the first of them")->capture_default_str();
  auto* server =
      app.add_option("--server", options.server, "http://HOST:PORT of a running server, instead of in process");
  app.add_option("--admin-secret-file", options.admin_secret_file, "the file with that server's administrator secret")
      ->needs(server);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  Server place;
  try {
    place = find_server(options);
  } catch (const std::exception& error) {
    std::printf("FAILED: %s\n", error.what());
    return 1;
  }
  std::size_t failed = 0;
  for (const std::string& file : options.files) failed += replay_file(file, options, place) ? 0U : 1U;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%zu traces, %zu failed; at most %ld MB of memory\n", options.files.size(), failed,
              usage.ru_maxrss / 1024);
  return failed == 0 ? 0 : 1;
}
