#include "tests/storage/refusing_sync.h"

#include <atomic>
#include <cerrno>

#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::atomic<bool> refuses{false};

}  // namespace

// In place of the C library's, for all who call it here.
extern "C" int fsync(int file) {
  if (!refuses) return static_cast<int>(::syscall(SYS_fsync, file));
  errno = EROFS;
  return -1;
}

namespace flipover {

RefusingSync::RefusingSync() { refuses = true; }
RefusingSync::~RefusingSync() { refuses = false; }

}  // namespace flipover
