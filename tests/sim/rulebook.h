// Rulebook: who may see what, worked out from the log alone and from the words of the design: an independent second
// answer, that shares nothing with server/model but the messages.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "meeting/v1/record.pb.h"
#include "server/base/proto.h"
#include "tests/sim/canary.h"

namespace flipover::sim {

class Rulebook {
 public:
  // The next record of the log.
  void take(const pb::Record& record);

  // May the words reach this participant, as things stand now?
  bool may_read(const std::string& participant, Canary canary) const;
  // Does the level that what holds the words has now admit him, whatever rounds and curtain say? For replay.
  bool level_admits(const std::string& participant, Canary canary) const;
  bool may_see_item(const std::string& participant, const std::string& item) const;

 private:
  struct Person {
    std::string role;
    std::string organisation;
    bool takes_part = false;
    bool present = false;
  };
  struct Thing {
    std::string said_by;
    std::string typed_by;
    std::string level;
    std::set<std::string> members;
    std::string sheet;
    std::string region;
    bool covered = false;
    bool parked = false;
    bool removed = false;
    bool for_client = false;  // made while the client was at the table, or opened to him
    std::vector<Canary> words;
  };
  struct Comment {
    std::string item;
    std::string said_by;
    std::string typed_by;
    bool removed = false;
    bool for_client = false;
  };
  struct Page {
    std::string by;
    bool of_method = false;
    bool removed = false;
    bool for_client = false;
  };
  // Where words stand.
  struct Home {
    enum class Kind { kItem, kComment, kPage, kScore, kProcess } kind;
    std::string id;   // of the item, comment or page
    std::string whose;  // a score's
  };

  const Person* person(const std::string& participant) const;
  bool client_side(const Person& person) const;
  bool client_at_table() const;
  bool may_see_page(const Person& person, const std::string& participant, const std::string& page) const;
  bool admits(const std::string& participant, const Person& person, const Thing& thing) const;
  void words_at(std::string_view text, const Home& home);

  void add_item(const pb::Record& record);
  void split_item(const pb::SplitItem& op);
  void set_removed(const std::string& thing, bool removed);
  void open_or_close(const google::protobuf::RepeatedPtrField<std::string>& things, bool open);

  std::map<std::string, Person> people_;
  std::map<std::string, Thing> items_;
  std::map<std::string, Comment> comments_;
  std::map<std::string, Page> pages_;
  std::map<Canary, std::vector<Home>> homes_;
  bool client_view_ = false;
  bool blind_ = false;
  std::string blind_page_;
  std::set<std::string> blind_regions_;
  std::map<std::string, std::string> phase_of_page_;
};

}  // namespace flipover::sim
