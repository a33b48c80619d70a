#include "tests/sim/oracles.h"

#include <algorithm>

#include "server/model/apply.h"
#include "server/model/projection.h"
#include "server/model/state_hash.h"
#include "tests/sim/rulebook.h"
#include "tests/sim/sim_session.h"

namespace flipover::sim {
namespace {

constexpr std::ptrdiff_t kObjectionsMax = 6;  // of one oracle; the rest says the same
constexpr std::size_t kShownBefore = 60;
constexpr std::size_t kShownAfter = 60;

}  // namespace

std::string difference(const std::string& held, const std::string& expected) {
  const std::size_t both = std::min(held.size(), expected.size());
  std::size_t at = 0;
  while (at < both && held[at] == expected[at]) ++at;
  const std::size_t from = at - std::min(at, kShownBefore);
  return "has ..." + held.substr(from, at - from + kShownAfter) + "... and not ..." +
         expected.substr(from, at - from + kShownAfter) + "...";
}

void Oracles::fail(const std::string& oracle, const std::string& what) {
  const auto said = std::count_if(objections_.begin(), objections_.end(),
                                  [&](const Objection& objection) { return objection.oracle == oracle; });
  if (said < kObjectionsMax) objections_.push_back({oracle, what});
}

std::uint64_t Oracles::durable_upto() {
  MemoryDisk after_power_cut = *disk_;
  after_power_cut.lose_unsynced_but(0);
  std::uint64_t head = 0;
  for (const LogEntry& entry : after_power_cut.entries(the_meeting())) {
    if (raw(entry.first) == head + 1) head += entry.count;
  }
  return head;
}

void Oracles::need_durable(std::uint64_t number, const SessionView& session, const char* what) {
  if (number <= durable_upto_) return;
  durable_upto_ = durable_upto();
  if (number <= durable_upto_) return;
  fail("G2", std::string(what) + " " + std::to_string(number) + " reaches " + session.participant +
                 " while the disk holds " + std::to_string(durable_upto_));
}

void Oracles::shown(const SessionView& session, std::uint64_t number, std::string_view bytes) {
  for (const Canary canary : canaries_in(bytes)) shown_[number].insert({session.participant, canary});
}

void Oracles::leaves(SessionView& session, const FramePtr& out) {
  const pb::ServerFrame& frame = out->frame();
  const auto nothing_of_others = [&](const std::string& bytes, const char* where) {
    for (const Canary canary : canaries_in(bytes)) {
      if (canaries_.author(canary) == session.participant) continue;
      fail("G5", std::string(where) + " for " + session.participant + " holds words of " + canaries_.author(canary));
    }
  };
  switch (frame.frame_case()) {
    case pb::ServerFrame::kWelcome:
      session.joined_at = frame.welcome().number();
      session.parts_bytes.clear();
      need_durable(frame.welcome().number(), session, "a welcome at");
      for (const auto& committed : frame.welcome().committed()) {
        need_durable(committed.number(), session, "a confirmation of");
      }
      nothing_of_others(frame.SerializeAsString(), "a welcome");
      break;
    case pb::ServerFrame::kPart:
      frame.AppendToString(&session.parts_bytes);
      if (!frame.part().last()) break;
      need_durable(frame.part().upto(), session, "a picture at");
      shown(session, frame.part().upto(), session.parts_bytes);
      session.parts_bytes.clear();
      break;
    case pb::ServerFrame::kUpdate:
      for (const auto& outcome : frame.update().outcomes()) {
        need_durable(outcome.committed(), session, "a confirmation of");
        nothing_of_others(outcome.SerializeAsString(), "an answer");
      }
      for (const auto& record : frame.update().records()) {
        need_durable(record.number(), session, "record");
        // What came before the welcome is told by the rights of that moment.
        const std::uint64_t seen_at = std::max(record.number(), session.joined_at);
        shown(session, seen_at, record.SerializeAsString());
      }
      need_durable(frame.update().upto(), session, "number");
      break;
    default: nothing_of_others(frame.SerializeAsString(), "a frame without content"); break;
  }
}

void Oracles::board_is(const std::string& participant, std::uint64_t number, std::string canonical) {
  boards_[number].push_back({participant, std::move(canonical)});
}

void Oracles::replayed(const std::string& participant, const std::string& bytes) {
  for (const Canary canary : canaries_in(bytes)) replayed_.insert({participant, canary});
}

void Oracles::judge(const std::vector<pb::Record>& log, const std::vector<std::unique_ptr<SimClient>>& clients) {
  judge_operations(log, clients);
  judge_sight(log);
}

void Oracles::judge_operations(const std::vector<pb::Record>& log,
                               const std::vector<std::unique_ptr<SimClient>>& clients) {
  std::map<std::string, std::map<std::uint64_t, std::uint64_t>> logged;  // client -> counter -> number
  std::int64_t time = 0;
  std::uint64_t number = 0;
  for (const auto& record : log) {
    const std::string at = "record " + std::to_string(record.number());
    if (record.number() != ++number) fail("G7", at + " stands at place " + std::to_string(number));
    if (record.time_ms() < time) fail("G7", at + " goes back in time");
    time = record.time_ms();
    const pb::OperationId& id = record.operation().id();
    if (id.client().empty()) continue;
    const auto [first, is_new] = logged[id.client()].emplace(id.counter(), record.number());
    if (is_new) continue;
    fail("G3", id.client() + " counter " + std::to_string(id.counter()) + " is in the log as " +
                   std::to_string(first->second) + " and as " + std::to_string(record.number()));
  }
  for (const auto& client : clients) {
    const auto& mine = logged[client->id()];
    const std::string whose = client->participant() + " (" + client->id() + ") counter ";
    for (const auto& [counter, saved_as] : client->saved()) {
      const auto found = mine.find(counter);
      if (found == mine.end()) {
        fail("G4", whose + std::to_string(counter) + " was shown as saved under " + std::to_string(saved_as) +
                       " and is not in the log");
      } else if (found->second != saved_as) {
        fail("G3", whose + std::to_string(counter) + " was shown as saved under " + std::to_string(saved_as) +
                       " and is in the log as " + std::to_string(found->second));
      }
    }
    for (const auto& [counter, logged_as] : mine) {
      if (client->refused().contains(counter)) {
        fail("G9", whose + std::to_string(counter) + " was shown as refused and is in the log as " +
                       std::to_string(logged_as));
      }
    }
    if (!client->settled() && !client->ended()) {
      fail("G4", client->participant() + " (" + client->id() + ") still waits for " +
                     std::to_string(client->pending()) + " answers after all has been quiet");
    }
  }
}

void Oracles::judge_sight(const std::vector<pb::Record>& log) {
  MeetingState state;
  Rulebook rules;
  for (const auto& record : log) {
    apply(state, record);
    rules.take(record);
    if (const auto shown = shown_.find(record.number()); shown != shown_.end()) {
      for (const auto& [participant, canary] : shown->second) {
        ++words_checked_;
        if (rules.may_read(participant, canary)) continue;
        fail("G5", "words " + canary_text(canary) + " of " + canaries_.author(canary) + " reach " + participant +
                       " at record " + std::to_string(record.number()) + " (" +
                       std::to_string(static_cast<int>(record.operation().kind_case())) + ")");
      }
    }
    const auto boards = boards_.find(record.number());
    if (boards == boards_.end()) continue;
    std::map<std::string, std::string> expected;  // by participant
    for (const auto& board : boards->second) {
      const Viewer viewer = viewer_of(state, board.participant);
      if (viewer.role.id().empty()) continue;  // his participation ended: he is being sent away
      std::string& canonical = expected[board.participant];
      if (canonical.empty()) {
        canonical = canonical_form(from_checkpoint(project(state, viewer)));
      }
      ++boards_compared_;
      if (canonical == board.canonical) continue;
      fail("G1", "the board of " + board.participant + " at " + std::to_string(record.number()) +
                     " is not what the log makes of it: " + difference(board.canonical, canonical));
    }
  }
  for (const auto& [participant, canary] : replayed_) {
    if (rules.level_admits(participant, canary)) continue;
    fail("G5", "a replay shows " + participant + " words " + canary_text(canary) + " of " + canaries_.author(canary));
  }
}

}  // namespace flipover::sim
