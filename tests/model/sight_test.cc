// Who sees what: levels, the client at the table and the curtain, the room screen, and what each role may do.
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class Sight : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("probleem"), participant("karim", "partner", of("wijkteam")),
          participant("els", "partner", of("wijkteam")), participant("pol", "partner", of("politie")),
          participant("noor", "notulist", of("gemeente")), participant("obs", "observer", of("gemeente")),
          participant("onz", "onderzoeker", of("hogeschool")), participant("zaal", "zaalscherm", of("gemeente")),
          participant("kevin", "client", {}, pb::Arrive::LOCATION_UNSPECIFIED),
          participant("aad", "steunpersoon", {}, pb::Arrive::LOCATION_UNSPECIFIED));
  }
  std::vector<std::string> who_sees(const std::string& card) const {
    std::vector<std::string> names;
    for (const auto& [viewer, replica] : table_replicas()) {
      if (replica.items.contains(card)) names.push_back(viewer);
    }
    return names;
  }
  const std::map<std::string, MeetingState>& table_replicas() const {
    return const_cast<Sight*>(this)->table().replicas();
  }
  const Person karim{*this, "karim"};
  const Person pol{*this, "pol"};
  const Person noor{*this, "noor"};
  const Person obs{*this, "obs"};
  const Person kevin{*this, "kevin"};
};

TEST_F(Sight, EachLevelIsSeenByItsOwn) {  // 4.5
  const auto at = [&](const std::string& level) { return std::string(karim(adds(feit(level), seen_at(level)))); };
  EXPECT_THAT(who_sees(at("deelnemers")),
              UnorderedElementsAre("mirjam", "karim", "els", "pol", "noor", "obs", "onz", "zaal"));
  EXPECT_THAT(who_sees(at("professionals")), UnorderedElementsAre("mirjam", "karim", "els", "pol", "noor", "obs"));
  EXPECT_THAT(who_sees(at("bron_en_regie")), UnorderedElementsAre("mirjam", "karim", "els"));
  EXPECT_THAT(who_sees(at("regie")), UnorderedElementsAre("mirjam", "noor", "obs", "karim"));
  EXPECT_THAT(who_sees(at("prive")), ElementsAre("karim"));
  const std::string group = karim(adds(feit("groep"), seen_at("besloten_groep", {"pol", "onz", "zaal"})));
  EXPECT_THAT(who_sees(group), UnorderedElementsAre("karim", "pol", "onz"));
}

TEST_F(Sight, ScreensThatAreShutAreNotToldWhichPageIsOpenedOrClosed) {  // G5, CP-12
  const std::string page = karim(adds_page("alleen voor ons"));
  mirjam(shuts_screens(true));
  std::map<std::string, std::string> told;
  table().sent = [&](const std::string& viewer, const std::string& bytes) { told[viewer] += bytes; };
  mirjam(opens_sheet_to_client(page));
  EXPECT_COMMITTED();
  mirjam(closes_sheet_to_client(page));
  EXPECT_COMMITTED();
  EXPECT_THAT(told["zaal"], Not(HasSubstr(page)));
  EXPECT_THAT(told["pol"], HasSubstr(page));
}

TEST_F(Sight, AGroupNamesItsMembersAndOtherLevelsNone) {
  karim(adds(feit("x"), seen_at("besloten_groep")));
  EXPECT_REFUSED("value_invalid");
  karim(adds(feit("x"), seen_at("besloten_groep", {"niemand"})));
  EXPECT_REFUSED("value_invalid");
  karim(adds(feit("x"), seen_at("regie", {"pol"})));
  EXPECT_REFUSED("value_invalid");
  karim(adds(feit("x"), seen_at("geheim")));
  EXPECT_REFUSED("value_invalid");
}

TEST_F(Sight, RestrictingTakesTheCardOffOthersScreens) {  // PV-05
  const std::string card = karim(adds(feit("a")));
  const std::string other = pol(adds(feit("b")));
  const std::string link = karim(links(card, other, "versterkt"));
  EXPECT_TRUE(replica("pol").links.contains(link));
  karim(shows(card, "prive"));
  EXPECT_THAT(who_sees(card), ElementsAre("karim"));
  EXPECT_FALSE(replica("pol").links.contains(link)) << "a link shows only if both ends do";
  karim(shows(card, "professionals"));
  EXPECT_TRUE(replica("pol").items.contains(card));
  EXPECT_TRUE(replica("pol").links.contains(link));
  EXPECT_FALSE(replica("onz").items.contains(card));
}

TEST_F(Sight, SayerAndTypistSayWhoSeesACardTheChairOfWhatAllSee) {  // PV-05
  const std::string card = noor(adds(feit("a"), said_by("karim")));
  pol(shows(card, "professionals"));
  EXPECT_REFUSED("not_allowed");
  mirjam(shows(card, "professionals"));
  EXPECT_COMMITTED();
  mirjam(shows(card, "deelnemers"));
  EXPECT_REFUSED("not_allowed");  // no longer for all: theirs alone
  karim(shows(card, "bron_en_regie"));
  EXPECT_COMMITTED();
  noor(shows(card, "deelnemers"));
  EXPECT_COMMITTED();
}

TEST_F(Sight, NamingTheSpeakerMovesACardToHisOrganisation) {
  const std::string card = noor(adds(feit("a"), said_by(""), seen_at("bron_en_regie")));
  EXPECT_THAT(who_sees(card), UnorderedElementsAre("mirjam", "noor"));
  noor(sets(card, "said_by", "pol"));
  EXPECT_THAT(who_sees(card), UnorderedElementsAre("mirjam", "noor", "pol"));
}

// In logs of before, the id was the beginning of the name.
TEST_F(Sight, TwoOrganisationsUnderOneIdAreTwo) {  // PV-05
  const auto seat = [&](const std::string& id, const std::string& name) {
    pb::Operation operation = adds_participant(id, "partner", "stichting_maatschappelijke_dienstverleni");
    operation.mutable_add_participant()->mutable_participant()->set_organisation_name(name);
    ASSERT_TRUE(table().ask(Author{{}, Authority::kServer}, operation));
  };
  seat("dirk", "Stichting Maatschappelijke Dienstverlening Delft");
  seat("dora", "Stichting Maatschappelijke Dienstverlening Delft");
  seat("rob", "Stichting Maatschappelijke Dienstverlening Rotterdam");
  asks("dirk", adds(feit("van ons"), seen_at("bron_en_regie")));
  ASSERT_TRUE(outcome().committed) << outcome().code;
  EXPECT_THAT(who_sees(outcome()), UnorderedElementsAre("dirk", "dora", "mirjam"));
}

TEST_F(Sight, ARoomScreenSaysNothing) {
  noor(adds(feit("a"), said_by("zaal")));
  EXPECT_REFUSED("value_invalid");
}

class ClientAtTheTable : public Sight {
 protected:
  void SetUp() override {
    Sight::SetUp();
    early = karim(adds(feit("van voor zijn komst")));
    restricted = karim(adds(feit("voor ons"), seen_at("professionals")));
    goes_on_to("pauze");
    mirjam(arrives(pb::Arrive::ROOM, "kevin"));
  }
  std::string early, restricted;
};

TEST_F(ClientAtTheTable, BehindTheCurtainTheClientReceivesNothing) {  // CP-12
  EXPECT_THAT(seen_by("kevin"), IsEmpty());
  kevin(adds(kind("citaat_client", "ik ben er")));
  EXPECT_REFUSED("not_allowed");  // and writes nothing
  EXPECT_EQ(replica("kevin").course.phase(), "pauze") << "but where the meeting stands he knows";
}

TEST_F(ClientAtTheTable, WhatIsMadeWhileHeIsThereHeSees) {  // CP-11
  mirjam(client_view(true));
  EXPECT_COMMITTED();
  EXPECT_THAT(seen_by("kevin"), IsEmpty());
  karim(adds(procesnoot("welkom P.")));
  EXPECT_THAT(seen_by("kevin"), ElementsAre(saying("welkom P.")));
  EXPECT_THAT(seen_by("aad"), ElementsAre(saying("welkom P.")));
  karim(adds(procesnoot("voor ons"), seen_at("professionals")));
  EXPECT_EQ(seen_by("kevin").size(), 1U);
  kevin(adds(kind("citaat_client", "ik wil rust")));
  EXPECT_COMMITTED();
  mirjam(client_view(false));
  EXPECT_THAT(seen_by("kevin"), IsEmpty()) << "losing a right takes content off the screen";
  mirjam(client_view(true));
  EXPECT_EQ(seen_by("kevin").size(), 2U);
}

TEST_F(ClientAtTheTable, OfEarlierCardsHeSeesWhatTheChairOpened) {  // CP-12
  mirjam(client_view(true));
  karim(opens_sheet_to_client("probleem"));
  EXPECT_REFUSED("not_allowed");
  noor(opens_sheet_to_client("probleem"));
  EXPECT_COMMITTED();
  EXPECT_THAT(seen_by("kevin"), ElementsAre(saying("van voor zijn komst")));
  mirjam(opens_item_to_client(restricted));
  EXPECT_REFUSED("value_invalid");
  mirjam(closes_item_to_client(early));
  EXPECT_THAT(seen_by("kevin"), IsEmpty());
  mirjam(opens_item_to_client(early));
  mirjam(closes_sheet_to_client("probleem"));
  EXPECT_THAT(seen_by("kevin"), IsEmpty());
  mirjam(opens_item_to_client("nooit-geweest-00"));
  EXPECT_REFUSED("unknown_thing");
  pb::Operation both = opens_item_to_client(early);
  both.mutable_open_to_client()->set_sheet("probleem");
  mirjam(both);
  EXPECT_REFUSED("value_invalid");
}

TEST_F(ClientAtTheTable, WhatIsRemovedParkedOrRestrictedLeavesHisScreen) {  // CP-12
  mirjam(client_view(true));
  mirjam(opens_item_to_client(early));
  for (const auto& [hide, show] : {std::pair{removes(early), restores(early)},
                                   std::pair{parks(early), moves(early, "probleem")},
                                   std::pair{shows(early, "professionals"), shows(early, "deelnemers")}}) {
    karim(hide);
    EXPECT_COMMITTED();
    EXPECT_THAT(seen_by("kevin"), IsEmpty());
    karim(show);
    EXPECT_COMMITTED();
    EXPECT_THAT(seen_by("kevin"), ElementsAre(saying("van voor zijn komst")));
  }
}

TEST_F(ClientAtTheTable, CommentsScoresAndTotalsOfTheProfessionalsStayTheirs) {  // CP-12
  karim(comments(early, "onder ons"));
  mirjam(client_view(true));
  mirjam(opens_item_to_client(early));
  pol(scores(early, 3));
  pol(comments(early, "nu hij er is"));
  const pb::Item& seen = replica("kevin").items.at(early).data;
  ASSERT_EQ(seen.comments_size(), 1);
  EXPECT_EQ(seen.comments(0).text(), "nu hij er is");
  EXPECT_EQ(seen.scores_size(), 0);
  EXPECT_EQ(replica("mirjam").items.at(early).data.scores_size(), 1);
}

TEST_F(ClientAtTheTable, OutsideThePhasesWithClientTheCurtainOpensWithAReason) {  // CP-11
  mirjam(goes_to("factoren"));
  mirjam(client_view(true));
  EXPECT_REFUSED("reason_required");
  karim(client_view(true, "hij is er toch"));
  EXPECT_REFUSED("not_allowed");
  mirjam(client_view(true, "hij is er toch"));
  EXPECT_COMMITTED();
}

TEST_F(ClientAtTheTable, TheRoomScreenShowsWhatTheClientSeesWhileTheViewIsOn) {  // CP-12
  karim(comments(early, "onder ons"));
  mirjam(departs("kevin"));
  EXPECT_THAT(seen_by("zaal"), ElementsAre(saying("van voor zijn komst")));
  mirjam(client_view(true));
  EXPECT_THAT(seen_by("zaal"), IsEmpty());
  mirjam(opens_item_to_client(early));
  ASSERT_THAT(seen_by("zaal"), ElementsAre(saying("van voor zijn komst")));
  EXPECT_THAT(seen_by("zaal")[0].comments(), IsEmpty());
  mirjam(client_view(false));
  EXPECT_EQ(seen_by("zaal")[0].comments_size(), 1);
}

TEST_F(ClientAtTheTable, HisOwnWordsStayHisWhereverTheyLie) {  // CP-13
  mirjam(client_view(true));
  const std::string page = karim(adds_page("achter de schermen"));
  mirjam(closes_sheet_to_client(page));
  const std::string quote = kevin(adds(kind("citaat_client", "ik wil rust")));
  ASSERT_TRUE(outcome().committed) << outcome().code;
  pb::Operation move;
  move.mutable_move_item()->set_item(quote);
  move.mutable_move_item()->set_sheet(page);
  mirjam(move);
  EXPECT_COMMITTED();
  EXPECT_EQ(replica("kevin").items.at(quote).data.sheet(), "") << "he is not told of the page";
  mirjam(opens_sheet_to_client(page));
  EXPECT_EQ(replica("kevin").items.at(quote).data.sheet(), page);
}

// What a role may do (S8): one row a role, in the columns of kAsked below.
struct Rights {
  const char* role;
  const char* may;
};

class RolesAtWork : public testing::WithParamInterface<Rights>, public AtTheTable {};

TEST_P(RolesAtWork, EachRoleDoesItsOwn) {  // S8
  given(method("casus_plus"), phase("duwtje"), participant("iemand", GetParam().role, of("org")),
        participant("ander", "partner", of("elders")), participant("kevin", "client"));
  mirjam(client_view(true));
  asks("ander", adds(kind("duwtje", "de kinderen")));
  const std::string card = outcome();
  asks("ander", comments(card, "ja"));
  const std::string remark = outcome();
  asks("ander", adds_page("los blad"));
  const std::string page = outcome();
  mirjam(opens_round(pb::OpenRound::VOTE));
  const std::pair<char, pb::Operation> asked[] = {
      {'n', adds(procesnoot("noot"))},
      {'d', adds(kind("duwtje", "werk"))},
      {'o', adds(kind("duwtje", "werk"), said_by("ander"))},
      {'e', edits(card, 0, 0, 0, "x")},
      {'m', moves_behind(card, "")},
      {'c', comments(card, "hm")},
      {'r', removes(remark)},
      {'v', votes(card, 1)},
      {'s', scores(card, 5)},
      {'p', adds_page("blad")},
      {'t', draws(page)},
      {'l', shows(card, "professionals")},
      {'w', client_view(true)},
      {'h', raises_hand()},
      {'a', arrives(pb::Arrive::ROOM)},
      {'A', arrives(pb::Arrive::REMOTE, "ander")},
      {'g', gives_turn("ander")},
      {'k', closes_round()},
      {'f', goes_to("wenselijk")},
  };
  std::string may;
  for (const auto& [letter, operation] : asked) {
    asks("iemand", operation);
    if (outcome().committed) {
      may += letter;
    } else {
      EXPECT_THAT(outcome().code, testing::AnyOf("not_allowed", "unknown_thing")) << letter;
    }
  }
  EXPECT_EQ(may, GetParam().may);
}

INSTANTIATE_TEST_SUITE_P(All, RolesAtWork,
                         testing::Values(Rights{"procesregisseur", "ndoemcrvsptwhaA"},  // mirjam holds the chair
                                         Rights{"casusregisseur", "ndemcvsptha"}, Rights{"inbrenger", "ndemcvsptha"},
                                         Rights{"partner", "ndemcvsptha"}, Rights{"client", "cvsptha"},
                                         Rights{"steunpersoon", "cvsptha"}, Rights{"notulist", "ndoemcrsptwhaA"},
                                         Rights{"observer", "nha"}, Rights{"onderzoeker", "a"},
                                         Rights{"zaalscherm", "a"}),
                         [](const auto& test) { return std::string(test.param.role); });

TEST_F(Sight, WhoNoLongerTakesPartDoesAndSeesNothing) {
  mirjam(ends_participation("pol"));
  EXPECT_COMMITTED();
  pol(adds(feit("nog een")));
  EXPECT_REFUSED("not_allowed");
  EXPECT_FALSE(table_replicas().contains("pol"));
  asks("niemand", adds(feit("van buiten")));
  EXPECT_REFUSED("not_allowed");
}

TEST_F(Sight, S8_WhoseRoleHasNoRightsInALogFromBeforeDoesAndSeesNothing) {
  for (const char* role : {"teamleider", "manager", "fg", "beheerder"}) {
    table().commit({}, adds_participant(role, role));
    asks(role, adds(feit("van boven")));
    EXPECT_REFUSED("not_allowed");
    EXPECT_FALSE(table_replicas().contains(role));
  }
}

TEST_F(Sight, PV16_WithTheMeetingTheRoomScreensSeatEnds) {
  const std::string card = karim(adds(feit("op de wand")));
  EXPECT_THAT(who_sees(card), testing::Contains("zaal"));
  mirjam(ends());
  EXPECT_COMMITTED();
  EXPECT_TRUE(viewer_of(state(), "zaal").role.id().empty());
  EXPECT_FALSE(table_replicas().contains("zaal"));
  EXPECT_TRUE(table_replicas().contains("onz")) << "who reads along goes on";
}

TEST_F(Sight, TheChairSeatsAPersonWithoutADevice) {  // HY-04
  karim(adds_participant("buur", "steunpersoon"));
  EXPECT_REFUSED("not_allowed");
  mirjam(adds_participant("buur", "steunpersoon"));
  EXPECT_COMMITTED();
  for (const auto& bad : {adds_participant("buur", "partner"), adds_participant("met spatie", "partner"),
                          adds_participant("nieuw", "tovenaar"), adds_participant("nieuw", "partner", "o o")}) {
    mirjam(bad);
    EXPECT_REFUSED("value_invalid");
  }
}

TEST_F(Sight, AttendanceKeepsFromWhenToWhen) {
  mirjam(arrives(pb::Arrive::REMOTE, "pol"));
  mirjam(departs("pol"));
  const pb::Attendee& attendee = *find_attendee(state(), "pol");
  ASSERT_EQ(attendee.stays_size(), 2);
  EXPECT_EQ(attendee.stays(0).to_ms(), attendee.stays(1).from_ms());
  EXPECT_NE(attendee.stays(1).to_ms(), 0);
  mirjam(departs("pol"));
  EXPECT_REFUSED("value_invalid");
  mirjam(arrives(pb::Arrive::LOCATION_UNSPECIFIED, "pol"));
  EXPECT_REFUSED("value_invalid");
  karim(departs("els"));
  EXPECT_REFUSED("not_allowed");
  mirjam(arrives(pb::Arrive::ROOM, "niemand"));
  EXPECT_REFUSED("unknown_thing");
}

}  // namespace
}  // namespace flipover
