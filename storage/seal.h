// The cryptography of the journal, each in one call: sealing (XChaCha20-Poly1305), the chain's hash and the mark of a
// checkpoint (BLAKE2b, 256 bits), random keys. All of libsodium.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flipover {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 24;
constexpr std::size_t kSealBytes = 16;  // longer than what it seals by this

// Wiped from memory when it goes.
class SecretKey {
 public:
  SecretKey() = default;  // zeros; seals nothing
  static SecretKey random();
  static SecretKey of(std::string_view bytes);  // Requires: kKeyBytes of them
  ~SecretKey();
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;

  const unsigned char* data() const { return bytes_.data(); }
  std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

 private:
  std::array<unsigned char, kKeyBytes> bytes_{};
};

using Nonce = std::array<unsigned char, kNonceBytes>;
using ChainHash = std::array<unsigned char, 32>;

Nonce random_nonce();
std::uint64_t random_salt();

// `bound` is not hidden, but opening fails if it is not the same.
std::string seal(const SecretKey& key, const Nonce& nonce, std::string_view bound, std::string_view content);
std::optional<std::string> unseal(const SecretKey& key, const Nonce& nonce, std::string_view bound,
                                  std::string_view sealed);

// Of a meeting without records, and after one more batch.
ChainHash chain_start(std::string_view meeting);
ChainHash chain_after(const ChainHash& previous, std::string_view body);

ChainHash keyed_hash(const SecretKey& key, std::string_view bytes);

inline std::string_view as_bytes(const ChainHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}
std::optional<ChainHash> as_chain_hash(std::string_view bytes);

// Numbers as they stand in keys, nonces and files: big-endian.
void put_u32(std::string& out, std::uint32_t number);
void put_u64(std::string& out, std::uint64_t number);
std::uint32_t get_u32(std::string_view bytes);  // Requires: at least 4
std::uint64_t get_u64(std::string_view bytes);  // Requires: at least 8

}  // namespace flipover
