#include "clients/cli/replica.h"

#include <algorithm>
#include <utility>

#include "server/model/apply.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

void append_text(MeetingState& state, const pb::TextChunk& chunk) {
  Item* item = find_item(state, chunk.item());
  const auto text = utf16_from_utf8(chunk.text());
  if (item == nullptr || !text) return;
  weigh_out(state, *item);
  item->text += *text;
  weigh_in(state, *item);
}

}  // namespace

void Replica::take(const pb::Welcome& welcome) {
  incoming_.reset();
  past_of_welcome_ = welcome.past();
  if (welcome.resumed()) {
    past_ = past_of_welcome_;
  } else {
    incoming_.emplace();
  }
}

bool Replica::take(const pb::Part& part) {
  if (incoming_ && keeps_ == Keeps::kState) {
    if (part.has_fragment()) merge_checkpoint(*incoming_, part.fragment());
    for (const auto& chunk : part.more_text()) append_text(*incoming_, chunk);
  }
  if (!part.last()) return false;
  if (incoming_) {
    state_ = std::move(*incoming_);
    incoming_.reset();
    past_ = past_of_welcome_;
    upto_ = 0;  // a server restored from a backup may stand before what was held here
  }
  pass(part.upto());
  return true;
}

// upto() does not follow by itself: only the server knows that all of a number has been told.
void Replica::take(const pb::Record& record) {
  if (keeps_ == Keeps::kState) apply(state_, record);
}

void Replica::pass(std::uint64_t upto) {
  upto_ = std::max(upto_, upto);
  state_.number = upto_;
}

void add_part(pb::Record& record, const pb::Part& part) {
  pb::Checkpoint& appeared = *record.mutable_seen()->mutable_appeared();
  appeared.MergeFrom(part.fragment());
  for (const auto& chunk : part.more_text()) {
    auto& items = *appeared.mutable_items();
    const auto item =
        std::find_if(items.rbegin(), items.rend(), [&](const pb::Item& one) { return one.id() == chunk.item(); });
    if (item != items.rend()) item->mutable_text()->append(chunk.text());
  }
}

}  // namespace flipover
