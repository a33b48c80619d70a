// Reads foreign JSON strictly, and keeps the place of what is wrong.
//
// The first complaint counts; after it every reading gives an empty value, so that the code that reads says what it
// expects, in order, and asks once at the end. Limits: depth 32, kJsonValuesMax values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "server/meeting/import/import_plan.h"

namespace flipover {

constexpr std::size_t kJsonValuesMax = 8'000'000;  // a value takes 16 bytes and more, however short it is written

// The first thing that is wrong; what comes after it may follow from it.
class Complaint {
 public:
  void add(std::string where, std::string nl, std::string en) {
    if (!error_) error_ = ImportError{std::move(where), std::move(nl), std::move(en)};
  }
  explicit operator bool() const { return error_.has_value(); }
  const ImportError& error() const { return *error_; }

 private:
  std::optional<ImportError> error_;
};

// The line and the sign at which `bytes` are no JSON any more are told, and the way out. `line`: of the file, in which they
// begin.
Translated<boost::json::value> parse_json(std::string_view bytes, const std::string& where, std::size_t line = 1);

// Cleans every text in the value by the one rule (server/base/text_rule.h); the keys stay. How many texts were changed.
std::uint64_t clean_texts(boost::json::value& value);

// One object of the file. Requires: the value outlives the reader.
class JsonObject {
 public:
  JsonObject(const boost::json::value& value, std::string where, Complaint& complaint);

  const std::string& where() const { return where_; }
  std::string where(std::string_view key) const;
  bool has(std::string_view key) const;  // and it is not null

  std::string text(std::string_view key);           // must be there
  std::string text_or_empty(std::string_view key);  // absent and null: empty
  std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::int64_t milliseconds(std::string_view key);        // the file gives seconds, 0 to a week
  std::optional<bool> truth(std::string_view key);        // absent and null: nothing
  std::vector<std::string> texts(std::string_view key);   // absent: none
  std::vector<std::string> values(std::string_view key);  // text, number, truth or a list of them, as text
  std::optional<JsonObject> object(std::string_view key);
  std::vector<JsonObject> objects(std::string_view key, std::size_t max);  // absent: none
  void pass_over(std::initializer_list<std::string_view> keys);            // known, and not taken in

  std::vector<std::string> keys() const;
  void complain(std::string_view key, std::string nl, std::string en) const;
  // To be called when all has been asked for: what is left is a field that the format does not have.
  void end() const;

 private:
  const boost::json::value* find(std::string_view key);  // null when absent or null
  const boost::json::value* need(std::string_view key);

  const boost::json::object* object_ = nullptr;
  std::string where_;
  Complaint* complaint_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace flipover
