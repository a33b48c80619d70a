#include "storage/memory_key_store.h"

#include <algorithm>

namespace flipover {
namespace {

KeysOutcome outcome(KeysStatus status, std::string message) { return {status, KeyIndex{}, {}, std::move(message)}; }

}  // namespace

net::awaitable<KeysOutcome> MemoryKeyStore::load(MeetingId meeting) {
  if (failing_) co_return outcome(KeysStatus::kFailed, "the key store fails");
  if (destroyed_.contains(meeting)) co_return outcome(KeysStatus::kDestroyed, "the keys were destroyed");
  const auto found = meetings_.find(meeting);
  if (found == meetings_.end()) co_return outcome(KeysStatus::kAbsent, "no keys");
  co_return KeysOutcome{KeysStatus::kReady, KeyIndex{}, found->second, {}};
}

net::awaitable<KeysOutcome> MemoryKeyStore::ensure(MeetingId meeting, KeyIndex from, KeyIndex upto,
                                                   KeyIndex lost_before) {
  if (failing_) co_return outcome(KeysStatus::kFailed, "the key store fails");
  if (destroyed_.contains(meeting)) co_return outcome(KeysStatus::kDestroyed, "the keys were destroyed");
  if (raw(upto) > kKeysMax) co_return outcome(KeysStatus::kFailed, "too many keys for one meeting");
  if (raw(from) > 0 && !meetings_.contains(meeting)) co_return outcome(KeysStatus::kAbsent, "no keys");
  std::vector<KeyRing::Slot>& slots = meetings_[meeting];
  if (slots.size() < raw(lost_before)) slots.resize(raw(lost_before));
  if (raw(from) > slots.size()) co_return outcome(KeysStatus::kDamaged, "keys are missing before those asked for");
  if (slots.size() < raw(upto)) ++times_made_;
  while (slots.size() < raw(upto)) slots.push_back({KeyState::kAvailable, SecretKey::random()});
  const auto begin = slots.begin() + static_cast<std::ptrdiff_t>(raw(from));
  co_return KeysOutcome{KeysStatus::kReady, from, {begin, slots.end()}, {}};
}

net::awaitable<KeysOutcome> MemoryKeyStore::destroy(MeetingId meeting, KeyIndex index) {
  if (failing_) co_return outcome(KeysStatus::kFailed, "the key store fails");
  if (destroyed_.contains(meeting)) co_return outcome(KeysStatus::kReady, {});
  const auto found = meetings_.find(meeting);
  if (found == meetings_.end() || raw(index) >= found->second.size()) {
    co_return outcome(KeysStatus::kAbsent, "there is no such key");
  }
  found->second[raw(index)] = {KeyState::kDestroyed, {}};
  co_return outcome(KeysStatus::kReady, {});
}

net::awaitable<KeysOutcome> MemoryKeyStore::destroy_meeting(MeetingId meeting) {
  if (failing_) co_return outcome(KeysStatus::kFailed, "the key store fails");
  meetings_.erase(meeting);
  destroyed_.insert(meeting);
  co_return outcome(KeysStatus::kReady, {});
}

void MemoryKeyStore::lose(const MeetingId& meeting, KeyIndex index) {
  meetings_.at(meeting).at(raw(index)) = {KeyState::kMissing, {}};
}

}  // namespace flipover
