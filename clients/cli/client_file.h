// ClientFile: who one is towards a meeting, kept between runs, so that a rerun sends the same operations again and not
// the same things twice (G3).
//
// The first line is the client id, a secret. Each further line says what became of an operation: the meeting, the
// counter, the number under which it was committed, and a digest of it. The server answers for the last 1,024 counters
// of a client; what this file holds goes back to the first.
// Invariants: made with mode 0600; one process at a time holds it (a lock on the file).
// Errors: throws Failure when the file cannot be made, read, or is no such file.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace flipover {

class ClientFile {
 public:
  struct Sent {
    std::uint64_t number = 0;
    std::string digest;
  };

  ClientFile(const std::string& path, std::string meeting);
  ~ClientFile();
  ClientFile(const ClientFile&) = delete;
  ClientFile& operator=(const ClientFile&) = delete;

  const std::string& client() const { return client_; }
  // What is known to be committed in this meeting.
  const Sent* find(std::uint64_t counter) const;
  void note(std::uint64_t counter, std::uint64_t number, const std::string& digest);

  // Of an operation's bytes: short, for it only tells an edited input file from the same one.
  static std::string digest(std::string_view bytes);

 private:
  void make();
  void read(const std::string& content);
  void write(const std::string& text);

  std::string path_;
  std::string meeting_;
  int file_ = -1;
  std::string client_;
  std::map<std::uint64_t, Sent> sent_;
};

}  // namespace flipover
