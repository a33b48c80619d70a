// The meetings of a shard: who is asked about them, and how they stop.
#include "server/meeting/meeting_host.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
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

// Loading keys breaks an invariant as often as it is told to.
class BreakingKeys final : public KeyStore {
 public:
  net::awaitable<KeysOutcome> load(MeetingId meeting) override {
    if (breaks > 0 && breaks-- > 0) throw std::runtime_error("an invariant is broken");
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

  int breaks = 0;

 private:
  MemoryKeyStore keys_;
};

TEST(MeetingHostTest, WhoComesWhileAnOpeningBreaksOffIsNotKeptWaitingForIt) {  // G6
  BreakingKeys keys;
  keys.breaks = 1;
  MemoryOpLog log(std::make_shared<MemoryDisk>(), {});
  const ManualClock clock;
  MeetingMetrics metrics;
  MeetingHost host(MeetingWorld{log, keys, clock, [](auto&&...) {}, {}, metrics, {}, {}, {}});
  net::io_context io(1);
  std::string first;
  const auto second = std::make_shared<MeetingActor::Opened>();
  net::co_spawn(io, enter(host, std::make_shared<MeetingActor::Opened>()), [&](const std::exception_ptr& broken) {
    try {
      if (broken) std::rethrow_exception(broken);
    } catch (const std::runtime_error& error) {
      first = error.what();
    }
  });
  net::co_spawn(io, enter(host, second), net::detached);
  io.poll();
  EXPECT_EQ(first, "an invariant is broken");
  EXPECT_EQ(second->status, MeetingStatus::kDone);
  EXPECT_NE(second->actor, nullptr);
  *second = {};
  io.restart();
  io.poll();
}

}  // namespace
}  // namespace flipover
