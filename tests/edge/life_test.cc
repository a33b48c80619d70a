// A server's life: first start, stop and start again, import and export, and what it leaves behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <stdexcept>

#include "server/meeting/frame.h"
#include "tests/edge/http_client.h"
#include "tests/edge/server_process.h"
#include "tests/edge/wire_client.h"

namespace flipover::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Address address_of(const ServerProcess& server, const std::string& meeting) {
  return {server.port(), "/ws/v1/meetings/" + meeting, "flipover.v1.json", {}};
}

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status {};
  stat(path.c_str(), &status);
  return status.st_mode & 0777U;
}

TEST(ServersLife, AtSigtermEverybodyIsToldToComeBackAndNothingIsLost) {
  for (const int signal : {SIGTERM, SIGINT}) {
    ServerProcess server;
    Table table(server.port(), server.admin_secret());
    const auto chair = table.invite("Mirjam", "procesregisseur");
    Participant mirjam(address_of(server, table.meeting), chair.secret(), "mirjams_client_0123456789");
    Participant binary({server.port(), "/ws/v1/meetings/" + table.meeting, "flipover.v1", {}}, chair.secret(),
                       "another_client_0123456789");
    const std::string item = mirjam.says("blijft");
    const std::uint64_t seen = mirjam.upto();
    server.signal(signal);
    for (WireClient* wire : {&mirjam.wire(), &binary.wire()}) {
      EXPECT_EQ(wire->until_closed(), 1012);
      ASSERT_TRUE(wire->goodbye());
      EXPECT_EQ(wire->goodbye()->come_back(), pb::Goodbye::AT_ONCE);
    }
    EXPECT_EQ(server.wait(), 0) << server.printed();
    server.restart();
    Participant back(address_of(server, table.meeting), chair.secret(), "mirjams_client_0123456789", seen);
    ASSERT_FALSE(back.welcome().meeting().empty()) << "the invitation still holds";
    const auto state = request(server.port(), "GET", "/api/v1/meetings/" + table.meeting + "/state", chair.secret())
                           .as<pb::StateView>();
    ASSERT_EQ(state.state().items_size(), 1);
    EXPECT_EQ(state.state().items(0).id(), item);
    EXPECT_EQ(server.stop(), 0);
  }
}

TEST(ServersLife, StoppedUnderLoadWhatWasConfirmedIsThereOnce) {
  ServerProcess server;
  Table table(server.port(), server.admin_secret());
  const auto chair = table.invite("Mirjam", "procesregisseur");
  WireClient mirjam(address_of(server, table.meeting));
  mirjam.send(hello(chair.secret(), "mirjams_client_0123456789"));
  std::uint64_t counter = 0;
  std::map<std::uint64_t, std::uint64_t> confirmed;
  const auto send_some = [&] {
    pb::ClientFrame frame;
    for (int i = 0; i < 20; ++i) {
      pb::Operation operation = note("regel");
      operation.mutable_id()->set_counter(++counter);
      *frame.mutable_submit()->add_operations() = operation;
    }
    mirjam.send(frame);
  };
  for (int i = 0; i < 5; ++i) send_some();
  bool stopping = false;
  while (const auto frame = mirjam.receive()) {
    for (const auto& outcome : frame->update().outcomes()) {
      if (outcome.committed() != 0) confirmed[outcome.counter()] = outcome.committed();
    }
    if (!stopping && confirmed.size() >= 40) {
      server.signal(SIGTERM);
      stopping = true;
    }
    if (counter < 600) send_some();
  }
  EXPECT_EQ(server.wait(), 0);
  ASSERT_GE(confirmed.size(), 40U);
  server.restart();
  Participant back(address_of(server, table.meeting), chair.secret(), "mirjams_client_0123456789");
  std::map<std::uint64_t, std::uint64_t> kept;
  for (const auto& one : back.welcome().committed()) kept[one.counter()] = one.number();
  for (const auto& [one, number] : confirmed) EXPECT_EQ(kept[one], number) << one;
  EXPECT_EQ(static_cast<std::size_t>(back.picture().items_size()), kept.size());
}

TEST(ServersLife, S55_WhatItWritesIsForItsOwnerOnly) {
  ServerProcess server;
  EXPECT_EQ(mode_of(server.directory() / "admin-secret"), 0600U);
  EXPECT_EQ(mode_of(server.data() / "server.key"), 0600U);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(server.data())) {
    EXPECT_EQ(mode_of(entry.path()) & 077U, 0U) << entry.path();
  }
  EXPECT_EQ(server.stop(), 0);
  chmod((server.data() / "server.key").c_str(), 0644);
  EXPECT_THROW(server.restart(), std::runtime_error) << "others can read the key";
}

TEST(ServersLife, TheAdministratorsSecretIsMadeOnceAndReplacedWhenAsked) {
  ServerProcess server;
  const std::string first = server.admin_secret();
  EXPECT_EQ(first.size(), 22U);
  EXPECT_THAT(server.printed(), HasSubstr("administrator's secret: in "));
  ASSERT_EQ(server.stop(), 0);
  server.restart();
  EXPECT_EQ(server.admin_secret(), first);
  EXPECT_EQ(request(server.port(), "GET", "/api/v1/cases", first).status, 200);
}

TEST(ServersLife, ASecondServerOnTheSameDataDoesNotStart) {
  ServerProcess server;
  EXPECT_THROW(ServerProcess({"--data", server.data().string()}), std::runtime_error);
  EXPECT_EQ(request(server.port(), "GET", "/healthz").status, 200);
}

TEST(ServersLife, OptionsThatCannotBeAreRefusedWithWhatCan) {
  for (const std::vector<std::string>& options : std::vector<std::vector<std::string>>{
           {"--raise", "colour=1"}, {"--raise", "items=many"}, {"--origin", "flipover.example.org"},
           {"--address", "nowhere"}, {"--methods", "/nowhere"}, {"--raise", "frame_bytes=9999999999"}}) {
    EXPECT_THROW(ServerProcess{options}, std::runtime_error) << options[0] << " " << options[1];
  }
}

TEST(ServersLife, S4_S54_NoTokenNameOrWordIsInWhatItPrintsOrMeasures) {
  ServerProcess server({"--log-level", "debug"});
  Table table(server.port(), server.admin_secret());
  const auto chair = table.invite("NAAMKANARIE", "procesregisseur", "o1");
  Participant mirjam(address_of(server, table.meeting), chair.secret(), "KANARIE_client_0123456789");
  mirjam.says("TEKSTKANARIE");
  mirjam.does(note("TEKSTKANARIE", "geen_soort"));
  WireClient broken(address_of(server, table.meeting));
  broken.send_text("{\"hello\":{\"token\":\"TEKSTKANARIE\",\"x\":1}}");
  broken.until_closed();
  WireClient binary({server.port(), "/ws/v1/meetings/" + table.meeting, "flipover.v1", {}});
  binary.send_binary("\x0a\x0e\x0a\x0cTEKSTKANARI\xff");
  binary.until_closed();
  request(server.port(), "POST", "/api/v1/cases", server.admin_secret(), "{\"TEKSTKANARIE\":1}");
  request(server.port(), "GET", "/api/v1/cases?token=TEKSTKANARIE", "TEKSTKANARIE");
  const std::string metrics = request(server.port(), "GET", "/metrics").body;
  EXPECT_EQ(server.stop(), 0);
  EXPECT_THAT(metrics, Not(HasSubstr("KANARIE")));
  EXPECT_THAT(server.printed(), Not(HasSubstr("KANARIE")));
  EXPECT_THAT(server.printed(), Not(HasSubstr(chair.secret())));
}

TEST(ServersLife, S47_NoWordOrNameOrSecretIsReadableOnDisk) {
  ServerProcess server;
  Table table(server.port(), server.admin_secret());
  const auto chair = table.invite("NAAMKANARIE", "procesregisseur", "o1");
  Participant mirjam(address_of(server, table.meeting), chair.secret(), "mirjams_client_0123456789");
  mirjam.says("TEKSTKANARIE");
  EXPECT_EQ(server.stop(), 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(server.data())) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = content_of(entry.path());
    for (const std::string& canary : {std::string("KANARIE"), chair.secret(), server.admin_secret()}) {
      EXPECT_EQ(bytes.find(canary), std::string::npos) << entry.path() << " holds " << canary;
    }
  }
}

TEST(ServersLife, ADemoCaseIsImportedAndItsExportComesBackTheSame) {
  ServerProcess server;
  const std::string demo = content_of(std::filesystem::path(FLIPOVER_TEST_DATA) / "demo-case.json");
  ASSERT_FALSE(demo.empty());
  const Reply taken =
      request(server.port(), "POST", "/api/v1/import?start=2026-01-05T08:00:00Z", server.admin_secret(), demo);
  ASSERT_EQ(taken.status, 201) << taken.body;
  const auto report = taken.as<pb::ImportReport>();
  EXPECT_GT(report.records(), 200U);
  ASSERT_GT(report.invitations_size(), 5);
  const auto export_of = [&](const pb::ImportReport& from) {
    for (const auto& invitation : from.invitations()) {
      if (invitation.participant().role() != "procesregisseur") continue;
      return request(server.port(), "GET", "/api/v1/meetings/" + from.meeting() + "/export", invitation.secret());
    }
    return Reply();
  };
  const Reply exported = export_of(report);
  ASSERT_EQ(exported.status, 200);
  const Reply again = request(server.port(), "POST", "/api/v1/import", server.admin_secret(), exported.body);
  ASSERT_EQ(again.status, 201) << again.body;
  const auto first = exported.as<pb::Export>();
  const auto second = export_of(again.as<pb::ImportReport>()).as<pb::Export>();
  EXPECT_EQ(second.hash(), first.hash());
  EXPECT_EQ(second.records_size(), first.records_size());
}

TEST(ServersLife, AFileThatCannotBeImportedSaysWhereAndLeavesNoMeeting) {
  ServerProcess server;
  for (const char* file : {"", "{}", "[", "{\"format\":\"casusoverleg-demo/1\"}", "{\"format\":\"flipover-export/1\"}",
                           "\x1f\x8b\x08 not gzip"}) {
    const Reply reply = request(server.port(), "POST", "/api/v1/import", server.admin_secret(), file);
    EXPECT_EQ(reply.status, 400) << file;
    EXPECT_FALSE(reply.as<pb::ErrorView>().words().nl().empty());
  }
  EXPECT_EQ(request(server.port(), "POST", "/api/v1/import?start=soon", server.admin_secret(), "{}").status, 400);
  EXPECT_EQ(request(server.port(), "GET", "/api/v1/meetings", server.admin_secret()).as<pb::MeetingList>().meetings_size(),
            0);
}

}  // namespace
}  // namespace flipover::testing
