// A replica takes a meeting in as it comes: a checkpoint in parts, records, what appears in parts.
#include "clients/cli/replica.h"

#include <gtest/gtest.h>

namespace flipover {
namespace {

pb::Part part_with(const std::string& item, const std::string& text) {
  pb::Part part;
  auto& one = *part.mutable_fragment()->add_items();
  one.set_id(item);
  one.set_text(text);
  return part;
}

pb::Part last_part(std::uint64_t upto) {
  pb::Part part;
  part.set_last(true);
  part.set_upto(upto);
  return part;
}

pb::Part more(const std::string& item, const std::string& text) {
  pb::Part part;
  part.add_more_text()->set_item(item);
  part.mutable_more_text(0)->set_text(text);
  return part;
}

TEST(AReplica, JoinsTheTextOfAnItemThatCameInPieces) {
  Replica replica(Replica::Keeps::kState);
  replica.take(pb::Welcome{});
  EXPECT_FALSE(replica.take(part_with("a", "één ")));
  EXPECT_FALSE(replica.take(more("a", "😀 en ")));
  EXPECT_FALSE(replica.take(more("a", "twee")));
  EXPECT_TRUE(replica.take(last_part(12)));
  EXPECT_EQ(find_item(replica.state(), "a")->text, u"één 😀 en twee");
  EXPECT_EQ(replica.upto(), 12U);
}

TEST(AReplica, KeepsWhatItHeldUntilTheLastPartOfACheckpointIsThere) {
  Replica replica(Replica::Keeps::kState);
  replica.take(pb::Welcome{});
  replica.take(part_with("old", "oud"));
  replica.take(last_part(5));
  replica.take(pb::Welcome{});
  replica.take(part_with("new", "nieuw"));
  EXPECT_NE(find_item(replica.state(), "old"), nullptr);
  EXPECT_EQ(replica.upto(), 5U);
  // The connection was lost; the next one begins anew as well.
  replica.take(pb::Welcome{});
  replica.take(part_with("newer", "nieuwer"));
  replica.take(last_part(9));
  EXPECT_EQ(find_item(replica.state(), "old"), nullptr);
  EXPECT_EQ(find_item(replica.state(), "new"), nullptr);
  EXPECT_NE(find_item(replica.state(), "newer"), nullptr);
}

TEST(AReplica, ResumesFromWhatTheServerSaidIsComplete) {
  Replica replica(Replica::Keeps::kState);
  replica.take(pb::Welcome{});
  replica.take(last_part(5));
  pb::Record record;
  record.set_number(7);
  record.mutable_operation()->mutable_add_item()->set_item("a");
  replica.take(record);
  EXPECT_EQ(replica.upto(), 5U);  // what it makes appear may still be on its way
  replica.pass(7);
  EXPECT_EQ(replica.upto(), 7U);
  EXPECT_NE(find_item(replica.state(), "a"), nullptr);
}

TEST(AReplica, CountsNumbersOnlyWhenNoStateIsWanted) {
  Replica replica(Replica::Keeps::kNumberOnly);
  replica.take(pb::Welcome{});
  replica.take(part_with("a", "tekst"));
  replica.take(last_part(3));
  EXPECT_TRUE(replica.state().items.empty());
  EXPECT_EQ(replica.upto(), 3U);
}

TEST(ARevealInParts, IsPutTogetherBeforeItIsTold) {
  pb::Record record;
  record.mutable_operation()->mutable_close_round();
  add_part(record, part_with("a", "een "));
  add_part(record, more("a", "lange tekst"));
  add_part(record, part_with("b", "kort"));
  ASSERT_EQ(record.seen().appeared().items_size(), 2);
  EXPECT_EQ(record.seen().appeared().items(0).text(), "een lange tekst");
}

}  // namespace
}  // namespace flipover
