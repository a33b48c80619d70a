// AtTheTable: a meeting to speak in, so that a test reads like the field.
//
//   given(method("casus_plus"), phase("probleem"), participant("karim", "partner", of("wijkteam")));
//   karim(adds(idee("post samen openen"), to("probleem")));
//   EXPECT_COMMITTED();
//   EXPECT_THAT(parked(), ElementsAre(saying("post samen openen", by("karim"))));
//
// Mirjam, the procesregisseur, is always there and holds the chair. Every committed operation is also checked against
// the laws of Table, for everybody present.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/model/table.h"
#include "tests/model/spoken.h"

namespace flipover {

// What came of the last operation.
struct Outcome {
  bool committed = false;
  std::string code;      // of the refusal
  pb::Operation logged;  // as it stands in the log
  // The id of what it added: item, comment, link, page, stroke.
  operator std::string() const;  // NOLINT: reads as the id
};

class AtTheTable : public testing::Test {
 protected:
  using Clause = std::function<void(AtTheTable&)>;

  // Who speaks: karim(adds(...)).
  class Person {
   public:
    Person(AtTheTable& table, std::string id) : table_(table), id_(std::move(id)) {}
    const Outcome& operator()(const pb::Operation& operation) const { return table_.asks(id_, operation); }
    const std::string& id() const { return id_; }

   private:
    AtTheTable& table_;
    std::string id_;
  };

  void TearDown() override;

  template <class... Clauses>
  void given(Clauses... clauses) {
    const std::vector<Clause> all{clauses...};
    for (const auto& clause : all) clause(*this);
    open();
  }
  static Clause method(const std::string& id);
  static Clause phase(const std::string& id);  // reached step by step
  static Clause participant(const std::string& id, const std::string& role, const std::string& organisation = {},
                            pb::Arrive::Location location = pb::Arrive::ROOM);
  static Clause limits(ModelLimits limits);
  static std::string of(const std::string& organisation) { return organisation; }

  const Outcome& asks(const std::string& id, const pb::Operation& operation);
  const Outcome& outcome() const { return outcome_; }
  void goes_on_to(const std::string& phase);  // the chair, by all phases between

  Table& table() { return *table_; }
  const MeetingState& state() const { return table_->state(); }
  const pb::Course& course() const { return table_->state().course; }
  pb::Item item(const std::string& id) const;

  // In their order: what lies on the board, not parked and not removed.
  std::vector<pb::Item> board(const std::string& sheet, const std::string& region) const;
  std::vector<pb::Item> parked() const;
  std::vector<pb::Item> seen_by(const std::string& participant) const;  // everything, by id
  const MeetingState& replica(const std::string& participant) const { return table_->replica(participant); }

  const Person mirjam{*this, "mirjam"};

 private:
  struct Seat {
    std::string id;
    std::string role;
    std::string organisation;
    pb::Arrive::Location location;
  };

  void open();

  std::string method_ = "casus_plus";
  std::string phase_;
  std::vector<Seat> seats_;
  ModelLimits limits_;
  std::unique_ptr<Table> table_;
  Outcome outcome_;
};

inline std::string by(std::string participant) { return participant; }

MATCHER_P(saying, text, "says \"" + std::string(text) + "\"") { return arg.text() == text; }
MATCHER_P2(saying, text, by, "says \"" + std::string(text) + "\", by " + std::string(by)) {
  return arg.text() == text && arg.said_by() == by;
}

}  // namespace flipover

#define EXPECT_COMMITTED() EXPECT_TRUE(outcome().committed) << "refused: " << outcome().code
#define EXPECT_REFUSED(reason)                  \
  EXPECT_FALSE(outcome().committed);            \
  EXPECT_EQ(outcome().code, std::string(reason))
