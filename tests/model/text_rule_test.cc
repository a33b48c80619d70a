// What may stand in a text: tests/vectors/model/text_rule.json, which the web client is held to as well.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "server/base/text_rule.h"
#include "server/model/text_wire.h"
#include "server/model/utf16.h"
#include "tests/vectors/vector_file.h"

namespace flipover {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

json::value vectors() { return read_vectors(VECTORS_DIR "/text_rule.json"); }

std::string unfit(const std::string& text, TextUse use) {
  const auto sign = unfit_sign(text, use);
  return sign ? name_of_sign(*sign) : "null";
}

std::string sign_of(const json::value& value) { return value.is_null() ? "null" : text_of(value); }

TEST(TextRule, SaysOfEachSignWhetherItMayStandThereAndWhatBecomesOfIt) {
  const json::value all = vectors();
  ASSERT_GE(all.at("cases").as_array().size(), 20U);
  for (const json::value& row : all.at("cases").as_array()) {
    const std::string text = text_of(row.at("text"));
    SCOPED_TRACE(text_of(row.at("name")));
    EXPECT_EQ(unfit(text, TextUse::kText), sign_of(row.at("unfit")));
    EXPECT_EQ(unfit(text, TextUse::kName), sign_of(row.at("unfitName")));
    EXPECT_EQ(cleaned(text, TextUse::kText), text_of(row.at("cleaned")));
    EXPECT_EQ(cleaned(text, TextUse::kName), text_of(row.at("cleanedName")));
  }
}

TEST(TextRule, WhatIsCleanedMayStandThereAndIsCleanedOnce) {
  for (const TextUse use : {TextUse::kText, TextUse::kName}) {
    std::string all;
    for (char32_t point = 0; point <= 0x10ffff; ++point) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      std::u16string units;
      if (point < 0x10000) {
        units.push_back(static_cast<char16_t>(point));
      } else {
        units.push_back(static_cast<char16_t>(0xd800U + ((point - 0x10000U) >> 10U)));
        units.push_back(static_cast<char16_t>(0xdc00U + ((point - 0x10000U) & 0x3ffU)));
      }
      const std::string sign = utf8_from_utf16(units);
      const std::string clean = cleaned(sign, use);
      if (unfit_sign(clean, use)) ADD_FAILURE() << name_of_sign(point) << " stays";
      if (unfit_sign(sign, use) && clean == sign) ADD_FAILURE() << name_of_sign(point) << " is not seen";
      all += sign;
    }
    const std::string clean = cleaned(all, use);
    EXPECT_FALSE(unfit_sign(clean, use));
    EXPECT_EQ(cleaned(clean, use), clean);
  }
}

// Texts of old logs keep what they hold: in them all of it counts.
TEST(TextRule, AnEditOfATextFromBeforeTheRuleCountsWhatStandsInIt) {
  const json::value all = vectors();
  ASSERT_GE(all.at("edits").as_array().size(), 3U);
  for (const json::value& row : all.at("edits").as_array()) {
    SCOPED_TRACE(text_of(row.at("name")));
    WireSpans spans;
    for (const json::value& one : row.at("spans").as_array()) {
      pb::Span& span = *spans.Add();
      span.set_keep(one.at(0).to_number<std::uint32_t>());
      span.set_remove(one.at(1).to_number<std::uint32_t>());
      span.set_insert(text_of(one.at(2)));
    }
    const auto change = change_from_wire(spans);
    ASSERT_TRUE(change);
    std::u16string text = utf16_from_utf8(text_of(row.at("before"))).value();
    change->apply_to(text);
    EXPECT_EQ(utf8_from_utf16(text), text_of(row.at("after")));
  }
}

}  // namespace
}  // namespace flipover
