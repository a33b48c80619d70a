#include "server/edge/waiting_room.h"

#include <algorithm>
#include <utility>

#include "server/access/secret.h"

namespace flipover {
namespace {

// Without those that are mistaken for one another: B 8, D O 0 Q, I L 1, S 5, U V, Z 2.
constexpr std::string_view kCodeLetters = "ACEFGHJKMNPRTWXY34679";
constexpr std::size_t kCodeLength = 6;

std::int64_t ms_of(WallTime time) { return time.time_since_epoch().count(); }

// Whoever asks again and again keeps out only those beside them.
template <class Waiting>
bool are_many_from(const std::string& place, const std::vector<const Waiting*>& waiting) {
  const auto from_there = [&](const Waiting* one) { return one->place == place; };
  return static_cast<std::size_t>(std::count_if(waiting.begin(), waiting.end(), from_there)) >= kOfPlaceMax;
}

}  // namespace

std::string WaitingRoom::open_door(const std::string& meeting) {
  close_door(meeting);
  if (doors_.size() >= kDoorsMax) return {};
  std::string secret = new_secret();
  doors_[hash_of_secret(secret)] = meeting;
  door_of_[meeting] = secret;
  return secret;
}

void WaitingRoom::close_door(const std::string& meeting) {
  const auto door = door_of_.find(meeting);
  if (door == door_of_.end()) return;
  doors_.erase(hash_of_secret(door->second));
  door_of_.erase(door);
}

std::string WaitingRoom::door_of(const std::string& meeting) const {
  const auto door = door_of_.find(meeting);
  return door == door_of_.end() ? std::string() : door->second;
}

std::string WaitingRoom::behind(std::string_view secret) const {
  if (secret.empty() || secret.size() > kSecretCharactersMax) return {};
  const auto door = doors_.find(hash_of_secret(secret));
  return door == doors_.end() ? std::string() : door->second;
}

const Knock* WaitingRoom::knock(const std::string& meeting, const std::string& browser, const std::string& place,
                                pb::Participant participant, WallTime now) {
  std::erase_if(knocks_, [&](const auto& one) {
    return one.second.meeting == meeting && one.second.browser == browser && !one.second.being_answered;
  });
  const std::vector<const Knock*> waiting = waiting_at(meeting, now);
  if (waiting.size() >= kKnocksMax || are_many_from(place, waiting)) return nullptr;
  Knock knock;
  knock.id = new_id("k");
  knock.meeting = meeting;
  knock.browser = browser;
  knock.place = place;
  knock.participant = std::move(participant);
  knock.since_ms = knock.asked_ms = ms_of(now);
  return &knocks_.emplace(knock.id, knock).first->second;
}

Knock* WaitingRoom::find_knock(const std::string& id, WallTime now) {
  forget_past(now);
  const auto place = knocks_.find(id);
  return place == knocks_.end() ? nullptr : &place->second;
}

std::vector<const Knock*> WaitingRoom::waiting_at(const std::string& meeting, WallTime now) {
  forget_past(now);
  std::vector<const Knock*> waiting;
  for (const auto& [id, knock] : knocks_) {
    if (knock.meeting == meeting && knock.state == pb::KnockView::WAITING) waiting.push_back(&knock);
  }
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const Knock* one, const Knock* other) { return one->since_ms < other->since_ms; });
  return waiting;
}

const WaitingScreen* WaitingRoom::show_code(const std::string& browser, const std::string& place, WallTime now) {
  forget_past(now);
  std::erase_if(screens_, [&](const auto& one) { return one.second.browser == browser; });
  std::vector<const WaitingScreen*> waiting;
  for (const auto& [code, screen] : screens_) waiting.push_back(&screen);
  if (waiting.size() >= kScreensMax || are_many_from(place, waiting)) return nullptr;
  std::string code = new_code(kCodeLetters, kCodeLength);
  while (screens_.contains(code)) code = new_code(kCodeLetters, kCodeLength);
  WaitingScreen screen;
  screen.code = code;
  screen.browser = browser;
  screen.place = place;
  screen.since_ms = ms_of(now);
  return &screens_.emplace(code, screen).first->second;
}

WaitingScreen* WaitingRoom::screen_of(const std::string& browser, WallTime now) {
  forget_past(now);
  const auto place =
      std::find_if(screens_.begin(), screens_.end(), [&](const auto& one) { return one.second.browser == browser; });
  return place == screens_.end() ? nullptr : &place->second;
}

WaitingScreen* WaitingRoom::screen_with(std::string_view typed, WallTime now) {
  forget_past(now);
  std::string code;
  for (const char character : typed) {
    if (character == ' ' || character == '-') continue;
    code.push_back(character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character);
    if (code.size() > kCodeLength) return nullptr;
  }
  const auto place = screens_.find(code);
  return place == screens_.end() || !place->second.meeting.empty() ? nullptr : &place->second;
}

void WaitingRoom::rename(const std::string& browser, const std::string& renamed) {
  for (auto& [id, knock] : knocks_) {
    if (knock.browser == browser) knock.browser = renamed;
  }
  for (auto& [code, screen] : screens_) {
    if (screen.browser == browser) screen.browser = renamed;
  }
}

void WaitingRoom::forget_past(WallTime now) {
  const std::int64_t past = ms_of(now) - kWaitsFor.count();
  std::erase_if(knocks_, [&](const auto& one) { return one.second.asked_ms <= past && !one.second.being_answered; });
  std::erase_if(screens_, [&](const auto& one) { return one.second.since_ms <= past; });
}

}  // namespace flipover
