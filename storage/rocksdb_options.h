// How RocksDB is set up for the log: what it says goes to our own log, a damaged block costs the meeting that lies in it,
// and nothing that it does by itself can stop the writing of others.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <rocksdb/options.h>

namespace flipover {

enum class OpenMode : std::uint8_t { kReadWrite, kReadOnly };

// Where the log says what its operator should know: fields as event=log_damaged why="...", never content.
enum class Severity : std::uint8_t {
  kDetail,  // what RocksDB says
  kNote,
  kTrouble,
};
using Tell = std::function<void(Severity, const std::string&)>;

struct RocksDbSetup {
  rocksdb::Env* env = nullptr;  // none: RocksDB's own
  OpenMode mode = OpenMode::kReadWrite;
  Tell tell;  // none: nothing is said
  // Called on a thread of RocksDB's: putting files together met a block that cannot be read.
  std::function<void()> on_damage;
};
rocksdb::Options options_for(const RocksDbSetup& setup);

}  // namespace flipover
