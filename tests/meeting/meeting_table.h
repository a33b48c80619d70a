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
    if (!takes_parts) return waiting_parts.push_back(std::move(parts));
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
  bool takes_parts = true;  // false: they wait
  std::vector<std::unique_ptr<FrameSource>> waiting_parts;
  std::size_t frames_max = 0;  // of what his outbox takes; 0: all
  std::vector<FramePtr> frames;
  std::map<std::uint64_t, pb::Outcome> outcomes;  // by counter, the last
  std::vector<pb::PresenceUpdate> presence;
  std::size_t answers = 0;
  std::optional<CloseReason> closed;
  MeetingState board;
  std::uint64_t upto = 0;
  std::string past;  // as the last Welcome told

 private:
  void take(const pb::ServerFrame& frame) {
    if (frame.has_welcome()) {
      past = frame.welcome().past();
      if (!frame.welcome().resumed()) board = {};
    }
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
  explicit MeetingTable(MeetingLimits limits = {}, std::shared_ptr<MemoryDisk> disk = std::make_shared<MemoryDisk>(),
                        std::shared_ptr<MemoryKeyStore> keys = std::make_shared<MemoryKeyStore>())
      : disk_(std::move(disk)), keys_(std::move(keys)) {
    MemoryOpLogOptions options;
    options.schedule = [this](MemoryStep step, std::function<void()> work) {
      (void)step;
      steps.push_back(std::move(work));
    };
    options.fault = [this](std::uint64_t nth) { return fault ? fault(nth) : std::nullopt; };
    log_ = std::make_unique<MemoryOpLog>(disk_, std::move(options));
    MeetingWorld world{*log_, *keys_, clock,
                       [this](std::chrono::milliseconds pause, std::function<void()> what) {
                         timers.emplace_back(pause, std::move(what));
                       },
                       limits, metrics, {}, {}, [this](const std::string& line) { told.push_back(line); }};
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
  std::shared_ptr<MeetingActor> meeting() { return why_not_open().actor; }

  // How opening it ends now.
  MeetingActor::Opened why_not_open() {
    const auto opened = std::make_shared<MeetingActor::Opened>();
    net::co_spawn(
        *io_, [](MeetingHost& host, std::shared_ptr<MeetingActor::Opened> into) -> net::awaitable<void> {
          *into = co_await host.enter(MeetingId{"overleg"});
        }(*host_, opened),
        net::detached);
    run();
    return *opened;
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
      return actor.join(JoinRequest{guest->participant, client, last_seen, guest, {}, guest->past});
    });
  }
  // With the board and the past that somebody held before.
  std::shared_ptr<Guest> comes_back(const Guest& before) {
    auto guest = std::make_shared<Guest>(before.participant);
    guest->board = before.board;
    guest->past = before.past;
    join(guest, before.upto);
    return guest;
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

  // The log itself, while nobody is in the meeting.
  void with_log(std::function<net::awaitable<void>(Journal&)> work) {
    net::co_spawn(
        *io_,
        [](MemoryOpLog& log, MemoryKeyStore& keys,
           std::function<net::awaitable<void>(Journal&)> with) -> net::awaitable<void> {
          const OpenOutcome opened = co_await Journal::open(log, keys, MeetingId{"overleg"});
          if (opened.journal) co_await with(*opened.journal);
        }(*log_, *keys_, std::move(work)),
        net::detached);
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

  // What somebody finds who looks back, whether or not anybody is in the meeting. An empty T: not answered (yet).
  template <class T, class Look>
  T look_back(const std::string& participant, Look look, const std::string& device = {}) {
    const auto answer = begin_to_look_back<T>(participant, std::move(look), device);
    run();
    return *answer && (*answer)->found ? std::move(*(*answer)->found) : T{};
  }
  template <class T, class Look>
  auto begin_to_look_back(const std::string& participant, Look look, const std::string& device = {}) {
    auto answer = std::make_shared<std::optional<LookingBack::Answer<T>>>();
    net::co_spawn(
        *io_, [](net::awaitable<LookingBack::Answer<T>> asked,
                 std::shared_ptr<std::optional<LookingBack::Answer<T>>> into) -> net::awaitable<void> {
          *into = co_await std::move(asked);
        }(host_->looking_back().ask<T>(MeetingId{"overleg"}, Looker{participant, device}, std::move(look)), answer),
        net::detached);
    return answer;
  }

  ManualClock clock;
  MeetingMetrics metrics;
  std::function<std::optional<AppendFault>(std::uint64_t nth)> fault;
  std::deque<std::function<void()>> steps;  // of the disk, waiting
  bool hold_steps = false;
  std::vector<std::pair<std::chrono::milliseconds, std::function<void()>>> timers;
  std::vector<std::string> told;  // to the operator
  std::uint64_t appends() const { return log_->appends(); }
  MemoryOpLog& log() { return *log_; }
  MemoryKeyStore& keys() { return *keys_; }
  MemoryDisk& disk() { return *disk_; }
  MeetingHost& host() { return *host_; }

 private:
  std::shared_ptr<MemoryDisk> disk_;
  std::shared_ptr<MemoryKeyStore> keys_;
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
