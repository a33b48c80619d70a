// A second device on somebody's seat: without private and blind words until the first one says that it is his. And a log
// tells him of it, and nobody else.
#include "tests/model/meeting_fixture.h"

namespace flipover {
namespace {

using namespace spoken;

class Devices : public AtTheTable {
 protected:
  void SetUp() override {
    given(method("casus_plus"), phase("factoren"), participant("karim", "partner", of("wijkteam")),
          participant("pol", "partner", of("politie")), participant("kevin", "client"));
  }
  bool sees(const std::string& device, const std::string& card) {
    return table().replica_on("karim", device).items.contains(card);
  }
  const Outcome& on(const std::string& device, pb::Operation operation, const std::string& whose = "karim") {
    *operation.mutable_id() = table().next_id(whose);
    const auto verdict = table().ask(Author{whose, Authority::kParticipant, device}, operation);
    said_ = {};
    said_.committed = verdict.has_value();
    if (verdict) said_.logged = *verdict;
    if (!verdict) said_.code = std::string(code_of(verdict.error().reason));
    return said_;
  }
  static std::vector<pb::Device> devices_in(const MeetingState& seen, const std::string& participant) {
    const auto& devices = find_attendee(seen, participant)->devices();
    return {devices.begin(), devices.end()};
  }

  Outcome said_;
  const Person karim{*this, "karim"};
  const Person pol{*this, "pol"};
};

TEST_F(Devices, PV05_ASecondDeviceOpensWithoutPrivateAndBlindWordsUntilTheFirstConfirmsIt) {
  const std::string common = karim(adds(kind("risico", "schulden")));
  const std::string own = karim(adds(kind("risico", "wat ik denk"), seen_at("prive")));
  const std::string group = pol(adds(kind("risico", "onder ons"), seen_at("besloten_groep", {"karim"})));
  mirjam(opens_round(pb::OpenRound::BLIND));
  const std::string blind = karim(adds(kind("risico", "in stilte")));
  table().add_device("karim", "telefoon", "mirjam");
  EXPECT_TRUE(sees("telefoon", common));
  EXPECT_FALSE(sees("telefoon", own));
  EXPECT_FALSE(sees("telefoon", group));
  EXPECT_FALSE(sees("telefoon", blind));
  EXPECT_TRUE(replica("karim").items.contains(own)) << "the first device goes on as it was";
  karim(confirms("telefoon"));
  EXPECT_COMMITTED();
  for (const std::string& card : {common, own, group, blind}) EXPECT_TRUE(sees("telefoon", card));
}

TEST_F(Devices, WhatIsHiddenFromItCannotBeReachedFromIt) {
  const std::string own = karim(adds(kind("risico", "wat ik denk"), seen_at("prive")));
  table().add_device("karim", "telefoon");
  EXPECT_EQ(on("telefoon", shows(own, "deelnemers")).code, "unknown_thing");
  EXPECT_EQ(on("telefoon", edits(own, 0, 0, 0, "x")).code, "unknown_thing");
  EXPECT_EQ(on("telefoon", removes(own)).code, "unknown_thing");
  EXPECT_EQ(on("telefoon", undoes()).code, "superseded");
  EXPECT_EQ(on("telefoon", confirms("telefoon")).code, "device_unconfirmed");
  EXPECT_EQ(on("telefoon", withdraws(own)).code, "device_unconfirmed");
  karim(goes_to("duwtje"));
  mirjam(goes_to("duwtje"));
  const std::string nudge = karim(adds(kind("duwtje", "werk")));
  mirjam(opens_round(pb::OpenRound::VOTE));
  EXPECT_EQ(on("telefoon", votes(nudge, 1)).code, "device_unconfirmed");
}

TEST_F(Devices, HowLongAPrivateWordingWasCannotBeFoundOnIt) {
  const std::string own = karim(adds(kind("risico", "ik vertrouw hem niet")));
  karim(shows(own, "prive"));
  karim(edits(own, 0, 0, 20, "ik twijfel"));
  karim(shows(own, "deelnemers"));
  table().add_device("karim", "telefoon");
  for (const std::uint32_t place : {0U, 20U, 21U}) EXPECT_EQ(on("telefoon", edits(own, 0, place, 0, "x")).code, "base_unknown");
  karim(edits(own, 0, 20, 0, "x"));
  EXPECT_COMMITTED();
  // What was written on it he knows there from the first word on.
  ASSERT_TRUE(on("telefoon", adds(kind("risico", "wat ik denk"), seen_at("prive"))).committed);
  const std::string there = said_;
  EXPECT_TRUE(on("telefoon", edits(there, 0, 0, 0, "x")).committed);
  EXPECT_TRUE(on("telefoon", shows(there, "deelnemers")).committed);
  EXPECT_TRUE(on("telefoon", edits(there, 0, 11, 0, "y")).committed);
}

TEST_F(Devices, OnOneOfTheClientsItIsEditedAsItIsSeen) {
  const Person kevin{*this, "kevin"};
  mirjam(goes_to("duwtje"));
  mirjam(client_view(true));
  const std::string quote = kevin(adds(kind("citaat_client", "laat mij met rust")));
  kevin(parks(quote));
  kevin(edits(quote, 0, 0, 17, "ik wil rust"));
  kevin(takes_back(quote));
  EXPECT_COMMITTED();
  table().add_device("kevin", "telefoon");
  EXPECT_EQ(on("telefoon", edits(quote, 1, 0, 0, "x"), "kevin").code, "unknown_thing") << "it changed while it was parked";
  mirjam(opens_item_to_client(quote));
  for (const std::uint32_t place : {0U, 17U, 18U}) {
    EXPECT_EQ(on("telefoon", edits(quote, 0, place, 0, "x"), "kevin").code, "base_unknown");
  }
  EXPECT_TRUE(on("telefoon", edits(quote, 1, 0, 0, "x"), "kevin").committed);
}

TEST_F(Devices, TheClientsFirstFindsOutNoWordingThatWasWrittenOnAnother) {  // G5
  mirjam(goes_to("duwtje"));
  mirjam(client_view(true));
  table().add_device("kevin", "telefoon");
  mirjam(departs("kevin"));
  const std::string quote = on("telefoon", adds(vraag("hoe lang is dit al zo?")), "kevin");
  ASSERT_TRUE(said_.committed) << said_.code;
  pol(edits(quote, 0, 0, 22, "hoe lang al?"));
  EXPECT_COMMITTED();
  ASSERT_FALSE(replica("kevin").items.contains(quote));
  mirjam(opens_item_to_client(quote));
  EXPECT_COMMITTED();
  ASSERT_TRUE(replica("kevin").items.contains(quote));
  const Person kevin{*this, "kevin"};
  for (const std::uint32_t place : {0U, 22U, 23U}) {
    kevin(edits(quote, 0, place, 0, "x"));
    EXPECT_REFUSED("base_unknown");
  }
  kevin(edits(quote, 1, 0, 0, "sinds "));
  EXPECT_COMMITTED();
}

TEST_F(Devices, WhatIsWrittenOnItIsItsOwn) {
  table().add_device("karim", "telefoon");
  table().add_device("karim", "laptop");
  mirjam(opens_round(pb::OpenRound::BLIND));
  ASSERT_TRUE(on("telefoon", adds(kind("risico", "in stilte"))).committed);
  const std::string blind = said_;
  ASSERT_TRUE(on("telefoon", adds(kind("risico", "wat ik denk"), seen_at("prive"))).committed);
  const std::string own = said_;
  EXPECT_EQ(state().items.find(own)->second.data.said_by(), "karim");
  for (const std::string& card : {blind, own}) {
    EXPECT_TRUE(sees("telefoon", card));
    EXPECT_FALSE(sees("laptop", card));
    EXPECT_FALSE(replica("karim").items.contains(card)) << "it may be another's, who came first";
    EXPECT_FALSE(replica("pol").items.contains(card));
    EXPECT_EQ(table().replica_on("karim", "telefoon").items.at(card).data.device(), "") << "which one, storage knows";
  }
  EXPECT_TRUE(on("telefoon", edits(own, 0, 0, 0, "x")).committed);
  EXPECT_TRUE(on("telefoon", is_ready()).committed);
  EXPECT_EQ(table().replica_on("karim", "telefoon").course.round().ready_size(), 1);
}

TEST_F(Devices, WhatWasWrittenOnItIsHisOnceItIsConfirmed) {
  table().add_device("karim", "telefoon");
  table().add_device("karim", "laptop");
  ASSERT_TRUE(on("telefoon", adds(kind("risico", "wat ik denk"), seen_at("prive"))).committed);
  const std::string own = said_;
  ASSERT_TRUE(on("telefoon", adds(kind("risico", "schulden"))).committed);
  const std::string common = said_;
  EXPECT_TRUE(replica("karim").items.contains(common)) << "what all see he sees too";
  karim(edits(own, 0, 0, 0, "x"));
  EXPECT_REFUSED("unknown_thing");
  karim(confirms("telefoon"));
  EXPECT_TRUE(replica("karim").items.contains(own));
  EXPECT_TRUE(sees("telefoon", own));
  EXPECT_FALSE(sees("laptop", own)) << "this one is not";
  karim(edits(own, 0, 0, 0, "x"));
  EXPECT_COMMITTED();
}

TEST_F(Devices, ItFindsOutNoWordingThatItsTypistKeptToHimself) {  // G5
  const std::string card = karim(adds(kind("risico", "een heel lang geheim"), seen_at("prive")));
  karim(edits(card, 0, 0, 20, "kort"));
  table().add_device("karim", "telefoon");
  karim(shows(card, "deelnemers"));
  EXPECT_EQ(on("telefoon", edits(card, 0, 15, 0, "x")).code, "base_unknown");
  EXPECT_TRUE(on("telefoon", edits(card, 1, 0, 0, "x")).committed);
}

TEST_F(Devices, HeIsToldWithItsTimeAndWhoAskedAndNobodyElseIs) {
  std::map<std::string, std::vector<pb::Record>> sent;
  table().sent = [&](const std::string& viewer, const std::string& bytes) {
    ASSERT_TRUE(sent[viewer].emplace_back().ParseFromString(bytes));
  };
  table().add_device("karim", "telefoon", "mirjam");
  karim(confirms("telefoon"));
  EXPECT_EQ(sent["karim"].size(), 2U);
  EXPECT_EQ(sent.size(), 1U) << "nobody else";
  const auto his = devices_in(replica("karim"), "karim");
  ASSERT_EQ(his.size(), 1U);
  EXPECT_EQ(his[0].asked_by(), "mirjam");
  EXPECT_EQ(his[0].since_ms(), table().log()[table().log().size() - 2].time_ms());
  EXPECT_TRUE(his[0].confirmed());
  for (const char* other : {"mirjam", "pol", "kevin"}) {
    EXPECT_TRUE(devices_in(replica(other), "karim").empty()) << other;
    EXPECT_TRUE(devices_in(from_checkpoint(project(state(), viewer_of(state(), other))), "karim").empty()) << other;
  }
}

TEST_F(Devices, OnlyTheServerAddsADeviceAndOnlyHeConfirmsHis) {
  pb::Operation operation;
  operation.mutable_add_device()->set_participant("pol");
  operation.mutable_add_device()->set_device("telefoon");
  mirjam(operation);
  EXPECT_REFUSED("not_allowed");
  table().add_device("karim", "telefoon");
  for (const Person* other : {&pol, &mirjam}) {
    (*other)(confirms("telefoon"));
    EXPECT_REFUSED("unknown_thing");
  }
  karim(confirms("laptop"));
  EXPECT_REFUSED("unknown_thing");
  karim(confirms("telefoon"));
  karim(confirms("telefoon"));
  EXPECT_REFUSED("value_invalid");
  // A device that nobody told him of is no device of his.
  EXPECT_TRUE(is_unconfirmed(state(), "karim", "van een ander"));
}

TEST_F(Devices, OfEverNewDevicesTheUnconfirmedGoFirst) {
  table().add_device("karim", "laptop");
  karim(confirms("laptop"));
  for (int i = 0; i < kDevicesKept; ++i) table().add_device("karim", "telefoon-" + std::to_string(i));
  const auto his = devices_in(state(), "karim");
  ASSERT_EQ(his.size(), static_cast<std::size_t>(kDevicesKept));
  EXPECT_EQ(his[0].device(), "laptop");
  EXPECT_EQ(his[1].device(), "telefoon-1");
}

}  // namespace
}  // namespace flipover
