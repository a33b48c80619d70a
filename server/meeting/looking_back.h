// LookingBack: who asks after the past of a meeting is answered beside the meetings at work, on threads of its own.
//
// Invariants: one look at a time for each participant of a meeting, and as many at once as there are threads; the others
//   wait in order. Nobody's looking back keeps anybody's writing waiting.
// Threads: lives on a shard, and is asked there; the looking itself is done on the world's `readers`.
// Limits: looks_at_once, looks_waiting_max, of one participant looks_of_one_max; what looks found is kept up to
//   looks_bytes_max, the longest unused goes first.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <exception>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "server/meeting/past.h"
#include "storage/completion.h"

namespace flipover {

class LookingBack {
 public:
  explicit LookingBack(const MeetingWorld& world) : world_(world) {}

  template <class T>
  struct Answer {
    std::optional<T> found;  // none: too many wait
    std::string damage;      // of the log, for the operator; once for each damage
  };

  // Calls look(past) on a reading thread: a plain function that returns net::awaitable<T>. Copied there and back.
  template <class T, class Look>
  net::awaitable<Answer<T>> ask(MeetingId meeting, Looker looker, Look look);

 private:
  using Who = std::pair<MeetingId, std::string>;
  struct Waiting {
    Who who;
    Completion<bool> go;
  };
  struct Kept {
    PastFindings findings;
    std::size_t bytes = 0;
    std::uint64_t used = 0;
  };
  template <class T>
  struct Looked {
    T answer;
    PastFindings findings;
    std::string damage;
  };

  template <class T, class Look>
  static net::awaitable<Looked<T>> look_from(const MeetingWorld& world, MeetingId meeting, Looker looker,
                                             PastFindings known, Look look);

  net::awaitable<bool> enter(Who who);
  net::awaitable<bool> wait(Who who);
  void leave(const Who& who);
  PastFindings findings_of(const MeetingId& meeting);
  void keep(const MeetingId& meeting, const Looker& looker, PastFindings findings);
  void forget(PastFindings unused);
  std::string told_once(const MeetingId& meeting, std::string damage);

  const MeetingWorld& world_;
  std::set<Who> at_work_;
  std::list<Waiting> waiting_;
  std::map<MeetingId, Kept> kept_;
  std::size_t kept_bytes_ = 0;
  std::uint64_t uses_ = 0;
  std::map<MeetingId, std::string> told_;
};

template <class T, class Look>
net::awaitable<LookingBack::Looked<T>> LookingBack::look_from(const MeetingWorld& world, MeetingId meeting, Looker looker,
                                                              PastFindings known, Look look) {
  Past past(world, std::move(meeting), std::move(looker), std::move(known));
  T answer = co_await look(past);
  co_return Looked<T>{std::move(answer), past.findings(), past.damage()};
}

template <class T, class Look>
net::awaitable<LookingBack::Answer<T>> LookingBack::ask(MeetingId meeting, Looker looker, Look look) {
  const Who who(meeting, looker.participant);
  Answer<T> answer;
  if (!co_await enter(who)) co_return answer;
  // Not by a guard: where the server ends while we wait, this goes away after what it would tell.
  std::exception_ptr failure;
  try {
    net::any_io_executor readers = world_.readers;
    if (!readers) readers = co_await net::this_coro::executor;
    Looked<T> looked = co_await net::co_spawn(
        readers, look_from<T>(world_, meeting, looker, findings_of(meeting), std::move(look)), net::use_awaitable);
    answer.found = std::move(looked.answer);
    answer.damage = told_once(meeting, std::move(looked.damage));
    keep(meeting, looker, std::move(looked.findings));
  } catch (...) {
    failure = std::current_exception();
  }
  leave(who);
  if (failure) std::rethrow_exception(failure);
  co_return answer;
}

}  // namespace flipover
