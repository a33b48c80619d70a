#include "server/meeting/import/iso_time.h"

#include <chrono>
#include <cstddef>

namespace flipover {
namespace {

// Takes what it reads off the front of the text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool sign(char expected) {
    if (text_.empty() || text_.front() != expected) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::optional<int> digits(std::size_t count) {
    if (text_.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : text_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    text_.remove_prefix(count);
    return value;
  }

  // .25 -> 250
  std::optional<int> fraction_ms() {
    int value = 0;
    int scale = 100;
    std::size_t count = 0;
    while (count < text_.size() && text_[count] >= '0' && text_[count] <= '9') {
      value += scale * (text_[count] - '0');
      scale /= 10;
      ++count;
    }
    text_.remove_prefix(count);
    if (count == 0 || count > 9) return std::nullopt;
    return value;
  }

  bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
};

std::optional<std::chrono::minutes> read_offset(Reader& in) {
  using std::chrono::hours;
  using std::chrono::minutes;
  if (in.sign('Z')) return minutes{0};
  const bool east = in.sign('+');
  if (!east && !in.sign('-')) return std::nullopt;
  const auto hour = in.digits(2);
  in.sign(':');
  const auto minute = in.digits(2);
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  const minutes offset = hours{*hour} + minutes{*minute};
  return east ? offset : -offset;
}

}  // namespace

std::optional<std::int64_t> parse_iso_time(std::string_view text) {
  using namespace std::chrono;
  Reader in(text);
  const auto y = in.digits(4);
  const bool dash = in.sign('-');
  const auto m = in.digits(2);
  const bool dash_again = in.sign('-');
  const auto d = in.digits(2);
  if (!y || !m || !d || !dash || !dash_again || *y < 1970) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok() || !in.sign('T')) return std::nullopt;
  const auto hour = in.digits(2);
  const bool colon = in.sign(':');
  const auto minute = in.digits(2);
  if (!hour || !minute || !colon || *hour > 23 || *minute > 59) return std::nullopt;
  std::optional<int> second = 0;
  std::optional<int> fraction = 0;
  if (in.sign(':')) {
    second = in.digits(2);
    if (in.sign('.')) fraction = in.fraction_ms();
  }
  if (!second || !fraction || *second > 59) return std::nullopt;
  const auto offset = read_offset(in);
  if (!offset || !in.at_end()) return std::nullopt;
  const auto moment =
      sys_days{date} + hours{*hour} + minutes{*minute} - *offset + seconds{*second} + milliseconds{*fraction};
  return duration_cast<milliseconds>(moment.time_since_epoch()).count();
}

}  // namespace flipover
