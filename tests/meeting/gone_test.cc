// What is gone: the chair, who has no connection any more, and words that were withdrawn, in the past too.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "server/model/entity_id.h"
#include "tests/meeting/meeting_table.h"

namespace flipover {
namespace {

using namespace std::chrono_literals;

pb::Operation takes_over(std::uint64_t counter, std::int64_t says_gone_ms = 0) {
  pb::Operation op;
  op.mutable_id()->set_counter(counter);
  op.mutable_take_over_chair()->set_reason("de voorzitter is weggevallen");
  op.mutable_take_over_chair()->set_chair_gone_ms(says_gone_ms);
  return op;
}

class Gone : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(table.create({{"regie", "procesregisseur"}, {"ans", "procesregisseur"}, {"noor", "notulist"},
                            {"karim", "partner"}, {"ines", "partner"}}),
              MeetingStatus::kDone);
  }
  MeetingTable table;
};

TEST_F(Gone, TheChairIsTakenOverTwoMinutesAfterTheLastConnection) {
  const auto noor = table.join("noor");
  const auto first = table.join("regie", 0, "device-of-regie-0001");
  const auto second = table.join("regie", 0, "device-of-regie-0002");
  table.clock.pass(10min);
  table.send(*noor, {takes_over(1, 600'000)});
  EXPECT_EQ(noor->refused(1), "chair_here") << "what a client says of it is not asked";
  table.leave(*first);
  table.clock.pass(10min);
  table.send(*noor, {takes_over(2)});
  EXPECT_EQ(noor->refused(2), "chair_here") << "one of two devices is left";
  table.leave(*second);
  table.clock.pass(2min - 1ms);
  table.send(*noor, {takes_over(3)});
  EXPECT_EQ(noor->refused(3), "chair_here");
  table.clock.pass(1ms);
  const auto ans = table.join("ans");
  table.send(*noor, {takes_over(4)});
  EXPECT_EQ(noor->refused(4), "not_allowed") << "somebody who may chair is here";
  table.send(*ans, {takes_over(1)});
  EXPECT_TRUE(ans->saved(1).has_value()) << ans->refused(1);
  EXPECT_EQ(noor->board.course.chair(), "ans");
  const auto back = table.join("regie", 0, "device-of-regie-0001");
  EXPECT_EQ(back->board.course.chair(), "ans");
}

TEST_F(Gone, AChairWhoNeverCameIsGoneTwoMinutesAfterTheMeetingWasOpened) {
  const auto noor = table.join("noor");
  table.send(*noor, {takes_over(1)});
  EXPECT_EQ(noor->refused(1), "chair_here");
  table.clock.pass(2min);
  table.send(*noor, {takes_over(2)});
  EXPECT_TRUE(noor->saved(2).has_value()) << noor->refused(2);
}

TEST_F(Gone, AChairWithoutAConnectionForTwoMinutesIsEmptyForWhoAppointsFromOutside) {
  const auto noor = table.join("noor");
  EXPECT_TRUE(table.meeting()->has_chair());
  table.clock.pass(2min - 1ms);
  EXPECT_TRUE(table.meeting()->has_chair());
  table.clock.pass(1ms);
  EXPECT_FALSE(table.meeting()->has_chair());
  const auto regie = table.join("regie");
  EXPECT_TRUE(table.meeting()->has_chair()) << "who comes holds it still";
}

TEST_F(Gone, WhatIsWithdrawnIsGoneFromOthersPast) {  // PV-05, G7
  const auto karim = table.join("karim");
  table.send(*karim, {adds(1, "een-geheim-woord")});
  pb::OperationId id;
  id.set_client("device-of-karim-0001");
  id.set_counter(1);
  pb::Operation withdraws;
  withdraws.mutable_id()->set_counter(2);
  withdraws.mutable_withdraw_item()->set_item(entity_id(id));
  table.send(*karim, {edits(3, entity_id(id), 0, 0, "nog-een-geheim-woord ")});
  withdraws.mutable_id()->set_counter(4);
  table.send(*karim, {withdraws});
  ASSERT_TRUE(karim->saved(4).has_value()) << karim->refused(4);
  const std::uint64_t then = *karim->saved(1);
  const auto told = [&](const std::string& who) {
    Moment moment;
    moment.number = then;
    const auto state = table.look_back<StateOutcome>(who, [moment](Past& of) { return of.state(moment); });
    const auto records = table.look_back<RecordsOutcome>(who, [](Past& of) { return of.records(1, 1'000'000); });
    const auto exported = table.look_back<ExportOutcome>(who, [](Past& of) { return of.export_all(); });
    EXPECT_EQ(state.status, MeetingStatus::kDone);
    EXPECT_EQ(records.status, MeetingStatus::kDone);
    EXPECT_EQ(exported.status, MeetingStatus::kDone);
    return state.state.SerializeAsString() + records.page.SerializeAsString() + exported.content.SerializeAsString() +
           exported.state.SerializeAsString();
  };
  for (const auto* who : {"regie", "ans", "noor", "ines"}) {
    EXPECT_EQ(told(who).find("geheim-woord"), std::string::npos) << who;
  }
  EXPECT_NE(told("karim").find("een-geheim-woord"), std::string::npos);
}

}  // namespace
}  // namespace flipover
