// Doings: what people at the table come to do, by chance; most of it allowed, and often what is rare elsewhere.
#pragma once

#include <string>
#include <vector>

#include "tests/canary/sitting.h"
#include "tests/sim/chance.h"

namespace flipover::canary {

inline const std::vector<std::string> kPhases{"probleem", "factoren", "duwtje", "plan", "plan"};
// Who has something to say, and those of them at the client's side.
inline const std::vector<std::string> kWriters{"mirjam", "noor", "cas",  "karim", "pol", "inge",
                                               "dirk",   "roos", "duif", "kevin", "aad"};
inline const std::vector<std::string> kClientSide{"kevin", "aad"};
// Second devices of those at the table.
inline const std::vector<std::string> kDevices{"mirjams-telefoon", "karims-tablet", "kevins-telefoon", "noors-laptop"};
// Who may be asked in while the meeting goes on: also above the sight of who asks, and in roles without rights.
inline const std::vector<std::string> kGuests{"laat", "laat", "petra", "nel", "bram", "teun", "mans", "fien", "ben"};
// Whose participation may end.
inline const std::vector<std::string> kMayGo{"pol", "pol", "pol", "aad", "aad", "inge", "karim"};

class Doings {
 public:
  Doings(Sitting& sitting, sim::Chance chance) : sitting_(sitting), chance_(chance) {}

  void begin();
  void step();
  void end();

 private:
  std::string words(std::size_t count = 1);
  std::string somebody();  // of those at the table
  std::string any_seat();  // second devices too
  std::string writer();
  std::string leader();
  std::string item_for(const std::string& by);
  std::vector<std::string> seen_at_client_side();  // by one of it
  std::string added_page();
  std::string some_sheet();
  pb::Visibility some_visibility();

  void write();
  void change();
  void change_set_aside();
  void say();
  void place();
  void say_and_take_off();
  void restrict();
  void lead();
  void round();
  void come_and_go();
  void come_on_other_devices();
  void bring_in();
  void draw_curtain();
  void show_presence();
  void look();
  void ask_for_hidden();
  void ask_for_hidden_item(const std::string& by, const std::string& hidden);
  void ask_for_hidden_thing(const std::string& by, const std::string& hidden);
  void compare(const std::string& by, const pb::Operation& of_hidden, const pb::Operation& of_never);
  void ask_for_replaced_wording();

  Sitting& sitting_;
  sim::Chance chance_;
};

}  // namespace flipover::canary
