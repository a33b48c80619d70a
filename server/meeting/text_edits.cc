#include "server/meeting/text_edits.h"

#include <utility>

namespace flipover {

std::optional<std::span<const TextChange>> TextEdits::since(std::string_view item, std::uint64_t base) const {
  const auto found = items_.find(std::string(item));
  if (found == items_.end()) return std::nullopt;
  const Edits& edits = found->second;
  const std::uint64_t newest = edits.base + (edits.changes.size() - edits.begin);
  if (base < edits.base || base > newest) return std::nullopt;
  const std::size_t from = edits.begin + static_cast<std::size_t>(base - edits.base);
  return std::span<const TextChange>(edits.changes).subspan(from);
}

void TextEdits::add(const std::string& item, std::uint64_t revision, TextChange change) {
  auto [found, is_new] = items_.try_emplace(item);
  Edits& edits = found->second;
  if (is_new) edits.base = revision - 1;
  edits.changes.push_back(std::move(change));
  order_.push_back(item);
  ++count_;
  while (count_ > edits_max_) forget_oldest();
}

void TextEdits::put(const std::string& item, std::uint64_t base, std::vector<TextChange> changes) {
  Edits& edits = items_[item];
  const std::size_t had = edits.changes.size() - edits.begin;
  const std::size_t more = changes.size() > had ? changes.size() - had : 0;
  edits = Edits{base, 0, std::move(changes)};
  order_.insert(order_.begin(), more, item);
  count_ += more;
}

void TextEdits::forget_oldest() {
  const auto found = items_.find(order_.front());
  order_.pop_front();
  --count_;
  if (found == items_.end()) return;
  Edits& edits = found->second;
  ++edits.begin;
  ++edits.base;
  if (edits.begin * 2 < edits.changes.size()) return;
  edits.changes.erase(edits.changes.begin(), edits.changes.begin() + static_cast<std::ptrdiff_t>(edits.begin));
  edits.begin = 0;
}

}  // namespace flipover
