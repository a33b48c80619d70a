// Origins, hosts, targets and tokens: small parsers of what strangers send.
#include <gtest/gtest.h>

#include <stdexcept>

#include "server/edge/http_message.h"
#include "server/edge/origins.h"

namespace flipover {
namespace {

TEST(Origins, S1_OwnAndGivenOnesAreAllowedAndLookAlikesAreNot) {
  const Origins origins("127.0.0.1", 8080, {"https://flipover.example.org", "http://board.example:8081"});
  for (const char* allowed : {"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080",
                              "https://flipover.example.org", "HTTPS://Flipover.Example.Org", "http://board.example:8081"}) {
    EXPECT_TRUE(origins.allows_origin(allowed)) << allowed;
  }
  for (const char* refused : {"", "null", "http://flipover.example.org", "https://flipover.example.org.evil.com",
                              "https://evil-flipover.example.org", "https://flipover.example.org:444",
                              "http://127.0.0.1", "http://127.0.0.1:80801", "https://127.0.0.1:8080",
                              "https://flipover.example.org/", "board.example:8081"}) {
    EXPECT_FALSE(origins.allows_origin(refused)) << refused;
  }
}

TEST(Origins, S22_HostsAreThoseOfItsOrigins) {
  const Origins origins("0.0.0.0", 80, {"https://flipover.example.org:443"});
  for (const char* allowed : {"localhost", "localhost:80", "127.0.0.1", "flipover.example.org",
                              "flipover.example.org:443"}) {
    EXPECT_TRUE(origins.allows_host(allowed)) << allowed;
  }
  EXPECT_FALSE(origins.allows_host("evil.example"));
  EXPECT_FALSE(origins.allows_host(""));
}

TEST(Origins, WhatIsNoOriginIsRefusedAtStart) {
  for (const char* given : {"flipover.example.org", "https://", "ftp://a", "https://a/b", "https://*.a", "*", ""}) {
    EXPECT_THROW(Origins("127.0.0.1", 80, {given}), std::invalid_argument) << given;
  }
}

TEST(Target, PathAndQueryAreRead) {
  const auto target = parse_target("/api/v1/meetings/m-1_A/state?time=2027-01-01T00%3A00%3A00%2B01:00&x=");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, (std::vector<std::string>{"api", "v1", "meetings", "m-1_A", "state"}));
  EXPECT_EQ(target->query.at("time"), "2027-01-01T00:00:00+01:00");
  EXPECT_EQ(target->query.at("x"), "");
}

TEST(Target, TheStartHasAnEmptyPathAndAFilesNameMayHoldDots) {
  EXPECT_TRUE(parse_target("/").value().path.empty());
  EXPECT_EQ(parse_target("/assets/index-Ab_1.2.js").value().path,
            (std::vector<std::string>{"assets", "index-Ab_1.2.js"}));
}

TEST(AcceptEncoding, GzipIsTakenByWhoAsksForItAndNotByWhoRefusesIt) {
  for (const char* taken : {"gzip", "GZIP", "br, gzip", "gzip;q=0.5", " deflate ,gzip ; q=1.0, br"}) {
    EXPECT_TRUE(accepts_gzip(taken)) << taken;
  }
  for (const char* refused : {"", "br", "gzip;q=0", "gzip; q=0.000", "x-gzip", "gzipped", "identity"}) {
    EXPECT_FALSE(accepts_gzip(refused)) << refused;
  }
}

TEST(Target, S20_S21_WhatClimbsEscapesOrRepeatsIsNone) {
  for (const char* target : {"", "x", "//", "/.a", "/a/.b", "/a/..", "/a//b", "/a/", "/..", "/a/../b", "/%61", "/a\\b",
                             "/a;b", "/a?b=%0a", "/a?b=%", "/a?b=%1", "/a?b=%zz", "/a?b=1&b=2", "http://a/b", "*"}) {
    EXPECT_FALSE(parse_target(target)) << target;
  }
}

TEST(Bearer, OnlyTheBearerSchemeHoldsASecret) {
  EXPECT_EQ(bearer_of("Bearer abc"), "abc");
  EXPECT_EQ(bearer_of("Basic abc"), "");
  EXPECT_EQ(bearer_of("bearer"), "");
  EXPECT_EQ(bearer_of(""), "");
}

}  // namespace
}  // namespace flipover
