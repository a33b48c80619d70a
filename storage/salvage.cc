#include "storage/salvage.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "storage/key_format.h"
#include "storage/rocksdb_store.h"

namespace flipover {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPageBytes = 4U << 20U;
constexpr SeqNo kLast{std::numeric_limits<std::uint64_t>::max()};

[[noreturn]] void give_up(const std::string& why) { throw std::runtime_error(why); }

void copy_files(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to, error);
  for (const auto& entry : fs::directory_iterator(from, error)) {
    if (!entry.is_regular_file(error) || entry.path().filename() == "LOCK") continue;
    fs::copy_file(entry.path(), to / entry.path().filename(), error);
    if (error) give_up(entry.path().string() + " cannot be copied: " + error.message());
  }
  if (error) give_up(from.string() + " cannot be copied: " + error.message());
}

// Reads the log as it is; if it does not open, a copy of it from which what cannot be read was left out.
class Source {
 public:
  Source(const fs::path& log, fs::path copy, std::vector<std::string>& trouble) : copy_(std::move(copy)) {
    store_ = reading(log);
    if (const std::string why = store_->open(); !why.empty()) {
      trouble.push_back(why.substr(0, why.find(". `flipover salvage")));
      copy_files(log, copy_);
      copied_ = true;
      const rocksdb::Status mended = rocksdb::RepairDB(copy_.string(), options_for({}));
      if (!mended.ok()) give_up("nothing of the log can be read: " + mended.ToString());
      store_ = reading(copy_);
      if (const std::string still = store_->open(); !still.empty()) give_up("nothing of the log can be read: " + still);
      trouble.emplace_back(
          "the tables and write-ahead logs that can be read were put together again; of meetings that are called whole "
          "the last words may be missing");
    }
  }
  ~Source() {
    store_.reset();
    std::error_code ignored;
    if (copied_) fs::remove_all(copy_, ignored);
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  const RocksDbStore& store() const { return *store_; }

 private:
  static std::unique_ptr<RocksDbStore> reading(const fs::path& log) {
    return std::make_unique<RocksDbStore>(log, RocksDbSetup{nullptr, OpenMode::kReadOnly, {}, {}});
  }

  const fs::path copy_;
  bool copied_ = false;
  std::unique_ptr<RocksDbStore> store_;
};

// Writes meetings into the new log.
class Target {
 public:
  explicit Target(const fs::path& log) : store_(log, RocksDbSetup{}) {
    if (const std::string why = store_.open(); !why.empty()) give_up(why);
  }

  // Entries as they are, under one epoch each run of them; a reader sees the same.
  void copy(const RocksDbStore& from, const MeetingReport& report) {
    const MeetingId& meeting = report.meeting;
    Epoch epoch{};
    SeqNo head{};
    for (bool end = false; !end;) {
      const LogPage page = from.read(meeting, next(head), kPageBytes);
      if (page.status != ReadStatus::kRead) give_up(page.message);
      for (const LogEntry& entry : page.entries) {
        if (entry.epoch != epoch) put_epoch(meeting, epoch = entry.epoch, entry.first);
        const BatchKey key{meeting, entry.first, entry.epoch};
        put(meeting, encode(key), batch_value_head(entry.count) + entry.bytes);
        head = SeqNo{raw(entry.first) + entry.count - 1};
      }
      end = page.end;
    }
    // The epochs behind the last entry count too: no nonce may come twice.
    if (report.epoch > epoch) put_epoch(meeting, report.epoch, next(head));
    if (report.holds()) copy_checkpoints(from, meeting);
    write();
  }

  // A meeting that is not whole: opening it says so.
  void leave(const MeetingReport& report) {
    put_epoch(report.meeting, Epoch{std::max<std::uint64_t>(raw(report.epoch), 1)}, SeqNo{2});
    write();
  }

 private:
  void copy_checkpoints(const RocksDbStore& from, const MeetingId& meeting) {
    for (SeqNo before = kLast;;) {
      const CheckpointPage page = from.checkpoint(meeting, before);
      if (page.status != ReadStatus::kRead || page.position == SeqNo{}) return;
      for (std::uint32_t part = checkpoint_parts(page.bytes.size()); part-- > 0;) {
        put(meeting, encode(CheckpointKey{meeting, page.position, part}), checkpoint_part(page.bytes, part));
      }
      before = SeqNo{raw(page.position) - 1};
    }
  }
  void put_epoch(const MeetingId& meeting, Epoch epoch, SeqNo start) {
    put(meeting, encode(EpochKey{meeting, epoch}), epoch_value(start));
  }
  void put(const MeetingId& meeting, const std::string& key, const std::string& value) {
    batch_.Put(key, value);
    if (meeting.value == kRegistryLog) batch_.Put(second_copy(key), value);
    if (batch_.GetDataSize() > kPageBytes) write();
  }
  void write() {
    std::string why;
    if (!store_.write(batch_, why)) give_up("the new log cannot be written: " + why);
    batch_.Clear();
  }

  RocksDbStore store_;
  rocksdb::WriteBatch batch_;
};

void copy_key_file(const fs::path& from, const fs::path& to, std::vector<std::string>& trouble) {
  std::error_code error;
  if (!fs::exists(from, error)) return;
  fs::copy_file(from, to, error);
  if (error) trouble.push_back(from.string() + " cannot be copied: " + error.message());
}

}  // namespace

SalvageReport salvage(const VerifyPaths& from, const fs::path& to) {
  std::error_code error;
  if (fs::exists(to, error) && !fs::is_empty(to, error)) give_up(to.string() + " is not empty");
  const VerifyPaths made = verify_paths(to);
  fs::create_directories(made.keys, error);
  if (!error) fs::permissions(made.keys, fs::perms::owner_all, error);
  if (error) give_up(to.string() + " cannot be made: " + error.message());

  SalvageReport report;
  const Source source(from.log, to / "salvage", report.trouble);
  // Keys are copied whole, also those of meetings that are left: what is damaged may be mended one day.
  for (const auto& entry : fs::directory_iterator(from.keys, error)) {
    if (entry.path().extension() == ".keys") {
      copy_key_file(entry.path(), made.keys / entry.path().filename(), report.trouble);
    }
  }
  copy_key_file(from.server_key, made.server_key, report.trouble);
  report.meetings = verify_meetings(source.store(), from, report.trouble);
  Target target(made.log);
  for (const MeetingReport& meeting : report.meetings) {
    if (meeting.dense) {
      target.copy(source.store(), meeting);
    } else {
      target.leave(meeting);
    }
  }
  return report;
}

bool SalvageReport::all_whole() const {
  return trouble.empty() &&
         std::all_of(meetings.begin(), meetings.end(), [](const MeetingReport& one) { return one.holds(); });
}

std::string SalvageReport::text() const {
  std::string out;
  for (const std::string& what : trouble) out += "TROUBLE " + what + "\n";
  std::size_t whole = 0;
  for (const MeetingReport& one : meetings) {
    whole += one.dense ? 1 : 0;
    out += (one.dense ? "copied  " : "LEFT    ") + one.meeting.value + ": records 1 to " + std::to_string(raw(one.head)) +
           "\n";
    for (const std::string& what : one.damage) out += "        " + what + "\n";
    if (!one.dense && one.meeting.value == kRegistryLog) {
      out += "        this is the registry: without it nobody can come in, so put it back from a backup\n";
    }
  }
  out += std::to_string(whole) + " of " + std::to_string(meetings.size()) + " logs were copied; start the server on the "
         "new directory. Those left say there that they are damaged\n";
  return out;
}

}  // namespace flipover
