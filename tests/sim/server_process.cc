#include "tests/sim/server_process.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

namespace flipover::sim {
namespace {

// A sync mostly takes a few milliseconds, and now and then the disk thinks.
SimTime step_time(Chance& chance, MemoryStep step) {
  if (step == MemoryStep::kRead) return SimTime(static_cast<std::int64_t>(chance.between(50, 500)));
  if (chance.one_in(50)) return SimTime(static_cast<std::int64_t>(chance.between(20'000, 400'000)));
  return SimTime(static_cast<std::int64_t>(chance.between(500, 8'000)));
}

}  // namespace

ServerProcess::ServerProcess(Owner owner, EventQueue& queue, const Clock& clock, Machine& machine, DiskTemper& temper,
                             const MeetingLimits& limits, Chance chance, Watch& watch)
    : owner_(owner),
      queue_(queue),
      chance_(chance),
      watch_(watch),
      limits_(limits),
      io_(std::make_unique<net::io_context>(1)),
      work_(net::make_work_guard(*io_)) {
  MemoryOpLogOptions options;
  options.schedule = [this](MemoryStep step, std::function<void()> work) {
    queue_.after(owner_, step_time(chance_, step), std::move(work));
  };
  options.fault = [this, &temper](std::uint64_t) -> std::optional<AppendFault> {
    if (!temper.fails || !chance_.one_in(40)) return std::nullopt;
    ++temper.failed_appends;
    return static_cast<AppendFault>(chance_.below(3));
  };
  log_ = std::make_unique<MemoryOpLog>(machine.disk, std::move(options));
  MeetingWorld world{*log_, machine.keys, clock,
                     [this](std::chrono::milliseconds pause, std::function<void()> what) {
                       queue_.after(owner_, pause, std::move(what));
                     },
                     limits_, metrics_};
  host_ = std::make_unique<MeetingHost>(std::move(world));
}

ServerProcess::~ServerProcess() {
  if (!dead_) let_go();
}

void ServerProcess::accept(std::shared_ptr<Connection> connection, std::string participant,
                           Connection::ClientEnd client) {
  SimSession::Bounds bounds;
  bounds.unanswered_max = limits_.unanswered_max;
  auto session =
      std::make_shared<SimSession>(*io_, *host_, connection, std::move(participant), bounds, watch_);
  sessions_.push_back(session);
  connection->open(std::move(client),
                   {[session](pb::ClientFrame frame) { session->receive(std::move(frame)); },
                    [session] { session->lost(); }, [session] { session->drain(); }});
}

void ServerProcess::die() {
  log_->crash([this](std::size_t unsynced) { return chance_.below(unsynced + 1); });
  let_go();
}

void ServerProcess::let_go() {
  dead_ = true;
  alive_.reset();
  if (metrics_.invariants_broken.value() > 0) watch_.fail("CHECK", "a meeting stopped by a broken invariant");
  for (const auto& weak : std::exchange(sessions_, {})) {
    if (const auto session = weak.lock()) session->die();
  }
  // Whatever of this process still waits is told that the log is gone, and ends: nobody hears of it any more. The log
  // goes last, for a journal that goes away gives its lease back.
  for (auto waiting = queue_.take(owner_);; waiting = queue_.take(owner_)) {
    for (const auto& what : waiting) what();
    if (io_->poll() == 0 && waiting.empty()) break;
  }
  host_.reset();
  work_.reset();
  io_.reset();
}

void ServerProcess::stop(std::function<void()> stopped) {
  net::co_spawn(
      *io_,
      [](MeetingHost& host, EventQueue& queue, std::weak_ptr<void> alive,
         std::function<void()> done) -> net::awaitable<void> {
        co_await host.stop();
        queue.after(kWorld, 1ms, [alive, done = std::move(done)] {
          if (!alive.expired()) done();
        });
      }(*host_, queue_, alive_, std::move(stopped)),
      net::detached);
}

}  // namespace flipover::sim
