#include "storage/journal.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/base/check.h"
#include "storage/batch_format.h"
#include "storage/checkpoint_format.h"
#include "storage/journal_page.h"
#include "storage/newest_checkpoint.h"

namespace flipover {
namespace {

constexpr std::size_t kRecoveryPageBytes = 4U << 20U;
constexpr std::size_t kBatchEndsKept = 256;
constexpr std::size_t kLostNamedMax = 20;
constexpr SeqNo kLastPosition{std::numeric_limits<std::uint64_t>::max()};

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
  std::unordered_set<std::uint32_t> lost;        // used before, and missing though nobody destroyed them
  KeyIndex used_before{};                        // one past the last that the log used when it was opened

  void assign(const storage::v1::KeyAssignment& assigned) {
    of[assigned.owner()] = KeyIndex{assigned.key()};
    next = std::max(next, assigned.key() + 1);
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

Journal::~Journal() {
  if (writable()) log_.release(lease_);
}

// ---- opening ----

net::awaitable<OpenOutcome> Journal::open(OpLog& log, KeyStore& keys, MeetingId meeting) {
  AcquireOutcome acquired = co_await log.acquire(meeting);
  switch (acquired.status) {
    case AcquireStatus::kHeldElsewhere:
      co_return stopped(OpenStatus::kHeldElsewhere, std::move(acquired.message));
    case AcquireStatus::kDamaged:
      co_return stopped(OpenStatus::kDamaged, std::move(acquired.message));
    case AcquireStatus::kNoRoom:
      co_return stopped(OpenStatus::kNoRoom, std::move(acquired.message));
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

net::awaitable<OpenOutcome> Journal::look(OpLog& log, KeyStore& keys, MeetingId meeting) {
  Lease nobodys;
  nobodys.meeting = meeting;
  const CheckpointPage last = co_await log.get_checkpoint(meeting, kLastPosition);
  if (last.status != ReadStatus::kRead) co_return stopped(last.status, last.message);
  nobodys.head = last.position;
  for (bool end = false; !end;) {
    const LogPage page = co_await log.read(meeting, next(nobodys.head), kRecoveryPageBytes);
    if (page.status != ReadStatus::kRead) co_return stopped(page.status, page.message);
    if (!page.entries.empty()) nobodys.head = end_of(page.entries.back());
    end = page.end;
  }
  if (nobodys.head == SeqNo{}) co_return stopped(OpenStatus::kUnavailable, "meeting " + meeting.value + " is empty");
  std::unique_ptr<Journal> journal(new Journal(log, keys, std::move(nobodys)));
  journal->stopped_ = true;
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
  const FoundCheckpoint found = co_await newest_checkpoint(log_, lease_.meeting, kLastPosition, keys_->ring);
  if (found.status != ReadStatus::kRead) co_return stopped(found.status, found.message);
  if (found.position > lease_.head) {
    co_return stopped(damage_at(lease_.meeting, found.position,
                                "there is a checkpoint, but the log ends at " + std::to_string(raw(lease_.head))));
  }
  if (found.position != SeqNo{}) {
    for (const auto& assigned : found.checkpoint.body.keys()) keys_->assign(assigned);
    note_end(found.position, found.checkpoint.chain);
  }
  OpenOutcome outcome = holds();
  if (found.message.empty()) co_return outcome;
  const std::string from =
      found.position == SeqNo{} ? "its first record" : "position " + std::to_string(raw(next(found.position)));
  outcome.message = found.message + ". A checkpoint only spares reading: the meeting is read from " + from +
                    " on, and nothing of it is lost. Keep a copy of the data directory, look at the disk, then flipover salvage";
  co_return outcome;
}

net::awaitable<OpenOutcome> Journal::recover() {
  OpenOutcome outcome = co_await recover_checkpoint();
  if (outcome.status != OpenStatus::kOpen) co_return outcome;
  const std::string passed_over = std::move(outcome.message);
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
      salt_before_ = batch->body.salt();
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
  co_await find_salt_before();
  outcome = find_lost_keys();
  if (!outcome.message.empty() && !passed_over.empty()) outcome.message += "; ";
  outcome.message += passed_over;
  co_return outcome;
}

// A key can be missing because its slot is damaged, or because the keys were put back from a copy that is older than the
// log. Without the content key nothing can be told of the meeting; without another one an item's content cannot be read.
OpenOutcome Journal::find_lost_keys() {
  if (head_ == SeqNo{}) return holds();
  if (keys_->ring.state(kContentKey) == KeyState::kMissing) {
    return stopped(damage_at(lease_.meeting, head_, "the content key is missing, though nobody destroyed it"));
  }
  std::vector<std::string> owners;
  for (const auto& [owner, key] : keys_->of) {
    if (keys_->ring.state(key) != KeyState::kMissing) continue;
    keys_->lost.insert(raw(key));
    owners.push_back(owner);
  }
  keys_->used_before = KeyIndex{keys_->next};
  if (owners.empty()) return holds();
  std::sort(owners.begin(), owners.end());
  OpenOutcome outcome = holds();
  outcome.message = "meeting " + lease_.meeting.value + ": " + std::to_string(owners.size()) +
                    " keys are missing, though nobody destroyed them; what they seal cannot be read, all else can:";
  for (std::size_t at = 0; at < std::min(owners.size(), kLostNamedMax); ++at) outcome.message += " " + owners[at];
  if (owners.size() > kLostNamedMax) outcome.message += " ...";
  outcome.message +=
      ". A slot of the key file is damaged, or the key store is an older copy than the log: put the key file back that "
      "belongs to this log, and restart";
  return outcome;
}

// Where the checkpoint stands at the head no batch was read. What cannot be read is nobody's past.
net::awaitable<void> Journal::find_salt_before() {
  if (salt_before_ != 0 || head_ == SeqNo{}) co_return;
  const LogPage page = co_await log_.read(lease_.meeting, head_, 1);
  salt_before_ = random_salt();
  if (page.status != ReadStatus::kRead || page.entries.empty()) co_return;
  const auto batch = decode_batch(lease_.meeting, page.entries.front());
  if (batch) salt_before_ = batch->body.salt();
}

void Journal::note_end(SeqNo position, const ChainHash& chain) {
  head_ = position;
  chain_ = chain;
  ends_.emplace_back(position, chain);
  if (ends_.size() > kBatchEndsKept) ends_.pop_front();
}

std::string Journal::past() const {
  std::string past;
  put_u64(past, head_ > lease_.head ? salt_ : salt_before_);
  put_u64(past, salt_);
  return past;
}

net::awaitable<bool> Journal::has_past(SeqNo number, std::string past) {
  constexpr std::size_t kSaltBytes = sizeof(std::uint64_t);
  if (number == SeqNo{} || number > head_ || past.size() != 2 * kSaltBytes) co_return false;
  std::uint64_t salt = salt_;
  if (number == lease_.head) salt = salt_before_;
  if (number < lease_.head) {
    const LogPage page = co_await log_.read(lease_.meeting, number, 1);
    if (page.status != ReadStatus::kRead || page.entries.empty()) co_return false;
    const auto batch = decode_batch(lease_.meeting, page.entries.front());
    if (!batch) co_return false;
    salt = batch->body.salt();
  }
  co_return salt == get_u64(past) || salt == get_u64(std::string_view(past).substr(kSaltBytes));
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
    if (found != keys_->of.end() && keys_->ring.state(found->second) != KeyState::kDestroyed &&
        !keys_->lost.contains(raw(found->second))) {
      return found->second;
    }
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
  if (keys_->next != first_new) {
    const AppendStatus have = co_await have_keys_upto(KeyIndex{keys_->next});
    if (have != AppendStatus::kDurable) {
      co_return AppendOutcome{have, SeqNo{}, "no keys could be made for meeting " + lease_.meeting.value};
    }
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

net::awaitable<AppendStatus> Journal::have_keys_upto(KeyIndex upto) {
  if (keys_->ring.made() >= upto) co_return AppendStatus::kDurable;
  if (raw(upto) > kKeysMax) co_return AppendStatus::kRefused;
  const KeyIndex from = std::max(keys_->ring.made(), keys_->used_before);
  const KeyIndex enough{std::min(kKeysMax, raw(upto) + kKeysMadeAhead)};
  KeysOutcome made = co_await store_.ensure(lease_.meeting, from, enough, keys_->used_before);
  if (made.status == KeysStatus::kFailed) co_return AppendStatus::kNoRoom;
  if (made.status != KeysStatus::kReady) co_return AppendStatus::kRefused;
  keys_->ring.add(made.first, std::move(made.slots));
  for (std::uint32_t index = raw(from); index < raw(upto); ++index) {
    if (keys_->ring.state(KeyIndex{index}) != KeyState::kAvailable) co_return AppendStatus::kRefused;
  }
  co_return AppendStatus::kDurable;
}

namespace {

// A failure is not told here: whoever needs the keys asks again, and tells.
template <class Keys>
net::awaitable<void> make_ahead(KeyStore& store, MeetingId meeting, std::shared_ptr<Keys> keys) {
  const KeyIndex from = std::max(keys->ring.made(), keys->used_before);
  KeysOutcome made = co_await store.ensure(meeting, from, KeyIndex{std::min(kKeysMax, raw(from) + kKeysMadeAhead)},
                                           keys->used_before);
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
  auto opened = open_page(lease_.meeting, page.entries, from, head, std::nullopt, keys_->ring);
  if (!opened) co_return damaged(opened.error());
  const SeqNo read_upto = opened->end ? opened->end->position : SeqNo{};  // 0: no batch came
  out.records = std::move(opened->records);
  out.next = next(std::max(read_upto, SeqNo{raw(from) - 1}));
  if (read_upto < head && page.end) {
    co_return damaged(damage_at(lease_.meeting, out.next, "records are missing from here on"));
  }
  if (read_upto == head && head == head_ && opened->end->chain != chain_) {
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
  if (!writable() || !keys_->lost.empty()) {
    co_return AppendOutcome{AppendStatus::kRefused, SeqNo{}, "not of what is only looked at, nor of what misses keys"};
  }
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
  const FoundCheckpoint found = co_await newest_checkpoint(log_, lease_.meeting, std::min(at_or_before, head_), keys_->ring);
  out.status = found.status;
  out.message = found.message;
  if (found.status != ReadStatus::kRead || found.position == SeqNo{}) co_return out;
  // A large one is long work: others of this thread in between.
  const net::any_io_executor executor = co_await net::this_coro::executor;
  co_await net::post(executor, net::use_awaitable);
  auto content = open_checkpoint(lease_.meeting, found.checkpoint, keys_->ring);
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
