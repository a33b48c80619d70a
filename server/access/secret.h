// Secrets: 128 random bits as people and programs pass them on (22 characters of base64url), 256 as browsers keep them in a
// cookie (43), and the hash that is kept.
// They are as random as they can be, so a fast hash hides them as well as a slow one would.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flipover {

constexpr std::size_t kSecretBytes = 16;
constexpr std::size_t kSecretCharactersMax = 128;  // longer is not looked at

std::string new_secret();
std::string new_cookie();
std::string new_key();  // 32 random bytes
// So many of these letters, each as likely.
std::string new_code(std::string_view letters, std::size_t length);
std::string hash_of_secret(std::string_view secret);  // 32 bytes, SHA-256

// Takes as long for a difference at the start as at the end.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// A random name, not secret: `prefix`, then 96 bits as base64url.
std::string new_id(std::string_view prefix);

}  // namespace flipover
