// Foreign files: a demonstration case, a transcript, an export of ours, plain or gzip'd. A file is refused with its
// place, or becomes a meeting that can be shown and reported.
//
// Input: the bytes of a file.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "server/base/check.h"
#include "server/meeting/import/export_file.h"
#include "server/meeting/import/read_import.h"
#include "server/meeting/minutes.h"
#include "server/meeting/text_edits.h"
#include "server/model/apply.h"
#include "server/model/decide.h"
#include "server/model/projection.h"
#include "server/model/state_hash.h"
#include "tests/fuzz/json_mutator.h"

namespace flipover {
namespace {

constexpr std::int64_t kStart = 1'800'000'000'000;

const Catalogue& catalogue() {
  static const Catalogue loaded = Catalogue::load_embedded().value();
  return loaded;
}

ImportLimits small_limits() {
  ImportLimits limits;
  limits.bytes_max = 256 * 1024;
  limits.items_max = 200;
  limits.steps_max = 2'000;
  return limits;
}

void show(const MeetingState& state) {
  for (const auto& attendee : state.attendees) {
    const std::string& participant = attendee.participant().id();
    const pb::Checkpoint shown = project(state, viewer_of(state, participant));
    state_hash(from_checkpoint(shown));
    minutes_markdown(shown, participant, kStart, "nl");
  }
  state_hash(from_checkpoint(to_checkpoint(state)));
}

// As a meeting takes in a plan.
void take_in(ImportPlan plan) {
  start_at(plan, kStart);
  MeetingState state;
  TextEdits edits(10'000);
  const auto go = [&](const Author& by, const pb::Operation& operation, std::int64_t time_ms) {
    auto decided = decide(state, by, operation, edits, ModelLimits{});
    if (!decided) return false;
    pb::Record record;
    record.set_number(state.number + 1);
    record.set_time_ms(std::max(time_ms, state.time_ms));
    record.set_by(by.participant);
    *record.mutable_operation() = std::move(*decided);
    apply(state, record);
    if (auto edit = text_edit_of(record)) {
      const Item* item = find_item(state, edit->first);
      CHECK(item != nullptr, "only what is there is edited");
      edits.add(edit->first, item->data.revision(), std::move(edit->second));
    }
    return true;
  };
  pb::Operation create;
  *create.mutable_create_meeting() = plan.create;
  CHECK(go(Author{{}, Authority::kServer}, create, kStart), "a plan's meeting can be created");
  for (const ImportStep& step : plan.steps) {
    const Author by{step.by, step.by.empty() ? Authority::kServer : Authority::kImporter};
    if (!go(by, step.operation, step.time_ms)) return;  // told to the administrator, and there is no meeting
  }
  show(state);
}

// As a meeting takes in an export.
void take_in(pb::Export exported) {
  start_at(exported, kStart);
  MeetingState state;
  for (pb::Record& record : *exported.mutable_records()) {
    CHECK(record.number() > state.number && record.number() <= small_limits().number_max, "numbers are in order");
    sight_scope(state, record);
    apply(state, record);
  }
  show(state);
}

void run(std::string_view bytes) {
  auto file = read_import(bytes, catalogue(), small_limits());
  if (!file) {
    CHECK(!file.error().where.empty() && !file.error().nl.empty() && !file.error().en.empty(),
          "a refusal has its place");
    return;
  }
  std::visit([](auto&& taken) { take_in(std::move(taken)); }, std::move(*file));
}

}  // namespace
}  // namespace flipover

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  flipover::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max,
                                               unsigned seed) {
  return flipover::mutate_json(data, size, size_max, seed);
}
