#include "tests/edge/wire_client.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

#include "server/meeting/frame.h"

namespace flipover::testing {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

WireClient::WireClient(const Address& address) : stream_(context_) {
  wire_ = address.subprotocol == kBinarySubprotocol ? Wire::kBinary : Wire::kJson;
  const net::ip::tcp::endpoint endpoint(net::ip::make_address("127.0.0.1"), address.port);
  const std::string host = "127.0.0.1:" + std::to_string(address.port);
  error_code error;
  beast::get_lowest_layer(stream_).socket().connect(endpoint, error);
  if (error) throw std::runtime_error("cannot connect: " + error.message());
  stream_.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
    const std::string origin = address.origin.value_or("http://" + host);
    if (!origin.empty()) request.set("Origin", origin);
    if (!address.cookie.empty()) request.set("Cookie", address.cookie);
    if (!address.subprotocol.empty()) request.set("Sec-WebSocket-Protocol", address.subprotocol);
  }));
  beast::get_lowest_layer(stream_).socket().set_option(net::ip::tcp::no_delay(true));
  stream_.read_message_max(64 * 1024 * 1024);
  websocket::response_type answer;
  stream_.handshake(answer, host, address.path, error);
  status_ = answer.result_int() == 0 ? -1 : static_cast<int>(answer.result_int());
  subprotocol_ = std::string(answer["Sec-WebSocket-Protocol"]);
  if (status_ != 101) ending_ = Ending::kEnded;
}

WireClient::~WireClient() {
  beast::get_lowest_layer(stream_).close();
  context_.restart();
  context_.poll();
}

bool WireClient::run(std::function<bool()> done, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!done()) {
    context_.restart();
    if (context_.run_one_until(deadline) == 0) return done();
  }
  return true;
}

void WireClient::send(const pb::ClientFrame& frame) {
  if (wire_ == Wire::kBinary) {
    send_binary(bytes_of(frame, wire_));
  } else {
    send_text(bytes_of(frame, wire_));
  }
}

void WireClient::send_text(const std::string& message) {
  error_code ignored;  // a server that closed already is found when receiving
  stream_.text(true);
  stream_.write(net::buffer(message), ignored);
}

void WireClient::send_binary(const std::string& message) {
  error_code ignored;
  stream_.binary(true);
  stream_.write(net::buffer(message), ignored);
}

void WireClient::send_raw(const std::string& bytes) {
  error_code ignored;
  net::write(beast::get_lowest_layer(stream_).socket(), net::buffer(bytes), ignored);
}

void WireClient::close() {
  bool closed = false;
  stream_.async_close(websocket::close_code::normal, [&](const error_code&) { closed = true; });
  run([&] { return closed; }, kPatience);
  ending_ = Ending::kEnded;
}

void WireClient::read_more() {
  if (reading_ || ending_ == Ending::kEnded) return;
  reading_ = true;
  stream_.async_read(buffer_, [this](const error_code& error, std::size_t) {
    reading_ = false;
    if (error) {
      ending_ = Ending::kEnded;
      return;
    }
    arrived_.push_back(beast::buffers_to_string(buffer_.data()));
    received_ += arrived_.back();
    buffer_.clear();
  });
}

std::optional<std::string> WireClient::receive_message(std::chrono::milliseconds patience) {
  if (taken_ == arrived_.size()) {
    read_more();
    run([&] { return taken_ < arrived_.size() || ending_ == Ending::kEnded; }, patience);
  }
  if (taken_ == arrived_.size()) return std::nullopt;
  return std::move(arrived_[taken_++]);
}

std::optional<pb::ServerFrame> WireClient::receive(std::chrono::milliseconds patience) {
  const auto message = receive_message(patience);
  if (!message) return std::nullopt;
  pb::ServerFrame frame;
  const bool read = wire_ == Wire::kBinary ? frame.ParseFromString(*message) : read_json(*message, frame).empty();
  if (!read) throw std::runtime_error("the server sent what is not a frame");
  if (frame.has_goodbye()) goodbye_ = frame.goodbye();
  return frame;
}

int WireClient::until_closed(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (receive(std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()))) {
  }
  if (ending_ != Ending::kEnded) return -1;
  return static_cast<int>(stream_.reason().code);
}

std::string bytes_of(const pb::ClientFrame& frame, Wire wire) {
  return wire == Wire::kBinary ? frame.SerializeAsString() : to_json(frame);
}

pb::ClientFrame hello(const std::string& token, const std::string& client, std::uint64_t last_seen,
                      const std::string& past) {
  pb::ClientFrame frame;
  frame.mutable_hello()->set_token(token);
  frame.mutable_hello()->set_client(client);
  frame.mutable_hello()->set_last_seen(last_seen);
  frame.mutable_hello()->set_past(past);
  return frame;
}

pb::Operation note(const std::string& text, const std::string& kind) {
  pb::Operation operation;
  operation.mutable_add_item()->set_kind(kind);
  operation.mutable_add_item()->set_text(text);
  return operation;
}

Participant::Participant(const Address& address, std::string token, std::string client, std::uint64_t last_seen,
                         const std::string& past)
    : wire_(address), client_(std::move(client)) {
  wire_.send(hello(token, client_, last_seen, past));
  bool complete = false;
  while (!complete) {
    const auto frame = wire_.receive();
    if (!frame || frame->has_goodbye()) return;
    if (frame->has_welcome()) {
      welcome_ = frame->welcome();
      counter_ = welcome_.highest_counter();
      complete = welcome_.resumed();
      continue;
    }
    take(*frame);
    complete = frame->has_part() && frame->part().last();
  }
}

void Participant::take(const pb::ServerFrame& frame) {
  if (frame.has_part()) {
    picture_.MergeFrom(frame.part().fragment());
    upto_ = std::max(upto_, frame.part().upto());
  }
  if (frame.has_update()) {
    for (const pb::Outcome& outcome : frame.update().outcomes()) outcomes_.push_back(outcome);
    for (const pb::Record& record : frame.update().records()) records_.push_back(record);
    upto_ = std::max(upto_, frame.update().upto());
  }
}

pb::Outcome Participant::does(pb::Operation operation) { return resends(++counter_, std::move(operation)); }

pb::Outcome Participant::resends(std::uint64_t counter, pb::Operation operation) {
  pb::ClientFrame frame;
  operation.mutable_id()->set_counter(counter);
  *frame.mutable_submit()->add_operations() = std::move(operation);
  wire_.send(frame);
  outcomes_.clear();
  for (;;) {
    for (const pb::Outcome& outcome : outcomes_) {
      if (outcome.counter() == counter) return outcome;
    }
    const auto arrived = wire_.receive();
    if (!arrived) return {};
    take(*arrived);
  }
}

std::string Participant::says(const std::string& text, const std::string& kind) {
  const pb::Outcome outcome = does(note(text, kind));
  if (outcome.committed() == 0) return {};
  if (!hears(outcome.committed())) return {};
  for (const pb::Record& record : records_) {
    if (record.number() == outcome.committed()) return record.operation().add_item().item();
  }
  return {};
}

bool Participant::hears(std::uint64_t number) {
  while (upto_ < number) {
    const auto frame = wire_.receive();
    if (!frame) return false;
    take(*frame);
  }
  return true;
}

}  // namespace flipover::testing
