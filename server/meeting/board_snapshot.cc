#include "server/meeting/board_snapshot.h"

#include <optional>

#include "server/meeting/checkpoint_parts.h"
#include "server/model/state_hash.h"

namespace flipover {
namespace {

// About what a thing takes in a frame.
std::size_t size_of(const Item* item) { return item->data.ByteSizeLong() + item->text.size(); }
std::size_t size_of(const pb::Link* link) { return link->ByteSizeLong(); }
std::size_t size_of(const pb::Stroke* stroke) { return stroke->ByteSizeLong(); }

}  // namespace

// The board on its way to one viewer.
class BoardSnapshot::Sending final : public FrameSource {
 public:
  Sending(std::shared_ptr<BoardSnapshot> snapshot, Viewer viewer)
      : snapshot_(std::move(snapshot)), viewer_(std::move(viewer)) {}

  FramePtr next() override {
    while (at_ >= frames_.size()) {
      if (ended_) return nullptr;
      frames_ = more();
      at_ = 0;
    }
    return frames_[at_++];
  }

 private:
  Frames more() {
    const MeetingState& state = snapshot_->state_;
    if (!std::exchange(charter_sent_, true)) return snapshot_->charter();
    if (!std::exchange(frame_sent_, true)) {
      return checkpoint_pieces(std::make_shared<const pb::Checkpoint>(project_frame(state, viewer_)));
    }
    if (stretch_ == 0 || snapshot_->end_of(stretch_ - 1) < snapshot_->things_.size()) {
      return snapshot_->stretch(stretch_++, viewer_);
    }
    ended_ = true;
    pb::ServerFrame end;
    end.mutable_part()->set_last(true);
    end.mutable_part()->set_upto(state.number);
    return {make_frame(std::move(end))};
  }

  std::shared_ptr<BoardSnapshot> snapshot_;
  Viewer viewer_;
  Frames frames_;
  std::size_t at_ = 0;
  bool charter_sent_ = false;
  bool frame_sent_ = false;
  std::size_t stretch_ = 0;
  bool ended_ = false;
};

BoardSnapshot::BoardSnapshot(MeetingState state) : state_(std::move(state)) {
  things_.reserve(state_.items.size() + state_.links.size() + state_.strokes.size());
  for (const auto& [id, item] : state_.items) things_.emplace_back(&item);
  for (const auto& [id, link] : state_.links) things_.emplace_back(&link);
  for (const auto& [id, stroke] : state_.strokes) things_.emplace_back(&stroke);
}

std::unique_ptr<FrameSource> BoardSnapshot::parts_for(std::shared_ptr<BoardSnapshot> snapshot, Viewer viewer) {
  return std::make_unique<Sending>(std::move(snapshot), std::move(viewer));
}

Sha256Digest BoardSnapshot::hash_for(const Viewer& viewer) const {
  return state_hash(from_checkpoint(project(state_, viewer)));
}

const BoardSnapshot::Frames& BoardSnapshot::charter() {
  if (charter_.empty()) {
    auto info = std::make_shared<pb::Checkpoint>();
    *info->mutable_info()->mutable_created() = whole_created(state_);
    charter_ = checkpoint_pieces(std::move(info));
  }
  return charter_;
}

std::size_t BoardSnapshot::end_of(std::size_t index) {
  if (index == ends_.size()) {
    std::size_t end = index == 0 ? 0 : ends_[index - 1];
    for (std::size_t bytes = 0; end < things_.size() && bytes < kPartContentBytes; ++end) {
      bytes += std::visit([](const auto* thing) { return size_of(thing); }, things_[end]);
    }
    ends_.push_back(end);
  }
  return ends_[index];
}

BoardSnapshot::Frames BoardSnapshot::stretch(std::size_t index, const Viewer& viewer) {
  const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
  const std::size_t end = end_of(index);
  const auto for_each = [&](auto does) {
    for (std::size_t i = begin; i < end; ++i) std::visit([&](const auto* thing) { does(*thing); }, things_[i]);
  };
  const auto make = [&] {
    auto seen = std::make_shared<pb::Checkpoint>();
    for_each([&](const auto& thing) { project_into(state_, thing, viewer, *seen); });
    return checkpoint_pieces(std::move(seen));
  };
  if (!has_likes(state_, viewer)) return make();
  std::string likeness;
  for_each([&](const auto& thing) { tell_apart(state_, thing, viewer, likeness); });
  const auto [known, is_new] = stretches_.try_emplace({index, std::move(likeness)});
  if (is_new) known->second = make();
  return known->second;
}

}  // namespace flipover
