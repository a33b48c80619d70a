#include "tests/bench/wire_client.h"

#include <array>
#include <boost/asio/write.hpp>
#include <utility>

namespace flipover {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;
constexpr unsigned kBinary = 2;
constexpr unsigned kClose = 8;
constexpr unsigned kPing = 9;
constexpr unsigned kPong = 10;
constexpr std::string_view kEndOfHead = "\r\n\r\n";

// One for all clients of a thread.
std::array<char, kReadBytes>& read_buffer() {
  static thread_local std::array<char, kReadBytes> buffer;
  return buffer;
}
pb::ServerFrame& frame_buffer() {
  static thread_local pb::ServerFrame frame;
  return frame;
}

}  // namespace

thread_local WireBytes WireClient::bytes;

void WireClient::connect(const ServerAddress& server, const std::string& meeting) {
  const net::ip::tcp::endpoint endpoint(net::ip::make_address(server.host),
                                        static_cast<std::uint16_t>(std::stoul(server.port)));
  socket_.async_connect(endpoint, [this, server, meeting](const boost::system::error_code& error) {
    if (error) return fail("connect: " + error.message());
    boost::system::error_code ignored;
    socket_.set_option(net::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    out_ = "GET /ws/v1/meetings/" + meeting + " HTTP/1.1\r\nHost: " + server.authority() + "\r\nOrigin: " +
           server.origin() +
           "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: flipover.v1\r\n\r\n";
    flush();
    wait_to_read();
  });
}

void WireClient::hello(const std::string& token, const std::string& client, std::uint64_t last_seen,
                       const std::string& past) {
  pb::ClientFrame frame;
  frame.mutable_hello()->set_token(token);
  frame.mutable_hello()->set_client(client);
  frame.mutable_hello()->set_last_seen(last_seen);
  frame.mutable_hello()->set_past(past);
  send(frame);
}

void WireClient::send(const pb::ClientFrame& frame) {
  static thread_local std::string payload;
  frame.SerializeToString(&payload);
  write(kBinary, payload);
}

void WireClient::close() {
  upgraded_ = false;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void WireClient::wait_to_read() {
  socket_.async_wait(net::ip::tcp::socket::wait_read, [this](const boost::system::error_code& error) {
    if (!error) read_some();
  });
}

void WireClient::read_some() {
  auto& buffer = read_buffer();
  boost::system::error_code error;
  const std::size_t size = socket_.read_some(net::buffer(buffer), error);
  if (error == net::error::would_block) return wait_to_read();
  if (error) return fail("read: " + error.message());
  bytes.received += size;
  std::string_view rest(buffer.data(), size);
  const bool continues = !partial_.empty();
  if (continues) {
    partial_.append(rest);
    rest = partial_;
  }
  std::size_t used = 0;
  while (socket_.is_open() && (upgraded_ ? take(rest.substr(used), used) : take_upgrade(rest.substr(used), used))) {
  }
  if (!socket_.is_open()) return;
  if (continues) {
    partial_.erase(0, used);
    if (partial_.empty()) partial_.shrink_to_fit();
  } else {
    partial_.assign(rest.substr(used));
  }
  wait_to_read();
}

bool WireClient::take_upgrade(std::string_view head, std::size_t& used) {
  const std::size_t end = head.find(kEndOfHead);
  if (end == std::string_view::npos) return false;
  if (head.substr(0, 12) != "HTTP/1.1 101") {
    fail("the upgrade was answered: " + std::string(head.substr(0, head.find('\r'))));
    return false;
  }
  used += end + kEndOfHead.size();
  upgraded_ = true;
  listener_.opened();
  return true;
}

bool WireClient::take(std::string_view from, std::size_t& used) {
  if (from.size() < 2) return false;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(from[at])); };
  const unsigned opcode = byte(0) & 0x0FU;
  std::size_t length = byte(1) & 0x7FU;
  std::size_t head = 2;
  const std::size_t length_bytes = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (length_bytes > 0) {
    head += length_bytes;
    if (from.size() < head) return false;
    length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) length = length << 8U | byte(2 + i);
  }
  if (from.size() < head + length) return false;
  used += head + length;
  const std::string_view payload = from.substr(head, length);
  if (opcode == kBinary) {
    pb::ServerFrame& frame = frame_buffer();
    if (frame.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
      listener_.heard(frame);
    } else {
      fail("a frame that is none");
    }
  } else if (opcode == kPing) {
    write(kPong, payload);
  } else if (opcode == kClose) {
    fail("the server closed");
  }
  return true;
}

void WireClient::write(unsigned opcode, std::string_view payload) {
  if (!socket_.is_open()) return;
  constexpr unsigned kFinal = 0x80U;
  constexpr unsigned kMasked = 0x80U;
  out_.push_back(static_cast<char>(kFinal | opcode));
  if (payload.size() < 126) {
    out_.push_back(static_cast<char>(kMasked | payload.size()));
  } else {
    const std::size_t length_bytes = payload.size() <= 0xFFFF ? 2 : 8;
    out_.push_back(static_cast<char>(kMasked | (length_bytes == 2 ? 126U : 127U)));
    for (std::size_t i = length_bytes; i-- > 0;) out_.push_back(static_cast<char>((payload.size() >> (8 * i)) & 0xFFU));
  }
  out_.append(4, '\0');
  out_.append(payload);
  flush();
}

void WireClient::flush() {
  if (writing_) return;
  boost::system::error_code error;
  const std::size_t size = socket_.write_some(net::buffer(out_), error);
  bytes.sent += size;
  if (size == out_.size()) {
    out_.clear();
    return;
  }
  out_.erase(0, size);
  if (error && error != net::error::would_block) return fail("write: " + error.message());
  writing_ = true;
  socket_.async_wait(net::ip::tcp::socket::wait_write, [this](const boost::system::error_code& failed) {
    writing_ = false;
    if (!failed) flush();
  });
}

void WireClient::fail(const std::string& why) {
  close();
  listener_.lost(why);
}

}  // namespace flipover
