// CHECK(condition, message): an invariant of ours. On in production. Throws BrokenInvariant, which ends the
// coroutine it is thrown in: in a meeting that stops this meeting (rebuilt by replay) and no other; elsewhere main
// ends the process. No input from outside may reach a CHECK: it meets a Verdict first.
#pragma once

#include <stdexcept>
#include <string>

namespace flipover {

class BrokenInvariant : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace flipover

#define CHECK(condition, message)                                                                         \
  do {                                                                                                    \
    if (!(condition)) {                                                                                   \
      throw ::flipover::BrokenInvariant(std::string(__FILE__ ":") + std::to_string(__LINE__) + ": " +      \
                                        std::string(message));                                            \
    }                                                                                                     \
  } while (false)
