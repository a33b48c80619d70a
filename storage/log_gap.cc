#include "storage/log_gap.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/transaction_log.h>

namespace flipover {
namespace {

constexpr std::string_view kLogEnding = ".log";

// A directory without its write-ahead logs, so that what is read is the tables alone.
class WithoutLogs final : public rocksdb::FileSystemWrapper {
 public:
  explicit WithoutLogs(const std::shared_ptr<rocksdb::FileSystem>& files) : rocksdb::FileSystemWrapper(files) {}
  const char* Name() const override { return "flipover.WithoutLogs"; }
  rocksdb::IOStatus GetChildren(const std::string& directory, const rocksdb::IOOptions& options,
                                std::vector<std::string>* names, rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = rocksdb::FileSystemWrapper::GetChildren(directory, options, names, debug);
    if (hides_) std::erase_if(*names, [](const std::string& name) { return name.ends_with(kLogEnding); });
    return status;
  }
  void show() { hides_ = false; }

 private:
  bool hides_ = true;
};

}  // namespace

std::optional<LogGap> find_gap(const RocksDbSetup& setup, const std::filesystem::path& directory) {
  rocksdb::Env& disk = setup.env != nullptr ? *setup.env : *rocksdb::Env::Default();
  const auto files = std::make_shared<WithoutLogs>(disk.GetFileSystem());
  const std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(files);
  rocksdb::DB* opened = nullptr;
  const RocksDbSetup reading{env.get(), OpenMode::kReadOnly, {}, {}};
  if (!rocksdb::DB::OpenForReadOnly(options_for(reading), directory.string(), &opened).ok()) return std::nullopt;
  const std::unique_ptr<rocksdb::DB> db(opened);
  files->show();
  rocksdb::VectorLogPtr logs;  // the earliest first, without empty ones
  if (!db->GetSortedWalFiles(logs).ok() || logs.empty()) return std::nullopt;
  const LogGap between{db->GetLatestSequenceNumber(), logs.front()->StartSequence()};
  return between.logs_from > between.tables_upto + 1 ? std::optional(between) : std::nullopt;
}

}  // namespace flipover
