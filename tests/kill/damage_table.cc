#include "tests/kill/damage_table.h"

#include <rocksdb/sst_file_reader.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "storage/batch_format.h"
#include "storage/key_format.h"
#include "storage/rocksdb_options.h"
#include "storage/rocksdb_store.h"
#include "storage/verify.h"
#include "tests/storage/damaged_file.h"

namespace flipover {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSlotBytes = 128;
constexpr std::size_t kSlotBytesUsed = 88;  // then zeros that mean nothing
constexpr std::size_t kWriteAheadBlock = 32'768;
constexpr std::size_t kWriteAheadRest = 6;  // too little for a record's head: zeros that mean nothing
constexpr std::size_t kPageBytes = 4U << 20U;
constexpr std::size_t kInternalBytes = 8;  // RocksDB's own, behind each key in a table

const std::vector<DamageRow> kTable{
    {"table: a meeting's block", Stops::kMeeting, ".sst", Verify::kNames},
    {"table: a checkpoint's block", Stops::kNobody, "", Verify::kNames},
    {"table: the registry's block, the count of groups", Stops::kNobody, "", Verify::kNames},
    {"table: index, footer", Stops::kAll, "flipover salvage", Verify::kNames},
    {"table: its end", Stops::kAll, "flipover salvage", Verify::kNames},
    {"MANIFEST", Stops::kAll, "flipover salvage", Verify::kNames},
    {"MANIFEST: its end", Stops::kAllOrNobody, "", Verify::kMayName},
    {"CURRENT", Stops::kAll, "flipover salvage", Verify::kNames},
    {"write-ahead log", Stops::kAll, "lost its end", Verify::kNames},
    {"write-ahead log: between two blocks", Stops::kNobody, "", Verify::kHolds},
    {"OPTIONS, IDENTITY, LOCK", Stops::kNobody, "", Verify::kHolds},
    {"log.watermark", Stops::kNobody, "", Verify::kHolds},
    {"keys of a meeting: slot 0 or 1", Stops::kMeeting, "event=meeting_not_opened", Verify::kNames},
    {"keys of the registry: slot 0 or 1", Stops::kAll, "key", Verify::kNames},
    {"keys: another slot in use", Stops::kItem, "event=meeting_damaged_in_part", Verify::kNames},
    {"keys: a slot nobody uses, or the rest of a slot", Stops::kNobody, "", Verify::kMayName},
    {"server.key", Stops::kAll, "key", Verify::kNames},
    {"admin-secret", Stops::kNobody, "", Verify::kHolds},
};

const DamageRow& row(std::string_view spot) {
  const auto found = std::find_if(kTable.begin(), kTable.end(), [&](const DamageRow& one) { return one.spot == spot; });
  if (found == kTable.end()) throw std::logic_error("no row for " + std::string(spot));
  return *found;
}

// Where a block of a table begins, and with what: its first key stands there whole.
struct BlockStart {
  std::size_t at = 0;
  char kind = 0;
  std::string meeting;
};

// The whole keys of a table, the first of each block among them.
void find_keys(const std::string& bytes, char kind, const std::string& meeting, std::vector<BlockStart>& found) {
  const bool group = kind == 'g' || kind == 'G';
  const std::string key = kind + meeting + (group ? std::string() : std::string(1, '\0'));
  // Behind the name a number or two, or the number of a part.
  const std::size_t numbers = group ? 0 : kind == 'e' || kind == 'E' ? 8 : kind == 'c' ? 12 : 16;
  const auto length = static_cast<char>(key.size() + numbers + kInternalBytes);
  for (std::size_t at = 0; (at = bytes.find(key, at)) != std::string::npos; ++at) {
    // Before it stand: nothing shared, the key's length, the value's length in up to five bytes.
    for (std::size_t value = 1; value <= 5 && at >= value + 2; ++value) {
      if (bytes[at - value - 2] != '\0' || bytes[at - value - 1] != length) continue;
      found.push_back({at - value - 2, kind, meeting});
      break;
    }
  }
}

}  // namespace

const std::vector<DamageRow>& damage_table() { return kTable; }

KnownDirectory::KnownDirectory(fs::path data) : data_(std::move(data)) {
  RocksDbStore store(verify_paths(data_).log, {nullptr, OpenMode::kReadOnly, {}, {}});
  if (const std::string why = store.open(); !why.empty()) throw std::runtime_error(why);
  for (const MeetingId& meeting : store.list().meetings) {
    if (meeting.value != kRegistryLog) meetings_.push_back(meeting.value);
    std::set<std::size_t>& used = used_slots_[meeting.value];
    used = {0, 1};
    SeqNo from{1};
    for (bool end = false; !end;) {
      const LogPage page = store.read(meeting, from, kPageBytes);
      for (const LogEntry& entry : page.entries) {
        const auto batch = decode_batch(meeting, entry);
        if (!batch) throw std::runtime_error(batch.error().message);
        for (const auto& skeleton : batch->skeletons) used.insert(skeleton.key() + 1);
        from = SeqNo{raw(entry.first) + entry.count};
      }
      end = page.end;
    }
  }

  std::map<std::string, std::vector<fs::path>> kinds;
  for (const auto& entry : fs::recursive_directory_iterator(data_)) {
    if (!entry.is_regular_file()) continue;
    const fs::path file = fs::relative(entry.path(), data_);
    const std::string name = file.filename().string();
    const bool registry = name == std::string(kRegistryLog) + ".keys";
    const std::string kind = registry ? name : file.has_extension() ? file.extension().string() : name.substr(0, name.find('-'));
    kinds[kind].push_back(file);
  }
  for (auto& [kind, files] : kinds) {
    std::sort(files.begin(), files.end());
    files_.push_back(std::move(files));
  }
}

KnownDirectory::Spot KnownDirectory::at(const fs::path& file, std::size_t byte) const {
  const std::string name = file.filename().string();
  if (file.extension() == ".sst") return in_table(file, byte);
  if (file.extension() == ".keys") {
    const std::size_t slot = byte / kSlotBytes;
    if (byte % kSlotBytes >= kSlotBytesUsed) return {&row("keys: a slot nobody uses, or the rest of a slot"), {}};
    return in_keys(file, slot, slot);
  }
  if (file.extension() == ".log") {
    const bool between = byte % kWriteAheadBlock >= kWriteAheadBlock - kWriteAheadRest &&
                         bytes_of_file(data_ / file)[byte] == '\0';
    return {&row(between ? "write-ahead log: between two blocks" : "write-ahead log"), {}};
  }
  if (name.starts_with("MANIFEST-")) return {&row("MANIFEST"), {}};
  if (name.starts_with("OPTIONS-") || name == "IDENTITY" || name == "LOCK") return {&row("OPTIONS, IDENTITY, LOCK"), {}};
  for (const std::string_view whole : {"CURRENT", "log.watermark", "server.key", "admin-secret"}) {
    if (name == whole) return {&row(whole), {}};
  }
  throw std::runtime_error("nothing was written beforehand of " + file.string());
}

KnownDirectory::Spot KnownDirectory::from(const fs::path& file, std::size_t byte) const {
  if (file.extension() == ".sst") return {&row("table: its end"), {}};
  if (file.filename().string().starts_with("MANIFEST-")) return {&row("MANIFEST: its end"), {}};
  if (file.extension() != ".keys") return at(file, byte);
  const std::size_t slots = fs::file_size(data_ / file) / kSlotBytes;
  return in_keys(file, byte / kSlotBytes, slots);
}

KnownDirectory::Spot KnownDirectory::in_keys(const fs::path& file, std::size_t first, std::size_t last) const {
  const std::string log = file.stem().string();
  const std::set<std::size_t>& used = used_slots_.at(log);
  const auto hit = used.lower_bound(first);
  if (hit == used.end() || *hit > last) return {&row("keys: a slot nobody uses, or the rest of a slot"), {}};
  if (*hit > 1) return {&row("keys: another slot in use"), log};
  if (log == kRegistryLog) return {&row("keys of the registry: slot 0 or 1"), {}};
  return {&row("keys of a meeting: slot 0 or 1"), log};
}

KnownDirectory::Spot KnownDirectory::in_table(const fs::path& file, std::size_t byte) const {
  rocksdb::SstFileReader table(options_for({}));
  if (!table.Open((data_ / file).string()).ok()) throw std::runtime_error("cannot be read: " + file.string());
  if (byte >= table.GetTableProperties()->data_size) return {&row("table: index, footer"), {}};
  const std::string bytes = bytes_of_file(data_ / file);
  std::vector<BlockStart> keys;
  for (const std::string& meeting : meetings_) {
    for (const char kind : {'b', 'c', 'e'}) find_keys(bytes, kind, meeting, keys);
  }
  for (const char kind : {'b', 'c', 'e', 'B', 'E'}) find_keys(bytes, kind, std::string(kRegistryLog), keys);
  for (const char kind : {'g', 'G'}) find_keys(bytes, kind, {}, keys);
  std::sort(keys.begin(), keys.end(), [](const BlockStart& a, const BlockStart& b) { return a.at < b.at; });
  const auto behind = std::find_if(keys.begin(), keys.end(), [&](const BlockStart& one) { return one.at > byte; });
  if (behind == keys.begin()) throw std::logic_error("a table that begins with no key");
  const BlockStart& block = *std::prev(behind);
  if (block.meeting.empty() || block.meeting == kRegistryLog) {
    return {&row("table: the registry's block, the count of groups"), {}};
  }
  return {&row(block.kind == 'c' ? "table: a checkpoint's block" : "table: a meeting's block"), block.meeting};
}

}  // namespace flipover
