// A meeting that is damaged on the disk: what comes to its people, and what its operator reads.
#include <cstdio>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/edge/server_process.h"
#include "tests/edge/wire_client.h"
#include "tests/edge/http_client.h"

namespace flipover::testing {
namespace {

using ::testing::ContainsRegex;

// The meeting's own key, which opens all others of it, has another bit.
void damage_key_of(const ServerProcess& server, const std::string& meeting) {
  std::fstream file(server.data() / "keys" / (meeting + ".keys"), std::ios::in | std::ios::out | std::ios::binary);
  constexpr std::streamoff kInTheKey = 60;
  file.seekg(kInTheKey);
  const int byte = file.get();
  file.seekp(kInTheKey);
  file.put(static_cast<char>(byte ^ 1));
  ASSERT_TRUE(file.good());
}

TEST(Damage, TheLogNamesTheMeetingAndWhatIsToBeDone) {
  ServerProcess server;
  const Table table(server.port(), server.admin_secret());
  const auto mirjam = table.invite("Mirjam", "procesregisseur");
  EXPECT_EQ(server.stop(), 0);
  damage_key_of(server, table.meeting);
  server.restart();

  const Address address{server.port(), "/ws/v1/meetings/" + table.meeting};
  WireClient wire(address);
  wire.send(hello(mirjam.secret(), "mirjams_client_0123456789"));
  EXPECT_EQ(wire.until_closed(), 4008);
  EXPECT_THAT(server.printed(), ContainsRegex("event=meeting_not_opened meeting=" + table.meeting +
                                              R"re( why="[^"]+" do="[^"]+flipover salvage[^"]+")re"));

  const Reply past =
      request(server.port(), "GET", "/api/v1/meetings/" + table.meeting + "/records?from=1", mirjam.secret());
  EXPECT_EQ(past.status, 500) << past.body;
}

}  // namespace
}  // namespace flipover::testing
