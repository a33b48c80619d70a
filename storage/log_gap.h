// Whether the tables of a log and its write-ahead logs follow one another.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "storage/rocksdb_options.h"

namespace flipover {

// What stood between the two is gone. Numbers are RocksDB's: it counts every key that it writes, without holes.
struct LogGap {
  std::uint64_t tables_upto = 0;
  std::uint64_t logs_from = 0;
};

// RocksDB keeps the list of its tables (MANIFEST) as records of what was added. Cut off between two of them it reads as a
// shorter list: tables named later are left over then, and removed by the first opening for writing, though the
// write-ahead log that they were made from is gone. Changes nothing. None: no gap, or the list cannot be read, which
// opening will tell.
std::optional<LogGap> find_gap(const RocksDbSetup& setup, const std::filesystem::path& directory);

}  // namespace flipover
