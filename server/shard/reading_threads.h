// ReadingThreads: threads for long work beside the meetings: reading back what there was. They give way to all others
// and rest twice as long as they worked, so that somebody who looks back takes little of what the meetings need, and still
// gets his answer on a machine that is busy.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <thread>
#include <vector>

namespace flipover {

namespace net = boost::asio;

class ReadingThreads {
 public:
  explicit ReadingThreads(std::size_t threads);
  ~ReadingThreads();  // stops and joins
  ReadingThreads(const ReadingThreads&) = delete;
  ReadingThreads& operator=(const ReadingThreads&) = delete;

  net::any_io_executor executor() { return context_.get_executor(); }

  // What is at work is dropped at its next step.
  void stop();

 private:
  net::io_context context_;
  net::executor_work_guard<net::io_context::executor_type> work_;
  std::vector<std::thread> threads_;
};

}  // namespace flipover
