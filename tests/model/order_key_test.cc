// Order keys: they sort, they stay short, and they tell nothing of what is hidden (G5).
#include "server/model/order_key.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "server/model/entity_id.h"
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;

std::string salt(std::uint64_t counter) {
  pb::OperationId id;
  id.set_client("client-of-karim-00000000");
  id.set_counter(counter);
  return order_salt(id);
}

TEST(OrderKeys, KeysOfBeforeKeepTheirOrder) {
  const std::string old[] = {"V000ab", "V000ab5", "V001V", "V007z9"};
  std::string last = old[3];
  std::string first = old[0];
  for (std::uint64_t i = 1; i <= 200; ++i) {
    const std::string behind = order_key_between(last, {}, salt(i));
    const std::string before = order_key_between({}, first, salt(i));
    EXPECT_LT(last, behind);
    EXPECT_LT(before, first);
    last = behind;
    first = before;
  }
  for (std::size_t i = 0; i + 1 < std::size(old); ++i) {
    const std::string between = order_key_between(old[i], old[i + 1], salt(i + 1));
    EXPECT_LT(old[i], between);
    EXPECT_LT(between, old[i + 1]);
  }
}

TEST(OrderKeys, WhereverOneIsPutItStandsThere) {
  std::mt19937_64 chance(7);  // a fixed seed: the same keys at every run
  std::vector<std::string> keys;
  for (std::uint64_t i = 1; i <= 3'000; ++i) {
    const std::size_t at = chance() % (keys.size() + 1);
    const std::string after = at == 0 ? std::string{} : keys[at - 1];
    const std::string before = at == keys.size() ? std::string{} : keys[at];
    const std::string key = order_key_between(after, before, salt(i));
    ASSERT_LT(after, key);
    ASSERT_TRUE(before.empty() || key < before) << key << ' ' << before;
    ASSERT_NE(key.back(), '0');
    ASSERT_LT(key.size(), 40U);
    keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(at), key);
  }
}

TEST(OrderKeys, TwentyThousandAtAnEndKeepShortKeys) {
  std::string last;
  std::string first;
  for (std::uint64_t i = 1; i <= 20'000; ++i) {
    last = order_key_between(last, {}, salt(i));
    first = order_key_between({}, first, salt(i));
    ASSERT_LE(last.size(), 8U);
    ASSERT_LE(first.size(), 8U);
  }
}

TEST(OrderKeys, TheSaltIsNotTheIdThatEverybodySees) {
  pb::OperationId id;
  id.set_client("client-of-karim-00000000");
  id.set_counter(3);
  EXPECT_NE(order_salt(id), entity_id(id));
  EXPECT_EQ(order_salt(id).size(), 16U);
}

class HiddenCards : public AtTheTable {
 protected:
  // The key of a card for all, behind so many that only its author sees.
  std::string key_behind(int hidden, const std::string& client) {
    given(method("casus_plus"), phase("probleem"), participant("pol", "partner", of("politie")));
    const auto with_client = [&](std::uint64_t counter, pb::Operation operation) {
      operation.mutable_id()->set_client(client);
      operation.mutable_id()->set_counter(counter);
      const auto verdict = table().ask(Author{"pol", Authority::kParticipant}, operation);
      return verdict ? verdict->add_item().order_key() : std::string("refused");
    };
    for (int i = 0; i < hidden; ++i) with_client(static_cast<std::uint64_t>(i) + 1, adds(feit("geheim"), seen_at("prive")));
    return with_client(1'000, adds(feit("voor allen")));
  }
};

// What stands first in a region begins anywhere, so that its key tells nothing of how many stand before it: those behind
// seven hidden cards lie among those behind none.
TEST_F(HiddenCards, AKeyTellsNothingOfHowManyHiddenCardsStandBeforeIt) {  // G5
  std::set<std::string> behind_none;
  std::set<std::string> behind_seven;
  for (int i = 0; i < 12; ++i) {
    const std::string client = "client-of-pol-number-" + std::to_string(100 + i);
    behind_none.insert(key_behind(0, client));
    behind_seven.insert(key_behind(7, client));
  }
  EXPECT_EQ(behind_none.size(), 12U);
  EXPECT_EQ(behind_seven.size(), 12U);
  EXPECT_LT(*behind_none.begin(), *behind_seven.rbegin());
  EXPECT_LT(*behind_seven.begin(), *behind_none.rbegin());
  for (const auto& key : behind_seven) EXPECT_NE(key.substr(0, 3), "V00");
}

}  // namespace
}  // namespace flipover
