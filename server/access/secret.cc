#include "server/access/secret.h"

#include <sodium.h>

#include <array>

#include "server/base/check.h"
#include "server/base/sha256.h"

namespace flipover {
namespace {

template <std::size_t kBytes>
std::string random_base64url() {
  CHECK(sodium_init() >= 0, "libsodium does not start");
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::array<unsigned char, kBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, sodium_base64_ENCODED_LEN(kBytes, kVariant)> text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  sodium_memzero(bytes.data(), bytes.size());
  return text.data();
}

}  // namespace

std::string new_secret() { return random_base64url<kSecretBytes>(); }

std::string new_cookie() { return random_base64url<2 * kSecretBytes>(); }

std::string new_key() {
  CHECK(sodium_init() >= 0, "libsodium does not start");
  std::string key(2 * kSecretBytes, '\0');
  randombytes_buf(key.data(), key.size());
  return key;
}

std::string new_code(std::string_view letters, std::size_t length) {
  CHECK(sodium_init() >= 0, "libsodium does not start");
  std::string code;
  for (std::size_t i = 0; i < length; ++i) code.push_back(letters[randombytes_uniform(static_cast<std::uint32_t>(letters.size()))]);
  return code;
}

std::string hash_of_secret(std::string_view secret) {
  const Sha256Digest digest = sha256(secret);
  return {digest.begin(), digest.end()};
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string new_id(std::string_view prefix) { return std::string(prefix) + random_base64url<12>(); }

}  // namespace flipover
