// A board on its way to many who join at once: each gets his own projection, and what they have in common is made once.
#include "server/meeting/board_snapshot.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "server/meeting/checkpoint_parts.h"
#include "server/meeting/meeting_limits.h"
#include "tests/model/random_meeting.h"

namespace flipover {
namespace {

pb::Checkpoint received(FrameSource& parts, std::uint64_t number) {
  pb::Checkpoint whole;
  bool last = false;
  while (const FramePtr frame = parts.next()) {
    EXPECT_FALSE(last) << "something after the last part";
    const pb::Part& part = frame->frame().part();
    whole.MergeFrom(part.fragment());
    for (const auto& chunk : part.more_text()) {
      for (auto& item : *whole.mutable_items()) {
        if (item.id() == chunk.item()) item.mutable_text()->append(chunk.text());
      }
    }
    last = part.last();
    EXPECT_EQ(part.upto(), last ? number : 0);
  }
  EXPECT_TRUE(last);
  return whole;
}

TEST(ABoardOnItsWay, IsToEachViewerExactlyHisProjectionWhoeverElseIsBeingSentIt) {  // G1, G5
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    RandomMeeting meeting(seed);
    for (int step = 0; step < 120; ++step) {
      meeting.step();
      if (step % 40 != 39) continue;
      const MeetingState& state = meeting.table().state();
      const auto snapshot = std::make_shared<BoardSnapshot>(state);
      for (const auto& attendee : state.attendees) {
        const Viewer viewer = viewer_of(state, attendee.participant().id());
        if (viewer.role.id().empty()) continue;
        const auto parts = BoardSnapshot::parts_for(snapshot, viewer);
        ASSERT_EQ(received(*parts, state.number).SerializeAsString(), project(state, viewer).SerializeAsString())
            << "seed " << seed << ", " << viewer.participant;
      }
    }
  }
}

class ALargeBoard : public testing::Test {
 protected:
  ALargeBoard() {
    pb::Role role;
    role.set_id("partner");
    role.set_writes(true);
    role.set_professional(true);
    auto charter = std::make_shared<Charter>();
    *charter->vocabulary.add_roles() = role;
    state_.charter = charter;
    state_.number = 7;
    for (const char* who : {"karim", "ines"}) {
      pb::Attendee& attendee = state_.attendees.emplace_back();
      attendee.mutable_participant()->set_id(who);
      attendee.mutable_participant()->set_role("partner");
    }
    for (int i = 100; i < 400; ++i) add("kaart" + std::to_string(i), {});
  }

  void add(const std::string& id, const std::string& private_to) {
    Item item;
    item.data.set_id(id);
    item.data.set_typed_by(private_to);
    if (!private_to.empty()) item.data.mutable_visibility()->set_level("prive");
    item.text = std::u16string(1'000, u'x');
    put_item(state_, std::move(item));
  }
  std::vector<FramePtr> frames(const std::shared_ptr<BoardSnapshot>& snapshot, const std::string& who) const {
    std::vector<FramePtr> all;
    const auto parts = BoardSnapshot::parts_for(snapshot, viewer_of(state_, who));
    while (FramePtr frame = parts->next()) all.push_back(std::move(frame));
    return all;
  }

  MeetingState state_;
};

TEST_F(ALargeBoard, IsMadeOnceForAllWhoSeeTheSame) {  // S13
  const auto snapshot = std::make_shared<BoardSnapshot>(state_);
  const auto karims = frames(snapshot, "karim");
  const auto others = frames(snapshot, "ines");
  ASSERT_EQ(karims.size(), others.size());
  ASSERT_GT(karims.size(), 6U);
  std::size_t own = 0;
  for (std::size_t i = 0; i < karims.size(); ++i) {
    if (karims[i] != others[i]) ++own;
    EXPECT_LE(karims[i]->bytes(Wire::kBinary).size(), kPartBytesMax);
  }
  EXPECT_LE(own, 2U) << "who one is, and the end";
}

TEST_F(ALargeBoard, APrivateCardMakesOnlyItsOwnStretchDifferent) {
  add("kaart250-eigen", "karim");
  const auto snapshot = std::make_shared<BoardSnapshot>(state_);
  std::set<FramePtr> karims;
  for (const auto& frame : frames(snapshot, "karim")) karims.insert(frame);
  std::size_t shared = 0;
  const auto others = frames(snapshot, "ines");
  for (const auto& frame : others) shared += karims.count(frame);
  EXPECT_GE(shared + 4, others.size());
}

TEST_F(ALargeBoard, IsGoneWithTheLastWhoWasBeingSentIt) {  // G6
  auto snapshot = std::make_shared<BoardSnapshot>(state_);
  const std::weak_ptr<BoardSnapshot> alive = snapshot;
  auto parts = BoardSnapshot::parts_for(std::move(snapshot), viewer_of(state_, "karim"));
  parts->next();
  EXPECT_FALSE(alive.expired());
  parts.reset();
  EXPECT_TRUE(alive.expired());
}

}  // namespace
}  // namespace flipover
