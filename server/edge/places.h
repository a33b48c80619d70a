// Places: from where connections come, and how many from each.
//
// A place is an IPv4 address, or the first 64 bits of an IPv6 one: what one subscriber is given at least (RFC 6177), so
// that nobody has more places than others by having more addresses.
// Threads: `take` on the front shard; what it gave may be let go of on any.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace flipover {

std::string place_of(const boost::asio::ip::address& address);

class Places {
 public:
  // Counts as long as somebody holds it.
  using Taken = std::shared_ptr<const std::string>;

  // Null: that place has as many as one may have.
  Taken take(const std::string& place, std::size_t most);

 private:
  void forget_empty();

  std::map<std::string, Taken> taken_;  // each held here once more
  std::size_t forget_at_ = 1'024;
};

}  // namespace flipover
