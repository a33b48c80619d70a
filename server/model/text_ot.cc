#include "server/model/text_ot.h"

#include <algorithm>
#include <limits>

#include "server/base/check.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

bool only_removes(const TextSpan& span) { return span.insert.empty(); }
bool only_inserts(const TextSpan& span) { return span.remove == 0; }

// Walks the spans of a change with the places of its base text: what a span replaces is [start(), end()).
template <class Change>
class Walk {
 public:
  explicit Walk(Change& spans) : spans_(spans) { start_ = done() ? kNowhere : spans_[0].keep; }

  bool done() const { return index_ == spans_.size(); }
  auto& span() const { return spans_[index_]; }
  std::size_t start() const { return start_; }  // kNowhere when done
  std::size_t end() const { return start_ + span().remove; }

  void next() {
    const std::size_t end_before = end();
    ++index_;
    start_ = done() ? kNowhere : end_before + spans_[index_].keep;
  }

 private:
  Change& spans_;
  std::size_t index_ = 0;
  std::size_t start_ = 0;
};

// One mapping of a change over another. `place_` moves along the text both were made on; whichever change comes first
// there is dealt with, until both are done.
class Mapping {
 public:
  Mapping(std::vector<TextSpan>& ours, const std::vector<TextSpan>& theirs, Tie tie)
      : ours_(ours), theirs_(theirs), tie_(tie), result_(ours.size() + 1) {}

  TextChange run() {
    while (!ours_.done()) {
      const std::size_t ours_at = std::max(ours_.start(), place_);
      skip_to(std::min(ours_at, theirs_.start()));
      if (theirs_.start() == place_ && (ours_at > place_ || placed_ || theirs_first())) {
        take_theirs();
      } else {
        take_ours();
      }
    }
    return std::move(result_).finish();
  }

 private:
  void skip_to(std::size_t place) {
    result_.keep(place - place_);
    place_ = place;
  }

  // Both begin at `place_`, or ours has begun before it and theirs begins inside.
  bool theirs_first() const {
    if (ours_.start() != place_) return false;
    const std::size_t our_length = ours_.span().remove;
    const std::size_t their_length = theirs_.span().remove;
    return their_length < our_length || (their_length == our_length && tie_ == Tie::kAfter);
  }

  // Their insert is kept; what they removed is gone for us as well, and what we insert inside it stands after theirs.
  void take_theirs() {
    result_.keep(theirs_.span().insert.size());
    const std::size_t end = theirs_.end();
    while (!ours_.done() && ours_.start() < end && ours_.end() <= end) {
      place_insert(0);
      finish_ours();
    }
    place_ = end;
    theirs_.next();
  }

  // Ours goes, with its insert, up to the next thing they inserted inside it; what they only removed is passed.
  void take_ours() {
    const std::size_t end = ours_.end();
    std::size_t removed = 0;
    while (place_ < end) {
      const std::size_t stop = std::min(end, theirs_.start());
      removed += stop - place_;
      place_ = stop;
      if (place_ == end || !only_removes(theirs_.span()) || theirs_.end() >= end) break;
      place_ = theirs_.end();
      theirs_.next();
    }
    place_insert(removed);
    if (place_ == end) finish_ours();
  }

  void place_insert(std::size_t removed) {
    result_.replace(removed, placed_ ? std::u16string() : std::move(ours_.span().insert));
    placed_ = true;
  }

  void finish_ours() {
    ours_.next();
    placed_ = false;
  }

  Walk<std::vector<TextSpan>> ours_;
  Walk<const std::vector<TextSpan>> theirs_;
  Tie tie_;
  TextChangeBuilder result_;
  std::size_t place_ = 0;
  bool placed_ = false;  // our present span has had its insert placed, and part of its range may still follow
};

// The pieces of a change in the order of a text: the runs it keeps (the last one without end) and its spans. A span is
// as long as what it inserted for the change that made the text, and as what it removes for the change made on it.
class Pieces {
 public:
  enum class Measure { kInserted, kRemoved };

  Pieces(const std::vector<TextSpan>& spans, Measure measure) : spans_(spans), measure_(measure) { enter(); }

  bool done() const { return index_ == spans_.size(); }
  bool keeps() const { return done() || keep_left_ > 0; }
  bool begun() const { return offset_ > 0; }  // part of the present span lies behind
  const TextSpan& span() const { return spans_[index_]; }

  std::size_t left() const {
    if (done()) return kNowhere;
    return keep_left_ > 0 ? keep_left_ : span_length() - offset_;
  }
  std::u16string_view next_inserted(std::size_t units) const {
    return std::u16string_view(span().insert).substr(offset_, units);
  }

  void advance(std::size_t units) {
    if (done()) return;
    if (keep_left_ > 0) {
      keep_left_ -= units;
      return;
    }
    offset_ += units;
    if (offset_ == span_length()) next();
  }
  void next() {
    ++index_;
    enter();
  }

 private:
  std::size_t span_length() const {
    return measure_ == Measure::kInserted ? span().insert.size() : span().remove;
  }
  void enter() {
    offset_ = 0;
    keep_left_ = done() ? 0 : span().keep;
  }

  const std::vector<TextSpan>& spans_;
  Measure measure_;
  std::size_t index_ = 0;
  std::size_t keep_left_ = 0;
  std::size_t offset_ = 0;
};

// One composition. What the second change does inside one insertion of the first, and what the first did inside one
// removal of the second, belongs to one replacement: `open_` says that the next piece continues the last span.
class Composition {
 public:
  Composition(const TextChange& first, const TextChange& second)
      : first_(first.spans(), Pieces::Measure::kInserted),
        second_(second.spans(), Pieces::Measure::kRemoved),
        result_(first.spans().size() + second.spans().size()) {}

  TextChange run() {
    while (!first_.done() || !second_.done()) {
      if (!first_.keeps() && only_removes(first_.span())) {
        add(first_.span().remove, {});
        first_.next();
      } else if (!second_.keeps() && only_inserts(second_.span())) {
        add(0, second_.span().insert);
        second_.next();
      } else {
        take_both();
      }
    }
    return std::move(result_).finish();
  }

 private:
  // The pieces of both that share the next units of the text between the changes.
  void take_both() {
    const std::size_t units = std::min(first_.left(), second_.left());
    const bool first_goes_on = !first_.keeps() && first_.left() > units;
    const bool second_goes_on = !second_.keeps() && second_.left() > units;
    bool added = false;
    if (first_.keeps() && second_.keeps()) {
      result_.keep(units);
    } else if (first_.keeps()) {
      added = add(units, second_insert());
    } else if (second_.keeps()) {
      added = add(first_removed(), first_.next_inserted(units));
    } else {
      added = add(first_removed(), second_insert());
    }
    open_ = (first_goes_on || second_goes_on) && (open_ || added);
    first_.advance(units);
    second_.advance(units);
  }

  std::size_t first_removed() const { return first_.begun() ? 0 : first_.span().remove; }
  std::u16string_view second_insert() const {
    return second_.begun() ? std::u16string_view() : std::u16string_view(second_.span().insert);
  }

  bool add(std::size_t remove, std::u16string_view insert) {
    if (!open_) return result_.replace(remove, std::u16string(insert));
    result_.extend(remove, insert);
    return false;
  }

  Pieces first_;
  Pieces second_;
  TextChangeBuilder result_;
  bool open_ = false;
};

}  // namespace

std::string_view words(TextFault fault) {
  switch (fault) {
    case TextFault::kBeyondText: return "a span reaches past the end of the text";
    case TextFault::kCutsPair: return "a span cuts a surrogate pair";
    case TextFault::kNotWellFormed: return "inserted text is not well formed";
    case TextFault::kForbiddenCharacter: return "inserted text holds a carriage return or NUL";
    case TextFault::kTextTooLong: return "the text would become too long";
    case TextFault::kTooManySpans: return "too many spans in one edit";
    case TextFault::kNotCanonical: return "a span does nothing, or two spans should be one";
  }
  return "unknown";
}

TextChange TextChange::replace(std::size_t at, std::size_t remove, std::u16string insert) {
  TextChangeBuilder builder(1);
  builder.keep(at);
  builder.replace(remove, std::move(insert));
  return std::move(builder).finish();
}

TextResult<TextChange> TextChange::from_spans(std::vector<TextSpan> spans) {
  std::size_t reach = 0;
  std::size_t inserted = 0;
  const TextSpan* previous = nullptr;
  for (const TextSpan& span : spans) {
    if (span.keep > kTextUnitsEver || span.remove > kTextUnitsEver) return TextFault::kBeyondText;
    reach += span.keep + span.remove;
    inserted += span.insert.size();
    if (reach > kTextUnitsEver) return TextFault::kBeyondText;
    if (inserted > kTextUnitsEver) return TextFault::kTextTooLong;
    if (only_removes(span) && only_inserts(span)) return TextFault::kNotCanonical;
    if (previous != nullptr && span.keep == 0 &&
        ((only_removes(span) && only_removes(*previous)) || (only_inserts(span) && only_inserts(*previous)))) {
      return TextFault::kNotCanonical;
    }
    if (!is_well_formed(span.insert)) return TextFault::kNotWellFormed;
    constexpr std::u16string_view kForbidden(u"\r\0", 2);
    if (span.insert.find_first_of(kForbidden) != std::u16string::npos) return TextFault::kForbiddenCharacter;
    previous = &span;
  }
  TextChange change;
  change.spans_ = std::move(spans);
  return change;
}

std::size_t TextChange::reach() const {
  std::size_t units = 0;
  for (const TextSpan& span : spans_) units += span.keep + span.remove;
  return units;
}

std::ptrdiff_t TextChange::growth() const {
  std::ptrdiff_t units = 0;
  for (const TextSpan& span : spans_) {
    units += static_cast<std::ptrdiff_t>(span.insert.size()) - static_cast<std::ptrdiff_t>(span.remove);
  }
  return units;
}

void TextChange::apply_to(std::u16string& text) const {
  CHECK(reach() <= text.size(), "a change reaches beyond its text");
  if (spans_.size() == 1) {
    const TextSpan& only = spans_.front();
    text.replace(only.keep, only.remove, only.insert);
    return;
  }
  if (empty()) return;
  std::u16string after;
  after.reserve(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(text.size()) + growth()));
  std::size_t at = 0;
  for (const TextSpan& span : spans_) {
    after.append(text, at, span.keep);
    after += span.insert;
    at += span.keep + span.remove;
  }
  after.append(text, at);
  text = std::move(after);
}

bool TextChangeBuilder::replace(std::size_t remove, std::u16string insert) {
  if (remove == 0 && insert.empty()) return false;
  if (kept_ == 0 && !change_.spans_.empty()) {
    TextSpan& last = change_.spans_.back();
    if (insert.empty() && only_removes(last)) {
      last.remove += remove;
      return false;
    }
    if (remove == 0 && only_inserts(last)) {
      last.insert += insert;
      return false;
    }
  }
  change_.spans_.push_back(TextSpan{std::exchange(kept_, 0), remove, std::move(insert)});
  return true;
}

void TextChangeBuilder::extend(std::size_t remove, std::u16string_view insert) {
  CHECK(kept_ == 0 && !change_.spans_.empty(), "nothing to extend");
  change_.spans_.back().remove += remove;
  change_.spans_.back().insert += insert;
}

TextChange inverse(const TextChange& change, std::u16string_view before) {
  CHECK(change.reach() <= before.size(), "a change reaches beyond its text");
  TextChangeBuilder builder(change.spans().size());
  std::size_t at = 0;
  for (const TextSpan& span : change.spans()) {
    builder.keep(span.keep);
    builder.replace(span.insert.size(), std::u16string(before.substr(at + span.keep, span.remove)));
    at += span.keep + span.remove;
  }
  return std::move(builder).finish();
}

TextChange compose(const TextChange& first, const TextChange& second) {
  if (first.empty()) return second;
  if (second.empty()) return first;
  return Composition(first, second).run();
}

TextChange map_over(TextChange change, const TextChange& other, Tie tie) {
  if (other.empty() || change.empty()) return change;
  return Mapping(change.spans_, other.spans(), tie).run();
}

std::optional<TextFault> fault_on(const TextChange& change, std::u16string_view text, std::size_t units_max) {
  if (change.reach() > text.size()) return TextFault::kBeyondText;
  const auto length = static_cast<std::ptrdiff_t>(text.size()) + change.growth();
  if (change.growth() > 0 && length > static_cast<std::ptrdiff_t>(units_max)) return TextFault::kTextTooLong;
  std::size_t at = 0;
  for (const TextSpan& span : change.spans()) {
    at += span.keep;
    if (cuts_pair(text, at) || cuts_pair(text, at + span.remove)) return TextFault::kCutsPair;
    at += span.remove;
  }
  return std::nullopt;
}

TextResult<TextChange> rebase(TextChange change, std::u16string_view now, std::span<const TextChange> since,
                              std::size_t units_max) {
  if (change.spans().size() > kTextSpansMax) return TextFault::kTooManySpans;
  auto base_length = static_cast<std::ptrdiff_t>(now.size());
  std::size_t steps = since.size() * change.spans().size();
  for (const TextChange& logged : since) {
    base_length -= logged.growth();
    steps += logged.spans().size();
  }
  if (steps > kMappingStepsMax) return TextFault::kTooManySpans;
  if (static_cast<std::ptrdiff_t>(change.reach()) > base_length) return TextFault::kBeyondText;
  for (const TextChange& logged : since) change = map_over(std::move(change), logged, Tie::kAfter);
  // The text the edit was made on is not at hand; a cut pair is still one now, or both halves are gone.
  if (const auto fault = fault_on(change, now, units_max)) return *fault;
  return change;
}

}  // namespace flipover
