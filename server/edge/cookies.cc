#include "server/edge/cookies.h"

namespace flipover {

std::string_view cookie_name(bool secure) { return secure ? "__Host-flipover" : "flipover"; }

std::string cookie_of(std::string_view header, bool secure) {
  std::string found;
  while (!header.empty()) {
    std::string_view one = header.substr(0, header.find(';'));
    header.remove_prefix(std::min(header.size(), one.size() + 1));
    while (one.starts_with(' ') || one.starts_with('\t')) one.remove_prefix(1);
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos || one.substr(0, equals) != cookie_name(secure)) continue;
    if (!found.empty()) return {};
    found = one.substr(equals + 1);
  }
  return found;
}

std::string set_cookie(const std::string& id, bool secure, std::chrono::seconds keep) {
  std::string header(cookie_name(secure));
  header += "=" + id + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(id.empty() ? 0 : keep.count());
  if (secure) header += "; Secure";
  return header;
}

}  // namespace flipover
