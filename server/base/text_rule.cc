#include "server/base/text_rule.h"

#include <cstddef>
#include <cstdint>

namespace flipover {
namespace {

struct Sign {
  char32_t point;
  std::size_t bytes;
};

// The sign that begins at `at` of well-formed UTF-8; never past the end of what is not.
Sign sign_at(std::string_view utf8, std::size_t at) {
  const auto first = static_cast<std::uint8_t>(utf8[at]);
  std::size_t bytes = 1;
  char32_t point = first;
  if (first >= 0xf0) {
    bytes = 4;
    point = first & 0x07U;
  } else if (first >= 0xe0) {
    bytes = 3;
    point = first & 0x0fU;
  } else if (first >= 0xc0) {
    bytes = 2;
    point = first & 0x1fU;
  }
  if (bytes > utf8.size() - at) bytes = utf8.size() - at;
  for (std::size_t i = 1; i < bytes; ++i) {
    point = (point << 6U) | (static_cast<std::uint8_t>(utf8[at + i]) & 0x3fU);
  }
  return Sign{point, bytes};
}

bool is_noncharacter(char32_t sign) { return (sign >= 0xfdd0 && sign <= 0xfdef) || (sign & 0xfffeU) == 0xfffe; }

bool is_bidi_control(char32_t sign) {
  return sign == 0x061c || sign == 0x200e || sign == 0x200f || (sign >= 0x202a && sign <= 0x202e) ||
         (sign >= 0x2066 && sign <= 0x2069);
}

bool is_separator(char32_t sign) { return sign == 0x2028 || sign == 0x2029; }

// Ends a line, wherever it comes from.
bool ends_line(char32_t sign) { return (sign >= '\n' && sign <= '\r') || sign == 0x85 || is_separator(sign); }

bool fits(char32_t sign, TextUse use) {
  if (sign == 0xfeff || sign == 0x7f || is_noncharacter(sign)) return false;
  if (use == TextUse::kText) return sign >= 0x20 || sign == '\n' || sign == '\t';
  return sign >= 0x20 && !(sign >= 0x80 && sign <= 0x9f) && !is_separator(sign) && !is_bidi_control(sign);
}

}  // namespace

std::optional<char32_t> unfit_sign(std::string_view utf8, TextUse use) {
  for (std::size_t at = 0; at < utf8.size();) {
    const Sign sign = sign_at(utf8, at);
    if (!fits(sign.point, use)) return sign.point;
    at += sign.bytes;
  }
  return std::nullopt;
}

std::string name_of_sign(char32_t sign) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::size_t kDigitsLeast = 4;
  std::string digits;
  for (; sign != 0 || digits.size() < kDigitsLeast; sign >>= 4U) digits.insert(digits.begin(), kDigits[sign & 0xfU]);
  return "U+" + digits;
}

std::string cleaned(std::string_view utf8, TextUse use) {
  std::string clean;
  clean.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const Sign sign = sign_at(utf8, at);
    const std::string_view bytes = utf8.substr(at, sign.bytes);
    at += sign.bytes;
    if (ends_line(sign.point)) {
      if (sign.point == '\r' && at < utf8.size() && utf8[at] == '\n') continue;
      clean.push_back(use == TextUse::kName ? ' ' : '\n');
    } else if (sign.point == '\t' && use == TextUse::kName) {
      clean.push_back(' ');
    } else if (fits(sign.point, use)) {
      clean.append(bytes);
    }
  }
  return clean;
}

}  // namespace flipover
