#include "tests/bench/board_writer.h"

#include <algorithm>
#include <stdexcept>

namespace flipover {
namespace {

constexpr std::uint64_t kUnansweredMax = 128;

}  // namespace

void BoardWriter::edit_further(std::size_t edits) {
  size_.edits += edits;
  go_on();
}

void BoardWriter::opened() { wire_.hello(seat_.token, "writer-of-a-whole-board", 0); }

void BoardWriter::lost(const std::string& why) { throw std::runtime_error("the writer's connection ended: " + why); }

void BoardWriter::heard(const pb::ServerFrame& frame) {
  in_ = in_ || (frame.has_part() && frame.part().last());
  if (frame.has_update()) {
    for (const auto& outcome : frame.update().outcomes()) {
      if (!outcome.has_committed()) throw std::runtime_error("refused: " + outcome.refused().code());
      ++answered_;
    }
    for (const auto& record : frame.update().records()) {
      const auto& operation = record.operation();
      if (operation.has_add_item()) texts_.push_back({operation.add_item().item(), size_.item_units, 0, 0});
    }
    number_ = std::max(number_, frame.update().upto());
  }
  if (in_) go_on();
}

void BoardWriter::go_on() {
  while (made_ < size_.items && counter_ - answered_ < kUnansweredMax) add_item();
  if (texts_.size() < size_.items) return;
  while (edited_ < size_.edits && counter_ - answered_ < kUnansweredMax) edit(texts_[edited_++ % texts_.size()]);
}

void BoardWriter::add_item() {
  pb::ClientFrame frame;
  pb::AddItem& add = *begin(frame).mutable_add_item();
  add.set_kind("vraag");
  add.mutable_text()->reserve(size_.item_units);
  while (add.text().size() < size_.item_units) add.mutable_text()->push_back(static_cast<char>('a' + random_() % 26));
  ++made_;
  wire_.send(frame);
}

// The caret wanders.
void BoardWriter::edit(Text& text) {
  pb::ClientFrame frame;
  pb::EditText& edit = *begin(frame).mutable_edit_text();
  edit.set_item(text.item);
  edit.set_base(text.edits++);
  if (random_() % 16 == 0) text.caret = text.length == 0 ? 0 : random_() % text.length;
  pb::Span& span = *edit.add_spans();
  span.set_keep(static_cast<std::uint32_t>(text.caret));
  if (text.length > text.caret && random_() % 8 == 0) {
    span.set_remove(1);
    --text.length;
  } else {
    span.set_insert(std::string(1, static_cast<char>('a' + random_() % 26)));
    ++text.caret;
    ++text.length;
  }
  wire_.send(frame);
}

pb::Operation& BoardWriter::begin(pb::ClientFrame& frame) {
  pb::Operation& operation = *frame.mutable_submit()->add_operations();
  operation.mutable_id()->set_counter(++counter_);
  return operation;
}

}  // namespace flipover
