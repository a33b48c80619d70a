// The report of a meeting says what the reader may see, in order, and shows people's words as nothing but words.
#include "server/meeting/minutes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/meeting/markdown.h"
#include "server/vocabulary/catalogue.h"

namespace flipover {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kMarch16 = 1'805'184'000'000;  // 2027-03-16T08:00:00Z

class MinutesOfAMeeting : public ::testing::Test {
 protected:
  MinutesOfAMeeting() {
    const auto catalogue = Catalogue::load_embedded();
    auto& created = *state_.mutable_info()->mutable_created();
    created.set_title("Casus P., bijeenkomst 1");
    created.set_case_label("Casus P.");
    *created.mutable_method() = *catalogue->method("casus_plus");
    *created.mutable_vocabulary() = catalogue->vocabulary();
    for (const auto& phase : created.method().phases()) {
      auto& sheet = *state_.add_sheets();
      sheet.set_id(phase.id());
      sheet.set_phase(phase.id());
    }
    state_.mutable_course()->set_begun_ms(kMarch16);
    attends("p03", "Ruud", "partner", "Politie Merenland");
    attends("p07", "Karim", "casusregisseur", "Wijkteam Molendrecht-Noord");
  }

  void attends(const std::string& id, const std::string& name, const std::string& role,
               const std::string& organisation) {
    auto& attendee = *state_.add_attendees();
    attendee.mutable_participant()->set_id(id);
    attendee.mutable_participant()->set_name(name);
    attendee.mutable_participant()->set_role(role);
    attendee.mutable_participant()->set_organisation_name(organisation);
    auto& stay = *attendee.add_stays();
    stay.set_from_ms(kMarch16);
    stay.set_to_ms(kMarch16 + 7'200'000);
    stay.set_location(pb::Arrive::ROOM);
  }

  pb::Item& says(const std::string& who, const std::string& kind, const std::string& text, const std::string& sheet,
                 const std::string& region) {
    auto& item = *state_.add_items();
    item.set_id("i" + std::to_string(state_.items_size()));
    item.set_kind(kind);
    item.set_text(text);
    item.set_said_by(who);
    item.set_typed_by(who);
    item.set_sheet(sheet);
    item.set_region(region);
    item.set_order_key("a" + std::to_string(state_.items_size()));
    item.set_made_ms(kMarch16 + 60'000 * state_.items_size());
    item.set_made_at(static_cast<std::uint64_t>(state_.items_size()));
    item.set_made_in(sheet);
    return item;
  }

  static void has(pb::Item& item, const std::string& field, const std::string& value) {
    auto& set = *item.add_fields();
    set.set_field(field);
    set.add_values(value);
  }

  std::string minutes(const std::string& language = "nl") {
    return minutes_markdown(state_, "Karim, casusregisseur", kMarch16 + 86'400'000, language);
  }

  pb::Checkpoint state_;
};

TEST_F(MinutesOfAMeeting, SayForWhomAndWhenTheyWereMadeAndThatTheyAreADraft) {
  const std::string text = minutes();
  EXPECT_THAT(text, HasSubstr("# Casus P., bijeenkomst 1\n"));
  EXPECT_THAT(text, HasSubstr("- Verslag voor: Karim, casusregisseur\n"));
  EXPECT_THAT(text, HasSubstr("- Gemaakt: 17 maart 2027, 09:00\n"));
  EXPECT_THAT(text, HasSubstr("- Status: concept\n"));
  state_.mutable_course()->set_settled(true);
  EXPECT_THAT(minutes(), HasSubstr("- Status: vastgesteld\n"));
}

TEST_F(MinutesOfAMeeting, NameWhoWasThereFromWhenToWhenAsWhatAndHow) {
  EXPECT_THAT(minutes(),
              HasSubstr("| Ruud | Ketenpartner / deelnemer | Politie Merenland | 09:00–11:00 | in de zaal |"));
}

TEST_F(MinutesOfAMeeting, PutThePlanInATableWithOwnerDateAndStatus) {
  auto& factor = says("p07", "risico", "Ongeopende post", "factoren", "risico");
  auto& action = says("p07", "actie", "Post samen openen", "plan", "plan_kort");
  has(action, "eigenaar", "p07");
  has(action, "uiterlijk", "2027-03-25");
  has(action, "status", "gereed");
  auto& link = *state_.add_links();
  link.set_from(action.id());
  link.set_to(factor.id());
  EXPECT_THAT(
      minutes(),
      HasSubstr(
          "| Post samen openen | Actie | Karim | 25 maart 2027 | Korte termijn |  | Gereed |  |  | Ongeopende post |"));
}

TEST_F(MinutesOfAMeeting, KeepADissentInItsOwnWords) {  // VB-09
  auto& decision = says("p07", "besluit", "Eerst de post", "plan", "besluiten");
  has(decision, "reden", "Zonder post geen overzicht");
  auto& stance = *decision.add_stances();
  stance.set_participant("p03");
  stance.set_stance(pb::TakeStance::DISSENT);
  stance.set_words("Ik zou eerst\nde woning doen.");
  const std::string text = minutes();
  EXPECT_THAT(text, HasSubstr("### Eerst de post"));
  EXPECT_THAT(text, HasSubstr("- Reden: Zonder post geen overzicht"));
  EXPECT_THAT(text, HasSubstr("- Niet eens: Ruud: “Ik zou eerst\\\n  de woning doen.”"));
}

TEST_F(MinutesOfAMeeting, GroupFactorsByDomainInTheOrderOfTheVocabulary) {
  says("p03", "risico", "Huurachterstand", "factoren", "risico").set_domain("zrm.huisvesting");
  says("p03", "beschermend", "Wil werken", "factoren", "beschermend").set_domain("zrm.werk_opleiding");
  const std::string text = minutes();
  ASSERT_THAT(text, HasSubstr("### Werk &amp; opleiding\n\n**Beschermende factor**\n\n- Wil werken"));
  ASSERT_THAT(text, HasSubstr("### Huisvesting\n\n**Risicofactor**\n\n- Huurachterstand"));
  EXPECT_LT(text.find("### Werk &amp; opleiding"), text.find("### Huisvesting"));
}

TEST_F(MinutesOfAMeeting, NameNoDomainWhereTheReaderIsToldNone) {
  says("p03", "risico", "Huurachterstand", "factoren", "risico");
  const std::string text = minutes();
  EXPECT_THAT(text, HasSubstr("**Risicofactor**\n\n- Huurachterstand"));
  EXPECT_THAT(text, Not(HasSubstr("Zonder leefgebied")));
}

TEST_F(MinutesOfAMeeting, SayThatSomethingADecisionRestedOnWasWithdrawnNotWhat) {  // PV-05
  auto& decision = says("p07", "besluit", "Eerst de post", "plan", "besluiten");
  decision.set_rested_on_withdrawn(true);
  auto& withdrawn = says("p03", "risico", "Hij opent geen post", "factoren", "risico");
  withdrawn.set_withdrawn(true);  // who said it has it still, on his own board
  const std::string text = minutes();
  EXPECT_THAT(text, HasSubstr("### Eerst de post\n\n- Iets waarop dit rustte is ingetrokken."));
  EXPECT_THAT(text, Not(HasSubstr("Hij opent geen post")));
  EXPECT_THAT(minutes("en"), HasSubstr("- Something this rested on was withdrawn."));
}

TEST_F(MinutesOfAMeeting, ListWhatIsStillParkedApartFromTheBoards) {
  auto& idea = says("p03", "idee", "Cameratoezicht", "probleem", "ideeenparkeerplaats");
  idea.mutable_parked()->set_reason("te vroeg");
  const std::string text = minutes();
  EXPECT_THAT(text, HasSubstr("## Nog geparkeerd\n\n- Cameratoezicht (Ruud, 09:01; Wat is precies het probleem?)"));
  EXPECT_EQ(text.find("Cameratoezicht"), text.rfind("Cameratoezicht"));
}

TEST_F(MinutesOfAMeeting, LeaveOutWhatWasRemovedAndWhatIsAnswered) {
  says("p03", "feit", "Weg ermee", "probleem", "probleem").set_removed(true);
  says("p03", "vraag", "Wie belt?", "probleem", "onbekend").set_resolved(true);
  const std::string text = minutes();
  EXPECT_THAT(text, Not(HasSubstr("Weg ermee")));
  EXPECT_THAT(text, Not(HasSubstr("## Open vragen")));
  EXPECT_THAT(text, HasSubstr("  - Beantwoord\n"));  // on its board
}

TEST_F(MinutesOfAMeeting, StandInEnglishWhenAsked) {
  says("p03", "feit", "Schulden", "probleem", "probleem");
  const std::string text = minutes("en");
  EXPECT_THAT(text, HasSubstr("## Who was there"));
  EXPECT_THAT(text, HasSubstr("### What exactly is the problem?"));
  EXPECT_THAT(text, HasSubstr("- Schulden (Ruud, 09:01)"));
}

TEST_F(MinutesOfAMeeting, ShowAMemberAsUnknownWhenNobodySaidWhoSpoke) {  // HY-04
  says("", "feit", "Gehoord in de gang", "probleem", "probleem").set_typed_by("p07");
  EXPECT_THAT(minutes(), HasSubstr("- Gehoord in de gang (spreker onbekend, genoteerd door Karim, 09:01)"));
}

TEST_F(MinutesOfAMeeting, ShowHtmlAndMarkdownOfPeopleAsPlainText) {  // S27
  says("p03", "actie", "<script>alert(1)</script> | cel | [klik](javascript:x)\n# kop\n- lijst", "plan", "plan_kort");
  const std::string text = minutes();
  EXPECT_THAT(text, Not(HasSubstr("<")));
  EXPECT_THAT(text, HasSubstr("\\| cel \\| \\[klik\\](javascript:x) \\# kop \\- lijst |"));
  EXPECT_THAT(text, HasSubstr("\\[klik\\](javascript:x)\\\n  \\# kop\\\n  \\- lijst"));
}

TEST(TextInMarkdown, OpensNothingAtTheBeginOfALine) {
  EXPECT_EQ(markdown_line("1. een"), "1\\. een");
  EXPECT_EQ(markdown_line("2027-03-25"), "2027-03-25");
  EXPECT_EQ(markdown_line("  + plus"), "\\+ plus");
  EXPECT_EQ(markdown_line("a > b & c"), "a &gt; b &amp; c");
  EXPECT_EQ(markdown_line("nul\x01 en bel\a"), "nul en bel");
  EXPECT_EQ(markdown_lines("a\n> b", "> "), "a\\\n> &gt; b");
}

}  // namespace
}  // namespace flipover
