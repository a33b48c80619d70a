#include "storage/journal.h"

#include "storage/batch_format.h"
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

TEST_F(DamagedJournal, AKeyThatNobodyDestroyedAndIsGoneIsNoticed) {
  keys_.lose(meeting_, KeyIndex{2});
  expect_damage("key 2 is missing, though nobody destroyed it");
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
  EXPECT_EQ(outcome.status, AppendStatus::kRefused);
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
