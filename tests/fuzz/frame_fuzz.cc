// What strangers send before anybody knows them: frames in both subprotocols, and the parts of an upgrade request. All of
// it is read or refused; what was read is written and read again the same.
//
// Input: a byte that says what the rest is.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/base/check.h"
#include "server/edge/frame_codec.h"
#include "server/edge/http_message.h"
#include "server/edge/origins.h"

namespace flipover {
namespace {

void read_frame(std::string_view bytes, Wire wire) {
  const DecodedFrame decoded = decode_client_frame(bytes, wire);
  if (!decoded.frame) {
    CHECK(!decoded.objection.empty() && decoded.objection.size() <= 200, "a refusal says why, shortly");
    return;
  }
  const std::string binary = decoded.frame->SerializeAsString();
  const DecodedFrame again = decode_client_frame(binary, Wire::kBinary);
  CHECK(again.frame && again.frame->SerializeAsString() == binary, "binary goes there and back");
  const DecodedFrame json = decode_client_frame(to_json(*decoded.frame), Wire::kJson);
  CHECK(json.frame, "what we wrote as JSON can be read");
}

void read_upgrade(std::string_view bytes) {
  static const Origins origins("127.0.0.1", 8080, {"https://flipover.example.org"});
  const bool host = origins.allows_host(bytes);
  CHECK(!origins.allows_origin(bytes) || (!host && bytes.find("://") != std::string_view::npos), "an origin is no host");
  (void)choose_subprotocol(bytes);
  CHECK(bearer_of(bytes).size() <= bytes.size(), "a secret is a piece of its header");
  const auto target = parse_target(bytes);
  if (!target) return;
  for (const std::string& segment : target->path) {
    // A dot may end a file's name; `..`, or a hidden file, it may not begin.
    CHECK(!segment.empty() && segment.front() != '.' && segment.find_first_of("/\\%") == std::string::npos,
          "no segment climbs");
  }
  for (const auto& [name, value] : target->query) {
    CHECK((name + value).find_first_of(std::string_view("\0\r\n", 3)) == std::string::npos, "no line breaks get in");
  }
}

}  // namespace
}  // namespace flipover

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'b': flipover::read_frame(bytes, flipover::Wire::kBinary); break;
    case 'j': flipover::read_frame(bytes, flipover::Wire::kJson); break;
    default: flipover::read_upgrade(bytes); break;
  }
  return 0;
}
