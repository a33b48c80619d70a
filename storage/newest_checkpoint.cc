#include "storage/newest_checkpoint.h"

#include <utility>

namespace flipover {

net::awaitable<FoundCheckpoint> newest_checkpoint(OpLog& log, MeetingId meeting, SeqNo at_or_before, const KeyRing& keys) {
  FoundCheckpoint found;
  const auto passed_over = [&found](const std::string& why) {
    if (found.message.empty()) found.message = why;  // the newest tells the most
  };
  for (SeqNo before = at_or_before; before > SeqNo{};) {
    CheckpointPage page = co_await log.get_checkpoint(meeting, before);
    if (page.status != ReadStatus::kRead) {
      found.status = page.status;
      found.message = std::move(page.message);
      co_return found;
    }
    if (!page.message.empty()) passed_over(page.message);
    if (page.position == SeqNo{}) break;
    auto checkpoint = decode_checkpoint(meeting, page.position, page.bytes, keys);
    if (checkpoint) {
      found.position = page.position;
      found.checkpoint = std::move(*checkpoint);
      break;
    }
    if (keys.state(kContentKey) == KeyState::kMissing) {  // that opens none of them, nor a record
      found.status = ReadStatus::kDamaged;
      found.message = checkpoint.error().message;
      co_return found;
    }
    passed_over(checkpoint.error().message);
    before = SeqNo{raw(page.position) - 1};
  }
  found.status = ReadStatus::kRead;
  co_return found;
}

}  // namespace flipover
