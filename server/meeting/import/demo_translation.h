// DemoTranslation turns one file of the format casusoverleg-demo/1 into a plan.
//
// It walks through what happened in order of time and keeps only what the translation itself needs to know: where each
// card lies, its text (an edit in the file gives the whole text, an operation gives the change), what the client was
// shown, and which round is open. What the rules make of an operation is left to `decide`.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "server/meeting/import/demo_file.h"
#include "server/meeting/import/json_reader.h"
#include "server/meeting/import/plan_writer.h"
#include "server/vocabulary/catalogue.h"

namespace flipover {

class DemoTranslation {
 public:
  DemoTranslation(const DemoFile& file, std::string_view bytes, const Catalogue& catalogue, const ImportLimits& limits);

  // Once.
  Translated<ImportPlan> run();

 private:
  // A card on the board, as far as it is followed.
  struct Card {
    std::string item;
    std::string kind;
    std::string phase;  // of the sheet it lies on
    std::u16string text;
    std::uint64_t revision = 0;
    std::string level;  // of visibility
    bool parked = false;
    bool known_to_client = false;  // made while he was at the table, or opened to him
    std::vector<std::string> genogram;
  };

  // One thing that happened: an event, a card, or something later done to a card.
  struct Moment {
    std::int64_t t_ms = 0;
    int rank = 0;  // orders what happened at one time
    const DemoEvent* event = nullptr;
    const DemoCard* card = nullptr;
    const DemoLater* later = nullptr;
    std::string ref;
  };

  void create();
  void map_phases();
  void add_participants();
  std::vector<Moment> moments() const;

  void translate_event(const Moment& moment);
  void open_round(const DemoEvent& event, pb::Operation& operation);
  void translate_card(const Moment& moment);
  pb::AddItem placed(const DemoCard& card, const std::string& phase);
  void add_actions(std::int64_t end_ms);
  pb::AddItem planned(const DemoAction& action);

  // demo_later.cc
  void translate_later(const Moment& moment);
  pb::Operation later_operation(const DemoLater& later, Card& card);
  pb::Operation edit(const DemoLater& later, Card& card);
  pb::Operation move(const DemoLater& later, Card& card);
  pb::Operation vote(const DemoLater& later, const Card& card);
  pb::Operation set_field(const DemoLater& later, Card& card);
  pb::Operation add_to_genogram(const DemoLater& later, Card& card);
  // The client knew this card, so it had been shown to him: says so before what he did with it.
  void show_to_client(const DemoLater& later, Card& card, const std::string& ref);

  const pb::Phase* phase_of_method(std::string_view id) const;
  const pb::Kind* kind(const std::string& id, const std::string& where);
  pb::FieldValue field_value(const std::string& kind_id, const std::string& name,
                             const std::vector<std::string>& values, const std::string& where);
  void check_term(const std::string& set, const std::string& term, const std::string& where);
  Card* card_named(const std::string& id, const std::string& where);
  bool is_participant(const std::string& id, const std::string& where);
  const pb::Role* role_of(const std::string& participant) const;
  std::string notulist() const;  // else the chair
  std::string chair() const;
  // Who typed the words of `speaker`: himself, or the notulist for one whose role does not write (such things).
  std::string typist(const std::string& speaker, const std::string& kind, const std::string& where);
  bool client_is_at_table() const;
  bool rule_parks(const std::string& kind) const;  // in the present phase
  void complain(const std::string& where, std::string nl, std::string en);
  std::int64_t time(std::int64_t t_ms) const { return file_.start_ms + t_ms; }

  const DemoFile& file_;
  const Catalogue& catalogue_;
  const ImportLimits& limits_;
  const pb::Method* method_ = nullptr;
  Complaint complaint_;
  ImportPlan plan_;
  PlanWriter writer_;

  std::map<std::string, std::string> phases_;  // of the file -> of the method
  std::map<std::string, std::string> roles_;   // participant -> role
  std::vector<std::string> order_;             // participants as in the file
  std::map<std::string, Card> cards_;

  std::string phase_;  // present, of the method
  std::set<std::string> present_;
  pb::OpenRound::Kind round_ = pb::OpenRound::KIND_UNSPECIFIED;
  bool client_view_ = false;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace flipover
