// Random texts and changes, and their printed form, for the tests of text merging.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/model/text_ot.h"
#include "server/model/utf16.h"

namespace flipover {

// For GoogleTest: [keep, remove, "insert"] of each span.
inline void PrintTo(const TextChange& change, std::ostream* out) {
  for (const TextSpan& span : change.spans()) {
    *out << '[' << span.keep << ", " << span.remove << ", \"";
    if (is_well_formed(span.insert)) *out << utf8_from_utf16(span.insert);
    *out << "\"]";
  }
}

class TextRandom {
 public:
  explicit TextRandom(std::uint64_t seed) : engine_(seed) {}

  // 0 to `most`, both included.
  std::size_t up_to(std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(engine_); }
  bool one_in(std::size_t count) { return up_to(count - 1) == 0; }

  // A character no other call of this object returned; every third one is a surrogate pair.
  std::u16string fresh_character() {
    const std::size_t number = made_++;
    if (number % 3 != 0) return {static_cast<char16_t>(0x4e00 + number)};
    const std::size_t point = 0x2000 + number;  // over U+10000
    return {static_cast<char16_t>(0xd800 + (point >> 10U)), static_cast<char16_t>(0xdc00 + (point & 0x3ffU))};
  }
  std::u16string fresh_text(std::size_t characters_most) {
    std::u16string text;
    for (std::size_t count = up_to(characters_most); count > 0; --count) text += fresh_character();
    return text;
  }

  // A place of `text` at or after `from` and at most `units_most` (and half a pair) further, never inside a pair.
  std::size_t place(std::u16string_view text, std::size_t from, std::size_t units_most) {
    const std::size_t at = std::min(from + up_to(units_most), text.size());
    return cuts_pair(text, at) ? at + 1 : at;
  }

  // A change of `text` that keeps pairs whole; empty sometimes. Touching spans of every sort occur.
  TextChange change_of(std::u16string_view text, std::size_t spans_most, std::size_t keep_most = 3) {
    TextChangeBuilder builder;
    std::size_t at = 0;
    for (std::size_t count = up_to(spans_most); count > 0; --count) {
      const std::size_t start = place(text, at, keep_most);
      const std::size_t end = one_in(2) ? start : place(text, start, 4);
      builder.keep(start - at);
      builder.replace(end - start, one_in(3) ? std::u16string() : fresh_text(2));
      at = end;
    }
    return std::move(builder).finish();
  }

 private:
  std::mt19937_64 engine_;
  std::size_t made_ = 0;
};

}  // namespace flipover
