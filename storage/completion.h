// Completion<T>: the other end of a co_await. Whoever holds it may call it once, from any thread; the coroutine goes on
// with the value, on its own executor. One that is dropped uncalled ends its coroutine without another step.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

namespace flipover {

namespace net = boost::asio;

template <class T>
class Completion {
 public:
  template <class Handler>
  static Completion of(Handler handler) {
    auto executor = net::get_associated_executor(handler);
    Completion completion;
    completion.deliver_ = [executor, shared = std::make_shared<Handler>(std::move(handler))](T value) {
      net::post(executor, [shared, value = std::move(value)]() mutable { std::move (*shared)(std::move(value)); });
    };
    return completion;
  }

  void operator()(T value) { std::exchange(deliver_, nullptr)(std::move(value)); }

 private:
  std::function<void(T)> deliver_;
};

// Calls `start(Completion<T>)` and waits until that completion is called.
template <class T, class Start>
net::awaitable<T> await_completion(Start start) {
  co_return co_await net::async_initiate<const net::use_awaitable_t<>, void(T)>(
      [](auto handler, Start begin) { begin(Completion<T>::of(std::move(handler))); }, net::use_awaitable,
      std::move(start));
}

}  // namespace flipover
