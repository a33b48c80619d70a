#include "server/edge/listening_time.h"

#include <gtest/gtest.h>

namespace flipover {
namespace {

using namespace std::chrono_literals;

TEST(ListeningTimeTest, StandsStillWhileOurThreadWasHeldUp) {
  const ListeningTime::Time begin{};
  ListeningTime listened(begin, 500ms);
  EXPECT_EQ(listened.look(begin + 500ms), begin + 500ms);
  EXPECT_EQ(listened.look(begin + 1'100ms), begin + 1'100ms) << "a little late is nothing";
  EXPECT_EQ(listened.look(begin + 31'100ms), begin + 2'100ms) << "half a minute in which we heard nobody";
  EXPECT_EQ(listened.look(begin + 31'600ms), begin + 2'600ms);
  EXPECT_EQ(listened.time(), begin + 2'600ms);
}

}  // namespace
}  // namespace flipover
