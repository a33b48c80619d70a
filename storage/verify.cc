#include "storage/verify.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>

#include "storage/batch_format.h"
#include "storage/checkpoint_format.h"
#include "storage/file_key_store.h"
#include "storage/key_file.h"
#include "storage/key_format.h"
#include "storage/rocksdb_store.h"

namespace flipover {
namespace {

constexpr std::size_t kPageBytes = 4U << 20U;
constexpr std::size_t kDamageMax = 20;  // of one meeting; more of it tells nothing more

// One meeting, from its first batch to its last, and its checkpoints.
class MeetingWalk {
 public:
  MeetingWalk(const RocksDbStore& store, MeetingReport& report, const KeyRing* keys)
      : store_(store), report_(report), keys_(keys), chain_(chain_start(report.meeting.value)) {}

  void go() {
    const LogTail tail = store_.tail(report_.meeting);
    report_.epoch = tail.epoch;
    if (tail.status != ReadStatus::kRead) tell_of_log(tail.message);
    for (bool end = false; !end && report_.damage.size() < kDamageMax;) {
      const LogPage page = store_.read(report_.meeting, next(report_.head), kPageBytes);
      if (page.status != ReadStatus::kRead) return tell_of_log(page.message);
      for (const LogEntry& entry : page.entries) {
        if (!take(entry)) return;
      }
      end = page.end;
    }
    checkpoints();
  }

 private:
  void tell(std::string what) {
    if (report_.damage.size() < kDamageMax) report_.damage.push_back(std::move(what));
  }

  void tell_of_log(std::string what) {
    report_.dense = false;
    tell(std::move(what));
  }

  // False: what follows cannot be judged.
  bool take(const LogEntry& entry) {
    const auto batch = decode_batch(report_.meeting, entry);
    if (!batch) return tell_of_log(batch.error().message), false;
    if (entry.first != next(report_.head)) {
      tell_of_log(damage_at(report_.meeting, next(report_.head), "records are missing from here on").message);
      return false;
    }
    if (!follows(*batch, chain_)) {
      tell_of_log(damage_at(report_.meeting, entry.first, "the chain of hashes does not hold").message);
    }
    for (std::size_t index = 0; keys_ != nullptr && index < entry.count; ++index) {
      const auto record = open_record(report_.meeting, *batch, index, *keys_);
      if (!record) {
        tell_of_log(record.error().message);
      } else if (record->missing_key) {
        tell(damage_at(report_.meeting, record->number,
                       "key " + std::to_string(raw(*record->missing_key)) + " is missing, though nobody destroyed it")
                 .message);
      } else {
        ++(record->content ? report_.records : report_.redacted);
      }
    }
    chain_ = batch->chain;
    report_.head = SeqNo{raw(entry.first) + entry.count - 1};
    chains_[report_.head] = chain_;
    ++report_.batches;
    return true;
  }

  void checkpoints() {
    std::string told;
    for (SeqNo before{std::numeric_limits<std::uint64_t>::max()}; report_.damage.size() < kDamageMax;) {
      const CheckpointPage page = store_.checkpoint(report_.meeting, before);
      if (page.message != told) tell(told = page.message);
      if (page.status != ReadStatus::kRead) return;
      if (page.position == SeqNo{}) return;
      ++report_.checkpoints;
      if (keys_ != nullptr) check(page);
      before = SeqNo{raw(page.position) - 1};
    }
  }

  void check(const CheckpointPage& page) {
    const auto checkpoint = decode_checkpoint(report_.meeting, page.position, page.bytes, *keys_);
    if (!checkpoint) return tell(checkpoint.error().message);
    const auto chain = chains_.find(page.position);
    if (chain == chains_.end() || chain->second != checkpoint->chain) {
      tell(damage_at(report_.meeting, page.position, "the checkpoint and the log differ").message);
    }
    const auto content = open_checkpoint(report_.meeting, *checkpoint, *keys_);
    if (!content) tell(content.error().message);
    for (const storage::v1::SealedPart& part : checkpoint->body.parts()) {
      if (keys_->state(KeyIndex{part.key()}) != KeyState::kMissing) continue;
      tell(damage_at(report_.meeting, page.position,
                     "key " + std::to_string(part.key()) + " of the checkpoint is missing, though nobody destroyed it")
               .message);
    }
  }

  const RocksDbStore& store_;
  MeetingReport& report_;
  const KeyRing* const keys_;  // none: they were destroyed, or cannot be used
  ChainHash chain_;
  std::map<SeqNo, ChainHash> chains_;  // at the end of each batch
};

MeetingReport verify_meeting(const RocksDbStore& store, const MeetingId& meeting, const std::filesystem::path& keys,
                             const std::optional<SecretKey>& server_key) {
  MeetingReport report;
  report.meeting = meeting;
  std::optional<KeyRing> ring;
  if (server_key) {
    KeysOutcome loaded = load_keys(keys, meeting, *server_key);
    report.keys = loaded.slots.size();
    report.erased = loaded.status == KeysStatus::kDestroyed;
    if (loaded.status == KeysStatus::kReady) {
      ring.emplace().add(kContentKey, std::move(loaded.slots));
    } else if (loaded.status == KeysStatus::kAbsent) {
      // A meeting that stopped before its first record has none; if it has records, each of them will tell.
      ring.emplace();
    } else if (!report.erased) {
      report.damage.push_back(loaded.message);
    }
  }
  MeetingWalk(store, report, ring ? &*ring : nullptr).go();
  return report;
}

// The list ends where it cannot be read; the key store knows the names as well.
void add_those_with_keys(std::vector<MeetingId>& meetings, const std::filesystem::path& keys) {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(keys, none)) {
    MeetingId meeting{entry.path().stem().string()};
    if (entry.path().extension() == ".keys" && is_meeting_id(meeting.value)) meetings.push_back(std::move(meeting));
  }
  std::sort(meetings.begin(), meetings.end());
  meetings.erase(std::unique(meetings.begin(), meetings.end()), meetings.end());
}

}  // namespace

VerifyPaths verify_paths(const std::filesystem::path& data_directory) {
  return {data_directory / "log", data_directory / "keys", data_directory / "server.key"};
}

std::vector<MeetingReport> verify_meetings(const RocksDbStore& store, const VerifyPaths& paths,
                                           std::vector<std::string>& damage) {
  std::optional<SecretKey> server_key;
  try {
    server_key = read_server_key(paths.server_key);
  } catch (const std::runtime_error& error) {
    damage.emplace_back(error.what());
  }
  LogList list = store.list();
  if (list.status != ReadStatus::kRead) {
    damage.push_back(list.message);
    add_those_with_keys(list.meetings, paths.keys);
  }
  std::vector<MeetingReport> reports;
  for (const MeetingId& meeting : list.meetings) {
    reports.push_back(verify_meeting(store, meeting, paths.keys, server_key));
  }
  return reports;
}

VerifyReport verify(const VerifyPaths& paths) {
  VerifyReport report;
  RocksDbStore store(paths.log, {nullptr, OpenMode::kReadOnly, {}, {}});
  if (std::string why = store.open(); !why.empty()) {
    report.damage.push_back(std::move(why));
    return report;
  }
  if (std::string why = store.verify_files(); !why.empty()) {
    report.damage.push_back("a file of the log is damaged: " + why);
  }
  report.meetings = verify_meetings(store, paths, report.damage);
  return report;
}

bool VerifyReport::holds() const {
  return damage.empty() && std::all_of(meetings.begin(), meetings.end(), [](const auto& one) { return one.holds(); });
}

std::string VerifyReport::text() const {
  std::string out;
  for (const std::string& what : damage) out += "DAMAGED " + what + "\n";
  for (const MeetingReport& one : meetings) {
    out += (one.holds() ? "holds   " : "DAMAGED ") + one.meeting.value;
    out += ": records 1 to " + std::to_string(raw(one.head)) + " in " + std::to_string(one.batches) +
           " batches, epoch " + std::to_string(raw(one.epoch));
    if (one.erased) {
      out += ", erased";
    } else {
      out += ", " + std::to_string(one.records) + " opened, " + std::to_string(one.redacted) + " redacted, " +
             std::to_string(one.checkpoints) + " checkpoints, " + std::to_string(one.keys) + " keys";
    }
    out += "\n";
    for (const std::string& what : one.damage) out += "        " + what + "\n";
  }
  out += holds() ? "all holds\n" : "not all holds; nothing was changed\n";
  return out;
}

}  // namespace flipover
