#include "server/model/order_key.h"

#include <algorithm>
#include <cstddef>

namespace flipover {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kWholeDigits = 4;
constexpr std::string_view kMiddle = "V000";

std::size_t value_of(char digit) {
  const std::size_t value = kDigits.find(digit);
  return value == std::string_view::npos ? 0 : value;
}

// The four digits, one up or down; empty when there is no further.
std::string step(std::string_view key, int by) {
  std::string whole(key.substr(0, kWholeDigits));
  whole.resize(kWholeDigits, '0');
  for (std::size_t i = kWholeDigits; i-- > 0;) {
    const std::size_t value = value_of(whole[i]);
    if (by > 0 ? value + 1 < kDigits.size() : value > 0) {
      whole[i] = kDigits[by > 0 ? value + 1 : value - 1];
      return whole;
    }
    whole[i] = by > 0 ? kDigits.front() : kDigits.back();
  }
  return {};
}

// A text m with low < m < high, as digits of a fraction; `high` empty is 1. Requires low < high.
std::string midpoint(std::string_view low, std::string_view high) {
  std::string middle;
  for (std::size_t i = 0;; ++i) {
    const std::size_t from = i < low.size() ? value_of(low[i]) : 0;
    const std::size_t to = !high.empty() && i < high.size() ? value_of(high[i]) : kDigits.size();
    if (high.empty() || i >= high.size() || from != to) {
      if (to - from > 1) {
        middle.push_back(kDigits[(from + to) / 2]);
        return middle;
      }
      // Adjacent digits: keep the lower one; from here the upper bound no longer binds.
      middle.push_back(kDigits[from]);
      high = {};
      continue;
    }
    middle.push_back(kDigits[from]);
  }
}

// One or two digits of the salt, the last of them not '0'.
std::string fraction_of(std::string_view salt) {
  std::string fraction;
  for (const char c : salt) {
    if (kDigits.find(c) == std::string_view::npos) continue;
    fraction.push_back(c);
    if (fraction.size() == 2) break;
  }
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (fraction.empty()) fraction = "V";
  return fraction;
}

}  // namespace

std::string order_key_between(std::string_view after, std::string_view before, std::string_view salt) {
  const std::string fraction = fraction_of(salt);
  std::string whole;
  if (after.empty() && before.empty()) {
    whole = kMiddle;
  } else if (before.empty()) {
    whole = step(after, 1);
  } else if (after.empty()) {
    whole = step(before, -1);
  }
  if (!whole.empty()) return whole + fraction;
  std::string middle = midpoint(after, before);
  std::string salted = middle + fraction;
  if (salted > after && (before.empty() || salted < before)) return salted;
  return middle;
}

}  // namespace flipover
