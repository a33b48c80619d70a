#include "storage/key_format.h"

#include <algorithm>
#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/base/check.h"

namespace flipover {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

TEST(KeyFormat, TheExampleOfTheReadmeIsTheKey) {
  const std::string key = encode(BatchKey{{"m1"}, SeqNo{258}, Epoch{3}});
  EXPECT_EQ(key, std::string("bm1\0\0\0\0\0\0\0\1\2\0\0\0\0\0\0\0\3", 20));
}

TEST(KeyFormat, EveryKeyComesBack) {
  const std::vector<LogKey> keys = {EpochKey{{"m"}, Epoch{1}},
                                    EpochKey{{std::string(64, 'Z')}, Epoch{kMax}},
                                    BatchKey{{"a-b_C"}, SeqNo{1}, Epoch{kMax}},
                                    BatchKey{{"0"}, SeqNo{kMax}, Epoch{1}},
                                    CheckpointKey{{"m"}, SeqNo{7}, 0},
                                    CheckpointKey{{"m"}, SeqNo{7}, 0xffffffffU},
                                    GroupKey{}};
  for (const LogKey& key : keys) {
    const std::string bytes = std::visit([](const auto& one) { return encode(one); }, key);
    EXPECT_EQ(decode_key(bytes), key);
  }
}

TEST(KeyFormat, WhatIsNoKeyIsRefused) {
  const std::string good = encode(BatchKey{{"m"}, SeqNo{1}, Epoch{1}});
  const std::vector<std::string> bad = {"",
                                        "b",
                                        "x" + good.substr(1),
                                        good + "x",
                                        good.substr(0, good.size() - 1),
                                        "gg",
                                        std::string("b\0", 2) + good.substr(3),
                                        "bm m" + good.substr(2),
                                        "b" + std::string(65, 'm') + good.substr(2),
                                        std::string("bm\0", 3) + std::string(16, '\0'),
                                        std::string("bm\0\0\0\0\0\0\0\0\1", 11) + std::string(8, '\0'),
                                        std::string("em\0", 3) + std::string(8, '\0'),
                                        std::string("cm\0", 3) + std::string(12, '\0')};
  for (const std::string& bytes : bad) EXPECT_FALSE(decode_key(bytes)) << testing::PrintToString(bytes);
}

TEST(KeyFormat, WhatDecodesEncodesToTheSameBytes) {
  std::mt19937 random(1);
  const std::string alphabet("bcegmM-_ 09\0\1\xff", 14);
  int decoded = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string bytes;
    for (std::size_t left = random() % 24; left > 0; --left) bytes.push_back(alphabet[random() % alphabet.size()]);
    if (const auto key = decode_key(bytes)) {
      ++decoded;
      EXPECT_EQ(std::visit([](const auto& one) { return encode(one); }, *key), bytes);
    }
  }
  EXPECT_GT(decoded, 0);
}

TEST(KeyFormat, KeysOfAMeetingStandTogetherAndInOrder) {
  std::vector<std::string> keys;
  for (const char* meeting : {"a", "a-", "aa", "b"}) {
    for (const std::uint64_t first : {1ULL, 2ULL, 255ULL, 256ULL, 65'536ULL}) {
      keys.push_back(encode(BatchKey{{meeting}, SeqNo{first}, Epoch{1}}));
      keys.push_back(encode(BatchKey{{meeting}, SeqNo{first}, Epoch{2}}));
    }
  }
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  const std::string begin = key_prefix(KeyKind::kBatch, {"a"});
  const std::string end = key_prefix_end(KeyKind::kBatch, {"a"});
  EXPECT_EQ(std::count_if(keys.begin(), keys.end(), [&](const auto& key) { return key >= begin && key < end; }), 10);
}

TEST(KeyFormat, NoKeyIsMadeForWhatIsNoMeetingsId) {
  for (const char* id : {"", "a b", "../x", "a/b"}) {
    EXPECT_FALSE(is_meeting_id(id));
    EXPECT_THROW(encode(EpochKey{{id}, Epoch{1}}), BrokenInvariant);
  }
}

}  // namespace
}  // namespace flipover
