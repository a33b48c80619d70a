// FailingDisk: RocksDB's file system, with syncs of the write-ahead log that fail when told to. What was written stays
// in the page cache, as with a real disk that says EIO.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace flipover {

class FailingDisk final : public rocksdb::FileSystemWrapper {
 public:
  FailingDisk() : rocksdb::FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FailingDisk"; }

  // The nth sync of a write-ahead log from now on fails; 0: none.
  void fail_sync(int nth) { left_ = nth; }
  // Opening anything fails from now on.
  void refuse_to_open(bool refuse) { refuses_ = refuse; }
  int syncs() const { return syncs_; }
  // Called by each sync of a write-ahead log, on the thread that syncs.
  void at_sync(std::function<void()> called) { at_sync_ = std::move(called); }

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override {
    if (refuses_) return rocksdb::IOStatus::IOError("the disk refuses");
    const rocksdb::IOStatus status = target()->NewWritableFile(name, options, result, debug);
    if (status.ok() && name.ends_with(".log")) *result = std::make_unique<Log>(std::move(*result), *this);
    return status;
  }

  rocksdb::IOStatus NewSequentialFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                      rocksdb::IODebugContext* debug) override {
    if (refuses_) return rocksdb::IOStatus::IOError("the disk refuses");
    return target()->NewSequentialFile(name, options, result, debug);
  }

 private:
  class Log final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    Log(std::unique_ptr<rocksdb::FSWritableFile> file, FailingDisk& disk)
        : rocksdb::FSWritableFileOwnerWrapper(std::move(file)), disk_(disk) {}
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      return disk_.fails() ? rocksdb::IOStatus::IOError("the sync failed")
                           : rocksdb::FSWritableFileOwnerWrapper::Sync(options, debug);
    }
    rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      return disk_.fails() ? rocksdb::IOStatus::IOError("the sync failed")
                           : rocksdb::FSWritableFileOwnerWrapper::Fsync(options, debug);
    }

   private:
    FailingDisk& disk_;
  };

  bool fails() {
    ++syncs_;
    if (at_sync_) at_sync_();
    return left_ > 0 && --left_ == 0;
  }

  std::function<void()> at_sync_;
  std::atomic<int> left_{0};
  std::atomic<int> syncs_{0};
  std::atomic<bool> refuses_{false};
};

}  // namespace flipover
