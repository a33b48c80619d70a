// The real programs, run as people run them: a server on a free port with a directory of its own, and the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "clients/cli/server_address.h"

namespace flipover {

// A program that runs, with its output kept in files. Killed when it goes out of scope.
class Program {
 public:
  // `input`: a file for standard input; empty: nothing to read.
  Program(std::vector<std::string> words, const std::string& folder, const std::string& input = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  int wait();  // its exit code; 128 + the signal that ended it
  void signal(int number);
  std::string out() const;
  std::string err() const;
  // Waits until it has printed so many lines, or has ended.
  void wait_for_lines(std::size_t count) const;

 private:
  bool ended() const;

  std::string out_;
  std::string err_;
  pid_t pid_ = -1;
  std::optional<int> code_;
};

// A folder that goes with its object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }
  std::string file(const std::string& name, const std::string& content) const;  // its path

 private:
  std::string path_;
};

// flipover-server, ready to answer.
class RunningServer {
 public:
  RunningServer();

  void stop();     // SIGTERM, and waits
  void restart();  // on the same port and data

  const ServerAddress& address() const { return address_; }
  std::string admin_secret_file() const { return folder_.path() + "/admin-secret"; }
  std::string data() const { return folder_.path() + "/data"; }
  const Folder& folder() const { return folder_; }

 private:
  void start();

  Folder folder_;
  ServerAddress address_;
  std::optional<Program> program_;
};

std::vector<std::string> lines_of(const std::string& text);

}  // namespace flipover
