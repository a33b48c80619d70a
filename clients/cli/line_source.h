// LineSource reads lines of a descriptor as they come, beside the other work of an io_context.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace flipover {

namespace net = boost::asio;

// A line may be longer than any text an item may have; past this it is cut off and what follows is a line of its own,
// which is then no operation.
constexpr std::size_t kLineBytesMax = 8 * 1024 * 1024;

// Leaves the descriptor as it is: open, and blocking if it was (a terminal's is shared with standard output).
class LineSource {
 public:
  LineSource(net::any_io_executor executor, int descriptor);
  ~LineSource();
  LineSource(const LineSource&) = delete;
  LineSource& operator=(const LineSource&) = delete;

  // Without its line's end; nothing: the end. The last line needs no line's end.
  net::awaitable<std::optional<std::string>> next();
  // A whole line is there already.
  bool has_line() const { return buffer_.find('\n', begin_) != std::string::npos; }
  void cancel();

 private:
  int descriptor_;
  net::posix::stream_descriptor watched_;  // not for plain files, which are always ready
  std::string buffer_;
  std::size_t begin_ = 0;
  bool at_start_ = true;
  bool ended_ = false;
};

}  // namespace flipover
