#include "storage/key_file.h"

#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/key_format.h"

namespace flipover {
namespace {

constexpr std::string_view kMagic = "FLIPKEY1";
constexpr char kWrapped = 'K';
constexpr char kTombstone = 'T';
constexpr char kLost = 'L';  // was used by the log, and is not here: a copy older than the log was put back
constexpr char kTombstoneFill = '\xdd';
constexpr std::size_t kHeadBytes = 16;  // magic or zeros, state, three zeros, index
constexpr std::size_t kStateAt = 8;
constexpr std::size_t kIndexAt = 12;
constexpr std::size_t kWrappedBytes = kNonceBytes + kKeyBytes + kSealBytes;
static_assert(kHeadBytes + kWrappedBytes <= kKeySlotBytes);
// Slot 0 holds the meeting's key; the key with index i stands in slot i + 1.
constexpr std::uint32_t kMeetingSlot = 0;

KeysOutcome outcome(KeysStatus status, std::string message = {}) { return {status, {}, {}, std::move(message)}; }

class File {
 public:
  File(const std::filesystem::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  bool sync() const { return ::fdatasync(descriptor_) == 0; }
  bool cut_off_at(std::size_t bytes) const { return ::ftruncate(descriptor_, static_cast<off_t>(bytes)) == 0; }

  std::optional<std::string> read_all() const {
    struct stat info {};
    if (::fstat(descriptor_, &info) != 0) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t got = ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return std::nullopt;
      done += static_cast<std::size_t>(got);
    }
    return bytes;
  }

  bool write_at(std::size_t at, std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t put = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(at));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return false;
      at += static_cast<std::size_t>(put);
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
  }

 private:
  int descriptor_;
};

std::string error_text() { return std::strerror(errno); }

std::string bound_to(const MeetingId& meeting, std::uint32_t slot) {
  std::string bound = "key ";
  bound += meeting.value;
  bound.push_back('\0');
  put_u32(bound, slot);
  return bound;
}

std::string slot_head(std::uint32_t slot, char state) {
  std::string head = slot == kMeetingSlot ? std::string(kMagic) : std::string(kMagic.size(), '\0');
  head.push_back(state);
  head.append(3, '\0');
  put_u32(head, slot);
  return head;
}

std::string wrapped_slot(const MeetingId& meeting, std::uint32_t slot, const SecretKey& key, const SecretKey& by) {
  std::string bytes = slot_head(slot, kWrapped);
  const Nonce nonce = random_nonce();
  bytes.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
  bytes += seal(by, nonce, bound_to(meeting, slot), key.bytes());
  bytes.resize(kKeySlotBytes, '\0');
  return bytes;
}

std::string tombstone_slot(std::uint32_t slot) {
  std::string bytes = slot_head(slot, kTombstone);
  bytes.resize(kKeySlotBytes, kTombstoneFill);
  return bytes;
}

std::string lost_slot(std::uint32_t slot) {
  std::string bytes = slot_head(slot, kLost);
  bytes.resize(kKeySlotBytes, kTombstoneFill);
  return bytes;
}

KeyRing::Slot open_slot(const MeetingId& meeting, std::uint32_t slot, std::string_view bytes, const SecretKey& by) {
  if (bytes == tombstone_slot(slot)) return {KeyState::kDestroyed, {}};
  if (!bytes.starts_with(slot_head(slot, kWrapped))) return {};
  Nonce nonce{};
  std::memcpy(nonce.data(), bytes.data() + kHeadBytes, nonce.size());
  auto key = unseal(by, nonce, bound_to(meeting, slot), bytes.substr(kHeadBytes + kNonceBytes, kKeyBytes + kSealBytes));
  if (!key) return {};
  KeyRing::Slot opened{KeyState::kAvailable, SecretKey::of(*key)};
  key->assign(key->size(), '\0');
  return opened;
}

std::string_view slot_bytes(const std::string& bytes, std::uint32_t slot) {
  return std::string_view(bytes).substr(std::size_t{slot} * kKeySlotBytes, kKeySlotBytes);
}

// The meeting's key and all slots of its file.
struct Contents {
  KeysOutcome outcome;  // kReady: with the slots, those behind the last good one left out
  SecretKey meeting_key;
};

Contents read_contents(const File& file, const MeetingId& meeting, const SecretKey& server_key) {
  Contents contents;
  const auto bytes = file.read_all();
  if (!bytes) {
    contents.outcome = outcome(KeysStatus::kFailed, "the keys of meeting " + meeting.value + " cannot be read");
    return contents;
  }
  const auto slots = static_cast<std::uint32_t>(bytes->size() / kKeySlotBytes);
  const KeyRing::Slot own =
      slots == 0 ? KeyRing::Slot{} : open_slot(meeting, kMeetingSlot, slot_bytes(*bytes, 0), server_key);
  if (own.state == KeyState::kDestroyed) {
    contents.outcome = outcome(KeysStatus::kDestroyed, "the keys of meeting " + meeting.value + " were destroyed");
    return contents;
  }
  if (own.state == KeyState::kMissing) {
    contents.outcome = outcome(KeysStatus::kDamaged,
                               "meeting " + meeting.value +
                                   ": its key cannot be opened. Either its key file is damaged, "
                                   "or the server key is not the one that it was made with: put the right one back");
    return contents;
  }
  contents.meeting_key = own.key;
  contents.outcome = outcome(KeysStatus::kReady);
  for (std::uint32_t slot = 1; slot < slots; ++slot) {
    contents.outcome.slots.push_back(open_slot(meeting, slot, slot_bytes(*bytes, slot), contents.meeting_key));
  }
  // The last slots may be torn if the power went while they were made: no key among them was ever used.
  for (auto last = static_cast<std::uint32_t>(contents.outcome.slots.size());
       last > 0 && contents.outcome.slots.back().state == KeyState::kMissing && slot_bytes(*bytes, last) != lost_slot(last);
       --last) {
    contents.outcome.slots.pop_back();
  }
  return contents;
}

bool sync_directory(const std::filesystem::path& directory) {
  const File file(directory, O_RDONLY | O_DIRECTORY);
  return file.is_open() && file.sync();
}

// A new file appears whole under its name, or not at all.
KeysOutcome make_file(const std::filesystem::path& directory, const MeetingId& meeting, const SecretKey& server_key) {
  const std::filesystem::path path = key_file_path(directory, meeting);
  std::filesystem::path draft = path;
  draft += ".new";
  const File file(draft, O_WRONLY | O_CREAT | O_TRUNC);
  const auto failed = [&](const std::filesystem::path& left) {
    KeysOutcome why = outcome(KeysStatus::kFailed, path.string() + " cannot be made: " + error_text());
    ::unlink(left.c_str());  // half made, or made and not known to be durable: the next try begins anew
    return why;
  };
  if (!file.is_open() || !file.write_at(0, wrapped_slot(meeting, kMeetingSlot, SecretKey::random(), server_key)) ||
      !file.sync() || ::rename(draft.c_str(), path.c_str()) != 0) {
    return failed(draft);
  }
  return sync_directory(directory) ? outcome(KeysStatus::kReady) : failed(path);
}

}  // namespace

std::filesystem::path key_file_path(const std::filesystem::path& directory, const MeetingId& meeting) {
  return directory / (meeting.value + ".keys");
}

KeysOutcome load_keys(const std::filesystem::path& directory, const MeetingId& meeting, const SecretKey& server_key) {
  if (!is_meeting_id(meeting.value)) return outcome(KeysStatus::kFailed, "not a meeting's id");
  const File file(key_file_path(directory, meeting), O_RDONLY);
  if (!file.is_open()) {
    if (errno == ENOENT) return outcome(KeysStatus::kAbsent, "meeting " + meeting.value + " has no keys");
    return outcome(KeysStatus::kFailed, key_file_path(directory, meeting).string() + ": " + error_text());
  }
  return read_contents(file, meeting, server_key).outcome;
}

KeysOutcome ensure_keys(const std::filesystem::path& directory, const MeetingId& meeting, const SecretKey& server_key,
                        KeyRange wanted) {
  const auto& [from, upto, lost_before] = wanted;
  if (!is_meeting_id(meeting.value)) return outcome(KeysStatus::kFailed, "not a meeting's id");
  if (raw(upto) > kKeysMax) return outcome(KeysStatus::kFailed, "too many keys for meeting " + meeting.value);
  const std::filesystem::path path = key_file_path(directory, meeting);
  if (from == kContentKey && !std::filesystem::exists(path)) {
    KeysOutcome made = make_file(directory, meeting, server_key);
    if (made.status != KeysStatus::kReady) return made;
  }
  const File file(path, O_RDWR);
  if (!file.is_open()) return outcome(KeysStatus::kFailed, path.string() + ": " + error_text());
  Contents contents = read_contents(file, meeting, server_key);
  if (contents.outcome.status != KeysStatus::kReady) return std::move(contents.outcome);
  std::vector<KeyRing::Slot>& slots = contents.outcome.slots;
  std::string made;
  const std::size_t begin = (slots.size() + 1) * kKeySlotBytes;
  while (slots.size() < raw(lost_before)) {
    slots.emplace_back();
    made += lost_slot(static_cast<std::uint32_t>(slots.size()));
  }
  // What its owner knows to be there and is not, was damaged: making new keys in its place would hide that.
  if (slots.size() < raw(from)) {
    return outcome(KeysStatus::kDamaged, path.string() + " has lost keys that were made: put a copy of it back");
  }
  while (slots.size() < raw(upto)) {
    slots.push_back({KeyState::kAvailable, SecretKey::random()});
    made += wrapped_slot(meeting, static_cast<std::uint32_t>(slots.size()), slots.back().key, contents.meeting_key);
  }
  if (!made.empty() && (!file.write_at(begin, made) || !file.sync())) {
    KeysOutcome failed = outcome(KeysStatus::kFailed, path.string() + " cannot be written: " + error_text());
    // The next to ask would find them in the page cache and take them for durable.
    (void)file.cut_off_at(begin);
    return failed;
  }
  KeysOutcome ready = outcome(KeysStatus::kReady);
  ready.first = from;
  ready.slots.assign(slots.begin() + static_cast<std::ptrdiff_t>(raw(from)), slots.end());
  return ready;
}

KeysOutcome destroy_key(const std::filesystem::path& directory, const MeetingId& meeting, const SecretKey& server_key,
                        KeyIndex index) {
  if (!is_meeting_id(meeting.value)) return outcome(KeysStatus::kFailed, "not a meeting's id");
  const std::filesystem::path path = key_file_path(directory, meeting);
  const File file(path, O_RDWR);
  if (!file.is_open()) return outcome(KeysStatus::kFailed, path.string() + ": " + error_text());
  const Contents contents = read_contents(file, meeting, server_key);
  if (contents.outcome.status == KeysStatus::kDestroyed) return outcome(KeysStatus::kReady);
  if (contents.outcome.status != KeysStatus::kReady) return contents.outcome;
  if (raw(index) >= contents.outcome.slots.size()) return outcome(KeysStatus::kAbsent, "there is no such key");
  const std::uint32_t slot = raw(index) + 1;
  if (!file.write_at(std::size_t{slot} * kKeySlotBytes, tombstone_slot(slot)) || !file.sync()) {
    return outcome(KeysStatus::kFailed, path.string() + " cannot be written: " + error_text());
  }
  return outcome(KeysStatus::kReady);
}

KeysOutcome destroy_keys(const std::filesystem::path& directory, const MeetingId& meeting) {
  if (!is_meeting_id(meeting.value)) return outcome(KeysStatus::kFailed, "not a meeting's id");
  const std::filesystem::path path = key_file_path(directory, meeting);
  const bool there = std::filesystem::exists(path);
  const File file(path, O_RDWR | O_CREAT);
  const auto failed = [&] {
    return outcome(KeysStatus::kFailed, path.string() + " cannot be overwritten: " + error_text());
  };
  if (!file.is_open()) return failed();
  // The key that wraps the others goes first: from that sync on nothing of the meeting can be read.
  if (!file.write_at(0, tombstone_slot(kMeetingSlot)) || !file.sync()) return failed();
  if (!there && !sync_directory(directory)) return failed();
  const auto bytes = file.read_all();
  if (!bytes) return failed();
  std::string tombstones;
  const auto slots = static_cast<std::uint32_t>((bytes->size() + kKeySlotBytes - 1) / kKeySlotBytes);
  for (std::uint32_t slot = 1; slot < slots; ++slot) tombstones += tombstone_slot(slot);
  if (!file.write_at(kKeySlotBytes, tombstones) || !file.sync()) return failed();
  return outcome(KeysStatus::kReady);
}

}  // namespace flipover
