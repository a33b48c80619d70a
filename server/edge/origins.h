// Origins: from which web pages one may connect, and under which names this server may be asked (S1, S22).
//
// A browser tells the origin of its page truthfully, so a foreign page is refused by it. Other programs send the
// server's own origin; a missing one is refused, for no browser of today leaves it out.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace flipover {

class Origins {
 public:
  // The server itself, as address:port and by the names of loopback if it listens there; and those that are given
  // (https://flipover.example.org). Throws std::invalid_argument for one that is not an origin.
  Origins(const std::string& address, std::uint16_t port, const std::vector<std::string>& given);

  bool allows_origin(std::string_view origin) const { return origins_.contains(lowered(origin)); }
  bool allows_host(std::string_view host) const { return hosts_.contains(lowered(host)); }
  // Whether people reach this name by https: a proxy with TLS stands before it.
  bool is_secure(std::string_view host) const { return origins_.contains("https://" + lowered(host)); }

 private:
  static std::string lowered(std::string_view text);
  void add(const std::string& scheme, const std::string& host);

  std::set<std::string> origins_;
  std::set<std::string> hosts_;
};

}  // namespace flipover
