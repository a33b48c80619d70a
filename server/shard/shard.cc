#include "server/shard/shard.h"

#include <boost/asio/steady_timer.hpp>
#include <memory>

namespace flipover {

Shard::Shard() : context_(1), work_(net::make_work_guard(context_)) {}

Shard::~Shard() {
  stop();
  join();
}

void Shard::start() {
  thread_ = std::thread([this] { context_.run(); });
}

void Shard::stop() { context_.stop(); }

void Shard::join() {
  if (thread_.joinable()) thread_.join();
}

void Shard::after(std::chrono::milliseconds delay, std::function<void()> function) {
  auto timer = std::make_shared<net::steady_timer>(context_, delay);
  timer->async_wait([timer, function = std::move(function)](const boost::system::error_code& error) {
    if (!error) function();
  });
}

}  // namespace flipover
