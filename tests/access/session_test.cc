// Browsers and people in the registry: who is in, until when, and what is there again after a restart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "server/access/secret.h"
#include "tests/access/registry_fixture.h"

namespace flipover {
namespace {

constexpr std::int64_t kDay = 24LL * 3'600 * 1'000;

class SessionTest : public RegistryTest {
 protected:
  void meeting(const std::string& id, const std::string& person = {}) {
    pb::MeetingRegistered registered;
    registered.set_meeting(id);
    registered.set_person(person);
    NewInvitation seat;
    seat.meeting = id;
    seat.participant.set_id("p-" + person);
    seat.participant.set_role("procesregisseur");
    seat.person = person;
    ASSERT_TRUE(run(registry_->register_meeting(registered, seat)));
  }

  MadePerson person(const std::string& name) {
    pb::PersonNamed named;
    named.set_name(name);
    MadePerson made = run(registry_->name_person(named));
    EXPECT_FALSE(made.secret.empty());
    return made;
  }

  std::string session_of(const std::string& cookie) const { return registry_->who_by_cookie(cookie).session; }
  std::string enter(const MadeInvitation& invitation, const std::string& cookie = {}) {
    return run(registry_->enter({session_of(cookie), invitation.invited.invitation(), {}}));
  }
  std::string enter(const MadePerson& one, const std::string& cookie = {}) {
    return run(registry_->enter({session_of(cookie), {}, one.named.person()}));
  }
  void run_use(const std::string& cookie) {
    run([](Registry& registry, std::string session) -> net::awaitable<bool> {
      co_await registry.note_use(std::move(session));
      co_return true;
    }(*registry_, session_of(cookie)));
  }
  // Who the browser with this cookie is in the meeting; empty: nobody.
  std::string is(const std::string& cookie, const std::string& in) const {
    return registry_->in_meeting(registry_->who_by_cookie(cookie), in).participant;
  }
};

TEST_F(SessionTest, ABrowserHasASeatInEachMeetingThatItCameInto) {
  meeting("m1");
  meeting("m2");
  const std::string first = enter(invite("m1", "karim"));
  const std::string both = enter(invite("m2", "lotte"), first);
  EXPECT_EQ(is(both, "m1"), "karim");
  EXPECT_EQ(is(both, "m2"), "lotte");
  EXPECT_EQ(is(both, "m3"), "");
  EXPECT_EQ(registry_->state().seats_of(registry_->who_by_cookie(both), clock_.now()).size(), 2U);
  const Visitor karim = registry_->in_meeting(registry_->who_by_cookie(both), "m1");
  EXPECT_EQ(karim.kind, Visitor::Kind::kParticipant);
  EXPECT_EQ(karim.role, "partner");
  EXPECT_EQ(karim.expires_ms, clock_.ms + 30 * kDay);
}

TEST_F(SessionTest, ASessionHasAKeyForItsStoreAsLongAsItIsThere) {
  meeting("m1");
  const auto key_of = [this](const std::string& cookie) {
    const BrowserSession* session = registry_->state().browsers().find(cookie, clock_.now());
    return session == nullptr ? std::string() : session->store_key;
  };
  const std::string first = enter(invite("m1", "karim"));
  const std::string key = key_of(first);
  EXPECT_EQ(key.size(), 32U);
  const std::string again = enter(invite("m1", "karim"), first);
  EXPECT_EQ(key_of(again), key) << "the cookie is another, what was sealed is read";
  open();
  EXPECT_EQ(key_of(again), key) << "after a restart too";
  EXPECT_NE(key_of(enter(invite("m1", "karim"))), key) << "another browser has another";
  ASSERT_TRUE(run(registry_->end_session(session_of(again))));
  EXPECT_EQ(key_of(again), "");
}

TEST(BrowserSessions, ASessionOpenedWithoutAKeyGetsItsFirstOneWhenItIsUsed) {
  BrowserSessions sessions;
  pb::RegistryRecord record;
  record.mutable_session_opened()->set_session("s1");
  sessions.apply(record, "");
  EXPECT_EQ(sessions.find_by_name("s1")->store_key, "");
  for (const char* key : {"first", "second"}) {
    record.mutable_session_seen()->set_session("s1");
    record.mutable_session_seen()->set_store_key(key);
    sessions.apply(record, "");
  }
  EXPECT_EQ(sessions.find_by_name("s1")->store_key, "first");
}

TEST_F(SessionTest, S44_TheCookieIsAnotherAtEachComingInAndTheOldOneIsDead) {
  meeting("m1");
  const MadeInvitation invitation = invite("m1", "karim");
  const std::string first = enter(invitation);
  EXPECT_EQ(first.size(), 43U) << "256 bits";
  const std::string second = enter(invitation, first);
  EXPECT_NE(first, second);
  EXPECT_EQ(registry_->who_by_cookie(first).kind, Visitor::Kind::kNobody);
  EXPECT_EQ(is(second, "m1"), "karim");
  const std::string third = run(registry_->renew(session_of(second)));
  EXPECT_EQ(registry_->who_by_cookie(second).kind, Visitor::Kind::kNobody);
  EXPECT_EQ(is(third, "m1"), "karim");
}

TEST_F(SessionTest, S44_ItEndsAtLogout) {
  meeting("m1");
  const std::string cookie = enter(invite("m1", "karim"));
  ASSERT_TRUE(run(registry_->end_session(session_of(cookie))));
  EXPECT_EQ(registry_->who_by_cookie(cookie).kind, Visitor::Kind::kNobody);
  open();
  EXPECT_EQ(registry_->who_by_cookie(cookie).kind, Visitor::Kind::kNobody);
}

TEST_F(SessionTest, S44_ItEndsWhenItIsNotUsedForAWeek) {
  meeting("m1");
  const std::string cookie = enter(invite("m1", "karim"));
  clock_.ms += 6 * kDay;
  run_use(cookie);
  clock_.ms += 7 * kDay - 1;
  EXPECT_EQ(is(cookie, "m1"), "karim");
  open();
  EXPECT_EQ(is(cookie, "m1"), "karim") << "its use was written down";
  clock_.ms += 1;
  EXPECT_EQ(is(cookie, "m1"), "");
}

TEST_F(SessionTest, S44_ItEndsThirtyDaysAfterTheLastComingInHoweverMuchItIsUsed) {
  meeting("m1");
  const std::string cookie = enter(invite("m1", "karim"));
  for (int day = 0; day < 29; ++day) {
    clock_.ms += kDay;
    run_use(cookie);
  }
  const std::string renewed = run(registry_->renew(session_of(cookie)));
  clock_.ms += kDay - 1;
  EXPECT_EQ(is(renewed, "m1"), "karim") << "a new cookie alone";
  clock_.ms += 1;
  EXPECT_EQ(is(renewed, "m1"), "");
}

TEST_F(SessionTest, ItsUseIsWrittenDownAtMostTwiceADay) {
  meeting("m1");
  const std::string cookie = enter(invite("m1", "karim"));
  const std::size_t before = disk_->entries(MeetingId{"registry"}).size();
  for (int i = 0; i < 48; ++i) {
    clock_.ms += kDay / 48;
    run_use(cookie);
  }
  EXPECT_EQ(disk_->entries(MeetingId{"registry"}).size(), before + 2);
}

TEST_F(SessionTest, S7_ATakenBackInvitationEndsTheSeatAndNoOther) {
  meeting("m1");
  meeting("m2");
  const MadeInvitation first = invite("m1", "karim");
  std::string cookie = enter(first);
  cookie = enter(invite("m2", "karim"), cookie);
  ASSERT_TRUE(run(registry_->revoke(first.invited.invitation())));
  EXPECT_EQ(is(cookie, "m1"), "");
  EXPECT_EQ(is(cookie, "m2"), "karim");
}

TEST_F(SessionTest, S6_ASeatEndsWithItsInvitation) {
  meeting("m1");
  const std::string cookie = enter(invite("m1", "karim", clock_.ms + 60'000));
  EXPECT_EQ(registry_->in_meeting(registry_->who_by_cookie(cookie), "m1").expires_ms, clock_.ms + 60'000);
  clock_.ms += 60'000;
  EXPECT_EQ(is(cookie, "m1"), "");
}

TEST_F(SessionTest, APersonsBrowserHasHisSeatsAndLosesThemWithHisLink) {
  const MadePerson mirjam = person("Mirjam");
  meeting("m1", mirjam.named.person());
  const std::string cookie = enter(mirjam);
  EXPECT_EQ(registry_->who_by_cookie(cookie).person, mirjam.named.person());
  EXPECT_EQ(is(cookie, "m1"), "p-" + mirjam.named.person());
  meeting("m2", mirjam.named.person());
  EXPECT_EQ(is(cookie, "m2"), "p-" + mirjam.named.person()) << "also one made since";
  EXPECT_EQ(registry_->who(mirjam.secret).kind, Visitor::Kind::kPerson);
  EXPECT_EQ(registry_->in_meeting(registry_->who(mirjam.secret), "m1").participant, "p-" + mirjam.named.person());
  EXPECT_TRUE(registry_->state().has_valid_invitation("m1", "p-" + mirjam.named.person(), clock_.now()));
  ASSERT_TRUE(run(registry_->revoke_person(mirjam.named.person())));
  EXPECT_EQ(is(cookie, "m1"), "");
  EXPECT_EQ(registry_->who_by_cookie(cookie).person, "");
  EXPECT_EQ(registry_->who(mirjam.secret).kind, Visitor::Kind::kNobody);
  EXPECT_FALSE(registry_->state().has_valid_invitation("m1", "p-" + mirjam.named.person(), clock_.now()));
}

TEST_F(SessionTest, AMeetingThatIsLeftComesBackToItsPersonWhenHeComesInAnew) {
  const MadePerson mirjam = person("Mirjam");
  meeting("m1", mirjam.named.person());
  const std::string cookie = enter(mirjam);
  ASSERT_TRUE(run(registry_->leave(session_of(cookie), "m1")));
  EXPECT_EQ(is(cookie, "m1"), "");
  EXPECT_EQ(is(enter(mirjam, cookie), "m1"), "p-" + mirjam.named.person());
}

TEST_F(SessionTest, NobodyComesInByAnInvitationWithoutASecret) {
  const MadePerson mirjam = person("Mirjam");
  meeting("m1", mirjam.named.person());
  EXPECT_EQ(registry_->who("").kind, Visitor::Kind::kNobody);
  EXPECT_EQ(registry_->state().invitation_with("", clock_.now()), nullptr);
}

TEST_F(SessionTest, WhoIsLetInHasASeatWithTheCookieHeHeldAlready) {
  meeting("m1");
  meeting("m2");
  const std::string stranger = new_cookie();
  NewInvitation seat;
  seat.meeting = "m1";
  seat.participant.set_id("gast");
  EXPECT_NE(run(registry_->admit({seat, hash_of_secret(stranger)})), "");
  EXPECT_EQ(is(stranger, "m1"), "gast");
  seat.meeting = "m2";
  EXPECT_NE(run(registry_->admit({seat, hash_of_secret(stranger)})), "");
  EXPECT_EQ(is(stranger, "m1"), "gast");
  EXPECT_EQ(is(stranger, "m2"), "gast");
}

TEST_F(SessionTest, EverybodyIsStillInAfterARestart) {
  const MadePerson mirjam = person("Mirjam");
  meeting("m1", mirjam.named.person());
  meeting("m2");
  const MadeInvitation lotte = invite("m1", "lotte");
  const std::string hers = enter(lotte);
  const std::string his = enter(invite("m2", "karim"), enter(mirjam));
  const std::string gone = enter(lotte);
  ASSERT_TRUE(run(registry_->leave(session_of(gone), "m1")));
  open();
  EXPECT_EQ(is(hers, "m1"), "lotte");
  EXPECT_EQ(is(his, "m1"), "p-" + mirjam.named.person());
  EXPECT_EQ(is(his, "m2"), "karim");
  EXPECT_EQ(is(gone, "m1"), "");
  EXPECT_EQ(registry_->who(mirjam.secret).person, mirjam.named.person());
}

TEST_F(SessionTest, ALinkOpensAtMostSoManyBrowsersAndTheOneLongestUnusedIsOut) {
  limits_.browsers_of_a_link_max = 3;
  open();
  meeting("m1");
  const MadeInvitation karim = invite("m1", "karim");
  const MadePerson mirjam = person("Mirjam");
  std::vector<std::string> seats;
  std::vector<std::string> hers;
  for (int i = 0; i < 4; ++i) {
    clock_.ms += 1;
    seats.push_back(enter(karim));
    hers.push_back(enter(mirjam));
  }
  EXPECT_EQ(is(seats[0], "m1"), "");
  EXPECT_EQ(registry_->who_by_cookie(hers[0]).kind, Visitor::Kind::kNobody);
  for (int i = 1; i < 4; ++i) {
    EXPECT_EQ(is(seats[static_cast<std::size_t>(i)], "m1"), "karim");
    EXPECT_EQ(registry_->who_by_cookie(hers[static_cast<std::size_t>(i)]).person, mirjam.named.person());
  }
}

TEST_F(SessionTest, S41_TheFirstDeviceOnASeatNeedsNoConfirmationAndEveryOtherIsASecond) {
  meeting("m1");
  const MadeInvitation karim = invite("m1", "karim");
  EXPECT_FALSE(karim.invited.second_device());
  const auto comes = [&](const Visitor& visitor) { return *run(registry_->come_in(visitor, "m1")); };
  const std::string his = enter(karim);
  EXPECT_FALSE(comes(registry_->who_by_cookie(his)).second_device);
  EXPECT_TRUE(comes(registry_->who(karim.secret)).second_device) << "a program with the same secret";
  const std::string other = enter(karim);
  EXPECT_TRUE(comes(registry_->who_by_cookie(other)).second_device) << "the same link in another browser";
  const MadeInvitation again = invite("m1", "karim");
  EXPECT_TRUE(again.invited.second_device());
  const std::string renewed = enter(again, his);
  EXPECT_FALSE(comes(registry_->who_by_cookie(renewed)).second_device) << "another link in the same browser";
  open();
  EXPECT_FALSE(comes(registry_->who_by_cookie(renewed)).second_device) << "after a restart";
  EXPECT_TRUE(comes(registry_->who_by_cookie(other)).second_device);
}

TEST_F(SessionTest, S41_AProgramAndAPersonAreNotedWhenTheyFirstComeIn) {
  const MadePerson mirjam = person("Mirjam");
  meeting("m1", mirjam.named.person());
  const MadeInvitation karim = invite("m1", "karim");
  const auto comes = [&](const Visitor& visitor) { return *run(registry_->come_in(visitor, "m1")); };
  EXPECT_FALSE(comes(registry_->who(karim.secret)).second_device);
  EXPECT_FALSE(comes(registry_->who(karim.secret)).second_device) << "it is the same program";
  EXPECT_TRUE(comes(registry_->who_by_cookie(enter(karim))).second_device);
  const std::string desk = enter(mirjam);
  const std::string train = enter(mirjam);
  EXPECT_FALSE(comes(registry_->who_by_cookie(train)).second_device) << "the first that comes into the meeting";
  EXPECT_TRUE(comes(registry_->who_by_cookie(desk)).second_device);
  EXPECT_EQ(run(registry_->come_in(registry_->who_by_cookie(desk), "m2"))->kind, Visitor::Kind::kNobody);
  const MadeInvitation lotte = invite("m1", "lotte");
  next_fault_ = AppendFault::kRefused;
  EXPECT_FALSE(run(registry_->come_in(registry_->who(lotte.secret), "m1"))) << "not noted is not in";
}

TEST_F(SessionTest, CookiesAndSecretsAreNotKept) {
  meeting("m1");
  const std::string cookie = enter(invite("m1", "karim"));
  const MadePerson mirjam = person("Mirjam");
  for (const LogEntry& entry : disk_->entries(MeetingId{"registry"})) {
    EXPECT_EQ(entry.bytes.find(cookie), std::string::npos);
    EXPECT_EQ(entry.bytes.find(mirjam.secret), std::string::npos);
  }
}

TEST_F(SessionTest, WhatTheLogDidNotTakeIsNotSaidToBeDone) {
  meeting("m1");
  const MadeInvitation karim = invite("m1", "karim");
  const std::string cookie = enter(karim);
  next_fault_ = AppendFault::kRefused;
  EXPECT_EQ(run(registry_->enter({session_of(cookie), karim.invited.invitation(), {}})), "");
  EXPECT_EQ(run(registry_->renew(session_of(cookie))), "");
  EXPECT_EQ(run(registry_->admit({NewInvitation{}, hash_of_secret("x")})), "");
  EXPECT_EQ(run(registry_->name_person(pb::PersonNamed{})).secret, "");
  EXPECT_FALSE(run(registry_->end_session(session_of(cookie))));
  next_fault_.reset();
  open();
  EXPECT_EQ(is(cookie, "m1"), "karim");
}

TEST_F(SessionTest, NoOtherCookieOpensAnything) {
  meeting("m1");
  const std::string cookie = enter(invite("m1", "karim"));
  std::string near = cookie;
  near.front() = near.front() == 'A' ? 'B' : 'A';
  for (const std::string& other : {std::string(), near, cookie + "A", std::string(5'000, 'x')}) {
    EXPECT_EQ(registry_->who_by_cookie(other).kind, Visitor::Kind::kNobody);
  }
}

}  // namespace
}  // namespace flipover
