// Those who wait, the tries one has, and the cookie: the parts by themselves, with time set by hand.
#include "server/edge/waiting_room.h"

#include <gtest/gtest.h>

#include <set>

#include "server/edge/cookies.h"
#include "server/edge/places.h"
#include "server/edge/throttle.h"

namespace flipover {
namespace {

WallTime at(std::int64_t ms) { return WallTime{std::chrono::milliseconds(ms)}; }
constexpr std::int64_t kTenMinutes = 600'000;
const std::string kHome = "192.0.2.1";
// As many screens or knocks as fit into one place come from each of these.
std::string place(std::size_t nth) { return "198.51.100." + std::to_string(nth / kOfPlaceMax); }

TEST(WaitingRoomTest, ACodeHoldsForTenMinutes) {
  WaitingRoom room;
  const std::string code = room.show_code("screen", kHome, at(0))->code;
  EXPECT_NE(room.screen_with(code, at(kTenMinutes - 1)), nullptr);
  EXPECT_EQ(room.screen_with(code, at(kTenMinutes)), nullptr);
  EXPECT_EQ(room.screen_of("screen", at(kTenMinutes)), nullptr);
}

TEST(WaitingRoomTest, CodesHaveNoLettersThatAreMistakenForOneAnother) {
  WaitingRoom room;
  std::set<std::string> codes;
  for (std::size_t i = 0; i < 900; ++i) {
    const std::string code = room.show_code(std::to_string(i), place(i), at(0))->code;
    EXPECT_EQ(code.size(), 6U);
    EXPECT_EQ(code.find_first_of("B8DO0QIL1S5UVZ2"), std::string::npos) << code;
    EXPECT_TRUE(codes.insert(code).second);
  }
}

TEST(WaitingRoomTest, G6_AThousandScreensWaitAndNoMore) {
  WaitingRoom room;
  for (std::size_t i = 0; i < kScreensMax; ++i) ASSERT_NE(room.show_code(std::to_string(i), place(i), at(0)), nullptr);
  EXPECT_EQ(room.show_code("more", kHome, at(1)), nullptr);
  EXPECT_NE(room.show_code("7", kHome, at(1)), nullptr) << "in the place of its own";
  EXPECT_NE(room.show_code("more", kHome, at(kTenMinutes)), nullptr) << "the others are past";
}

TEST(WaitingRoomTest, S14_OnePlaceHasSoManyKnocksAndScreensAndOthersTheirOwn) {
  WaitingRoom room;
  for (std::size_t i = 0; i < kOfPlaceMax; ++i) {
    ASSERT_NE(room.show_code(std::to_string(i), kHome, at(0)), nullptr);
    ASSERT_NE(room.knock("m1", std::to_string(i), kHome, {}, at(0)), nullptr);
  }
  EXPECT_EQ(room.show_code("more", kHome, at(1)), nullptr);
  EXPECT_EQ(room.knock("m1", "more", kHome, {}, at(1)), nullptr);
  EXPECT_NE(room.knock("m2", "more", kHome, {}, at(1)), nullptr) << "another door";
  EXPECT_NE(room.show_code("more", place(0), at(1)), nullptr);
  EXPECT_NE(room.knock("m1", "more", place(0), {}, at(1)), nullptr);
}

TEST(PlacesTest, S14_APrefixOfIpv6CountsAsOneAndMappedAddressesAsWhatTheyAre) {
  const auto named = [](const char* address) { return place_of(boost::asio::ip::make_address(address)); };
  EXPECT_EQ(named("2001:db8:1:2:3::4"), named("2001:db8:1:2:ffff::1"));
  EXPECT_NE(named("2001:db8:1:2::4"), named("2001:db8:1:3::4"));
  EXPECT_EQ(named("::ffff:192.0.2.1"), named("192.0.2.1"));
  EXPECT_NE(named("192.0.2.1"), named("192.0.2.2"));
}

TEST(PlacesTest, APlaceThatIsLetGoOfIsFreeAgain) {
  Places places;
  auto one = places.take(kHome, 2);
  auto two = places.take(kHome, 2);
  EXPECT_EQ(places.take(kHome, 2), nullptr);
  two.reset();
  EXPECT_NE(places.take(kHome, 2), nullptr);
}

TEST(WaitingRoomTest, AKnockWaitsAsLongAsSomebodyAsksAfterIt) {
  WaitingRoom room;
  const std::string id = room.knock("m1", "phone", kHome, {}, at(0))->id;
  for (std::int64_t now = 0; now < 10 * kTenMinutes; now += kTenMinutes / 2) {
    ASSERT_NE(room.find_knock(id, at(now)), nullptr);
    room.find_knock(id, at(now))->asked_ms = now;
  }
  EXPECT_EQ(room.find_knock(id, at(11 * kTenMinutes)), nullptr);
}

TEST(WaitingRoomTest, AKnockThatIsBeingAnsweredIsNotForgotten) {
  WaitingRoom room;
  Knock* knock = room.find_knock(room.knock("m1", "phone", kHome, {}, at(0))->id, at(0));
  knock->being_answered = true;
  room.knock("m1", "phone", kHome, {}, at(1));
  EXPECT_EQ(room.find_knock(knock->id, at(5 * kTenMinutes)), knock);
}

TEST(WaitingRoomTest, TheLongestWaitingStandsFirstAndMeetingsAreApart) {
  WaitingRoom room;
  for (int i = 0; i < 5; ++i) room.knock("m1", std::to_string(i), kHome, {}, at(10 - i));
  room.knock("m2", "0", kHome, {}, at(0));
  const auto waiting = room.waiting_at("m1", at(20));
  ASSERT_EQ(waiting.size(), 5U);
  for (std::size_t i = 1; i < waiting.size(); ++i) EXPECT_LE(waiting[i - 1]->since_ms, waiting[i]->since_ms);
}

TEST(WaitingRoomTest, ABrowserWithAnotherCookieStillWaits) {
  WaitingRoom room;
  const std::string id = room.knock("m1", "before", kHome, {}, at(0))->id;
  room.show_code("before", kHome, at(0));
  room.rename("before", "after");
  EXPECT_EQ(room.find_knock(id, at(1))->browser, "after");
  EXPECT_NE(room.screen_of("after", at(1)), nullptr);
  EXPECT_EQ(room.screen_of("before", at(1)), nullptr);
}

TEST(ThrottleTest, TriesComeBackWithTime) {
  Throttle throttle(ThrottleLimits{2, 60, 10});
  const Throttle::Time start{};
  EXPECT_TRUE(throttle.take("a", start));
  EXPECT_TRUE(throttle.take("a", start));
  EXPECT_FALSE(throttle.allows("a", start));
  EXPECT_FALSE(throttle.take("a", start));
  EXPECT_TRUE(throttle.allows("b", start)) << "each has his own";
  EXPECT_TRUE(throttle.take("a", start + std::chrono::seconds(1)));
  EXPECT_FALSE(throttle.take("a", start + std::chrono::seconds(1)));
}

TEST(ThrottleTest, G6_ItRemembersSoManyNames) {
  Throttle throttle(ThrottleLimits{2, 0.001, 100});
  for (int i = 0; i < 1'000; ++i) throttle.take(std::to_string(i), Throttle::Time{} + std::chrono::milliseconds(i));
  EXPECT_EQ(throttle.size(), 100U);
  EXPECT_FALSE(throttle.allows("999", Throttle::Time{}) && !throttle.allows("0", Throttle::Time{}));
}

TEST(CookieTest, OursIsFoundAmongOthersAndTwoOfItAreNone) {
  EXPECT_EQ(cookie_of("flipover=abc", false), "abc");
  EXPECT_EQ(cookie_of("a=b; flipover=abc; c", false), "abc");
  EXPECT_EQ(cookie_of("a=b;flipover=abc", false), "abc");
  for (const char* header : {"", "flipover", "flipover=", "xflipover=abc", "flipoverx=abc", "Flipover=abc",
                             "flipover=a; flipover=b", "__Host-flipover=abc", ";;;", "= flipover=abc"}) {
    EXPECT_EQ(cookie_of(header, false), "") << header;
  }
  EXPECT_EQ(cookie_of("flipover=planted; __Host-flipover=abc", true), "abc");
}

}  // namespace
}  // namespace flipover
