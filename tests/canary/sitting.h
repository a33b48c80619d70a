// Sitting: the meeting of one sweep. Does what it is told, and holds all that comes back against the book.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/model/decide.h"
#include "tests/canary/book.h"
#include "tests/canary/seats.h"
#include "tests/canary/sweep.h"
#include "tests/meeting/meeting_table.h"
#include "tests/model/table.h"

namespace flipover::canary {

// Long enough to lead on without who holds the chair.
constexpr std::chrono::milliseconds kChairGone = std::chrono::minutes(3);

class Sitting {
 public:
  explicit Sitting(Report& report);

  // What the participant asks. True: it was committed.
  bool ask(const std::string& by, pb::Operation operation);
  bool ask_as_server(pb::Operation operation);
  void bring_second_devices();
  // Who leads asks somebody in; `by` empty: an administrator. Whether he may is held against the book.
  void bring_in(const std::string& by, const std::string& guest);
  // The code and words that it was refused with, or nothing.
  std::string refusal(const std::string& by, pb::Operation operation);

  void leave(const std::string& participant);
  void leave_with_all_devices(const std::string& person);
  void pass_time() { table_.clock.pass(kChairGone); }
  void come_back(const std::string& participant);  // on the device he left with, from where he was
  void resume_from(const std::string& participant, std::uint64_t number);  // on another device, which goes again
  void restart();  // everybody goes, and comes back to a meeting opened anew
  void show(const std::string& participant, pb::Presence presence);
  void look(const std::string& participant, std::uint64_t then);  // every way of looking
  void preview(const std::string& sheet);
  void expect_all_found();  // on every board that is followed live

  const MeetingState& state() const { return state_; }
  const Book& book() const { return book_; }
  Words& words() { return words_; }
  bool connected(const std::string& participant) const { return eyes_.contains(participant); }
  void object(const std::string& kind, const std::string& what);
  void note(const std::string& state) { ++report_.reached[state]; }  // a rare state came about

 private:
  class Eye;
  struct Follower {
    std::shared_ptr<Eye> eye;
    std::vector<bool> found;  // by word: reached this device since it got its board
    std::uint64_t upto = 0;   // as it was told
  };

  void goes_away(const std::string& participant);
  std::shared_ptr<Eye> join(const std::string& participant, const std::string& device, std::uint64_t last_seen);
  std::optional<pb::Outcome> submit(const std::string& by, const pb::Operation& operation);
  bool take_of_server(const pb::Operation& operation);
  void take(pb::Record record);
  bool is_here(const std::string& person) const;  // on one of his devices
  bool has_come(const std::string& participant) const;  // a second device: the meeting was told of it
  void look_at_preview(const std::string& chair, const std::string& sheet);
  void drain();
  void read(const std::string& participant, Follower& follower, bool back, Way way);
  void judge(const std::string& participant, Way way, const std::vector<Word>& words, bool back);
  void judge(const std::string& participant, Way way, std::string_view bytes, bool back);
  void expect(const std::string& participant, Way way, std::string_view bytes);
  void look_inside(const std::string& participant, Way way, const pb::Record& record);
  void look_inside(const std::string& participant, Way way, const pb::Checkpoint& checkpoint);
  std::string eyes_of(const std::string& participant) const;
  template <class Outcome, class Look>
  Outcome find(const std::string& participant, Look look) {
    const Seat& seat = seat_of(participant);
    if (seat.device_of == nullptr) return table_.look_back<Outcome>(participant, std::move(look));
    return table_.look_back<Outcome>(seat.device_of, std::move(look), participant);
  }

  Report& report_;
  Words words_;
  Book book_{words_};
  MeetingTable table_;
  std::shared_ptr<MeetingActor> actor_;
  MeetingState state_;
  AllEdits edits_;
  std::map<std::string, std::uint64_t> counters_;
  std::map<std::string, Follower> eyes_;
  struct Away {
    std::uint64_t last_seen = 0;
    std::vector<bool> found;
  };
  std::map<std::string, Away> away_;            // devices that were closed, with what they hold
  std::map<FramePtr, std::vector<Word>> read_;  // of frames that many get, while they are given out
  std::set<std::string> objected_;
  std::vector<Word> own_words_;  // of who was refused: what he sent himself
  std::size_t devices_ = 0;
  std::string past_;  // of the log, as the last Welcome told
};

}  // namespace flipover::canary
