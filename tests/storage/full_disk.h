// FullDisk: RocksDB's file system that is full, or takes nothing, from a chosen step on until there is room again. A step
// is whatever may need room: making a file, writing, syncing or closing it, giving it its name.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace flipover {

class FullDisk final : public rocksdb::FileSystemWrapper {
 public:
  FullDisk() : rocksdb::FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FullDisk"; }

  // The nth step from now on fails, and, if it `stays`, all after it.
  void fill_at(int nth, bool stays) {
    stays_ = stays;
    left_ = nth;
  }
  void make_room() { left_ = 0; }
  // Whether a step has failed.
  bool was_full() const { return failed_; }

  using Status = rocksdb::IOStatus;
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;

  Status NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* result, Debug* debug) override {
    if (Status full = step(); !full.ok()) return full;
    const Status status = target()->NewWritableFile(name, options, result, debug);
    if (status.ok()) *result = std::make_unique<File>(std::move(*result), *this);
    return status;
  }
  Status RenameFile(const std::string& from, const std::string& to, const Options& options, Debug* debug) override {
    const Status full = step();
    return full.ok() ? target()->RenameFile(from, to, options, debug) : full;
  }

 private:
  class File final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile> file, FullDisk& disk)
        : rocksdb::FSWritableFileOwnerWrapper(std::move(file)), disk_(disk) {}
    using Base = rocksdb::FSWritableFileOwnerWrapper;
    // As a real disk: half of it may get there.
    Status Append(const rocksdb::Slice& data, const Options& options, Debug* debug) override {
      Status full = disk_.step();
      if (full.ok()) return Base::Append(data, options, debug);
      (void)Base::Append(rocksdb::Slice(data.data(), data.size() / 2), options, debug);
      return full;
    }
    Status Append(const rocksdb::Slice& data, const Options& options, const rocksdb::DataVerificationInfo&,
                  Debug* debug) override {
      return Append(data, options, debug);
    }
    Status Sync(const Options& options, Debug* debug) override {
      const Status full = disk_.step();
      return full.ok() ? Base::Sync(options, debug) : full;
    }
    Status Fsync(const Options& options, Debug* debug) override {
      const Status full = disk_.step();
      return full.ok() ? Base::Fsync(options, debug) : full;
    }
    Status Close(const Options& options, Debug* debug) override {
      const Status full = disk_.step();
      const Status closed = Base::Close(options, debug);
      return full.ok() ? closed : full;
    }

   private:
    FullDisk& disk_;
  };

  Status step() {
    int left = left_;
    while (left > 1 && !left_.compare_exchange_weak(left, left - 1)) {
    }
    if (left != 1) return Status::OK();
    if (!stays_) left_ = 0;
    failed_ = true;
    return Status::NoSpace("the disk is full");
  }

  std::atomic<int> left_{0};  // 1: it is full; 0: it never will be
  std::atomic<bool> stays_{true};
  std::atomic<bool> failed_{false};
};

}  // namespace flipover
