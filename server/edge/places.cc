#include "server/edge/places.h"

#include <algorithm>

namespace flipover {

std::string place_of(const boost::asio::ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  const boost::asio::ip::address_v6 whole = address.to_v6();
  if (whole.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, whole).to_string();
  auto bytes = whole.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return boost::asio::ip::address_v6(bytes).to_string() + "/64";
}

Places::Taken Places::take(const std::string& place, std::size_t most) {
  if (taken_.size() >= forget_at_) forget_empty();
  Taken& one = taken_[place];
  if (!one) one = std::make_shared<const std::string>(place);
  // Its holders on other threads only let go: what is counted here may be too many, never too few.
  if (static_cast<std::size_t>(one.use_count()) > most) return nullptr;
  return one;
}

void Places::forget_empty() {
  std::erase_if(taken_, [](const auto& one) { return one.second.use_count() == 1; });
  forget_at_ = std::max<std::size_t>(1'024, 2 * taken_.size());
}

}  // namespace flipover
