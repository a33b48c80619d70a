// Book: who said and typed what, at which level, in which round, before whose eyes; and from that, who may read
// which word.
//
// An oracle of its own: it takes what was done, in order, and works out the rest from the words of design.md
// (Visibility) and domain.md 3.12 and 4.5. Nothing of server/model is asked.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meeting/v1/record.pb.h"
#include "server/base/proto.h"
#include "tests/canary/words.h"

namespace flipover::canary {

// May: the rules leave it open, or what it told is over.
enum class Sight : std::uint8_t { kNot, kMay, kMust };

// What a word is.
enum class What : std::uint8_t {
  kText,
  kField,
  kPersons,
  kComment,
  kStance,
  kScore,
  kParkReason,
  kReasonOnItem,  // why others see it, or no more
  kReason,        // of the process: step, time, rule, curtain, who comes and goes, the chair
  kPageTitle,
  kItemId,
  kCommentId,
  kLinkId,
  kStrokeId,
  kPageId,
};
constexpr std::size_t kWhats = 15;
std::string_view name_of(What what);

class Book {
 public:
  explicit Book(Words& words) : words_(&words) {}

  // Somebody who takes part, or will: replay asks what he might have seen before he came.
  void expect(const pb::Participant& participant, const std::string& device_of = {});
  // The next thing that was done, as it was decided.
  void take(const pb::Record& record);

  // May the word reach this participant now: on his board, in what is sent to him?
  Sight now(const std::string& participant, Word word) const;
  // May it reach him when he looks back, or resumes?
  bool looking_back(const std::string& participant, Word word) const;
  // The same book with the curtain open and, if one is named, this page opened to the client's side.
  Book as_if_opened(const std::string& sheet) const;
  std::vector<std::string> client_side() const;  // who of it takes part

  bool takes_part(const std::string& participant) const;
  // Whose own the words are that are his own here: nobody's but its own on a device that is not confirmed.
  const std::string& self(const std::string& participant) const { return people_.at(index_of(participant)).self; }
  bool is_own(const std::string& participant, const std::string& item) const;
  bool was_own(const std::string& participant, const std::string& item) const;  // some time
  // May be brought to the table by who asks: an administrator, or somebody at it, who sees all that this one will see.
  bool may_be_seated(const std::string& by, const std::string& participant) const;
  bool has_client_eyes(const std::string& participant) const;
  bool is_screen(const std::string& participant) const;
  bool is_client_side(const std::string& participant) const;
  bool blind_round_is_open() const { return round_.open && round_.blind; }
  const std::string& chair() const { return chair_; }

  Sight item_now(const std::string& participant, const std::string& item) const;
  // Changed behind the curtain since the item was opened to the client's side.
  Sight changed_since_opened(const std::string& item) const;
  // The wordings of the item that were replaced, by revision, and what stood before these eyes, or he may look up.
  std::size_t replaced_wordings(const std::string& item) const { return items_.at(item).wordings.size() - 1; }
  std::size_t wording_length(const std::string& item, std::size_t revision) const;
  bool wording_is_open(const std::string& participant, const std::string& item, std::size_t revision) const;
  // Ids of comments, links, strokes and pages that are hidden from him.
  std::vector<std::string> hidden_things(const std::string& participant) const;

  const std::vector<Word>& all() const { return all_; }
  bool knows(Word word) const { return by_word_.contains(word); }
  What what(Word word) const { return places_[by_word_.at(word).front()].what; }
  std::string tell(Word word) const;  // for who reads an objection

  // Rare states, and how often they came about.
  const std::map<std::string, std::size_t>& reached() const { return reached_; }

 private:
  struct Person {
    std::string id;
    std::string role;
    std::string organisation;  // id and name: two names under one id are two organisations
    bool takes_part = false;
    bool present = false;
    bool remote = false;
    std::string device_of;  // a second device of this one
    std::string self;       // whose words are his own on it
  };
  struct Wording {
    std::string text;
    std::vector<bool> knew;  // by person
  };
  struct Item {
    std::string said_by;
    std::string typed_by;
    std::string device;  // typed on this one before it was confirmed
    std::string kind;
    std::string level;
    std::set<std::string> members;
    std::string sheet;
    std::string region;
    std::vector<Wording> wordings;  // by revision: the last one stands
    bool covered = false;
    bool parked = false;
    bool removed = false;
    bool withdrawn = false;
    bool open = false;             // made at the client's table, or opened to him
    bool changed = false;          // behind the shut curtain, since it was opened
    bool clouded = false;          // changed since in ways of which the rules do not say what follows
    std::vector<Sight> sight;      // by person, now
    std::vector<bool> admitted;    // by person: its level, or it is his
    std::vector<bool> owned;       // by person: it was his some time
    const std::string& text() const { return wordings.back().text; }
  };
  struct Page {
    std::string phase;
    std::string by;
    bool of_method = false;
    bool removed = false;
    bool open = false;
  };
  struct Stroke {
    std::string page;
    std::string by;
    bool removed = false;
    bool open = false;
  };
  struct Link {
    std::string from;
    std::string to;
    std::string relation;
    std::string by;
    bool removed = false;
  };
  // One place where a word stands or stood.
  struct Place {
    What what = What::kText;
    std::string thing;  // the item it is of, or the page; of a link where it begins
    std::string other;  // of a field which; of a comment, a link or a stroke itself
    std::string whose;  // who said it
    std::string typed_by;
    bool standing = true;
    Sight before_client = Sight::kNot;  // given with the client at the table, who saw what it is of
    bool covered = false;
    bool removed = false;
    bool dissent = false;
    bool fading = false;      // replaced under cover of a round: until the reveal others may have it
    bool taken_back = false;  // words with which a stance was taken back: no board need hold them
    bool for_all = false;
    std::vector<bool> was;   // by person: might have seen it, and no later level forbids it
    std::vector<bool> knew;  // by person: saw it
  };
  struct Round {
    bool open = false;
    bool blind = false;
    std::string phase;
    std::set<std::string> regions;
  };

  std::size_t index_of(const std::string& participant) const;
  bool client_at_table() const;
  bool client_in_the_room() const;
  bool page_is_open(const std::string& page) const;
  Sight lies_open(const Item& item) const;  // before the client's eyes, were the curtain open
  Sight said_before_client(const std::string& item) const;
  bool eyes_of_client(const Person& who) const;
  bool blank(const Person& who) const;  // no content at all reaches him now
  bool owns(const Person& who, const Item& item) const;
  bool admits(const Person& who, const Item& item) const;
  bool is_of_seat(const Person& device, const Item& item) const;
  bool in_round(const std::string& sheet, const std::string& region) const;
  bool for_client(const std::string& kind, const std::string& field) const;
  bool for_client(const std::string& relation) const;
  Sight sees_item(const Person& who, const Item& item) const;
  Sight sees_page(const Person& who, const std::string& page) const;
  Sight sees_stroke(const Person& who, const std::string& stroke) const;
  Sight sees_link(std::size_t person, const std::string& link) const;
  Sight sees(std::size_t person, const Place& place) const;
  bool forbidden_since(std::size_t person, const Place& place) const;
  bool withdrawn_from(std::size_t person, const Place& place) const;
  bool open_to_client_now(std::size_t person, const Place& place) const;

  Place& put(What what, Word word, const std::string& thing);
  void put_words(What what, std::string_view text, const std::string& thing, const pb::Record& record,
                 const std::string& whose, const std::string& other = {});
  void put_id(What what, const std::string& id, const std::string& thing, const std::string& other = {});
  void stands_no_more(What what, const std::string& thing, const std::string& whose, const std::string& other = {});
  void replaces(What what, const std::string& thing, const std::string& whose, const std::string& typed_by);
  void takes_back(What what, const std::string& thing, const std::string& whose, const std::string& typed_by);
  void reveal();
  void text_is(const std::string& id, std::string text);
  void confirm(const std::string& device);
  void change(Item& item, bool before_client);
  void change(const std::string& item);
  void add_item(const pb::Record& record);
  void split_item(const pb::Record& record);
  void set_field(const pb::Record& record);
  void set_removed(const std::string& thing, bool removed);
  void open_to_client(const std::string& sheet, const std::string& item);
  void close_to_client(const std::string& sheet, const std::string& item);
  void take_item(const pb::Record& record);
  void take_course(const pb::Record& record);
  void look_again();
  void look_around();
  void count_states(const pb::Record& record);

  Words* words_;
  pb::Vocabulary vocabulary_;
  std::vector<Person> people_;
  std::map<std::string, Item> items_;
  std::map<std::string, Page> pages_;
  std::map<std::string, Stroke> strokes_;
  std::map<std::string, Link> links_;
  std::vector<Place> places_;
  std::map<Word, std::vector<std::size_t>> by_word_;
  std::vector<Word> all_;
  Round round_;
  std::string phase_;
  std::string chair_;
  bool client_view_ = false;
  bool screens_shut_ = false;
  bool ended_ = false;
  std::size_t openings_ = 0;
  bool undoes_ = false;  // what is being taken
  std::map<std::string, std::size_t> reached_;
};

}  // namespace flipover::canary
