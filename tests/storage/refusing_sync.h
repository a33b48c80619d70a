// What fsync answers in this program: what the system does, or what a file system does that has gone read-only by itself.
#pragma once

namespace flipover {

// As long as it lives every fsync is refused with EROFS.
class RefusingSync {
 public:
  RefusingSync();
  ~RefusingSync();
  RefusingSync(const RefusingSync&) = delete;
  RefusingSync& operator=(const RefusingSync&) = delete;
};

}  // namespace flipover
