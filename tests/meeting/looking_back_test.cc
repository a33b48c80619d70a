// Looking back: beside the meeting at work, by whoever takes part, one at a time (G2, G6, G7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "server/model/entity_id.h"
#include "tests/meeting/meeting_table.h"

namespace flipover {
namespace {

constexpr std::size_t kAll = ~std::size_t{0};

class LookingBackAtAMeeting : public testing::Test {
 protected:
  LookingBackAtAMeeting() { fill(table_); }

  static void fill(MeetingTable& table) {
    table.create({{"regie", "procesregisseur"}, {"karim", "partner"}});
    const auto karim = table.join("karim");
    for (std::uint64_t counter = 1; counter <= 6; ++counter) {
      table.send(*karim, {adds(counter, "regel " + std::to_string(counter))});
    }
  }
  static StateOutcome state(MeetingTable& table, Moment moment) {
    return table.look_back<StateOutcome>("karim", [moment](Past& past) { return past.state(moment); });
  }
  static RecordsOutcome records(MeetingTable& table, std::uint64_t from, std::size_t bytes) {
    return table.look_back<RecordsOutcome>("karim", [from, bytes](Past& past) { return past.records(from, bytes); });
  }

  MeetingTable table_;
};

TEST_F(LookingBackAtAMeeting, OpensNoMeetingAndTakesNoLease) {
  table_.all_leave();
  const std::uint64_t open = table_.metrics.meetings_open.value();
  ASSERT_EQ(open, 0U);
  const StateOutcome now = state(table_, {});
  ASSERT_EQ(now.status, MeetingStatus::kDone);
  EXPECT_EQ(now.state.state().items_size(), 6);
  EXPECT_EQ(records(table_, 1, kAll).page.records_size(), static_cast<int>(now.state.number()));
  EXPECT_EQ(table_.metrics.meetings_open.value(), 0U);
}

TEST_F(LookingBackAtAMeeting, AMeetingGoesOnWhileSomebodyIsStillReading) {
  const auto karim = table_.join("karim");
  table_.hold_steps = true;
  const auto read = table_.begin_to_look_back<RecordsOutcome>("regie", [](Past& past) { return past.records(1, kAll); });
  table_.run();
  table_.send(*karim, {adds(7, "intussen")});
  EXPECT_FALSE(read->has_value());
  // The reader's step stays undone; the append is done all the same.
  while (!table_.steps.empty() && !karim->saved(7)) {
    table_.steps.push_back(std::move(table_.steps.front()));
    table_.steps.pop_front();
    table_.do_step();
    if (table_.steps.size() > 8) break;
  }
  EXPECT_TRUE(karim->saved(7).has_value());
  table_.hold_steps = false;
  table_.run();
  ASSERT_TRUE(read->has_value());
  EXPECT_EQ((*read)->found->status, MeetingStatus::kDone);
}

TEST_F(LookingBackAtAMeeting, WhatIsOnItsWayToDiskIsNotShown) {  // G2
  const std::uint64_t before = state(table_, {}).state.number();
  const auto karim = table_.join("karim");
  table_.hold_steps = true;
  table_.send(*karim, {adds(7, "nog niet")});
  const auto held = std::exchange(table_.steps, {});
  table_.hold_steps = false;
  EXPECT_EQ(state(table_, {}).state.number(), before);
  EXPECT_EQ(records(table_, 1, kAll).page.upto(), before + 1);
  EXPECT_EQ(state(table_, Moment{before + 1, std::nullopt}).status, MeetingStatus::kUnknown);
  table_.steps = held;
  table_.run();
  EXPECT_EQ(state(table_, {}).state.number(), before + 1);
}

TEST_F(LookingBackAtAMeeting, WhatWasFoundBeforeChangesNoAnswer) {  // G7
  const std::uint64_t head = state(table_, {}).state.number();
  std::vector<std::string> fresh;
  for (std::uint64_t at = 1; at <= head; ++at) {
    MeetingTable other;
    fill(other);
    fresh.push_back(state(other, Moment{at, std::nullopt}).state.SerializeAsString());
  }
  for (const bool forward : {true, false, true}) {
    for (std::uint64_t step = 1; step <= head; ++step) {
      const std::uint64_t at = forward ? step : head + 1 - step;
      EXPECT_EQ(state(table_, Moment{at, std::nullopt}).state.SerializeAsString(), fresh[at - 1]) << at;
    }
  }
}

TEST_F(LookingBackAtAMeeting, PagesOfRecordsFollowOneAnother) {  // G7
  const RecordsOutcome whole = records(table_, 1, kAll);
  pb::RecordPage pieces;
  for (std::uint64_t from = 1;;) {
    const RecordsOutcome page = records(table_, from, 1);
    ASSERT_EQ(page.status, MeetingStatus::kDone);
    for (const auto& record : page.page.records()) *pieces.add_records() = record;
    if (page.page.last()) break;
    from = page.page.upto();
  }
  ASSERT_EQ(pieces.records_size(), whole.page.records_size());
  for (int i = 0; i < pieces.records_size(); ++i) {
    EXPECT_EQ(pieces.records(i).SerializeAsString(), whole.page.records(i).SerializeAsString());
  }
}

TEST_F(LookingBackAtAMeeting, SomebodyWhoseRightEndedSeesNothingOfWhatWasKeptForHim) {  // G5
  ASSERT_EQ(state(table_, Moment{5, std::nullopt}).status, MeetingStatus::kDone);
  std::vector<pb::Operation> ends(1);
  ends[0].mutable_end_participation()->set_participant("karim");
  ASSERT_EQ(table_.as_server(ends), MeetingStatus::kDone);
  EXPECT_EQ(state(table_, Moment{5, std::nullopt}).status, MeetingStatus::kNotAllowed);
  EXPECT_EQ(records(table_, 1, kAll).status, MeetingStatus::kNotAllowed);
}

TEST_F(LookingBackAtAMeeting, APrivateLevelGivenLaterHidesWhatWasKeptAsWell) {  // PV-05
  const auto regie = table_.join("regie");
  table_.send(*regie, {adds(1, "eerst voor allen")});
  const std::uint64_t then = state(table_, {}).state.number();
  ASSERT_EQ(state(table_, Moment{then, std::nullopt}).state.state().items_size(), 7);
  pb::OperationId id;
  id.set_client("device-of-regie-0001");
  id.set_counter(1);
  pb::Operation hides;
  hides.mutable_id()->set_counter(2);
  hides.mutable_set_visibility()->set_item(entity_id(id));
  hides.mutable_set_visibility()->mutable_visibility()->set_level("prive");
  table_.send(*regie, {hides});
  ASSERT_TRUE(regie->saved(2).has_value()) << regie->refused(2);
  EXPECT_EQ(state(table_, Moment{then, std::nullopt}).state.state().items_size(), 6);
}

TEST_F(LookingBackAtAMeeting, ThePreviewOnADeviceThatIsNotConfirmedHasNoPrivateWordOfTheChair) {  // PV-05
  MeetingTable table;
  table.create({{"regie", "procesregisseur"}, {"kevin", "client"}});
  const auto regie = table.join("regie");
  // Typed for the client, and for nobody else.
  pb::Operation quote = adds(1, "onder ons");
  quote.mutable_add_item()->set_said_by("kevin");
  quote.mutable_add_item()->mutable_visibility()->set_level("prive");
  table.send(*regie, {quote});
  ASSERT_TRUE(regie->saved(1));
  const auto previewed = [&](const std::string& device) {
    const auto outcome =
        table.look_back<PreviewOutcome>("regie", [](Past& past) { return past.preview({}); }, device);
    EXPECT_EQ(outcome.status, MeetingStatus::kDone);
    return outcome.preview.SerializeAsString();
  };
  EXPECT_THAT(previewed({}), testing::HasSubstr("onder ons"));
  EXPECT_THAT(previewed("telefoon"), testing::Not(testing::HasSubstr("onder ons")));
}

TEST_F(LookingBackAtAMeeting, ThePreviewTellsOfNoDeviceOfTheClients) {  // PV-05
  MeetingTable table;
  table.create({{"regie", "procesregisseur"}, {"kevin", "client"}});
  ASSERT_EQ(table.ask<MeetingStatus>([](MeetingActor& actor) { return actor.admit_device("kevin", "telefoon", {}); }),
            MeetingStatus::kDone);
  const auto outcome = table.look_back<PreviewOutcome>("regie", [](Past& past) { return past.preview({}); });
  ASSERT_EQ(outcome.preview.seen().attendees_size(), 2);
  EXPECT_EQ(outcome.preview.seen().attendees(1).devices_size(), 0);
}

TEST_F(LookingBackAtAMeeting, OneParticipantReadsOneAtATimeAndAnotherNeedNotWaitForHim) {  // G6
  MeetingLimits limits;
  limits.looks_at_once = 2;
  limits.looks_of_one_max = 2;
  MeetingTable table(limits);
  fill(table);
  table.hold_steps = true;
  const auto read = [&](const std::string& who) {
    auto answer = table.begin_to_look_back<StateOutcome>(who, [](Past& past) { return past.state({}); });
    table.run();
    return answer;
  };
  const auto first = read("karim");
  const std::size_t at_work = table.steps.size();
  const auto second = read("karim");
  const auto third = read("karim");
  EXPECT_EQ(table.steps.size(), at_work) << "the second waits for the first";
  const auto fourth = read("karim");
  ASSERT_TRUE(fourth->has_value()) << "there is no end to what may wait";
  EXPECT_FALSE((*fourth)->found.has_value());
  const auto others = read("regie");
  EXPECT_GT(table.steps.size(), at_work) << "another participant waits for him";
  table.hold_steps = false;
  table.run();
  for (const auto& answer : {first, second, third, others}) {
    ASSERT_TRUE(answer->has_value());
    EXPECT_EQ((*answer)->found->status, MeetingStatus::kDone);
  }
}

TEST_F(LookingBackAtAMeeting, WhatIsKeptOfThePastHasABound) {  // G6
  MeetingLimits limits;
  limits.looks_bytes_max = 1;
  MeetingTable table(limits);
  fill(table);
  for (std::uint64_t at = 1; at <= 5; ++at) {
    EXPECT_EQ(state(table, Moment{at, std::nullopt}).state.number(), at) << "without anything kept it is read again";
  }
}

TEST_F(LookingBackAtAMeeting, DamageBeforeTheLastCheckpointIsToldOnceAndTheMeetingGoesOn) {
  const auto disk = std::make_shared<MemoryDisk>();
  MeetingTable table({}, disk);
  fill(table);
  table.all_leave();  // with a checkpoint
  auto entries = disk->entries(MeetingId{"overleg"});
  entries[1].bytes[entries[1].bytes.size() / 2] ^= 1;
  disk->set_entries(MeetingId{"overleg"}, entries);
  const auto damaged = table.begin_to_look_back<RecordsOutcome>("karim", [](Past& past) { return past.records(1, kAll); });
  table.run();
  ASSERT_TRUE(damaged->has_value());
  EXPECT_EQ((*damaged)->found->status, MeetingStatus::kDamaged);
  EXPECT_THAT((*damaged)->damage, testing::HasSubstr("position"));
  const auto again = table.begin_to_look_back<RecordsOutcome>("regie", [](Past& past) { return past.records(1, kAll); });
  table.run();
  EXPECT_EQ((*again)->found->status, MeetingStatus::kDamaged);
  EXPECT_TRUE((*again)->damage.empty()) << "told twice";
  EXPECT_EQ(table.join("karim")->board.items.size(), 6U);
}

TEST_F(LookingBackAtAMeeting, OnADeviceThatIsNotConfirmedThePreviewShowsNoMoreThanTheBoardThere) {  // G5
  MeetingTable table;
  table.create({{"regie", "procesregisseur"}, {"kevin", "client"}});
  pb::Operation his = adds(1, "onder ons");
  his.mutable_add_item()->set_said_by("kevin");
  his.mutable_add_item()->mutable_visibility()->set_level("prive");
  const auto regie = table.join("regie");
  table.send(*regie, {his});
  const auto shown = [&](const std::string& device) {
    return table.look_back<PreviewOutcome>("regie", [](Past& past) { return past.preview({}); }, device).preview;
  };
  EXPECT_EQ(shown({}).seen().items_size(), 1);
  EXPECT_EQ(shown("another").seen().items_size(), 0);
  EXPECT_EQ(shown("another").now_size(), 0);
}

}  // namespace
}  // namespace flipover
