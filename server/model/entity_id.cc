#include "server/model/entity_id.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "server/base/sha256.h"

namespace flipover {
namespace {

constexpr std::size_t kIdBytes = 12;
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Twelve bytes from `from` on of SHA-256(client, NUL, counter in decimal).
std::string name_of(const pb::OperationId& id, std::size_t from) {
  std::string name = id.client();
  name.push_back('\0');
  name += std::to_string(id.counter());
  const Sha256Digest digest = sha256(name);
  std::string text;
  for (std::size_t i = from; i < from + kIdBytes; i += 3) {
    const std::uint32_t group = (static_cast<std::uint32_t>(digest[i]) << 16U) |
                                (static_cast<std::uint32_t>(digest[i + 1]) << 8U) | digest[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) text.push_back(kBase64Url[(group >> shift) & 0x3fU]);
  }
  return text;
}

}  // namespace

std::string entity_id(const pb::OperationId& id) { return name_of(id, 0); }

std::string order_salt(const pb::OperationId& id) { return name_of(id, kIdBytes); }

}  // namespace flipover
