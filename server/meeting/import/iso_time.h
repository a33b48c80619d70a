// Moments as people and files write them: ISO 8601 with an offset.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace flipover {

// 2027-03-16T09:00:00+01:00, 2027-03-16T08:00Z, 2027-03-16T08:00:00.250Z: milliseconds since 1970 UTC, in the years
// 1970 to 9999. Nothing if it is not such a moment; one without an offset is not.
std::optional<std::int64_t> parse_iso_time(std::string_view text);

}  // namespace flipover
