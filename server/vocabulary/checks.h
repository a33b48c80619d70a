// The checks that make a catalogue sound. Each answers with the first thing that is wrong and its place in the file.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "meeting/v1/method.pb.h"
#include "server/base/proto.h"
#include "server/vocabulary/catalogue.h"

namespace flipover {

using Wrong = std::optional<CatalogueError>;

// 1 to 64 of a-z 0-9 _ . : ids of our data.
bool is_data_id(std::string_view id);

// A label that people read: nl is there.
Wrong check_label(const std::string& where, const pb::Label& label);

// Collects the parts of the vocabulary, file by file, then looks whether the whole holds together.
class VocabularyChecks {
 public:
  Wrong add(const std::string& file, const pb::Vocabulary& part);
  Wrong finish(const pb::Vocabulary& whole) const;

 private:
  Wrong add_kind(const std::string& where, const pb::Kind& kind);
  Wrong add_set(const std::string& where, const pb::TermSet& set);
  Wrong check_role(const std::string& where, const pb::Role& role) const;
  Wrong check_fields(const std::string& where, const pb::Kind& kind) const;

  std::uint32_t version_ = 0;
  std::map<std::string, std::string> kinds_;  // id -> where it is defined
  std::map<std::string, std::string> roles_;
  std::map<std::string, std::string> sets_;
};

Wrong check_method(const std::string& file, const pb::Method& method, const pb::Vocabulary& vocabulary);

}  // namespace flipover
