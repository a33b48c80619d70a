// Changes JSON, or JSON Lines, in small ways that keep it JSON, so that a fuzz target gets past the parser.
#pragma once

#include <cstddef>
#include <cstdint>

namespace flipover {

// What LLVMFuzzerCustomMutator does, for inputs that are JSON, a JSON value on each line, or either of them gzip'd
// (those are changed as bytes).
std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t size_max, unsigned seed);

}  // namespace flipover
