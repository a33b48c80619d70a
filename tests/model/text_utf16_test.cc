#include "server/model/utf16.h"

#include <gtest/gtest.h>

#include <string>

#include "server/base/check.h"

namespace flipover {
namespace {

TEST(Utf16, EveryCodePointGoesThereAndBack) {
  for (char32_t point = 0; point <= 0x10ffff; ++point) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    std::u16string utf16;
    if (point < 0x10000) {
      utf16 = {static_cast<char16_t>(point)};
    } else {
      utf16 = {static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10)),
               static_cast<char16_t>(0xdc00 + ((point - 0x10000) & 0x3ff))};
    }
    const std::string utf8 = utf8_from_utf16(utf16);
    ASSERT_EQ(utf16_from_utf8(utf8), utf16) << static_cast<std::uint32_t>(point);
    ASSERT_EQ(utf16_length(utf8), utf16.size());
  }
}

TEST(Utf16, KnownCharactersHaveTheirKnownBytes) {
  EXPECT_EQ(utf8_from_utf16(u"aé€😀"), "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  EXPECT_EQ(utf16_from_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), u"aé€😀");
  EXPECT_EQ(utf16_length("😀"), 2U);
}

TEST(Utf16, MalformedBytesAreRefusedNotRepaired) {
  for (const std::string_view bytes : {
           "\x80", "\xbf", "a\xc3", "\xe2\x82", "\xf0\x9f\x98",       // alone, or cut off
           "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",    // overlong
           "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",                    // overlong
           "\xed\xa0\x80", "\xed\xbf\xbf", "\xed\xa0\xbd\xed\xb8\x80",  // surrogates, alone and in a pair
           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe",    // past U+10FFFF, never a byte of UTF-8
           "\xc3(", "\xe2(\xa1", "\xe2\x82(", "\xf0\x9f\x98(",        // a following byte that is none
       }) {
    EXPECT_FALSE(utf16_from_utf8(bytes)) << testing::PrintToString(bytes);
    EXPECT_FALSE(utf16_length(bytes)) << testing::PrintToString(bytes);
  }
}

TEST(Utf16, AHalfPairIsNotWellFormed) {
  const std::u16string high = {0xd83d};
  const std::u16string low = {0xde00};
  EXPECT_TRUE(is_well_formed(high + low));
  for (const std::u16string& text : {high, low, low + high, high + u"a", high + high + low, high + low + low}) {
    EXPECT_FALSE(is_well_formed(text));
    EXPECT_THROW(utf8_from_utf16(text), BrokenInvariant);
  }
}

TEST(Utf16, OnlyThePlaceInsideAPairCutsIt) {
  const std::u16string_view text = u"a😀😀";
  EXPECT_FALSE(cuts_pair(text, 0));
  EXPECT_FALSE(cuts_pair(text, 1));
  EXPECT_TRUE(cuts_pair(text, 2));
  EXPECT_FALSE(cuts_pair(text, 3));
  EXPECT_TRUE(cuts_pair(text, 4));
  EXPECT_FALSE(cuts_pair(text, 5));
}

}  // namespace
}  // namespace flipover
