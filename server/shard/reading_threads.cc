#include "server/shard/reading_threads.h"

#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace flipover {
namespace {

// As sched_setattr(2) takes it: Debian 12 has no header for it that goes with <sched.h>.
struct SchedulingAttributes {
  std::uint32_t size = sizeof(SchedulingAttributes);
  std::uint32_t policy = SCHED_BATCH;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;  // nanoseconds: the length of a slice
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};

// Where everybody wants a core, a thread of the class SCHED_IDLE gets so little that an answer takes a minute, and who waits
// for a lock that it holds waits as long.
constexpr std::int32_t kNice = 15;
constexpr std::uint64_t kSliceNanoseconds = 100'000;  // the shortest there is; before Linux 6.12 all have one length

constexpr std::chrono::milliseconds kRestMax{500};  // a stop waits for it

// Of this thread alone. Where it cannot be had the work is done all the same.
void give_way() {
  SchedulingAttributes attributes;
  attributes.nice = kNice;
  attributes.runtime = kSliceNanoseconds;
  (void)::syscall(SYS_sched_setattr, 0, &attributes, 0U);
}

// What this thread has worked since it last rested.
std::chrono::nanoseconds worked() {
  thread_local std::chrono::nanoseconds before{0};
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  const std::chrono::nanoseconds all = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  return all - std::exchange(before, all);
}

// Twice as long as it worked: whoever goes on asking takes a third of a core at most, and the meetings mostly find theirs
// free. A low priority alone is not enough: between two that wait for a core it changes at the clock's next tick, 4 ms with
// many kernels.
void rest() { std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(2 * worked(), kRestMax)); }

}  // namespace

ReadingThreads::ReadingThreads(std::size_t threads)
    : context_(static_cast<int>(threads)), work_(net::make_work_guard(context_)) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] {
      give_way();
      while (context_.run_one() > 0) rest();
    });
  }
}

ReadingThreads::~ReadingThreads() { stop(); }

void ReadingThreads::stop() {
  context_.stop();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace flipover
