// Cards: who said it, its words and tags, where it stands, and what is said of it.
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Cards : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("probleem"), participant("karim", "partner", of("wijkteam")),
          participant("pol", "partner", of("politie")), participant("noor", "notulist", of("gemeente")),
          participant("aad", "partner", of("wijkteam"), pb::Arrive::NO_DEVICE),
          participant("cas", "casusregisseur", of("wijkteam")), participant("kevin", "client"));
  }
  const Person karim{*this, "karim"};
  const Person pol{*this, "pol"};
  const Person noor{*this, "noor"};
  const Person cas{*this, "cas"};
};

TEST_F(Cards, TheNotulistTypesWhatAPartnerSays) {  // CP-04
  const std::string card = noor(adds(feit("de huur is hoog"), said_by("karim")));
  EXPECT_COMMITTED();
  EXPECT_EQ(item(card).said_by(), "karim");
  EXPECT_EQ(item(card).typed_by(), "noor");
  mirjam(adds(feit("hij slaapt slecht"), said_by("pol")));
  EXPECT_COMMITTED();
}

TEST_F(Cards, APartnerPutsNoWordsInAnothersMouth) {  // CP-04
  karim(adds(feit("de huur is hoog"), said_by("pol")));
  EXPECT_REFUSED("not_allowed");
  karim(adds(feit("de huur is hoog"), said_by("niemand")));
  EXPECT_REFUSED("value_invalid");
}

TEST_F(Cards, AnUnknownSpeakerIsNamedLater) {  // HY-04
  const std::string card = noor(adds(feit("iemand zei dit"), said_by("")));
  EXPECT_EQ(item(card).said_by(), "");
  karim(sets(card, "said_by", "karim"));
  EXPECT_REFUSED("not_allowed");
  mirjam(sets(card, "said_by", "karim"));
  EXPECT_COMMITTED();
  EXPECT_EQ(item(card).said_by(), "karim");
  karim(sets(card, "said_by", ""));
  EXPECT_COMMITTED();  // it was not he
  karim(adds(feit("van wie is dit"), said_by("")));
  EXPECT_REFUSED("not_allowed");
}

TEST_F(Cards, OthersWriteForAPersonWithoutADevice) {  // HY-04
  karim(adds(feit("zegt Aad"), said_by("aad")));
  EXPECT_COMMITTED();
  noor(departs("aad"));
  karim(adds(feit("zegt Aad"), said_by("aad")));
  EXPECT_REFUSED("not_allowed");
}

TEST_F(Cards, TheCaseDirectorEntersTheClientsWords) {  // CP-13
  const std::string quote = cas(adds(kind("citaat_client", "ik wil gewoon rust"), said_by("kevin")));
  EXPECT_COMMITTED();
  karim(edits(quote, 0, 0, 0, "Ja, "));
  EXPECT_REFUSED("only_sayer_edits");
  mirjam(edits(quote, 0, 0, 0, "Ja, "));
  EXPECT_REFUSED("only_sayer_edits");
  karim(removes(quote));
  EXPECT_REFUSED("only_sayer_edits");
  karim(splits(quote, 0, 3));
  EXPECT_REFUSED("only_sayer_edits");
  karim(sets(quote, "kind", "feit"));
  EXPECT_REFUSED("only_sayer_edits");
  cas(edits(quote, 0, 0, 0, "Ja, "));
  EXPECT_COMMITTED();
  karim(adds(kind("citaat_client", "mag niet"), said_by("kevin")));
  EXPECT_REFUSED("not_allowed");
}

TEST_F(Cards, WhoSeesACardMayEditItsText) {
  const std::string card = karim(adds(feit("de huur is hoog")));
  pol(edits(card, 0, 8, 0, "eigenlijk "));
  EXPECT_COMMITTED();
  EXPECT_EQ(item(card).text(), "de huur eigenlijk is hoog");
  EXPECT_EQ(item(card).said_by(), "karim");
}

TEST_F(Cards, EditsOnAnOlderRevisionBothSurvive) {  // HY-06
  const std::string card = karim(adds(feit("huur")));
  karim(edits(card, 0, 0, 0, "de "));
  pol(edits(card, 0, 4, 0, " is hoog"));
  EXPECT_EQ(item(card).text(), "de huur is hoog");
  karim(edits(card, 2, 0, 0, ""));
  EXPECT_REFUSED("text_invalid");  // says nothing
}

TEST_F(Cards, ABrokenEditIsRefused) {
  const std::string card = karim(adds(feit("🙂")));
  karim(edits(card, 0, 5, 0, "x"));
  EXPECT_REFUSED("text_invalid");
  karim(edits(card, 0, 1, 0, "x"));
  EXPECT_REFUSED("text_invalid");
  karim(edits(card, 0, 0, 0, "a\r\nb"));
  EXPECT_REFUSED("text_invalid");
  karim(edits(card, 0, 0, 0, "\xff"));
  EXPECT_REFUSED("text_invalid");
  karim(edits(card, 7, 0, 0, "x"));
  EXPECT_REFUSED("base_unknown");
  karim(edits("nooit-geweest-00", 0, 0, 0, "x"));
  EXPECT_REFUSED("unknown_thing");
}

TEST_F(Cards, TagsAndFieldsTakeValuesOfTheVocabulary) {
  const std::string card = karim(adds(feit("de huur is hoog")));
  karim(sets(card, "source", "professional"));
  karim(sets(card, "epistemic", "van_horen_zeggen"));
  karim(sets(card, "gezien_door", "de wijkagent"));
  karim(sets(card, "persons", "P."));
  EXPECT_COMMITTED();
  EXPECT_EQ(item(card).source(), "professional");
  EXPECT_THAT(item(card).persons(), ElementsAre("P."));
  EXPECT_EQ(item(card).fields(0).values(0), "de wijkagent");
  karim(sets(card, "gezien_door", ""));
  EXPECT_EQ(item(card).fields_size(), 0);
  karim(sets(card, "source", "kletspraat"));
  EXPECT_REFUSED("value_invalid");
  karim(sets(card, "reden", "hoort hier niet"));
  EXPECT_REFUSED("unknown_field");
  karim(sets(card, "kind", "onzin"));
  EXPECT_REFUSED("value_invalid");
  karim(sets(card, "kind", "hypothese"));
  EXPECT_REFUSED("kind_not_here");
  karim(sets(card, "kind", "zorg"));
  EXPECT_COMMITTED();
}

TEST_F(Cards, FieldsAreCheckedByTheirType) {
  const std::string unknown = karim(adds(kind("onbekend", "wie betaalt?")));
  karim(sets(unknown, "uitzoeker", "pol"));
  EXPECT_COMMITTED();
  karim(sets(unknown, "uitzoeker", "niemand"));
  EXPECT_REFUSED("value_invalid");
  karim(sets(unknown, "uiterlijk", "2027-03-25"));
  EXPECT_COMMITTED();
  for (const auto& bad : {"morgen", "2027-13-01", "27-03-2025", "2027-00-10"}) {
    karim(sets(unknown, "uiterlijk", bad));
    EXPECT_REFUSED("value_invalid") << bad;
  }
  karim(adds(kind("actie", "bellen"), with("eigenaar_akkoord", "misschien")));
  EXPECT_REFUSED("value_invalid");
  karim(adds(kind("actie", "bellen"), with("horizon", "ooit")));
  EXPECT_REFUSED("value_invalid");
  karim(adds(kind("actie", "bellen"), with("eigenaar", "karim"), with("eigenaar", "pol")));
  EXPECT_REFUSED("value_invalid");
}

TEST_F(Cards, ACardGoesBehindItsNeighbourFirstOrLast) {
  const std::string a = karim(adds(feit("a")));
  const std::string b = karim(adds(feit("b")));
  pol(adds(feit("c"), behind(a)));
  pol(adds(feit("d"), behind("")));
  EXPECT_THAT(board("probleem", "probleem"), ElementsAre(saying("d"), saying("a"), saying("c"), saying("b")));
  karim(moves_behind(a, b));
  EXPECT_THAT(board("probleem", "probleem"), ElementsAre(saying("d"), saying("c"), saying("b"), saying("a")));
  karim(moves_behind(b, ""));
  EXPECT_THAT(board("probleem", "probleem"), ElementsAre(saying("b"), saying("d"), saying("c"), saying("a")));
  karim(moves(b, ""));
  EXPECT_THAT(board("probleem", "probleem"), ElementsAre(saying("d"), saying("c"), saying("a"), saying("b")));
  karim(moves_behind(a, "nooit-geweest-00"));
  EXPECT_REFUSED("unknown_thing");
  EXPECT_FALSE(table().log().back().operation().move_item().has_behind()) << "the log holds the key alone";
}

TEST_F(Cards, ACardBecomesAnotherKindAsItGoesToARegionOfOtherKinds) {
  const std::string card = karim(adds(feit("hij drinkt")));
  karim(moves(card, "verklaringen"));
  EXPECT_REFUSED("kind_not_here");
  karim(moves_as("hypothese", card, "verklaringen"));
  EXPECT_COMMITTED();
  EXPECT_THAT(board("probleem", "probleem"), IsEmpty());
  ASSERT_THAT(board("probleem", "verklaringen"), ElementsAre(saying("hij drinkt")));
  EXPECT_EQ(item(card).kind(), "hypothese");
  karim(undoes());
  EXPECT_COMMITTED() << "one act is taken back as one";
  EXPECT_EQ(item(card).kind(), "feit");
  EXPECT_THAT(board("probleem", "probleem"), ElementsAre(saying("hij drinkt")));
}

TEST_F(Cards, WhoSaidAQuoteIsNamedAnewByItsSayerAndTypistAlone) {  // CP-13, VB-09
  const std::string quote = cas(adds(kind("citaat_client", "ik wil rust"), said_by("kevin")));
  for (const Person* other : {&mirjam, &noor}) {
    for (const std::string& sayer : {other->id(), std::string("karim"), std::string()}) {
      (*other)(sets(quote, "said_by", sayer));
      EXPECT_REFUSED("only_sayer_edits") << sayer;
    }
  }
  cas(sets(quote, "said_by", ""));
  EXPECT_COMMITTED();
  noor(sets(quote, "said_by", "kevin"));
  EXPECT_COMMITTED() << "where nobody is named the notulist names him";
}

TEST_F(Cards, WhatACardMayNotBecomeItDoesNotBecomeOnTheWay) {
  const std::string card = karim(adds(feit("hij drinkt")));
  karim(moves_as("zorg", card, "verklaringen"));
  EXPECT_REFUSED("kind_not_here");
  karim(moves_as("onzin", card, "verklaringen"));
  EXPECT_REFUSED("value_invalid");
  const std::string quote = cas(adds(kind("citaat_client", "ik wil rust"), said_by("kevin")));
  karim(moves_as("hypothese", quote, "verklaringen"));
  EXPECT_REFUSED("only_sayer_edits");
  karim(moves_as("feit", card, "probleem"));
  EXPECT_COMMITTED() << "what it is already";
  EXPECT_TRUE(table().log().back().operation().move_item().kind().empty());
}

TEST_F(Cards, SomebodyElsesNewKindIsNotTakenBackWithMyMove) {  // HY-12
  const std::string card = karim(adds(feit("hij drinkt")));
  karim(moves_as("hypothese", card, "verklaringen"));
  pol(sets(card, "kind", "interpretatie"));
  karim(undoes());
  EXPECT_REFUSED("superseded");
}

TEST_F(Cards, ManyCardsInOnePlaceKeepTheirOrder) {
  std::string first = karim(adds(feit("0")));
  std::string last = first;
  for (int i = 0; i < 60; ++i) {
    karim(adds(feit("tussen"), behind(first)));
    last = karim(adds(feit("eind")));
  }
  const auto all = board("probleem", "probleem");
  ASSERT_THAT(all, SizeIs(121));
  EXPECT_EQ(all.front().text(), "0");
  for (std::size_t i = 1; i <= 60; ++i) {
    EXPECT_EQ(all[i].text(), "tussen");
    EXPECT_LT(all[i].order_key().size(), 80U);
  }
  EXPECT_EQ(all.back().id(), last);
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LT(all[i - 1].order_key(), all[i].order_key());
}

TEST_F(Cards, OrderTellsNothingOfWhatIsHidden) {  // G5
  const std::string a = karim(adds(feit("a")));
  const pb::Operation next = adds(feit("b"));
  const auto key_with = [&](bool secret) {
    if (secret) pol(adds(feit("geheim"), seen_at("prive")));
    pb::Operation asked = next;
    asked.mutable_id()->set_client("client-of-karim-1234");
    asked.mutable_id()->set_counter(99);
    return table().would(Author{"karim", Authority::kParticipant}, asked)->add_item().order_key();
  };
  const std::string without = key_with(false);
  EXPECT_EQ(key_with(true), without);
}

TEST_F(Cards, ASplitKeepsSpeakerTagsAndVisibility) {
  const std::string card = noor(adds(feit("schulden en ruzie"), said_by("karim"), seen_at("professionals")));
  karim(sets(card, "source", "client"));
  const std::string rest = pol(splits(card, 0, 9));
  EXPECT_COMMITTED();
  EXPECT_EQ(item(card).text(), "schulden ");
  EXPECT_EQ(item(rest).text(), "en ruzie");
  EXPECT_EQ(item(rest).said_by(), "karim");
  EXPECT_EQ(item(rest).source(), "client");
  EXPECT_EQ(item(rest).visibility().level(), "professionals");
  EXPECT_THAT(board("probleem", "probleem"), ElementsAre(saying("schulden "), saying("en ruzie")));
  pol(splits(card, 1, 0));
  EXPECT_REFUSED("text_invalid");
  pol(splits(card, 1, 9));
  EXPECT_REFUSED("text_invalid");
}

TEST_F(Cards, ASplitOnAnOlderRevisionFallsWhereItWasMeant) {
  const std::string card = karim(adds(feit("schulden en ruzie")));
  pol(edits(card, 0, 0, 0, "oude "));
  const std::string rest = karim(splits(card, 0, 9));
  EXPECT_EQ(item(card).text(), "oude schulden ");
  EXPECT_EQ(item(rest).text(), "en ruzie");
  pol(edits(card, 1, 22, 0, "!"));  // made before the split: the place it was made for is no longer here
  EXPECT_COMMITTED();
  EXPECT_EQ(item(card).text(), "oude schulden !");
}

TEST_F(Cards, StackedCardsKeepTheirNames) {
  const std::string a = karim(adds(feit("a")));
  const std::string b = pol(adds(feit("b")));
  const std::string c = noor(adds(feit("c")));
  mirjam(stacks(b, a));
  EXPECT_COMMITTED();
  EXPECT_EQ(item(b).stacked_on(), a);
  EXPECT_EQ(item(b).said_by(), "pol");
  mirjam(stacks(c, b));
  EXPECT_REFUSED("value_invalid");
  mirjam(stacks(a, a));
  EXPECT_REFUSED("value_invalid");
  mirjam(stacks(b, c));
  EXPECT_REFUSED("value_invalid");
  mirjam(unstacks(b));
  EXPECT_COMMITTED();
  EXPECT_EQ(item(b).stacked_on(), "");
  mirjam(unstacks(b));
  EXPECT_REFUSED("value_invalid");
}

TEST_F(Cards, LayingCardsWhereSomebodyDoesNotSeeTheOtherNeverMakesARing) {
  const std::string a = karim(adds(feit("a")));
  const std::string hidden = karim(adds(feit("geheim"), seen_at("bron_en_regie")));
  karim(stacks(a, hidden));
  EXPECT_COMMITTED();
  EXPECT_EQ(replica("pol").items.at(a).data.stacked_on(), "");
  const std::string b = pol(adds(feit("b")));
  karim(stacks(hidden, b));
  EXPECT_COMMITTED();
  pol(stacks(b, a));
  EXPECT_COMMITTED();  // for pol `a` lies on nothing
  EXPECT_EQ(item(a).stacked_on(), "") << "a ring would be a heap that nobody can open";
}

TEST_F(Cards, LinksNameTheirRelation) {
  const std::string a = karim(adds(feit("a")));
  const std::string b = pol(adds(feit("b")));
  const std::string link = karim(links(a, b, "versterkt"));
  EXPECT_COMMITTED();
  EXPECT_EQ(state().links.at(link).by(), "karim");
  karim(links(a, a, "versterkt"));
  EXPECT_REFUSED("value_invalid");
  karim(links(a, b, "lijkt_op"));
  EXPECT_REFUSED("value_invalid");
  karim(links(a, "nooit-geweest-00", "versterkt"));
  EXPECT_REFUSED("unknown_thing");
  pol(removes(link));
  EXPECT_REFUSED("not_allowed");
  karim(removes(link));
  EXPECT_TRUE(state().links.at(link).removed());
}

TEST_F(Cards, CommentsStandBesideTheCard) {
  const std::string card = karim(adds(feit("a")));
  const std::string remark = pol(comments(card, "dat zag ik ook"));
  EXPECT_COMMITTED();
  EXPECT_EQ(item(card).comments(0).said_by(), "pol");
  pol(comments(card, ""));
  EXPECT_REFUSED("text_invalid");
  pol(comments(card, std::string(8'193, 'x')));
  EXPECT_REFUSED("text_too_long");
  karim(removes(remark));
  EXPECT_REFUSED("not_allowed");
  noor(removes(remark));
  EXPECT_COMMITTED();
  EXPECT_TRUE(item(card).comments(0).removed());
  noor(restores(remark));
  EXPECT_FALSE(item(card).comments(0).removed());
}

TEST_F(Cards, AQuestionIsAnsweredAndMayBeOpenedAgain) {
  const std::string question = karim(adds(vraag("wie betaalt?")));
  const std::string answer = pol(adds(feit("zijn moeder")));
  pol(resolves(question, question));
  EXPECT_REFUSED("value_invalid");
  pol(resolves(question, answer));
  EXPECT_TRUE(item(question).resolved());
  EXPECT_EQ(item(question).answered_by(), answer);
  karim(reopens(question));
  EXPECT_FALSE(item(question).resolved());
  EXPECT_EQ(item(question).answered_by(), "");
}

TEST_F(Cards, RemovingTakesOffTheSheetAndRestoringBringsBack) {
  const std::string card = karim(adds(feit("a")));
  pol(removes(card));
  EXPECT_COMMITTED();
  EXPECT_THAT(board("probleem", "probleem"), IsEmpty());
  karim(restores(card));
  EXPECT_THAT(board("probleem", "probleem"), ElementsAre(saying("a")));
  karim(removes("probleem"));
  EXPECT_REFUSED("not_allowed");  // the method's own page
  karim(removes("nooit-geweest-00"));
  EXPECT_REFUSED("unknown_thing");
}

TEST_F(Cards, FreePagesTakeEveryKindAtAPlaceAndStrokes) {
  const std::string page = karim(adds_page("Tijdlijn"));
  EXPECT_COMMITTED();
  pb::Operation placed = adds(zorg("hier"), on(page));
  placed.mutable_add_item()->mutable_place()->set_x(500);
  const std::string card = karim(placed);
  EXPECT_COMMITTED();
  EXPECT_EQ(item(card).place().x(), 500);
  karim(adds(zorg("hier"), on(page), to("probleem")));
  EXPECT_REFUSED("unknown_thing");
  placed.mutable_add_item()->mutable_place()->set_x(20'000);
  karim(placed);
  EXPECT_REFUSED("value_invalid");
  const std::string stroke = pol(draws(page));
  EXPECT_COMMITTED();
  karim(removes(stroke));
  EXPECT_REFUSED("not_allowed");
  pol(removes(stroke));
  EXPECT_COMMITTED();
  pol(draws("probleem"));
  EXPECT_REFUSED("phase_forbids");
  pb::Operation bad = draws(page);
  bad.mutable_draw()->add_points(1);
  pol(bad);
  EXPECT_REFUSED("value_invalid");
  bad = draws(page);
  bad.mutable_draw()->set_width(0);
  pol(bad);
  EXPECT_REFUSED("value_invalid");
  bad = draws(page);
  bad.mutable_draw()->set_colour(16);
  pol(bad);
  EXPECT_REFUSED("value_invalid");
  pol(removes(page));
  EXPECT_REFUSED("not_allowed");
  karim(removes(page));
  EXPECT_COMMITTED();
  karim(adds(zorg("hier"), on(page)));
  EXPECT_REFUSED("unknown_thing");
}

}  // namespace
}  // namespace flipover
