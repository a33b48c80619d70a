// Moments as people type them on a command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flipover {

// Milliseconds since 1970 UTC, of
//   now, now-2h, now+30m, now-8w          s m h d w
//   2027-03-16T09:00:00+01:00, ...Z       seconds, a fraction and the offset may be left out; then it is UTC
//   2027-03-16                            midnight UTC
// Nothing if it is none of these.
std::optional<std::int64_t> parse_moment(std::string_view text, std::int64_t now_ms);

// 2027-03-16T08:00:00.000Z
std::string iso_moment(std::int64_t ms);

// A record's number: decimal digits, at least 1.
std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace flipover
