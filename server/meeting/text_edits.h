// TextEdits: the logged text edits of a meeting that are in memory, for edits made on an older revision.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/model/text_history.h"

namespace flipover {

// Limits: at most `edits_max` edits of the meeting; the oldest go first. What is no longer here is read from the log.
class TextEdits final : public TextHistory {
 public:
  explicit TextEdits(std::size_t edits_max) : edits_max_(edits_max) {}

  std::optional<std::span<const TextChange>> since(std::string_view item, std::uint64_t base) const override;

  // The edit that made revision `revision` of the item.
  void add(const std::string& item, std::uint64_t revision, TextChange change);

  // Edits read back from the log, oldest first: all that follow revision `base` of the item. They stay until forgotten
  // like the others.
  void put(const std::string& item, std::uint64_t base, std::vector<TextChange> changes);

 private:
  struct Edits {
    std::uint64_t base = 0;  // the revision before changes[begin]
    std::size_t begin = 0;   // forgotten ones before it
    std::vector<TextChange> changes;
  };
  void forget_oldest();

  std::size_t edits_max_;
  std::size_t count_ = 0;
  std::unordered_map<std::string, Edits> items_;
  std::deque<std::string> order_;  // whose edit came when
};

}  // namespace flipover
