// What a foreign file becomes: a meeting to create and the operations that happened in it, in order of time.
//
// Translating is pure: bytes in, steps out. The server later runs the steps through `decide` with an importer's
// authority: what happened is not judged by rights, rounds and phases again, but things named must be there and what an
// operation brings about (parking, covering) comes about again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include "meeting/v1/api.pb.h"
#include "meeting/v1/operation.pb.h"
#include "server/base/proto.h"

namespace flipover {

// Why a file cannot be taken in, for the administrator who brought it.
struct ImportError {
  std::string where;  // contributions[14].later[2].op, line 12: text
  std::string nl;
  std::string en;
};

[[noreturn]] void throw_exception_from_error(const ImportError& error, const boost::source_location& where);

template <class T>
using Translated = boost::system::result<T, ImportError>;

// Bounds of what is read (S32).
struct ImportLimits {
  std::size_t bytes_max = 64 * 1024 * 1024;  // of the file, and of what a compressed file holds
  std::size_t text_units_max = 256 * 1024;   // UTF-16 code units of a contribution or utterance
  std::size_t items_max = 20'000;            // contributions or utterances
  std::size_t steps_max = 400'000;           // operations altogether
  std::uint64_t number_max = 2'000'000;      // of a record of an export, those hidden from its exporter counted too
};

struct ImportStep {
  std::int64_t time_ms = 0;  // milliseconds since 1970 UTC; for a plan without a date since its begin
  std::string by;            // participant; empty: the server
  pb::Operation operation;   // with its id; what it adds has the id entity_id(operation.id())
  std::string ref;           // its name in the file: c004, c015.later.2, line 12
};

struct ImportPlan {
  std::string source;  // casusoverleg-demo/1, meeting/1
  std::string case_label;
  pb::CreateMeeting create;  // `meeting` is left to the server
  std::vector<ImportStep> steps;
  std::vector<pb::Counted> counted;  // what the file held
  bool dated = false;                // false: the file names no date, its times count from 0
};

// Says in the report how many texts of the file held signs that may not stand in a text, and were cleaned of them.
void count_cleaned(ImportPlan& plan, std::uint64_t texts);

// Shifts all times so that the first step happens at `start_ms`.
void start_at(ImportPlan& plan, std::int64_t start_ms);

}  // namespace flipover
