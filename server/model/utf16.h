// Between UTF-8, in which text travels and is stored, and UTF-16, in whose code units all positions in a text count.
//
// Strict both ways: what is not well formed is not repaired. No function throws on input, except as said.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace flipover {

constexpr bool is_high_surrogate(char16_t unit) { return unit >= 0xd800 && unit <= 0xdbff; }
constexpr bool is_low_surrogate(char16_t unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

// Nothing if `utf8` is cut off, overlong, past U+10FFFF or the encoding of a surrogate.
std::optional<std::u16string> utf16_from_utf8(std::string_view utf8);

// The number of code units `utf8` would have in UTF-16; nothing if it is not well formed.
std::optional<std::size_t> utf16_length(std::string_view utf8);

// Requires: `utf16` is well formed (checked: a lone surrogate is a broken invariant of the caller).
std::string utf8_from_utf16(std::u16string_view utf16);

// Every surrogate stands in a pair.
bool is_well_formed(std::u16string_view utf16);

// A place of a text lies between two units; this one lies inside a pair. Requires: `place` <= length.
constexpr bool cuts_pair(std::u16string_view text, std::size_t place) {
  return place > 0 && place < text.size() && is_high_surrogate(text[place - 1]) && is_low_surrogate(text[place]);
}

}  // namespace flipover
