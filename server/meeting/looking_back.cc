#include "server/meeting/looking_back.h"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace flipover {
namespace {

constexpr std::size_t kDamagesRemembered = 1'000;

}  // namespace

net::awaitable<bool> LookingBack::enter(Who who) {
  if (at_work_.size() < world_.limits.looks_at_once && at_work_.insert(who).second) co_return true;
  const auto of_who = std::count_if(waiting_.begin(), waiting_.end(), [&](const Waiting& one) { return one.who == who; });
  if (waiting_.size() >= world_.limits.looks_waiting_max ||
      static_cast<std::size_t>(of_who) >= world_.limits.looks_of_one_max) {
    co_return false;
  }
  co_return co_await wait(std::move(who));
}

net::awaitable<bool> LookingBack::wait(Who who) {
  return await_completion<bool>([this, who = std::move(who)](Completion<bool> go) {
    waiting_.push_back(Waiting{who, std::move(go)});
  });
}

void LookingBack::leave(const Who& who) {
  at_work_.erase(who);
  for (auto next = waiting_.begin(); next != waiting_.end() && at_work_.size() < world_.limits.looks_at_once;) {
    if (!at_work_.insert(next->who).second) {
      ++next;
      continue;
    }
    next->go(true);
    next = waiting_.erase(next);
  }
}

PastFindings LookingBack::findings_of(const MeetingId& meeting) {
  const auto kept = kept_.find(meeting);
  if (kept == kept_.end()) return {};
  kept->second.used = ++uses_;
  return kept->second.findings;
}

void LookingBack::keep(const MeetingId& meeting, const Looker& looker, PastFindings findings) {
  Kept& kept = kept_[meeting];
  // Another may have looked meanwhile: the eyes he found hold as well.
  if (kept.findings.keys_destroyed == findings.keys_destroyed) {
    const auto own = findings.eyes.find(looker.key());
    auto eyes = std::move(kept.findings.eyes);
    if (own != findings.eyes.end()) eyes.insert_or_assign(looker.key(), own->second);
    findings.eyes = std::move(eyes);
  }
  const std::uint64_t newest = findings.boards.empty() ? 0 : findings.boards.rbegin()->first;
  std::erase_if(findings.eyes, [&](const auto& of) { return of.second.number != newest; });
  kept_bytes_ -= kept.bytes;
  forget(std::exchange(kept.findings, std::move(findings)));
  kept.bytes = kept.findings.bytes();
  kept.used = ++uses_;
  kept_bytes_ += kept.bytes;
  while (kept_bytes_ > world_.limits.looks_bytes_max) {
    const auto oldest = std::min_element(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
      return a.second.used < b.second.used;
    });
    kept_bytes_ -= oldest->second.bytes;
    forget(std::move(oldest->second.findings));
    kept_.erase(oldest);
  }
}

// To take a board of thousands of cards apart is tens of milliseconds' work, which nobody at a meeting waits for.
void LookingBack::forget(PastFindings unused) {
  if (world_.readers) net::post(world_.readers, [unused = std::move(unused)] {});
}

std::string LookingBack::told_once(const MeetingId& meeting, std::string damage) {
  if (damage.empty()) return {};
  if (told_.size() >= kDamagesRemembered) told_.clear();
  std::string& told = told_[meeting];
  if (told == damage) return {};
  world_.metrics.meetings_damaged.add();
  return told = std::move(damage);
}

}  // namespace flipover
