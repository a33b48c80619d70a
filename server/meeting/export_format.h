// The name that an export carries, and by which it is known again when it comes back in.
#pragma once

#include <string_view>

namespace flipover {

inline constexpr std::string_view kExportFormat = "flipover-export/1";

}  // namespace flipover
