// What every OpLog keeps to. A harness brings the log and a way to hurt its disk:
//
//   net::io_context& io();
//   OpLog& log();
//   void restart();                                  // the process ends in order and starts again
//   void fail_sync(int nth);                         // the nth from now on; the bytes are written nevertheless
//   void plant(const MeetingId&, const LogEntry&);   // as a stale owner would; restarts
//   void drop(const MeetingId&, SeqNo first);        // an entry disappears; restarts
//
// The rules OL1 to OL14 stand in storage/README.md.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/op_log.h"
#include "tests/storage/run_coroutine.h"

namespace flipover {

template <class Harness>
class OpLogContract : public testing::Test {
 protected:
  OpLog& log() { return harness_.log(); }
  template <class T>
  T wait(net::awaitable<T> coroutine) {
    return run(harness_.io(), std::move(coroutine));
  }

  Lease acquire(const std::string& meeting) {
    AcquireOutcome outcome = wait(log().acquire({meeting}));
    EXPECT_EQ(outcome.status, AcquireStatus::kAcquired) << outcome.message;
    return outcome.lease;
  }
  static Batch batch(SeqNo head, std::vector<std::string> words) {
    Batch batch;
    batch.first = next(head);
    batch.count = static_cast<std::uint32_t>(words.size());
    for (const std::string& word : words) batch.bytes += word + ".";
    return batch;
  }
  AppendOutcome append(const Lease& lease, SeqNo head, std::vector<std::string> words) {
    return wait(log().append(lease, batch(head, std::move(words))));
  }
  // All that is there, as one text; "damaged" and "unavailable" stand for themselves.
  std::string text(const std::string& meeting, std::size_t page_bytes = 1) {
    std::string all;
    for (SeqNo from{1};;) {
      const LogPage page = wait(log().read({meeting}, from, page_bytes));
      if (page.status != ReadStatus::kRead) return page.status == ReadStatus::kDamaged ? "damaged" : "unavailable";
      for (const LogEntry& entry : page.entries) {
        EXPECT_EQ(entry.first, from);
        all += entry.bytes;
        from = SeqNo{raw(entry.first) + entry.count};
      }
      if (page.end) return all;
    }
  }
  std::string checkpoint(const std::string& meeting, SeqNo at_or_before) {
    const CheckpointPage page = wait(log().get_checkpoint({meeting}, at_or_before));
    EXPECT_EQ(page.status, ReadStatus::kRead) << page.message;
    return page.position == SeqNo{} ? "none" : std::to_string(raw(page.position)) + ":" + page.bytes;
  }

  Harness harness_;
};

TYPED_TEST_SUITE_P(OpLogContract);

TYPED_TEST_P(OpLogContract, OL1AcquiringGivesAHigherEpochThanEverBeforeAndTheHead) {
  const Lease first = this->acquire("m");
  EXPECT_EQ(first.head, SeqNo{0});
  EXPECT_EQ(this->append(first, SeqNo{0}, {"a", "b"}).head, SeqNo{2});
  this->log().release(first);
  const Lease second = this->acquire("m");
  EXPECT_GT(second.epoch, first.epoch);
  EXPECT_EQ(second.head, SeqNo{2});
  this->harness_.restart();
  const Lease third = this->acquire("m");
  EXPECT_GT(third.epoch, second.epoch);
  EXPECT_EQ(third.head, SeqNo{2});
}

TYPED_TEST_P(OpLogContract, OL2AMeetingHasOneHolder) {
  const Lease lease = this->acquire("m");
  EXPECT_EQ(this->wait(this->log().acquire({"m"})).status, AcquireStatus::kHeldElsewhere);
  this->log().release(lease);
  const Lease again = this->acquire("m");
  this->log().release(lease);  // has ended already: harmless
  EXPECT_EQ(this->wait(this->log().acquire({"m"})).status, AcquireStatus::kHeldElsewhere);
  EXPECT_EQ(this->append(again, SeqNo{0}, {"a"}).status, AppendStatus::kDurable);
}

TYPED_TEST_P(OpLogContract, OL3PositionsAreDenseAndTheAnswerIsTheNewHead) {
  const Lease lease = this->acquire("m");
  EXPECT_EQ(this->append(lease, SeqNo{0}, {"a"}).head, SeqNo{1});
  EXPECT_EQ(this->append(lease, SeqNo{1}, {"b", "c", "d"}).head, SeqNo{4});
  EXPECT_EQ(this->append(lease, SeqNo{4}, {"e"}).head, SeqNo{5});
  EXPECT_EQ(this->text("m"), "a.b.c.d.e.");
}

TYPED_TEST_P(OpLogContract, OL4AnAppendIsAllOrNothingWhicheverFails) {
  std::string confirmed;
  for (int nth = 1;; ++nth) {
    const std::string meeting = "m" + std::to_string(nth);
    const Lease lease = this->acquire(meeting);
    this->harness_.fail_sync(nth);
    SeqNo head{0};
    std::string sent;
    AppendOutcome outcome;
    for (int step = 1; step <= 5; ++step) {
      const std::string word = std::to_string(step);
      sent += word + "." + word + "x.";
      outcome = this->append(lease, head, {word, word + "x"});
      if (outcome.status != AppendStatus::kDurable) break;
      head = outcome.head;
      confirmed = sent;
    }
    if (outcome.status == AppendStatus::kDurable) {
      EXPECT_GT(nth, 5);
      this->harness_.fail_sync(0);
      break;
    }
    EXPECT_EQ(outcome.status, AppendStatus::kUnknownOutcome);
    EXPECT_THAT(this->text(meeting), testing::AnyOf(confirmed, sent));
    confirmed.clear();
  }
}

TYPED_TEST_P(OpLogContract, OL5AStaleLeaseIsFencedAndLeavesNothing) {
  const Lease stale = this->acquire("m");
  ASSERT_EQ(this->append(stale, SeqNo{0}, {"a"}).status, AppendStatus::kDurable);
  this->harness_.restart();
  const Lease current = this->acquire("m");
  EXPECT_EQ(this->append(stale, SeqNo{1}, {"stale"}).status, AppendStatus::kFenced);
  EXPECT_EQ(this->append(current, SeqNo{1}, {"b"}).status, AppendStatus::kDurable);
  EXPECT_EQ(this->append(stale, SeqNo{2}, {"stale"}).status, AppendStatus::kFenced);
  EXPECT_EQ(this->text("m"), "a.b.");
}

TYPED_TEST_P(OpLogContract, OL6AReaderPassesOverWhatAStaleOwnerWrote) {
  const Lease stale = this->acquire("m");
  ASSERT_EQ(this->append(stale, SeqNo{0}, {"a"}).status, AppendStatus::kDurable);
  this->log().release(stale);
  const Lease current = this->acquire("m");
  ASSERT_EQ(this->append(current, SeqNo{1}, {"b"}).status, AppendStatus::kDurable);
  this->harness_.plant({"m"}, {stale.epoch, SeqNo{2}, 1, "stale."});
  EXPECT_EQ(this->text("m"), "a.b.");
  this->harness_.plant({"m"}, {stale.epoch, SeqNo{3}, 1, "stale."});
  EXPECT_EQ(this->text("m"), "a.b.");
  EXPECT_EQ(this->acquire("m").head, SeqNo{2});
}

TYPED_TEST_P(OpLogContract, OL6AHoleIsDamage) {
  const Lease lease = this->acquire("m");
  for (std::uint64_t head = 0; head < 4; ++head) {
    ASSERT_EQ(this->append(lease, SeqNo{head}, {"a"}).status, AppendStatus::kDurable);
  }
  this->harness_.drop({"m"}, SeqNo{3});
  EXPECT_EQ(this->text("m"), "damaged");
}

TYPED_TEST_P(OpLogContract, OL6AnEndThatIsGoneIsDamageOnceALaterEpochTells) {
  Lease lease = this->acquire("m");
  ASSERT_EQ(this->append(lease, SeqNo{0}, {"a"}).status, AppendStatus::kDurable);
  ASSERT_EQ(this->append(lease, SeqNo{1}, {"b"}).status, AppendStatus::kDurable);
  this->log().release(lease);
  lease = this->acquire("m");
  this->harness_.drop({"m"}, SeqNo{2});
  EXPECT_EQ(this->text("m"), "damaged");
  EXPECT_EQ(this->wait(this->log().acquire({"m"})).status, AcquireStatus::kDamaged);
}

TYPED_TEST_P(OpLogContract, OL7ReadingGoesByPagesFromTheEntryThatHoldsThePosition) {
  const Lease lease = this->acquire("m");
  ASSERT_EQ(this->append(lease, SeqNo{0}, {"a", "b", "c"}).status, AppendStatus::kDurable);
  ASSERT_EQ(this->append(lease, SeqNo{3}, {"d"}).status, AppendStatus::kDurable);
  ASSERT_EQ(this->append(lease, SeqNo{4}, {"e", "f"}).status, AppendStatus::kDurable);
  LogPage page = this->wait(this->log().read({"m"}, SeqNo{2}, 1));
  ASSERT_EQ(page.entries.size(), 1U);
  EXPECT_EQ(page.entries[0].first, SeqNo{1});
  EXPECT_EQ(page.entries[0].count, 3U);
  EXPECT_FALSE(page.end);
  page = this->wait(this->log().read({"m"}, SeqNo{4}, 1000));
  ASSERT_EQ(page.entries.size(), 2U);
  EXPECT_EQ(page.entries[0].bytes, "d.");
  EXPECT_EQ(page.entries[1].bytes, "e.f.");
  EXPECT_TRUE(page.end);
  page = this->wait(this->log().read({"m"}, SeqNo{6}, 1));
  ASSERT_EQ(page.entries.size(), 1U);
  EXPECT_TRUE(page.end);
  page = this->wait(this->log().read({"m"}, SeqNo{7}, 1));
  EXPECT_EQ(page.status, ReadStatus::kRead);
  EXPECT_TRUE(page.entries.empty() && page.end);
}

TYPED_TEST_P(OpLogContract, OL7ReadingTakesNoLeaseAndNeedsNone) {
  const Lease lease = this->acquire("m");
  ASSERT_EQ(this->append(lease, SeqNo{0}, {"a"}).status, AppendStatus::kDurable);
  EXPECT_EQ(this->text("m"), "a.");
  EXPECT_EQ(this->append(lease, SeqNo{1}, {"b"}).status, AppendStatus::kDurable);
  EXPECT_EQ(this->text("nobody"), "");
  EXPECT_EQ(this->acquire("nobody").epoch, Epoch{1});
}

TYPED_TEST_P(OpLogContract, OL8AFailedWriteEndsEveryLeaseAndReadingBackTellsWhatIsThere) {
  const Lease one = this->acquire("one");
  const Lease two = this->acquire("two");
  ASSERT_EQ(this->append(two, SeqNo{0}, {"t"}).status, AppendStatus::kDurable);
  this->harness_.fail_sync(1);
  EXPECT_EQ(this->append(one, SeqNo{0}, {"a"}).status, AppendStatus::kUnknownOutcome);
  EXPECT_EQ(this->append(two, SeqNo{1}, {"u"}).status, AppendStatus::kFenced);
  EXPECT_EQ(this->text("one"), "a.");  // its sync failed; it is there nevertheless, and seen after reopening
  EXPECT_EQ(this->text("two"), "t.");
  const Lease again = this->acquire("one");
  EXPECT_GT(again.epoch, one.epoch);
  EXPECT_EQ(again.head, SeqNo{1});
  EXPECT_EQ(this->append(again, SeqNo{1}, {"b"}).status, AppendStatus::kDurable);
  this->harness_.restart();
  EXPECT_EQ(this->text("one"), "a.b.");
  EXPECT_EQ(this->text("two"), "t.");
}

TYPED_TEST_P(OpLogContract, OL9WhatCannotBeAppendedIsRefusedAndTheLeaseHolds) {
  const Lease lease = this->acquire("m");
  EXPECT_EQ(this->append(lease, SeqNo{1}, {"b"}).status, AppendStatus::kRefused);
  EXPECT_EQ(this->append(lease, SeqNo{0}, {}).status, AppendStatus::kRefused);
  Batch large;
  large.first = SeqNo{1};
  large.count = 1;
  large.bytes.assign(kBatchBytesMax + 1, 'x');
  EXPECT_EQ(this->wait(this->log().append(lease, std::move(large))).status, AppendStatus::kRefused);
  EXPECT_EQ(this->append(lease, SeqNo{0}, {"a"}).status, AppendStatus::kDurable);
  EXPECT_EQ(this->append(lease, SeqNo{0}, {"a"}).status, AppendStatus::kRefused);
  EXPECT_EQ(this->text("m"), "a.");
}

TYPED_TEST_P(OpLogContract, OL9OneBatchOfAMeetingIsOnItsWay) {
  const Lease lease = this->acquire("m");
  std::vector<AppendStatus> answers;
  for (const char* word : {"a", "b"}) {
    net::co_spawn(this->harness_.io(), this->log().append(lease, this->batch(SeqNo{answers.size()}, {word})),
                  [&](std::exception_ptr, AppendOutcome outcome) { answers.push_back(outcome.status); });
  }
  this->harness_.io().restart();
  this->harness_.io().run();
  EXPECT_THAT(answers, testing::UnorderedElementsAre(AppendStatus::kDurable, AppendStatus::kRefused));
  EXPECT_EQ(this->append(lease, SeqNo{1}, {"c"}).status, AppendStatus::kDurable);
}

TYPED_TEST_P(OpLogContract, OL10ErasingRemovesAllAndTheEpochsCountOn) {
  const Lease lease = this->acquire("m");
  const Lease other = this->acquire("m2");
  ASSERT_EQ(this->append(lease, SeqNo{0}, {"a"}).status, AppendStatus::kDurable);
  ASSERT_EQ(this->append(other, SeqNo{0}, {"o"}).status, AppendStatus::kDurable);
  ASSERT_EQ(this->wait(this->log().put_checkpoint({"m"}, SeqNo{1}, "c")).status, AppendStatus::kDurable);
  EXPECT_EQ(this->wait(this->log().erase({"m"})), EraseStatus::kHeld);
  this->log().release(lease);
  EXPECT_EQ(this->wait(this->log().erase({"m"})), EraseStatus::kErased);
  EXPECT_EQ(this->text("m"), "");
  EXPECT_EQ(this->checkpoint("m", SeqNo{9}), "none");
  EXPECT_EQ(this->text("m2"), "o.");
  this->harness_.restart();
  const Lease again = this->acquire("m");
  EXPECT_GT(again.epoch, lease.epoch);
  EXPECT_EQ(again.head, SeqNo{0});
  EXPECT_EQ(this->append(again, SeqNo{0}, {"new"}).status, AppendStatus::kDurable);
  EXPECT_EQ(this->text("m"), "new.");
}

TYPED_TEST_P(OpLogContract, OL11TheNewestCheckpointAtOrBeforeAPositionIsGiven) {
  const Lease lease = this->acquire("m");
  EXPECT_EQ(this->wait(this->log().put_checkpoint({"m"}, SeqNo{1}, "early")).status, AppendStatus::kRefused);
  for (std::uint64_t head = 0; head < 6; ++head) {
    ASSERT_EQ(this->append(lease, SeqNo{head}, {"a"}).status, AppendStatus::kDurable);
  }
  EXPECT_EQ(this->checkpoint("m", SeqNo{6}), "none");
  EXPECT_EQ(this->wait(this->log().put_checkpoint({"m"}, SeqNo{2}, "two")).status, AppendStatus::kDurable);
  const std::string long_one(2'500'000, 'y');
  EXPECT_EQ(this->wait(this->log().put_checkpoint({"m"}, SeqNo{5}, long_one)).status, AppendStatus::kDurable);
  EXPECT_EQ(this->wait(this->log().put_checkpoint({"m"}, SeqNo{2}, "other")).status, AppendStatus::kDurable);
  EXPECT_EQ(this->checkpoint("m", SeqNo{1}), "none");
  EXPECT_EQ(this->checkpoint("m", SeqNo{2}), "2:two");
  EXPECT_EQ(this->checkpoint("m", SeqNo{4}), "2:two");
  this->harness_.restart();
  EXPECT_EQ(this->checkpoint("m", SeqNo{6}), "5:" + long_one);
}

TYPED_TEST_P(OpLogContract, OL12MeetingsDoNotSeeOneAnother) {
  const std::vector<std::string> ids = {"a", "a-", "ab", "aa", "A", "a_", std::string(64, 'a')};
  for (const std::string& id : ids) {
    const Lease lease = this->acquire(id);
    ASSERT_EQ(this->append(lease, SeqNo{0}, {id}).status, AppendStatus::kDurable);
    ASSERT_EQ(this->wait(this->log().put_checkpoint({id}, SeqNo{1}, "c" + id)).status, AppendStatus::kDurable);
    this->log().release(lease);
  }
  for (const std::string& id : ids) {
    EXPECT_EQ(this->text(id), id + ".");
    EXPECT_EQ(this->checkpoint(id, SeqNo{9}), "1:c" + id);
    EXPECT_EQ(this->acquire(id).head, SeqNo{1});
  }
}

TYPED_TEST_P(OpLogContract, OL13WhatWasConfirmedIsThereAfterARestart) {
  Lease lease = this->acquire("m");
  std::string all;
  for (std::uint64_t head = 0; head < 50; ++head) {
    if (head % 10 == 9) {
      this->harness_.restart();
      lease = this->acquire("m");
    }
    const std::string word = std::to_string(head);
    all += word + ".";
    ASSERT_EQ(this->append(lease, SeqNo{head}, {word}).status, AppendStatus::kDurable);
  }
  this->harness_.restart();
  EXPECT_EQ(this->text("m"), all);
  EXPECT_EQ(this->text("m", 100'000), all);
}

TYPED_TEST_P(OpLogContract, OL14ListingNamesEveryLog) {
  this->acquire("m");
  this->acquire("a");
  this->acquire("registry");
  this->harness_.restart();
  const LogList list = this->wait(this->log().list());
  EXPECT_EQ(list.status, ReadStatus::kRead);
  EXPECT_EQ(list.meetings, (std::vector<MeetingId>{{"a"}, {"m"}, {"registry"}}));
}

REGISTER_TYPED_TEST_SUITE_P(OpLogContract, OL1AcquiringGivesAHigherEpochThanEverBeforeAndTheHead,
                            OL2AMeetingHasOneHolder, OL3PositionsAreDenseAndTheAnswerIsTheNewHead,
                            OL4AnAppendIsAllOrNothingWhicheverFails, OL5AStaleLeaseIsFencedAndLeavesNothing,
                            OL6AReaderPassesOverWhatAStaleOwnerWrote, OL6AHoleIsDamage,
                            OL6AnEndThatIsGoneIsDamageOnceALaterEpochTells,
                            OL7ReadingGoesByPagesFromTheEntryThatHoldsThePosition, OL7ReadingTakesNoLeaseAndNeedsNone,
                            OL8AFailedWriteEndsEveryLeaseAndReadingBackTellsWhatIsThere,
                            OL9WhatCannotBeAppendedIsRefusedAndTheLeaseHolds, OL9OneBatchOfAMeetingIsOnItsWay,
                            OL10ErasingRemovesAllAndTheEpochsCountOn, OL11TheNewestCheckpointAtOrBeforeAPositionIsGiven,
                            OL12MeetingsDoNotSeeOneAnother, OL13WhatWasConfirmedIsThereAfterARestart,
                            OL14ListingNamesEveryLog);

}  // namespace flipover
