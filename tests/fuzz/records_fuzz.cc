// Records that nobody decided, as an export of elsewhere may bring them, applied to a meeting at work: `apply` is
// total, and whatever state comes of it can be projected, hashed, told record by record, put in a checkpoint and reported.
//
// Input: a pb::Update. `upto` chooses the meeting and the onlookers; a record's number is the next one.
#include <algorithm>
#include <utility>

#include "meeting/v1/session.pb.h"
#include "server/base/check.h"
#include "server/meeting/checkpoint_parts.h"
#include "server/meeting/minutes.h"
#include "server/model/apply.h"
#include "server/model/state_hash.h"
#include "storage/checkpoint_format.h"
#include "storage/journal_record.h"
#include "tests/fuzz/meetings_at_work.h"
#include "tests/fuzz/message_mutator.h"
#include "tests/fuzz/onlookers.h"

namespace flipover {
namespace {

constexpr int kRecordsMost = 16;

void run(const pb::Update& input) {
  MeetingState state = meeting_at_work(input.upto());
  Onlookers onlookers(input.upto());
  for (int i = 0; i < std::min(input.records_size(), kRecordsMost); ++i) {
    pb::Record record = input.records(i);
    record.set_number(state.number + 1);
    onlookers.before_apply(state, record);
    apply(state, record);
    onlookers.after_apply(state, record);
    CHECK(state.number == record.number(), "a record counts");
    const auto stored = to_stored(to_journal(record));
    CHECK(stored && stored->record.SerializeAsString() == record.SerializeAsString(), "a record is stored as it is");
  }
  if (!state.attendees.empty()) {
    const std::string& participant = state.attendees[input.upto() % state.attendees.size()].participant().id();
    const pb::Checkpoint shown = project(state, viewer_of(state, participant));
    state_hash(from_checkpoint(shown));
    minutes_markdown(shown, participant, 0, "nl");
    const auto parts = checkpoint_parts(std::make_shared<const pb::Checkpoint>(shown), state.number);
    while (parts->next()) {
    }
  }
  pb::Checkpoint whole = to_checkpoint(state);
  pb::Checkpoint merged;
  for (const CheckpointPiece& piece : cut(whole)) merged.MergeFrom(piece.piece);
  CHECK(merged.SerializeAsString() == whole.SerializeAsString(), "the pieces of a checkpoint are the checkpoint");
  state_hash(from_checkpoint(std::move(whole)));
}

}  // namespace
}  // namespace flipover

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  flipover::pb::Update input;
  if (input.ParseFromArray(data, static_cast<int>(size))) flipover::run(input);
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max,
                                               unsigned seed) {
  flipover::pb::Update message;
  return flipover::mutate_message(message, data, size, size_max, seed);
}
