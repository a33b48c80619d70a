#include "tests/canary/words.h"

#include <algorithm>
#include <charconv>

namespace flipover::canary {
namespace {

constexpr std::string_view kMark = "zq7x";
constexpr std::size_t kDigits = 6;
constexpr std::size_t kIdLength = 16;

bool is_of_id(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

std::string Words::fresh() {
  constexpr std::string_view kHex = "0123456789abcdef";
  auto number = static_cast<Word>(texts_.size());
  std::string word(kMark);
  word.append(kDigits, '0');
  for (std::size_t place = word.size(); number > 0; number >>= 4U) word[--place] = kHex[number & 0xfU];
  texts_.push_back(word);
  return word;
}

Word Words::note_id(const std::string& id) {
  const auto [found, is_new] = ids_.try_emplace(id, static_cast<Word>(texts_.size()));
  if (is_new) texts_.push_back(id);
  return found->second;
}

std::vector<Word> Words::spoken_in(std::string_view bytes) const {
  std::vector<Word> found;
  for (auto at = bytes.find(kMark); at != std::string_view::npos; at = bytes.find(kMark, at + 1)) {
    if (at + kMark.size() + kDigits > bytes.size()) break;
    const char* begin = bytes.data() + at + kMark.size();
    Word word = 0;
    if (std::from_chars(begin, begin + kDigits, word, 16).ptr != begin + kDigits) continue;
    if (word < texts_.size()) found.push_back(word);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<Word> Words::in(std::string_view bytes) const {
  std::vector<Word> found = spoken_in(bytes);
  std::size_t run = 0;
  std::string window;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    run = is_of_id(bytes[at]) ? run + 1 : 0;
    if (run < kIdLength) continue;
    window.assign(bytes.substr(at + 1 - kIdLength, kIdLength));
    if (const auto id = ids_.find(window); id != ids_.end()) found.push_back(id->second);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace flipover::canary
