// FileKeyStore: the keys of each meeting in a file of fixed slots, wrapped by the meeting's own key, and that by the
// server's. The files' form stands in README.md.
#pragma once

#include <filesystem>
#include <string>

#include <boost/asio/thread_pool.hpp>

#include "storage/key_store.h"

namespace flipover {

// The server's key: made, with mode 0600, where there is none yet.
// Throws std::runtime_error, with what to do about it, if others can read it, its size is wrong, or it is gone although
// `keys_directory` holds keys that it wrapped.
SecretKey open_server_key(const std::filesystem::path& file, const std::filesystem::path& keys_directory);
// The same, never making it.
SecretKey read_server_key(const std::filesystem::path& file);

// Threads: one of its own does all the work on files.
class FileKeyStore final : public KeyStore {
 public:
  // Throws std::runtime_error if the directory cannot be made.
  FileKeyStore(std::filesystem::path directory, const SecretKey& server_key);
  ~FileKeyStore() override;

  net::awaitable<KeysOutcome> load(MeetingId meeting) override;
  net::awaitable<KeysOutcome> ensure(MeetingId meeting, KeyIndex from, KeyIndex upto,
                                     KeyIndex lost_before) override;
  net::awaitable<KeysOutcome> destroy(MeetingId meeting, KeyIndex index) override;
  net::awaitable<KeysOutcome> destroy_meeting(MeetingId meeting) override;

 private:
  template <class Work>
  net::awaitable<KeysOutcome> on_thread(Work work);

  const std::filesystem::path directory_;
  const SecretKey server_key_;
  net::thread_pool thread_{1};
};

}  // namespace flipover
