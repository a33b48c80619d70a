#include "server/base/log_value.h"

namespace flipover {

std::string as_value(std::string_view words) {
  std::string out = "\"";
  for (const char c : words) out.push_back(c == '"' ? '\'' : static_cast<unsigned char>(c) < ' ' ? ' ' : c);
  return out + "\"";
}

}  // namespace flipover
