// MeetingTable: a meeting at work in one thread, for tests: the real actor, journal and fan-out over a memory log whose
// every step the test may hold back or let fail.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/meeting/meeting_host.h"
#include "server/model/apply.h"
#include "server/model/meeting_state.h"
#include "server/model/utf16.h"
#include "server/vocabulary/catalogue.h"
#include "storage/memory_key_store.h"
#include "storage/memory_op_log.h"

namespace flipover {

class ManualClock final : public Clock {
 public:
  WallTime now() const override { return now_; }
  void pass(std::chrono::milliseconds time) { now_ += time; }

 private:
  WallTime now_{std::chrono::milliseconds(1'804'756'800'000)};
};

// Somebody at the table: keeps all that reaches him, and a board as a client would.
class Guest final : public Subscriber {
 public:
  explicit Guest(std::string who) : participant(std::move(who)) {}

  void deliver(FramePtr frame) override {
    if (closed) return;
    if (frames_max > 0 && frames.size() >= frames_max) return close(CloseReason::kTooSlow);
    frames.push_back(frame);
    take(frame->frame());
  }
  void deliver_parts(std::unique_ptr<FrameSource> parts) override {
    if (closed) return;
    while (FramePtr part = parts->next()) {
      frames.push_back(part);
      take(part->frame());
    }
  }
  void answered(std::size_t operations) override { answers += operations; }
  void close(CloseReason reason) override {
    if (!closed) closed = reason;
  }

  const pb::Welcome& welcome() const { return frames.front()->frame().welcome(); }
  std::optional<std::uint64_t> saved(std::uint64_t counter) const {
    const auto found = outcomes.find(counter);
    if (found == outcomes.end() || !found->second.has_committed()) return std::nullopt;
    return found->second.committed();
  }
  std::string refused(std::uint64_t counter) const {
    const auto found = outcomes.find(counter);
    return found == outcomes.end() ? std::string{} : found->second.refused().code();
  }

  std::string participant;
  std::size_t frames_max = 0;  // of what his outbox takes; 0: all
  std::vector<FramePtr> frames;
  std::map<std::uint64_t, pb::Outcome> outcomes;  // by counter, the last
  std::vector<pb::PresenceUpdate> presence;
  std::size_t answers = 0;
  std::optional<CloseReason> closed;
  MeetingState board;
  std::uint64_t upto = 0;

 private:
  void take(const pb::ServerFrame& frame) {
    if (frame.has_presence()) presence.push_back(frame.presence());
    if (frame.has_part()) {
      merge_checkpoint(board, frame.part().fragment());
      for (const auto& chunk : frame.part().more_text()) {
        find_item(board, chunk.item())->text += *utf16_from_utf8(chunk.text());
      }
      upto = std::max(upto, frame.part().upto());
    }
    for (const auto& outcome : frame.update().outcomes()) outcomes[outcome.counter()] = outcome;
    for (const auto& record : frame.update().records()) apply(board, record);
    upto = std::max(upto, frame.update().upto());
  }
};

class MeetingTable {
 public:
  explicit MeetingTable(MeetingLimits limits = {}, std::shared_ptr<MemoryDisk> disk = std::make_shared<MemoryDisk>())
      : disk_(std::move(disk)) {
    MemoryOpLogOptions options;
    options.schedule = [this](MemoryStep step, std::function<void()> work) {
      (void)step;
      steps.push_back(std::move(work));
    };
    options.fault = [this](std::uint64_t nth) { return fault ? fault(nth) : std::nullopt; };
    log_ = std::make_unique<MemoryOpLog>(disk_, std::move(options));
    MeetingWorld world{*log_, keys_, clock,
                       [this](std::chrono::milliseconds pause, std::function<void()> what) {
                         timers.emplace_back(pause, std::move(what));
                       },
                       limits, metrics};
    host_ = std::make_unique<MeetingHost>(std::move(world));
  }
  ~MeetingTable() {
    visitors_.clear();
    steps.clear();
    timers.clear();
    host_.reset();
    io_.reset();
  }
  MeetingTable(const MeetingTable&) = delete;
  MeetingTable& operator=(const MeetingTable&) = delete;

  // Until nothing more is ready; the disk does all its steps, unless they are held back.
  void run() {
    for (;;) {
      io_->restart();
      io_->poll();
      if (steps.empty() || hold_steps) return;
      auto step = std::move(steps.front());
      steps.pop_front();
      step();
    }
  }
  void do_step() {
    auto step = std::move(steps.front());
    steps.pop_front();
    step();
    io_->restart();
    io_->poll();
  }
  void fire_timers() {
    for (auto& [pause, what] : std::exchange(timers, {})) what();
    run();
  }

  // The meeting, opened by whoever comes; null: it cannot be opened now.
  std::shared_ptr<MeetingActor> meeting() {
    const auto opened = std::make_shared<MeetingActor::Opened>();
    net::co_spawn(
        *io_, [](MeetingHost& host, std::shared_ptr<MeetingActor::Opened> into) -> net::awaitable<void> {
          *into = co_await host.enter(MeetingId{"overleg"});
        }(*host_, opened),
        net::detached);
    run();
    return opened->actor;
  }

  MeetingStatus as_server(std::vector<pb::Operation> operations) {
    return ask<MeetingStatus>([&](MeetingActor& actor) { return actor.submit_as_server(std::move(operations)); });
  }

  // Casus Plus with these participants: id and role; all of one organisation each.
  MeetingStatus create(const std::vector<std::pair<std::string, std::string>>& people) {
    static const Catalogue catalogue = *Catalogue::load_embedded();
    std::vector<pb::Operation> operations(1);
    pb::CreateMeeting& created = *operations[0].mutable_create_meeting();
    created.set_meeting("overleg");
    *created.mutable_method() = *catalogue.method("casus_plus");
    *created.mutable_vocabulary() = catalogue.vocabulary();
    created.set_language("nl");
    for (const auto& [id, role] : people) {
      pb::Participant& who = *operations.emplace_back().mutable_add_participant()->mutable_participant();
      who.set_id(id);
      who.set_name(id);
      who.set_role(role);
    }
    return as_server(std::move(operations));
  }

  std::shared_ptr<Guest> join(const std::string& participant, std::uint64_t last_seen = 0, std::string client = {}) {
    auto guest = std::make_shared<Guest>(participant);
    join(guest, last_seen, std::move(client));
    return guest;
  }
  MeetingStatus join(const std::shared_ptr<Guest>& guest, std::uint64_t last_seen, std::string client = {}) {
    if (client.empty()) client = "device-of-" + guest->participant + "-0001";
    visitors_.push_back(meeting());
    return ask<MeetingStatus>([&](MeetingActor& actor) {
      return actor.join(JoinRequest{guest->participant, client, last_seen, guest});
    });
  }
  void leave(const Guest& guest) {
    if (const auto actor = meeting()) actor->leave(guest);
    run();
  }
  // Everybody lets go: the meeting is written down and closed.
  void all_leave() {
    visitors_.clear();
    run();
  }

  // False: it still waits (a full inbox), or the meeting has stopped.
  std::shared_ptr<std::optional<MeetingStatus>> send(const Guest& guest, std::vector<pb::Operation> operations) {
    auto status = std::make_shared<std::optional<MeetingStatus>>();
    net::co_spawn(
        *io_, [](std::shared_ptr<MeetingActor> actor, const Guest& from, std::vector<pb::Operation> sent,
                 std::shared_ptr<std::optional<MeetingStatus>> into) -> net::awaitable<void> {
          *into = co_await actor->submit(from, std::move(sent));
        }(visitors_.back(), guest, std::move(operations), status),
        net::detached);
    run();
    return status;
  }

  template <class Answer, class Start>
  Answer ask(Start start) {
    const auto answer = std::make_shared<std::optional<Answer>>();  // it may come later than we wait
    const auto actor = meeting();
    if (!actor) return Answer{};
    net::co_spawn(
        *io_, [](std::shared_ptr<MeetingActor>, net::awaitable<Answer> asked,
                 std::shared_ptr<std::optional<Answer>> into) -> net::awaitable<void> {
          *into = co_await std::move(asked);
        }(actor, start(*actor), answer),
        net::detached);
    run();
    return *answer ? std::move(**answer) : Answer{};
  }

  ManualClock clock;
  MeetingMetrics metrics;
  std::function<std::optional<AppendFault>(std::uint64_t nth)> fault;
  std::deque<std::function<void()>> steps;  // of the disk, waiting
  bool hold_steps = false;
  std::vector<std::pair<std::chrono::milliseconds, std::function<void()>>> timers;
  std::uint64_t appends() const { return log_->appends(); }
  MeetingHost& host() { return *host_; }

 private:
  std::shared_ptr<MemoryDisk> disk_;
  MemoryKeyStore keys_;
  std::unique_ptr<MemoryOpLog> log_;
  std::unique_ptr<net::io_context> io_ = std::make_unique<net::io_context>(1);
  std::unique_ptr<MeetingHost> host_;
  std::vector<std::shared_ptr<MeetingActor>> visitors_;
};

// Operations as a client sends them.
inline pb::Operation adds(std::uint64_t counter, const std::string& text, const std::string& kind = "procesnoot") {
  pb::Operation op;
  op.mutable_id()->set_counter(counter);
  op.mutable_add_item()->set_kind(kind);
  op.mutable_add_item()->set_text(text);
  return op;
}
inline pb::Operation edits(std::uint64_t counter, const std::string& item, std::uint64_t base, std::uint32_t keep,
                           const std::string& insert) {
  pb::Operation op;
  op.mutable_id()->set_counter(counter);
  op.mutable_edit_text()->set_item(item);
  op.mutable_edit_text()->set_base(base);
  pb::Span& span = *op.mutable_edit_text()->add_spans();
  span.set_keep(keep);
  span.set_insert(insert);
  return op;
}

}  // namespace flipover
