// MemoryKeyStore: keys without a disk, for tests and the simulation. What it made survives a simulated crash.
#pragma once

#include <map>
#include <set>

#include "storage/key_store.h"

namespace flipover {

// Threads: one executor only.
class MemoryKeyStore final : public KeyStore {
 public:
  net::awaitable<KeysOutcome> load(MeetingId meeting) override;
  net::awaitable<KeysOutcome> ensure(MeetingId meeting, KeyIndex from, KeyIndex upto,
                                     KeyIndex lost_before) override;
  net::awaitable<KeysOutcome> destroy(MeetingId meeting, KeyIndex index) override;
  net::awaitable<KeysOutcome> destroy_meeting(MeetingId meeting) override;

  // For tests: a key is gone though nobody destroyed it; all from one on; the whole meeting's; the disk fails from now on.
  void lose(const MeetingId& meeting, KeyIndex index);
  void cut_off(const MeetingId& meeting, KeyIndex from) { meetings_.at(meeting).resize(raw(from)); }
  void lose_all(const MeetingId& meeting) { meetings_.erase(meeting); }
  void fail(bool failing) { failing_ = failing; }
  std::uint64_t times_made() const { return times_made_; }

 private:
  std::map<MeetingId, std::vector<KeyRing::Slot>> meetings_;
  std::set<MeetingId> destroyed_;
  bool failing_ = false;
  std::uint64_t times_made_ = 0;
};

}  // namespace flipover
