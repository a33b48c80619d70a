#include <utility>

#include "server/base/check.h"
#include "storage/key_store.h"

namespace flipover {

KeyState KeyRing::state(KeyIndex index) const {
  return raw(index) < slots_.size() ? slots_[raw(index)].state : KeyState::kMissing;
}

const SecretKey& KeyRing::key(KeyIndex index) const {
  CHECK(state(index) == KeyState::kAvailable, "a key is asked for that is not there");
  return slots_[raw(index)].key;
}

void KeyRing::add(KeyIndex first, std::vector<Slot> slots) {
  if (slots_.size() < raw(first)) slots_.resize(raw(first));
  for (std::size_t at = slots_.size() - raw(first); at < slots.size(); ++at) slots_.push_back(std::move(slots[at]));
}

void KeyRing::destroy(KeyIndex index) {
  if (raw(index) < slots_.size()) slots_[raw(index)] = {KeyState::kDestroyed, {}};
}

}  // namespace flipover
