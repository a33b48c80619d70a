// The newest checkpoint of a meeting that can be read: what Journal and JournalReader have in common.
#pragma once

#include <string>

#include "storage/checkpoint_format.h"
#include "storage/op_log.h"

namespace flipover {

struct FoundCheckpoint {
  ReadStatus status = ReadStatus::kUnavailable;
  SeqNo position{};           // 0: there is none
  ReadCheckpoint checkpoint;  // if there is one
  std::string message;        // why there is no answer; or which newer ones were passed over, and why
};

// A checkpoint only spares reading, so one that is damaged is passed over for the one before. `keys` outlive the call.
net::awaitable<FoundCheckpoint> newest_checkpoint(OpLog& log, MeetingId meeting, SeqNo at_or_before, const KeyRing& keys);

}  // namespace flipover
