#include "storage/rocksdb_op_log.h"

#include <utility>

#include "storage/rocksdb_writer.h"

namespace flipover {

RocksDbOpLog::RocksDbOpLog(RocksDbOpLogOptions options) : writer_(std::make_unique<Writer>(std::move(options))) {}
RocksDbOpLog::~RocksDbOpLog() = default;

LogCounters RocksDbOpLog::counters() const { return writer_->counters(); }
LogHealth RocksDbOpLog::health() const { return writer_->health(); }
bool RocksDbOpLog::has_room() const { return writer_->has_room(); }

net::awaitable<AcquireOutcome> RocksDbOpLog::acquire(MeetingId meeting) {
  return await_completion<AcquireOutcome>([this, meeting = std::move(meeting)](Completion<AcquireOutcome> done) {
    writer_->acquire(meeting, std::move(done));
  });
}

void RocksDbOpLog::release(const Lease& lease) { writer_->release(lease); }

net::awaitable<AppendOutcome> RocksDbOpLog::append(Lease lease, Batch batch) {
  return await_completion<AppendOutcome>(
      [this, lease = std::move(lease), batch = std::move(batch)](Completion<AppendOutcome> done) mutable {
        writer_->append(std::move(lease), std::move(batch), std::move(done));
      });
}

net::awaitable<LogPage> RocksDbOpLog::read(MeetingId meeting, SeqNo from, std::size_t bytes) {
  return writer_->read<LogPage>([meeting = std::move(meeting), from, bytes](const RocksDbStore& store) {
    return store.read(meeting, from, bytes);
  });
}

net::awaitable<EraseStatus> RocksDbOpLog::erase(MeetingId meeting) {
  return await_completion<EraseStatus>(
      [this, meeting = std::move(meeting)](Completion<EraseStatus> done) { writer_->erase(meeting, std::move(done)); });
}

net::awaitable<AppendOutcome> RocksDbOpLog::put_checkpoint(MeetingId meeting, SeqNo position, std::string bytes) {
  if (bytes.size() > kCheckpointBytesMax) co_return refused("the checkpoint is too large");
  const auto look_at_tail = [meeting](const RocksDbStore& store) { return store.tail(meeting); };
  const LogTail tail = co_await writer_->read<LogTail>(look_at_tail);
  if (tail.status != ReadStatus::kRead) co_return refused(tail.message);
  if (position > tail.head || position == SeqNo{}) co_return refused("a checkpoint beyond the head");
  const auto look_for_it = [meeting, position](const RocksDbStore& store) {
    return store.checkpoint(meeting, position);
  };
  const CheckpointPage there = co_await writer_->read<CheckpointPage>(look_for_it);
  AppendOutcome outcome{AppendStatus::kDurable, tail.head, {}};
  if (there.status == ReadStatus::kRead && there.position == position) co_return outcome;
  if (!there.message.empty()) co_return refused("behind a damaged checkpoint none would be found");
  for (std::uint32_t part = checkpoint_parts(bytes.size()); part-- > 0;) {
    CheckpointKey key{meeting, position, part};
    std::string value = checkpoint_part(bytes, part);
    auto put = [this, key = std::move(key), value = std::move(value)](Completion<AppendOutcome> done) mutable {
      writer_->put_part(std::move(key), std::move(value), std::move(done));
    };
    outcome = co_await await_completion<AppendOutcome>(std::move(put));
    if (outcome.status != AppendStatus::kDurable) co_return outcome;
  }
  co_return outcome;
}

net::awaitable<CheckpointPage> RocksDbOpLog::get_checkpoint(MeetingId meeting, SeqNo at_or_before) {
  return writer_->read<CheckpointPage>([meeting = std::move(meeting), at_or_before](const RocksDbStore& store) {
    return store.checkpoint(meeting, at_or_before);
  });
}

net::awaitable<LogList> RocksDbOpLog::list() {
  return writer_->read<LogList>([](const RocksDbStore& store) { return store.list(); });
}

}  // namespace flipover
