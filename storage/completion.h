// Completion<T>: the other end of a co_await. Whoever holds it may call it once, from any thread; the coroutine goes on
// with the value, on its own executor. One that is dropped uncalled ends its coroutine without another step.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace flipover {

namespace net = boost::asio;

template <class T>
class Completion {
 public:
  template <class Handler>
  static Completion of(Handler handler) {
    Completion completion;
    completion.executor_ = net::get_associated_executor(handler);
    completion.deliver_ = [shared = std::make_shared<Handler>(std::move(handler))](T value) {
      std::move (*shared)(std::move(value));
    };
    return completion;
  }

  const net::any_io_executor& executor() const { return executor_; }

  void operator()(T value) {
    net::post(executor_, [deliver = std::exchange(deliver_, nullptr), value = std::move(value)]() mutable {
      deliver(std::move(value));
    });
  }

  bool pending() const { return deliver_ != nullptr; }

 private:
  net::any_io_executor executor_;
  std::function<void(T)> deliver_;
};

// Calls `start(Completion<T>)` once it is awaited, and waits until that completion is called. Return it from a plain
// function: GCC 12 destroys the captures of a lambda twice that is written inside a coroutine's co_await.
template <class T, class Start>
net::awaitable<T> await_completion(Start start) {
  return net::async_initiate<const net::use_awaitable_t<>, void(T)>(
      [](auto handler, Start begin) { begin(Completion<T>::of(std::move(handler))); }, net::use_awaitable,
      std::move(start));
}

}  // namespace flipover
