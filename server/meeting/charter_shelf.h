// CharterShelf: methods and vocabularies of the open meetings, one copy of each. A vocabulary is larger than most boards.
#pragma once

#include <map>
#include <memory>

#include "server/base/sha256.h"
#include "server/model/meeting_state.h"

namespace flipover {

// Threads: of one shard.
class CharterShelf {
 public:
  // Replaces the state's charter by an equal one on the shelf, or puts it there.
  void share(MeetingState& state) {
    const Charter& own = *state.charter;
    auto& shelved = shelf_[sha256(own.method.SerializeAsString() + own.vocabulary.SerializeAsString())];
    if (auto known = shelved.lock()) {
      state.charter = std::move(known);
    } else {
      shelved = state.charter;
    }
    std::erase_if(shelf_, [](const auto& entry) { return entry.second.expired(); });
  }

 private:
  std::map<Sha256Digest, std::weak_ptr<const Charter>> shelf_;
};

}  // namespace flipover
