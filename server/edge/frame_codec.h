// Bytes to frames and back: the two subprotocols, and the head of a WebSocket frame from server to client.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meeting/v1/session.pb.h"
#include "server/base/proto.h"
#include "server/meeting/frame.h"

namespace flipover {

constexpr std::string_view kBinarySubprotocol = "flipover.v1";
constexpr std::string_view kJsonSubprotocol = "flipover.v1.json";

// The first we speak of those a client offers, in its order; nothing if there is none.
std::optional<Wire> choose_subprotocol(std::string_view offered);
std::string_view name_of(Wire wire);

// A frame, or what is wrong with it, for who sent it (it may repeat words of his own).
struct DecodedFrame {
  std::optional<pb::ClientFrame> frame;
  std::string objection;
};
DecodedFrame decode_client_frame(std::string_view bytes, Wire wire);

// Reads a message's JSON. Unknown fields are refused, and what other readers of it would not take (strict_json.h). Empty: it
// is read; else what is wrong.
std::string read_json(std::string_view json, google::protobuf::Message& message);

// RFC 6455, 5.2. What a server sends is never masked, and ours is never in fragments.
enum class Opcode : std::uint8_t { kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };
void append_frame(std::string& out, Opcode opcode, std::string_view payload);
// The bytes that `append_frame` puts before the payload are at most these.
constexpr std::size_t kFrameHeadBytesMax = 10;

}  // namespace flipover
