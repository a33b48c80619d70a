// The meetings of a shard as it stops.
#include "server/meeting/meeting_host.h"

#include <gtest/gtest.h>

#include <memory>

#include "tests/meeting/meeting_table.h"

namespace flipover {
namespace {

net::awaitable<void> enter(MeetingHost& host, std::shared_ptr<MeetingActor::Opened> into) {
  *into = co_await host.enter(MeetingId{"overleg"});
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
