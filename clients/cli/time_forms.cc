#include "clients/cli/time_forms.h"

#include <chrono>

namespace flipover {
namespace {

using std::chrono::milliseconds;

// Takes what it reads off the front of the text.
bool take(std::string_view& text, char sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

std::optional<milliseconds> unit(std::string_view text) {
  using namespace std::chrono;
  if (text == "s") return seconds{1};
  if (text == "m") return minutes{1};
  if (text == "h") return hours{1};
  if (text == "d") return days{1};
  if (text == "w") return weeks{1};
  return std::nullopt;
}

std::optional<std::int64_t> from_now(std::string_view text, std::int64_t now_ms) {
  if (text.empty()) return now_ms;
  const bool before = take(text, '-');
  if (!before && !take(text, '+')) return std::nullopt;
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0 || digits > 6) return std::nullopt;
  const int count = *take_digits(text, digits);
  const auto of = unit(text);
  if (!of) return std::nullopt;
  const std::int64_t span = count * of->count();
  return before ? now_ms - span : now_ms + span;
}

std::optional<milliseconds> take_offset(std::string_view text) {
  using namespace std::chrono;
  if (text.empty() || text == "Z") return milliseconds{0};
  const bool east = take(text, '+');
  if (!east && !take(text, '-')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  take(text, ':');
  const auto minute = text.empty() ? std::optional<int>{0} : take_digits(text, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59 || !text.empty()) return std::nullopt;
  const minutes offset = hours{*hour} + minutes{*minute};
  return east ? offset : -offset;
}

// .25 is 250; nothing there is 0
std::optional<int> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  int value = 0;
  int scale = 100;
  std::size_t count = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++count) {
    value += scale * (text.front() - '0');
    scale /= 10;
  }
  if (count == 0) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::int64_t> parse_moment(std::string_view text, std::int64_t now_ms) {
  using namespace std::chrono;
  if (text.starts_with("now")) return from_now(text.substr(3), now_ms);
  const auto y = take_digits(text, 4);
  if (!y || !take(text, '-')) return std::nullopt;
  const auto m = take_digits(text, 2);
  if (!m || !take(text, '-')) return std::nullopt;
  const auto d = take_digits(text, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  milliseconds moment = sys_days{date}.time_since_epoch();
  if (text.empty()) return moment.count();
  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  moment += hours{*hour} + minutes{*minute};
  if (take(text, ':')) {
    const auto second = take_digits(text, 2);
    const auto fraction = second ? take_fraction(text) : std::nullopt;
    if (!fraction || *second > 59) return std::nullopt;
    moment += seconds{*second} + milliseconds{*fraction};
  }
  const auto offset = take_offset(text);
  if (!offset) return std::nullopt;
  return (moment - *offset).count();
}

std::string iso_moment(std::int64_t ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> moment{milliseconds{ms}};
  const auto today = floor<days>(moment);
  const year_month_day date{today};
  const hh_mm_ss clock{moment - today};
  const auto padded = [](long long number, std::size_t digits) {
    std::string text = std::to_string(number);
    return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
  };
  return padded(static_cast<int>(date.year()), 4) + "-" + padded(static_cast<unsigned>(date.month()), 2) + "-" +
         padded(static_cast<unsigned>(date.day()), 2) + "T" + padded(clock.hours().count(), 2) + ":" +
         padded(clock.minutes().count(), 2) + ":" + padded(clock.seconds().count(), 2) + "." +
         padded(clock.subseconds().count(), 3) + "Z";
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (number == 0) return std::nullopt;
  return number;
}

}  // namespace flipover
