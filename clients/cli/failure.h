// Failure: why a command ends without having done what was asked, in words for a person. It ends at main.
#pragma once

#include <exception>
#include <string>

namespace flipover {

// Exit codes, as --help tells them.
enum class Exit : int {
  kDone = 0,
  kRefused = 1,      // the server said no, or something was found wrong
  kUsage = 2,        // the command line or a file it names cannot be used
  kUnreachable = 3,  // no connection, or not let in
};

struct Words {
  std::string nl;
  std::string en;
};

class Failure : public std::exception {
 public:
  Failure(Exit code, Words words) : code_(code), words_(std::move(words)) {}

  Exit code() const { return code_; }
  const Words& words() const { return words_; }
  const char* what() const noexcept override { return words_.en.c_str(); }

 private:
  Exit code_;
  Words words_;
};

}  // namespace flipover
