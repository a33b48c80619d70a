// Files to import, and what their plans come to when they are run.
#pragma once

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/util/json_util.h"
#include "server/meeting/import/export_file.h"
#include "server/meeting/import/iso_time.h"
#include "server/meeting/import/read_import.h"
#include "server/model/apply.h"
#include "server/model/decide.h"
#include "server/model/entity_id.h"
#include "server/model/utf16.h"

namespace flipover {

namespace json = boost::json;

constexpr std::int64_t kSecond = 1000;

inline const Catalogue& ours() {
  static const Catalogue catalogue = Catalogue::load_embedded().value();
  return catalogue;
}

inline std::string test_data(const std::string& name) {
  std::ifstream in(std::string(TEST_DATA "/") + name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline const json::value& demo_json() {
  static const json::value value = json::parse(test_data("demo-case.json"));
  return value;
}

inline ImportPlan plan_of(const std::string& bytes) {
  auto read = read_import(bytes, ours());
  if (!read) {
    ADD_FAILURE() << read.error().where << ": " << read.error().en;
    return {};
  }
  return std::get<ImportPlan>(std::move(*read));
}

inline const ImportPlan& demo() {
  static const ImportPlan plan = plan_of(test_data("demo-case.json"));
  return plan;
}

inline std::map<std::string, std::uint64_t> counts(const ImportPlan& plan) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& counted : plan.counted) counts[counted.what()] = counted.count();
  return counts;
}

inline const ImportStep& step(const ImportPlan& plan, const std::string& ref) {
  for (const auto& one : plan.steps) {
    if (one.ref == ref) return one;
  }
  ADD_FAILURE() << "there is no step " << ref;
  return plan.steps.front();
}

inline std::string item_of(const ImportPlan& plan, const std::string& ref) {
  return entity_id(step(plan, ref).operation.id());
}

// Edits of a file are made on the newest revision, so nothing has to be moved.
class NoHistory final : public TextHistory {
 public:
  std::optional<std::span<const TextChange>> since(std::string_view, std::uint64_t) const override {
    return std::span<const TextChange>{};
  }
};

// The meeting as the server makes it of the plan, up to where `ref` begins ("" is the end).
inline MeetingState held(const ImportPlan& plan, const std::string& until = "") {
  MeetingState state;
  const NoHistory history;
  pb::Record record;
  const auto take = [&](const Author& by, std::int64_t time_ms, const pb::Operation& operation,
                        const std::string& ref) {
    const auto decided = decide(state, by, operation, history, ModelLimits{});
    ASSERT_TRUE(decided) << ref << ": " << code_of(decided.error().reason) << " " << decided.error().detail << "\n"
                         << operation.ShortDebugString();
    record.set_number(state.number + 1);
    record.set_time_ms(time_ms);
    record.set_by(by.participant);
    *record.mutable_operation() = *decided;
    apply(state, record);
  };
  pb::Operation create;
  *create.mutable_create_meeting() = plan.create;
  create.mutable_create_meeting()->set_meeting("m1");
  take(Author{"", Authority::kServer}, plan.steps.front().time_ms, create, "create");
  for (const auto& one : plan.steps) {
    if (!until.empty() && one.ref == until) break;
    take(Author{one.by, Authority::kImporter}, one.time_ms, one.operation, one.ref);
  }
  return state;
}

inline const Item& item_in(const MeetingState& state, const std::string& id) {
  const Item* item = find_item(state, id);
  EXPECT_NE(item, nullptr) << id;
  static const Item none;
  return item == nullptr ? none : *item;
}

// Where and why a file is refused.
inline std::string refusal_of(const std::string& bytes, const ImportLimits& limits = {}) {
  const auto read = read_import(bytes, ours(), limits);
  return read ? "it was accepted" : read.error().where + " | " + read.error().en;
}

}  // namespace flipover
