// What leaves a meeting: parts of bounded size in both wire forms, and presence, coalesced and filtered.
#include <gtest/gtest.h>

#include <string>

#include "server/meeting/checkpoint_parts.h"
#include "server/meeting/meeting_limits.h"
#include "server/model/state_hash.h"
#include "tests/meeting/meeting_table.h"

namespace flipover {
namespace {

std::shared_ptr<pb::Checkpoint> board_of(std::size_t items, const std::string& text) {
  auto board = std::make_shared<pb::Checkpoint>();
  board->set_number(items);
  for (std::size_t index = 0; index < items; ++index) {
    pb::Item& item = *board->add_items();
    item.set_id("item" + std::to_string(10'000 + index));
    item.set_text(text);
    pb::Link& link = *board->add_links();
    link.set_id("link" + std::to_string(10'000 + index));
    link.set_from(item.id());
  }
  return board;
}

void expect_bounded_and_whole(const std::shared_ptr<pb::Checkpoint>& board) {
  const auto parts = checkpoint_parts(board, 77);
  Guest guest("karim");
  std::size_t count = 0;
  while (const FramePtr part = parts->next()) {
    ++count;
    EXPECT_LE(part->bytes(Wire::kBinary).size(), kPartBytesMax);
    EXPECT_LE(part->bytes(Wire::kJson).size(), kPartBytesMax);
    guest.deliver(part);
  }
  EXPECT_GT(count, 1U);
  EXPECT_EQ(guest.upto, 77U);
  EXPECT_EQ(to_hex(state_hash(guest.board)), to_hex(state_hash(from_checkpoint(*board))));
}

TEST(CheckpointParts, ManyItemsTravelInPartsOfBoundedSize) { expect_bounded_and_whole(board_of(3'000, "een regel")); }

TEST(CheckpointParts, ALongTextTravelsInPiecesThatCutNoCharacter) {
  std::string text;
  while (text.size() < 700'000) text += "\xC3\xA9\xF0\x9F\x99\x82 tekst ";
  expect_bounded_and_whole(board_of(2, text));
}

TEST(CheckpointParts, TextThatJsonWritesSixTimesAsLongStaysBounded) {
  expect_bounded_and_whole(board_of(3, std::string(120'000, '\x01')));
}

class Presence : public testing::Test {
 protected:
  Presence() {
    table.create({{"regie", "procesregisseur"}, {"karim", "partner"}, {"ines", "partner"}, {"client", "client"}});
    karim = table.join("karim");
    ines = table.join("ines");
    client = table.join("client");
    table.fire_timers();
    for (const auto& guest : {karim, ines, client}) guest->presence.clear();
  }
  void show(const std::string& item, std::uint32_t caret) {
    pb::Presence presence;
    presence.set_item(item);
    presence.set_anchor(caret);
    table.meeting()->show_presence(*karim, presence);
  }

  MeetingTable table;
  std::shared_ptr<Guest> karim;
  std::shared_ptr<Guest> ines;
  std::shared_ptr<Guest> client;
};

TEST_F(Presence, IsCoalescedToTheNewestOfEach) {
  table.send(*karim, {adds(1, "regel")});
  const std::string item = ines->board.items.begin()->first;
  for (std::uint32_t caret = 0; caret < 5; ++caret) show(item, caret);
  EXPECT_TRUE(ines->presence.empty());
  table.fire_timers();
  ASSERT_EQ(ines->presence.size(), 1U);
  EXPECT_EQ(ines->presence[0].of(0).presence().anchor(), 4U);
  EXPECT_TRUE(karim->presence.empty());  // he knows
}

TEST_F(Presence, OfAHiddenItemReachesNobodyWhoDoesNotSeeIt) {  // G5
  pb::Operation hidden = adds(1, "geheim");
  hidden.mutable_add_item()->mutable_visibility()->set_level("prive");
  table.send(*karim, {hidden});
  const std::string item = karim->board.items.begin()->first;
  show(item, 3);
  table.fire_timers();
  EXPECT_TRUE(ines->presence.empty());
}

TEST_F(Presence, OfAnyItemIsKeptFromTheClient) {  // G5
  table.send(*karim, {adds(1, "regel")});
  show(karim->board.items.begin()->first, 1);
  table.fire_timers();
  EXPECT_TRUE(client->presence.empty());
}

}  // namespace
}  // namespace flipover
