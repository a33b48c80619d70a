// The actor of a meeting: what tests/sim is too coarse for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/model/entity_id.h"
#include "server/model/state_hash.h"
#include "tests/meeting/meeting_table.h"

namespace flipover {
namespace {

using testing::ElementsAre;

std::string item_of(const Guest& guest, std::uint64_t counter) {
  pb::OperationId id;
  id.set_client("device-of-" + guest.participant + "-0001");
  id.set_counter(counter);
  return entity_id(id);
}

std::vector<std::string> texts(const MeetingState& board) {
  std::vector<std::string> texts;
  for (const auto& [id, item] : board.items) texts.push_back(utf8_from_utf16(item.text));
  std::sort(texts.begin(), texts.end());
  return texts;
}

class LiveMeetings : public testing::Test {
 protected:
  static void seat(MeetingTable& table) {
    ASSERT_EQ(table.create({{"regie", "procesregisseur"}, {"karim", "partner"}, {"ines", "partner"},
                            {"client", "client"}}),
              MeetingStatus::kDone);
  }
};

// G2, G3, G4: an append that fails in whichever way loses nothing that was confirmed and doubles nothing.
TEST_F(LiveMeetings, WhicheverAppendFailsEveryOperationIsThereOnceInTheEnd) {
  for (const AppendFault kind : {AppendFault::kUnknownButWritten, AppendFault::kUnknownAndLost, AppendFault::kRefused}) {
    bool failed = true;
    for (std::uint64_t nth = 1; failed; ++nth) {
      failed = false;
      MeetingTable table;
      table.fault = [&](std::uint64_t append) -> std::optional<AppendFault> {
        if (append != nth) return std::nullopt;
        failed = true;
        return kind;
      };
      while (table.create({{"karim", "partner"}, {"regie", "procesregisseur"}}) != MeetingStatus::kDone) {
        const auto state = table.look_back<StateOutcome>("karim", [](Past& past) { return past.state({}); });
        if (state.status == MeetingStatus::kDone) {
          break;  // the answer was "unknown", and it is there
        }
      }
      std::vector<pb::Operation> pending{adds(1, "een"), adds(2, "twee"), adds(3, "drie")};
      std::shared_ptr<Guest> karim;
      for (int visit = 0; visit < 5 && !pending.empty(); ++visit) {
        karim = table.join("karim", karim ? karim->upto : 0);
        for (const auto& committed : karim->welcome().committed()) {
          std::erase_if(pending, [&](const auto& op) { return op.id().counter() == committed.counter(); });
        }
        for (const auto& op : std::vector(pending)) {
          if (!karim->closed) table.send(*karim, {op});
        }
        std::erase_if(pending, [&](const auto& op) { return karim->saved(op.id().counter()).has_value(); });
      }
      EXPECT_TRUE(pending.empty());
      table.all_leave();
      const auto again = table.join("regie");
      EXPECT_THAT(texts(again->board), ElementsAre("drie", "een", "twee")) << "append " << nth << " failed";
    }
  }
}

TEST_F(LiveMeetings, NobodyIsToldOfWhatIsStillOnItsWayToDisk) {  // G2
  MeetingTable table;
  seat(table);
  const auto karim = table.join("karim");
  const auto ines = table.join("ines");
  table.hold_steps = true;
  table.send(*karim, {adds(1, "later")});
  EXPECT_FALSE(karim->saved(1).has_value());
  EXPECT_TRUE(ines->board.items.empty());
  table.hold_steps = false;
  table.run();
  EXPECT_TRUE(karim->saved(1).has_value());
  EXPECT_EQ(ines->board.items.size(), 1U);
}

TEST_F(LiveMeetings, AFullInboxMakesItsSendersWaitAndLosesNothing) {  // G6
  MeetingLimits limits;
  limits.inbox_messages_max = 2;
  MeetingTable table(limits);
  seat(table);
  const auto karim = table.join("karim");
  table.hold_steps = true;
  std::vector<std::shared_ptr<std::optional<MeetingStatus>>> sent;
  for (std::uint64_t counter = 1; counter <= 6; ++counter) {
    sent.push_back(table.send(*karim, {adds(counter, "regel")}));
  }
  // One is on its way to disk, two wait in the inbox, the senders of the others wait.
  EXPECT_TRUE(sent[2]->has_value());
  EXPECT_FALSE(sent[3]->has_value());
  EXPECT_FALSE(sent[5]->has_value());
  table.hold_steps = false;
  table.run();
  for (std::uint64_t counter = 1; counter <= 6; ++counter) EXPECT_TRUE(karim->saved(counter).has_value()) << counter;
}

TEST_F(LiveMeetings, ASlowReaderCostsOnlyItself) {  // G6
  MeetingTable table;
  seat(table);
  const auto karim = table.join("karim");
  const auto slow = table.join("ines");
  slow->frames_max = slow->frames.size() + 1;
  for (std::uint64_t counter = 1; counter <= 5; ++counter) table.send(*karim, {adds(counter, "regel")});
  EXPECT_EQ(slow->closed, CloseReason::kTooSlow);
  EXPECT_FALSE(karim->closed.has_value());
  EXPECT_EQ(karim->board.items.size(), 5U);
  // It comes back with what it has, and gets the rest.
  table.leave(*slow);
  const auto again = table.comes_back(*slow);
  EXPECT_TRUE(again->welcome().resumed());
  EXPECT_EQ(again->board.items.size(), 5U);
}

TEST_F(LiveMeetings, ASecondConnectionOfADeviceTakesThePlaceOfTheFirst) {
  MeetingTable table;
  seat(table);
  const auto first = table.join("karim");
  const auto second = table.join("karim");
  EXPECT_EQ(first->closed, CloseReason::kSilent);
  table.send(*second, {adds(1, "regel")});
  EXPECT_TRUE(second->saved(1).has_value());
}

TEST_F(LiveMeetings, WhatAReplacedConnectionHadQueuedIsNotDecidedAfterTheWelcomeThatSaysSo) {  // G3
  MeetingTable table;
  seat(table);
  const auto first = table.join("karim");
  table.hold_steps = true;
  table.send(*first, {adds(1, "is onderweg")});
  table.send(*first, {adds(2, "wacht nog")});
  // The same device comes again while its second operation waits in the inbox.
  const auto second = std::make_shared<Guest>("karim");
  table.join(second, 0);
  table.hold_steps = false;
  table.run();
  ASSERT_FALSE(second->frames.empty());
  std::vector<std::uint64_t> committed;
  for (const auto& of : second->welcome().committed()) committed.push_back(of.counter());
  EXPECT_THAT(committed, ElementsAre(1));
  EXPECT_EQ(texts(second->board), std::vector<std::string>{"is onderweg"});
  table.send(*second, {adds(2, "wacht nog")});
  EXPECT_THAT(texts(second->board), ElementsAre("is onderweg", "wacht nog"));
}

TEST_F(LiveMeetings, ADeviceOfAnotherIsRefused) {
  MeetingTable table;
  seat(table);
  const auto karim = table.join("karim", 0, "device-of-somebody");
  table.send(*karim, {adds(1, "regel")});
  EXPECT_EQ(table.join(std::make_shared<Guest>("ines"), 0, "device-of-somebody"), MeetingStatus::kInvalid);
  EXPECT_EQ(table.join(std::make_shared<Guest>("ines"), 0, "short"), MeetingStatus::kInvalid);
  EXPECT_EQ(table.join(std::make_shared<Guest>("nobody"), 0), MeetingStatus::kNotAllowed);
  EXPECT_FALSE(karim->closed.has_value());
}

TEST_F(LiveMeetings, ACounterThatWasRefusedStaysRefused) {  // G3
  MeetingTable table;
  seat(table);
  const auto karim = table.join("karim");
  table.send(*karim, {adds(1, "regel", "no_such_kind")});
  EXPECT_EQ(karim->refused(1), "value_invalid");
  table.send(*karim, {adds(1, "regel")});
  EXPECT_EQ(karim->refused(1), "was_refused");
  EXPECT_EQ(karim->outcomes.at(1).refused().operation().add_item().text(), "regel");  // G9: not lost
}

TEST_F(LiveMeetings, OfSoManyDevicesOfOneItIsKnownWhatWasRefused) {  // G6
  MeetingTable table;
  seat(table);
  const auto refused_upto = [&](const std::string& who, const std::string& client) {
    const auto guest = table.join(who, 0, client);
    const std::uint64_t known = guest->welcome().highest_counter();
    table.leave(*guest);
    return known;
  };
  const auto is_refused_on = [&](const std::string& who, const std::string& client) {
    const auto guest = table.join(who, 0, client);
    table.send(*guest, {adds(7, "regel", "no_such_kind")});
    EXPECT_EQ(guest->refused(7), "value_invalid");
    table.leave(*guest);
  };
  is_refused_on("ines", "device-of-ines-0001");
  for (std::size_t device = 0; device <= kDevicesRemembered; ++device) {
    is_refused_on("karim", "device-of-karim-" + std::to_string(1'000 + device));
  }
  EXPECT_EQ(refused_upto("karim", "device-of-karim-1000"), 0U) << "the one refused longest ago is forgotten";
  EXPECT_EQ(refused_upto("karim", "device-of-karim-1001"), 7U);
  EXPECT_EQ(refused_upto("karim", "device-of-karim-1032"), 7U);
  EXPECT_EQ(refused_upto("ines", "device-of-ines-0001"), 7U);
}

TEST_F(LiveMeetings, WhoMissedPlainRecordsResumesAndWhoMissedARevealStartsAnew) {
  MeetingTable table;
  seat(table);
  const auto regie = table.join("regie");
  const auto karim = table.join("karim");
  table.leave(*karim);
  table.send(*regie, {adds(1, "gewoon")});
  auto again = table.comes_back(*karim);
  EXPECT_TRUE(again->welcome().resumed());
  table.leave(*again);

  pb::Operation open;
  open.mutable_id()->set_counter(2);
  open.mutable_open_round()->set_kind(pb::OpenRound::BLIND);
  pb::Operation close;
  close.mutable_id()->set_counter(4);
  close.mutable_close_round();
  table.send(*regie, {open, adds(3, "verborgen"), close});
  const auto after = table.comes_back(*again);
  EXPECT_FALSE(after->welcome().resumed());
  EXPECT_EQ(after->board.items.size(), 2U);
}

TEST_F(LiveMeetings, WhoMissedWhatHappensEveryMinuteResumesButWhoHasTheClientsEyesStartsAnew) {  // S13
  MeetingTable table;
  seat(table);
  const auto regie = table.join("regie");
  const auto karim = table.join("karim");
  const auto client = table.join("client");
  table.send(*regie, {adds(1, "een"), adds(2, "twee")});
  const std::string item = item_of(*regie, 1);
  table.leave(*karim);
  table.leave(*client);
  pb::Operation persons;
  persons.mutable_id()->set_counter(4);
  persons.mutable_set_field()->set_item(item);
  persons.mutable_set_field()->mutable_value()->set_field("persons");
  persons.mutable_set_field()->mutable_value()->add_values("moeder");
  pb::Operation removes;
  removes.mutable_id()->set_counter(5);
  removes.mutable_remove()->set_thing(item_of(*regie, 2));
  table.send(*regie, {edits(3, item, 0, 3, "!"), persons, removes});
  for (const std::uint64_t counter : {3U, 4U, 5U}) EXPECT_TRUE(regie->saved(counter).has_value()) << regie->refused(counter);

  const auto again = table.comes_back(*karim);
  EXPECT_TRUE(again->welcome().resumed());
  EXPECT_EQ(utf8_from_utf16(find_item(again->board, item)->text), "een!");
  EXPECT_THAT(find_item(again->board, item)->data.persons(), ElementsAre("moeder"));
  EXPECT_TRUE(find_item(again->board, item_of(*regie, 2))->data.removed());
  EXPECT_FALSE(table.comes_back(*client)->welcome().resumed());
}

TEST_F(LiveMeetings, WhoMissedMoreThanIsInMemoryResumesFromTheLog) {  // S14
  MeetingLimits limits;
  limits.recent_records_max = 3;
  MeetingTable table(limits);
  seat(table);
  const auto regie = table.join("regie");
  const auto karim = table.join("karim");
  table.leave(*karim);
  for (std::uint64_t counter = 1; counter <= 9; ++counter) table.send(*regie, {adds(counter, "regel")});
  const auto again = table.comes_back(*karim);
  EXPECT_TRUE(again->welcome().resumed());
  EXPECT_EQ(again->board.items.size(), 9U);
}

TEST_F(LiveMeetings, WhoComesBackAfterARestartResumesFromTheLog) {  // S14
  const auto disk = std::make_shared<MemoryDisk>();
  const auto keys = std::make_shared<MemoryKeyStore>();
  std::shared_ptr<Guest> karim;
  for (const bool in_order : {false, true}) {
    {
      MeetingTable table({}, disk, keys);
      if (!karim) seat(table);
      const auto regie = table.join("regie");
      karim = karim ? table.comes_back(*karim) : table.join("karim");
      EXPECT_EQ(karim->welcome().resumed(), in_order) << "the one before stopped without order";
      table.leave(*karim);
      const std::uint64_t done = regie->welcome().highest_counter();
      table.send(*regie, {adds(done + 1, "een"), adds(done + 2, "twee")});
      if (in_order) table.all_leave();  // with a checkpoint, behind which nothing is read at the start
    }
  }
  MeetingTable table({}, disk, keys);
  const auto again = table.comes_back(*karim);
  EXPECT_TRUE(again->welcome().resumed());
  EXPECT_EQ(again->board.items.size(), 4U);
}

TEST_F(LiveMeetings, WhoMissedMoreThanAFreshBoardTakesStartsAnew) {
  MeetingTable table;
  seat(table);
  const auto regie = table.join("regie");
  const auto karim = table.join("karim");
  table.leave(*karim);
  for (std::uint64_t counter = 1; counter <= 10; ++counter) {
    table.send(*regie, {adds(counter, std::string(40'000, 'x'))});
  }
  const auto again = table.comes_back(*karim);
  EXPECT_FALSE(again->welcome().resumed());
  EXPECT_EQ(again->board.items.size(), 10U);
}

TEST_F(LiveMeetings, AfterABackupWasPutBackWhoHoldsTheOtherPastGetsTheBoardAnew) {  // G1
  const auto disk = std::make_shared<MemoryDisk>();
  const auto keys = std::make_shared<MemoryKeyStore>();
  std::shared_ptr<Guest> karim;
  std::shared_ptr<Guest> ines;
  std::shared_ptr<MemoryDisk> backup;
  {
    MeetingTable table({}, disk, keys);
    seat(table);
    karim = table.join("karim");
    ines = table.join("ines");
    table.send(*karim, {adds(1, "voor de kopie")});
    table.leave(*ines);
    backup = std::make_shared<MemoryDisk>(*disk);
    table.send(*karim, {adds(2, "na de kopie")});
  }
  MeetingTable table({}, backup, keys);
  const auto regie = table.join("regie");
  table.send(*regie, {adds(1, "in de andere toekomst")});
  ASSERT_EQ(regie->upto, karim->upto) << "the numbers alone do not tell them apart";
  const auto karim_again = table.comes_back(*karim);
  EXPECT_FALSE(karim_again->welcome().resumed());
  EXPECT_THAT(texts(karim_again->board), ElementsAre("in de andere toekomst", "voor de kopie"));
  table.send(*karim_again, {adds(3, "wat nog wachtte")});  // what waited with him goes again
  EXPECT_TRUE(karim_again->saved(3).has_value());
  const auto ines_again = table.comes_back(*ines);
  EXPECT_TRUE(ines_again->welcome().resumed()) << "up to there both are one past";
  EXPECT_EQ(texts(ines_again->board), texts(karim_again->board));
}

TEST_F(LiveMeetings, WhoDoesNotSayWhichPastHeKnowsGetsTheBoard) {
  MeetingTable table;
  seat(table);
  const auto karim = table.join("karim");
  const auto again = table.join("karim", karim->upto);
  EXPECT_FALSE(again->welcome().resumed());
}

TEST_F(LiveMeetings, WhoseBoardDiffersGetsItAnewAndWhoseBoardIsRightHearsNothing) {  // G1
  MeetingTable table;
  seat(table);
  const auto karim = table.join("karim");
  table.send(*karim, {adds(1, "een"), adds(2, "twee")});
  const auto says = [&](std::uint64_t number) {
    const Sha256Digest hash = state_hash(karim->board);
    pb::BoardHash held;
    held.set_number(number);
    held.set_hash(std::string(hash.begin(), hash.end()));
    return table.ask<bool>([&](MeetingActor& actor) { return actor.check_board(*karim, held); });
  };
  std::size_t frames = karim->frames.size();
  EXPECT_FALSE(says(karim->upto));
  EXPECT_EQ(karim->frames.size(), frames);
  karim->board.items.begin()->second.text += u"!";  // one place of difference
  EXPECT_FALSE(says(karim->upto - 1)) << "another number says nothing";
  EXPECT_EQ(karim->frames.size(), frames);
  EXPECT_TRUE(says(karim->upto));
  EXPECT_GT(karim->frames.size(), frames);
  EXPECT_THAT(texts(karim->board), ElementsAre("een", "twee"));
  table.send(*karim, {adds(3, "drie")});
  EXPECT_THAT(texts(karim->board), ElementsAre("drie", "een", "twee")) << "the line goes on";
}

TEST_F(LiveMeetings, WhoJoinsWhileABoardIsOnItsWayGetsItToo) {  // S13
  MeetingTable table;
  seat(table);
  const auto karim = table.join("karim");
  table.send(*karim, {adds(1, "een")});
  const auto slow = std::make_shared<Guest>("ines");
  slow->takes_parts = false;  // its socket is full
  table.join(slow, 0);
  const std::string first = item_of(*karim, 1);
  table.send(*karim, {adds(2, "twee"), edits(3, first, 0, 3, "!")});
  const auto regie = table.join("regie");
  EXPECT_THAT(texts(regie->board), ElementsAre("een!", "twee"));
  EXPECT_EQ(regie->upto, karim->upto);
}

TEST_F(LiveMeetings, AnEditOnARevisionOlderThanMemoryIsMovedOverWhatTheLogHas) {
  MeetingLimits limits;
  limits.history_edits_max = 2;
  MeetingTable table(limits);
  seat(table);
  const auto karim = table.join("karim");
  const auto ines = table.join("ines");
  table.send(*karim, {adds(1, "0")});
  const std::string item = item_of(*karim, 1);
  for (std::uint64_t edit = 0; edit < 6; ++edit) {
    table.send(*karim, {edits(2 + edit, item, edit, 1 + static_cast<std::uint32_t>(edit), std::to_string(edit + 1))});
  }
  table.send(*ines, {edits(1, item, 0, 1, "!")});  // on the text as it was: "0"
  EXPECT_TRUE(ines->saved(1).has_value()) << ines->refused(1);
  EXPECT_EQ(utf8_from_utf16(find_item(ines->board, item)->text), "0123456!");
}

TEST_F(LiveMeetings, AnEditMadeBeforeARestartIsMovedOverWhatTheLogHas) {
  MeetingTable table;
  seat(table);
  auto karim = table.join("karim");
  table.send(*karim, {adds(1, "0")});
  const std::string item = item_of(*karim, 1);
  table.send(*karim, {edits(2, item, 0, 1, "1")});
  table.all_leave();  // closed, with a checkpoint
  karim = table.join("karim");
  table.send(*karim, {edits(3, item, 0, 1, "2")});
  EXPECT_TRUE(karim->saved(3).has_value()) << karim->refused(3);
  EXPECT_EQ(utf8_from_utf16(find_item(karim->board, item)->text), "012");
}

TEST_F(LiveMeetings, TooManyOperationsASecondAreRefusedOneByOne) {  // G6
  MeetingLimits limits;
  limits.operations_burst = 3;
  MeetingTable table(limits);
  seat(table);
  const auto karim = table.join("karim");
  table.send(*karim, {adds(1, "a"), adds(2, "b"), adds(3, "c"), adds(4, "d")});
  EXPECT_TRUE(karim->saved(3).has_value());
  EXPECT_EQ(karim->refused(4), "too_fast");
  table.clock.pass(std::chrono::seconds(1));
  table.send(*karim, {adds(5, "d")});
  EXPECT_TRUE(karim->saved(5).has_value());
}

TEST_F(LiveMeetings, ACheckpointIsPutWhenDueAndWhenTheMeetingEmpties) {
  MeetingLimits limits;
  limits.checkpoint_after_records = 5;
  const auto disk = std::make_shared<MemoryDisk>();
  MeetingTable table(limits, disk);
  seat(table);
  const auto karim = table.join("karim");
  for (std::uint64_t counter = 1; counter <= 5; ++counter) {
    table.send(*karim, {adds(counter, std::string(40'000, 'x'))});
  }
  const std::size_t due = disk->checkpoints(MeetingId{"overleg"}).size();
  EXPECT_GE(due, 1U);
  table.send(*karim, {adds(6, "laatste")});
  table.all_leave();
  EXPECT_EQ(disk->checkpoints(MeetingId{"overleg"}).rbegin()->first, SeqNo{11});
}

// A checkpoint that says other than the log, as one does that was folded before a rule of folding changed.
TEST_F(LiveMeetings, ACheckpointFoldedByOtherRulesIsPassedOverAndTheLogFoldedAnew) {  // G7
  for (const std::uint32_t rules : {kFoldingRules, kFoldingRules - 1}) {
    MeetingTable table;
    seat(table);
    table.all_leave();
    std::uint64_t head = 0;
    table.with_log([&](Journal& journal) -> net::awaitable<void> {
      std::vector<pb::Record> records(1);
      records[0].set_number(raw(journal.head()) + 1);
      records[0].set_by("karim");
      records[0].mutable_operation()->mutable_add_item()->set_item("kaart");
      records[0].mutable_operation()->mutable_add_item()->set_text("zoals het er staat");
      EXPECT_EQ((co_await journal.append(records)).status, AppendStatus::kDurable);
      head = raw(journal.head());
      auto kept = co_await journal.get_checkpoint(journal.head());
      MeetingState state = from_checkpoint(std::move(*kept.checkpoint));
      apply(state, records[0]);
      find_item(state, "kaart")->text = u"zoals het er stond";
      pb::Checkpoint checkpoint = to_checkpoint(state);
      checkpoint.set_rules(rules);
      EXPECT_EQ((co_await journal.put_checkpoint(std::move(checkpoint))).status, AppendStatus::kDurable);
    });
    const std::string wanted = rules == kFoldingRules ? "zoals het er stond" : "zoals het er staat";
    const auto karim = table.join("karim");
    EXPECT_THAT(texts(karim->board), ElementsAre(wanted));
    table.send(*karim, {adds(1, "daarna")});
    const auto then = table.look_back<StateOutcome>(
        "karim", [head](Past& past) { return past.state(Moment{head, std::nullopt}); });
    EXPECT_THAT(texts(from_checkpoint(then.state.state())), ElementsAre(wanted));
  }
}

}  // namespace
}  // namespace flipover
