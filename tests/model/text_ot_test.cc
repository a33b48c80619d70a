#include "server/model/text_ot.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/base/check.h"
#include "server/model/text_wire.h"
#include "server/model/utf16.h"
#include "tests/model/text_cases.h"

namespace flipover {
namespace {

constexpr std::size_t kUnitsMax = 1000;

std::u16string after(std::u16string text, const TextChange& change) {
  change.apply_to(text);
  return text;
}

TextChange inserts(std::size_t at, std::u16string text) { return TextChange::replace(at, 0, std::move(text)); }
TextChange removes(std::size_t at, std::size_t units) { return TextChange::replace(at, units, {}); }

TEST(TextOt, InsertsAtOnePlaceStandInTheServersOrder) {
  const std::vector<TextChange> logged = {inserts(1, u"eerst")};
  const auto second = rebase(inserts(1, u"later"), u"aeerstb", logged, kUnitsMax);
  ASSERT_TRUE(second);
  EXPECT_EQ(after(u"aeerstb", *second), u"aeerstlaterb");
}

TEST(TextOt, TheOneThatReplacesLessGoesFirstWhateverTheTieSays) {
  const TextChange insert = inserts(1, u"x");
  const TextChange replacement = TextChange::replace(1, 2, u"y");
  for (const Tie tie : {Tie::kAfter, Tie::kBefore}) {
    EXPECT_EQ(map_over(insert, replacement, tie), insert);
    EXPECT_EQ(map_over(replacement, insert, tie), TextChange::replace(2, 2, u"y"));
  }
}

TEST(TextOt, WhatTwoRemoveIsRemovedOnce) {
  EXPECT_EQ(map_over(removes(1, 3), removes(2, 4), Tie::kAfter), removes(1, 1));
  EXPECT_TRUE(map_over(removes(2, 2), removes(1, 4), Tie::kAfter).empty());
}

TEST(TextOt, TextPutIntoARangeThatAnotherRemovesSurvives) {
  EXPECT_EQ(map_over(inserts(3, u"x"), removes(1, 4), Tie::kAfter), inserts(1, u"x"));
  const TextChange around = map_over(removes(1, 4), inserts(3, u"x"), Tie::kAfter);
  EXPECT_EQ(after(u"abcxdef", around), u"axf");
}

TEST(TextOt, AnEditThatFitsItsOldBaseButNotTheTextOfNowIsMoved) {
  const std::vector<TextChange> logged = {removes(0, 5)};
  const auto moved = rebase(TextChange::replace(4, 2, u"x"), u"f", logged, kUnitsMax);
  ASSERT_TRUE(moved);
  EXPECT_EQ(after(u"f", *moved), u"x");
}

TEST(TextOt, AnEditBeyondItsOldBaseIsRefusedThoughTheTextOfNowIsLonger) {
  const std::vector<TextChange> logged = {inserts(0, u"0123456789")};
  const auto moved = rebase(inserts(2, u"x"), u"0123456789a", logged, kUnitsMax);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error(), TextFault::kBeyondText);
}

TEST(TextOt, AnEditThatCutsAPairOfItsOldBaseIsRefusedWhileThePairIsThere) {
  const std::vector<TextChange> logged = {inserts(0, u"abc")};
  const auto moved = rebase(inserts(1, u"x"), u"abc😀", logged, kUnitsMax);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error(), TextFault::kCutsPair);
}

TEST(TextOt, ATextMayNotGrowPastItsLimitButMayShrinkAboveIt) {
  EXPECT_FALSE(fault_on(inserts(0, u"x"), u"abc", 4));
  EXPECT_EQ(fault_on(inserts(0, u"xy"), u"abc", 4), TextFault::kTextTooLong);
  EXPECT_FALSE(fault_on(removes(0, 1), u"abcdef", 4));
}

TEST(TextOt, MoreSpansThanAllowedAreRefused) {
  TextChangeBuilder builder;
  for (std::size_t count = 0; count <= kTextSpansMax; ++count) {
    builder.keep(1);
    builder.replace(0, u"x");
  }
  const auto moved = rebase(std::move(builder).finish(), std::u16string(kTextSpansMax + 1, u'a'), {}, kTextUnitsEver);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error(), TextFault::kTooManySpans);
}

TEST(TextOt, ManySpansFarBehindAreRefusedAndOneSpanIsNot) {
  const std::vector<TextChange> logged(50'000, inserts(0, u"y"));
  const std::u16string now(51'000, u'a');
  TextChangeBuilder builder;
  for (std::size_t count = 0; count < 300; ++count) {
    builder.keep(1);
    builder.replace(0, u"x");
  }
  const auto many = rebase(std::move(builder).finish(), now, logged, kTextUnitsEver);
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error(), TextFault::kTooManySpans);
  EXPECT_EQ(*rebase(inserts(1, u"x"), now, logged, kTextUnitsEver), inserts(50'001, u"x"));
}

TEST(TextOt, SpansWhoseSumsOverflowAreRefused) {
  WireSpans spans;
  for (int count = 0; count < 5; ++count) {
    pb::Span& span = *spans.Add();
    span.set_keep(0xffffffff);
    span.set_remove(0xffffffff);
  }
  const auto change = change_from_wire(spans);
  ASSERT_FALSE(change);
  EXPECT_EQ(change.error(), TextFault::kBeyondText);
}

TEST(TextOt, InsertsThatAreNotUtf8AreRefused) {
  WireSpans spans;
  spans.Add()->set_insert("\xed\xa0\x80");
  const auto change = change_from_wire(spans);
  ASSERT_FALSE(change);
  EXPECT_EQ(change.error(), TextFault::kNotWellFormed);
}

// Spans as a hostile client might send them: any lengths, any bytes. Either refused, or an edit like all others.
TEST(TextOt, AnySpansAreRefusedOrApplied) {
  std::size_t applied = 0;
  for (std::uint64_t seed = 0; seed < 100'000; ++seed) {
    TextRandom random(seed);
    const auto length = [&]() -> std::uint32_t {
      if (!random.one_in(20)) return static_cast<std::uint32_t>(random.up_to(3));
      return static_cast<std::uint32_t>(random.up_to(0xffffffff));
    };
    pb::EditText edit;
    for (std::size_t count = random.up_to(4); count > 0; --count) {
      pb::Span& span = *edit.add_spans();
      span.set_keep(length());
      span.set_remove(length());
      constexpr std::string_view kBytes("ab\xf0\x9f\x98\x80\xed\xa0\r\0", 10);
      if (random.one_in(2)) span.set_insert(utf8_from_utf16(random.fresh_text(2)));
      if (random.one_in(10)) span.mutable_insert()->push_back(kBytes[random.up_to(9)]);
    }
    std::u16string now = random.fresh_text(8);
    const std::vector<TextChange> logged = {random.change_of(now, 3)};
    logged.front().apply_to(now);
    auto change = change_from_wire(edit.spans());
    if (change) change = rebase(*std::move(change), now, logged, kUnitsMax);
    if (!change) continue;
    change->apply_to(now);
    ASSERT_TRUE(is_well_formed(now)) << "seed " << seed;
    ++applied;
  }
  EXPECT_GT(applied, 10'000U);
}

TEST(TextOt, AChangeBeyondItsTextIsABrokenInvariant) {
  std::u16string text = u"ab";
  EXPECT_THROW(removes(1, 2).apply_to(text), BrokenInvariant);
  EXPECT_THROW(inverse(removes(1, 2), text), BrokenInvariant);
}

TEST(TextOt, AnyTwoChangesOfOneTextConverge) {
  for (std::uint64_t seed = 0; seed < 50'000; ++seed) {
    TextRandom random(seed);
    const std::u16string text = random.fresh_text(8);
    const TextChange a = random.change_of(text, 4);
    const TextChange b = random.change_of(text, 4);
    const std::u16string a_first = after(after(text, a), map_over(b, a, Tie::kAfter));
    const std::u16string b_first = after(after(text, b), map_over(a, b, Tie::kBefore));
    ASSERT_EQ(a_first, b_first) << "seed " << seed;
    ASSERT_TRUE(is_well_formed(a_first)) << "seed " << seed;
  }
}

TEST(TextOt, MovedEditsNeverCutAPair) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    TextRandom random(seed);
    std::u16string now = random.fresh_text(8);
    const TextChange edit = random.change_of(now, 4);
    std::vector<TextChange> logged;
    for (std::size_t count = random.up_to(6); count > 0; --count) {
      logged.push_back(random.change_of(now, 3));
      logged.back().apply_to(now);
    }
    const auto moved = rebase(edit, now, logged, kUnitsMax);
    ASSERT_TRUE(moved) << "seed " << seed << ": " << words(moved.error());
    ASSERT_TRUE(is_well_formed(after(now, *moved))) << "seed " << seed;
  }
}

TEST(TextOt, AComposedChangeDoesWhatItsPartsDo) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    TextRandom random(seed);
    const std::u16string text = random.fresh_text(8);
    std::u16string now = text;
    TextChange all;
    for (std::size_t count = random.up_to(5); count > 0; --count) {
      const TextChange next = random.change_of(now, 3);
      next.apply_to(now);
      all = compose(all, next);
    }
    ASSERT_EQ(after(text, all), now) << "seed " << seed;
    ASSERT_EQ(after(now, inverse(all, text)), text) << "seed " << seed;
  }
}

TEST(TextOt, WhatComesOutIsCanonicalAndReadsBackFromTheWire) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    TextRandom random(seed);
    const std::u16string text = random.fresh_text(8);
    const TextChange a = random.change_of(text, 4);
    const TextChange b = random.change_of(text, 4);
    const TextChange c = random.change_of(after(text, a), 4);
    for (const TextChange& change : {a, map_over(a, b, Tie::kAfter), compose(a, c), inverse(a, text)}) {
      WireSpans spans;
      change_to_wire(change, spans);
      const auto read = change_from_wire(spans);
      ASSERT_TRUE(read) << "seed " << seed << ": " << words(read.error());
      ASSERT_EQ(*read, change) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace flipover
