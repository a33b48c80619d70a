// WaitingRoom: who waits to come in without a secret of his own: at a meeting's door, or as a room screen with a code.
//
// In memory only: after a restart the chair makes another door and one knocks again. A browser is known here by the hash of
// its cookie. Nothing of a meeting is kept here but its id, the secret of its door, and who asks to be whom in it.
// Limits: kKnocksMax waiting at a meeting, kScreensMax screens, kDoorsMax doors, kOfPlaceMax of one place (places.h) at a
//   door, and as many of its screens. A code holds for ten minutes; so does the answer to a knock, and a knock that nobody
//   asks after.
// Threads: the front shard.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meeting/v1/api.pb.h"
#include "server/base/clock.h"
#include "server/base/proto.h"

namespace flipover {

constexpr std::size_t kDoorsMax = 10'000;
constexpr std::size_t kKnocksMax = 100;
constexpr std::size_t kScreensMax = 1'000;
constexpr std::size_t kOfPlaceMax = 20;
constexpr std::chrono::milliseconds kWaitsFor = std::chrono::minutes(10);

struct Knock {
  std::string id;
  std::string meeting;
  std::string browser;
  std::string place;  // from where
  pb::KnockView::State state = pb::KnockView::WAITING;
  pb::Participant participant;  // whom he asks to be; id empty: somebody new
  std::int64_t since_ms = 0;
  std::int64_t asked_ms = 0;  // when he last asked how it stands
  bool being_answered = false;
};

struct WaitingScreen {
  std::string code;
  std::string browser;
  std::string place;    // from where
  std::string meeting;  // empty: it waits
  std::int64_t since_ms = 0;
};

class WaitingRoom {
 public:
  // A meeting has one door: another ends the one before. Empty: there are too many.
  std::string open_door(const std::string& meeting);
  void close_door(const std::string& meeting);
  // Its secret, to show it again; empty: it has none.
  std::string door_of(const std::string& meeting) const;
  // The meeting behind it; empty: there is no such door.
  std::string behind(std::string_view secret) const;

  // A browser knocks at a meeting once: another time takes the place of the one before. Null: too many wait there, or
  // too many from that place.
  const Knock* knock(const std::string& meeting, const std::string& browser, const std::string& place,
                     pb::Participant participant, WallTime now);
  Knock* find_knock(const std::string& id, WallTime now);
  // The longest waiting first.
  std::vector<const Knock*> waiting_at(const std::string& meeting, WallTime now);

  // A browser shows one code: another ends the one before. Null: too many wait, or too many from that place.
  const WaitingScreen* show_code(const std::string& browser, const std::string& place, WallTime now);
  WaitingScreen* screen_of(const std::string& browser, WallTime now);
  // As a person types it: in any case, with spaces. Null: there is none that waits.
  WaitingScreen* screen_with(std::string_view typed, WallTime now);

  // The browser has another cookie.
  void rename(const std::string& browser, const std::string& renamed);

 private:
  void forget_past(WallTime now);

  std::map<std::string, std::string> doors_;    // hash of its secret -> meeting
  std::map<std::string, std::string> door_of_;  // meeting -> secret: it is no person's, and lies nowhere but here
  std::map<std::string, Knock> knocks_;
  std::map<std::string, WaitingScreen> screens_;  // by code
};

}  // namespace flipover
