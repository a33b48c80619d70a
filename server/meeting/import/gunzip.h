// Unpacks what gzip packed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "server/meeting/import/import_plan.h"

namespace flipover {

bool is_gzip(std::string_view bytes);

// Refused: what is damaged, and what would be larger than `bytes_max` unpacked (it is not unpacked any further).
Translated<std::string> gunzip(std::string_view bytes, std::size_t bytes_max);

}  // namespace flipover
