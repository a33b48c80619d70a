// Keys of the RocksDB log: what decodes, encodes to the very same bytes; and keys keep their order.
//
// Input: the bytes of a key.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "server/base/check.h"
#include "storage/key_format.h"

namespace flipover {
namespace {

void run(std::string_view bytes) {
  const auto key = decode_key(bytes);
  if (!key) return;
  CHECK(std::visit([](const auto& of) { return encode(of); }, *key) == bytes, "a key has one encoding");
  std::visit(
      [&](const auto& of) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(of)>, GroupKey>) {
          const auto kind = static_cast<KeyKind>(bytes.front());
          CHECK(is_meeting_id(of.meeting.value), "a key names a meeting");
          CHECK(bytes.starts_with(key_prefix(kind, of.meeting)), "a key begins with its prefix");
          CHECK(bytes < key_prefix_end(kind, of.meeting), "a key lies before the end of its prefix");
        }
      },
      *key);
}

}  // namespace
}  // namespace flipover

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  flipover::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
