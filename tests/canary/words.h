// Words: canaries. Every thing that may be hidden is given a word of its own, and whoever holds bytes can be asked
// which words stand in them. The ids of things are words too: that something exists may be hidden as well.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace flipover::canary {

using Word = std::uint32_t;

class Words {
 public:
  // A word that stands nowhere yet; of small letters and digits, so that no format has to escape it.
  std::string fresh();
  // An id that the server made; the same one is one word.
  Word note_id(const std::string& id);

  // All that stand whole in the bytes, each once.
  std::vector<Word> in(std::string_view bytes) const;
  // Those of `fresh` alone.
  std::vector<Word> spoken_in(std::string_view bytes) const;

  const std::string& text(Word word) const { return texts_[word]; }
  std::size_t size() const { return texts_.size(); }

 private:
  std::vector<std::string> texts_;
  std::unordered_map<std::string, Word> ids_;
};

}  // namespace flipover::canary
