#include "server/shard/reading_threads.h"

#include <sched.h>

namespace flipover {
namespace {

// A thread of the lowest class yields the moment another wakes, where one that is only nicer runs its few milliseconds out.
// Where that cannot be had the work is done all the same.
void give_way() {
  const sched_param lowest{};
  sched_setscheduler(0, SCHED_IDLE, &lowest);
}

}  // namespace

ReadingThreads::ReadingThreads(std::size_t threads)
    : context_(static_cast<int>(threads)), work_(net::make_work_guard(context_)) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] {
      give_way();
      context_.run();
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
