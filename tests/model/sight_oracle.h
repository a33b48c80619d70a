// SightOracle: a second opinion on who may see what, written from the plain rules of the design and not from the code
// it judges (G5). What was blind, and what was opened to the client, it follows itself from the log; for the rest it
// reads the plain facts of the state: who said it, its level, whether it is removed or parked.
//
// It also knows the canaries: words that occur once, each with the places it was written in.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "meeting/v1/record.pb.h"
#include "server/model/meeting_state.h"

namespace flipover {

class SightOracle {
 public:
  explicit SightOracle(const MeetingState& state) : state_(state) {}

  // A word never used before: zq000017x.
  std::string canary();

  // To be told of every record once it is applied.
  void note(const pb::Record& record);

  bool takes_part(const std::string& viewer) const;
  bool sees_item(const std::string& viewer, const std::string& item) const;
  bool sees_comment(const std::string& viewer, const std::string& comment) const;
  bool sees_link(const std::string& viewer, const std::string& link) const;
  bool sees_sheet(const std::string& viewer, const std::string& sheet) const;
  bool sees_stroke(const std::string& viewer, const std::string& stroke) const;
  bool sees(const std::string& viewer, const std::string& thing) const;  // whatever it is
  std::vector<std::string> things() const;                              // items, comments, links, pages, strokes

  // What in these bytes the viewer may not have: canaries, and ids of things that he never could see.
  std::vector<std::string> leaks(const std::string& viewer, std::string_view bytes) const;
  // Remembers what the viewer sees now: he knows its id from now on.
  void learn(const std::string& viewer);
  // How a replica differs from what its owner sees, empty if it does not.
  std::string difference(const std::string& viewer, const MeetingState& replica) const;

 private:
  enum class Where {
    kItem,
    kField,         // of the item, `field`
    kProfessional,  // of the item, never for the client's eyes
    kStance,
    kComment,
    kPage,
    kReasonOnItem,
    kReasonOfProcess,
    kScoreWords
  };
  struct Place {
    Where where;
    std::string thing;
    std::string whose = {};  // the score, the stance
    std::string typist = {};
    std::string field = {};
    bool at_table = false;  // said while the client sat there
    bool covered = false;   // said in a blind round of what lies in its regions
  };
  struct Shown {
    bool at_table = false;
    bool opened = false;
  };

  const std::string& role(const std::string& viewer) const;
  bool like_client(const std::string& viewer) const;  // a client's eyes: his own, or the screen in the room he sits in
  bool shown(const std::string& thing) const;
  bool client_sits_here() const;
  bool page_is_open(const std::string& page) const;
  bool lies_open(const std::string& item) const;  // before the client's eyes, were the curtain open
  bool is_open_to_all(const std::string& item) const;
  bool said_before_client(const std::string& item) const;
  bool lies_in_round(const std::string& item) const;
  bool client_in_room() const;
  bool room_is_blank() const;
  bool on_his_page(const std::string& item, const std::string& field) const;
  void note_canaries(std::string_view words, const Place& place);
  void note_canaries(const pb::Record& record, Where where, const std::string& thing, const std::string& whose = {});
  void note_added(const pb::AddItem& op);
  void note_changed(const pb::Record& record);
  void note_lying(const std::string& item, const std::string& onto);
  void changes(const std::string& item);
  void note_opened(const pb::OpenToClient& op);
  void note_closed(const pb::CloseToClient& op);
  bool may_have(const std::string& viewer, const Place& place) const;

  const MeetingState& state_;
  std::uint64_t canaries_made_ = 0;
  std::map<std::string, std::vector<Place>, std::less<>> canaries_;
  std::map<std::string, std::set<std::string>> known_;  // viewer -> ids
  std::map<std::string, Shown> shown_;                  // what the client was shown
  std::set<std::string> changed_;                       // items that were shown, and changed where he did not see it
  std::map<std::string, std::string> places_;           // item -> sheet and region
  std::map<std::string, std::string> lies_on_;          // item -> the one below
  std::set<std::string> blind_;                         // items of the open blind round
  std::set<std::string> blind_comments_;                // said in it of others
  std::set<std::string> withdrawn_;
  bool blind_open_ = false;
  std::string blind_phase_;
  std::vector<std::string> blind_regions_;
};

}  // namespace flipover
