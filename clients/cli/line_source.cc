#include "clients/cli/line_source.h"

#include <array>
#include <cerrno>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unistd.h>

namespace flipover {

LineSource::LineSource(net::any_io_executor executor, int descriptor)
    : descriptor_(descriptor), watched_(std::move(executor)) {
  boost::system::error_code not_watchable;
  watched_.assign(descriptor, not_watchable);
}

LineSource::~LineSource() {
  if (watched_.is_open()) watched_.release();
}

void LineSource::cancel() {
  boost::system::error_code ignored;
  watched_.cancel(ignored);
}

net::awaitable<std::optional<std::string>> LineSource::next() {
  std::size_t searched = begin_;
  for (;;) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos || (ended_ && begin_ < buffer_.size()) || buffer_.size() - begin_ > kLineBytesMax) {
      const std::size_t length = std::min(end, buffer_.size()) - begin_;
      std::string line = buffer_.substr(begin_, length);
      begin_ = std::min(begin_ + length + 1, buffer_.size());
      if (line.ends_with('\r')) line.pop_back();
      if (at_start_ && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);  // a byte order mark is no part of it
      at_start_ = false;
      co_return line;
    }
    if (ended_) co_return std::nullopt;
    buffer_.erase(0, begin_);
    begin_ = 0;
    searched = buffer_.size();
    if (watched_.is_open()) {
      const auto wait_read = net::posix::stream_descriptor::wait_read;
      auto [error] = co_await watched_.async_wait(wait_read, net::as_tuple(net::use_awaitable));
      // Of a plain file there is nothing to wait for.
      if (error && error != net::error::operation_not_supported) co_return std::nullopt;
    }
    std::array<char, 65'536> block{};
    const ssize_t got = ::read(descriptor_, block.data(), block.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) {
      ended_ = true;
    } else {
      buffer_.append(block.data(), static_cast<std::size_t>(got));
    }
  }
}

}  // namespace flipover
