// A client of the WebSocket for tests: what it sends may be anything, what it received is all kept.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "meeting/v1/session.pb.h"
#include "server/base/proto.h"
#include "server/edge/frame_codec.h"

namespace flipover::testing {

constexpr std::chrono::seconds kPatience{20};

struct Address {
  std::uint16_t port = 0;
  std::string path;                             // /ws/v1/meetings/{id}
  std::string subprotocol = "flipover.v1.json";  // empty: none is asked for
  std::optional<std::string> origin = {};       // unset: the server's own; "": none is sent
  std::string cookie = {};                      // flipover=...; empty: none is sent
};

class WireClient {
 public:
  explicit WireClient(const Address& address);
  ~WireClient();

  // Of the upgrade; 101 when it is a WebSocket.
  int status() const { return status_; }
  const std::string& subprotocol() const { return subprotocol_; }

  void send(const pb::ClientFrame& frame);
  void send_text(const std::string& message);
  void send_binary(const std::string& message);
  void send_raw(const std::string& bytes);  // below the WebSocket
  void close();

  // The next frame; nothing when the connection has ended (see close_code) or nothing comes.
  std::optional<pb::ServerFrame> receive(std::chrono::milliseconds patience = kPatience);
  // The next message as it is.
  std::optional<std::string> receive_message(std::chrono::milliseconds patience = kPatience);

  // Receives until the connection ends. The close code; 0: it ended without, -1: it did not end in time.
  int until_closed(std::chrono::milliseconds patience = kPatience);
  // The Goodbye that came, if one did.
  const std::optional<pb::Goodbye>& goodbye() const { return goodbye_; }

  // Every byte of every message received.
  const std::string& received() const { return received_; }

  boost::beast::websocket::stream<boost::beast::tcp_stream>& stream() { return stream_; }
  // Runs until an operation that was started is done; false: out of patience.
  bool run(std::function<bool()> done, std::chrono::milliseconds patience);

 private:
  enum class Ending { kOpen, kEnded };
  boost::asio::io_context context_;
  boost::beast::websocket::stream<boost::beast::tcp_stream> stream_;
  boost::beast::flat_buffer buffer_;
  Wire wire_ = Wire::kJson;
  int status_ = 0;
  std::string subprotocol_;
  bool reading_ = false;
  std::vector<std::string> arrived_;
  std::size_t taken_ = 0;
  Ending ending_ = Ending::kOpen;
  std::optional<pb::Goodbye> goodbye_;
  std::string received_;

  void read_more();
};

// A client that has said Hello, with the little it needs to take part.
class Participant {
 public:
  Participant(const Address& address, std::string token, std::string client, std::uint64_t last_seen = 0,
              const std::string& past = {});

  WireClient& wire() { return wire_; }
  const pb::Welcome& welcome() const { return welcome_; }
  const std::string& client() const { return client_; }
  std::uint64_t upto() const { return upto_; }
  // What came with the join: the parts of a checkpoint, joined; or nothing, when it resumed.
  const pb::Checkpoint& picture() const { return picture_; }
  const std::vector<pb::Record>& records() const { return records_; }

  // Sends one operation and waits for its answer.
  pb::Outcome does(pb::Operation operation);
  pb::Outcome resends(std::uint64_t counter, pb::Operation operation);
  // Says a text in the present phase; the new item's id.
  std::string says(const std::string& text, const std::string& kind = "procesnoot");
  // Waits until records up to this number have passed.
  bool hears(std::uint64_t number);

 private:
  void take(const pb::ServerFrame& frame);

  WireClient wire_;
  std::string client_;
  std::uint64_t counter_ = 0;
  std::uint64_t upto_ = 0;
  pb::Welcome welcome_;
  pb::Checkpoint picture_;
  std::vector<pb::Record> records_;
  std::vector<pb::Outcome> outcomes_;
};

pb::ClientFrame hello(const std::string& token, const std::string& client, std::uint64_t last_seen = 0,
                      const std::string& past = {});
std::string bytes_of(const pb::ClientFrame& frame, Wire wire);
pb::Operation note(const std::string& text, const std::string& kind = "procesnoot");

}  // namespace flipover::testing
