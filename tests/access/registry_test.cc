#include "server/access/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "server/access/secret.h"
#include "tests/access/registry_fixture.h"

namespace flipover {
namespace {

TEST_F(RegistryTest, AnInvitationLetsItsHolderIntoItsMeetingAlone) {
  const MadeInvitation made = invite("m1", "karim");
  const Visitor visitor = registry_->who(made.secret);
  EXPECT_EQ(visitor.kind, Visitor::Kind::kParticipant);
  EXPECT_EQ(visitor.meeting, "m1");
  EXPECT_EQ(visitor.participant, "karim");
  EXPECT_EQ(visitor.invitation, made.invited.invitation());
}

TEST_F(RegistryTest, NobodyComesInWithAnUnknownEmptyOrGiantSecret) {
  const MadeInvitation made = invite("m1", "karim");
  std::string near = made.secret;
  near.back() = near.back() == 'A' ? 'B' : 'A';
  for (const std::string& secret : {std::string(), near, std::string(10'000, 'x'), made.secret + "A"}) {
    EXPECT_EQ(registry_->who(secret).kind, Visitor::Kind::kNobody);
  }
}

TEST_F(RegistryTest, S6_AnInvitationEndsAtItsTime) {
  const MadeInvitation made = invite("m1", "karim", clock_.ms + 60'000);
  clock_.ms += 59'999;
  EXPECT_EQ(registry_->who(made.secret).kind, Visitor::Kind::kParticipant);
  clock_.ms += 1;
  EXPECT_EQ(registry_->who(made.secret).kind, Visitor::Kind::kNobody);
}

TEST_F(RegistryTest, S7_ARevokedInvitationLetsNobodyInAndAnotherDeviceStaysIn) {
  const MadeInvitation phone = invite("m1", "karim");
  const MadeInvitation laptop = invite("m1", "karim");
  ASSERT_TRUE(run(registry_->revoke(phone.invited.invitation())));
  EXPECT_EQ(registry_->who(phone.secret).kind, Visitor::Kind::kNobody);
  EXPECT_EQ(registry_->who(laptop.secret).kind, Visitor::Kind::kParticipant);
  EXPECT_TRUE(registry_->state().has_valid_invitation("m1", "karim", clock_.now()));
}

TEST_F(RegistryTest, TheAdministratorIsWhoHoldsTheNewestSecret) {
  EXPECT_FALSE(registry_->state().has_administrator());
  const std::string first = new_secret();
  const std::string second = new_secret();
  ASSERT_TRUE(run(registry_->set_administrator(first)));
  EXPECT_EQ(registry_->who(first).kind, Visitor::Kind::kAdministrator);
  ASSERT_TRUE(run(registry_->set_administrator(second)));
  EXPECT_EQ(registry_->who(first).kind, Visitor::Kind::kNobody);
  EXPECT_EQ(registry_->who(second).kind, Visitor::Kind::kAdministrator);
}

TEST_F(RegistryTest, EverythingIsThereAgainAfterARestart) {
  pb::CaseCreated created;
  created.set_case_id("c1");
  created.set_label("P.");
  ASSERT_TRUE(run(registry_->create_case(created)));
  pb::MeetingRegistered registered;
  registered.set_meeting("m1");
  registered.set_case_id("c1");
  registered.set_title("Eerste overleg");
  ASSERT_TRUE(run(registry_->register_meeting(registered, {})));
  const std::string admin = new_secret();
  ASSERT_TRUE(run(registry_->set_administrator(admin)));
  const MadeInvitation kept = invite("m1", "karim");
  const MadeInvitation revoked = invite("m1", "lotte");
  ASSERT_TRUE(run(registry_->revoke(revoked.invited.invitation())));

  open();
  EXPECT_EQ(registry_->who(admin).kind, Visitor::Kind::kAdministrator);
  EXPECT_EQ(registry_->who(kept.secret).kind, Visitor::Kind::kParticipant);
  EXPECT_EQ(registry_->who(revoked.secret).kind, Visitor::Kind::kNobody);
  ASSERT_NE(registry_->state().find_meeting("m1"), nullptr);
  EXPECT_EQ(registry_->state().meetings_of("c1").size(), 1U);
  EXPECT_EQ(registry_->state().find_case("c1")->label(), "P.");
}

TEST_F(RegistryTest, S41_SecretsAreNotKept) {
  const MadeInvitation made = invite("m1", "karim");
  for (const LogEntry& entry : disk_->entries(MeetingId{"registry"})) {
    EXPECT_EQ(entry.bytes.find(made.secret), std::string::npos);
  }
  EXPECT_EQ(registry_->state().find_invitation(made.invited.invitation())->invited.DebugString().find(made.secret),
            std::string::npos);
}

TEST_F(RegistryTest, AFailedAppendIsSaidAndTheNextOneFindsTheTruth) {
  for (const AppendFault fault : {AppendFault::kUnknownButWritten, AppendFault::kUnknownAndLost, AppendFault::kRefused}) {
    const MadeInvitation made = invite("m1", "karim");
    next_fault_ = fault;
    EXPECT_FALSE(run(registry_->revoke(made.invited.invitation())));
    next_fault_.reset();
    const MadeInvitation after = invite("m1", "lotte");
    EXPECT_EQ(registry_->who(after.secret).kind, Visitor::Kind::kParticipant);
    const bool written = fault == AppendFault::kUnknownButWritten;
    EXPECT_EQ(registry_->who(made.secret).kind, written ? Visitor::Kind::kNobody : Visitor::Kind::kParticipant);
  }
}

TEST(SecretTest, SecretsHave128BitsAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) {
    const std::string secret = new_secret();
    EXPECT_EQ(secret.size(), 22U);
    EXPECT_EQ(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_TRUE(seen.insert(secret).second);
  }
}

}  // namespace
}  // namespace flipover
