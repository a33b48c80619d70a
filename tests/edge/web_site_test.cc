// The web client as the server hands it out: which addresses there are, how long each answer may be kept, and what a
// page of ours may load.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <stdexcept>

#include "server/edge/web_site.h"
#include "tests/edge/http_client.h"
#include "tests/edge/server_process.h"

namespace flipover::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr const char* kIndex =
    "<!doctype html><meta name=\"csp-nonce\" content=\"__CSP_NONCE__\">"
    "<meta name=\"flipover-web\" content=\"__WEB_VERSION__\">";
constexpr const char* kForGood = "public, max-age=31536000, immutable";

// A built web client in a directory that goes with it.
class Built {
 public:
  Built() {
    std::string name = (std::filesystem::temp_directory_path() / "flipover-site-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    root_ = name;
    std::filesystem::create_directories(dist() / "assets");
    write("index.html", kIndex);
    write("icon.svg", "<svg/>");
    write("assets/index-Ab_1.js", script());
    write("assets/index-Ab_1.css", std::string(2'000, ' '));
    write("assets/letters-x.woff2", std::string("wOF2\0\1", 6));
    std::ofstream(root_ / "secret.txt") << "not for the world";
    std::filesystem::create_symlink(root_ / "secret.txt", dist() / "assets/link.txt");
  }
  ~Built() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  std::filesystem::path dist() const { return root_ / "dist"; }
  void write(const std::string& path, const std::string& content) const { std::ofstream(dist() / path) << content; }
  static std::string script() {
    std::string lines;
    for (int i = 0; i < 500; ++i) lines += "say(" + std::to_string(i) + ")\n";
    return lines;
  }

 private:
  std::filesystem::path root_;
};

std::string unpacked(std::string packed) {
  std::string plain(100'000, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

class WebSiteTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    built_ = std::make_unique<Built>();
    server_ = std::make_unique<ServerProcess>(
        std::vector<std::string>{"--web", built_->dist().string(), "--origin", "https://flipover.example.org",
                                 "--origin", "http://zaal.example"});
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(server_->stop(), 0) << server_->printed();
    server_.reset();
    built_.reset();
  }

  static std::string host() { return "127.0.0.1:" + std::to_string(server_->port()); }
  // `fields`: more header lines, each with its end.
  static Reply asks(const std::string& target, const std::string& fields = {}, const std::string& method = "GET",
                    const std::string& name = host()) {
    return send_bytes(server_->port(), method + " " + target + " HTTP/1.1\r\nHost: " + name + "\r\n" + fields +
                                           "Connection: close\r\n\r\n");
  }
  static std::string nonce_of(const Reply& page) {
    const std::string before = "name=\"csp-nonce\" content=\"";
    const std::size_t at = page.body.find(before) + before.size();
    return page.body.substr(at, page.body.find('"', at) - at);
  }

  inline static std::unique_ptr<Built> built_;
  inline static std::unique_ptr<ServerProcess> server_;
};

TEST_F(WebSiteTest, EveryScreenIsThePageAndNothingElseIs) {
  for (const char* screen : {"/", "/?from=mail", "/j", "/r", "/m/mAb-1_x", "/m/mAb-1_x/replay", "/m/mAb-1_x/report"}) {
    const Reply reply = asks(screen);
    EXPECT_EQ(reply.status, 200) << screen;
    EXPECT_EQ(reply.headers.at("content-type"), "text/html; charset=utf-8");
    EXPECT_THAT(reply.body, HasSubstr("flipover-web"));
  }
  for (const char* other : {"/m", "/j/x", "/r/1", "/m/x/other", "/m/x/replay/1", "/m/x.html", "/index.html", "/nowhere",
                            "/assets", "/assets/none.js", "/m/x/", "/favicon.ico"}) {
    const Reply reply = asks(other);
    EXPECT_EQ(reply.status, 404) << other;
    EXPECT_EQ(reply.headers.at("content-type"), "text/html; charset=utf-8");
    EXPECT_THAT(reply.body, HasSubstr("Deze pagina is er niet")) << "in words for people";
    EXPECT_THAT(reply.headers.at("content-security-policy"), HasSubstr("default-src 'none'"));
  }
  EXPECT_EQ(asks("/api/nowhere").headers.at("content-type"), "application/json") << "and for programs as they read it";
}

TEST_F(WebSiteTest, APageIsKeptByNobodyAndHasANonceOfItsOwn) {
  std::set<std::string> nonces;
  for (int i = 0; i < 20; ++i) {
    const Reply page = asks("/", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(page.headers.at("cache-control"), "no-store");
    EXPECT_EQ(page.headers.count("etag"), 0U);
    EXPECT_EQ(page.headers.count("content-encoding"), 0U);
    EXPECT_THAT(nonce_of(page), MatchesRegex("[A-Za-z0-9_-]{22}"));
    EXPECT_THAT(page.headers.at("content-security-policy"), HasSubstr("'nonce-" + nonce_of(page) + "'"));
    nonces.insert(nonce_of(page));
  }
  EXPECT_EQ(nonces.size(), 20U);
}

TEST_F(WebSiteTest, S23_S24_APageMayLoadFromThisServerAlone) {
  const Reply page = asks("/j");
  EXPECT_EQ(page.headers.at("content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce_of(page) +
                "'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws://" + host() +
                "; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
}

TEST_F(WebSiteTest, S23_EveryAnswerCarriesItsSecurityHeaders) {
  for (const char* target :
       {"/", "/m/x", "/assets/index-Ab_1.js", "/icon.svg", "/nowhere", "/healthz", "/api/v1/cases"}) {
    const Reply reply = asks(target);
    EXPECT_EQ(reply.headers.at("x-content-type-options"), "nosniff") << target;
    EXPECT_EQ(reply.headers.at("referrer-policy"), "no-referrer");
    EXPECT_EQ(reply.headers.at("x-frame-options"), "DENY");
    EXPECT_EQ(reply.headers.at("cross-origin-opener-policy"), "same-origin");
    EXPECT_EQ(reply.headers.at("cross-origin-resource-policy"), "same-origin");
    EXPECT_THAT(reply.headers.at("permissions-policy"), HasSubstr("camera=(), "));
    EXPECT_THAT(reply.headers.at("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(reply.headers.at("content-security-policy"), Not(HasSubstr("unsafe")));
    EXPECT_EQ(reply.headers.count("server"), 0U);
    EXPECT_EQ(reply.headers.count("strict-transport-security"), 0U) << "plain http here";
  }
}

TEST_F(WebSiteTest, S23_WhereTheNameIsReachedByHttpsItStaysSo) {
  for (const char* target : {"/", "/assets/index-Ab_1.js", "/healthz", "/nowhere", "/api/v1/cases"}) {
    const Reply reply = asks(target, "", "GET", "flipover.example.org");
    EXPECT_EQ(reply.headers.at("strict-transport-security"), "max-age=31536000") << target;
    EXPECT_EQ(asks(target, "", "GET", "zaal.example").headers.count("strict-transport-security"), 0U) << target;
  }
  const std::string secure = asks("/", "", "GET", "flipover.example.org").headers.at("content-security-policy");
  EXPECT_THAT(secure, HasSubstr("connect-src 'self' wss://flipover.example.org;"));
  EXPECT_EQ(asks("/", "", "GET", "evil.example").status, 421);
}

TEST_F(WebSiteTest, FilesCarryTheirTypeAndMayBeKeptForGoodWhereTheirNameHoldsAHash) {
  const std::vector<std::tuple<std::string, std::string, std::string>> files{
      {"/assets/index-Ab_1.js", "text/javascript; charset=utf-8", kForGood},
      {"/assets/index-Ab_1.css", "text/css; charset=utf-8", kForGood},
      {"/assets/letters-x.woff2", "font/woff2", kForGood},
      {"/icon.svg", "image/svg+xml", "no-cache"}};
  for (const auto& [target, type, caching] : files) {
    const Reply reply = asks(target);
    EXPECT_EQ(reply.status, 200) << target;
    EXPECT_EQ(reply.headers.at("content-type"), type);
    EXPECT_EQ(reply.headers.at("cache-control"), caching) << target;
    EXPECT_THAT(reply.headers.at("content-security-policy"), HasSubstr("default-src 'none'")) << target;
  }
  EXPECT_EQ(asks("/assets/letters-x.woff2").body, std::string("wOF2\0\1", 6));
}

TEST_F(WebSiteTest, TextIsSentSmallToWhoTakesItSo) {
  const Reply plain = asks("/assets/index-Ab_1.js");
  EXPECT_EQ(plain.headers.count("content-encoding"), 0U);
  EXPECT_EQ(plain.headers.at("vary"), "Accept-Encoding");
  EXPECT_EQ(plain.body, Built::script());
  const Reply small = asks("/assets/index-Ab_1.js", "Accept-Encoding: gzip, deflate, br\r\n");
  EXPECT_EQ(small.headers.at("content-encoding"), "gzip");
  EXPECT_LT(small.body.size(), plain.body.size() / 2);
  EXPECT_EQ(unpacked(small.body), plain.body);
  EXPECT_NE(small.headers.at("etag"), plain.headers.at("etag"));
  EXPECT_EQ(asks("/assets/index-Ab_1.js", "Accept-Encoding: gzip;q=0\r\n").body, plain.body);
  EXPECT_EQ(asks("/assets/letters-x.woff2", "Accept-Encoding: gzip\r\n").headers.count("content-encoding"), 0U);
}

TEST_F(WebSiteTest, WhoHoldsAFileAlreadyIsToldSo) {
  for (const std::string& encoding : {std::string(), std::string("Accept-Encoding: gzip\r\n")}) {
    const std::string tag = asks("/assets/index-Ab_1.css", encoding).headers.at("etag");
    const Reply again = asks("/assets/index-Ab_1.css", encoding + "If-None-Match: \"other\", " + tag + "\r\n");
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.headers.at("etag"), tag);
    EXPECT_EQ(again.headers.at("cache-control"), kForGood);
    EXPECT_EQ(asks("/assets/index-Ab_1.css", encoding + "If-None-Match: \"other\"\r\n").status, 200);
  }
}

TEST_F(WebSiteTest, HeadIsAnsweredAsGetWithoutTheBody) {
  for (const char* target : {"/", "/assets/index-Ab_1.js", "/icon.svg", "/healthz", "/nowhere"}) {
    const Reply whole = asks(target);
    const Reply head = asks(target, "", "HEAD");
    EXPECT_EQ(head.status, whole.status) << target;
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(head.headers.at("content-length"), std::to_string(whole.body.size()));
    EXPECT_EQ(head.headers.at("content-type"), whole.headers.at("content-type"));
  }
  const std::string next = "GET /healthz HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n";
  std::string rest;
  send_bytes(server_->port(), "HEAD / HTTP/1.1\r\nHost: " + host() + "\r\n\r\n" + next, &rest);
  EXPECT_THAT(rest, ::testing::StartsWith("HTTP/1.1 200")) << "and the next answer follows at once";
}

TEST_F(WebSiteTest, S22_APageIsReadAndNothingElse) {
  for (const char* target : {"/", "/j", "/assets/index-Ab_1.js", "/nowhere"}) {
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"}) {
      const Reply reply = asks(target, "", method);
      EXPECT_EQ(reply.status, 405) << method << ' ' << target;
      EXPECT_EQ(reply.headers.at("allow"), "GET, HEAD");
    }
  }
  EXPECT_EQ(asks("/api/v1/cases", "", "HEAD").status, 405);
}

TEST_F(WebSiteTest, S21_NoAddressLeadsOutOfTheSite) {
  for (const char* target :
       {"/../secret.txt", "/assets/../../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt",
        "/%252e%252e/secret.txt", "/assets/..%5c..%5csecret.txt", "/assets\\..\\..\\secret.txt", "/assets/link.txt",
        "/assets//index-Ab_1.js", "//assets/index-Ab_1.js", "/assets/./index-Ab_1.js", "/assets/index-Ab_1.js%00.txt",
        "/assets/index-Ab_1.js/", "/%61ssets/index-Ab_1.js", "/assets/index-Ab_1.js;x", "/.env", "/assets/.hidden"}) {
    const Reply reply = asks(target);
    EXPECT_EQ(reply.status, 404) << target;
    EXPECT_THAT(reply.body, Not(HasSubstr("not for the world"))) << target;
  }
}

TEST(WebSite, ItsVersionChangesWithEveryFileAndStandsInThePage) {
  const Built built;
  const auto once = WebSite::load(built.dist());
  EXPECT_THAT(once.version(), MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(WebSite::load(built.dist()).version(), once.version());
  EXPECT_THAT(once.answer({})->body, HasSubstr("content=\"" + once.version() + "\""));
  built.write("assets/index-Ab_1.css", "body {}");
  const std::string changed = WebSite::load(built.dist()).version();
  EXPECT_NE(changed, once.version());
  std::filesystem::rename(built.dist() / "icon.svg", built.dist() / "icon2.svg");
  EXPECT_NE(WebSite::load(built.dist()).version(), changed);
}

TEST(WebSite, WhatIsNoWebClientIsRefusedAtStart) {
  const Built built;
  EXPECT_THROW(WebSite::load(built.dist() / "assets"), std::runtime_error) << "no index.html";
  EXPECT_THROW(WebSite::load("/nowhere"), std::runtime_error);
  built.write("index.html", "<p>another page");
  EXPECT_THROW(WebSite::load(built.dist()), std::runtime_error) << "no place for a nonce";
  built.write("index.html", kIndex);
  std::filesystem::create_directory(built.dist() / "more");
  for (int i = 0; i < 2'000; ++i) built.write("more/" + std::to_string(i) + ".txt", "");
  EXPECT_THROW(WebSite::load(built.dist()), std::runtime_error) << "too many files";
  std::filesystem::remove_all(built.dist() / "more");
  built.write("large.txt", "");
  std::filesystem::resize_file(built.dist() / "large.txt", 33 * 1024 * 1024);
  EXPECT_THROW(WebSite::load(built.dist()), std::runtime_error) << "too large";
}

TEST(WebSite, WithoutOnePagesAreNotThere) {
  const WebSite none;
  EXPECT_EQ(none.version(), "");
  EXPECT_FALSE(none.answer({}));
}

}  // namespace
}  // namespace flipover::testing
