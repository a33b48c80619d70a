// Edits of a text as a foreign client may send them: refused or fitting, never out of bounds, and those that fit
// converge whichever comes first.
//
// Input: bytes that libFuzzer's FuzzedDataProvider turns into a text, the spans of several edits of it, and an order.
#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "server/base/check.h"
#include "server/model/text_wire.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

constexpr std::size_t kUnitsMax = 200;
constexpr std::size_t kEditsMost = 6;

// Letters and pairs, so that spans hit both; anything else goes by way of the spans.
std::u16string make_text(FuzzedDataProvider& provider) {
  std::u16string text;
  for (const char letter : provider.ConsumeRandomLengthString(60)) {
    const auto number = static_cast<unsigned char>(letter);
    text += number % 3 == 0 ? u"\xd83d\xde00" : std::u16string(1, static_cast<char16_t>(u'a' + number % 26));
  }
  return text;
}

WireSpans make_spans(FuzzedDataProvider& provider) {
  WireSpans spans;
  for (std::size_t count = provider.ConsumeIntegralInRange<std::size_t>(0, 4); count > 0; --count) {
    pb::Span& span = *spans.Add();
    const bool wild = provider.ConsumeIntegralInRange(0, 15) == 0;
    const std::uint32_t most = wild ? UINT32_MAX : 12;
    span.set_keep(provider.ConsumeIntegralInRange<std::uint32_t>(0, most));
    span.set_remove(provider.ConsumeIntegralInRange<std::uint32_t>(0, most / 2));
    span.set_insert(provider.ConsumeBool() ? provider.ConsumeRandomLengthString(12) : std::string("é😀"));
  }
  return spans;
}

std::u16string applied(std::u16string text, const TextChange& change) {
  change.apply_to(text);
  return text;
}

void run(FuzzedDataProvider& provider) {
  const std::u16string text = make_text(provider);
  std::vector<TextChange> fitting;
  for (std::size_t edit = 0; edit < kEditsMost; ++edit) {
    auto change = change_from_wire(make_spans(provider));
    if (!change) continue;
    WireSpans again;
    change_to_wire(*change, again);
    const auto returned = change_from_wire(again);
    CHECK(returned && *returned == *change, "an edit survives the wire");
    if (fault_on(*change, text, kUnitsMax)) {
      CHECK(!rebase(*change, text, {}, kUnitsMax), "what does not fit is refused");
      continue;
    }
    const std::u16string after = applied(text, *change);
    CHECK(is_well_formed(after) && after.size() <= kUnitsMax, "an edit that fits leaves a text");
    CHECK(static_cast<std::ptrdiff_t>(after.size()) == static_cast<std::ptrdiff_t>(text.size()) + change->growth(),
          "a text grows by what the edit says");
    CHECK(applied(after, inverse(*change, text)) == text, "the inverse takes an edit back");
    fitting.push_back(std::move(*change));
  }
  if (fitting.empty()) return;

  // All were made on one text; they arrive in this order, and each is moved over those before it.
  std::u16string now = text;
  std::vector<TextChange> log;
  for (const TextChange& edit : fitting) {
    auto moved = rebase(edit, now, log, kUnitsMax);
    if (!moved) {
      CHECK(moved.error() == TextFault::kTextTooLong, "only the limit refuses an edit that fitted");
      continue;
    }
    moved->apply_to(now);
    CHECK(is_well_formed(now), "no mapping cuts a pair");
    log.push_back(std::move(*moved));
  }
  TextChange all;
  for (const TextChange& edit : log) all = compose(all, edit);
  CHECK(applied(text, all) == now, "edits in a row are one change");

  const TextChange& first = fitting.front();
  const TextChange& second = fitting.back();
  CHECK(applied(applied(text, first), map_over(second, first, Tie::kAfter)) ==
            applied(applied(text, second), map_over(first, second, Tie::kBefore)),
        "two edits converge");
}

}  // namespace
}  // namespace flipover

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider provider(data, size);
  flipover::run(provider);
  return 0;
}
