// The demonstration meeting, taken in by decide and apply: every value of the file's `expected` computed from the log,
// and the board at every phase end against a checked one.
//
// Writing the board anew, to be read through before it is committed: FLIPOVER_WRITE=1 model_demo_test
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "server/meeting/import/read_import.h"
#include "server/model/apply.h"
#include "server/model/decide.h"
#include "server/model/utf16.h"
#include "server/vocabulary/catalogue.h"
#include "tests/model/table.h"

namespace flipover {
namespace {

namespace json = boost::json;

const std::string kData = TEST_DATA;
const std::string kBoards = kData + "/demo-boards.json";

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return std::move(bytes).str();
}

// The log of the meeting, as the server would write it, and the boards on the way.
struct Held {
  std::vector<pb::Record> log;
  std::vector<std::string> refused;
  MeetingState end;
  json::object boards;  // at the end of each phase
};

std::string ref_of(const std::map<std::string, std::string>& refs, const std::string& item) {
  const auto found = refs.find(item);
  return found == refs.end() ? item : found->second;
}

json::object board_of(const MeetingState& state, const std::map<std::string, std::string>& refs) {
  std::map<std::string, std::vector<const Item*>> regions;
  for (const auto& [id, item] : state.items) {
    if (item.data.removed()) continue;
    const std::string place = item.data.has_parked() ? "parked" : item.data.sheet() + "/" + item.data.region();
    regions[place].push_back(&item);
  }
  json::object board;
  for (auto& [place, items] : regions) {
    std::sort(items.begin(), items.end(), [](const Item* a, const Item* b) {
      return std::pair(a->data.order_key(), a->data.id()) < std::pair(b->data.order_key(), b->data.id());
    });
    json::array names;
    for (const Item* item : items) names.emplace_back(ref_of(refs, item->data.id()));
    board[place] = std::move(names);
  }
  return board;
}

Held hold() {
  const Catalogue catalogue = Catalogue::load_embedded().value();
  const auto file = read_import(content_of(kData + "/demo-case.json"), catalogue);
  const ImportPlan& plan = std::get<ImportPlan>(file.value());
  Held held;
  AllEdits edits;
  std::map<std::string, std::string> refs;
  const auto take_in = [&](const ImportStep& step) {
    const auto verdict =
        decide(held.end, Author{step.by, Authority::kImporter}, step.operation, edits, ModelLimits{});
    if (!verdict) {
      held.refused.push_back(step.ref + ": " + std::string(code_of(verdict.error().reason)) + " " +
                             verdict.error().detail);
      return;
    }
    const pb::Operation& op = *verdict;
    if (op.has_go_to_phase() || op.has_end_meeting()) {
      held.boards[held.end.course.phase()] = board_of(held.end, refs);
    }
    pb::Record record;
    record.set_number(held.end.number + 1);
    record.set_time_ms(step.time_ms);
    record.set_by(step.by);
    *record.mutable_operation() = op;
    record.mutable_imported()->set_source(plan.source);
    record.mutable_imported()->set_ref(step.ref);
    apply(held.end, record);
    edits.note(record);
    if (op.has_add_item()) refs[op.add_item().item()] = step.ref;
    held.log.push_back(std::move(record));
  };
  ImportStep create;
  create.time_ms = plan.steps.front().time_ms;
  create.ref = "meeting";
  *create.operation.mutable_create_meeting() = plan.create;
  take_in(create);
  for (const auto& step : plan.steps) take_in(step);
  return held;
}

class DemoMeeting : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    held_ = std::make_unique<Held>(hold());
    file_ = json::parse(content_of(kData + "/demo-case.json"));
  }
  static void TearDownTestSuite() { held_.reset(); }

  static const std::vector<pb::Record>& log() { return held_->log; }
  static const json::object& expected() { return file_.at("expected").as_object(); }
  static std::int64_t begun_ms() {
    for (const auto& record : log()) {
      if (record.operation().has_begin_meeting()) return record.time_ms();
    }
    return 0;
  }
  // What was placed on the board between begin and end.
  static std::vector<const pb::Record*> contributions() {
    std::vector<const pb::Record*> placed;
    for (const auto& record : log()) {
      if (record.operation().has_end_meeting()) break;
      if (record.operation().has_add_item()) placed.push_back(&record);
    }
    return placed;
  }
  template <class Key>
  static json::object count(Key key) {
    std::map<std::string, std::int64_t> counts;
    for (const auto* record : contributions()) ++counts[key(*record, record->operation().add_item())];
    counts.erase("");
    json::object out;
    for (const auto& [name, number] : counts) out[name] = number;
    return out;
  }
  static const pb::Participant& who(const std::string& participant) {
    return find_attendee(held_->end, participant)->participant();
  }
  static std::string phase_name(const std::string& phase) {  // of the file
    const auto& phases = held_->end.charter->method.phases();
    for (int i = 0; i < phases.size(); ++i) {
      const json::value& named = file_.at("phases").at(static_cast<std::size_t>(i));
      if (phases[i].id() == phase) return std::string(named.at("id").as_string());
    }
    return {};
  }
  static bool is_solution(const std::string& kind) { return find_kind(held_->end, kind)->solution(); }

  static inline std::unique_ptr<Held> held_;
  static inline json::value file_;
};

// Two JSON objects with the same keys and numbers, whatever the order.
void expect_same(const json::object& computed, const json::value& wanted, const char* what) {
  EXPECT_EQ(computed.size(), wanted.as_object().size()) << what;
  for (const auto& [key, value] : wanted.as_object()) {
    ASSERT_TRUE(computed.contains(key)) << what << ": " << key;
    EXPECT_EQ(computed.at(key), value) << what << ": " << key;
  }
}

TEST_F(DemoMeeting, EveryOperationOfTheFileIsTakenIn) {
  for (const auto& refused : held_->refused) ADD_FAILURE() << refused;
}

TEST_F(DemoMeeting, ContributionsAreCountedFromTheLog) {
  EXPECT_EQ(contributions().size(), expected().at("contributionsTotal").to_number<std::size_t>());
  using Add = const pb::AddItem&;
  using Rec = const pb::Record&;
  expect_same(count([](Rec, Add add) { return add.said_by(); }), expected().at("contributionsByParticipant"),
              "participant");
  expect_same(count([](Rec, Add add) { return who(add.said_by()).organisation(); }),
              expected().at("contributionsByOrganisation"), "organisation");
  expect_same(count([](Rec, Add add) { return add.kind(); }), expected().at("contributionsByKind"), "kind");
  expect_same(count([](Rec, Add add) { return phase_name(add.sheet()); }), expected().at("contributionsByPhase"),
              "phase");
  expect_same(count([](Rec, Add add) { return add.source() == "onbekend" ? "" : add.source(); }),
              expected().at("knowledgeSources"), "source");
  std::map<std::string, std::string> location;
  for (const auto& record : log()) {
    if (!record.operation().has_arrive()) continue;
    const auto& arrive = record.operation().arrive();
    location[arrive.participant()] = arrive.location() == pb::Arrive::REMOTE ? "remote" : "room";
  }
  expect_same(count([&](Rec, Add add) { return location[add.said_by()]; }), expected().at("contributionsByLocation"),
              "location");
  std::size_t by_client = 0;
  for (const auto* record : contributions()) {
    by_client += who(record->operation().add_item().said_by()).role() == "client" ? 1U : 0U;
  }
  EXPECT_EQ(by_client, expected().at("clientContributions").to_number<std::size_t>());
}

TEST_F(DemoMeeting, CharactersAreCodePointsOfTheTextAsFirstPlaced) {
  std::map<std::string, std::int64_t> characters;
  for (const auto* record : contributions()) {
    const std::u16string text = utf16_from_utf8(record->operation().add_item().text()).value();
    characters[record->operation().add_item().said_by()] +=
        std::count_if(text.begin(), text.end(), [](char16_t unit) { return !is_low_surrogate(unit); });
  }
  json::object computed;
  for (const auto& [participant, number] : characters) computed[participant] = number;
  expect_same(computed, expected().at("charactersByParticipant"), "characters");
}

TEST_F(DemoMeeting, LaterOperationsAreEachAnOperation) {
  std::map<std::string, const pb::Record*> by_ref;
  for (const auto& record : log()) {
    EXPECT_TRUE(by_ref.emplace(record.imported().ref(), &record).second) << "twice: " << record.imported().ref();
  }
  // What an operation of the file may become.
  const std::map<std::string, std::set<pb::Operation::KindCase>> becomes = {
      {"abstain", {pb::Operation::kTakeStance}}, {"agree", {pb::Operation::kTakeStance}},
      {"comment", {pb::Operation::kAddComment}}, {"edit", {pb::Operation::kEditText}},
      {"genogram", {pb::Operation::kSetField}},  {"hide", {pb::Operation::kParkItem}},
      {"link", {pb::Operation::kLinkItems}},     {"resolve", {pb::Operation::kResolve}},
      {"move", {pb::Operation::kMoveItem, pb::Operation::kParkItem, pb::Operation::kTakeBackItem}},
      {"restore", {pb::Operation::kTakeBackItem}}, {"score", {pb::Operation::kScore}},
      {"setField", {pb::Operation::kSetField}},  {"visibility", {pb::Operation::kSetVisibility}},
      {"vote", {pb::Operation::kVote}}};
  std::size_t total = 0;
  for (const auto& card : file_.at("contributions").as_array()) {
    const auto& later = card.at("later").as_array();
    for (std::size_t i = 0; i < later.size(); ++i) {
      const std::string ref = std::string(card.at("id").as_string()) + ".later." + std::to_string(i);
      const auto found = by_ref.find(ref);
      ASSERT_NE(found, by_ref.end()) << ref;
      const std::string op(later[i].at("op").as_string());
      EXPECT_TRUE(becomes.at(op).contains(found->second->operation().kind_case())) << ref << ": " << op;
      ++total;
    }
  }
  EXPECT_EQ(total, expected().at("laterOperationsTotal").to_number<std::size_t>());

  // And from the log alone, where one kind of operation has one name.
  std::map<std::string, std::int64_t> counts;
  for (const auto& record : log()) {
    if (record.imported().ref().find(".later.") == std::string::npos) continue;
    if (record.imported().ref().ends_with(".opened")) continue;
    const pb::Operation& op = record.operation();
    switch (op.kind_case()) {
      case pb::Operation::kTakeStance:
        ++counts[op.take_stance().stance() == pb::TakeStance::AGREE ? "agree" : "abstain"];
        break;
      case pb::Operation::kAddComment: ++counts["comment"]; break;
      case pb::Operation::kEditText: ++counts["edit"]; break;
      case pb::Operation::kSetField:
        ++counts[op.set_field().value().field() == "genogram" ? "genogram" : "setField"];
        break;
      case pb::Operation::kLinkItems: ++counts["link"]; break;
      case pb::Operation::kResolve: ++counts["resolve"]; break;
      case pb::Operation::kScore: ++counts["score"]; break;
      case pb::Operation::kSetVisibility: ++counts["visibility"]; break;
      case pb::Operation::kVote: ++counts["vote"]; break;
      default: ++counts["moved"]; break;
    }
  }
  const json::object& by_op = expected().at("laterOperationsByOp").as_object();
  std::int64_t moved = 0;
  for (const auto& [name, number] : by_op) {
    if (name == "hide" || name == "move" || name == "restore") {
      moved += number.as_int64();
    } else {
      EXPECT_EQ(counts[std::string(name)], number.as_int64()) << name;
    }
  }
  EXPECT_EQ(counts["moved"], moved);
}

TEST_F(DemoMeeting, PhasesLastAsLongAsTheyDid) {
  json::object seconds;
  std::string phase = "ph0";
  std::int64_t since = begun_ms();
  for (const auto& record : log()) {
    const bool goes = record.operation().has_go_to_phase();
    if (!goes && !record.operation().has_end_meeting()) continue;
    seconds[phase] = (record.time_ms() - since) / 1'000;
    since = record.time_ms();
    if (goes) phase = phase_name(record.operation().go_to_phase().phase());
  }
  expect_same(seconds, expected().at("phaseSeconds"), "phaseSeconds");
}

TEST_F(DemoMeeting, TheDistributionOfSpeakingIsTheOneOfTheFile) {
  const std::set<std::string> roles = {"partner", "casusregisseur", "client", "steunpersoon"};
  std::map<std::string, double> counts;
  for (const auto& attendee : held_->end.attendees) {
    if (roles.contains(attendee.participant().role())) counts[attendee.participant().id()] = 0;
  }
  EXPECT_EQ(counts.size(), expected().at("giniPopulation").as_array().size());
  for (const auto& id : expected().at("giniPopulation").as_array()) {
    EXPECT_TRUE(counts.contains(std::string(id.as_string())));
  }
  double total = 0;
  for (const auto* record : contributions()) {
    const auto found = counts.find(record->operation().add_item().said_by());
    if (found == counts.end()) continue;
    ++found->second;
    ++total;
  }
  double differences = 0;
  for (const auto& [a, of_a] : counts) {
    for (const auto& [b, of_b] : counts) differences += std::abs(of_a - of_b);
  }
  const double gini = differences / (2.0 * static_cast<double>(counts.size()) * total);
  EXPECT_NEAR(gini, expected().at("giniParticipants").as_double(), 0.00005);

  std::int64_t joined = 0;
  for (const auto& record : log()) {
    if (record.operation().has_arrive() && who(record.operation().arrive().participant()).role() == "client") {
      joined = record.time_ms();
    }
  }
  double after = 0;
  double theirs = 0;
  for (const auto* record : contributions()) {
    if (record->time_ms() < joined) continue;
    const std::string& role = who(record->operation().add_item().said_by()).role();
    ++after;
    theirs += role == "client" || role == "steunpersoon" ? 1 : 0;
  }
  EXPECT_NEAR(theirs / after, expected().at("clientAndNetworkShareAfterJoin").as_double(), 0.000001);
}

TEST_F(DemoMeeting, TheFirstSolutionCameEarlyAndWasParked) {  // CP-05
  const pb::Record* first = nullptr;
  std::string phase = held_->end.charter->method.phases(0).id();
  std::string first_phase;
  std::size_t before_plan = 0;
  for (const auto& record : log()) {
    const pb::Operation& op = record.operation();
    if (op.has_go_to_phase()) phase = op.go_to_phase().phase();
    if (!op.has_add_item() || !is_solution(op.add_item().kind())) continue;
    if (first == nullptr) {
      first = &record;
      first_phase = phase;
      EXPECT_TRUE(op.add_item().has_parked()) << "by the operation that offered it";
    }
    if (phase != "plan" && phase != "afronding") ++before_plan;
  }
  ASSERT_NE(first, nullptr);
  const json::object& wanted = expected().at("firstSolutionCard").as_object();
  EXPECT_EQ(first->imported().ref(), wanted.at("id").as_string());
  EXPECT_EQ((first->time_ms() - begun_ms()) / 1'000, wanted.at("t").as_int64());
  EXPECT_EQ(phase_name(first_phase), wanted.at("phase").as_string());
  EXPECT_EQ(first->operation().add_item().kind(), wanted.at("kind").as_string());
  EXPECT_EQ(before_plan, expected().at("solutionsBeforePlanPhase").to_number<std::size_t>());
}

TEST_F(DemoMeeting, FactorsDecisionsAndWhatStaysOpenAreTheFilesOwn) {
  std::map<std::string, std::map<std::string, std::int64_t>> factors;
  std::map<std::string, std::int64_t> totals;
  std::size_t decisions = 0, reasoned = 0, dissents = 0, abstentions = 0, actions = 0, done = 0;
  for (const auto& record : log()) {
    const pb::Operation& op = record.operation();
    if (op.has_take_stance() && op.take_stance().stance() == pb::TakeStance::ABSTAIN) ++abstentions;
    if (!op.has_add_item()) continue;
    const pb::AddItem& add = op.add_item();
    const auto field = [&](const char* name) {
      for (const auto& value : add.fields()) {
        if (value.field() == name && !value.values().empty()) return value.values(0);
      }
      return std::string{};
    };
    if (add.kind() == "beschermend" || add.kind() == "risico") {
      ++totals[add.kind()];
      if (!add.domain().empty()) ++factors[add.domain()][add.kind()];
    }
    if (add.kind() == "besluit") {
      ++decisions;
      reasoned += field("reden").empty() ? 0U : 1U;
    }
    if (add.kind() == "minderheidsstandpunt") ++dissents;
    if (add.kind() == "actie") {
      ++actions;
      done += field("status") == "gereed" ? 1U : 0U;
    }
  }
  json::object by_domain;
  for (auto& [domain, kinds] : factors) {
    by_domain[domain] = json::object{{"beschermend", kinds["beschermend"]}, {"risico", kinds["risico"]}};
  }
  expect_same(by_domain, expected().at("factorsByDomain"), "factors");
  EXPECT_EQ(totals["beschermend"], expected().at("protectiveTotal").as_int64());
  EXPECT_EQ(totals["risico"], expected().at("riskTotal").as_int64());
  const auto number = [](const char* name) { return expected().at(name).to_number<std::size_t>(); };
  EXPECT_EQ(decisions, number("decisions"));
  EXPECT_EQ(reasoned, number("decisionsWithReason"));
  EXPECT_EQ(dissents, number("dissent"));
  EXPECT_EQ(abstentions, number("abstentions"));
  EXPECT_EQ(actions, number("actions"));
  EXPECT_EQ(done, number("actionsDoneAtFollowUp1"));

  // Open is what nobody resolved and no card answers: c017 is answered by a link, c035 was resolved.
  std::map<std::string, bool> unknowns;  // ref -> answered
  std::map<std::string, std::string> refs;
  for (const auto& record : log()) {
    const pb::Operation& op = record.operation();
    if (op.has_add_item() && (op.add_item().kind() == "onbekend" || op.add_item().kind() == "vraag")) {
      refs[op.add_item().item()] = record.imported().ref();
      unknowns[record.imported().ref()] = false;
    }
    if (op.has_resolve() && refs.contains(op.resolve().item())) unknowns[refs[op.resolve().item()]] = true;
    const pb::LinkItems& link = op.link_items();
    if (link.relation() == "beantwoordt" && refs.contains(link.to())) unknowns[refs[link.to()]] = true;
  }
  json::array open;
  for (const auto& [ref, answered] : unknowns) {
    if (!answered) open.emplace_back(ref);
  }
  EXPECT_EQ(open, expected().at("openUnknowns").as_array());
}

TEST_F(DemoMeeting, WhatTheResearcherSaidWasTypedByTheNotulist) {
  for (const auto* record : contributions()) {
    if (record->imported().ref() != "c004") continue;
    EXPECT_EQ(record->operation().add_item().said_by(), "p14");
    EXPECT_EQ(record->by(), "p02");
  }
}

TEST_F(DemoMeeting, TheBoardAtEveryPhaseEndIsTheCheckedOne) {
  if (std::getenv("FLIPOVER_WRITE") != nullptr) {
    std::ofstream out(kBoards);
    out << "{\n";
    for (auto phase = held_->boards.begin(); phase != held_->boards.end(); ++phase) {
      out << "  \"" << phase->key() << "\": {\n";
      const json::object& board = phase->value().as_object();
      for (auto place = board.begin(); place != board.end(); ++place) {
        out << "    \"" << place->key() << "\": " << json::serialize(place->value())
            << (std::next(place) == board.end() ? "\n" : ",\n");
      }
      out << (std::next(phase) == held_->boards.end() ? "  }\n" : "  },\n");
    }
    out << "}\n";
  }
  const json::object wanted = json::parse(content_of(kBoards)).as_object();
  EXPECT_EQ(held_->boards.size(), 9U);
  for (const auto& [phase, board] : wanted) {
    ASSERT_TRUE(held_->boards.contains(phase)) << phase;
    for (const auto& [place, items] : board.as_object()) {
      const json::object& computed = held_->boards.at(phase).as_object();
      ASSERT_TRUE(computed.contains(place)) << phase << " " << place;
      EXPECT_EQ(computed.at(place), items) << phase << " " << place;
    }
    EXPECT_EQ(held_->boards.at(phase).as_object().size(), board.as_object().size()) << phase;
  }
}

}  // namespace
}  // namespace flipover
