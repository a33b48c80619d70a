#include "tests/sim/simulation.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "server/base/check.h"
#include "server/model/apply.h"
#include "server/model/projection.h"
#include "server/model/state_hash.h"
#include "server/vocabulary/catalogue.h"
#include "tests/sim/looking_back.h"
#include "tests/sim/server_process.h"
#include "tests/sim/sim_client.h"
#include "tests/sim/workload.h"

namespace flipover::sim {
namespace {

// What of a run's world the seed decides beforehand.
struct Weather {
  SimTime lasts;
  SimTime between_acts;
  SimTime between_cuts;
  SimTime between_crashes;
  bool disk_fails;
};

SimTime about(Chance& chance, SimTime mean) {
  return SimTime(static_cast<std::int64_t>(chance.between(1, 2 * static_cast<std::uint64_t>(mean.count()))));
}

Weather weather(Chance& chance) {
  Weather weather{};
  weather.lasts = SimTime(static_cast<std::int64_t>(chance.between(8'000'000, 18'000'000)));
  weather.between_acts = SimTime(static_cast<std::int64_t>(chance.between(250'000, 600'000)));
  weather.between_cuts = chance.percent(80) ? SimTime{2'500'000} : SimTime{40'000'000};
  weather.between_crashes = chance.percent(70) ? SimTime{4'000'000} : SimTime{60'000'000};
  weather.disk_fails = chance.percent(60);
  return weather;
}

MeetingLimits limits(Chance& chance) {
  MeetingLimits limits;
  limits.checkpoint_after_records = chance.between(10, 80);
  limits.recent_records_max = chance.between(5, 200);
  limits.history_edits_max = chance.between(2, 300);
  limits.inbox_messages_max = chance.between(1, 32);
  if (chance.one_in(5)) limits.operations_burst = 15;
  return limits;
}

class Run {
 public:
  explicit Run(std::uint64_t seed);
  Report report();

 private:
  void boot();
  void crash();
  void stop_and_start();
  void set_up();
  void add_clients();
  void connect(SimClient& client);
  void connect_soon(SimClient& client, SimTime delay);
  void plan_acts(SimClient& client);
  void plan_faults();
  void every(SimTime mean, std::function<void()> what);
  void run_until(SimTime end, const std::function<bool()>& done);
  bool quiet() const;
  void calm_down();
  void compare_boards();
  void invite_again();
  std::vector<pb::Record> read_log();

  // Runs something on the server until it answers; false: it never did.
  template <class Start>
  bool ask_server(Start start);

  Report report_;
  Chance chance_;
  EventQueue queue_;
  SimClock clock_{queue_};
  Machine machine_;
  DiskTemper temper_;
  Weather weather_;
  MeetingLimits limits_;
  CanaryBook canaries_;
  Oracles oracles_{machine_.disk, canaries_};
  std::vector<Seat> seats_;
  Workload workload_;
  std::vector<std::unique_ptr<SimClient>> clients_;
  std::unique_ptr<ServerProcess> server_;
  std::uint64_t lives_ = 0;
  std::uint64_t dies_after_ = 0;  // handlers; 0: not planned
  std::uint64_t appends_failed_before_ = 0;
  bool stopping_ = false;
  bool active_ = true;  // people act and faults happen
};

Run::Run(std::uint64_t seed)
    : chance_(seed),
      weather_(weather(chance_)),
      limits_(limits(chance_)),
      seats_(seats(chance_)),
      workload_(chance_.fork(), seats_, canaries_) {
  report_.seed = seed;
}

void Run::boot() {
  stopping_ = false;
  dies_after_ = 0;
  server_ = std::make_unique<ServerProcess>(Owner{++lives_}, queue_, clock_, machine_, temper_, limits_,
                                            chance_.fork(), oracles_);
  appends_failed_before_ = temper_.failed_appends;
}

void Run::crash() {
  if (!server_) return;
  ++report_.crashes;
  server_->die();
  report_.checkpoints += server_->metrics().checkpoints.value();
  server_.reset();
  oracles_.power_lost();
  queue_.after(kWorld, about(chance_, SimTime{300'000}), [this] { boot(); });
}

void Run::stop_and_start() {
  if (!server_ || std::exchange(stopping_, true)) return;
  ++report_.stops;
  server_->stop([this] {
    report_.checkpoints += server_->metrics().checkpoints.value();
    server_.reset();
    queue_.after(kWorld, about(chance_, SimTime{200'000}), [this] { boot(); });
  });
}

void Run::run_until(SimTime end, const std::function<bool()>& done) {
  for (;;) {
    while (server_ && server_->step()) {
      if (dies_after_ > 0 && --dies_after_ == 0) crash();
    }
    if (done() || queue_.empty() || queue_.next_time() > end) return;
    queue_.run_next();
  }
}

template <class Start>
bool Run::ask_server(Start start) {
  auto answered = std::make_shared<bool>(false);
  if (!server_) return false;
  net::co_spawn(
      server_->io(),
      [](MeetingHost& host, Start begin, std::shared_ptr<bool> done) -> net::awaitable<void> {
        co_await begin(host);
        *done = true;
      }(server_->host(), std::move(start), answered),
      net::detached);
  run_until(queue_.now() + 20s, [answered] { return *answered; });
  return *answered;
}

const pb::CreateMeeting& created(const std::string& method) {
  static const Catalogue catalogue = *Catalogue::load_embedded();
  static std::map<std::string, pb::CreateMeeting> made;
  auto [found, is_new] = made.try_emplace(method);
  if (is_new) found->second = meeting_of(*catalogue.method(method), catalogue.vocabulary());
  return found->second;
}

pb::Operation add_participant(const Seat& seat) {
  pb::Operation op;
  pb::Participant& participant = *op.mutable_add_participant()->mutable_participant();
  participant.set_id(seat.participant);
  participant.set_name(seat.participant);
  participant.set_role(seat.role);
  participant.set_organisation(seat.organisation);
  return op;
}

net::awaitable<void> make(MeetingHost& host, std::vector<pb::Operation> operations,
                          std::shared_ptr<MeetingStatus> status) {
  const MeetingActor::Opened opened = co_await host.enter(the_meeting());
  if (opened.actor) *status = co_await opened.actor->submit_as_server(std::move(operations));
}

void Run::set_up() {
  boot();
  std::vector<pb::Operation> operations(1);
  *operations[0].mutable_create_meeting() = created(chance_.percent(75) ? "casus_plus" : "vrij");
  for (const auto& seat : seats_) operations.push_back(add_participant(seat));
  auto status = std::make_shared<MeetingStatus>(MeetingStatus::kStopped);
  ask_server([operations, status](MeetingHost& host) { return make(host, operations, status); });
  if (*status != MeetingStatus::kDone) oracles_.fail("G4", "the meeting could not be made");
}

void Run::add_clients() {
  for (const auto& seat : seats_) {
    const std::uint64_t devices = chance_.percent(20) ? 2 : 1;
    for (std::uint64_t device = 1; device <= devices; ++device) {
      const std::string id = "device-" + seat.participant + "-" + std::to_string(device) + "-of-the-run";
      auto client = std::make_unique<SimClient>(seat.participant, id, oracles_);
      client->on_board = [this](SimClient& of) {
        if (!chance_.one_in(6)) return;
        oracles_.board_is(of.participant(), of.upto(), canonical_form(of.board()));
      };
      connect_soon(*client, about(chance_, SimTime{300'000}));
      plan_acts(*client);
      clients_.push_back(std::move(client));
    }
  }
}

void Run::connect_soon(SimClient& client, SimTime delay) {
  queue_.after(kWorld, delay, [this, &client] { connect(client); });
}

void Run::connect(SimClient& client) {
  if (client.connected() || client.ended()) return;
  if (!server_ || stopping_) return connect_soon(client, about(chance_, SimTime{200'000}));
  ++report_.connections;
  Connection::Speed speed;
  if (active_ && chance_.one_in(12)) speed = {SimTime{150'000}, SimTime{700'000}};  // a slow reader
  auto connection = std::make_shared<Connection>(queue_, chance_.fork(), speed);
  server_->accept(connection, client.participant(), client.end([this, &client] {
    if (chance_.one_in(10)) client.forget_board();
    connect_soon(client, about(chance_, SimTime{250'000}));
  }));
  client.connect(std::move(connection));
}

void Run::plan_acts(SimClient& client) {
  queue_.after(kWorld, about(chance_, weather_.between_acts), [this, &client] {
    if (!active_) return;
    // One may write while the connection is away; what one sees then is the board as it was.
    if (client.upto() > 0 && !client.ended()) workload_.act(client);
    plan_acts(client);
  });
}

void Run::every(SimTime mean, std::function<void()> what) {
  queue_.after(kWorld, about(chance_, mean), [this, mean, what = std::move(what)]() mutable {
    if (!active_) return;
    what();
    every(mean, std::move(what));
  });
}

void Run::invite_again() {
  for (const auto& client : clients_) {
    if (!client->ended() || !server_) continue;
    const auto seat = std::find_if(seats_.begin(), seats_.end(),
                                   [&](const Seat& of) { return of.participant == client->participant(); });
    net::co_spawn(
        server_->io(),
        [](MeetingHost& host, std::vector<pb::Operation> operations) -> net::awaitable<void> {
          const MeetingActor::Opened opened = co_await host.enter(the_meeting());
          if (opened.actor) co_await opened.actor->submit_as_server(std::move(operations));
        }(server_->host(), std::vector<pb::Operation>{add_participant(*seat)}),
        net::detached);
    client->invited_again();
    connect_soon(*client, about(chance_, SimTime{500'000}));
  }
}

void Run::plan_faults() {
  temper_.fails = weather_.disk_fails;
  for (const auto& client : clients_) {
    every(weather_.between_cuts * 3, [of = client.get()] { of->cut(); });
  }
  every(weather_.between_crashes, [this] {
    if (chance_.percent(30)) return stop_and_start();
    // At any moment: also between two steps of what is ready now.
    dies_after_ = chance_.between(1, 40);
  });
  every(SimTime{15'000'000}, [this] {
    for (const auto& client : clients_) client->cut();  // all leave: the meeting is written down and closed
  });
  every(SimTime{6'000'000}, [this] {
    clock_.set_skew(std::chrono::milliseconds(static_cast<std::int64_t>(chance_.below(8'000)) - 4'000));
  });
  every(SimTime{5'000'000}, [this] { invite_again(); });
  every(SimTime{3'000'000}, [this] {
    if (server_) look_back_now(*server_, chance_.pick(seats_).participant, oracles_);
  });
}

bool Run::quiet() const {
  return server_ && !stopping_ && std::all_of(clients_.begin(), clients_.end(), [](const auto& client) {
    return client->ended() || (client->live() && client->settled());
  });
}

// Faults stop, people stop: everyone comes back, and everything that was asked gets its answer.
void Run::calm_down() {
  active_ = false;
  temper_.fails = false;
  dies_after_ = 0;
  for (const auto& client : clients_) {
    if (client->live() && client->board().course.chair() == client->participant()) {
      workload_.wind_up(*client);
      break;
    }
  }
  run_until(queue_.now() + 120s, [this] { return quiet(); });
  run_until(queue_.now() + 3s, [] { return false; });
}

void Run::compare_boards() {
  const std::uint64_t head = oracles_.durable_upto();
  for (const auto& client : clients_) {
    if (client->live() && !client->ended()) {
      oracles_.board_is(client->participant(), head, canonical_form(client->board()));
    }
    report_.operations += client->operations();
    report_.refused += client->refused().size();
    for (const auto& [code, count] : client->refusals()) report_.refusals[code] += count;
  }
}

std::vector<pb::Record> Run::read_log() {
  std::vector<pb::Record> log;
  net::io_context io(1);
  MemoryOpLog disk(machine_.disk);
  net::co_spawn(
      io,
      [](MemoryOpLog& from, Machine& machine, std::vector<pb::Record>& into, Oracles& oracles)
          -> net::awaitable<void> { co_await read_all(from, machine, into, oracles); }(disk, machine_, log, oracles_),
      net::detached);
  io.run();
  return log;
}

Report Run::report() {
  set_up();
  add_clients();
  plan_faults();
  run_until(weather_.lasts, [] { return false; });
  calm_down();
  compare_boards();
  for (const auto& seat : seats_) {
    auto looked = std::make_shared<LookingBack>();
    const std::uint64_t at = chance_.between(1, std::max<std::uint64_t>(oracles_.durable_upto(), 1));
    ask_server([looked, seat, at](MeetingHost& host) { return looked->ask(host, seat.participant, at); });
    looked->judge(seat.participant, oracles_);
  }
  // The last server is closed in good order: a checkpoint, and the lease given back.
  stop_and_start();
  run_until(queue_.now() + 20s, [this] { return !server_; });
  const std::vector<pb::Record> log = read_log();
  oracles_.judge(log, clients_);

  report_.records = log.size();
  for (const auto& record : log) ++report_.kinds[record.operation().kind_case()];
  report_.failed_appends = temper_.failed_appends;
  report_.boards_compared = oracles_.boards_compared();
  report_.words_checked = oracles_.words_checked();
  report_.objections = oracles_.objections();
  return std::move(report_);
}

}  // namespace

Report simulate(std::uint64_t seed) { return Run(seed).report(); }

bool objects(const Report& report, const std::string& oracle) {
  return std::any_of(report.objections.begin(), report.objections.end(),
                     [&](const Objection& objection) { return objection.oracle == oracle; });
}

}  // namespace flipover::sim
