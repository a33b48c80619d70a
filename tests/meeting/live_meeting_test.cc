// The actor of a meeting: what tests/sim is too coarse for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/model/entity_id.h"
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
        if (table.ask<StateOutcome>([](MeetingActor& actor) { return actor.state("karim", {}); }).status ==
            MeetingStatus::kDone) {
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
  const auto again = std::make_shared<Guest>("ines");
  again->board = slow->board;
  table.join(again, slow->upto);
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

TEST_F(LiveMeetings, WhoMissedPlainRecordsResumesAndWhoMissedARevealStartsAnew) {
  MeetingTable table;
  seat(table);
  const auto regie = table.join("regie");
  const auto karim = table.join("karim");
  table.leave(*karim);
  table.send(*regie, {adds(1, "gewoon")});
  auto again = table.join("karim", karim->upto);
  EXPECT_TRUE(again->welcome().resumed());
  table.leave(*again);

  pb::Operation open;
  open.mutable_id()->set_counter(2);
  open.mutable_open_round()->set_kind(pb::OpenRound::BLIND);
  pb::Operation close;
  close.mutable_id()->set_counter(4);
  close.mutable_close_round();
  table.send(*regie, {open, adds(3, "verborgen"), close});
  const auto after = table.join("karim", again->upto);
  EXPECT_FALSE(after->welcome().resumed());
  EXPECT_EQ(after->board.items.size(), 2U);
}

TEST_F(LiveMeetings, WhoMissedMoreThanIsKeptStartsAnew) {
  MeetingLimits limits;
  limits.recent_records_max = 3;
  MeetingTable table(limits);
  seat(table);
  const auto regie = table.join("regie");
  const auto karim = table.join("karim");
  table.leave(*karim);
  for (std::uint64_t counter = 1; counter <= 4; ++counter) table.send(*regie, {adds(counter, "regel")});
  const auto again = table.join("karim", karim->upto);
  EXPECT_FALSE(again->welcome().resumed());
  EXPECT_EQ(again->board.items.size(), 4U);
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

TEST_F(LiveMeetings, LookingBackOutlivesAMeetingThatStops) {  // G7
  MeetingTable table;
  seat(table);
  const auto karim = table.join("karim");
  table.send(*karim, {adds(1, "regel")});
  const auto actor = table.meeting();
  table.hold_steps = true;
  auto looked = std::make_shared<std::optional<RecordsOutcome>>();
  const auto asked = table.ask<RecordsOutcome>([&](MeetingActor& of) { return of.records("karim", 1, 1'000'000); });
  EXPECT_EQ(asked.status, MeetingStatus::kStopped);  // not answered yet: it reads
  table.fault = [](std::uint64_t) { return AppendFault::kUnknownAndLost; };
  table.send(*karim, {adds(2, "mislukt")});
  table.hold_steps = false;
  table.run();
  EXPECT_EQ(karim->closed, CloseReason::kMeetingStopped);
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

}  // namespace
}  // namespace flipover
