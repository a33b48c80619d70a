// TextChange: a change of a text, and the algebra by which changes made at the same time all find their place.
//
// A change is a row of spans: keep so many units, then remove so many and put a text there; what follows the last span
// stays. All lengths are UTF-16 code units. The operations are those of CodeMirror's ChangeSet, so that a browser that
// composes and maps with @codemirror/state holds the same text (tests/vectors/text_*.json are made with it).
//
// Invariants of a TextChange: every span removes or inserts something; no two neighbouring spans, with nothing kept
//   between them, are both pure removals or both pure insertions (they would be one). A removal and an insertion
//   side by side are not the same as one replacement: when others write at that place they are ordered apart.
// Convergence: for changes a and b of one text,
//     a, then map_over(b, a, kAfter)   and   b, then map_over(a, b, kBefore)
//   give one text. It holds for single changes, and mapping over a composition is not the same as mapping over its
//   parts: so the server maps over single logged edits, and a client holds exactly two changes (text_replica.h).
// Surrogate pairs: a change that cuts no pair of a well-formed text, and inserts well-formed text, cuts none after any
//   mapping over such changes either: its places stand between whole characters, and none is ever moved into an insert.
// Cost: linear in the spans of both changes, apart from the text that is copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/base/result.h"

namespace flipover {

struct TextSpan {
  std::size_t keep = 0;
  std::size_t remove = 0;
  std::u16string insert;

  bool operator==(const TextSpan&) const = default;
};

// What is wrong with an edit.
enum class TextFault {
  kBeyondText,          // a span reaches past the end of the text
  kCutsPair,            // a span begins or ends inside a surrogate pair
  kNotWellFormed,       // inserted text is not well-formed UTF-8, or holds half a surrogate pair
  kForbiddenCharacter,  // inserted text holds \r or NUL
  kTextTooLong,         // the text would become longer than allowed
  kTooManySpans,        // more than kTextSpansMax, or too many for how far the edit is behind: kMappingStepsMax
  kNotCanonical,        // a span does nothing, or two spans should be one
};

// The reason in a few words of English, for logs and tests; what a person reads stands in the table of refusals.
std::string_view words(TextFault fault);

template <class T>
using TextResult = boost::system::result<T, TextFault>;

// Of an edit as a client sends it; mapping may split spans.
inline constexpr std::size_t kTextSpansMax = 4096;
// Spans to be walked to move one edit over the edits since its base: about 0.15 s, for which a meeting stands still.
// A single insert 50,000 edits behind takes 100,000, in 2 ms.
inline constexpr std::size_t kMappingStepsMax = 10'000'000;
// No sum of lengths in a change of a client may pass this, whatever limit is configured: above all texts, far below
// overflow after any number of mappings.
inline constexpr std::size_t kTextUnitsEver = std::size_t{1} << 30U;

// Who stands left when two changes replace equally long ranges at one place.
enum class Tie { kAfter, kBefore };

class TextChange {
 public:
  TextChange() = default;  // changes nothing

  // One replacement; changes nothing if both parts are empty.
  static TextChange replace(std::size_t at, std::size_t remove, std::u16string insert);

  // Spans from outside: checked for all that needs no text to check it. Never throws, whatever they hold.
  static TextResult<TextChange> from_spans(std::vector<TextSpan> spans);

  const std::vector<TextSpan>& spans() const { return spans_; }
  bool empty() const { return spans_.empty(); }

  // The shortest text this change fits on.
  std::size_t reach() const;
  // By how much a text becomes longer (or shorter).
  std::ptrdiff_t growth() const;

  // Requires (checked): reach() <= text.size(). In place: a single edit moves only what follows it.
  void apply_to(std::u16string& text) const;

  bool operator==(const TextChange&) const = default;

 private:
  friend class TextChangeBuilder;
  friend TextChange map_over(TextChange change, const TextChange& other, Tie tie);
  std::vector<TextSpan> spans_;
};

// Makes a change from left to right and keeps its invariants, whatever it is told.
class TextChangeBuilder {
 public:
  explicit TextChangeBuilder(std::size_t spans_expected = 0) { change_.spans_.reserve(spans_expected); }

  void keep(std::size_t units) { kept_ += units; }
  // Returns whether this became a span of its own (and not a part of the last one, or nothing).
  bool replace(std::size_t remove, std::u16string insert);
  // As replace(), but makes one replacement of this and the last span. Requires: nothing was kept since.
  void extend(std::size_t remove, std::u16string_view insert);
  TextChange finish() && { return std::move(change_); }

 private:
  TextChange change_;
  std::size_t kept_ = 0;  // since the last span
};

// The change that takes `change` back. `before` is the text it was made on. Requires (checked): it fits.
TextChange inverse(const TextChange& change, std::u16string_view before);

// One change that does `first` and then `second`, which was made on what `first` left.
TextChange compose(const TextChange& first, const TextChange& second);

// `change`, as it does the same on the text after `other`; both were made on one text. Where the two meet, they are
// ordered by the start of what they replace, then the one that replaces less goes first, then `tie` decides: with
// kAfter what `other` inserts stands left.
TextChange map_over(TextChange change, const TextChange& other, Tie tie);

// What is wrong with `change` as an edit of `text`, if anything.
std::optional<TextFault> fault_on(const TextChange& change, std::u16string_view text, std::size_t units_max);

// The server's one function: the edit as it goes into the log. `since` holds the single logged edits between the text
// the edit was made on and `now`, oldest first. It is moved over them one by one, standing right of what they
// inserted: inserts at one place stand in the server's order. May come out empty, when others removed it all already.
TextResult<TextChange> rebase(TextChange change, std::u16string_view now, std::span<const TextChange> since,
                              std::size_t units_max);

}  // namespace flipover
