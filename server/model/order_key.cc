#include "server/model/order_key.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace flipover {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::uint64_t kBase = 62;
constexpr std::size_t kWholeDigits = 8;
constexpr std::uint64_t kWholeEnd = 218'340'105'584'896;  // 62^8
constexpr std::uint64_t kGapDigitsMax = 5;                // 20,000 steps of 62^5 leave the most of kWholeEnd

std::uint64_t value_of(char digit) {
  const std::size_t value = kDigits.find(digit);
  return value == std::string_view::npos ? 0 : value;
}

// The digits of a salt one by one, over and over.
class Chance {
 public:
  explicit Chance(std::string_view salt) {
    for (const char c : salt) {
      if (kDigits.find(c) != std::string_view::npos) digits_.push_back(value_of(c));
    }
    if (digits_.empty()) digits_.push_back(kBase / 2);
  }
  std::uint64_t digit() { return digits_[next_++ % digits_.size()]; }
  std::uint64_t digits(std::uint64_t count) {
    std::uint64_t value = 0;
    for (; count > 0; --count) value = value * kBase + digit();
    return value;
  }

 private:
  std::vector<std::uint64_t> digits_;
  std::size_t next_ = 0;
};

std::uint64_t whole_of(std::string_view key) {
  std::uint64_t whole = 0;
  for (std::size_t i = 0; i < kWholeDigits; ++i) whole = whole * kBase + (i < key.size() ? value_of(key[i]) : 0);
  return whole;
}

std::string key_of(std::uint64_t whole) {
  std::string key(kWholeDigits, '0');
  for (std::size_t i = kWholeDigits; i-- > 0; whole /= kBase) key[i] = kDigits[whole % kBase];
  while (key.back() == '0') key.pop_back();
  return key;
}

// Small and large gaps are alike in number, so that many small ones do not add up to something that can be counted.
std::uint64_t gap(Chance& chance) { return 2 + chance.digits(1 + chance.digit() % kGapDigitsMax); }

// Somewhere between two keys; `high` empty is the end.
std::string within(std::string_view low, std::string_view high, Chance& chance) {
  std::string key;
  bool bounded = !high.empty();
  for (std::size_t i = 0;; ++i) {
    const std::uint64_t from = i < low.size() ? value_of(low[i]) : 0;
    const bool ends = !bounded || i >= high.size();
    const std::uint64_t to = ends ? kBase : value_of(high[i]);
    if (ends || from != to) {
      if (to - from > 1) {
        key.push_back(kDigits[from + 1 + chance.digit() % (to - from - 1)]);
        key.push_back(kDigits[1 + chance.digit() % (kBase - 1)]);
        return key;
      }
      bounded = false;  // adjacent digits: the lower one is kept, and from here the upper bound no longer binds
    }
    key.push_back(kDigits[from]);
  }
}

}  // namespace

std::string order_key_between(std::string_view after, std::string_view before, std::string_view salt) {
  Chance chance(salt);
  if (after.empty() && before.empty()) return key_of(kWholeEnd / 4 + chance.digits(kWholeDigits) / 2);
  if (before.empty()) {
    const std::uint64_t whole = whole_of(after) + gap(chance);
    if (whole < kWholeEnd) return key_of(whole);
  } else if (after.empty()) {
    const std::uint64_t whole = whole_of(before);
    const std::uint64_t step = gap(chance);
    if (step < whole) return key_of(whole - step);
  }
  return within(after, before, chance);
}

}  // namespace flipover
