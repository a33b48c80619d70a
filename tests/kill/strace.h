// Strace: hooks itself into a running process and makes chosen system calls fail, or last; when it goes, they are as ever.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace flipover {

class Strace {
 public:
  // Empty; or why this machine cannot do it.
  static std::string why_not();

  // `calls` as strace names them, separated by commas; `what` as behind its inject=CALLS: (error=EIO:when=1,
  // delay_enter=500000). With `paths` only calls that concern these files.
  // Returns when every thread of the process is held. Throws std::runtime_error if that does not succeed.
  Strace(pid_t process, const std::string& calls, const std::string& what,
         const std::vector<std::filesystem::path>& paths = {});
  ~Strace();
  Strace(const Strace&) = delete;
  Strace& operator=(const Strace&) = delete;

 private:
  pid_t tracer_ = 0;
};

}  // namespace flipover
