// The limits of a meeting's content (G6). Past one: a refusal, and nothing is lost. Defaults of the design; benches and
// trace tools raise them by configuration and say so.
#pragma once

#include <cstddef>
#include <cstdint>

namespace flipover {

struct ModelLimits {
  std::size_t text_units_max = 256 * 1024;              // UTF-16 code units of an item's text
  std::size_t items_max = 20'000;                       // of a meeting, links, strokes and comments counted alike
  std::size_t content_bytes_max = 64 * 1024 * 1024;     // of a meeting; what was put away counts apart, up to as much
  // What one participant may bring: a part of the content, and twice that part of the things; of the client's side less. What
  // he put away or withdrew counts apart, up to as much.
  std::size_t share_parts = 4;          // 16 MiB, 10,000 things
  std::size_t client_share_parts = 32;  // 2 MiB, 1,250 things
  std::uint64_t edits_behind_max = 50'000;              // a text edit's base may lag this far
};

constexpr std::size_t kCommentUnitsMax = 8'192;
constexpr std::size_t kWordsUnitsMax = 4'096;   // fields, reasons, the words of a stance
constexpr std::size_t kTitleUnitsMax = 200;
constexpr std::size_t kNameUnitsMax = 100;
constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kPersonsMax = 16;
constexpr std::size_t kFieldValuesMax = 32;
constexpr std::size_t kMembersMax = 50;
constexpr int kStrokeNumbersMax = 3 * 4'000;
constexpr std::int32_t kPlaceMax = 10'000;
constexpr std::size_t kParticipantsMax = 250;
constexpr std::ptrdiff_t kPagesOfOneMax = 200;  // pages that one participant added
constexpr std::size_t kCommittedRemembered = 1'024;  // counters of a client, for retries (G3)
constexpr std::size_t kDevicesRemembered = 32;        // clients of a participant, likewise
constexpr std::int64_t kChairGoneMs = 120'000;        // without a connection for so long, the chair may be taken over
constexpr int kDevicesKept = 32;                       // second devices of a participant
constexpr std::int64_t kHandTieMs = 1'000;            // hands raised so close together count as a tie (HY-03)

}  // namespace flipover
