// WireClient: one WebSocket to a meeting, as lean as a load generator needs it: thousands on one thread, next to no
// memory each, and no time spent that the server does not cause.
//
// It speaks just enough of RFC 6455: a server's frames are never masked and never in fragments here, and its own are
// masked with zeros, which costs the server as much as any mask and the client nothing.
// Threads: one at a time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "clients/cli/server_address.h"
#include "meeting/v1/session.pb.h"
#include "server/base/proto.h"

namespace flipover {

// What a client hears; must not destroy it.
class WireListener {
 public:
  virtual ~WireListener() = default;
  virtual void opened() {}  // the upgrade was accepted
  virtual void heard(const pb::ServerFrame& frame) = 0;
  virtual void lost(const std::string& why) = 0;
};

struct WireBytes {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
};

class WireClient {
 public:
  WireClient(net::io_context& context, WireListener& listener) : socket_(context), listener_(listener) {}

  void connect(const ServerAddress& server, const std::string& meeting);
  // Who comes back says up to which number he has seen, and of which past.
  void hello(const std::string& token, const std::string& client, std::uint64_t last_seen, const std::string& past = {});
  void send(const pb::ClientFrame& frame);
  void close();
  bool open() const { return upgraded_; }

  // Of all clients of this thread together, heads included.
  static thread_local WireBytes bytes;

 private:
  void wait_to_read();
  void read_some();
  bool take(std::string_view bytes, std::size_t& used);  // one frame; false: there is not a whole one
  bool take_upgrade(std::string_view bytes, std::size_t& used);
  void write(unsigned opcode, std::string_view payload);
  void flush();
  void fail(const std::string& why);

  net::ip::tcp::socket socket_;
  WireListener& listener_;
  std::string partial_;  // of a frame that is not all there
  std::string out_;      // what the socket would not take at once
  bool upgraded_ = false;
  bool writing_ = false;
};

}  // namespace flipover
