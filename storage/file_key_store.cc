#include "storage/file_key_store.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/completion.h"
#include "storage/key_file.h"

namespace flipover {
namespace {

namespace fs = std::filesystem;

bool holds_keys(const fs::path& directory) {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(directory, none)) {
    if (entry.path().extension() == ".keys") return true;
  }
  return false;
}

bool is_private(const fs::path& directory) {
  std::error_code error;
  const fs::perms others = fs::status(directory, error).permissions() & (fs::perms::group_all | fs::perms::others_all);
  return !error && others == fs::perms::none;
}

// Whole and synced under another name first, so that a crash leaves no half key.
void make_server_key(const fs::path& file) {
  const SecretKey key = SecretKey::random();
  fs::path draft = file;
  draft += ".new";
  const int descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = descriptor >= 0 && ::fchmod(descriptor, 0600) == 0 &&
                       ::write(descriptor, key.data(), kKeyBytes) == static_cast<ssize_t>(kKeyBytes) &&
                       ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  // Linking, not renaming: a key that is there is never replaced.
  const bool made = written && ::link(draft.c_str(), file.c_str()) == 0;
  const std::string why = std::strerror(written ? errno : error);
  ::unlink(draft.c_str());
  if (!made) throw std::runtime_error("the server key " + file.string() + " cannot be made: " + why);
  const fs::path directory = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const int parent = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (parent >= 0) {
    ::fsync(parent);
    ::close(parent);
  }
}

}  // namespace

SecretKey open_server_key(const fs::path& file, const fs::path& keys_directory) {
  if (!fs::exists(file)) {
    if (holds_keys(keys_directory)) {
      throw std::runtime_error("the server key " + file.string() + " is gone, but " + keys_directory.string() +
                               " holds keys that it wrapped: put it back; without it nothing can be read");
    }
    make_server_key(file);
  }
  return read_server_key(file);
}

SecretKey read_server_key(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    throw std::runtime_error("the server key " + file.string() + " cannot be read: " + std::strerror(errno));
  }
  struct stat info {};
  std::string bytes(kKeyBytes + 1, '\0');
  const bool known = ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode);
  const ssize_t got = ::read(descriptor, bytes.data(), bytes.size());
  ::close(descriptor);
  if (!known) throw std::runtime_error("the server key " + file.string() + " is not a file");
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw std::runtime_error("the server key " + file.string() +
                             " can be read by others than its owner: chmod 600 it, and consider whether it leaked");
  }
  if (got != static_cast<ssize_t>(kKeyBytes)) {
    throw std::runtime_error("the server key " + file.string() + " is not of " + std::to_string(kKeyBytes) +
                             " bytes: put the right one back");
  }
  const SecretKey key = SecretKey::of(std::string_view(bytes).substr(0, kKeyBytes));
  bytes.assign(bytes.size(), '\0');
  return key;
}

FileKeyStore::FileKeyStore(fs::path directory, const SecretKey& server_key)
    : directory_(std::move(directory)), server_key_(server_key) {
  std::error_code error;
  fs::create_directories(directory_, error);
  // Where it is private already nothing is asked of a disk that may take nothing.
  if (!error && !is_private(directory_)) fs::permissions(directory_, fs::perms::owner_all, error);
  if (error) throw std::runtime_error("the directory " + directory_.string() + " cannot be made: " + error.message());
}

FileKeyStore::~FileKeyStore() { thread_.join(); }

template <class Work>
net::awaitable<KeysOutcome> FileKeyStore::on_thread(Work work) {
  return await_completion<KeysOutcome>([this, work = std::move(work)](Completion<KeysOutcome> done) {
    net::post(thread_, [work, done]() mutable { done(work()); });
  });
}

net::awaitable<KeysOutcome> FileKeyStore::load(MeetingId meeting) {
  return on_thread([this, meeting = std::move(meeting)] { return load_keys(directory_, meeting, server_key_); });
}

net::awaitable<KeysOutcome> FileKeyStore::ensure(MeetingId meeting, KeyIndex from, KeyIndex upto,
                                                 KeyIndex lost_before) {
  return on_thread([this, meeting = std::move(meeting), from, upto, lost_before] {
    return ensure_keys(directory_, meeting, server_key_, {from, upto, lost_before});
  });
}

net::awaitable<KeysOutcome> FileKeyStore::destroy(MeetingId meeting, KeyIndex index) {
  return on_thread(
      [this, meeting = std::move(meeting), index] { return destroy_key(directory_, meeting, server_key_, index); });
}

net::awaitable<KeysOutcome> FileKeyStore::destroy_meeting(MeetingId meeting) {
  return on_thread([this, meeting = std::move(meeting)] { return destroy_keys(directory_, meeting); });
}

}  // namespace flipover
