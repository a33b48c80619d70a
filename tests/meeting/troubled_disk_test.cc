// Meetings on a disk that takes nothing, or in whose past something is damaged: what people read, what is kept, who goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/meeting/meeting_table.h"

namespace flipover {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TroubledDisk : public testing::Test {
 protected:
  TroubledDisk() {
    EXPECT_EQ(table_.create({{"els", "procesregisseur"}, {"karim", "partner"}}), MeetingStatus::kDone);
  }
  static std::vector<std::string> texts(const MeetingState& state) {
    std::vector<std::string> texts;
    for (const auto& [id, item] : state.items) texts.push_back(utf8_from_utf16(item.text));
    return texts;
  }
  void hurt_checkpoints() {
    for (auto [position, bytes] : table_.disk().checkpoints({"overleg"})) {
      bytes[bytes.size() / 2] ^= 1;
      table_.disk().set_checkpoint({"overleg"}, position, bytes);
    }
  }
  MeetingTable table_;
};

TEST_F(TroubledDisk, WithoutRoomAMeetingIsReadAndWordsStayWithTheirAuthorUntilThereIsRoom) {  // G3, G4, G9
  auto els = table_.join("els");
  table_.send(*els, {adds(1, "opgeslagen")});
  ASSERT_TRUE(els->saved(1));
  table_.log().set_room(false);
  table_.send(*els, {adds(2, "wacht")});
  EXPECT_EQ(els->closed, CloseReason::kMeetingStopped);
  EXPECT_FALSE(els->outcomes.contains(2));
  EXPECT_THAT(table_.told, ElementsAre(HasSubstr("event=meeting_stopped meeting=overleg")));

  // Everybody may come and read; who writes is sent off with his words.
  auto karim = table_.join("karim");
  EXPECT_THAT(texts(karim->board), ElementsAre("opgeslagen"));
  els = table_.join("els");
  EXPECT_EQ(els->welcome().highest_counter(), 1U);
  table_.send(*els, {adds(1, "opgeslagen")});
  EXPECT_TRUE(els->saved(1));  // what was committed is answered
  EXPECT_FALSE(els->closed);
  table_.send(*els, {adds(2, "wacht")});
  EXPECT_EQ(els->closed, CloseReason::kNoRoom);
  EXPECT_FALSE(els->outcomes.contains(2));
  EXPECT_FALSE(karim->closed);
  EXPECT_EQ(table_.as_server({pb::Operation{}}), MeetingStatus::kNoRoom);
  table_.fire_timers();
  EXPECT_FALSE(karim->closed);

  // It goes on by itself: who reads is called back to a meeting that can be written.
  table_.log().set_room(true);
  table_.fire_timers();
  EXPECT_EQ(karim->closed, CloseReason::kMeetingStopped);
  els = table_.join("els");
  EXPECT_EQ(els->welcome().highest_counter(), 1U);
  table_.send(*els, {adds(2, "wacht")});
  EXPECT_TRUE(els->saved(2));
  EXPECT_EQ(texts(els->board).size(), 2U);
}

TEST_F(TroubledDisk, KeysThatCannotBeMadeAreSaidToBeNoRoom) {
  auto els = table_.join("els");
  table_.keys().fail(true);
  std::vector<pb::Operation> many;
  for (std::uint64_t counter = 1; counter <= 250; ++counter) many.push_back(adds(counter, "x"));
  table_.send(*els, many);
  for (auto& operation : many) operation.mutable_id()->set_counter(operation.id().counter() + 250);
  if (!els->closed) table_.send(*els, many);
  EXPECT_EQ(els->closed, CloseReason::kNoRoom);
  table_.keys().fail(false);
  els = table_.join("els");
  for (auto& operation : many) operation.mutable_id()->set_counter(operation.id().counter() + 500);
  table_.send(*els, {many.front()});
  EXPECT_TRUE(els->saved(many.front().id().counter()));
}

TEST_F(TroubledDisk, AMeetingWhoseCheckpointIsDamagedComesFromItsRecordsAndSaysSo) {
  auto els = table_.join("els");
  table_.send(*els, {adds(1, "een")});
  els.reset();
  table_.all_leave();
  hurt_checkpoints();
  EXPECT_THAT(table_.why_not_open().message, HasSubstr("is read from its first record on"));
  els = table_.join("els");
  EXPECT_THAT(texts(els->board), ElementsAre("een"));
  table_.send(*els, {adds(2, "twee")});
  EXPECT_TRUE(els->saved(2));
}

TEST_F(TroubledDisk, ADamagedMeetingIsToldOnceHoweverOftenSomebodyTries) {
  auto els = table_.join("els");
  table_.send(*els, {adds(1, "een")});
  els.reset();
  table_.all_leave();
  // What lies before the last checkpoint is not read when a meeting is opened, unless that is damaged too.
  hurt_checkpoints();
  auto entries = table_.disk().entries({"overleg"});
  entries.front().bytes[entries.front().bytes.size() / 2] ^= 1;
  table_.disk().set_entries({"overleg"}, entries);
  EXPECT_EQ(table_.why_not_open().status, MeetingStatus::kDamaged);
  const auto first = table_.why_not_open();
  EXPECT_EQ(first.message, "");  // said the first time
}

}  // namespace
}  // namespace flipover
