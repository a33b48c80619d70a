#include "tests/sim/canary.h"

#include <charconv>

namespace flipover::sim {
namespace {

constexpr std::size_t kDigits = 8;

// What edits leave of two marks must not look like a third: of all rows of digits only few are a mark.
constexpr Canary kCanariesMax = 1U << 12U;
constexpr Canary kSpread = 0x9e3779b1U;
constexpr Canary kGather = 0xe8b2f51U;
static_assert(kSpread * kGather == 1U);

}  // namespace

std::string canary_text(Canary canary) {
  constexpr std::string_view kHex = "0123456789abcdef";
  canary *= kSpread;
  std::string text = "~00000000~";
  for (std::size_t place = kDigits; place > 0; --place, canary >>= 4U) text[place] = kHex[canary & 0xfU];
  return text;
}

std::vector<Canary> canaries_in(std::string_view bytes) {
  std::vector<Canary> found;
  for (auto at = bytes.find('~'); at != std::string_view::npos; at = bytes.find('~', at + 1)) {
    if (at + kDigits + 1 >= bytes.size()) break;
    if (bytes[at + kDigits + 1] != '~') continue;
    Canary canary = 0;
    const char* end = bytes.data() + at + 1 + kDigits;
    if (std::from_chars(bytes.data() + at + 1, end, canary, 16).ptr != end) continue;
    canary *= kGather;
    if (canary < kCanariesMax) found.push_back(canary);
  }
  return found;
}

}  // namespace flipover::sim
