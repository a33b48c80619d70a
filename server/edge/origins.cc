#include "server/edge/origins.h"

#include <stdexcept>

namespace flipover {

Origins::Origins(const std::string& address, std::uint16_t port, const std::vector<std::string>& given) {
  const std::string ending = ":" + std::to_string(port);
  const bool six = address.find(':') != std::string::npos;
  add("http://", (six ? "[" + address + "]" : address) + ending);
  const bool everywhere = address == "0.0.0.0" || address == "::";
  if (everywhere || address == "127.0.0.1" || address == "::1") {
    for (const char* name : {"127.0.0.1", "localhost", "[::1]"}) add("http://", name + ending);
  }
  for (const std::string& origin : given) {
    const std::string lower = lowered(origin);
    const std::size_t colon = lower.find("://");
    const std::string scheme = lower.substr(0, colon == std::string::npos ? 0 : colon + 3);
    const std::string host = lower.substr(scheme.size());
    if ((scheme != "http://" && scheme != "https://") || host.empty() ||
        host.find_first_of("/?#@ *") != std::string::npos) {
      throw std::invalid_argument("not an origin, as https://flipover.example.org: " + origin);
    }
    add(scheme, host);
  }
}

void Origins::add(const std::string& scheme, const std::string& host) {
  origins_.insert(scheme + host);
  hosts_.insert(host);
  // Browsers leave out the port that belongs to the scheme.
  const std::string usual = scheme == "http://" ? ":80" : ":443";
  if (host.ends_with(usual)) {
    const std::string bare = host.substr(0, host.size() - usual.size());
    origins_.insert(scheme + bare);
    hosts_.insert(bare);
  }
}

std::string Origins::lowered(std::string_view text) {
  std::string lower(text);
  for (char& character : lower) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return lower;
}

}  // namespace flipover
