// The client's side changes its own and nothing else (S8, domain.md 3.12): every operation, on what is his own and on what
// is another's.
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;

class ClientSide : public AtTheTable, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("plan"), participant("karim", "partner", of("wijkteam")),
          participant("aad", "partner", of("wijkteam"), pb::Arrive::NO_DEVICE), participant("kevin", GetParam()),
          participant("buur", "steunpersoon"));
    mirjam(client_view(true, "hij is erbij"));
    theirs = karim(adds(kind("actie", "post openen"), with("eigenaar", "karim")));
    his_step = karim(adds(kind("actie", "zelf bellen"), with("eigenaar", "kevin")));
    decision = karim(adds(kind("besluit", "samen post openen"), to("besluiten"), with("reden", "hij wil het")));
    remark = karim(comments(theirs, "deze week"));
    page = karim(adds_page("los blad"));
    stroke = karim(draws(page));
    quote = kevin(adds(kind("citaat_client", "ik wil rust")));
    link = karim(links(quote, theirs, "versterkt"));
    ASSERT_FALSE(quote.empty()) << outcome().code;
  }
  const Person karim{*this, "karim"};
  const Person kevin{*this, "kevin"};
  std::string theirs, his_step, decision, remark, page, stroke, quote, link;
};

TEST_P(ClientSide, ChangesNothingOfOthers) {  // S8
  std::vector<pb::Operation> refused = {
      edits(theirs, 0, 0, 0, "x"), sets(theirs, "kind", "idee"), sets(theirs, "persons", "P."),
      sets(theirs, "said_by", "kevin"), sets(theirs, "eigenaar", "kevin"), sets(theirs, "eigenaar_akkoord", "ja"),
      sets(theirs, "status", "klaar"), moves_behind(theirs, ""), moves_as("idee", theirs, "plan_kort"), removes(theirs),
      restores(theirs), withdraws(theirs), splits(theirs, 0, 3), stacks(theirs, decision), stacks(quote, theirs),
      unstacks(theirs), parks(theirs, "weg"), takes_back(theirs), links(theirs, quote, "versterkt"),
      shows(theirs, "professionals"), resolves(theirs), reopens(theirs), removes(remark), removes(stroke), removes(page),
      restores(stroke), scores(decision, 5, "karim"), takes(pb::TakeStance::AGREE, decision, "", "karim"),
      takes(pb::TakeStance::AGREE, decision, "", "buur"), adds(kind("citaat_client", "zij"), said_by("buur")),
      adds(kind("citaat_client", "hij"), said_by("aad")), adds(kind("citaat_client", "iemand"), said_by("")),
      sets(quote, "said_by", "aad"), adds(kind("actie", "doe jij"), with("eigenaar", "karim"), with("eigenaar_akkoord", "ja")),
      adds(kind("idee", "iets anders")), adds(procesnoot("rustig")), sets(quote, "kind", "idee"),
      moves_as("idee", quote, "plan_kort"),
      adds(kind("besluit", "zo doen we het"), to("besluiten"), with("reden", "ik wil het")),
      arrives(pb::Arrive::REMOTE, "karim"), departs("karim"), goes_to("factoren"), extends(60, "langer"),
      lifts(pb::Rule::PARK_SOLUTIONS, "nu"), opens_round(pb::OpenRound::VOTE), closes_round(), gives_turn("kevin"),
      hands_chair_to("karim"), takes_over("ik leid", 500'000), calls_to(quote), client_view(true, "ik wil"),
      opens_sheet_to_client("probleem"), closes_item_to_client(theirs), adds_participant("zus", "steunpersoon"),
      ends_participation("karim"), begins(), ends(), settles()};
  for (const auto& asked : refused) {
    kevin(asked);
    EXPECT_FALSE(outcome().committed) << asked.ShortDebugString();
    EXPECT_EQ(outcome().code, "not_allowed") << asked.ShortDebugString();
  }
  kevin(removes(link));
  EXPECT_REFUSED("unknown_thing") << "a relation that is not for his page";
}

TEST_P(ClientSide, DoesNotFindOutWhatWasWrittenForItBehindTheCurtain) {  // G5
  mirjam(client_view(false, "even onder ons"));
  const std::string typed_for_him =
      mirjam(adds(kind("citaat_client", "laat mij met rust"), to("client"), said_by("kevin")));
  ASSERT_FALSE(typed_for_him.empty()) << outcome().code;
  mirjam(edits(typed_for_him, 0, 0, 17, "ik wil rust"));
  mirjam(client_view(true, "hij is er weer"));
  kevin(edits(typed_for_him, 0, 17, 0, "x"));
  EXPECT_REFUSED("base_unknown");
  kevin(edits(typed_for_him, 1, 11, 0, "!"));
  EXPECT_COMMITTED();
  mirjam(edits(typed_for_him, 0, 17, 0, "x"));
  EXPECT_COMMITTED() << "who typed it knows it all";
}

TEST_P(ClientSide, EditsWhatIsSaidToBeItsOwnFromThenOn) {  // G5
  mirjam(client_view(false, "even onder ons"));
  const std::string worry = mirjam(adds(kind("citaat_client", "hij liegt"), to("client"), said_by("karim")));
  ASSERT_FALSE(worry.empty()) << outcome().code;
  mirjam(edits(worry, 0, 0, 9, "er is iets"));
  mirjam(client_view(true, "hij is er weer"));
  mirjam(sets(worry, "said_by", "kevin"));
  EXPECT_COMMITTED();
  kevin(edits(worry, 0, 9, 0, "x"));
  EXPECT_REFUSED("base_unknown");
  kevin(edits(worry, 1, 10, 0, "!"));
  EXPECT_COMMITTED();
}

TEST_P(ClientSide, DoesItsOwn) {  // CP-13
  const bool is_client = std::string(GetParam()) == "client";
  const std::string other = kevin(adds(vraag("wie belt?")));
  const std::string mine = kevin(comments(theirs, "dat is goed"));
  const std::pair<const char*, pb::Operation> asked[] = {
      {"edits", edits(quote, 0, 0, 0, "nu ")},
      {"tags", sets(quote, "datum", "2027-03-01")},
      {"moves", moves_behind(other, "")},
      {"splits", splits(quote, 1, 3)},
      {"links", links(quote, theirs, "versterkt")},
      {"comments", comments(decision, "fijn")},
      {"takes his comment off", removes(mine)},
      {"answers his question", resolves(other)},
      {"asks again", reopens(other)},
      {"parks his own", parks(other)},
      {"takes it back", takes_back(other)},
      {"takes a stance", takes(pb::TakeStance::PARTLY, decision, "niet alles")},
      {"scores", scores(decision, 6)},
      {"accepts what he will do", sets(his_step, "eigenaar_akkoord", "ja")},
      {"raises his hand", raises_hand()},
      {"comes", arrives(pb::Arrive::ROOM)},
      {"shares less", shows(other, "prive")},
      {"takes off", removes(other)},
      {"puts back", restores(other)},
      {"withdraws", withdraws(other)},
      {"brings back", restores(other)},
      {"goes", departs()},
  };
  for (const auto& [what, operation] : asked) {
    kevin(operation);
    EXPECT_TRUE(outcome().committed) << what << ": " << outcome().code;
  }
  kevin(sets(theirs, "instemming_client", "eens"));
  EXPECT_EQ(outcome().committed, is_client) << "what the client agrees with is said by the client";
}

TEST_P(ClientSide, TakesBackNoMoreThanItsOwn) {  // HY-12
  kevin(edits(quote, 0, 0, 0, "nu "));
  const std::string mine = kevin(adds(vraag("wie?")));
  kevin(undoes());
  EXPECT_COMMITTED();
  EXPECT_TRUE(item(mine).removed());
}

TEST_P(ClientSide, IsNotToldWhyItsCardWasParked) {  // G5
  mirjam(parks(quote, "te pijnlijk voor nu"));
  EXPECT_COMMITTED();
  ASSERT_TRUE(replica("kevin").items.contains(quote));
  const pb::Parked& seen = replica("kevin").items.at(quote).data.parked();
  EXPECT_EQ(seen.reason(), "");
  EXPECT_EQ(replica("karim").items.at(quote).data.parked().reason(), "te pijnlijk voor nu");
}

INSTANTIATE_TEST_SUITE_P(Roles, ClientSide, testing::Values("client", "steunpersoon"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace flipover
