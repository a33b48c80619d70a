// Who reads back leaves the cores to the meetings: by rest, not only by priority (G6).
#include "server/shard/reading_threads.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <time.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <future>

namespace flipover {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

nanoseconds processor_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

// Until this thread has had a core for that long, however many want one.
void work(nanoseconds long_enough) {
  const nanoseconds until = processor_time() + long_enough;
  while (processor_time() < until) {
  }
}

TEST(ReadingThreads, RestTwiceAsLongAsTheyWorked) {
  ReadingThreads readers(1);
  std::promise<steady_clock::time_point> ended;
  std::promise<steady_clock::time_point> begun;
  net::post(readers.executor(), [&] {
    work(milliseconds(40));
    ended.set_value(steady_clock::now());
  });
  net::post(readers.executor(), [&] { begun.set_value(steady_clock::now()); });
  const auto end_of_first = ended.get_future().get();
  EXPECT_GE(begun.get_future().get() - end_of_first, milliseconds(80));
}

TEST(ReadingThreads, GiveWayToAllOthers) {
  ReadingThreads readers(1);
  std::promise<int> policy;
  net::post(readers.executor(), [&] { policy.set_value(::sched_getscheduler(0)); });
  EXPECT_EQ(policy.get_future().get(), SCHED_BATCH);
  EXPECT_EQ(::sched_getscheduler(0), SCHED_OTHER) << "of these threads alone";
}

}  // namespace
}  // namespace flipover
