// Where the keys are: a store of its own, never in the log's database nor in its backups. Destroying a key makes what
// it sealed unreadable, in every copy of the log.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "server/base/ids.h"
#include "storage/seal.h"

namespace flipover {

namespace net = boost::asio;

// A key of one meeting: 0 is its content key, the others belong to items and pages.
enum class KeyIndex : std::uint32_t {};
constexpr std::uint32_t raw(KeyIndex index) { return static_cast<std::uint32_t>(index); }
constexpr KeyIndex kContentKey{0};

// Made ahead at a time, so that hardly an operation waits for the sync of its key.
constexpr std::uint32_t kKeysMadeAhead = 256;
constexpr std::uint32_t kKeysLeftMin = 64;
// A meeting has at most 20,000 items; pages, and items sealed anew after a redaction, come on top.
constexpr std::uint32_t kKeysMax = 1U << 17U;
static_assert(kKeysLeftMin < kKeysMadeAhead);

enum class KeyState : std::uint8_t {
  kAvailable,
  kDestroyed,
  kMissing,  // never made, lost, or its slot is damaged
};

// The keys of one meeting, in memory.
class KeyRing {
 public:
  KeyState state(KeyIndex index) const;
  const SecretKey& key(KeyIndex index) const;                                            // Requires: kAvailable
  KeyIndex made() const { return KeyIndex{static_cast<std::uint32_t>(slots_.size())}; }  // one past the last

  // Slots from `first` on; those known already stay as they are, and those in between are missing.
  struct Slot {
    KeyState state = KeyState::kMissing;
    SecretKey key;
  };
  void add(KeyIndex first, std::vector<Slot> slots);
  void destroy(KeyIndex index);

 private:
  std::vector<Slot> slots_;
};

enum class KeysStatus : std::uint8_t {
  kReady,
  kAbsent,     // no keys were ever made for this meeting
  kDestroyed,  // the whole meeting was erased
  kDamaged,    // they are there and cannot be used; left alone
  kFailed,     // the disk said no; try again
};
struct KeysOutcome {
  KeysStatus status = KeysStatus::kFailed;
  KeyIndex first{};
  std::vector<KeyRing::Slot> slots;  // from `first` on, if kReady
  std::string message;               // for the operator, if not
};

// Threads: any; the answer comes on the executor of the awaiting coroutine. The store outlives its calls.
class KeyStore {
 public:
  virtual ~KeyStore() = default;

  virtual net::awaitable<KeysOutcome> load(MeetingId meeting) = 0;

  // The keys from `from` to `upto`, made and synced where they are not there yet. Asked twice, it answers the same.
  // Makes the meeting's file when `from` is 0 and there is none. Keys before `lost_before` that are not there were made
  // once, and are lost: they are marked so, and never made anew.
  virtual net::awaitable<KeysOutcome> ensure(MeetingId meeting, KeyIndex from, KeyIndex upto,
                                             KeyIndex lost_before = kContentKey) = 0;

  // Overwrites it in place and syncs. kReady also if it was destroyed before.
  virtual net::awaitable<KeysOutcome> destroy(MeetingId meeting, KeyIndex index) = 0;

  // All keys of the meeting, the one that wraps them first.
  virtual net::awaitable<KeysOutcome> destroy_meeting(MeetingId meeting) = 0;
};

}  // namespace flipover
