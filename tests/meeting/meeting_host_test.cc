// The meetings of a shard: who is asked about them, and how they stop.
#include "server/meeting/meeting_host.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>

#include "tests/meeting/meeting_table.h"

namespace flipover {
namespace {

pb::Operation ended() {
  pb::Operation operation;
  operation.mutable_end_meeting();
  return operation;
}

net::awaitable<void> enter(MeetingHost& host, std::shared_ptr<MeetingActor::Opened> into) {
  *into = co_await host.enter(MeetingId{"overleg"});
}

net::awaitable<void> ask(MeetingHost& host, Looker who, std::shared_ptr<std::optional<Standing>> into) {
  auto answer = co_await host.standing(MeetingId{"overleg"}, std::move(who));
  *into = std::move(answer.found);
}

Standing standing(MeetingTable& table, const std::string& who, const std::string& device = {}) {
  net::io_context io(1);
  const auto answer = std::make_shared<std::optional<Standing>>();
  net::co_spawn(io, ask(table.host(), Looker(who, device), answer), net::detached);
  for (io.poll(); !table.steps.empty(); io.poll()) {
    table.do_step();
    io.restart();
  }
  return answer->value_or(Standing{});
}

TEST(MeetingHostTest, HowSomebodyStandsIsFoundWithoutOpeningTheMeetingAndAsTheRunningOneSays) {  // G2, G6
  MeetingTable table;
  ASSERT_EQ(table.create({{"regie", "procesregisseur"}, {"karim", "partner"}, {"zaal", "zaalscherm"}}),
            MeetingStatus::kDone);
  ASSERT_EQ(table.ask<MeetingStatus>([](MeetingActor& actor) { return actor.admit_device("karim", "telefoon", {}); }),
            MeetingStatus::kDone);
  const auto all_hold = [&](const std::string& when) {
    const Standing regie = standing(table, "regie");
    EXPECT_EQ(regie.status, MeetingStatus::kDone) << when;
    EXPECT_TRUE(regie.holds_chair && regie.knows_device && !regie.only_live && !regie.meeting_ended) << when;
    EXPECT_FALSE(standing(table, "karim").holds_chair) << when;
    EXPECT_TRUE(standing(table, "karim", "telefoon").knows_device) << when;
    EXPECT_FALSE(standing(table, "karim", "tablet").knows_device) << when;
    EXPECT_TRUE(standing(table, "zaal").only_live) << when;
    EXPECT_EQ(standing(table, "niemand").status, MeetingStatus::kNotAllowed) << when;
  };
  table.all_leave();
  const std::uint64_t opened = table.metrics.meetings_opened.value();
  all_hold("closed");
  EXPECT_EQ(table.metrics.meetings_opened.value(), opened);

  const auto karim = table.join("karim");
  all_hold("at work");
  table.leave(*karim);
  ASSERT_EQ(table.as_server({ended()}), MeetingStatus::kDone);
  EXPECT_TRUE(standing(table, "regie").meeting_ended);
  table.all_leave();
  EXPECT_TRUE(standing(table, "regie").meeting_ended);
}

TEST(MeetingHostTest, AMeetingThatIsBeingOpenedAsTheServerStopsIsWaitedForAndStopped) {  // G2
  MeetingTable table;
  ASSERT_EQ(table.create({{"regie", "procesregisseur"}}), MeetingStatus::kDone);
  table.all_leave();  // written down and closed
  net::io_context io(1);
  const auto opened = std::make_shared<MeetingActor::Opened>();
  net::co_spawn(io, enter(table.host(), opened), net::detached);
  io.poll();
  ASSERT_FALSE(table.steps.empty()) << "it reads its log";

  bool stopped = false;
  net::co_spawn(io, table.host().stop(), [&](const std::exception_ptr&) { stopped = true; });
  io.poll();
  EXPECT_FALSE(stopped);
  while (!table.steps.empty()) {
    table.do_step();
    io.restart();
    io.poll();
  }
  EXPECT_TRUE(stopped);
  EXPECT_TRUE(opened->actor == nullptr || opened->actor->stopped());
}

}  // namespace
}  // namespace flipover
