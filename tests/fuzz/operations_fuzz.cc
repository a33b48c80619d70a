// Operations of participants of every role, decided and applied in a meeting at work. Nothing an operation says may
// break an invariant; what is accepted shows itself alike to who sees it come and to who joins afterwards.
//
// Input: a pb::Update. `upto` chooses the meeting and the onlookers; of each record count who it is by, the operation,
// and whether it is marked imported (then an importer's authority decides).
#include <algorithm>
#include <string>
#include <utility>

#include "meeting/v1/session.pb.h"
#include "server/base/check.h"
#include "server/meeting/text_edits.h"
#include "server/model/apply.h"
#include "server/model/decide.h"
#include "server/model/state_hash.h"
#include "tests/fuzz/meetings_at_work.h"
#include "tests/fuzz/message_mutator.h"
#include "tests/fuzz/onlookers.h"

namespace flipover {
namespace {

constexpr int kRecordsMost = 16;
constexpr std::uint64_t kCheckpointsEvery = 7;  // as expensive as all the rest

void run(const pb::Update& input) {
  MeetingState state = meeting_at_work(input.upto());
  TextEdits edits(1'000);
  Onlookers onlookers(input.upto());
  std::uint64_t counter = kFirstCounter;
  for (int i = 0; i < std::min(input.records_size(), kRecordsMost); ++i) {
    const pb::Record& asked = input.records(i);
    const Author by{asked.by(), asked.has_imported() ? Authority::kImporter : Authority::kParticipant};
    // The session's client and a counter that has not been: what comes before `decide` sees to that.
    pb::Operation operation = asked.operation();
    operation.mutable_id()->set_client(client_of(by.participant));
    operation.mutable_id()->set_counter(counter++);
    auto decided = decide(state, by, operation, edits, ModelLimits{});
    if (!decided) {
      const pb::Refusal refusal = to_refusal(decided.error(), operation);
      CHECK(!refusal.code().empty() && !refusal.words().nl().empty() && !refusal.words().en().empty(),
            "a refusal says what to do");
      continue;
    }
    pb::Record record;
    record.set_number(state.number + 1);
    record.set_time_ms(state.time_ms + 1'000);
    record.set_by(by.participant);
    *record.mutable_operation() = std::move(*decided);
    onlookers.before_apply(state, record);
    apply(state, record);
    onlookers.after_apply(state, record);
    CHECK(state.number == record.number(), "a record counts");
    if (auto edit = text_edit_of(record)) {
      const Item* item = find_item(state, edit->first);
      CHECK(item != nullptr, "only what is there is edited");
      edits.add(edit->first, item->data.revision(), std::move(edit->second));
    }
  }
  onlookers.expect_same_as_shown_at_once(state);
  if (input.upto() % kCheckpointsEvery != 0) return;
  CHECK(canonical_form(from_checkpoint(to_checkpoint(state))) == canonical_form(state),
        "a checkpoint gives the state it was made of");
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
