// tests/vectors/model: what this model does, as data for the TypeScript model; this test holds the C++ one to it.
//
// scenarios.json: a meeting is made and people are seated (`setup`, records that all see); then each step is an
//   operation with its author and what comes of it: refused with a code, or committed. Of a committed one: the record,
//   who sees it whole, who sees another form of it (the rest: nothing), and every viewer's state hash after it.
// order_keys.json: keys by what they come between, and their salt.
// hashes.json: states as a viewer's checkpoint, their canonical form and its SHA-256.
//
// Writing them anew: FLIPOVER_WRITE=1 model_vectors_test
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "server/model/apply.h"
#include "server/model/entity_id.h"
#include "server/model/order_key.h"
#include "server/model/state_hash.h"
#include "tests/model/slim_meeting.h"
#include "tests/model/spoken.h"
#include "tests/model/table.h"

namespace flipover {
namespace {

using namespace spoken;

const std::string kFolder = VECTORS_DIR;

std::string as_json(const google::protobuf::Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return json;
}

std::string quoted(const std::string& text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  return json + "\"";
}

// One scenario while it is told.
class Telling {
 public:
  Telling(std::string name, std::vector<std::pair<std::string, std::string>> seats)
      : table_(slim_meeting().method(), slim_meeting().vocabulary()) {
    out_ << "  {\"name\": " << quoted(name) << ",\n   \"setup\": [\n";
    for (const auto& [id, role] : seats) {
      table_.seat(id, role, role == "client" ? "" : "org-of-" + id);
      table_.ask(id, arrives(pb::Arrive::ROOM));
    }
    table_.sent = [this](const std::string& viewer, const std::string& bytes) {
      pb::Record record;
      EXPECT_TRUE(record.ParseFromString(bytes));
      seen_[viewer] = std::move(record);
    };
    for (std::size_t i = 1; i < table_.log().size(); ++i) {
      out_ << "    " << as_json(without_id(table_.log()[i])) << (i + 1 == table_.log().size() ? "\n" : ",\n");
    }
    out_ << "   ],\n   \"steps\": [\n";
  }

  std::string operator()(const std::string& by, pb::Operation operation) {
    seen_.clear();
    *operation.mutable_id() = table_.next_id(by);
    const auto verdict = table_.ask(Author{by, by.empty() ? Authority::kServer : Authority::kParticipant}, operation);
    out_ << (first_ ? "" : ",\n") << "    {\"by\": " << quoted(by) << ", \"operation\": " << as_json(operation);
    first_ = false;
    if (!verdict) {
      out_ << ",\n     \"refused\": " << quoted(std::string(code_of(verdict.error().reason))) << "}";
      return {};
    }
    const pb::Record whole = without_id(table_.log().back());
    out_ << ",\n     \"record\": " << as_json(whole) << ",\n     \"whole\": [";
    std::string separator;
    std::string others;
    for (const auto& [viewer, record] : seen_) {
      if (as_json(record) == as_json(whole)) {
        out_ << separator << quoted(viewer);
        separator = ", ";
      } else {
        others += (others.empty() ? "" : ",\n       ") + quoted(viewer) + ": " + as_json(record);
      }
    }
    out_ << "],\n     \"otherwise\": {" << others << "},\n     \"hashes\": {";
    separator.clear();
    for (const auto& [viewer, replica] : table_.replicas()) {
      out_ << separator << quoted(viewer) << ": " << quoted(to_hex(state_hash(replica)));
      separator = ", ";
    }
    out_ << "}}";
    const pb::Operation& op = *verdict;
    if (op.has_add_item()) return op.add_item().item();
    if (op.has_split_item()) return op.split_item().new_item();
    if (op.has_link_items()) return op.link_items().link();
    if (op.has_add_comment()) return op.add_comment().comment();
    if (op.has_add_page()) return op.add_page().sheet();
    return {};
  }

  std::string finish() {
    for (const auto& fault : table_.faults()) ADD_FAILURE() << fault;
    return out_.str() + "\n   ]}";
  }
  const Table& table() const { return table_; }

 private:
  Table table_;
  std::map<std::string, pb::Record> seen_;
  std::ostringstream out_;
  bool first_ = true;
};

std::string parking() {
  Telling tell("an idea offered too early is parked and comes back in the plan phase",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}});
  const std::string idea = tell("karim", adds(idee("post samen openen"), to("probleem")));
  tell("karim", takes_back(idea));
  tell("mirjam", goes_to("plan"));
  tell("karim", takes_back(idea));
  tell("karim", parks(idea, "toch later"));
  tell("karim", undoes());
  return tell.finish();
}

std::string second_device() {
  Telling tell("a second device is told to its participant alone, and confirmed by him",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}});
  pb::Operation added;
  added.mutable_add_device()->set_participant("karim");
  added.mutable_add_device()->set_device("telefoon");
  added.mutable_add_device()->set_asked_by("mirjam");
  tell("", added);
  tell("karim", confirms("telefoon"));
  tell("mirjam", confirms("telefoon"));
  return tell.finish();
}

std::string blind_round() {
  Telling tell("in a blind round everybody sees his own alone until the reveal",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"pol", "partner"}});
  tell("mirjam", goes_to("factoren"));
  tell("mirjam", opens_round(pb::OpenRound::BLIND));
  const std::string debts = tell("karim", adds(kind("risico", "schulden")));
  tell("karim", comments(debts, "twee jaar al"));
  tell("pol", comments(debts, "wat staat hier"));
  tell("karim", is_ready());
  pb::Operation late = adds(kind("risico", "ruzie"));
  late.set_written_in(1);
  tell("mirjam", closes_round());
  tell("pol", late);
  return tell.finish();
}

std::string voting() {
  Telling tell("tallies are told when the round closes", {{"mirjam", "procesregisseur"}, {"karim", "partner"}});
  tell("mirjam", goes_to("factoren"));
  const std::string debts = tell("karim", adds(kind("risico", "schulden")));
  tell("mirjam", opens_round(pb::OpenRound::VOTE));
  tell("karim", votes(debts, 4));
  tell("karim", votes(debts, 2));
  tell("mirjam", votes(debts, 1));
  tell("mirjam", closes_round());
  return tell.finish();
}

std::string texts() {
  Telling tell("edits on an older revision are moved, and a split cuts where it was meant",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"pol", "partner"}});
  const std::string card = tell("karim", adds(feit("de huur 🙂 is hoog")));
  tell("pol", edits(card, 0, 9, 0, "cuts a pair"));
  tell("karim", edits(card, 0, 0, 0, "al jaren: "));
  tell("pol", edits(card, 0, 8, 2, "kale huur"));
  tell("karim", splits(card, 0, 11));
  tell("karim", edits(card, 9, 0, 0, "x"));
  return tell.finish();
}

std::string order() {
  Telling tell("order keys tell nothing of what is hidden",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"pol", "partner"}});
  const std::string a = tell("karim", adds(feit("a")));
  tell("pol", adds(feit("geheim"), seen_at("prive")));
  const std::string b = tell("karim", adds(feit("b")));
  tell("karim", adds(feit("c"), behind(a)));
  tell("karim", adds(feit("d"), behind("")));
  tell("mirjam", moves_behind(a, b));
  tell("mirjam", moves(b, "onbekend"));
  return tell.finish();
}

std::string becoming() {
  Telling tell("a card becomes another kind as it goes, and is parked when that may not stand yet",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"cas", "casusregisseur"}});
  tell("mirjam", goes_to("plan"));
  tell("mirjam", goes_to("factoren"));
  const std::string risk = tell("karim", adds(kind("risico", "hij drinkt")));
  tell("karim", moves(risk, "beschermend"));
  tell("karim", moves_as("beschermend", risk, "beschermend"));
  tell("karim", undoes());
  tell("karim", moves_as("vraag", risk, "risico"));
  tell("karim", moves_as("feit", risk, "beschermend"));
  tell("karim", moves_as("besluit", risk, "beschermend"));
  pb::Operation early = moves_as("interventie", risk, "plan_kort");
  early.mutable_move_item()->set_sheet("plan");
  tell("karim", early);
  tell("mirjam", goes_to("plan"));
  const std::string idea = tell("cas", adds(idee("post samen openen")));
  tell("cas", parks(idea));
  pb::Operation back = moves_as("interventie", idea, "plan_lang");
  back.mutable_move_item()->set_sheet("plan");
  tell("cas", back);
  return tell.finish();
}

std::string levels() {
  Telling tell("who sees a card changes while it stands",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"pol", "partner"}, {"onz", "onderzoeker"}});
  const std::string a = tell("karim", adds(feit("a")));
  const std::string b = tell("pol", adds(feit("b")));
  const std::string link = tell("karim", links(a, b, "versterkt"));
  tell("karim", shows(a, "bron_en_regie"));
  tell("pol", comments(a, "zie ik niet meer"));
  tell("karim", shows(a, "besloten_groep", {"pol"}));
  tell("karim", shows(a, "deelnemers"));
  tell("pol", removes(link));
  return tell.finish();
}

std::string curtain() {
  Telling tell("behind the curtain the client receives nothing; the room screen shows what he sees",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"kevin", "client"}, {"zaal", "zaalscherm"}});
  const std::string early = tell("karim", adds(feit("van voor zijn komst")));
  tell("karim", comments(early, "onder ons"));
  tell("mirjam", goes_to("duwtje"));
  tell("kevin", adds(kind("citaat_client", "ik ben er")));
  tell("mirjam", client_view(true));
  tell("mirjam", opens_item_to_client(early));
  tell("kevin", adds(kind("citaat_client", "ik wil rust")));
  tell("karim", adds(procesnoot("voor ons"), seen_at("professionals")));
  tell("mirjam", client_view(false));
  tell("karim", edits(early, 0, 0, 0, "erg lang "));
  tell("mirjam", client_view(true));
  tell("mirjam", opens_sheet_to_client("probleem"));
  tell("mirjam", client_view(false));
  tell("mirjam", departs("kevin"));
  tell("mirjam", shuts_screens(true));
  tell("karim", adds(feit("achter het gesloten scherm")));
  tell("kevin", shuts_screens(false));
  tell("mirjam", shuts_screens(false));
  return tell.finish();
}

std::string clients_page() {
  Telling tell("of a card the client gets what his page shows, and nothing that was said of it before he came",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"kevin", "client"}, {"zaal", "zaalscherm"}});
  tell("mirjam", goes_to("plan"));
  const std::string goal = tell("karim", adds(kind("interventie", "schulden regelen"), to("plan_kort")));
  const std::string decision = tell("karim", adds(kind("besluit", "samen post openen"), to("besluiten"),
                                                  with("reden", "hij wil het"), with("mandaat", "teamleider")));
  tell("karim", takes(pb::TakeStance::DISSENT, decision, "ik vertrouw hem niet"));
  tell("karim", links(decision, goal, "versterkt"));
  tell("mirjam", opens_sheet_to_client("plan"));
  tell("karim", links(decision, goal, "beantwoordt"));
  tell("mirjam", client_view(true));
  tell("mirjam", opens_item_to_client(decision));
  tell("karim", sets(decision, "mandaat", "geen"));
  tell("karim", sets(decision, "reden", "zo kan hij verder"));
  tell("karim", takes(pb::TakeStance::AGREE, decision, "toch wel"));
  tell("karim", undoes());
  tell("kevin", takes(pb::TakeStance::AGREE, decision));
  tell("karim", splits(decision, 0, 6));
  tell("karim", moves(decision, "plan_kort"));
  tell("karim", sets(decision, "kind", "interventie"));
  pb::Operation tagged = adds(kind("besluit", "nog een"), to("besluiten"), with("reden", "ja"), with("mandaat", "nee"));
  tagged.mutable_add_item()->add_persons("L.");
  tagged.mutable_add_item()->set_source("client");
  tell("karim", tagged);
  return tell.finish();
}

std::string said() {
  Telling tell("said by one, typed by another, named later",
               {{"mirjam", "procesregisseur"}, {"noor", "notulist"}, {"karim", "partner"}});
  const std::string card = tell("noor", adds(feit("iemand zei dit"), said_by("")));
  tell("karim", sets(card, "said_by", "karim"));
  tell("noor", sets(card, "said_by", "karim"));
  tell("karim", sets(card, "source", "client"));
  tell("karim", undoes());
  tell("karim", undoes());
  return tell.finish();
}

std::string stances() {
  Telling tell("a decision needs its reason, a dissent keeps its words",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"pol", "partner"}});
  tell("mirjam", goes_to("plan"));
  tell("karim", adds(kind("besluit", "samen post openen"), to("besluiten")));
  const std::string decision =
      tell("karim", adds(kind("besluit", "samen post openen"), to("besluiten"), with("reden", "hij wil het")));
  tell("pol", takes(pb::TakeStance::DISSENT, decision));
  tell("pol", takes(pb::TakeStance::DISSENT, decision, "dit lost niets op"));
  tell("karim", takes(pb::TakeStance::AGREE, decision));
  tell("karim", scores(decision, 7));
  return tell.finish();
}

std::string heaps() {
  Telling tell("cards are laid on one another, answered, removed and drawn beside",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"pol", "partner"}});
  const std::string a = tell("karim", adds(feit("a")));
  const std::string b = tell("pol", adds(feit("b")));
  const std::string question = tell("pol", adds(vraag("wie?")));
  tell("karim", stacks(b, a));
  tell("karim", stacks(a, b));
  tell("karim", unstacks(b));
  tell("pol", resolves(question, a));
  tell("karim", shows(a, "prive"));
  tell("pol", reopens(question));
  const std::string page = tell("pol", adds_page("los blad"));
  tell("pol", draws(page));
  tell("mirjam", removes(b));
  tell("mirjam", restores(b));
  tell("mirjam", raises_hand());
  tell("mirjam", ends());
  tell("karim", adds(feit("te laat")));
  return tell.finish();
}

std::string withdrawing() {
  Telling tell("what is withdrawn is gone for others, and what rested on it says so",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"pol", "partner"}, {"kevin", "client"}});
  tell("mirjam", goes_to("plan"));
  const std::string card = tell("karim", adds(vraag("waar slaapt hij?")));
  const std::string decision =
      tell("pol", adds(kind("besluit", "een bed regelen"), to("besluiten"), with("reden", "hij slaapt buiten")));
  tell("pol", links(card, decision, "versterkt"));
  tell("pol", withdraws(card));
  tell("karim", withdraws(card));
  tell("karim", edits(card, 0, 0, 0, "x"));
  tell("pol", comments(card, "weg"));
  tell("karim", restores(card));
  tell("karim", undoes());
  tell("karim", takes(pb::TakeStance::DISSENT, decision, "dit lost niets op"));
  tell("pol", removes(decision));
  tell("pol", sets(decision, "kind", "vraag"));
  tell("mirjam", takes(pb::TakeStance::AGREE, decision, "", "karim"));
  return tell.finish();
}

std::string covered_words() {
  Telling tell("what is said in a blind round of what lies there waits for the reveal",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"pol", "partner"}});
  tell("mirjam", goes_to("factoren"));
  const std::string debts = tell("karim", adds(kind("risico", "schulden")));
  tell("pol", scores(debts, 2));
  tell("mirjam", opens_round(pb::OpenRound::BLIND));
  tell("pol", scores(debts, 9));
  tell("mirjam", scores(debts, 4, "pol"));
  tell("karim", comments(debts, "twee jaar al"));
  tell("pol", scores(debts, 8));
  tell("pol", undoes());
  tell("mirjam", closes_round());
  return tell.finish();
}

std::string his_own() {
  Telling tell("the client changes his own and nothing of others",
               {{"mirjam", "procesregisseur"}, {"karim", "partner"}, {"kevin", "client"}});
  tell("mirjam", goes_to("plan"));
  tell("mirjam", client_view(true, "hij is erbij"));
  const std::string question = tell("karim", adds(vraag("wie belt?")));
  const std::string quote = tell("kevin", adds(kind("citaat_client", "ik wil rust")));
  tell("kevin", edits(question, 0, 0, 0, "x"));
  tell("kevin", moves_behind(question, ""));
  tell("kevin", removes(question));
  tell("kevin", resolves(question));
  tell("kevin", edits(quote, 0, 0, 0, "nu "));
  tell("kevin", comments(question, "ik"));
  tell("kevin", links(quote, question, "versterkt"));
  tell("mirjam", parks(quote, "later"));
  tell("kevin", takes_back(quote));
  return tell.finish();
}

std::string chair_gone() {
  Telling tell("where the chair is gone somebody takes it over with a reason",
               {{"mirjam", "procesregisseur"}, {"noor", "notulist"}, {"karim", "partner"}});
  tell("noor", takes_over("zij is weg", 1'000));
  tell("karim", takes_over("zij is weg", 200'000));
  tell("noor", takes_over("zij is weg", 200'000));
  tell("noor", goes_to("plan"));
  tell("mirjam", goes_to("factoren"));
  return tell.finish();
}

// Keys as they come out, by what they stand between and their salt.
std::string order_keys() {
  std::string out;
  std::string last;
  std::string first;
  const auto add = [&](const std::string& after, const std::string& before, const std::string& salt) {
    const std::string key = order_key_between(after, before, salt);
    out += (out.empty() ? "" : ",\n") + ("  {\"after\": " + quoted(after) + ", \"before\": " + quoted(before) +
                                        ", \"salt\": " + quoted(salt) + ", \"key\": " + quoted(key) + "}");
    return key;
  };
  for (std::uint64_t i = 1; i <= 12; ++i) {
    pb::OperationId id;
    id.set_client("client-of-karim-00000000");
    id.set_counter(i);
    const std::string salt = order_salt(id);
    last = add(last, {}, salt);
    first = add({}, first, salt);
    add("V000ab", "V001cd", salt);
    add("V000ab", "V000ab1", salt);
    add("V007zz", {}, salt);
    add({}, "V007zz", salt);
  }
  add("zzzzzzzz", {}, "abc");
  add({}, "00000001", "abc");
  add({}, {}, "--__");
  return "[\n" + out + "\n]\n";
}

// A state of each kind of thing, small enough to be compared by eye.
std::string hashed(const std::string& name, const MeetingState& state) {
  pb::Checkpoint checkpoint = to_checkpoint(state);
  auto& created = *checkpoint.mutable_info()->mutable_created();
  const pb::Method method = created.method();
  created.clear_method();
  created.clear_vocabulary();
  created.mutable_method()->set_id(method.id());
  created.mutable_method()->set_version(method.version());
  const MeetingState read = from_checkpoint(checkpoint);
  EXPECT_EQ(canonical_form(read), canonical_form(state));
  return "  {\"name\": " + quoted(name) + ",\n   \"checkpoint\": " + as_json(checkpoint) +
         ",\n   \"canonical\": " + quoted(canonical_form(read)) +
         ",\n   \"sha256\": " + quoted(to_hex(state_hash(read))) + "}";
}

std::string hash_vectors() {
  std::string out = "[\n" + hashed("nothing", MeetingState{}) + ",\n";
  Telling tell("", {{"mirjam", "procesregisseur"}, {"karim", "partner"}});
  out += hashed("a meeting with two people", tell.table().replica("karim")) + ",\n";
  const std::string card = tell("karim", adds(feit("hé 🙂 \"quoted\""), seen_at("besloten_groep", {"mirjam"})));
  tell("mirjam", comments(card, "ja"));
  out += hashed("a card with a comment", tell.table().replica("karim")) + ",\n";
  const std::string page = tell("karim", adds_page("los blad"));
  tell("karim", draws(page));
  tell("karim", links(card, tell("karim", adds(idee("later"))), "versterkt"));
  tell("mirjam", lifts(pb::Rule::PARK_SOLUTIONS, "dringend"));
  tell("mirjam", opens_round(pb::OpenRound::VOTE, 2));
  tell("karim", scores(card, 7));
  tell("karim", raises_hand());
  return out + hashed("page, stroke, link, parked idea, score, round", tell.table().replica("karim")) + "\n]\n";
}

void expect_file(const std::string& name, const std::string& wanted) {
  const std::string path = kFolder + "/" + name;
  if (std::getenv("FLIPOVER_WRITE") != nullptr) std::ofstream(path) << wanted;
  std::ifstream in(path, std::ios::binary);
  std::stringstream held;
  held << in.rdbuf();
  EXPECT_TRUE(held.str() == wanted) << path << " is not what the model does; see the first lines of this test";
}

TEST(ModelVectors, ScenariosEndAsTheFileSays) {
  const Table table(slim_meeting().method(), slim_meeting().vocabulary());
  std::string out = "{\"create\": " + as_json(table.log().front()) + ",\n \"scenarios\": [\n";
  std::string separator;
  for (const auto& scenario : {parking, blind_round, voting, texts, order, becoming, levels, curtain, clients_page, said,
                                stances, heaps, second_device, withdrawing, covered_words, his_own, chair_gone}) {
    out += separator + scenario();
    separator = ",\n";
  }
  expect_file("scenarios.json", out + "\n ]}\n");
}

TEST(ModelVectors, OrderKeysAreWhatTheFileSays) { expect_file("order_keys.json", order_keys()); }

TEST(ModelVectors, HashesAreWhatTheFileSays) { expect_file("hashes.json", hash_vectors()); }

}  // namespace
}  // namespace flipover
