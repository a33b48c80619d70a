#include "tests/sim/looking_back.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "server/model/apply.h"
#include "server/model/state_hash.h"
#include "storage/journal.h"

namespace flipover::sim {
namespace {

constexpr std::size_t kPageBytes = 1024 * 1024;

template <class T, class Look>
net::awaitable<T> look(MeetingHost& host, std::string participant, Look look) {
  auto answer = co_await host.looking_back().ask<T>(the_meeting(), Looker{std::move(participant)}, std::move(look));
  co_return answer.found ? std::move(*answer.found) : T{};
}

net::awaitable<StateOutcome> state(MeetingHost& host, std::string participant, Moment moment) {
  return look<StateOutcome>(host, std::move(participant), [moment](Past& past) { return past.state(moment); });
}

net::awaitable<RecordsOutcome> records(MeetingHost& host, std::string participant, std::uint64_t from,
                                       std::size_t bytes) {
  return look<RecordsOutcome>(host, std::move(participant),
                              [from, bytes](Past& past) { return past.records(from, bytes); });
}

net::awaitable<void> ask_in_between(MeetingHost& host, std::string participant, Oracles& oracles) {
  const StateOutcome now = co_await state(host, participant, {});
  if (now.status == MeetingStatus::kDone && now.state.number() > oracles.durable_upto()) {
    oracles.fail("G2", "a state at " + std::to_string(now.state.number()) + " is shown before it is durable");
  }
  const RecordsOutcome page = co_await records(host, participant, 1, kPageBytes);
  if (page.status == MeetingStatus::kDone && page.page.upto() > oracles.durable_upto() + 1) {
    oracles.fail("G2", "records up to " + std::to_string(page.page.upto()) + " are shown before they are durable");
  }
}

}  // namespace

net::awaitable<void> LookingBack::ask(MeetingHost& host, std::string participant, std::uint64_t at) {
  at_ = at;
  now_ = co_await state(host, participant, {});
  then_ = co_await state(host, participant, Moment{at, std::nullopt});
  records_ = co_await records(host, participant, 0, ~std::size_t{0});
  export_ = co_await look<ExportOutcome>(host, participant, [](Past& past) { return past.export_all(); });
}

void LookingBack::judge(const std::string& participant, Oracles& oracles) const {
  if (now_.status == MeetingStatus::kNotAllowed) return;
  if (now_.status != MeetingStatus::kDone || then_.status != MeetingStatus::kDone ||
      records_.status != MeetingStatus::kDone || export_.status != MeetingStatus::kDone) {
    return oracles.fail("G7", participant + " cannot look back");
  }
  MeetingState folded;
  std::string then;  // canonical
  for (const auto& record : records_.page.records()) {
    if (record.number() > at_ && then.empty()) then = canonical_form(folded);
    apply(folded, record);
  }
  const std::string now = canonical_form(folded);
  if (then.empty()) then = now;
  const auto compare = [&](const std::string& made, const pb::StateView& view) {
    const std::string shown = canonical_form(from_checkpoint(view.state()));
    if (to_hex(sha256(shown)) != view.hash()) oracles.fail("G7", "a state is shown under another hash");
    if (made == shown) return;
    oracles.fail("G7", "the records of " + participant + " do not make his state at " + std::to_string(view.number()) +
                           ": " + difference(made, shown));
  };
  compare(now, now_.state);
  compare(then, then_.state);
  if (export_.content.hash() != now_.state.hash()) oracles.fail("G7", "the export of " + participant + " is another");
  oracles.replayed(participant, records_.page.SerializeAsString());
  oracles.replayed(participant, then_.state.SerializeAsString());
  oracles.replayed(participant, export_.content.SerializeAsString());
}

void look_back_now(ServerProcess& server, std::string participant, Oracles& oracles) {
  net::co_spawn(server.io(), ask_in_between(server.host(), std::move(participant), oracles), net::detached);
}

net::awaitable<void> read_all(MemoryOpLog& log, Machine& machine, std::vector<pb::Record>& into, Oracles& oracles) {
  OpenOutcome opened = co_await Journal::open(log, machine.keys, the_meeting());
  if (opened.status != OpenStatus::kOpen) {
    oracles.fail("G4", "the log cannot be opened: " + opened.message);
    co_return;
  }
  Journal& journal = *opened.journal;
  MeetingState folded;
  auto checkpoints = machine.disk->checkpoints(the_meeting());
  for (SeqNo from{1}; from <= journal.head();) {
    const RecordPage page = co_await journal.read(from, kPageBytes);
    if (page.status != ReadStatus::kRead) {
      oracles.fail("G4", "the log cannot be read: " + page.message);
      co_return;
    }
    for (const auto& stored : page.records) {
      into.push_back(stored.record);
      apply(folded, stored.record);
      if (!checkpoints.contains(SeqNo{folded.number})) continue;
      const CheckpointOutcome kept = co_await journal.get_checkpoint(SeqNo{folded.number});
      if (kept.status != ReadStatus::kRead || !kept.checkpoint) {
        oracles.fail("G7", "the checkpoint at " + std::to_string(folded.number) + " cannot be read: " + kept.message);
      } else if (kept.checkpoint->SerializeAsString() != to_checkpoint(folded).SerializeAsString()) {
        oracles.fail("G7", "the checkpoint at " + std::to_string(folded.number) + " is not what the records make");
      }
    }
    if (page.end) break;
    from = page.next;
  }
}

}  // namespace flipover::sim
