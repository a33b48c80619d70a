#include "storage/seal.h"

#include <cstring>

#include <sodium.h>

#include "server/base/check.h"

namespace flipover {
namespace {

static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kNonceBytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kSealBytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);

constexpr std::string_view kChainDomain = "flipover.chain.v1";

void start_sodium() {
  static const int started = sodium_init();  // -1: it does not work on this machine
  CHECK(started >= 0, "libsodium does not start");
}

const unsigned char* octets(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* octets(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

ChainHash hash(const SecretKey* key, std::string_view first, std::string_view second) {
  start_sodium();
  crypto_generichash_state state;
  ChainHash out{};
  crypto_generichash_init(&state, key != nullptr ? key->data() : nullptr, key != nullptr ? kKeyBytes : 0, out.size());
  crypto_generichash_update(&state, octets(first), first.size());
  crypto_generichash_update(&state, octets(second), second.size());
  crypto_generichash_final(&state, out.data(), out.size());
  return out;
}

}  // namespace

SecretKey SecretKey::random() {
  start_sodium();
  SecretKey key;
  randombytes_buf(key.bytes_.data(), key.bytes_.size());
  return key;
}

SecretKey SecretKey::of(std::string_view bytes) {
  CHECK(bytes.size() == kKeyBytes, "a key has another length");
  SecretKey key;
  std::memcpy(key.bytes_.data(), bytes.data(), kKeyBytes);
  return key;
}

SecretKey::~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

Nonce random_nonce() {
  start_sodium();
  Nonce nonce{};
  randombytes_buf(nonce.data(), nonce.size());
  return nonce;
}

std::uint64_t random_salt() {
  start_sodium();
  std::uint64_t salt = 0;
  randombytes_buf(&salt, sizeof salt);
  return salt;
}

std::string seal(const SecretKey& key, const Nonce& nonce, std::string_view bound, std::string_view content) {
  start_sodium();
  std::string sealed(content.size() + kSealBytes, '\0');
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(octets(sealed), &length, octets(content), content.size(), octets(bound),
                                             bound.size(), nullptr, nonce.data(), key.data());
  CHECK(length == sealed.size(), "a seal has another length");
  return sealed;
}

std::optional<std::string> unseal(const SecretKey& key, const Nonce& nonce, std::string_view bound,
                                  std::string_view sealed) {
  start_sodium();
  if (sealed.size() < kSealBytes) return std::nullopt;
  std::string content(sealed.size() - kSealBytes, '\0');
  unsigned long long length = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(octets(content), &length, nullptr, octets(sealed), sealed.size(),
                                                 octets(bound), bound.size(), nonce.data(), key.data()) != 0) {
    return std::nullopt;
  }
  return content;
}

ChainHash chain_start(std::string_view meeting) { return hash(nullptr, kChainDomain, meeting); }

ChainHash chain_after(const ChainHash& previous, std::string_view body) {
  return hash(nullptr, as_bytes(previous), body);
}

ChainHash keyed_hash(const SecretKey& key, std::string_view bytes) { return hash(&key, bytes, {}); }

std::optional<ChainHash> as_chain_hash(std::string_view bytes) {
  ChainHash out{};
  if (bytes.size() != out.size()) return std::nullopt;
  std::memcpy(out.data(), bytes.data(), out.size());
  return out;
}

void put_u32(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>((number >> shift) & 0xffU));
}

void put_u64(std::string& out, std::uint64_t number) {
  put_u32(out, static_cast<std::uint32_t>(number >> 32U));
  put_u32(out, static_cast<std::uint32_t>(number));
}

std::uint32_t get_u32(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t at = 0; at < 4; ++at) number = (number << 8U) | static_cast<unsigned char>(bytes[at]);
  return number;
}

std::uint64_t get_u64(std::string_view bytes) {
  return (std::uint64_t{get_u32(bytes)} << 32U) | get_u32(bytes.substr(4));
}

}  // namespace flipover
