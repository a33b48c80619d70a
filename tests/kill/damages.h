// Damages: a bit flips, or the end is cut off, in a file of a stopped server's data directory. The server is started on it, and
// what people and operator get is held against the table (damage_table.h) and against what was served before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/bench/meeting_maker.h"
#include "tests/bench/server_process.h"
#include "tests/kill/damage_table.h"

namespace flipover {

enum class Damage { kBit, kTail };

// Errors: std::runtime_error, with the file and the byte.
class Damages {
 public:
  // Makes a data directory with a life behind it: several tables, checkpoints, a write-ahead log.
  Damages(ServerOptions server, std::filesystem::path work, std::uint64_t seed, std::size_t meetings, std::size_t people);

  // One round. Each kind of file has its turn.
  void play(Damage damage);

 private:
  struct Told {  // of one meeting, when all was whole
    Seat chair;
    Seat visitor;
    std::string state;
    std::vector<std::string> records;
  };
  struct Hit {
    Damage damage;
    std::filesystem::path file;
    std::size_t byte = 0;
    unsigned bit = 0;
    KnownDirectory::Spot spot;
  };
  // How a meeting is.
  enum class Found { kWhole, kInPart, kPastDamaged, kDamaged };

  void live(std::size_t meetings, std::size_t people);
  Hit choose(Damage damage);
  void hurt(const Hit& hit) const;
  void expect_verify(const Hit& hit) const;
  void expect_salvage(const Hit& hit);
  void expect_served(const Hit& hit, ServerProcess& server);
  Found look(ServerProcess& server, const std::string& meeting);
  ServerOptions options_for_data(const std::filesystem::path& data) const;

  const ServerOptions options_;
  const std::filesystem::path work_;
  std::mt19937_64 random_;
  std::map<std::string, Told> told_;
  std::optional<KnownDirectory> whole_;
  std::size_t turn_ = 0;
};

}  // namespace flipover
