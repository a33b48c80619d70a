#include "tests/kill/disk_faults.h"

#include <deque>
#include <stdexcept>

#include "clients/cli/http_client.h"
#include "server/meeting/close_reason.h"
#include "tests/kill/strace.h"

namespace flipover {
namespace {

using std::chrono::milliseconds;

constexpr int kLogUnusable = 70;  // exit code
constexpr int kComingsBack = 20;

void expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error("not as expected: " + what);
}

HttpAnswer ask(const ServerProcess& server, const std::string& page) {
  auto answer = HttpClient::wait_for(HttpClient(server.address(), {}).get(page));
  if (!answer) throw std::runtime_error(page + ": " + answer.error().message());
  return std::move(*answer);
}

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

// One round's view of the server from outside.
class Round {
 public:
  explicit Round(Gathering& gathering) : gathering_(gathering), printed_before_(server().printed().size()) {}
  ~Round() { gathering_.newcomers_leave(); }
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;

  ServerProcess& server() { return gathering_.server(); }
  Gathering& gathering() { return gathering_; }
  int chance(int of) { return static_cast<int>(gathering_.chance()() % static_cast<std::uint64_t>(of)); }

  void let_write() {
    gathering_.write(true);
    gathering_.wait_until_all_are_in();
    gathering_.run_for(milliseconds(chance(400)));
    stand_still_and_check("before");
  }

  // How often this event stands in the server's log since the round began.
  int told(const std::string& event) {
    const std::string printed = server().printed().substr(printed_before_);
    int times = 0;
    for (std::size_t at = 0; (at = printed.find("event=" + event, at)) != std::string::npos; ++at) ++times;
    return times;
  }
  void expect_told(const std::string& event, int times) {
    expect(told(event) == times, "event=" + event + " " + std::to_string(times) + " times in the log, not " +
                                     std::to_string(told(event)));
  }
  void wait_until_told(const std::string& event) {
    gathering_.run_until([&] { return told(event) > 0; }, "event=" + event);
  }

  void wait_until_not_ready(const std::string& why) {
    HttpAnswer readiness;
    gathering_.run_until([&] { return (readiness = ask(server(), "/readyz")).status == 503; }, "readyz to say no");
    expect(says(readiness.body, why), "readyz says '" + why + "', not '" + readiness.body + "'");
    expect(ask(server(), "/healthz").status == 200, "healthz says 200: a restart helps nothing");
  }
  void wait_until_ready() {
    gathering_.run_until([&] { return ask(server(), "/readyz").body == "ok\n"; }, "readyz to say ok");
  }

  void expect_words(const Newcomer& newcomer, CloseReason reason) {
    const pb::Goodbye wanted = goodbye(reason);
    expect(newcomer.goodbye() && newcomer.goodbye()->code() == wanted.code(),
           "who was sent away is told " + std::to_string(wanted.code()));
    expect(newcomer.goodbye()->words().nl() == wanted.words().nl(), "the words of " + std::to_string(wanted.code()));
    expect(newcomer.goodbye()->come_back() != pb::Goodbye::NOT, "who was sent away may come back");
  }

  // Meetings open and show everything that was confirmed; who writes is told why not, and an invitation has no room.
  std::map<std::string, pb::StateView> expect_readable_not_writable() {
    auto served = gathering_.check_served();
    for (const Room& room : gathering_.rooms()) {
      // A meeting that had nothing on its way when the fault came stops when the first writes, and calls back at once.
      int times = 0;
      while (!reads_and_may_not_write(room)) expect(++times < kComingsBack, "who is called back gets in");
    }
    const HttpClient http(server().address(), server().administrator());
    const auto made = HttpClient::wait_for(http.post("/api/v1/cases", R"({"label":"P."})"));
    expect(made && made->status == 507 && says(made->body, "no_room"), "what needs room over HTTP is told 507 no_room");
    return served;
  }

  // False: he was told to come back at once.
  bool reads_and_may_not_write(const Room& room) {
    Newcomer& reader = gathering_.newcomer(room);
    reader.greet_when_open();
    gathering_.run_until([&] { return reader.welcomed() || reader.lost(); }, "a newcomer to hear something");
    if (reader.welcomed()) {
      reader.add("blijft bij mij");
      gathering_.run_until([&] { return reader.lost(); }, "who writes to be told that there is no room");
      expect(reader.confirmed() == 0, "nothing is confirmed");
    }
    if (reader.goodbye() && reader.goodbye()->come_back() == pb::Goodbye::AT_ONCE) return false;
    expect(reader.welcomed(), "a newcomer may read");
    expect_words(reader, CloseReason::kNoRoom);
    return true;
  }

  // The fault is over: everybody comes back and goes on, what was served is served alike, and the log holds all.
  void expect_all_goes_on(const std::map<std::string, pb::StateView>& served) {
    gathering_.wait_until_all_are_in();
    gathering_.wait_until_all_are_heard();
    wait_until_ready();
    gathering_.check_alike(served);
    stand_still_and_check("after");
  }
  void stand_still_and_check(const std::string& when) {
    server().pause();
    gathering_.run_for(milliseconds(20));  // what was sent before counts as promised
    gathering_.check("  " + when);
    server().go_on();
  }
  void start_again() {
    const auto code = server().try_to_start();
    expect(!code, "it starts, and does not end with " + std::to_string(code.value_or(0)));
  }

 private:
  Gathering& gathering_;
  const std::size_t printed_before_;
};

void play_full(Round& round, LoopDisk& disk, bool before_start) {
  round.let_write();
  if (before_start) {
    round.server().kill();
    round.gathering().run_for(milliseconds(20));
    disk.fill();
    round.start_again();
  } else {
    round.server().pause();
    disk.fill();
    round.server().go_on();
  }
  round.wait_until_not_ready("the log takes nothing, meetings can only be read");
  const auto served = round.expect_readable_not_writable();
  if (!before_start) round.expect_told("log_takes_nothing", 1);
  disk.make_room();
  round.expect_all_goes_on(served);
  round.expect_told("log_goes_on", 1);
}

// While it stands still: ext4 may say in the very milliseconds in which it goes bad that a sync is done whose data is gone
// with the next mount (README.md).
void play_read_only(Round& round, LoopDisk& disk) {
  round.let_write();
  round.gathering().run_for(milliseconds(round.chance(50)));
  round.server().pause();
  round.gathering().run_for(milliseconds(20));  // a sync that was on its way comes back
  disk.go_bad();
  round.server().go_on();
  round.wait_until_not_ready("the log takes nothing, meetings can only be read");
  const auto served = round.expect_readable_not_writable();
  round.expect_told("log_takes_nothing", 1);
  // What went bad is mended by its operator only, and the server lets go of it for that.
  expect(round.server().stop() == 0, "it stops in good order");
  disk.mount_anew(true);
  round.gathering().check("  mounted anew");
  round.start_again();
  round.wait_until_not_ready("the log takes nothing, meetings can only be read");
  round.gathering().check_alike(served);
  round.expect_readable_not_writable();
  disk.let_write();
  round.expect_all_goes_on(served);
  round.expect_told("log_goes_on", 1);
}

std::filesystem::path newest_log(const std::filesystem::path& directory) {
  std::filesystem::path newest;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().extension() == ".log" && entry.path() > newest) newest = entry.path();
  }
  return newest;
}

void play_one_failure(Round& round, bool of_write) {
  round.let_write();
  {
    // Of this file alone: strace counts by thread, so another thread's first sync, of a table, would fail as well.
    const Strace strace(round.server().process(), of_write ? "write" : "fdatasync", "error=EIO:when=1",
                        std::vector{newest_log(round.server().data() / "log")});
    round.wait_until_told("log_repaired");
  }
  round.expect_all_goes_on({});
  round.expect_told("log_repaired", 1);
  round.expect_told("log_takes_nothing", 0);
}

void play_failing_syncs(Round& round) {
  round.let_write();
  std::map<std::string, pb::StateView> served;
  {
    const Strace strace(round.server().process(), "fdatasync,fsync", "error=EIO");
    round.wait_until_not_ready("the log takes nothing, meetings can only be read");
    served = round.expect_readable_not_writable();
    round.expect_told("log_takes_nothing", 1);
  }
  round.expect_all_goes_on(served);
  round.expect_told("log_goes_on", 1);
}

void play_failing_reads(Round& round) {
  round.let_write();
  {
    const auto log = round.server().data() / "log";
    // CURRENT is what RocksDB reads first.
    const Strace strace(round.server().process(), "fdatasync,openat,read,pread64", "error=EIO",
                        {newest_log(log), log / "CURRENT"});
    round.wait_until_told("log_unusable");  // people write meanwhile
    const int code = round.server().wait_for_end();
    expect(code == kLogUnusable, "the process ends with 70, not " + std::to_string(code));
  }
  round.expect_told("log_unusable", 1);
  round.gathering().run_for(milliseconds(20));
  round.gathering().check("  ended by itself");
  round.server().start();
  round.expect_all_goes_on({});
}

void play_slow_syncs(Round& round, bool killed) {
  round.let_write();
  {
    const Strace strace(round.server().process(), "fdatasync", "delay_enter=500000");
    for (int time = 0; time < 2; ++time) round.gathering().wait_until_all_are_heard();
    expect(ask(round.server(), "/readyz").body == "ok\n", "a slow disk is no reason to send visitors elsewhere");
    Newcomer& newcomer = round.gathering().newcomer(round.gathering().rooms().front());
    newcomer.greet_when_open();
    round.gathering().run_until([&] { return newcomer.welcomed() || newcomer.lost(); }, "a newcomer to hear something");
    expect(newcomer.welcomed(), "a newcomer comes in");
    if (killed) {
      round.server().kill();
      round.gathering().run_for(milliseconds(20));
      round.gathering().check("  killed within a sync");
    }
  }
  round.expect_told("log_", 0);
  round.expect_told("meeting_stopped", 0);
  if (!round.server().running()) round.start_again();
  round.expect_all_goes_on({});
}

void play_hung_sync(Round& round) {
  round.let_write();
  {
    // It ends when strace does: nobody waits it out.
    const Strace strace(round.server().process(), "fdatasync", "delay_enter=600000000");
    round.gathering().wait_until_nobody_is_heard(milliseconds(500));
    std::deque<Newcomer*> newcomers;
    for (const Room& room : round.gathering().rooms()) {
      newcomers.push_back(&round.gathering().newcomer(room));
      newcomers.back()->greet_when_open();
    }
    for (const Newcomer* newcomer : newcomers) {
      round.gathering().run_until([&] { return newcomer->lost() || newcomer->welcomed(); }, "a word to who waits");
      expect(!newcomer->welcomed(), "nobody comes in while the sync hangs");
      round.expect_words(*newcomer, CloseReason::kBusy);
      expect(newcomer->goodbye()->come_back() == pb::Goodbye::LATER, "who waited comes back later");
    }
    round.wait_until_not_ready("a write to the disk has hung");
    for (const Room& room : round.gathering().rooms()) (void)read_state(round.server(), room);
  }
  round.wait_until_ready();
  Newcomer& back = round.gathering().newcomer(round.gathering().rooms().front());
  back.greet_when_open();
  round.gathering().run_until([&] { return back.welcomed() || back.lost(); }, "who comes back to hear something");
  expect(back.welcomed(), "who comes back comes in");
  round.expect_told("log_", 0);

  // The first message comes late because the whole server stood still, longer than a Hello may take.
  Newcomer& late = round.gathering().newcomer(round.gathering().rooms().back());
  round.gathering().run_until([&] { return late.is_open() || late.lost(); }, "the connection to open");
  round.server().pause();
  late.greet();
  round.gathering().run_for(milliseconds(4'000));
  round.server().go_on();
  round.gathering().run_until([&] { return late.welcomed() || late.lost(); }, "who came late to hear something");
  expect(late.welcomed(), "who came late because of us is not sent away");
  round.expect_all_goes_on({});
}

void play_eio(Round& round, int form) {
  switch (form) {
    case 0: return play_one_failure(round, false);
    case 1: return play_one_failure(round, true);
    case 2: return play_failing_syncs(round);
    default: return play_failing_reads(round);
  }
}

}  // namespace

std::vector<std::string> arguments_for(DiskFault fault) {
  // So that a server need not stand still for long to be late for a Hello.
  return fault == DiskFault::kHungSync ? std::vector<std::string>{"--raise", "hello_ms=3000"} : std::vector<std::string>{};
}

bool needs_loop_disk(DiskFault fault) { return fault == DiskFault::kFull || fault == DiskFault::kReadOnly; }
bool needs_strace(DiskFault fault) { return !needs_loop_disk(fault); }

void play(DiskFault fault, Gathering& gathering, LoopDisk* disk, int round) {
  Round one(gathering);
  switch (fault) {
    case DiskFault::kFull: return play_full(one, *disk, round % 2 == 0);
    case DiskFault::kReadOnly: return play_read_only(one, *disk);
    case DiskFault::kEio: return play_eio(one, round % 4);
    case DiskFault::kSlowSync: return play_slow_syncs(one, round % 2 == 0);
    case DiskFault::kHungSync: return play_hung_sync(one);
  }
}

}  // namespace flipover
