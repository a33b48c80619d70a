// A value as it stands behind why= in a line of the log: in quotes, on one line, whatever it holds.
#pragma once

#include <string>
#include <string_view>

namespace flipover {

std::string as_value(std::string_view words);

}  // namespace flipover
