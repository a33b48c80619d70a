#include "server/edge/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flipover {
namespace {

FramePtr frame_of(const std::string& text) {
  pb::ServerFrame frame;
  frame.mutable_welcome()->set_meeting(text);
  return make_frame(std::move(frame));
}

std::string wired(const FramePtr& frame) {
  std::string bytes;
  append_frame(bytes, Opcode::kBinary, frame->bytes(Wire::kBinary));
  return bytes;
}

class Parts final : public FrameSource {
 public:
  explicit Parts(std::vector<FramePtr> parts) : parts_(std::move(parts)) {}
  FramePtr next() override {
    ++asked;
    return given_ < parts_.size() ? parts_[given_++] : nullptr;
  }
  static inline int asked = 0;

 private:
  std::vector<FramePtr> parts_;
  std::size_t given_ = 0;
};

std::string drained(Outbox& outbox) {
  std::string all;
  while (!outbox.empty()) {
    all += outbox.take_burst();
    outbox.burst_done();
  }
  return all;
}

TEST(Outbox, WhatGathersGoesOutAsOneBurstInOrder) {
  Outbox outbox(Wire::kBinary, 10'000);
  std::string expected;
  for (const char* text : {"een", "twee", "drie"}) {
    const FramePtr frame = frame_of(text);
    EXPECT_TRUE(outbox.push(frame));
    expected += wired(frame);
  }
  EXPECT_EQ(outbox.take_burst(), expected);
  EXPECT_GT(outbox.bytes(), 0U) << "what is on its way still counts";
  outbox.burst_done();
  EXPECT_TRUE(outbox.empty());
  EXPECT_EQ(outbox.bytes(), 0U);
}

TEST(Outbox, WithoutRoomNothingIsTaken) {
  Outbox outbox(Wire::kBinary, 200);
  EXPECT_TRUE(outbox.push(frame_of(std::string(100, 'a'))));
  EXPECT_FALSE(outbox.push(frame_of(std::string(100, 'b'))));
  EXPECT_EQ(drained(outbox), wired(frame_of(std::string(100, 'a'))));
  EXPECT_TRUE(outbox.push(frame_of(std::string(100, 'b'))));
}

TEST(Outbox, PartsKeepTheirPlaceAndAreMadeAsTheSocketDrains) {
  Parts::asked = 0;
  Outbox outbox(Wire::kBinary, 10'000);
  const FramePtr large = frame_of(std::string(100'000, 'x'));
  EXPECT_TRUE(outbox.push(frame_of("voor")));
  outbox.push_parts(std::make_unique<Parts>(std::vector<FramePtr>{large, large, large}));
  EXPECT_TRUE(outbox.push(frame_of("na")));
  EXPECT_EQ(Parts::asked, 0);
  EXPECT_EQ(outbox.take_burst(), wired(frame_of("voor")) + wired(large));
  EXPECT_EQ(Parts::asked, 1);
  outbox.burst_done();
  EXPECT_EQ(drained(outbox), wired(large) + wired(large) + wired(frame_of("na")));
  EXPECT_EQ(outbox.bytes(), 0U);
}

TEST(Outbox, PartsThatTurnOutToBeNoneGiveAnEmptyBurst) {
  Outbox outbox(Wire::kBinary, 1'000);
  outbox.push_parts(std::make_unique<Parts>(std::vector<FramePtr>{}));
  EXPECT_EQ(drained(outbox), "");
}

TEST(Outbox, AfterTheCloseFrameNothingGoesOut) {
  Outbox outbox(Wire::kBinary, 1'000);
  EXPECT_TRUE(outbox.push(frame_of("laatste")));
  outbox.finish(4006, "");
  EXPECT_TRUE(outbox.push(frame_of("te laat")));
  bool told = false;
  outbox.push_bytes("pong", [&] { told = true; });
  EXPECT_TRUE(told);
  EXPECT_EQ(drained(outbox), wired(frame_of("laatste")) + std::string("\x88\x02\x0f\xa6", 4));
}

TEST(Outbox, WhoWaitsForHisBytesIsToldWhenTheyAreWrittenOrNeverWillBe) {
  Outbox outbox(Wire::kBinary, 1'000);
  int told = 0;
  outbox.push_bytes("a", [&] { ++told; });
  outbox.take_burst();
  EXPECT_EQ(told, 0);
  outbox.burst_done();
  EXPECT_EQ(told, 1);
  outbox.push_bytes("b", [&] { ++told; });
  outbox.drop_queued();
  EXPECT_EQ(told, 2);
  outbox.push_bytes("c", [&] { ++told; });
  outbox.take_burst();
  outbox.push_bytes("d", [&] { ++told; });
  outbox.abandon();
  EXPECT_EQ(told, 4);
}

TEST(Outbox, DroppingWhatIsQueuedMakesRoomForAFarewellAndSparesWhatIsOnItsWay) {
  Outbox outbox(Wire::kBinary, 300);
  EXPECT_TRUE(outbox.push(frame_of(std::string(100, 'a'))));
  const std::string on_its_way = outbox.take_burst();
  EXPECT_TRUE(outbox.push(frame_of(std::string(100, 'b'))));
  outbox.drop_queued();
  EXPECT_TRUE(outbox.push(frame_of("tot zo")));
  outbox.burst_done();
  EXPECT_EQ(on_its_way + drained(outbox), wired(frame_of(std::string(100, 'a'))) + wired(frame_of("tot zo")));
}

TEST(Outbox, AQueueThatNeverRunsEmptyForgetsWhatIsDone) {
  Outbox outbox(Wire::kBinary, 100'000'000);
  const FramePtr frame = frame_of(std::string(1'000, 'x'));
  std::size_t written = 0;
  std::size_t pushed = 0;
  for (int round = 0; round < 200; ++round) {
    for (int i = 0; i < 70; ++i) pushed += outbox.push(frame) ? 1U : 0U;
    written += outbox.take_burst().size();
    outbox.burst_done();
  }
  written += drained(outbox).size();
  EXPECT_EQ(written, pushed * wired(frame).size());
}

}  // namespace
}  // namespace flipover
