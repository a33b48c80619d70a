// The key store's promises: on both implementations, and what only files can do wrong.
#include <fstream>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "storage/file_key_store.h"
#include "storage/key_file.h"
#include "storage/memory_key_store.h"
#include "tests/storage/mounted_for_reading.h"
#include "tests/storage/run_coroutine.h"
#include "tests/storage/temporary_directory.h"

namespace flipover {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const MeetingId kMeeting{"m1"};

struct InMemory {
  std::unique_ptr<KeyStore> store = std::make_unique<MemoryKeyStore>();
  void restart() {}
};
struct InFiles {
  TemporaryDirectory directory;
  SecretKey server_key = SecretKey::random();
  std::unique_ptr<KeyStore> store = std::make_unique<FileKeyStore>(directory.path() / "keys", server_key);
  void restart() { store = std::make_unique<FileKeyStore>(directory.path() / "keys", server_key); }
};

template <class Kind>
class KeyStoreContract : public testing::Test {
 protected:
  template <class T>
  T wait(net::awaitable<T> coroutine) {
    return run(io_, std::move(coroutine));
  }
  KeyRing load() {
    KeyRing ring;
    KeysOutcome outcome = wait(kind_.store->load(kMeeting));
    EXPECT_EQ(outcome.status, KeysStatus::kReady) << outcome.message;
    ring.add(kContentKey, std::move(outcome.slots));
    return ring;
  }
  KeysOutcome ensure(std::uint32_t from, std::uint32_t upto) {
    return wait(kind_.store->ensure(kMeeting, KeyIndex{from}, KeyIndex{upto}));
  }
  net::io_context io_;
  Kind kind_;
};

using Kinds = testing::Types<InMemory, InFiles>;
TYPED_TEST_SUITE(KeyStoreContract, Kinds);

TYPED_TEST(KeyStoreContract, KeysAreThereAfterARestartAndEachIsAnother) {
  EXPECT_EQ(this->wait(this->kind_.store->load(kMeeting)).status, KeysStatus::kAbsent);
  const KeysOutcome made = this->ensure(0, 300);
  ASSERT_EQ(made.status, KeysStatus::kReady) << made.message;
  ASSERT_EQ(made.slots.size(), 300U);
  this->kind_.restart();
  const KeyRing ring = this->load();
  ASSERT_EQ(ring.made(), KeyIndex{300});
  for (std::uint32_t index = 0; index < 300; ++index) {
    EXPECT_EQ(ring.key(KeyIndex{index}).bytes(), made.slots[index].key.bytes());
  }
  EXPECT_NE(ring.key(KeyIndex{0}).bytes(), ring.key(KeyIndex{1}).bytes());
  EXPECT_EQ(ring.state(KeyIndex{300}), KeyState::kMissing);
}

TYPED_TEST(KeyStoreContract, AskedTwiceItAnswersTheSame) {
  this->ensure(0, 10);
  const KeysOutcome first = this->ensure(10, 20);
  const KeysOutcome again = this->ensure(10, 20);
  ASSERT_EQ(again.slots.size(), 10U);
  for (std::size_t index = 0; index < 10; ++index) {
    EXPECT_EQ(first.slots[index].key.bytes(), again.slots[index].key.bytes());
  }
  EXPECT_EQ(this->ensure(30, 40).status, KeysStatus::kDamaged);
}

TYPED_TEST(KeyStoreContract, KeysThatAreLostAreMarkedAndNeverMadeAnew) {
  this->ensure(0, 10);
  const KeysOutcome made =
      this->wait(this->kind_.store->ensure(kMeeting, KeyIndex{30}, KeyIndex{40}, KeyIndex{30}));
  ASSERT_EQ(made.status, KeysStatus::kReady) << made.message;
  EXPECT_EQ(made.slots.size(), 10U);
  this->kind_.restart();
  const KeyRing ring = this->load();
  EXPECT_EQ(ring.made(), KeyIndex{40});
  EXPECT_EQ(ring.state(KeyIndex{9}), KeyState::kAvailable);
  EXPECT_EQ(ring.state(KeyIndex{10}), KeyState::kMissing);
  EXPECT_EQ(ring.state(KeyIndex{29}), KeyState::kMissing);
  EXPECT_EQ(ring.state(KeyIndex{30}), KeyState::kAvailable);
}

TYPED_TEST(KeyStoreContract, ADestroyedKeyIsNotAMissingOne) {
  this->ensure(0, 10);
  EXPECT_EQ(this->wait(this->kind_.store->destroy(kMeeting, KeyIndex{4})).status, KeysStatus::kReady);
  EXPECT_EQ(this->wait(this->kind_.store->destroy(kMeeting, KeyIndex{4})).status, KeysStatus::kReady);
  EXPECT_EQ(this->wait(this->kind_.store->destroy(kMeeting, KeyIndex{10})).status, KeysStatus::kAbsent);
  this->kind_.restart();
  const KeyRing ring = this->load();
  EXPECT_EQ(ring.state(KeyIndex{4}), KeyState::kDestroyed);
  EXPECT_EQ(ring.state(KeyIndex{3}), KeyState::kAvailable);
  EXPECT_EQ(ring.state(KeyIndex{5}), KeyState::kAvailable);
  EXPECT_EQ(this->ensure(10, 12).status, KeysStatus::kReady);
  EXPECT_EQ(this->load().state(KeyIndex{4}), KeyState::kDestroyed);
}

TYPED_TEST(KeyStoreContract, AnErasedMeetingGetsNoKeysEverAgain) {
  this->ensure(0, 10);
  EXPECT_EQ(this->wait(this->kind_.store->destroy_meeting(kMeeting)).status, KeysStatus::kReady);
  this->kind_.restart();
  EXPECT_EQ(this->wait(this->kind_.store->load(kMeeting)).status, KeysStatus::kDestroyed);
  EXPECT_EQ(this->ensure(0, 10).status, KeysStatus::kDestroyed);
  EXPECT_EQ(this->wait(this->kind_.store->destroy_meeting(kMeeting)).status, KeysStatus::kReady);
}

// ---- files ----

class KeyFiles : public testing::Test {
 protected:
  fs::path file() const { return key_file_path(keys_, kMeeting); }
  KeysOutcome load() { return load_keys(keys_, kMeeting, server_key_); }
  void make(std::uint32_t count) {
    fs::create_directories(keys_);
    ASSERT_EQ(ensure_keys(keys_, kMeeting, server_key_, {kContentKey, KeyIndex{count}, {}}).status, KeysStatus::kReady);
  }
  static std::string bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void write(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }

  TemporaryDirectory directory_;
  fs::path keys_ = directory_.path() / "keys";
  fs::path server_file_ = directory_.path() / "server.key";
  SecretKey server_key_ = SecretKey::random();
};

TEST_F(KeyFiles, NoKeyStandsInThemOpenly) {
  make(20);
  const std::string bytes = bytes_of(file());
  EXPECT_EQ(bytes.size(), 21 * kKeySlotBytes);
  for (const KeyRing::Slot& slot : load().slots) {
    EXPECT_THAT(bytes, testing::Not(HasSubstr(std::string(slot.key.bytes()))));
  }
}

TEST_F(KeyFiles, ADestroyedKeyIsOverwrittenInPlace) {
  make(20);
  const std::string before = bytes_of(file());
  ASSERT_EQ(destroy_key(keys_, kMeeting, server_key_, KeyIndex{5}).status, KeysStatus::kReady);
  const std::string after = bytes_of(file());
  ASSERT_EQ(after.size(), before.size());
  const std::size_t at = 6 * kKeySlotBytes;
  EXPECT_NE(after.substr(at, kKeySlotBytes), before.substr(at, kKeySlotBytes));
  EXPECT_EQ(after.substr(0, at), before.substr(0, at));
  EXPECT_EQ(after.substr(at + kKeySlotBytes), before.substr(at + kKeySlotBytes));
}

TEST_F(KeyFiles, AnErasedMeetingsFileHoldsNothingButTombstones) {
  make(20);
  const std::string before = bytes_of(file());
  ASSERT_EQ(destroy_keys(keys_, kMeeting).status, KeysStatus::kReady);
  const std::string after = bytes_of(file());
  for (std::size_t at = 0; at < before.size(); at += kKeySlotBytes) {
    EXPECT_THAT(after, testing::Not(HasSubstr(before.substr(at + 16, 72))));
  }
}

TEST_F(KeyFiles, AFlippedBitIsMissingNeverDestroyed) {
  make(4);
  const std::string whole = bytes_of(file());
  for (std::size_t at = kKeySlotBytes; at < 3 * kKeySlotBytes; ++at) {
    std::string hurt = whole;
    hurt[at] = static_cast<char>(hurt[at] ^ 0x10);
    write(file(), hurt);
    const KeysOutcome loaded = load();
    ASSERT_EQ(loaded.status, KeysStatus::kReady);
    for (const KeyRing::Slot& slot : loaded.slots) EXPECT_NE(slot.state, KeyState::kDestroyed);
  }
  std::string hurt = whole;
  hurt[40] = static_cast<char>(hurt[40] ^ 1);
  write(file(), hurt);
  EXPECT_EQ(load().status, KeysStatus::kDamaged);
}

TEST_F(KeyFiles, ATornEndIsNotYetMadeAndIsMadeAgain) {
  make(20);
  write(file(), bytes_of(file()).substr(0, 15 * kKeySlotBytes + 50));
  EXPECT_EQ(load().slots.size(), 14U);
  EXPECT_EQ(ensure_keys(keys_, kMeeting, server_key_, {KeyIndex{14}, KeyIndex{30}, {}}).status, KeysStatus::kReady);
  EXPECT_EQ(load().slots.size(), 30U);
  // But who knows that 20 were made is told that they are lost.
  write(file(), bytes_of(file()).substr(0, 15 * kKeySlotBytes));
  EXPECT_EQ(ensure_keys(keys_, kMeeting, server_key_, {KeyIndex{20}, KeyIndex{30}, {}}).status, KeysStatus::kDamaged);
}

TEST_F(KeyFiles, AnotherServerKeyOpensNothingAndSaysSo) {
  make(4);
  const KeysOutcome loaded = load_keys(keys_, kMeeting, SecretKey::random());
  EXPECT_EQ(loaded.status, KeysStatus::kDamaged);
  EXPECT_THAT(loaded.message, HasSubstr("server key is not the one"));
}

TEST_F(KeyFiles, KeysOfAnotherMeetingDoNotOpen) {
  make(4);
  fs::copy_file(file(), key_file_path(keys_, {"m2"}));
  EXPECT_EQ(load_keys(keys_, {"m2"}, server_key_).status, KeysStatus::kDamaged);
}

TEST_F(KeyFiles, NoFileOutsideTheDirectoryIsTouched) {
  EXPECT_EQ(ensure_keys(keys_, {"../m"}, server_key_, {kContentKey, KeyIndex{1}, {}}).status, KeysStatus::kFailed);
  EXPECT_EQ(load_keys(keys_, {"../m"}, server_key_).status, KeysStatus::kFailed);
  EXPECT_EQ(destroy_keys(keys_, {"../m"}).status, KeysStatus::kFailed);
}

TEST_F(KeyFiles, OnADiskMountedForReadingTheyAreReadAndNoneIsMade) {
  const auto open = [this]() -> std::unique_ptr<KeyStore> { return std::make_unique<FileKeyStore>(keys_, server_key_); };
  (void)open();
  make(4);
  net::io_context io;
  KeysOutcome loaded;
  KeysOutcome made;
  std::string why_not;
  const bool could = mounted_for_reading(directory_.path(), [&] {
    try {
      const auto store = open();
      loaded = run(io, store->load(kMeeting));
      made = run(io, store->ensure(kMeeting, KeyIndex{4}, KeyIndex{8}));
    } catch (const std::runtime_error& error) {
      why_not = error.what();
    }
  });
  if (!could) GTEST_SKIP() << "only root can mount a disk";
  EXPECT_EQ(why_not, "");
  EXPECT_EQ(loaded.status, KeysStatus::kReady) << loaded.message;
  EXPECT_EQ(loaded.slots.size(), 4U);
  EXPECT_EQ(made.status, KeysStatus::kFailed);
}

TEST_F(KeyFiles, TheirDirectoryIsMadePrivateWhereItIsNot) {
  fs::create_directories(keys_);
  fs::permissions(keys_, fs::perms::others_read, fs::perm_options::add);
  FileKeyStore(keys_, server_key_);
  EXPECT_EQ(fs::status(keys_).permissions(), fs::perms::owner_all);
}

// ---- the server key (S55) ----

TEST_F(KeyFiles, S55TheServerKeyIsMadeAtFirstStartForItsOwnerOnly) {
  const SecretKey made = open_server_key(server_file_, keys_);
  struct stat info {};
  ASSERT_EQ(::stat(server_file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(info.st_size, 32);
  EXPECT_EQ(open_server_key(server_file_, keys_).bytes(), made.bytes());
  EXPECT_EQ(read_server_key(server_file_).bytes(), made.bytes());
}

TEST_F(KeyFiles, S55AServerKeyThatOthersCanReadIsRefused) {
  open_server_key(server_file_, keys_);
  for (const auto mode : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    fs::permissions(server_file_, fs::perms::owner_read | fs::perms::owner_write | mode);
    try {
      open_server_key(server_file_, keys_);
      ADD_FAILURE() << "it was taken";
    } catch (const std::runtime_error& error) {
      EXPECT_THAT(error.what(), HasSubstr("chmod 600"));
    }
  }
}

TEST_F(KeyFiles, AServerKeyOfAnotherSizeIsRefused) {
  for (const std::size_t size : {0U, 31U, 33U}) {
    write(server_file_, std::string(size, 'k'));
    fs::permissions(server_file_, fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_THROW(open_server_key(server_file_, keys_), std::runtime_error);
  }
}

TEST_F(KeyFiles, AServerKeyThatIsGoneIsNotMadeAnewWhereKeysDependOnIt) {
  make(4);
  EXPECT_THROW(open_server_key(server_file_, keys_), std::runtime_error);
  EXPECT_FALSE(fs::exists(server_file_));
}

}  // namespace
}  // namespace flipover
