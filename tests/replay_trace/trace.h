// Trace: one recorded editing session, in one of the three formats that tests/traces/README.md describes.
//
// Everything counts UTF-16 code units. The protocol refuses \r and NUL; where a trace holds one, a private character
// stands for it during the replay, and original() puts it back.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flipover {

// What a trace promises does not hold, or a file is not a trace. The sentence goes to the person at the terminal.
class TraceBroken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline void expect(bool holds, const std::string& sentence) {
  if (!holds) throw TraceBroken(sentence);
}

struct Patch {
  std::size_t at = 0;
  std::size_t remove = 0;
  std::u16string insert;
};

using Rank = std::uint32_t;

struct TraceStep {
  std::size_t agent = 0;
  // seq/1 and conc/1: each patch stands on the result of the one before.
  std::vector<Patch> patches;
  // conc/1: the server version the agent has, and its own edits on top of it.
  std::size_t base = 0;
  std::size_t own = 0;
  // intent/1: characters by identity; one may be a surrogate pair.
  std::vector<std::pair<Rank, std::u16string>> typed;
  std::vector<Rank> removed;
};

struct Trace {
  enum class Format { kSequential, kConcurrent, kIntent };

  std::string name;
  Format format = Format::kSequential;
  std::size_t agents = 1;
  std::vector<TraceStep> steps;
  std::size_t units_inserted = 0;
  std::size_t end_units = 0;
  std::string end_sha256;  // of the text in UTF-8, in hexadecimal
  bool substituted = false;
};

// Reads a file, gzip or plain. Throws TraceBroken.
Trace read_trace(const std::string& path);

// The text as the trace means it, in UTF-8.
std::string original(std::u16string text);

// As README says of the end: length and SHA-256.
bool is_published_end(const Trace& trace, const std::u16string& text);

}  // namespace flipover
