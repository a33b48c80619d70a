#include "server/meeting/checkpoint_parts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "server/meeting/meeting_limits.h"

namespace flipover {
namespace {

// JSON writes a control character in six bytes where the binary form has one.
constexpr std::size_t kJsonGrowthMax = 6;
static_assert(kPartContentBytes * kJsonGrowthMax <= kPartBytesMax);

class Parts final : public FrameSource {
 public:
  // Without `upto` it has no end.
  Parts(std::shared_ptr<const pb::Checkpoint> whole, std::optional<std::uint64_t> upto)
      : whole_(std::move(whole)), upto_(upto) {}

  FramePtr next() override {
    if (done_) return nullptr;
    pb::ServerFrame frame;
    pb::Part& part = *frame.mutable_part();
    if (!begun_) begin(*part.mutable_fragment());
    std::size_t bytes = part.ByteSizeLong();
    const auto room = [&] { return bytes < kPartContentBytes; };
    while (room() && item_ < whole_->items_size()) bytes += take_item(part, kPartContentBytes - bytes);
    while (room() && item_ >= whole_->items_size() && link_ < whole_->links_size()) {
      bytes += whole_->links(link_).ByteSizeLong();
      *part.mutable_fragment()->add_links() = whole_->links(link_++);
    }
    while (room() && link_ >= whole_->links_size() && stroke_ < whole_->strokes_size()) {
      bytes += whole_->strokes(stroke_).ByteSizeLong();
      *part.mutable_fragment()->add_strokes() = whole_->strokes(stroke_++);
    }
    while (room() && stroke_ >= whole_->strokes_size() && ballot_ < whole_->ballots_size()) {
      bytes += whole_->ballots(ballot_).ByteSizeLong();
      *part.mutable_fragment()->add_ballots() = whole_->ballots(ballot_++);
    }
    done_ = item_ >= whole_->items_size() && link_ >= whole_->links_size() && stroke_ >= whole_->strokes_size() &&
            ballot_ >= whole_->ballots_size();
    if (done_ && upto_) {
      part.set_last(true);
      part.set_upto(*upto_);
    }
    return make_frame(std::move(frame));
  }

 private:
  void begin(pb::Checkpoint& fragment) {
    begun_ = true;
    fragment.set_number(whole_->number());
    fragment.set_time_ms(whole_->time_ms());
    if (whole_->has_info()) *fragment.mutable_info() = whole_->info();
    *fragment.mutable_attendees() = whole_->attendees();
    *fragment.mutable_sheets() = whole_->sheets();
    if (whole_->has_course()) *fragment.mutable_course() = whole_->course();
  }

  // The next item, or as much more of its text as fits. Returns the bytes it took.
  std::size_t take_item(pb::Part& part, std::size_t room) {
    const pb::Item& item = whole_->items(item_);
    if (text_sent_ == 0 && item.ByteSizeLong() <= kPartContentBytes) {
      *part.mutable_fragment()->add_items() = item;
      ++item_;
      return item.ByteSizeLong();
    }
    std::size_t end = std::min(item.text().size(), text_sent_ + std::max<std::size_t>(room, 4));
    // Not inside a character: continuation bytes begin with the bits 10.
    while (end < item.text().size() && (static_cast<unsigned char>(item.text()[end]) & 0xc0U) == 0x80U) --end;
    if (text_sent_ == 0) {
      pb::Item head = item;
      head.set_text(item.text().substr(0, end));
      *part.mutable_fragment()->add_items() = std::move(head);
    } else {
      pb::TextChunk& chunk = *part.add_more_text();
      chunk.set_item(item.id());
      chunk.set_text(item.text().substr(text_sent_, end - text_sent_));
    }
    const std::size_t took = end - text_sent_;
    text_sent_ = end;
    if (end == item.text().size()) {
      ++item_;
      text_sent_ = 0;
    }
    return std::max<std::size_t>(took, 1);
  }

  std::shared_ptr<const pb::Checkpoint> whole_;
  std::optional<std::uint64_t> upto_;
  int item_ = 0;
  int link_ = 0;
  int stroke_ = 0;
  int ballot_ = 0;
  std::size_t text_sent_ = 0;  // of the item at hand
  bool begun_ = false;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<FrameSource> checkpoint_parts(std::shared_ptr<const pb::Checkpoint> whole, std::uint64_t upto) {
  return std::make_unique<Parts>(std::move(whole), upto);
}

std::vector<FramePtr> checkpoint_pieces(std::shared_ptr<const pb::Checkpoint> some) {
  std::vector<FramePtr> pieces;
  if (some->ByteSizeLong() == 0) return pieces;
  Parts parts(std::move(some), std::nullopt);
  while (FramePtr piece = parts.next()) pieces.push_back(std::move(piece));
  return pieces;
}

FramePtr FramesMadeOnce::at(std::size_t index) {
  if (index == made_.size() && made_by_) {
    FramePtr next = made_by_->next();
    if (next) {
      made_.push_back(std::move(next));
    } else {
      made_by_.reset();
    }
  }
  return index < made_.size() ? made_[index] : nullptr;
}

std::unique_ptr<FrameSource> FramesMadeOnce::reader(std::shared_ptr<FramesMadeOnce> frames) {
  class Reader final : public FrameSource {
   public:
    explicit Reader(std::shared_ptr<FramesMadeOnce> of) : of_(std::move(of)) {}
    FramePtr next() override { return of_->at(next_++); }

   private:
    std::shared_ptr<FramesMadeOnce> of_;
    std::size_t next_ = 0;
  };
  return std::make_unique<Reader>(std::move(frames));
}

}  // namespace flipover
