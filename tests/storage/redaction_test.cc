// Checkpoints, and what destroying keys takes away: from records, from checkpoints made before, from backups.
#include <google/protobuf/util/message_differencer.h>

#include "storage/checkpoint_format.h"
#include "tests/storage/journal_fixture.h"

namespace flipover {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;

class Redaction : public JournalFixture {
 protected:
  static pb::Checkpoint checkpoint_of(std::uint64_t number) {
    pb::Checkpoint checkpoint;
    checkpoint.set_number(number);
    checkpoint.mutable_info()->mutable_created()->set_title("overleg");
    checkpoint.mutable_course()->set_phase("probleem");
    for (const char* id : {"probleem", "blad"}) checkpoint.add_sheets()->set_id(id);
    for (const char* id : {"i1", "i2", "i3"}) {
      auto* item = checkpoint.add_items();
      item->set_id(id);
      item->set_text(std::string("text of ") + id);
    }
    auto* link = checkpoint.add_links();
    link->set_from("i2");
    link->set_to("i1");
    for (const char* sheet : {"blad", "blad", "blad2", "blad"}) checkpoint.add_strokes()->set_sheet(sheet);
    auto* act = checkpoint.add_last_acts();
    act->set_participant("karim");
    auto* inverse = act->mutable_inverse()->mutable_set_field();
    inverse->set_item("i2");
    inverse->mutable_value()->add_values("what it was before");
    checkpoint.add_clients()->set_client("c");
    return checkpoint;
  }
  std::optional<pb::Checkpoint> checkpoint_at(std::uint64_t number) {
    const CheckpointOutcome outcome = wait(journal_->get_checkpoint(SeqNo{number}));
    EXPECT_EQ(outcome.status, ReadStatus::kRead) << outcome.message;
    return outcome.checkpoint;
  }
  void put(const pb::Checkpoint& checkpoint) {
    const AppendOutcome outcome = wait(journal_->put_checkpoint(checkpoint));
    ASSERT_EQ(outcome.status, AppendStatus::kDurable) << outcome.message;
  }
};

TEST_F(Redaction, ACheckpointComesBackAsItWas) {
  open();
  append({adds("i1", "a"), adds("i2", "b"), adds("i3", "c")});
  put(checkpoint_of(3));
  append({raises_hand()});
  EXPECT_FALSE(checkpoint_at(2));
  ASSERT_TRUE(checkpoint_at(3));
  EXPECT_TRUE(MessageDifferencer::Equals(*checkpoint_at(3), checkpoint_of(3)));
  open();
  EXPECT_TRUE(MessageDifferencer::Equals(*checkpoint_at(99), checkpoint_of(3)));
  append({raises_hand()});
  EXPECT_EQ(journal_->head(), SeqNo{5});
}

TEST_F(Redaction, ACheckpointStandsWhereABatchEnded) {
  open();
  append({adds("i1", "a"), adds("i2", "b"), adds("i3", "c")});
  EXPECT_EQ(wait(journal_->put_checkpoint(checkpoint_of(2))).status, AppendStatus::kRefused);
  EXPECT_EQ(wait(journal_->put_checkpoint(checkpoint_of(4))).status, AppendStatus::kRefused);
}

TEST_F(Redaction, ADestroyedKeyTakesTheWordsAndLeavesWhoAndWhen) {
  open();
  append({adds("i1", "een"), adds("i2", "twee"), edits("i1", "meer"), raises_hand()});
  ASSERT_EQ(wait(journal_->destroy_content_of("i1")).status, KeysStatus::kReady);
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(words(), ElementsAre("(erased)", "twee", "(erased)", "hand"));
    const RecordPage page = wait(journal_->read(SeqNo{3}, 1));
    const StoredRecord& erased = page.records[0];
    EXPECT_TRUE(erased.erased);
    EXPECT_EQ(erased.record.by(), "els");
    EXPECT_EQ(erased.record.time_ms(), 1'003);
    EXPECT_EQ(erased.item, "i1");
    EXPECT_EQ(erased.kind, static_cast<std::uint32_t>(pb::Operation::kEditText));
    EXPECT_EQ(erased.record.operation().kind_case(), pb::Operation::KIND_NOT_SET);
    open();  // the chain still holds
  }
}

TEST_F(Redaction, WhatIsWrittenAboutItAfterwardsHasANewKey) {
  open();
  append({adds("i1", "een"), adds("i2", "twee")});
  ASSERT_EQ(wait(journal_->destroy_content_of("i1")).status, KeysStatus::kReady);
  append({edits("i1", "nieuw")});
  EXPECT_THAT(words(), ElementsAre("(erased)", "twee", "nieuw"));
  open();
  append({edits("i1", "nog meer")});
  EXPECT_THAT(words(), ElementsAre("(erased)", "twee", "nieuw", "nog meer"));
  ASSERT_EQ(wait(journal_->destroy_content_of("i1")).status, KeysStatus::kReady);
  EXPECT_THAT(words(), ElementsAre("(erased)", "twee", "(erased)", "(erased)"));
}

TEST_F(Redaction, OldCheckpointsLoseItToo) {
  open();
  append({adds("i1", "een"), adds("i2", "twee"), adds("i3", "drie")});
  put(checkpoint_of(3));
  const std::string before = disk_->checkpoints(meeting_).at(SeqNo{3});
  ASSERT_EQ(wait(journal_->destroy_content_of("i2")).status, KeysStatus::kReady);
  open();
  const pb::Checkpoint rest = *checkpoint_at(3);
  EXPECT_EQ(disk_->checkpoints(meeting_).at(SeqNo{3}), before);  // not rewritten
  pb::Checkpoint expected = checkpoint_of(3);
  expected.mutable_items()->DeleteSubrange(1, 1);
  expected.clear_links();
  expected.clear_last_acts();
  EXPECT_TRUE(MessageDifferencer::Equals(rest, expected));
}

TEST_F(Redaction, ACheckpointPutAfterwardsDoesNotBringItBack) {
  open();
  append({adds("i1", "een"), adds("i2", "twee"), adds("i3", "drie")});
  ASSERT_EQ(wait(journal_->destroy_content_of("i2")).status, KeysStatus::kReady);
  put(checkpoint_of(3));  // made from a state that still knew the words
  EXPECT_EQ(checkpoint_at(3)->items_size(), 2);
}

TEST_F(Redaction, TheHalfOfASplitItemHasItsOwnKeyFromTheStart) {
  open();
  pb::Record split;
  split.mutable_operation()->mutable_split_item()->set_item("i1");
  split.mutable_operation()->mutable_split_item()->set_new_item("i2");
  append({adds("i1", "een twee"), split, adds("i3", "drie")});
  open();  // what has which key is found again in the log
  put(checkpoint_of(3));
  ASSERT_EQ(wait(journal_->destroy_content_of("i2")).status, KeysStatus::kReady);
  const pb::Checkpoint rest = *checkpoint_at(3);
  ASSERT_EQ(rest.items_size(), 2);
  EXPECT_EQ(rest.items(0).id(), "i1");
}

TEST_F(Redaction, AnErasedMeetingIsUnreadableInBackupsToo) {
  open();
  append({adds("i1", "een"), raises_hand()});
  const std::vector<LogEntry> backup = disk_->entries(meeting_);
  EXPECT_EQ(wait(Journal::erase(*log_, keys_, meeting_)), EraseStatus::kHeld);
  journal_.reset();
  EXPECT_EQ(wait(Journal::erase(*log_, keys_, meeting_)), EraseStatus::kErased);
  EXPECT_EQ(try_open().status, OpenStatus::kErased);
  EXPECT_TRUE(disk_->entries(meeting_).empty());
  disk_->set_entries(meeting_, backup);
  EXPECT_EQ(try_open().status, OpenStatus::kErased);
}

TEST_F(Redaction, OfACheckpointWithAFlippedBitNothingIsTaken) {
  open();
  append({adds("i1", "een"), adds("i2", "twee"), adds("i3", "drie")});
  put(checkpoint_of(3));
  const std::string whole = disk_->checkpoints(meeting_).at(SeqNo{3});
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string hurt = whole;
    hurt[at] = static_cast<char>(hurt[at] ^ (1 << (at % 8)));
    disk_->set_checkpoint(meeting_, SeqNo{3}, hurt);
    open();
    EXPECT_FALSE(checkpoint_at(3)) << "byte " << at;
  }
}

TEST_F(Redaction, ACheckpointBeyondTheEndOfTheLogIsNoticed) {
  open();
  append({adds("i1", "een"), adds("i2", "twee")});
  append({adds("i3", "drie")});
  put(checkpoint_of(3));
  journal_.reset();
  change_entries([](std::vector<LogEntry>& entries) { entries.pop_back(); });
  expect_damage("there is a checkpoint, but the log ends at 2");
}

TEST_F(Redaction, PiecesOfACheckpointMergeToTheWhole) {
  pb::Checkpoint whole;
  for (CheckpointPiece& piece : cut(checkpoint_of(7))) whole.MergeFrom(piece.piece);
  EXPECT_TRUE(MessageDifferencer::Equals(whole, checkpoint_of(7)));
}

}  // namespace
}  // namespace flipover
