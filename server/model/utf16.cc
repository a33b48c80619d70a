#include "server/model/utf16.h"

#include <cstdint>

#include "server/base/check.h"

namespace flipover {
namespace {

constexpr char32_t kNotACodePoint = 0xffffffff;

// Reads the code point at `at` and moves past it. Second bytes have their own bounds after some first bytes (Unicode,
// table 3-7): that is where overlong forms, surrogates and what lies past U+10FFFF are seen.
char32_t read_code_point(std::string_view utf8, std::size_t& at) {
  const auto byte = [&](std::size_t index) { return static_cast<std::uint8_t>(utf8[index]); };
  const std::uint8_t first = byte(at);
  if (first < 0x80) {
    ++at;
    return first;
  }
  std::size_t following = 0;
  std::uint8_t second_least = 0x80;
  std::uint8_t second_most = 0xbf;
  char32_t point = 0;
  if (first >= 0xc2 && first <= 0xdf) {
    following = 1;
    point = first & 0x1fU;
  } else if (first >= 0xe0 && first <= 0xef) {
    following = 2;
    point = first & 0x0fU;
    if (first == 0xe0) second_least = 0xa0;
    if (first == 0xed) second_most = 0x9f;
  } else if (first >= 0xf0 && first <= 0xf4) {
    following = 3;
    point = first & 0x07U;
    if (first == 0xf0) second_least = 0x90;
    if (first == 0xf4) second_most = 0x8f;
  } else {
    return kNotACodePoint;
  }
  if (utf8.size() - at <= following) return kNotACodePoint;
  if (byte(at + 1) < second_least || byte(at + 1) > second_most) return kNotACodePoint;
  for (std::size_t index = 1; index <= following; ++index) {
    if ((byte(at + index) & 0xc0U) != 0x80) return kNotACodePoint;
    point = (point << 6U) | (byte(at + index) & 0x3fU);
  }
  at += following + 1;
  return point;
}

void append_code_point(char32_t point, std::string& utf8) {
  const auto push = [&](char32_t bits) { utf8.push_back(static_cast<char>(static_cast<std::uint8_t>(bits))); };
  if (point < 0x80) {
    push(point);
  } else if (point < 0x800) {
    push(0xc0U | (point >> 6U));
    push(0x80U | (point & 0x3fU));
  } else if (point < 0x10000) {
    push(0xe0U | (point >> 12U));
    push(0x80U | ((point >> 6U) & 0x3fU));
    push(0x80U | (point & 0x3fU));
  } else {
    push(0xf0U | (point >> 18U));
    push(0x80U | ((point >> 12U) & 0x3fU));
    push(0x80U | ((point >> 6U) & 0x3fU));
    push(0x80U | (point & 0x3fU));
  }
}

}  // namespace

std::optional<std::u16string> utf16_from_utf8(std::string_view utf8) {
  std::u16string utf16;
  utf16.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t point = read_code_point(utf8, at);
    if (point == kNotACodePoint) return std::nullopt;
    if (point < 0x10000) {
      utf16.push_back(static_cast<char16_t>(point));
    } else {
      utf16.push_back(static_cast<char16_t>(0xd800U + ((point - 0x10000U) >> 10U)));
      utf16.push_back(static_cast<char16_t>(0xdc00U + ((point - 0x10000U) & 0x3ffU)));
    }
  }
  return utf16;
}

std::optional<std::size_t> utf16_length(std::string_view utf8) {
  std::size_t length = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t point = read_code_point(utf8, at);
    if (point == kNotACodePoint) return std::nullopt;
    length += point < 0x10000 ? 1 : 2;
  }
  return length;
}

std::string utf8_from_utf16(std::u16string_view utf16) {
  std::string utf8;
  utf8.reserve(utf16.size());
  for (std::size_t at = 0; at < utf16.size(); ++at) {
    char32_t point = utf16[at];
    if (is_high_surrogate(utf16[at])) {
      CHECK(at + 1 < utf16.size() && is_low_surrogate(utf16[at + 1]), "a text holds half a surrogate pair");
      point = 0x10000U + ((point - 0xd800U) << 10U) + (static_cast<char32_t>(utf16[at + 1]) - 0xdc00U);
      ++at;
    } else {
      CHECK(!is_low_surrogate(utf16[at]), "a text holds half a surrogate pair");
    }
    append_code_point(point, utf8);
  }
  return utf8;
}

bool is_well_formed(std::u16string_view utf16) {
  for (std::size_t at = 0; at < utf16.size(); ++at) {
    if (is_high_surrogate(utf16[at])) {
      if (at + 1 == utf16.size() || !is_low_surrogate(utf16[at + 1])) return false;
      ++at;
    } else if (is_low_surrogate(utf16[at])) {
      return false;
    }
  }
  return true;
}

}  // namespace flipover
