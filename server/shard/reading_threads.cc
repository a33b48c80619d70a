#include "server/shard/reading_threads.h"

#include <sys/resource.h>
#include <unistd.h>

namespace flipover {
namespace {

constexpr int kNiceness = 10;

// On Linux a thread has a priority of its own. Without it the work is done all the same.
void give_way() { setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness); }

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
