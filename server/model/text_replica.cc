#include "server/model/text_replica.h"

#include <utility>

#include "server/base/check.h"

namespace flipover {

TextReplica::TextReplica(std::u16string confirmed, std::uint64_t revision)
    : confirmed_(std::move(confirmed)), revision_(revision), shown_(confirmed_) {}

void TextReplica::edit(const TextChange& change) {
  CHECK(change.reach() <= shown_.size(), "an own edit reaches beyond the text");
  change.apply_to(shown_);
  buffer_ = compose(buffer_, change);
}

std::optional<TextReplica::Outgoing> TextReplica::send() {
  if (adrift_awaits_ || in_flight_) return std::nullopt;
  if (!adrift_.empty()) {
    adrift_awaits_ = true;
    return adrift_.front();
  }
  if (buffer_.empty()) return std::nullopt;
  Outgoing outgoing{revision_, std::exchange(buffer_, {})};
  in_flight_ = InFlight{outgoing, outgoing.change};
  return outgoing;
}

std::optional<TextReplica::Outgoing> TextReplica::awaiting() const {
  if (adrift_awaits_) return adrift_.front();
  if (in_flight_) return in_flight_->sent;
  return std::nullopt;
}

std::optional<TextChange> TextReplica::receive(const TextChange& logged, std::uint64_t revision) {
  if (!fits_confirmed(logged, revision)) return std::nullopt;
  logged.apply_to(confirmed_);
  revision_ = revision;
  // Laid under what is in flight, then under the buffer. They were first in the server's order, so they stand left.
  TextChange theirs = logged;
  if (in_flight_) {
    TextChange over_flight = map_over(theirs, in_flight_->moved, Tie::kBefore);
    in_flight_->moved = map_over(std::move(in_flight_->moved), theirs, Tie::kAfter);
    theirs = std::move(over_flight);
  }
  TextChange over_buffer = map_over(theirs, buffer_, Tie::kBefore);
  buffer_ = map_over(std::move(buffer_), theirs, Tie::kAfter);
  over_buffer.apply_to(shown_);
  return over_buffer;
}

std::optional<TextChange> TextReplica::acknowledge(const TextChange& logged, std::uint64_t revision) {
  if (adrift_awaits_) {
    auto shown = receive(logged, revision);
    if (!shown) return std::nullopt;
    adrift_.pop_front();
    adrift_awaits_ = false;
    return shown;
  }
  if (!in_flight_ || logged != in_flight_->moved || !fits_confirmed(logged, revision)) return std::nullopt;
  logged.apply_to(confirmed_);
  revision_ = revision;
  in_flight_.reset();
  return TextChange();
}

std::optional<TextChange> TextReplica::refused() {
  if (adrift_awaits_) {
    adrift_.pop_front();
    adrift_awaits_ = false;
    return TextChange();
  }
  if (!in_flight_) return std::nullopt;
  const TextChange back = inverse(in_flight_->moved, confirmed_);
  TextChange shown = map_over(back, buffer_, Tie::kBefore);
  buffer_ = map_over(std::move(buffer_), back, Tie::kAfter);
  shown.apply_to(shown_);
  in_flight_.reset();
  return shown;
}

void TextReplica::restart(std::u16string confirmed, std::uint64_t revision, Fate fate) {
  if (adrift_awaits_) {
    if (fate == Fate::kCommitted) adrift_.pop_front();
    adrift_awaits_ = false;
  }
  // One change on revision_, the last revision both sides know. If the change in flight is in the log, the buffer goes
  // without it: what was typed finds its place again, what of that change was taken back stays.
  TextChange pending = std::exchange(buffer_, {});
  if (in_flight_) {
    pending = fate == Fate::kCommitted
                  ? map_over(std::move(pending), inverse(in_flight_->moved, confirmed_), Tie::kAfter)
                  : compose(in_flight_->moved, pending);
    in_flight_.reset();
  }
  if (!pending.empty()) adrift_.push_back(Outgoing{revision_, std::move(pending)});
  confirmed_ = std::move(confirmed);
  revision_ = revision;
  shown_ = confirmed_;
}

bool TextReplica::fits_confirmed(const TextChange& logged, std::uint64_t revision) const {
  return revision > revision_ && logged.reach() <= confirmed_.size();
}

}  // namespace flipover
