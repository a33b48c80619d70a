#include "storage/journal.h"

#include <algorithm>

#include "storage/batch_format.h"
#include "storage/journal_reader.h"
#include "tests/storage/journal_fixture.h"

namespace flipover {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using JournalTest = JournalFixture;

TEST_F(JournalTest, RecordsComeBackAsTheyWere) {
  open();
  append({adds("i1", "schulden"), raises_hand()});
  append({edits("i1", " en stress")});
  const RecordPage page = wait(journal_->read(SeqNo{1}, 1U << 20U));
  ASSERT_EQ(page.records.size(), 3U);
  const pb::Record& first = page.records[0].record;
  EXPECT_EQ(first.number(), 1U);
  EXPECT_EQ(first.time_ms(), 1'001);
  EXPECT_EQ(first.logged_at_ms(), 2'001);
  EXPECT_EQ(first.by(), "karim");
  EXPECT_EQ(first.operation().add_item().text(), "schulden");
  EXPECT_EQ(page.records[0].item, "i1");
  EXPECT_TRUE(page.end);
  EXPECT_EQ(page.next, SeqNo{4});
}

TEST_F(JournalTest, AReopenedJournalGoesOnWhereItStopped) {
  open();
  append({adds("i1", "a"), adds("i2", "b")});
  const ChainHash chain = journal_->chain();
  const Epoch epoch = journal_->epoch();
  open();
  EXPECT_EQ(journal_->head(), SeqNo{2});
  EXPECT_EQ(journal_->chain(), chain);
  EXPECT_GT(journal_->epoch(), epoch);
  append({edits("i1", "c")});
  EXPECT_THAT(words(), ElementsAre("a", "b", "c"));
}

TEST_F(JournalTest, PagesOfEverySizeFromEveryPlaceTellTheSame) {
  open();
  std::vector<std::string> all;
  for (int batch = 0; batch < 6; ++batch) {
    std::vector<pb::Record> records;
    for (int index = 0; index <= batch; ++index) {
      all.push_back("w" + std::to_string(all.size()));
      records.push_back(adds("i" + std::to_string(all.size()), all.back()));
    }
    append(std::move(records));
  }
  for (std::uint64_t from = 1; from <= all.size(); ++from) {
    for (const std::size_t bytes : {0U, 1U, 300U, 100'000U}) {
      EXPECT_EQ(words(SeqNo{from}, bytes),
                std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(from - 1), all.end()));
    }
  }
  EXPECT_TRUE(wait(journal_->read(SeqNo{all.size() + 1}, 1)).end);
}

TEST_F(JournalTest, AMeetingHasOneJournal) {
  open();
  EXPECT_EQ(wait(Journal::open(*log_, keys_, meeting_)).status, OpenStatus::kHeldElsewhere);
}

TEST_F(JournalTest, NothingOfTheContentStandsInTheLog) {
  open();
  append({adds("i1", "KANARIE-IN-DE-KOLENMIJN")});
  pb::Checkpoint checkpoint;
  checkpoint.set_number(1);
  checkpoint.add_items()->set_id("i1");
  checkpoint.mutable_items(0)->set_text("KANARIE-IN-DE-KOLENMIJN");
  ASSERT_EQ(wait(journal_->put_checkpoint(checkpoint)).status, AppendStatus::kDurable);
  EXPECT_THAT(disk_->entries(meeting_)[0].bytes, testing::Not(HasSubstr("KANARIE")));
  EXPECT_THAT(disk_->checkpoints(meeting_).at(SeqNo{1}), testing::Not(HasSubstr("KANARIE")));
}

// ---- damage ----

class DamagedJournal : public JournalTest {
 protected:
  DamagedJournal() {
    open();
    append({adds("i1", "een"), adds("i2", "twee")});
    append({adds("i3", "drie")});
    append({adds("i4", "vier")});
    journal_.reset();
  }
};

TEST_F(DamagedJournal, ABitFlippedAnywhereIsNoticed) {
  for (std::size_t entry = 0; entry < 3; ++entry) {
    const std::vector<LogEntry> whole = disk_->entries(meeting_);
    for (std::size_t at = 0; at < whole[entry].bytes.size(); ++at) {
      std::vector<LogEntry> hurt = whole;
      hurt[entry].bytes[at] = static_cast<char>(hurt[entry].bytes[at] ^ (1 << (at % 8)));
      disk_->set_entries(meeting_, std::move(hurt));
      EXPECT_EQ(try_open().status, OpenStatus::kDamaged) << "byte " << at << " of entry " << entry;
    }
    disk_->set_entries(meeting_, whole);
  }
  EXPECT_EQ(try_open().status, OpenStatus::kOpen);
}

TEST_F(DamagedJournal, AHoleIsNoticed) {
  change_entries([](std::vector<LogEntry>& entries) { entries.erase(entries.begin() + 1); });
  expect_damage("position 4 follows 2");
}

TEST_F(DamagedJournal, SwappedBatchesAreNoticed) {
  change_entries([](std::vector<LogEntry>& entries) { std::swap(entries[1].bytes, entries[2].bytes); });
  expect_damage("position 3");
}

TEST_F(DamagedJournal, ARecordMovedToAnotherPositionDoesNotOpen) {
  change_entries([](std::vector<LogEntry>& entries) {
    storage::v1::StoredBatch stored;
    storage::v1::BatchBody body;
    ASSERT_TRUE(stored.ParseFromString(entries[0].bytes) && body.ParseFromString(stored.body()));
    body.mutable_records()->SwapElements(0, 1);
    stored.set_body(body.SerializeAsString());
    ChainHash chain = chain_after(chain_start("m1"), stored.body());
    stored.set_chain(std::string(as_bytes(chain)));
    entries[0].bytes = stored.SerializeAsString();
    // Even a forger who mends the whole chain does not have the keys.
    for (std::size_t later = 1; later < entries.size(); ++later) {
      ASSERT_TRUE(stored.ParseFromString(entries[later].bytes));
      chain = chain_after(chain, stored.body());
      stored.set_chain(std::string(as_bytes(chain)));
      entries[later].bytes = stored.SerializeAsString();
    }
  });
  open();
  EXPECT_THAT(words(), ElementsAre(HasSubstr("position 1: the seal does not hold")));
}

TEST_F(DamagedJournal, ABatchOfAStaleEpochIsNotRead) {
  open();
  change_entries([](std::vector<LogEntry>& entries) {
    entries.push_back(entries[2]);  // written by the first owner after the second took over
    entries.back().first = SeqNo{5};
  });
  EXPECT_THAT(words(), ElementsAre("een", "twee", "drie", "vier"));
  append({adds("i5", "vijf")});
  EXPECT_THAT(words(), ElementsAre("een", "twee", "drie", "vier", "vijf"));
}

TEST_F(DamagedJournal, ABatchCopiedToAnotherPositionIsNoticed) {
  change_entries([](std::vector<LogEntry>& entries) {
    entries.push_back(entries[2]);
    entries.back().first = SeqNo{5};
  });
  expect_damage("stands elsewhere");
}

TEST_F(DamagedJournal, AnItemsKeyThatIsGoneCostsThatItemAndIsNamed) {
  keys_.lose(meeting_, KeyIndex{2});
  OpenOutcome opened = try_open();
  ASSERT_EQ(opened.status, OpenStatus::kOpen) << opened.message;
  EXPECT_THAT(opened.message, HasSubstr("meeting m1: 1 keys are missing, though nobody destroyed them"));
  EXPECT_THAT(opened.message, HasSubstr(": i2. "));
  journal_ = std::move(opened.journal);
  EXPECT_THAT(words(), ElementsAre("een", "(erased)", "drie", "vier"));
  append({edits("i2", "anders"), adds("i5", "vijf")});
  pb::Checkpoint checkpoint;
  checkpoint.set_number(6);
  EXPECT_EQ(wait(journal_->put_checkpoint(checkpoint)).status, AppendStatus::kRefused);
  open();
  EXPECT_THAT(words(), ElementsAre("een", "(erased)", "drie", "vier", "anders", "vijf"));
}

// Tells how often keys are looked for.
class CountingKeys final : public KeyStore {
 public:
  explicit CountingKeys(KeyStore& keys) : keys_(keys) {}
  net::awaitable<KeysOutcome> load(MeetingId meeting) override {
    ++loads;
    return keys_.load(std::move(meeting));
  }
  net::awaitable<KeysOutcome> ensure(MeetingId meeting, KeyIndex from, KeyIndex upto, KeyIndex lost_before) override {
    return keys_.ensure(std::move(meeting), from, upto, lost_before);
  }
  net::awaitable<KeysOutcome> destroy(MeetingId meeting, KeyIndex index) override {
    return keys_.destroy(std::move(meeting), index);
  }
  net::awaitable<KeysOutcome> destroy_meeting(MeetingId meeting) override {
    return keys_.destroy_meeting(std::move(meeting));
  }
  int loads = 0;

 private:
  KeyStore& keys_;
};

TEST_F(DamagedJournal, WhoLooksBackLooksForALostKeyOnceAndForNewOnesAsTheyCome) {
  keys_.lose(meeting_, KeyIndex{2});
  CountingKeys counting(keys_);
  JournalReader reader(*log_, counting, meeting_);
  ASSERT_EQ(wait(reader.open()), ReadStatus::kRead);
  const auto read_all = [&] {
    std::vector<std::string> words;
    for (SeqNo from{1};;) {
      const RecordPage page = wait(reader.read(from, 1));
      EXPECT_EQ(page.status, ReadStatus::kRead) << page.message;
      for (const StoredRecord& stored : page.records) words.push_back(word_of(stored));
      if (page.status != ReadStatus::kRead || page.end) return words;
      from = page.next;
    }
  };
  for (int time = 0; time < 3; ++time) EXPECT_THAT(read_all(), ElementsAre("een", "(erased)", "drie", "vier"));
  EXPECT_EQ(counting.loads, 2) << "when it opened, and when the key was not there";
  open();
  for (std::uint32_t more = 0; more < 2 * kKeysMadeAhead; more += 64) {
    std::vector<pb::Record> records;
    for (std::uint32_t i = more; i < more + 64; ++i) records.push_back(adds("n" + std::to_string(i), "nieuw"));
    append(std::move(records));
  }
  const std::vector<std::string> words = read_all();
  EXPECT_EQ(std::count(words.begin(), words.end(), "nieuw"), 2 * kKeysMadeAhead);
}

// A backup in the wrong order: the keys were copied before the log.
TEST_F(DamagedJournal, KeysOlderThanTheLogCostWhatTheySealAndNoneIsMadeInTheirPlace) {
  keys_.cut_off(meeting_, KeyIndex{3});
  OpenOutcome opened = try_open();
  ASSERT_EQ(opened.status, OpenStatus::kOpen) << opened.message;
  EXPECT_THAT(opened.message, HasSubstr("older copy than the log"));
  journal_ = std::move(opened.journal);
  append({adds("i5", "vijf")});
  open();
  EXPECT_THAT(words(), ElementsAre("een", "twee", "(erased)", "(erased)", "vijf"));
}

TEST_F(DamagedJournal, TheContentKeyIsNeededForAll) {
  keys_.lose(meeting_, kContentKey);
  expect_damage("the content key is missing, though nobody destroyed it");
}

TEST_F(JournalTest, WhileThereIsNoRoomItCanBeLookedAtAndNothingIsTaken) {
  open();
  append({adds("i1", "een")});
  log_->set_room(false);
  EXPECT_EQ(try_append({adds("i2", "twee")}).status, AppendStatus::kUnknownOutcome);
  EXPECT_EQ(try_open().status, OpenStatus::kNoRoom);
  for (int readers = 0; readers < 2; ++readers) {
    OpenOutcome looked = wait(Journal::look(*log_, keys_, meeting_));
    ASSERT_EQ(looked.status, OpenStatus::kOpen) << looked.message;
    journal_ = std::move(looked.journal);
    EXPECT_FALSE(journal_->writable());
    EXPECT_THAT(words(), ElementsAre("een"));
    EXPECT_NE(try_append({adds("i2", "twee")}).status, AppendStatus::kDurable);
  }
  log_->set_room(true);
  open();
  append({adds("i2", "twee")});
  EXPECT_THAT(words(), ElementsAre("een", "twee"));
}

TEST_F(JournalTest, KeysThatCannotBeMadeAreNoRoom) {
  open();
  keys_.fail(true);
  std::vector<pb::Record> many;
  for (std::uint32_t item = 0; item <= kKeysMadeAhead; ++item) many.push_back(adds("i" + std::to_string(item), "x"));
  EXPECT_EQ(try_append(std::move(many)).status, AppendStatus::kNoRoom);
}

TEST_F(DamagedJournal, KeysThatAreAllGoneAreNoticed) {
  keys_.lose_all(meeting_);
  expect_damage("the meeting's keys are missing");
}

TEST_F(DamagedJournal, AnEndThatIsGoneIsNoticedByTheNextEpoch) {
  open();
  change_entries([](std::vector<LogEntry>& entries) { entries.pop_back(); });
  expect_damage("began at position 5");
}

TEST_F(DamagedJournal, DamageLeavesTheFilesAlone) {
  change_entries([](std::vector<LogEntry>& entries) { entries[1].bytes[5] ^= 1; });
  const std::vector<LogEntry> before = disk_->entries(meeting_);
  EXPECT_EQ(try_open().status, OpenStatus::kDamaged);
  const std::vector<LogEntry> after = disk_->entries(meeting_);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t index = 0; index < after.size(); ++index) EXPECT_EQ(after[index].bytes, before[index].bytes);
}

// A checkpoint only spares reading: what it says stands in the log as well.
class DamagedCheckpoint : public JournalFixture {
 protected:
  DamagedCheckpoint() {
    open();
    for (const std::string text : {"een", "twee", "drie"}) {
      append({adds("i" + text, text)});
      if (text == "drie") continue;
      pb::Checkpoint checkpoint;
      checkpoint.set_number(raw(journal_->head()));
      checkpoint.add_items()->set_id("i" + text);
      EXPECT_EQ(wait(journal_->put_checkpoint(checkpoint)).status, AppendStatus::kDurable);
    }
    journal_.reset();
  }
  void hurt_checkpoint(std::uint64_t position) {
    std::string bytes = disk_->checkpoints(meeting_).at(SeqNo{position});
    bytes[bytes.size() / 2] ^= 1;
    disk_->set_checkpoint(meeting_, SeqNo{position}, bytes);
  }
  void hurt_record(std::size_t entry) {
    change_entries([&](std::vector<LogEntry>& entries) { entries[entry].bytes[5] ^= 1; });
  }
  // Of the newest checkpoint: the number; 0: there is none.
  std::uint64_t number(const CheckpointOutcome& outcome) {
    EXPECT_EQ(outcome.status, ReadStatus::kRead) << outcome.message;
    return outcome.checkpoint ? outcome.checkpoint->number() : 0;
  }
  void expect_open_from(std::uint64_t checkpoint, const std::string& from) {
    OpenOutcome outcome = try_open();
    ASSERT_EQ(outcome.status, OpenStatus::kOpen) << outcome.message;
    EXPECT_THAT(outcome.message, HasSubstr("meeting m1, position 2: the checkpoint"));
    EXPECT_THAT(outcome.message, HasSubstr("is read from " + from));
    journal_ = std::move(outcome.journal);
    EXPECT_EQ(number(wait(journal_->get_checkpoint(journal_->head()))), checkpoint);
    EXPECT_THAT(words(), ElementsAre("een", "twee", "drie"));
    JournalReader reader(*log_, keys_, meeting_);
    ASSERT_EQ(wait(reader.open()), ReadStatus::kRead);
    EXPECT_EQ(number(wait(reader.get_checkpoint(SeqNo{3}))), checkpoint);
    append({adds("ivier", "vier")});
    EXPECT_THAT(words(), ElementsAre("een", "twee", "drie", "vier"));
  }
};

TEST_F(DamagedCheckpoint, IsPassedOverForTheOneBefore) {
  hurt_checkpoint(2);
  expect_open_from(1, "position 2 on");
}

TEST_F(DamagedCheckpoint, IsPassedOverForTheFirstRecordWhereThereIsNoneBefore) {
  hurt_checkpoint(2);
  hurt_checkpoint(1);
  expect_open_from(0, "its first record on");
}

TEST_F(DamagedCheckpoint, StopsTheMeetingWhereTheRecordsBeforeItAreDamagedToo) {
  hurt_record(1);
  EXPECT_EQ(try_open().status, OpenStatus::kDamaged);  // the batch that the checkpoint stands at
  hurt_checkpoint(2);
  EXPECT_EQ(try_open().status, OpenStatus::kDamaged);
  hurt_record(1);
  hurt_checkpoint(1);
  hurt_record(0);
  EXPECT_EQ(try_open().status, OpenStatus::kDamaged);
  hurt_record(0);
  EXPECT_EQ(try_open().status, OpenStatus::kOpen);
}

// ---- failing appends ----

TEST_F(JournalTest, WhicheverAppendFailsEveryRecordIsThereOnceAndInOrder) {
  for (const AppendFault fault :
       {AppendFault::kUnknownButWritten, AppendFault::kUnknownAndLost, AppendFault::kRefused}) {
    for (int nth = 1;; ++nth) {
      meeting_.value = "m" + std::to_string(nth) + "-" + std::to_string(static_cast<int>(fault));
      open();
      failing_ = nth;
      fault_ = fault;
      std::vector<std::string> sent;
      bool failed = false;
      for (std::uint64_t number = 1; number <= 8; number += 2) {
        sent.push_back("w" + std::to_string(number));
        sent.push_back("x" + std::to_string(number));
        const auto batch = [&] {
          const std::string item = "i" + std::to_string(number);
          return std::vector<pb::Record>{adds(item, sent[number - 1]), edits(item, sent[number])};
        };
        const AppendOutcome outcome = try_append(batch());
        if (outcome.status == AppendStatus::kDurable) continue;
        failed = true;
        EXPECT_EQ(try_append(batch()).status, AppendStatus::kFenced);  // the journal has stopped
        open();
        if (journal_->head() < SeqNo{number + 1}) append(batch());
      }
      EXPECT_EQ(words(), sent);
      open();
      EXPECT_EQ(words(), sent);
      if (!failed) break;
    }
    failing_ = 0;
  }
}

// ---- keys ----

TEST_F(JournalTest, KeysAreMadeAheadSoThatHardlyAnAppendWaitsForOne) {
  open();
  EXPECT_EQ(keys_.times_made(), 1U);
  for (int item = 1; item <= 600; ++item) append({adds("i" + std::to_string(item), "w")});
  EXPECT_LE(keys_.times_made(), 4U);
  open();
  EXPECT_EQ(words(SeqNo{1}, 1U << 20U).size(), 600U);
}

TEST_F(JournalTest, OneAppendMayNeedMoreKeysThanAreMade) {
  open();
  std::vector<pb::Record> records;
  for (int item = 0; item < 1'000; ++item) records.push_back(adds("i" + std::to_string(item), "w"));
  append(std::move(records));
  EXPECT_EQ(words().size(), 1'000U);
}

TEST_F(JournalTest, WithoutKeysNothingIsAppended) {
  open();
  keys_.fail(true);
  for (int item = 1; item < static_cast<int>(kKeysMadeAhead); ++item) append({adds("i" + std::to_string(item), "w")});
  const AppendOutcome outcome = try_append({adds("one too many", "w")});
  EXPECT_EQ(outcome.status, AppendStatus::kNoRoom);
  keys_.fail(false);
  open();
  EXPECT_EQ(journal_->head(), SeqNo{kKeysMadeAhead - 1});
  append({adds("one too many", "w")});
}

TEST_F(JournalTest, AnUnreachableKeyStoreIsNotDamage) {
  open();
  append({adds("i1", "a")});
  keys_.fail(true);
  EXPECT_EQ(try_open().status, OpenStatus::kUnavailable);
  keys_.fail(false);
  open();
  EXPECT_THAT(words(), ElementsAre("a"));
}

TEST_F(JournalTest, TheRegistryIsALogToo) {
  meeting_.value = "registry";
  open();
  pb::RegistryRecord record;
  record.set_number(1);
  record.set_time_ms(5);
  record.mutable_case_created()->set_case_id("c1");
  record.mutable_case_created()->set_label("P.");
  ASSERT_EQ(wait(journal_->append(std::vector<JournalRecord>{to_journal(record)})).status, AppendStatus::kDurable);
  open();
  const JournalPage page = wait(journal_->read_raw(SeqNo{1}, 1U << 20U));
  ASSERT_EQ(page.records.size(), 1U);
  EXPECT_EQ(to_registry(page.records[0])->case_created().label(), "P.");
}

}  // namespace
}  // namespace flipover
