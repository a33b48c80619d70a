// The canary sweep: one random meeting, with somebody of every role who looks, and the search of all that reaches him.
//
// The whole of a meeting at work stands here (actor, journal, fan-out, replay, preview, report); every byte of every
// way out is searched for words, and the book says of each whether it may be there, must be there, or must not.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/canary/book.h"

namespace flipover::canary {

// The ways by which content leaves.
enum class Way : std::uint8_t {
  kLive,
  kJoin,
  kResume,
  kPresence,
  kRefusal,
  kState,
  kStateThen,
  kRecords,
  kExport,
  kReport,
  kPreview,
  kWall,
};
constexpr std::size_t kWays = 12;
std::string_view name_of(Way way);

struct Report {
  std::uint64_t seed = 0;
  std::size_t records = 0;
  std::size_t sightings = 0;  // of words, in bytes that left
  std::vector<std::string> objections;
  std::map<std::string, std::size_t> kinds;  // of objections: way, what, whose eyes
  std::map<std::string, std::size_t> reached;
  std::array<std::array<std::size_t, kWhats>, kWays> found{};
};

enum class Until : std::uint8_t { kTheEnd, kFirstObjection };
Report sweep(std::uint64_t seed, Until until = Until::kTheEnd);

void add(Report& sum, const Report& report);

}  // namespace flipover::canary
