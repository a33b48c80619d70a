// What one edit costs in each step of its way, apart from sockets and disks.
//
//     model_bench [--benchmark_filter=Decide]
#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "server/meeting/frame.h"
#include "server/meeting/text_edits.h"
#include "server/model/apply.h"
#include "server/model/decide.h"
#include "server/model/projection.h"
#include "server/vocabulary/catalogue.h"
#include "storage/seal.h"

namespace flipover {
namespace {

constexpr std::size_t kEditsKept = 50'000;
constexpr std::size_t kTextUnits = 1'000;

const Author kServer{{}, Authority::kServer};
const Author kWriter{"p1", Authority::kParticipant};

// A meeting of four in the method vrij, with items on the board, each of a thousand units.
class Board {
 public:
  explicit Board(std::size_t items) {
    const auto catalogue = Catalogue::load_embedded();
    if (!catalogue) throw std::runtime_error(catalogue.error().what);
    pb::Operation create;
    create.mutable_create_meeting()->set_meeting("bench");
    create.mutable_create_meeting()->set_title("Overleg");
    *create.mutable_create_meeting()->mutable_method() = *catalogue->method("vrij");
    *create.mutable_create_meeting()->mutable_vocabulary() = catalogue->vocabulary();
    commit(kServer, create);
    for (int i = 1; i <= 4; ++i) {
      pb::Operation add;
      pb::Participant& participant = *add.mutable_add_participant()->mutable_participant();
      participant.set_id("p" + std::to_string(i));
      participant.set_name("Deelnemer " + std::to_string(i));
      participant.set_role(i == 1 ? "procesregisseur" : "partner");
      commit(kServer, add);
    }
    for (std::size_t i = 0; i < items; ++i) {
      pb::Operation add;
      add.mutable_add_item()->set_kind("vraag");
      add.mutable_add_item()->set_text(std::string(kTextUnits, 'a'));
      commit(kWriter, add);
    }
  }

  const MeetingState& state() const { return state_; }
  std::string first_item() const { return state_.items.begin()->first; }

  // One character more, or one less: the text stays as long as it was.
  pb::Operation edit() {
    pb::Operation operation;
    pb::EditText& edit = *operation.mutable_edit_text();
    edit.set_item(first_item());
    edit.set_base(state_.items.begin()->second.data.revision());
    pb::Span& span = *edit.add_spans();
    span.set_keep(kTextUnits / 2);
    if (std::exchange(longer_, !longer_)) {
      span.set_remove(1);
    } else {
      span.set_insert("b");
    }
    return operation;
  }

  pb::Record commit(const Author& by, pb::Operation operation) {
    operation.mutable_id()->set_client("a-client-of-the-bench");
    operation.mutable_id()->set_counter(++counter_);
    auto decided = decide(state_, by, operation, edits_, ModelLimits{});
    if (!decided) throw std::runtime_error("refused");
    pb::Record record;
    record.set_number(state_.number + 1);
    record.set_by(by.participant);
    *record.mutable_operation() = std::move(*decided);
    apply(state_, record);
    if (auto edit = text_edit_of(record)) {
      edits_.add(edit->first, find_item(state_, edit->first)->data.revision(), std::move(edit->second));
    }
    return record;
  }

 private:
  MeetingState state_;
  TextEdits edits_{kEditsKept};
  std::uint64_t counter_ = 0;
  bool longer_ = false;
};

void DecideAndApplyAnEdit(benchmark::State& loop) {
  Board board(20);
  for (auto _ : loop) benchmark::DoNotOptimize(board.commit(kWriter, board.edit()));
}
BENCHMARK(DecideAndApplyAnEdit);

void SeeAnEditForFourViewers(benchmark::State& loop) {
  Board board(20);
  const pb::Record record = board.commit(kWriter, board.edit());
  const Before earlier = before(board.state(), record);
  std::vector<Viewer> viewers;
  for (int i = 1; i <= 4; ++i) viewers.push_back(viewer_of(board.state(), "p" + std::to_string(i)));
  for (auto _ : loop) {
    for (const Viewer& viewer : viewers) benchmark::DoNotOptimize(see(earlier, {}, board.state(), record, viewer));
  }
}
BENCHMARK(SeeAnEditForFourViewers);

void EncodeAnEdit(benchmark::State& loop) {
  Board board(1);
  const pb::Record record = without_id(board.commit(kWriter, board.edit()));
  for (auto _ : loop) {
    pb::ServerFrame frame;
    *frame.mutable_update()->add_records() = record;
    frame.mutable_update()->set_upto(record.number());
    benchmark::DoNotOptimize(make_frame(std::move(frame))->bytes(Wire::kBinary).size());
  }
}
BENCHMARK(EncodeAnEdit);

void SealAnEdit(benchmark::State& loop) {
  Board board(1);
  const std::string content = board.commit(kWriter, board.edit()).SerializeAsString();
  const SecretKey key = SecretKey::random();
  const Nonce nonce = random_nonce();
  for (auto _ : loop) benchmark::DoNotOptimize(seal(key, nonce, "bound to its place", content));
}
BENCHMARK(SealAnEdit);

void ProjectABoardOf500Items(benchmark::State& loop) {
  const Board board(500);
  const Viewer viewer = viewer_of(board.state(), "p2");
  for (auto _ : loop) benchmark::DoNotOptimize(project(board.state(), viewer));
}
BENCHMARK(ProjectABoardOf500Items)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace flipover

BENCHMARK_MAIN();
