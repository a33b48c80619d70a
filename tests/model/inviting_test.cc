// Whom one may invite: nobody above what one sees oneself, and nobody in a role without rights (S8).
#include "server/model/inviting.h"

#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;

class Inviting : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("probleem"), participant("karim", "partner", of("wijkteam")),
          participant("pol", "partner", of("politie")), participant("noor", "notulist", of("gemeente")));
  }
  static pb::Operation adds_partner(const std::string& id, const std::string& organisation) {
    pb::Operation operation = adds_participant(id, "partner", organisation);
    operation.mutable_add_participant()->mutable_participant()->set_organisation_name(organisation);
    return operation;
  }
  const Person karim{*this, "karim"};
  const Person noor{*this, "noor"};
};

TEST_F(Inviting, S8_APartnerInTheChairInvitesNobodyWhoSeesMoreThanHe) {
  mirjam(hands_chair_to("karim"));
  for (const char* above : {"procesregisseur", "notulist", "observer", "coordinator", "trainer"}) {
    karim(adds_participant("nieuw", above));
    EXPECT_REFUSED("above_your_sight") << above;
  }
  for (const char* beside : {"partner", "casusregisseur", "inbrenger", "client", "steunpersoon", "onderzoeker"}) {
    karim(adds_participant(std::string("een_") + beside, beside));
    EXPECT_COMMITTED() << beside;
  }
}

TEST_F(Inviting, S8_NorIntoAnOrganisationThatKeepsWordsFromHim) {
  mirjam(hands_chair_to("karim"));
  karim(adds_partner("agent", "politie"));
  EXPECT_REFUSED("above_your_sight");
  karim(adds_partner("maat", "wijkteam"));
  EXPECT_COMMITTED();
  karim(adds_partner("arts", "ggz"));
  EXPECT_COMMITTED() << "nobody of it is here: it has kept nothing to itself";
  pb::Operation namesake = adds_partner("roos", "politie");
  namesake.mutable_add_participant()->mutable_participant()->set_organisation_name("Politie van elders");
  karim(namesake);
  EXPECT_COMMITTED() << "another organisation, under the same id";
}

TEST_F(Inviting, S8_HisOwnRoleCountsAndNotTheChair) {
  mirjam(adds_partner("agent", "politie"));
  EXPECT_COMMITTED() << "she sees the sources of all";
  mirjam(hands_chair_to("noor"));
  noor(adds_participant("baas", "procesregisseur"));
  EXPECT_REFUSED("above_your_sight");
  noor(adds_participant("kijkt", "observer"));
  EXPECT_COMMITTED();
}

TEST_F(Inviting, S8_RolesWithoutRightsAreInvitedByNobody) {
  for (const char* role : {"teamleider", "manager", "fg", "beheerder"}) {
    mirjam(adds_participant("nieuw", role));
    EXPECT_REFUSED("role_without_rights") << role;
    EXPECT_FALSE(table().would(Author{"", Authority::kServer}, adds_participant("nieuw", role))) << role;
  }
}

TEST_F(Inviting, AnAdministratorSeatsTheFirst) {
  pb::Participant first;
  first.set_id("eerste");
  first.set_role("procesregisseur");
  EXPECT_EQ(objection_to_inviting(state(), "", first), std::nullopt);
  EXPECT_EQ(objection_to_inviting(state(), "niemand", first), Reason::kNotAllowed);
  mirjam(ends_participation("pol"));
  EXPECT_EQ(objection_to_inviting(state(), "pol", first), Reason::kNotAllowed) << "who takes part no longer";
}

}  // namespace
}  // namespace flipover
