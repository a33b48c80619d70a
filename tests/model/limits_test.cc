// What is too much, and what is no operation at all (G6, G9).
#include <set>
#include <utility>
#include <vector>

#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;

class Limits : public AtTheTable {
 protected:
  void open(ModelLimits limits_set) {
    given(method("casus_plus"), phase("probleem"), limits(limits_set),
          participant("karim", "partner", of("wijkteam")));
  }
  const Person karim{*this, "karim"};
};

TEST_F(Limits, ATextHasAnEnd) {
  ModelLimits set;
  set.text_units_max = 10;
  open(set);
  karim(adds(feit("12345678901")));
  EXPECT_REFUSED("text_too_long");
  const std::string card = karim(adds(feit("123456789🙂")));
  EXPECT_REFUSED("text_too_long");  // counted in UTF-16
  const std::string full = karim(adds(feit("1234567890")));
  EXPECT_COMMITTED();
  karim(edits(full, 0, 0, 0, "x"));
  EXPECT_REFUSED("text_too_long");
  karim(edits(full, 0, 0, 1, "x"));
  EXPECT_COMMITTED();
  karim(splits(full, 1, 5));
  EXPECT_COMMITTED();
}

TEST_F(Limits, AMeetingHoldsSoManyThings) {
  ModelLimits set;
  set.items_max = 3;
  set.share_parts = 1;
  open(set);
  const std::string a = karim(adds(feit("a")));
  const std::string b = karim(adds(feit("b")));
  karim(comments(a, "c"));
  EXPECT_COMMITTED();
  for (const auto& more : {adds(feit("d")), comments(a, "d"), links(a, b, "versterkt"), splits(a, 0, 1),
                           adds_page("blad")}) {
    karim(more);
    EXPECT_REFUSED("too_many_items") << more.ShortDebugString();
  }
}

TEST_F(Limits, AMeetingHoldsSoMuchContent) {
  ModelLimits set;
  set.content_bytes_max = 1'000;
  set.share_parts = 1;
  open(set);
  const std::string card = karim(adds(feit(std::string(250, 'x'))));
  EXPECT_COMMITTED();
  karim(adds(feit(std::string(400, 'x'))));
  EXPECT_REFUSED("meeting_full");
  karim(comments(card, std::string(400, 'x')));
  EXPECT_REFUSED("meeting_full");
  karim(edits(card, 0, 0, 0, std::string(200, 'x')));
  EXPECT_REFUSED("meeting_full");
  karim(edits(card, 0, 0, 250, "kort"));
  EXPECT_COMMITTED();
}

TEST_F(Limits, NobodyFillsTheMeetingForTheOthers) {  // S43
  ModelLimits set;
  set.content_bytes_max = 64'000;
  given(method("casus_plus"), phase("probleem"), limits(set), participant("karim", "partner", of("wijkteam")),
        participant("p", "client", of("thuis")));
  const Person client{*this, "p"};
  mirjam(client_view(true, "hij is erbij"));
  std::string last;
  int taken = 0;
  for (int i = 0; i < 8; ++i) {
    const std::string card = client(adds(vraag(std::string(300, 'x'))));
    if (!outcome().committed) break;
    last = card;
    ++taken;
  }
  EXPECT_EQ(taken, 3) << "a thirty-second part";
  EXPECT_REFUSED("share_full");
  karim(adds(feit(std::string(4'000, 'x'))));
  EXPECT_COMMITTED();
  client(removes(last));
  EXPECT_COMMITTED();
  client(adds(vraag(std::string(300, 'x'))));
  EXPECT_COMMITTED() << "what was put away makes room";
}

// Ten things for each of four, who each bring another kind.
class Shares : public Limits {
 protected:
  static constexpr std::size_t kShare = 10;
  Shares() {
    ModelLimits set;
    set.items_max = 100;
    set.share_parts = 20;
    given(method("casus_plus"), phase("probleem"), limits(set), participant("karim", "partner", of("wijkteam")),
          participant("ines", "partner", of("school")), participant("sanne", "partner", of("gemeente")),
          participant("bo", "partner", of("thuiszorg")));
  }
  // As often as he may; the last one is refused.
  std::vector<std::string> fills(const Person& who, const pb::Operation& with) {
    std::vector<std::string> things;
    for (std::size_t i = 0; i < kShare; ++i) {
      things.push_back(who(with));
      EXPECT_COMMITTED() << i;
    }
    who(with);
    EXPECT_REFUSED("share_full");
    return things;
  }
};

TEST_F(Shares, WhatComesBackNeedsRoomWhateverItIs) {  // S43
  const std::string page = mirjam(adds_page("blad"));
  const std::string card = mirjam(adds(feit("a")));
  const std::string other = mirjam(adds(feit("b")));
  const std::vector<std::pair<std::string, pb::Operation>> all = {{"karim", adds(feit("c"))},
                                                                  {"ines", comments(card, "d")},
                                                                  {"sanne", links(card, other, "versterkt")},
                                                                  {"bo", draws(page)}};
  for (const auto& [id, operation] : all) {
    SCOPED_TRACE(id);
    const Person who(*this, id);
    const std::vector<std::string> first = fills(who, operation);
    for (const std::string& thing : first) who(removes(thing));
    const std::vector<std::string> second = fills(who, operation);
    who(restores(first[0]));
    EXPECT_REFUSED("share_full");
    who(removes(second[0]));
    who(restores(first[0]));
    EXPECT_COMMITTED();
  }
}

TEST_F(Shares, WhatLiesOnARemovedPageIsPutAwayWithIt) {
  const Person ines(*this, "ines");
  const std::string page = karim(adds_page("blad"));
  const std::vector<std::string> on_it = fills(karim, adds(feit("a"), on(page)));
  ines(comments(on_it[0], "c"));
  const std::string drawn = ines(draws(page));
  karim(removes(page));
  EXPECT_COMMITTED();
  EXPECT_EQ(state().weights.all.there.things, 0U);
  EXPECT_EQ(state().weights.all.away.things, kShare + 2);

  const std::string next = karim(adds(feit("d")));
  EXPECT_COMMITTED();
  const std::string region = outcome().logged.add_item().region();
  karim(restores(page));
  EXPECT_REFUSED("share_full") << "with it comes all that lies there";
  for (std::size_t more = 1; more < kShare; ++more) karim(adds(feit("e")));
  pb::Operation leaves = moves(on_it[0], region);
  leaves.mutable_move_item()->set_sheet("probleem");
  karim(leaves);
  EXPECT_REFUSED("share_full") << "one by one neither";
  karim(removes(next));
  karim(leaves);
  EXPECT_COMMITTED();
  EXPECT_EQ(state().weights.all.there.things, kShare + 1) << "with what was said of it";

  ines(removes(drawn));
  ines(restores(drawn));
  EXPECT_COMMITTED();
  EXPECT_EQ(state().weights.all.there.things, kShare + 1) << "it comes back to a page that is not there";
}

TEST_F(Shares, APageThatComesBackCountsAgain) {
  const std::string page = karim(adds_page("blad"));
  fills(karim, adds(feit("a"), on(page)));
  karim(removes(page));
  karim(restores(page));
  EXPECT_COMMITTED();
  EXPECT_EQ(state().weights.all.there.things, kShare);
  EXPECT_EQ(state().weights.all.away.things, 0U);
  karim(adds(feit("e")));
  EXPECT_REFUSED("share_full");
}

TEST_F(Shares, SoMuchIsPutAwayAndNoMore) {  // G6
  for (int round = 0; round < 2; ++round) {
    const std::vector<std::string> things = fills(karim, adds(feit("a")));
    for (const std::string& thing : things) {
      karim(removes(thing));
      EXPECT_COMMITTED();
    }
  }
  karim(adds(feit("a")));
  EXPECT_REFUSED("removed_full");
  Person(*this, "ines")(adds(feit("a")));
  EXPECT_COMMITTED() << "that is his share alone";
}

TEST_F(Limits, OthersCannotUseUpSomebodysShare) {  // S43
  ModelLimits set;
  set.items_max = 640;  // of the client's side: 40
  set.content_bytes_max = 1'280'000;  // 40,000
  given(method("casus_plus"), phase("probleem"), limits(set), participant("p", "client", of("thuis")));
  const Person client{*this, "p"};
  mirjam(client_view(true, "hij is erbij"));
  std::string rest = client(adds(vraag(std::string(100, 'x'))));
  const std::string card = client(adds(vraag("kort")));
  int split = 0;
  while (split < 60) {
    const std::string half = mirjam(splits(rest, 0, 1));
    if (!outcome().committed) break;
    rest = half;
    ++split;
  }
  EXPECT_EQ(split, 18) << "with his two cards that is half of his things";
  EXPECT_REFUSED("share_full");
  mirjam(edits(card, 0, 0, 0, std::string(10'000, 'y')));
  EXPECT_REFUSED("share_full") << "half of his bytes";
  mirjam(edits(card, 0, 0, 0, "y"));
  EXPECT_COMMITTED();
  client(edits(card, 1, 0, 0, std::string(10'000, 'z')));
  EXPECT_COMMITTED();
  client(adds(vraag("nog een")));
  EXPECT_COMMITTED();
}

TEST_F(Limits, AnEditTooFarBehindIsRefused) {
  ModelLimits set;
  set.edits_behind_max = 2;
  open(set);
  const std::string card = karim(adds(feit("a")));
  for (std::uint64_t base = 0; base < 3; ++base) karim(edits(card, base, 0, 0, "x"));
  karim(edits(card, 1, 0, 0, "y"));
  EXPECT_COMMITTED();
  karim(edits(card, 1, 0, 0, "y"));
  EXPECT_REFUSED("base_too_old");
}

TEST_F(Limits, WordsNamesAndListsHaveTheirs) {
  open({});
  const std::string long_words(4'097, 'x');
  const std::string card = karim(adds(feit("a")));
  karim(parks(card, long_words));
  EXPECT_REFUSED("text_too_long");
  karim(sets(card, "gezien_door", long_words));
  EXPECT_REFUSED("value_invalid");
  mirjam(extends(60, long_words));
  EXPECT_REFUSED("text_too_long");
  karim(adds_page(std::string(201, 'x')));
  EXPECT_REFUSED("text_too_long");
  pb::Operation many = adds(feit("a"));
  for (int i = 0; i < 17; ++i) many.mutable_add_item()->add_persons("P.");
  karim(many);
  EXPECT_REFUSED("value_invalid");
  many = shows(card, "besloten_groep");
  for (int i = 0; i < 51; ++i) many.mutable_set_visibility()->mutable_visibility()->add_members("karim");
  karim(many);
  EXPECT_REFUSED("value_invalid");
  for (std::size_t i = state().attendees.size(); i < kParticipantsMax; ++i) {
    table().commit({}, adds_participant("p" + std::to_string(i), "teamleider"));  // as logs from before have them
  }
  mirjam(adds_participant("een_te_veel", "partner"));
  EXPECT_REFUSED("meeting_full");
}

TEST_F(Limits, WhatIsNoOperationIsSaidToBeNone) {
  open({});
  karim(pb::Operation());
  EXPECT_REFUSED("invalid_operation");
  pb::Operation create;
  create.mutable_create_meeting();
  karim(create);
  EXPECT_REFUSED("not_allowed");
  EXPECT_FALSE(table().ask(Author{"", Authority::kServer}, create));
  mirjam(opens_round(static_cast<pb::OpenRound::Kind>(7)));
  EXPECT_REFUSED("value_invalid");
  mirjam(opens_round(pb::OpenRound::KIND_UNSPECIFIED));
  EXPECT_REFUSED("value_invalid");
  karim(adds(feit("\xc3\x28")));
  EXPECT_REFUSED("text_invalid");
  karim(adds(feit(std::string("a\0b", 3))));
  EXPECT_REFUSED("text_invalid");
}

// Fields that the server fills in are its own, whatever a client puts there.
TEST_F(Limits, WhatOnlyTheServerSaysIsNotTakenFromAClient) {
  open({});
  pb::Operation forged = adds(feit("a"));
  forged.set_undoes(3);
  forged.mutable_add_item()->set_item("mijn-eigen-id-00");
  forged.mutable_add_item()->set_order_key("A");
  forged.mutable_add_item()->set_covered_by(7);
  forged.mutable_add_item()->mutable_parked()->set_reason("zomaar");
  const std::string card = karim(forged);
  EXPECT_NE(card, "mijn-eigen-id-00");
  EXPECT_EQ(outcome().logged.undoes(), 0U);
  EXPECT_EQ(item(card).covered_by(), 0U);
  EXPECT_FALSE(item(card).has_parked());
  EXPECT_NE(item(card).order_key(), "A");
  pb::Operation comment = comments(card, "b");
  comment.mutable_add_comment()->set_comment("mijn-eigen-id-01");
  EXPECT_NE(std::string(karim(comment)), "mijn-eigen-id-01");
}

TEST(Refusals, EveryReasonHasACodeOfItsOwnAndASentenceInBothLanguages) {  // G9
  std::set<std::string> codes;
  for (int reason = 0; reason <= static_cast<int>(Reason::kTooManyUnanswered); ++reason) {
    pb::Operation operation = adds(feit("mijn woorden"));
    const pb::Refusal refusal = to_refusal(Rejection{static_cast<Reason>(reason), {}}, operation);
    EXPECT_TRUE(codes.insert(refusal.code()).second) << refusal.code();
    EXPECT_FALSE(refusal.words().nl().empty());
    EXPECT_FALSE(refusal.words().en().empty());
    EXPECT_EQ(refusal.operation().add_item().text(), "mijn woorden") << "the text is not lost";
  }
}

}  // namespace
}  // namespace flipover
