#include "storage/journal_reader.h"

#include <algorithm>
#include <limits>

#include "storage/journal_page.h"
#include "storage/newest_checkpoint.h"

namespace flipover {
namespace {

constexpr SeqNo kLastPosition{std::numeric_limits<std::uint64_t>::max()};

RecordPage unread(ReadStatus status, std::string message) {
  RecordPage page;
  page.status = status;
  page.message = std::move(message);
  return page;
}

}  // namespace

JournalReader::JournalReader(OpLog& log, KeyStore& keys, MeetingId meeting)
    : log_(log), store_(keys), meeting_(std::move(meeting)) {}

net::awaitable<ReadStatus> JournalReader::open() {
  KeysOutcome keys = co_await store_.load(meeting_);
  why_not_ = std::move(keys.message);
  switch (keys.status) {
    case KeysStatus::kReady: ring_.add(kContentKey, std::move(keys.slots)); co_return ReadStatus::kRead;
    case KeysStatus::kAbsent: co_return ReadStatus::kRead;  // no records either, or they say what is missing
    case KeysStatus::kDamaged: co_return ReadStatus::kDamaged;
    case KeysStatus::kDestroyed: why_not_ = "meeting " + meeting_.value + " was erased"; break;
    case KeysStatus::kFailed: break;
  }
  co_return ReadStatus::kUnavailable;
}

std::size_t JournalReader::keys_destroyed() const {
  std::size_t destroyed = 0;
  for (std::uint32_t index = 0; index < raw(ring_.made()); ++index) {
    if (ring_.state(KeyIndex{index}) == KeyState::kDestroyed) ++destroyed;
  }
  return destroyed;
}

net::awaitable<RecordPage> JournalReader::read(SeqNo from, std::size_t bytes) {
  from = std::max(from, SeqNo{1});
  // What comes before the first record asked for must be its past: known from the last read, or read along.
  const bool goes_on = end_ && next(end_->position) == from;
  const bool with_previous = !goes_on && from > SeqNo{1};
  const LogPage page = co_await log_.read(meeting_, with_previous ? SeqNo{raw(from) - 1} : from, bytes);
  if (page.status != ReadStatus::kRead) co_return unread(page.status, page.message);
  const std::optional<BatchEnd> previous = goes_on ? end_ : std::nullopt;
  auto opened = open_page(meeting_, page.entries, from, kLastPosition, previous, ring_);
  std::uint32_t wanted = 0;
  if (opened) {
    for (const JournalRecord& record : opened->records) {
      if (record.missing_key) wanted = std::max(wanted, raw(*record.missing_key) + 1);
    }
  }
  if (!opened || wanted > looked_for_) {
    const KeyIndex had = ring_.made();
    looked_for_ = std::max(looked_for_, wanted);
    if (co_await open() != ReadStatus::kRead) co_return unread(ReadStatus::kUnavailable, why_not_);
    if (ring_.made() > had) opened = open_page(meeting_, page.entries, from, kLastPosition, previous, ring_);
  }
  if (!opened) co_return unread(ReadStatus::kDamaged, opened.error().message);
  RecordPage out;
  out.status = ReadStatus::kRead;
  out.end = page.end;
  out.next = from;
  if (opened->end) {
    end_ = opened->end;
    out.next = std::max(from, next(end_->position));
  }
  for (const JournalRecord& record : opened->records) {
    auto stored = to_stored(record);
    if (!stored) {
      co_return unread(ReadStatus::kDamaged, damage_at(meeting_, record.number, "the content is not a record").message);
    }
    out.records.push_back(std::move(*stored));
  }
  co_return out;
}

net::awaitable<CheckpointOutcome> JournalReader::get_checkpoint(SeqNo at_or_before) {
  CheckpointOutcome out;
  const FoundCheckpoint found = co_await newest_checkpoint(log_, meeting_, at_or_before, ring_);
  out.status = found.status;
  out.message = found.message;
  if (found.status != ReadStatus::kRead || found.position == SeqNo{}) co_return out;
  // As in `read`: keys may have been made since.
  std::uint32_t wanted = 0;
  for (const auto& part : found.checkpoint.body.parts()) {
    if (ring_.state(KeyIndex{part.key()}) == KeyState::kMissing) wanted = std::max(wanted, part.key() + 1);
  }
  if (wanted > looked_for_) {
    looked_for_ = wanted;
    (void)co_await open();
  }
  auto content = open_checkpoint(meeting_, found.checkpoint, ring_);
  if (!content) {
    out.status = ReadStatus::kDamaged;
    out.message = content.error().message;
    co_return out;
  }
  end_ = BatchEnd{found.position, found.checkpoint.chain};
  out.checkpoint = std::move(*content);
  co_return out;
}

}  // namespace flipover
