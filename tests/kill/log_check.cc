#include "tests/kill/log_check.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <set>
#include <stdexcept>
#include <utility>

#include "storage/file_key_store.h"
#include "storage/journal.h"
#include "storage/rocksdb_op_log.h"
#include "storage/verify.h"

namespace flipover {
namespace {

constexpr std::size_t kPageBytes = 4U << 20U;

net::awaitable<std::string> read_all(OpLog& log, KeyStore& keys, MeetingId meeting, std::vector<pb::Record>& records) {
  const OpenOutcome opened = co_await Journal::open(log, keys, meeting);
  if (opened.status != OpenStatus::kOpen) co_return "cannot be opened: " + opened.message;
  for (SeqNo next{1};;) {
    RecordPage page = co_await opened.journal->read(next, kPageBytes);
    if (page.status != ReadStatus::kRead) co_return "cannot be read: " + page.message;
    for (auto& stored : page.records) records.push_back(std::move(stored.record));
    if (page.end) co_return std::string();
    next = page.next;
  }
}

[[noreturn]] void lost(const std::string& meeting, const std::string& what) {
  throw std::runtime_error("meeting " + meeting + ": " + what);
}

}  // namespace

void LogCheck::copy(const std::filesystem::path& data) {
  std::filesystem::remove_all(scratch_);
  std::filesystem::copy(data, scratch_, std::filesystem::copy_options::recursive);
  const VerifyReport report = verify(verify_paths(scratch_));
  if (!report.holds()) throw std::runtime_error("verify:\n" + report.text());
}

std::vector<pb::Record> LogCheck::read(const std::string& meeting) const {
  const VerifyPaths paths = verify_paths(scratch_);
  FileKeyStore keys(paths.keys, read_server_key(paths.server_key));
  RocksDbOpLogOptions options;
  options.directory = paths.log;
  options.fatal = [](const std::string&) {};
  RocksDbOpLog log(std::move(options));
  std::vector<pb::Record> records;
  std::string wrong;
  net::io_context context;
  net::co_spawn(context, read_all(log, keys, MeetingId{meeting}, records),
                [&](const std::exception_ptr& failed, std::string answer) {
                  wrong = failed ? "a broken invariant" : std::move(answer);
                });
  context.run();
  if (!wrong.empty()) lost(meeting, wrong);
  return records;
}

std::size_t LogCheck::check(const std::string& meeting, const std::vector<Promised>& promised) {
  const std::vector<pb::Record> records = read(meeting);
  std::set<std::pair<std::string, std::uint64_t>> ids;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const pb::Record& record = records[i];
    if (record.number() != i + 1) lost(meeting, "number " + std::to_string(i + 1) + " is missing");
    const pb::OperationId& id = record.operation().id();
    if (id.counter() == 0) continue;  // the server's own
    if (!ids.emplace(id.client(), id.counter()).second) {
      lost(meeting, "operation " + std::to_string(id.counter()) + " of a client is there twice");
    }
  }
  for (const Promised& one : promised) {
    for (const auto& [counter, number] : one.confirmed) {
      if (number == 0 || number > records.size()) lost(meeting, "confirmed number " + std::to_string(number) + " is lost");
      const pb::OperationId& id = records[number - 1].operation().id();
      if (id.client() != one.client || id.counter() != counter) {
        lost(meeting, "number " + std::to_string(number) + " is another operation than was confirmed");
      }
    }
    for (const auto& [number, author] : one.seen) {
      if (number > records.size() || records[number - 1].by() != author) {
        lost(meeting, "number " + std::to_string(number) + " was seen and is not there");
      }
    }
  }
  std::vector<std::string>& before = before_[meeting];
  if (records.size() < before.size()) lost(meeting, "it became shorter");
  for (std::size_t i = 0; i < records.size(); ++i) {
    std::string bytes = records[i].SerializeAsString();
    if (i < before.size() && bytes != before[i]) lost(meeting, "number " + std::to_string(i + 1) + " changed");
    if (i >= before.size()) before.push_back(std::move(bytes));
  }
  return records.size();
}

std::size_t LogCheck::records(const std::string& meeting) const {
  const auto found = before_.find(meeting);
  return found == before_.end() ? 0 : found->second.size();
}

bool LogCheck::was_so(const std::string& meeting, const pb::Record& served) const {
  if (served.number() == 0 || served.number() > records(meeting)) return false;
  if (served.seen().masked()) return true;
  pb::Record kept;
  kept.ParseFromString(before_.at(meeting)[served.number() - 1]);
  // Which device sent it is told to nobody, and what it made appear is told beside it.
  kept.mutable_operation()->clear_id();
  pb::Record told = served;
  told.mutable_operation()->clear_id();
  told.clear_seen();
  if (told.SerializeAsString() == kept.SerializeAsString()) return true;
  lost(meeting, "number " + std::to_string(served.number()) + " is served as " + told.ShortDebugString() + " and was " +
                    kept.ShortDebugString());
}

}  // namespace flipover
