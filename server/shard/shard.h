// Shard: one thread, one io_context. A meeting and its sessions live on one shard, so the path of an operation crosses
// no thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include "server/base/ids.h"

namespace flipover {

namespace net = boost::asio;

class Shard {
 public:
  Shard();
  ~Shard();  // stops and joins
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  net::io_context& context() { return context_; }
  net::any_io_executor executor() { return context_.get_executor(); }

  void start();  // its thread begins to run
  void stop();   // handlers that are ready are dropped
  void join();   // until its thread has ended; the destructor does it too

  // Runs a function on this shard after a while.
  void after(std::chrono::milliseconds delay, std::function<void()> function);

 private:
  net::io_context context_;
  net::executor_work_guard<net::io_context::executor_type> work_;
  std::thread thread_;
};

// Runs a coroutine on another shard and comes back with its value. Crossing is visible at the call site.
template <class T>
net::awaitable<T> on_shard(Shard& shard, net::awaitable<T> work) {
  co_return co_await net::co_spawn(shard.context(), std::move(work), net::use_awaitable);
}

}  // namespace flipover
