#include "server/edge/frame_codec.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "server/base/strict_json.h"

namespace flipover {
namespace {

constexpr std::size_t kObjectionBytesMax = 200;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cut at a whole character, for the words go into a string field.
std::string shortened(std::string text) {
  if (text.size() <= kObjectionBytesMax) return text;
  std::size_t end = kObjectionBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

DecodedFrame objection(std::string what) {
  DecodedFrame decoded;
  decoded.objection = std::move(what);
  return decoded;
}

// Without looking into the messages in it.
bool has_unknown(const google::protobuf::Message& message) {
  return !message.GetReflection()->GetUnknownFields(message).empty();
}

// A text edit, which is nearly all that is sent, without a field that we do not know.
bool is_known_edit(const pb::Operation& operation) {
  if (!operation.has_edit_text() || has_unknown(operation) || has_unknown(operation.id())) return false;
  const auto& spans = operation.edit_text().spans();
  return !has_unknown(operation.edit_text()) &&
         std::none_of(spans.begin(), spans.end(), [](const auto& span) { return has_unknown(span); });
}

// Those of a later client are not ours to keep in the log, nor to show to others. protobuf looks through a whole message
// by reflection, which costs more than deciding an edit: those are looked at by hand.
void discard_unknown(pb::ClientFrame& frame) {
  const bool is_plain = frame.has_submit() && !has_unknown(frame) && !has_unknown(frame.submit());
  const auto& operations = frame.submit().operations();
  if (is_plain && std::all_of(operations.begin(), operations.end(), is_known_edit)) return;
  frame.DiscardUnknownFields();
}

constexpr std::size_t kPresenceIdBytesMax = 64;
constexpr int kPresenceNumbersMax = 3 * 400;  // x, y, pressure

// Presence is passed on to everybody as it came, and no decision looks at it: its size is looked at here (G6).
std::string fault_of(const pb::Presence& presence) {
  for (const std::string* id : {&presence.item(), &presence.sheet(), &presence.kind(), &presence.speaker()}) {
    if (id->size() > kPresenceIdBytesMax) return "presence: an id is longer than 64 bytes";
  }
  return presence.stroke_size() > kPresenceNumbersMax ? "presence: a stroke has more than 400 points" : std::string();
}

}  // namespace

std::optional<Wire> choose_subprotocol(std::string_view offered) {
  while (!offered.empty()) {
    const std::size_t comma = offered.find(',');
    const std::string_view one = trimmed(offered.substr(0, comma));
    if (one == kBinarySubprotocol) return Wire::kBinary;
    if (one == kJsonSubprotocol) return Wire::kJson;
    if (comma == std::string_view::npos) break;
    offered.remove_prefix(comma + 1);
  }
  return std::nullopt;
}

std::string_view name_of(Wire wire) { return wire == Wire::kBinary ? kBinarySubprotocol : kJsonSubprotocol; }

std::string read_json(std::string_view json, google::protobuf::Message& message) {
  if (std::string wrong = wrong_in_json(json, *message.GetDescriptor()); !wrong.empty()) return shortened(std::move(wrong));
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto status =
      google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &message, options);
  if (status.ok()) return {};
  return shortened(std::string(status.message()));
}

DecodedFrame decode_client_frame(std::string_view bytes, Wire wire) {
  pb::ClientFrame frame;
  if (wire == Wire::kJson) {
    const std::string wrong = read_json(bytes, frame);
    if (!wrong.empty()) return objection(wrong);
  } else if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return objection("not a protobuf ClientFrame");
  } else {
    discard_unknown(frame);
  }
  if (frame.frame_case() == pb::ClientFrame::FRAME_NOT_SET) return objection("neither hello, submit nor presence");
  if (frame.has_presence()) {
    const std::string fault = fault_of(frame.presence());
    if (!fault.empty()) return objection(fault);
  }
  DecodedFrame decoded;
  decoded.frame = std::move(frame);
  return decoded;
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload) {
  constexpr unsigned kFinal = 0x80U;
  out.push_back(static_cast<char>(kFinal | static_cast<unsigned>(opcode)));
  const std::size_t size = payload.size();
  int length_bytes = 0;
  if (size < 126) {
    out.push_back(static_cast<char>(size));
  } else if (size <= 0xFFFF) {
    out.push_back(126);
    length_bytes = 2;
  } else {
    out.push_back(127);
    length_bytes = 8;
  }
  for (int i = length_bytes - 1; i >= 0; --i) out.push_back(static_cast<char>((size >> (8 * i)) & 0xFFU));
  out.append(payload);
}

}  // namespace flipover
