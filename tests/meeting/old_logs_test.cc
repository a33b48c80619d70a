// Logs that earlier builds wrote are folded by this one: tests/vectors/logs/ keeps some of each release, made by
// make_log.py, with what the chair saw then at some of their numbers.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "server/base/clock.h"
#include "server/meeting/meeting_host.h"
#include "storage/file_key_store.h"
#include "storage/rocksdb_op_log.h"
#include "storage/verify.h"

namespace flipover {
namespace {

namespace json = boost::json;

// What was there then is there now: a field, a thing of a list. What was added since may stand beside it.
void expect_holds(const json::value& then, const json::value& now, const std::string& where) {
  if (const auto* fields = then.if_object()) {
    ASSERT_TRUE(now.is_object()) << where;
    for (const auto& [name, value] : *fields) {
      // What lay at the client's table is what the present rules say: they may show him less than those of then.
      if (name == "atClientTable") continue;
      const json::value* found = now.get_object().if_contains(name);
      ASSERT_NE(found, nullptr) << where << "." << name;
      expect_holds(value, *found, where + "." + std::string(name));
    }
  } else if (const auto* list = then.if_array()) {
    ASSERT_TRUE(now.is_array()) << where;
    ASSERT_EQ(list->size(), now.get_array().size()) << where;
    for (std::size_t i = 0; i < list->size(); ++i) {
      expect_holds(list->at(i), now.get_array().at(i), where + "[" + std::to_string(i) + "]");
    }
  } else {
    EXPECT_EQ(then, now) << where;
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class OldLogs : public ::testing::TestWithParam<std::string> {
 protected:
  OldLogs() : kept_(std::filesystem::path(TEST_LOGS) / GetParam()) {
    std::string pattern = (std::filesystem::temp_directory_path() / "old_log_XXXXXX").string();
    data_ = mkdtemp(pattern.data());
    const std::string unpack = "tar -xzf '" + (kept_ / "data.tar.gz").string() + "' -C '" + data_.string() + "'";
    EXPECT_EQ(std::system(unpack.c_str()), 0);
  }
  ~OldLogs() override { std::filesystem::remove_all(data_); }

  template <class Answer>
  Answer wait_for(net::awaitable<Answer> work) {
    context_.restart();  // it stopped when the work before this was done
    auto answer = net::co_spawn(context_, std::move(work), net::use_future);
    const auto guard = net::make_work_guard(context_);  // answers come from the log's threads
    while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready) context_.run_one();
    return answer.get();
  }

  std::filesystem::path kept_;
  std::filesystem::path data_;
  net::io_context context_;
};

TEST_P(OldLogs, AreFoldedToWhatTheChairSawThen) {  // G7
  const VerifyPaths paths = verify_paths(data_);
  FileKeyStore keys(paths.keys, open_server_key(paths.server_key, paths.keys));
  RocksDbOpLogOptions options;
  options.directory = paths.log;
  options.fatal = [](const std::string& why) { FAIL() << why; };
  RocksDbOpLog log(std::move(options));
  const SystemClock clock;
  MeetingMetrics metrics;
  MeetingHost host(MeetingWorld{log, keys, clock, [](std::chrono::milliseconds, std::function<void()>) {}, {}, metrics});
  int meetings = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kept_)) {
    if (entry.path().extension() != ".json") continue;
    ++meetings;
    const json::value kept = json::parse(read_file(entry.path()));
    const MeetingId meeting{std::string(kept.at("meeting").as_string())};
    const std::string chair(kept.at("chair").as_string());
    for (const json::value& then : kept.at("states").as_array()) {
      const std::uint64_t number = std::stoull(std::string(then.at("number").as_string()));
      const StateOutcome now = wait_for([](MeetingHost& of, MeetingId id, std::string who,
                                           std::uint64_t at) -> net::awaitable<StateOutcome> {
        auto answer = co_await of.looking_back().ask<StateOutcome>(
            std::move(id), Looker{std::move(who)}, [at](Past& past) { return past.state(Moment{at, std::nullopt}); });
        co_return std::move(*answer.found);
      }(host, meeting, chair, number));
      ASSERT_EQ(now.status, MeetingStatus::kDone) << entry.path() << " at " << number;
      std::string text;
      ASSERT_TRUE(google::protobuf::util::MessageToJsonString(now.state.state(), &text).ok());
      expect_holds(then.at("state"), json::parse(text), entry.path().stem().string() + " at " + std::to_string(number));
    }
  }
  EXPECT_EQ(meetings, 2);
  wait_for([](MeetingHost& of) -> net::awaitable<bool> {
    co_await of.stop();
    co_return true;
  }(host));
}

INSTANTIATE_TEST_SUITE_P(EachRelease, OldLogs, ::testing::Values("2026-11"),
                         [](const auto& release) { return "Of" + std::string(release.param).replace(4, 1, "_"); });

}  // namespace
}  // namespace flipover
