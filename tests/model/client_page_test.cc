// What reaches the client's eyes of a card: nothing that was said of it before he came, nothing that his page does not show,
// nothing that changed behind the curtain without an act; and what hangs on the wall while he is in the room.
#include <functional>

#include "server/meeting/preview.h"
#include "server/model/apply.h"
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;
using testing::ElementsAre;
using testing::IsEmpty;

class ClientsPage : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("plan"), participant("karim", "partner", of("wijkteam")),
          participant("pol", "partner", of("politie")), participant("noor", "notulist", of("gemeente")),
          participant("zaal", "zaalscherm", of("gemeente")),
          participant("kevin", "client", {}, pb::Arrive::LOCATION_UNSPECIFIED));
    decision = karim(adds(kind("besluit", "samen post openen"), to("besluiten"), with("reden", "hij wil het zelf")));
  }
  void he_comes_and_sees() {
    mirjam(arrives(pb::Arrive::ROOM, "kevin"));
    mirjam(opens_item_to_client(decision));
    mirjam(client_view(true));
    ASSERT_TRUE(outcome().committed);
  }
  bool sees(const std::string& viewer, const std::string& card) const { return replica(viewer).items.contains(card); }
  const pb::Item& card_of(const std::string& viewer) const { return replica(viewer).items.at(decision).data; }
  static std::vector<std::string> words(const pb::Item& card) {
    std::vector<std::string> all;
    for (const auto& stance : card.stances()) all.push_back(stance.words());
    return all;
  }
  const Person karim{*this, "karim"};
  const Person pol{*this, "pol"};
  const Person noor{*this, "noor"};
  const Person kevin{*this, "kevin"};
  std::string decision;
};

TEST_F(ClientsPage, StancesTakenBeforeHeCameStayBetweenThoseWhoTookThem) {  // VB-09, CP-12
  karim(takes(pb::TakeStance::DISSENT, decision, "ik vertrouw hem niet"));
  he_comes_and_sees();
  EXPECT_THAT(words(card_of("kevin")), IsEmpty());
  EXPECT_THAT(words(card_of("zaal")), IsEmpty());
  EXPECT_THAT(words(card_of("pol")), ElementsAre("ik vertrouw hem niet"));
  pol(takes(pb::TakeStance::AGREE, decision, "nu hij er is"));
  kevin(takes(pb::TakeStance::AGREE, decision, "fijn"));
  EXPECT_THAT(words(card_of("kevin")), ElementsAre("fijn", "nu hij er is"));
}

TEST_F(ClientsPage, WhoChangesOrTakesBackAStanceBeforeHimTellsNothingOfTheEarlierOne) {  // VB-09
  karim(takes(pb::TakeStance::DISSENT, decision, "ik vertrouw hem niet"));
  he_comes_and_sees();
  karim(takes(pb::TakeStance::AGREE, decision, "toch wel"));
  EXPECT_THAT(words(card_of("kevin")), ElementsAre("toch wel"));
  karim(undoes());
  EXPECT_COMMITTED();
  EXPECT_THAT(words(card_of("karim")), ElementsAre("ik vertrouw hem niet"));
  EXPECT_THAT(words(card_of("kevin")), IsEmpty()) << "what an undo brings back was said before";
}

// A way to hide a card from him while he sits there with the curtain open, and the way back.
struct HidingOne {
  const char* how;
  std::function<pb::Operation(const std::string& card)> hide;
  std::function<pb::Operation(const std::string& card)> show;
};
const HidingOne kHiding[] = {
    {"parked", [](const std::string& card) { return parks(card); },
     [](const std::string& card) { return takes_back(card); }},
    {"for professionals", [](const std::string& card) { return shows(card, "professionals"); },
     [](const std::string& card) { return shows(card, "deelnemers"); }},
    {"removed", [](const std::string& card) { return removes(card); },
     [](const std::string& card) { return restores(card); }},
};

TEST_F(ClientsPage, WhatIsSaidAtTheTableOfACardHeDoesNotSeeStaysBetweenThoseWhoSaidIt) {  // VB-09, CP-12
  const auto is_said = [&](const std::string& how) {
    karim(comments(decision, "hij liegt, " + how));
    ASSERT_TRUE(outcome().committed) << how << ": " << outcome().code;
    karim(takes(pb::TakeStance::DISSENT, decision, "ik vertrouw hem niet, " + how));
    ASSERT_TRUE(outcome().committed) << how << ": " << outcome().code;
  };
  const auto reaches_no_client = [&](const std::string& how) {
    for (const char* eyes : {"kevin", "zaal"}) {
      ASSERT_TRUE(sees(eyes, decision)) << how;
      EXPECT_THAT(card_of(eyes).comments(), IsEmpty()) << how;
      EXPECT_THAT(words(card_of(eyes)), IsEmpty()) << how;
    }
    EXPECT_THAT(words(card_of("pol")), ElementsAre("ik vertrouw hem niet, " + how));
  };
  mirjam(arrives(pb::Arrive::ROOM, "kevin"));
  mirjam(client_view(true));
  is_said("not opened");
  mirjam(opens_item_to_client(decision));
  reaches_no_client("not opened");
  mirjam(closes_item_to_client(decision));
  is_said("closed again");
  mirjam(opens_item_to_client(decision));
  reaches_no_client("closed again");
  for (const HidingOne& hiding : kHiding) {
    karim(hiding.hide(decision));
    is_said(hiding.how);
    karim(hiding.show(decision));
    reaches_no_client(hiding.how);
  }
  is_said("before him");
  EXPECT_EQ(card_of("kevin").comments_size(), 1);
  EXPECT_THAT(words(card_of("kevin")), ElementsAre("ik vertrouw hem niet, before him"));
}

TEST_F(ClientsPage, WhatIsSaidAtTheTableOfHisOwnCardHeHas) {  // CP-13
  he_comes_and_sees();
  const std::string quote = kevin(adds(kind("citaat_client", "ik wil rust")));
  mirjam(parks(quote));
  noor(comments(quote, "later meer"));
  EXPECT_FALSE(sees("zaal", quote));
  EXPECT_EQ(replica("kevin").items.at(quote).data.comments_size(), 1);
}

TEST_F(ClientsPage, ACardHoldsWhatHisPageShowsAndNothingElse) {  // CP-12
  karim(sets(decision, "mandaat", "teamleider moet nog tekenen"));
  karim(sets(decision, "wettelijke_basis", "Wmo"));
  karim(sets(decision, "persons", "L."));
  karim(sets(decision, "epistemic", "feit"));
  he_comes_and_sees();
  const auto look = [&] {
    const pb::Item& card = card_of("kevin");
    EXPECT_EQ(card.fields_size(), 1);
    EXPECT_EQ(card.fields(0).field(), "reden");
    EXPECT_THAT(card.persons(), IsEmpty());
    EXPECT_EQ(card.epistemic(), "");
    EXPECT_EQ(card.made_in(), "");
    EXPECT_FALSE(card.has_visibility());
  };
  look();
  karim(sets(decision, "mandaat", "geen mandaat"));
  karim(sets(decision, "domain", "zrm.financien"));
  look();
  karim(sets(decision, "reden", "zo houdt hij overzicht"));
  EXPECT_EQ(card_of("kevin").fields(0).values(0), "zo houdt hij overzicht");
  karim(sets(decision, "kind", "procesnoot"));
  EXPECT_THAT(card_of("kevin").fields(), IsEmpty()) << "this kind shows no reason";
}

TEST_F(ClientsPage, OfANewCardHeGetsWhatHisPageShowsToo) {  // CP-12
  he_comes_and_sees();
  pb::Operation add = adds(kind("actie", "post openen"), to("acties"), with("belemmering", "hij drinkt"));
  add.mutable_add_item()->add_persons("L.");
  pb::FieldValue& who = *add.mutable_add_item()->add_fields();
  who.set_field("eigenaar");
  who.add_values("karim");
  const std::string action = karim(add);
  EXPECT_COMMITTED();
  const pb::Item& seen = replica("kevin").items.at(action).data;
  ASSERT_EQ(seen.fields_size(), 1);
  EXPECT_EQ(seen.fields(0).field(), "eigenaar");
  EXPECT_THAT(seen.persons(), IsEmpty());
  EXPECT_EQ(replica("pol").items.at(action).data.fields_size(), 2);
}

TEST_F(ClientsPage, OfHisOwnCardTooTheTagsAreTheProfessionals) {  // CP-13
  he_comes_and_sees();
  const std::string quote = kevin(adds(kind("citaat_client", "ik wil rust")));
  noor(sets(quote, "spreker", "P. tegen zijn zin"));
  noor(sets(quote, "epistemic", "interpretatie"));
  EXPECT_THAT(replica("kevin").items.at(quote).data.fields(), IsEmpty());
  EXPECT_EQ(replica("kevin").items.at(quote).data.epistemic(), "");
}

TEST_F(ClientsPage, RelationsThatHisPageDoesNotShowDoNotReachHim) {  // CP-12
  const std::string action = karim(adds(kind("actie", "post openen"), to("acties")));
  const std::string works_out = karim(links(action, decision, "werkt_uit"));
  const std::string refutes = karim(links(action, decision, "weerlegt"));
  he_comes_and_sees();
  mirjam(opens_item_to_client(action));
  EXPECT_TRUE(replica("kevin").links.contains(works_out));
  EXPECT_FALSE(replica("kevin").links.contains(refutes));
  const std::string doubts = pol(links(action, decision, "weerlegt"));
  EXPECT_FALSE(replica("kevin").links.contains(doubts));
}

TEST_F(ClientsPage, AMeetingOfBeforeThereWereMarksShowsWhatOneOfTodayDoes) {  // CP-12
  pb::CreateMeeting marked = whole_created(state());
  pb::CreateMeeting unmarked = marked;
  for (auto& kind : *unmarked.mutable_vocabulary()->mutable_kinds()) {
    for (auto& field : *kind.mutable_fields()) field.clear_client();
  }
  for (auto& set : *unmarked.mutable_vocabulary()->mutable_sets()) {
    for (auto& term : *set.mutable_terms()) term.clear_client();
  }
  MeetingState old;
  set_created(old, unmarked);
  EXPECT_EQ(whole_created(old).vocabulary().SerializeAsString(), marked.vocabulary().SerializeAsString());
}

TEST_F(ClientsPage, WhatChangesBehindTheCurtainWaitsForAnAct) {  // CP-12
  he_comes_and_sees();
  mirjam(client_view(false));
  pol(edits(decision, 0, 0, 0, "hij kan dit niet: "));
  EXPECT_TRUE(card_of("mirjam").changed_since_seen());
  mirjam(client_view(true));
  EXPECT_FALSE(sees("kevin", decision));
  EXPECT_FALSE(sees("zaal", decision));
  mirjam(opens_sheet_to_client("plan"));
  EXPECT_THAT(seen_by("kevin"), ElementsAre(saying("hij kan dit niet: samen post openen")));
  EXPECT_FALSE(card_of("mirjam").changed_since_seen());
  pol(edits(decision, 1, 0, 0, "zie je: "));
  EXPECT_TRUE(sees("kevin", decision)) << "before his eyes it goes on";
}

TEST_F(ClientsPage, WhatChangesWhileTheCardIsHiddenWaitsForAnActToo) {  // CP-12
  he_comes_and_sees();
  for (const HidingOne& hiding : kHiding) {
    karim(hiding.hide(decision));
    pol(edits(decision, card_of("pol").revision(), 0, 0, "hij liegt: "));
    ASSERT_TRUE(outcome().committed) << hiding.how << ": " << outcome().code;
    karim(hiding.show(decision));
    ASSERT_TRUE(outcome().committed) << hiding.how << ": " << outcome().code;
    EXPECT_FALSE(sees("kevin", decision)) << hiding.how;
    EXPECT_FALSE(sees("zaal", decision)) << hiding.how;
    EXPECT_TRUE(card_of("mirjam").changed_since_seen()) << hiding.how;
    EXPECT_THAT(preview_now(state(), viewer_of(state(), "mirjam")).changed(), ElementsAre(decision)) << hiding.how;
    mirjam(opens_item_to_client(decision));
    EXPECT_TRUE(sees("kevin", decision)) << hiding.how;
  }
}

TEST_F(ClientsPage, ACardThatWasAwayAndDidNotChangeHeSeesAgain) {  // CP-12
  he_comes_and_sees();
  for (const HidingOne& hiding : kHiding) {
    karim(hiding.hide(decision));
    EXPECT_FALSE(sees("kevin", decision)) << hiding.how;
    karim(hiding.show(decision));
    EXPECT_TRUE(sees("kevin", decision)) << hiding.how;
  }
  karim(moves(decision, "ideeenparkeerplaats"));
  ASSERT_TRUE(outcome().committed) << outcome().code;
  EXPECT_FALSE(sees("kevin", decision));
  karim(takes_back(decision));
  EXPECT_TRUE(sees("kevin", decision)) << "where it lies now he sees it come";
}

TEST_F(ClientsPage, ARelationMadeWhileOneEndIsHiddenWaitsForAnActToo) {  // CP-12
  const std::string action = karim(adds(kind("actie", "post openen"), to("acties")));
  he_comes_and_sees();
  mirjam(opens_item_to_client(action));
  karim(parks(action));
  const std::string link = karim(links(decision, action, "werkt_uit"));
  karim(takes_back(action));
  EXPECT_TRUE(sees("kevin", decision));
  EXPECT_FALSE(replica("kevin").links.contains(link));
  mirjam(opens_item_to_client(action));
  EXPECT_TRUE(replica("kevin").links.contains(link));
}

TEST_F(ClientsPage, WhatIsMadeAtTheTableWhereHeDoesNotSeeItWaitsForAnAct) {  // CP-12
  const std::string page = karim(adds_page("achter de schermen"));
  const std::string known = karim(adds(procesnoot("rustig begonnen"), on(page)));
  he_comes_and_sees();
  const std::string restricted = karim(adds(procesnoot("voor ons"), seen_at("professionals")));
  const std::string put_by = karim(adds(kind("actie", "later"), to("ideeenparkeerplaats")));
  const std::string elsewhere = karim(adds(procesnoot("op een ander blad"), on(page)));
  const std::string stroke = karim(draws(page));
  ASSERT_TRUE(outcome().committed) << outcome().code;
  karim(shows(restricted, "deelnemers"));
  karim(takes_back(put_by, "acties"));
  ASSERT_TRUE(outcome().committed) << outcome().code;
  mirjam(opens_item_to_client(known));
  ASSERT_TRUE(sees("kevin", known));
  for (const std::string& card : {restricted, put_by, elsewhere}) EXPECT_FALSE(sees("kevin", card)) << item(card).text();
  EXPECT_FALSE(replica("kevin").strokes.contains(stroke));
  for (const std::string& card : {restricted, put_by, elsewhere}) {
    mirjam(opens_item_to_client(card));
    EXPECT_TRUE(sees("kevin", card)) << item(card).text();
  }
}

TEST_F(ClientsPage, OfHisOwnCardHeFindsOutNoWordingFromBehindTheCurtain) {  // G5
  mirjam(arrives(pb::Arrive::ROOM, "kevin"));
  const std::string quote = noor(adds(kind("citaat_client", "een heel lang geheim"), said_by("kevin")));
  noor(edits(quote, 0, 0, 20, "kort"));
  mirjam(client_view(true));
  for (const std::uint32_t at : {3U, 15U, 90U}) {
    kevin(edits(quote, 0, at, 0, "x"));
    EXPECT_REFUSED("base_unknown");
  }
  kevin(edits(quote, 1, 4, 0, "x"));
  EXPECT_COMMITTED();
  noor(edits(quote, 1, 0, 0, "y"));
  EXPECT_COMMITTED() << "who typed it saw it all";
  mirjam(client_view(false));
  noor(edits(quote, 3, 0, 0, "nog langer "));
  noor(edits(quote, 4, 0, 11, ""));
  mirjam(client_view(true));
  kevin(edits(quote, 4, 12, 0, "x"));
  EXPECT_REFUSED("base_unknown");
  kevin(edits(quote, 5, 0, 0, "x"));
  EXPECT_COMMITTED();
}

TEST_F(ClientsPage, OfACardThatBecomesHisHeFindsOutNoEarlierWording) {  // G5
  const std::string note = karim(adds(procesnoot("een heel lang geheim")));
  karim(edits(note, 0, 0, 20, "kort"));
  he_comes_and_sees();
  noor(sets(note, "said_by", "kevin"));
  ASSERT_TRUE(outcome().committed) << outcome().code;
  kevin(edits(note, 0, 15, 0, "x"));
  EXPECT_REFUSED("base_unknown");
  pol(edits(note, 0, 0, 0, "y"));
  EXPECT_COMMITTED() << "who saw it before goes on";
  kevin(edits(note, 1, 0, 0, "x"));
  EXPECT_COMMITTED();
}

TEST_F(ClientsPage, EveryChangeThatHeWouldSeeIsAChange) {  // CP-12
  const std::string other = karim(adds(kind("actie", "post openen"), to("acties")));
  const std::string note = karim(adds(procesnoot("rustig begonnen"), to("kop")));
  const auto is_changed = [&](const std::string& card) {
    return replica("mirjam").items.at(card).data.changed_since_seen();
  };
  const auto changes = [&](const Person& who, const pb::Operation& operation) {
    for (const std::string& card : {decision, other, note}) mirjam(opens_item_to_client(card));
    EXPECT_FALSE(is_changed(decision) || is_changed(note));
    who(operation);
    EXPECT_COMMITTED() << operation.ShortDebugString();
    return is_changed(decision) || is_changed(note);
  };
  EXPECT_TRUE(changes(karim, sets(decision, "reden", "anders")));
  EXPECT_TRUE(changes(noor, sets(decision, "said_by", "pol")));
  EXPECT_TRUE(changes(karim, moves(note, "acties")));
  EXPECT_TRUE(changes(karim, links(decision, other, "werkt_uit")));
  EXPECT_TRUE(changes(karim, splits(decision, 0, 6)));
  EXPECT_TRUE(changes(karim, resolves(decision, other)));
  EXPECT_TRUE(changes(karim, reopens(decision)));
  EXPECT_TRUE(changes(karim, stacks(decision, other)));
  EXPECT_TRUE(changes(karim, unstacks(decision)));
  EXPECT_FALSE(changes(karim, stacks(decision, karim(adds(procesnoot("voor mij"), seen_at("prive"))))));
  EXPECT_FALSE(changes(karim, sets(decision, "mandaat", "ja")));
  EXPECT_FALSE(changes(karim, moves_behind(decision, "")));
  EXPECT_FALSE(changes(karim, comments(decision, "onder ons")));
  EXPECT_FALSE(changes(karim, takes(pb::TakeStance::AGREE, decision)));
  EXPECT_FALSE(changes(karim, links(decision, other, "weerlegt")));
}

TEST_F(ClientsPage, HisOwnWordsStayHisWhateverChangesBehindTheCurtain) {  // CP-13
  he_comes_and_sees();
  const std::string quote = kevin(adds(kind("citaat_client", "ik wil rust")));
  mirjam(client_view(false));
  noor(sets(quote, "datum", "2027-03-25"));
  EXPECT_COMMITTED();
  mirjam(client_view(true));
  EXPECT_TRUE(sees("kevin", quote));
}

TEST_F(ClientsPage, ThePreviewIsTheBoardThatHeGets) {  // CP-12
  karim(takes(pb::TakeStance::DISSENT, decision, "ik vertrouw hem niet"));
  karim(sets(decision, "mandaat", "geen"));
  const std::string action = karim(adds(kind("actie", "post openen"), to("acties")));
  he_comes_and_sees();
  const std::string quote = kevin(adds(kind("citaat_client", "onder ons"), seen_at("prive")));
  mirjam(client_view(false));
  pol(edits(action, 0, 0, 0, "samen "));
  pol(edits(decision, 0, 0, 0, "we gaan "));
  const Viewer chair = viewer_of(state(), "mirjam");
  pb::PreviewView preview = preview_now(state(), chair);
  EXPECT_THAT(preview.changed(), ElementsAre(decision));
  EXPECT_EQ(preview.seen().SerializeAsString().find("onder ons"), std::string::npos) << "his private words are his";

  pb::Operation opening = opens_sheet_to_client("plan");
  opening = *table().would(Author{"mirjam", Authority::kParticipant}, opening);
  preview_opened(state(), chair, opening.open_to_client(), preview);
  EXPECT_THAT(preview.opened(), testing::UnorderedElementsAre(action, decision));
  mirjam(opens_sheet_to_client("plan"));
  mirjam(client_view(true));
  ASSERT_EQ(preview.seen().items_size(), 2);
  for (const pb::Item& shown : preview.seen().items()) {
    EXPECT_EQ(shown.SerializeAsString(), to_proto(replica("kevin").items.at(shown.id())).SerializeAsString());
  }
}

TEST_F(ClientsPage, OfWhatChangedThePreviewNamesWhatDoesNotReachHim) {  // CP-12, CP-13
  he_comes_and_sees();
  const std::string quote = kevin(adds(kind("citaat_client", "ik wil rust")));
  mirjam(client_view(false));
  noor(sets(quote, "datum", "2027-03-25"));
  pol(edits(decision, 0, 0, 0, "we gaan "));
  ASSERT_TRUE(item(quote).changed_since_seen());
  EXPECT_THAT(preview_now(state(), viewer_of(state(), "mirjam")).changed(), ElementsAre(decision)) << "his own words he has";
}

TEST_F(ClientsPage, WithHimInTheRoomTheWallHasHisEyesAndBehindTheCurtainNoCards) {  // CP-12
  EXPECT_THAT(seen_by("zaal"), ElementsAre(saying("samen post openen")));
  EXPECT_EQ(card_of("zaal").made_in(), "plan");
  mirjam(arrives(pb::Arrive::REMOTE, "kevin"));
  EXPECT_TRUE(sees("zaal", decision)) << "far away he does not see the wall";
  mirjam(arrives(pb::Arrive::NO_DEVICE, "kevin"));
  EXPECT_THAT(seen_by("zaal"), IsEmpty());
  EXPECT_EQ(replica("zaal").course.phase(), "plan") << "where the meeting stands and who is there it goes on showing";
  mirjam(client_view(true));
  EXPECT_THAT(seen_by("zaal"), IsEmpty()) << "nothing was opened";
  mirjam(opens_item_to_client(decision));
  EXPECT_TRUE(sees("zaal", decision));
  EXPECT_EQ(card_of("zaal").made_in(), "");
  mirjam(client_view(false));
  EXPECT_THAT(seen_by("zaal"), IsEmpty());
  mirjam(departs("kevin"));
  EXPECT_TRUE(sees("zaal", decision));
  EXPECT_EQ(card_of("zaal").made_in(), "plan");
}

TEST_F(ClientsPage, ScreensThatAreShutShowNoCardsUntilTheyAreOpened) {  // CP-12
  karim(shuts_screens(true));
  EXPECT_REFUSED("not_allowed");
  const std::string page = karim(adds_page("alleen voor ons"));
  mirjam(shuts_screens(true));
  EXPECT_COMMITTED();
  EXPECT_THAT(seen_by("zaal"), IsEmpty());
  EXPECT_EQ(find_sheet(replica("zaal"), page), nullptr);
  EXPECT_TRUE(replica("zaal").course.screens_shut());
  EXPECT_TRUE(replica("pol").course.screens_shut());
  EXPECT_FALSE(replica("kevin").course.screens_shut());
  karim(adds(procesnoot("nog een")));
  EXPECT_THAT(seen_by("zaal"), IsEmpty());
  noor(shuts_screens(false));
  EXPECT_EQ(seen_by("zaal").size(), 2U);
}

// A board of then, as he may look back at it now.
TEST_F(ClientsPage, OfThePastHeGetsWhatIsOpenToHimNow) {  // G7, CP-12
  he_comes_and_sees();
  const std::string taken_back = karim(adds(procesnoot("weer ingetrokken")));
  const std::string closed = karim(adds(procesnoot("weer dicht")));
  const std::string remark = pol(comments(decision, "terzijde"));
  pol(takes(pb::TakeStance::DISSENT, decision, "liever niet"));
  const std::uint64_t open = state().number;
  EXPECT_EQ(seen_by("kevin").size(), 3U);
  const auto then = [&](std::uint64_t number) {
    MeetingState past;
    for (const pb::Record& record : table().log()) {
      if (record.number() <= number) apply(past, record);
    }
    return from_checkpoint(project(past, looking_back(state(), viewer_of(state(), "kevin"))));
  };
  mirjam(client_view(false));
  EXPECT_THAT(then(open).items, IsEmpty()) << "behind the curtain nothing, of whatever time";
  karim(removes(taken_back));
  mirjam(closes_item_to_client(closed));
  pol(removes(remark));
  pol(takes(pb::TakeStance::STANCE_UNSPECIFIED, decision));
  mirjam(client_view(true));
  const MeetingState seen = then(open);
  ASSERT_EQ(seen.items.size(), 1U);
  const pb::Item& card = seen.items.at(decision).data;
  EXPECT_THAT(card.comments(), IsEmpty());
  EXPECT_THAT(card.stances(), IsEmpty());
  EXPECT_THAT(then(open - 6).items, IsEmpty()) << "he had not come yet";
}

// True: who supports him was seated before him.
class TwoOfTheClientsSide : public AtTheTable, public testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    const Clause his = participant("kevin", "client");
    const Clause hers = participant("moeder", "steunpersoon");
    given(method("casus_plus"), phase("probleem"), participant("cas", "casusregisseur", of("wijkteam")),
          GetParam() ? hers : his, GetParam() ? his : hers);
  }
  const Person cas{*this, "cas"};
};

TEST_P(TwoOfTheClientsSide, ThePreviewIsTheClientsInWhateverOrderTheyWereSeated) {  // CP-12
  const std::string his = cas(adds(kind("citaat_client", "ik wil rust"), said_by("kevin")));
  EXPECT_COMMITTED();
  const std::string hers = cas(adds(kind("citaat_client", "ik help hem"), said_by("moeder")));
  pb::PreviewView preview = preview_now(state(), viewer_of(state(), "mirjam"));
  EXPECT_THAT(preview.now(), ElementsAre(his));
  EXPECT_THAT(preview.seen().items(), ElementsAre(saying("ik wil rust")));

  pb::Operation opening = opens_sheet_to_client("probleem");
  opening = *table().would(Author{"mirjam", Authority::kParticipant}, opening);
  preview_opened(state(), viewer_of(state(), "mirjam"), opening.open_to_client(), preview);
  EXPECT_THAT(preview.opened(), ElementsAre(hers));
  mirjam(opens_sheet_to_client("probleem"));
  mirjam(client_view(true, "hij kijkt mee"));
  EXPECT_COMMITTED();
  EXPECT_EQ(static_cast<std::size_t>(preview.seen().items_size()), replica("kevin").items.size());
}

INSTANTIATE_TEST_SUITE_P(SeatedInEitherOrder, TwoOfTheClientsSide, testing::Bool());

}  // namespace
}  // namespace flipover
