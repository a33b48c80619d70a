// Ways to hurt a file as a disk does.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace flipover {

inline std::string bytes_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline void flip_bit_at(const std::filesystem::path& path, std::size_t at) {
  std::string bytes = bytes_of_file(path);
  if (at >= bytes.size()) throw std::logic_error("no such byte");
  bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
  write_bytes(path, bytes);
}

// In every file with this extension that holds the words, within their first occurrence. How many there were.
inline int flip_bit_within(const std::filesystem::path& directory, const std::string& extension,
                           std::string_view words) {
  int flipped = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().extension() != extension) continue;
    const std::size_t at = bytes_of_file(entry.path()).find(words);
    if (at == std::string::npos) continue;
    flip_bit_at(entry.path(), at + words.size() / 2);
    ++flipped;
  }
  return flipped;
}

inline std::filesystem::path newest_file(const std::filesystem::path& directory, const std::string& beginning,
                                         const std::string& extension) {
  std::filesystem::path newest;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(beginning) && entry.path().extension() == extension && entry.path() > newest) {
      newest = entry.path();
    }
  }
  if (newest.empty()) throw std::logic_error("no such file");
  return newest;
}

}  // namespace flipover
