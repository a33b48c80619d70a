#include "storage/journal.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "server/base/check.h"
#include "storage/batch_format.h"
#include "storage/checkpoint_format.h"

namespace flipover {
namespace {

constexpr std::size_t kRecoveryPageBytes = 4U << 20U;
constexpr std::size_t kBatchEndsKept = 256;
constexpr SeqNo kLastPosition{std::numeric_limits<std::uint64_t>::max()};

SeqNo end_of(const LogEntry& entry) { return SeqNo{raw(entry.first) + entry.count - 1}; }

OpenOutcome holds() { return {OpenStatus::kOpen, nullptr, {}}; }
OpenOutcome stopped(OpenStatus status, std::string message) { return {status, nullptr, std::move(message)}; }
OpenOutcome stopped(ReadStatus status, std::string message) {
  return stopped(status == ReadStatus::kDamaged ? OpenStatus::kDamaged : OpenStatus::kUnavailable, std::move(message));
}
OpenOutcome stopped(Damage damage) { return stopped(OpenStatus::kDamaged, std::move(damage.message)); }

}  // namespace

// Shared with the coroutine that makes keys ahead, which may outlive the journal.
struct Journal::Keys {
  KeyRing ring;
  bool making = false;
  std::unordered_map<std::string, KeyIndex> of;  // owner -> the key that seals what is written about it
  std::uint32_t next = 1;                        // the first that was never assigned

  void assign(const storage::v1::KeyAssignment& assigned) {
    of[assigned.owner()] = KeyIndex{assigned.key()};
    next = std::max(next, assigned.key() + 1);
  }

  std::vector<KeyIndex> used() const {
    std::vector<KeyIndex> keys{kContentKey};
    for (const auto& [owner, key] : of) keys.push_back(key);
    return keys;
  }

  // Passes over slots that were torn while they were made.
  KeyIndex take() {
    while (next < raw(ring.made()) && ring.state(KeyIndex{next}) != KeyState::kAvailable) ++next;
    return KeyIndex{next++};
  }
};

Journal::Journal(OpLog& log, KeyStore& keys, Lease lease)
    : log_(log),
      store_(keys),
      lease_(std::move(lease)),
      chain_(chain_start(lease_.meeting.value)),
      salt_(random_salt()),
      keys_(std::make_shared<Keys>()) {}

Journal::~Journal() { log_.release(lease_); }

// ---- opening ----

net::awaitable<OpenOutcome> Journal::open(OpLog& log, KeyStore& keys, MeetingId meeting) {
  AcquireOutcome acquired = co_await log.acquire(meeting);
  switch (acquired.status) {
    case AcquireStatus::kHeldElsewhere:
      co_return stopped(OpenStatus::kHeldElsewhere, std::move(acquired.message));
    case AcquireStatus::kDamaged:
      co_return stopped(OpenStatus::kDamaged, std::move(acquired.message));
    case AcquireStatus::kUnavailable:
      co_return stopped(OpenStatus::kUnavailable, std::move(acquired.message));
    case AcquireStatus::kAcquired:
      break;
  }
  std::unique_ptr<Journal> journal(new Journal(log, keys, std::move(acquired.lease)));
  OpenOutcome outcome = co_await journal->find_keys();
  if (outcome.status == OpenStatus::kOpen) outcome = co_await journal->recover();
  if (outcome.status == OpenStatus::kOpen) outcome.journal = std::move(journal);
  co_return outcome;
}

net::awaitable<OpenOutcome> Journal::find_keys() {
  KeysOutcome keys = co_await store_.load(lease_.meeting);
  // A meeting without records may have stopped between its first lease and its first keys.
  const bool fresh = lease_.head == SeqNo{};
  if (fresh && (keys.status == KeysStatus::kAbsent || (keys.status == KeysStatus::kReady && keys.slots.empty()))) {
    keys = co_await store_.ensure(lease_.meeting, kContentKey, KeyIndex{kKeysMadeAhead});
  }
  switch (keys.status) {
    case KeysStatus::kReady:
      break;
    case KeysStatus::kAbsent:
      co_return stopped(
          damage_at(lease_.meeting, SeqNo{1}, "the meeting's keys are missing, though nobody destroyed them"));
    case KeysStatus::kDestroyed:
      co_return stopped(OpenStatus::kErased, "meeting " + lease_.meeting.value + " was erased");
    case KeysStatus::kDamaged:
      co_return stopped(OpenStatus::kDamaged, std::move(keys.message));
    case KeysStatus::kFailed:
      co_return stopped(OpenStatus::kUnavailable, std::move(keys.message));
  }
  keys_->ring.add(kContentKey, std::move(keys.slots));
  co_return holds();
}

net::awaitable<OpenOutcome> Journal::recover_checkpoint() {
  const CheckpointPage page = co_await log_.get_checkpoint(lease_.meeting, kLastPosition);
  if (page.status != ReadStatus::kRead) co_return stopped(page.status, page.message);
  if (page.position == SeqNo{}) co_return holds();
  if (page.position > lease_.head) {
    co_return stopped(damage_at(lease_.meeting, page.position,
                                "there is a checkpoint, but the log ends at " + std::to_string(raw(lease_.head))));
  }
  const auto checkpoint = decode_checkpoint(lease_.meeting, page.position, page.bytes, keys_->ring);
  if (!checkpoint) co_return stopped(checkpoint.error());
  for (const auto& assigned : checkpoint->body.keys()) keys_->assign(assigned);
  note_end(page.position, checkpoint->chain);
  co_return holds();
}

net::awaitable<OpenOutcome> Journal::recover() {
  OpenOutcome outcome = co_await recover_checkpoint();
  if (outcome.status != OpenStatus::kOpen) co_return outcome;
  // The batch that ends where the checkpoint stands comes once more: it must have the chain that the checkpoint names.
  bool at_checkpoint = head_ > SeqNo{};
  while (head_ < lease_.head) {
    const LogPage page = co_await log_.read(lease_.meeting, at_checkpoint ? head_ : next(head_), kRecoveryPageBytes);
    if (page.status != ReadStatus::kRead) co_return stopped(page.status, page.message);
    if (page.entries.empty()) {
      co_return stopped(damage_at(lease_.meeting, next(head_), "records are missing from here on"));
    }
    for (const LogEntry& entry : page.entries) {
      const auto batch = decode_batch(lease_.meeting, entry);
      if (!batch) co_return stopped(batch.error());
      if (at_checkpoint) {
        at_checkpoint = false;
        if (end_of(entry) == head_ && batch->chain == chain_) continue;
        co_return stopped(damage_at(lease_.meeting, head_, "the checkpoint and the log differ"));
      }
      if (entry.first != next(head_)) {
        co_return stopped(damage_at(lease_.meeting, next(head_), "records are missing from here on"));
      }
      if (!follows(*batch, chain_)) {
        co_return stopped(damage_at(lease_.meeting, entry.first, "the chain of hashes does not hold"));
      }
      for (const storage::v1::Skeleton& skeleton : batch->skeletons) {
        for (const auto& assigned : skeleton.assigned()) keys_->assign(assigned);
        keys_->next = std::max(keys_->next, skeleton.key() + 1);
      }
      note_end(end_of(entry), batch->chain);
    }
  }
  if (head_ != lease_.head) {
    co_return stopped(damage_at(lease_.meeting, head_, "the log has another end than it says"));
  }
  if (head_ > SeqNo{}) {
    for (const KeyIndex key : keys_->used()) {
      if (keys_->ring.state(key) != KeyState::kMissing) continue;
      co_return stopped(damage_at(lease_.meeting, head_,
                                  "key " + std::to_string(raw(key)) + " is missing, though nobody destroyed it"));
    }
  }
  co_return holds();
}

void Journal::note_end(SeqNo position, const ChainHash& chain) {
  head_ = position;
  chain_ = chain;
  ends_.emplace_back(position, chain);
  if (ends_.size() > kBatchEndsKept) ends_.pop_front();
}

// ---- appending ----

net::awaitable<AppendOutcome> Journal::append(std::span<const pb::Record> records) {
  std::vector<JournalRecord> converted;
  converted.reserve(records.size());
  for (const pb::Record& record : records) converted.push_back(to_journal(record));
  return append(std::move(converted));
}

net::awaitable<AppendOutcome> Journal::append(std::vector<JournalRecord> records) {
  if (stopped_) {
    co_return AppendOutcome{AppendStatus::kFenced, SeqNo{}, "an earlier append of this lease failed: open it anew"};
  }
  CHECK(!records.empty(), "an append without records");
  stopped_ = true;  // until the answer is "durable"; also keeps a second append out

  // First which key seals what. `next` may pass what is made: then the keys must be there before the seal.
  const std::uint32_t first_new = keys_->next;
  std::vector<PlannedRecord> planned;
  planned.reserve(records.size());
  const auto key_of = [this](const std::string& owner, PlannedRecord& plan) {
    if (owner.empty()) return kContentKey;
    const auto found = keys_->of.find(owner);
    if (found != keys_->of.end() && (keys_->ring.state(found->second) != KeyState::kDestroyed)) return found->second;
    const KeyIndex fresh = keys_->take();
    keys_->of[owner] = fresh;
    plan.assigned.emplace_back(owner, fresh);
    return fresh;
  };
  for (JournalRecord& record : records) {
    CHECK(record.number == SeqNo{raw(head_) + planned.size() + 1}, "a record's number is not the next one");
    PlannedRecord plan;
    plan.key = key_of(record.owner, plan);
    for (const std::string& made : record.made) key_of(made, plan);
    plan.record = std::move(record);
    planned.push_back(std::move(plan));
  }
  if (keys_->next != first_new && !co_await have_keys_upto(KeyIndex{keys_->next})) {
    co_return AppendOutcome{AppendStatus::kRefused, SeqNo{},
                            "no keys could be made for meeting " + lease_.meeting.value};
  }

  const SeqNo first = next(head_);
  EncodedBatch encoded = encode_batch({lease_.meeting, lease_.epoch, first, salt_}, planned, keys_->ring, chain_);
  Batch batch;
  batch.first = first;
  batch.count = static_cast<std::uint32_t>(planned.size());
  batch.bytes = std::move(encoded.bytes);
  AppendOutcome outcome = co_await log_.append(lease_, std::move(batch));
  if (outcome.status != AppendStatus::kDurable) co_return outcome;
  CHECK(outcome.head == planned.back().record.number, "the log's head is not where this append ended");
  note_end(outcome.head, encoded.chain);
  stopped_ = false;
  if (keys_->next != first_new) make_keys_ahead(co_await net::this_coro::executor);
  co_return outcome;
}

net::awaitable<bool> Journal::have_keys_upto(KeyIndex upto) {
  if (keys_->ring.made() >= upto) co_return true;
  const KeyIndex from = keys_->ring.made();
  const KeyIndex enough{std::min(kKeysMax, raw(upto) + kKeysMadeAhead)};
  KeysOutcome made = co_await store_.ensure(lease_.meeting, from, enough);
  if (made.status != KeysStatus::kReady) co_return false;
  keys_->ring.add(made.first, std::move(made.slots));
  for (std::uint32_t index = raw(from); index < raw(upto); ++index) {
    if (keys_->ring.state(KeyIndex{index}) != KeyState::kAvailable) co_return false;
  }
  co_return true;
}

namespace {

// A failure is not told here: whoever needs the keys asks again, and tells.
template <class Keys>
net::awaitable<void> make_ahead(KeyStore& store, MeetingId meeting, std::shared_ptr<Keys> keys) {
  const KeyIndex from = keys->ring.made();
  KeysOutcome made = co_await store.ensure(meeting, from, KeyIndex{std::min(kKeysMax, raw(from) + kKeysMadeAhead)});
  if (made.status == KeysStatus::kReady) keys->ring.add(made.first, std::move(made.slots));
  keys->making = false;
}

}  // namespace

void Journal::make_keys_ahead(const net::any_io_executor& executor) {
  const std::uint32_t made = raw(keys_->ring.made());
  if (keys_->making || made - keys_->next >= kKeysLeftMin || made >= kKeysMax) return;
  keys_->making = true;
  net::co_spawn(executor, make_ahead(store_, lease_.meeting, keys_), net::detached);
}

// ---- reading ----

net::awaitable<JournalPage> Journal::read_raw(SeqNo from, std::size_t bytes) {
  JournalPage out;
  from = std::max(from, SeqNo{1});
  out.next = from;
  const SeqNo head = head_;  // what is appended meanwhile is for the next page
  if (from > head) {
    out.status = ReadStatus::kRead;
    co_return out;
  }
  // The batch before the first one asked for comes along: its chain is what the first must follow.
  const bool with_previous = from > SeqNo{1};
  const LogPage page = co_await log_.read(lease_.meeting, with_previous ? SeqNo{raw(from) - 1} : from,
                                          with_previous ? std::max<std::size_t>(bytes, 1) : bytes);
  if (page.status != ReadStatus::kRead) {
    out.status = page.status;
    out.message = page.message;
    co_return out;
  }
  const auto damaged = [&out](Damage damage) {
    out = JournalPage{};
    out.status = ReadStatus::kDamaged;
    out.message = std::move(damage.message);
    return std::move(out);
  };
  ChainHash chain = chain_start(lease_.meeting.value);
  SeqNo read_upto{};  // of batches seen in this page; 0: none
  for (const LogEntry& entry : page.entries) {
    if (entry.first > head) break;
    const auto batch = decode_batch(lease_.meeting, entry);
    if (!batch) co_return damaged(batch.error());
    const bool checkable = entry.first == SeqNo{1} || read_upto != SeqNo{};
    if (read_upto != SeqNo{} && entry.first != next(read_upto)) {
      co_return damaged(damage_at(lease_.meeting, next(read_upto), "records are missing from here on"));
    }
    if (checkable && !follows(*batch, chain)) {
      co_return damaged(damage_at(lease_.meeting, entry.first, "the chain of hashes does not hold"));
    }
    chain = batch->chain;
    read_upto = end_of(entry);
    for (std::size_t index = 0; index < entry.count; ++index) {
      if (SeqNo{raw(entry.first) + index} < from) continue;
      auto record = open_record(lease_.meeting, *batch, index, keys_->ring);
      if (!record) co_return damaged(record.error());
      out.records.push_back(std::move(*record));
    }
    out.next = next(read_upto);
  }
  if (read_upto < head && page.end) {
    co_return damaged(
        damage_at(lease_.meeting, next(std::max(read_upto, SeqNo{raw(from) - 1})), "records are missing from here on"));
  }
  if (read_upto == head && head == head_ && chain != chain_) {
    co_return damaged(damage_at(lease_.meeting, head, "the log ends in another batch than the one appended"));
  }
  // A page filled by the previous batch alone brings nothing yet; its reader comes again and must get further.
  if (out.records.empty()) co_return co_await read_raw(from, bytes * 2 + page.entries.front().bytes.size() + 1);
  out.status = ReadStatus::kRead;
  out.end = read_upto >= head;
  co_return out;
}

net::awaitable<RecordPage> Journal::read(SeqNo from, std::size_t bytes) {
  JournalPage page = co_await read_raw(from, bytes);
  RecordPage out;
  out.status = page.status;
  out.message = std::move(page.message);
  out.next = page.next;
  out.end = page.end;
  out.records.reserve(page.records.size());
  for (const JournalRecord& record : page.records) {
    auto stored = to_stored(record);
    if (!stored) {
      out = RecordPage{};
      out.status = ReadStatus::kDamaged;
      out.message = damage_at(lease_.meeting, record.number, "the content is not a record").message;
      co_return out;
    }
    out.records.push_back(std::move(*stored));
  }
  co_return out;
}

// ---- checkpoints, redaction, erasure ----

net::awaitable<AppendOutcome> Journal::put_checkpoint(pb::Checkpoint checkpoint) {
  const SeqNo position{checkpoint.number()};
  const auto end = std::find_if(ends_.begin(), ends_.end(), [&](const auto& known) { return known.first == position; });
  if (end == ends_.end()) {
    co_return AppendOutcome{AppendStatus::kRefused, SeqNo{}, "no batch of late ended where the checkpoint stands"};
  }
  KeyAssignments assignments(keys_->of.begin(), keys_->of.end());
  std::sort(assignments.begin(), assignments.end());
  // An append on its way may have assigned keys that are not in the log yet: those are for its own record to tell.
  std::string bytes = encode_checkpoint(lease_.meeting, std::move(checkpoint), end->second, assignments, keys_->ring);
  co_return co_await log_.put_checkpoint(lease_.meeting, position, std::move(bytes));
}

net::awaitable<CheckpointOutcome> Journal::get_checkpoint(SeqNo at_or_before) {
  CheckpointOutcome out;
  const CheckpointPage page = co_await log_.get_checkpoint(lease_.meeting, std::min(at_or_before, head_));
  out.status = page.status;
  out.message = page.message;
  if (page.status != ReadStatus::kRead || page.position == SeqNo{}) co_return out;
  const auto checkpoint = decode_checkpoint(lease_.meeting, page.position, page.bytes, keys_->ring);
  auto content = checkpoint ? open_checkpoint(lease_.meeting, *checkpoint, keys_->ring)
                            : Checked<pb::Checkpoint>(checkpoint.error());
  if (!content) {
    out.status = ReadStatus::kDamaged;
    out.message = content.error().message;
    co_return out;
  }
  out.checkpoint = std::move(*content);
  co_return out;
}

net::awaitable<KeysOutcome> Journal::destroy_content_of(std::string owner) {
  const auto found = keys_->of.find(owner);
  if (found == keys_->of.end()) co_return KeysOutcome{KeysStatus::kAbsent, {}, {}, "nothing was written about it"};
  const KeyIndex key = found->second;
  KeysOutcome outcome = co_await store_.destroy(lease_.meeting, key);
  if (outcome.status == KeysStatus::kReady) keys_->ring.destroy(key);
  co_return outcome;
}

net::awaitable<EraseStatus> Journal::erase(OpLog& log, KeyStore& keys, MeetingId meeting) {
  const AcquireOutcome acquired = co_await log.acquire(meeting);
  if (acquired.status == AcquireStatus::kHeldElsewhere) co_return EraseStatus::kHeld;
  if (acquired.status != AcquireStatus::kAcquired) co_return EraseStatus::kUnavailable;
  const KeysOutcome destroyed = co_await keys.destroy_meeting(meeting);
  log.release(acquired.lease);
  if (destroyed.status != KeysStatus::kReady) co_return EraseStatus::kUnavailable;
  co_return co_await log.erase(meeting);
}

}  // namespace flipover
