#include "server/model/given.h"

namespace flipover {

bool holds_covered(const pb::Item& item) {
  const auto covered = [](const auto& one) { return one.covered_by() != 0; };
  return std::any_of(item.comments().begin(), item.comments().end(), covered) ||
         std::any_of(item.stances().begin(), item.stances().end(), covered) ||
         std::any_of(item.scores().begin(), item.scores().end(), covered);
}

void reveal_said(pb::Item& item, std::uint64_t round) {
  for (auto& comment : *item.mutable_comments()) {
    if (comment.covered_by() == round) comment.set_covered_by(0);
  }
  reveal_given(*item.mutable_stances(), round);
  reveal_given(*item.mutable_scores(), round);
}

}  // namespace flipover
