// What a meeting remembers of its clients, so that an operation sent again is applied once (G3), within bounds (G6).
#include <gtest/gtest.h>

#include <string>

#include "server/model/apply.h"
#include "server/model/limits.h"

namespace flipover {
namespace {

pb::Record raised_hand(std::uint64_t number, const std::string& by, const std::string& client, std::uint64_t counter) {
  pb::Record record;
  record.set_number(number);
  record.set_by(by);
  record.mutable_operation()->mutable_id()->set_client(client);
  record.mutable_operation()->mutable_id()->set_counter(counter);
  record.mutable_operation()->mutable_raise_hand()->set_raised(true);
  return record;
}

TEST(Retries, TheLastCommittedCountersOfAClientAreRememberedWithTheirNumbers) {
  MeetingState state;
  const std::uint64_t sent = kCommittedRemembered + 10;
  for (std::uint64_t n = 1; n <= sent; ++n) apply(state, raised_hand(n, "ruud", "client-of-ruud-01", n));
  const ClientProgress& progress = state.clients.at("client-of-ruud-01");
  EXPECT_EQ(progress.participant, "ruud");
  EXPECT_EQ(progress.highest, sent);
  EXPECT_EQ(progress.recent.size(), kCommittedRemembered);
  EXPECT_EQ(progress.recent.begin()->first, 11U);
  EXPECT_EQ(progress.recent.at(sent), sent);
}

TEST(Retries, AParticipantWithEverNewDevicesIsRememberedByTheLatestOnes) {
  MeetingState state;
  std::uint64_t number = 0;
  apply(state, raised_hand(++number, "karim", "client-of-karim-1", 1));
  for (std::size_t device = 0; device < 2 * kDevicesRemembered; ++device) {
    apply(state, raised_hand(++number, "ruud", "client-of-ruud-" + std::to_string(100 + device), 1));
    // The first device goes on being used, and so is kept.
    apply(state, raised_hand(++number, "ruud", "client-of-ruud-100", device + 2));
  }
  EXPECT_EQ(state.clients.size(), kDevicesRemembered + 1);
  EXPECT_TRUE(state.clients.contains("client-of-karim-1")) << "another participant's device is not his to push out";
  EXPECT_TRUE(state.clients.contains("client-of-ruud-100"));
  EXPECT_TRUE(state.clients.contains("client-of-ruud-" + std::to_string(99 + 2 * kDevicesRemembered)));
  EXPECT_FALSE(state.clients.contains("client-of-ruud-101"));
}

}  // namespace
}  // namespace flipover
