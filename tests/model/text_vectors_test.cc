// The changes of tests/vectors/text_*.json, made with @codemirror/state: we do the same, span for span.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <map>
#include <string>

#include "server/model/text_wire.h"
#include "server/model/utf16.h"
#include "tests/model/text_cases.h"
#include "tests/vectors/vector_file.h"

namespace flipover {
namespace {

namespace json = boost::json;

std::u16string text_of(const json::value& value) {
  return utf16_from_utf8(std::string_view(value.as_string())).value();
}

WireSpans spans_of(const json::value& value) {
  WireSpans spans;
  for (const json::value& row : value.as_array()) {
    pb::Span& span = *spans.Add();
    span.set_keep(row.at(0).to_number<std::uint32_t>());
    span.set_remove(row.at(1).to_number<std::uint32_t>());
    span.set_insert(std::string(row.at(2).as_string()));
  }
  return spans;
}

TextChange change_of(const json::value& value) {
  const auto change = change_from_wire(spans_of(value));
  EXPECT_TRUE(change) << value;
  return change ? *change : TextChange();
}

std::u16string after(std::u16string text, const TextChange& change) {
  change.apply_to(text);
  return text;
}

TEST(TextVectors, MappingOrdersTiesAsCodeMirrorDoes) {
  const char* larger = std::getenv("FLIPOVER_TEXT_MAP_VECTORS");
  const auto vectors = read_vectors(larger != nullptr ? larger : "text_map.json");
  std::size_t different = 0;
  for (const json::value& row : vectors.at("cases").as_array()) {
    const TextChange a = change_of(row.at("a"));
    const TextChange b = change_of(row.at("b"));
    const bool same = map_over(a, b, Tie::kAfter) == change_of(row.at("after")) &&
                      map_over(a, b, Tie::kBefore) == change_of(row.at("before"));
    different += same ? 0 : 1;
    EXPECT_TRUE(same || different > 10) << row;  // the first ten are enough to read
  }
  EXPECT_EQ(different, 0U);
  RecordProperty("pairs", std::to_string(vectors.at("cases").as_array().size()));
}

TEST(TextVectors, ComposingGroupsSpansAsCodeMirrorDoes) {
  const json::value vectors = read_vectors("text_compose.json");
  for (const json::value& row : vectors.at("cases").as_array()) {
    const TextChange composed = compose(change_of(row.at("first")), change_of(row.at("second")));
    EXPECT_EQ(composed, change_of(row.at("composed"))) << row;
    EXPECT_EQ(after(text_of(row.at("text")), composed), text_of(row.at("result"))) << row;
  }
}

TEST(TextVectors, ApplyingAndTakingBackDoAsCodeMirrorDoes) {
  const json::value vectors = read_vectors("text_apply.json");
  for (const json::value& row : vectors.at("cases").as_array()) {
    const std::u16string text = text_of(row.at("text"));
    const TextChange change = change_of(row.at("spans"));
    EXPECT_EQ(after(text, change), text_of(row.at("result"))) << row;
    EXPECT_EQ(inverse(change, text), change_of(row.at("inverse"))) << row;
    EXPECT_FALSE(fault_on(change, text, 1000)) << row;
  }
}

TEST(TextVectors, WhatAServerRefusesIsRefusedForTheSameReason) {
  const std::map<TextFault, std::string> names = {{TextFault::kBeyondText, "beyond_text"},
                                                  {TextFault::kCutsPair, "cuts_pair"},
                                                  {TextFault::kNotWellFormed, "not_well_formed"},
                                                  {TextFault::kForbiddenCharacter, "forbidden_character"},
                                                  {TextFault::kTextTooLong, "text_too_long"},
                                                  {TextFault::kTooManySpans, "too_many_spans"},
                                                  {TextFault::kNotCanonical, "not_canonical"}};
  const json::value vectors = read_vectors("text_apply.json");
  for (const json::value& row : vectors.at("refused").as_array()) {
    auto change = change_from_wire(spans_of(row.at("spans")));
    if (change) change = rebase(*change, text_of(row.at("text")), {}, 1000);
    ASSERT_FALSE(change) << row;
    EXPECT_EQ(names.at(change.error()), row.at("fault").as_string()) << row;
  }
}

}  // namespace
}  // namespace flipover
