#include "server/meeting/import/json_reader.h"

#include <cmath>
#include <utility>

#include <boost/json/parser.hpp>
#include <boost/json/serialize.hpp>

#include "server/base/text_rule.h"
#include "server/meeting/import/file_text.h"

namespace flipover {
namespace {

constexpr std::size_t kDepthMax = 32;
constexpr std::int64_t kWeekMs = 7LL * 24 * 3600 * 1000;

bool has_too_many_values(std::string_view bytes) {
  std::size_t values = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == ',' || c == '{' || c == '[') {
      ++values;
    }
  }
  return values > kJsonValuesMax;
}

std::string string_of(const boost::json::value& value) { return std::string(value.get_string()); }

// The sign that stands there, for who reads it: its name where it does not show.
std::string sign_at(std::string_view bytes, std::size_t at) {
  if (at >= bytes.size()) return {};
  if (bytes[at] > ' ' && bytes[at] < 0x7f) return std::string("'") + bytes[at] + "'";
  std::size_t end = at + 1;
  while (end < bytes.size() && (static_cast<unsigned char>(bytes[end]) & 0xC0U) == 0x80U) ++end;
  const std::string_view sign = bytes.substr(at, end - at);
  const auto unfit = unfit_sign(sign, TextUse::kName);
  return unfit ? name_of_sign(*unfit) : "'" + std::string(sign) + "'";
}

}  // namespace

Translated<boost::json::value> parse_json(std::string_view bytes, const std::string& where, std::size_t line) {
  if (has_too_many_values(bytes)) {
    return ImportError{where, "bevat te veel waarden", "holds too many values"};
  }
  boost::json::parse_options options;
  options.max_depth = kDepthMax;
  boost::json::parser parser({}, options);
  boost::json::error_code error;
  const std::size_t read = parser.write_some(bytes.data(), bytes.size(), error);
  if (!error && bytes.find_first_not_of(" \t\r\n", read) != std::string_view::npos) error = boost::json::error::extra_data;
  if (!error) return parser.release();
  const std::string number = std::to_string(line - 1 + line_at(bytes, read));
  const std::string sign = sign_at(bytes, read);
  const std::string nl = sign.empty() ? "houdt op in regel " + number : "regel " + number + ": " + sign;
  const std::string en = sign.empty() ? "ends in line " + number : "line " + number + ": " + sign;
  return ImportError{where, "is geen geldige JSON (" + nl + ", " + error.message() + ")" + way_out().nl,
                     "is not valid JSON (" + en + ", " + error.message() + ")" + way_out().en};
}

std::uint64_t clean_texts(boost::json::value& value) {
  std::uint64_t changed = 0;
  if (value.is_string()) {
    const std::string_view before = value.get_string();
    if (const std::string clean = cleaned(before, TextUse::kText); clean != before) {
      value = clean;
      ++changed;
    }
  } else if (value.is_array()) {
    for (auto& one : value.get_array()) changed += clean_texts(one);
  } else if (value.is_object()) {
    for (auto& member : value.get_object()) changed += clean_texts(member.value());
  }
  return changed;
}

JsonObject::JsonObject(const boost::json::value& value, std::string where, Complaint& complaint)
    : where_(std::move(where)), complaint_(&complaint) {
  if (value.is_object()) {
    object_ = &value.get_object();
  } else {
    complaint_->add(where_, "is geen object", "is not an object");
  }
}

std::string JsonObject::where(std::string_view key) const {
  if (where_.empty()) return std::string(key);
  return where_ + (where_.back() == ' ' ? "" : ".") + std::string(key);
}

void JsonObject::complain(std::string_view key, std::string nl, std::string en) const {
  complaint_->add(where(key), std::move(nl), std::move(en));
}

const boost::json::value* JsonObject::find(std::string_view key) {
  asked_.emplace(key);
  if (object_ == nullptr) return nullptr;
  const boost::json::value* value = object_->if_contains({key.data(), key.size()});
  return value == nullptr || value->is_null() ? nullptr : value;
}

const boost::json::value* JsonObject::need(std::string_view key) {
  const boost::json::value* value = find(key);
  if (value == nullptr) complain(key, "ontbreekt", "is missing");
  return value;
}

bool JsonObject::has(std::string_view key) const {
  if (object_ == nullptr) return false;
  const boost::json::value* value = object_->if_contains({key.data(), key.size()});
  return value != nullptr && !value->is_null();
}

std::string JsonObject::text(std::string_view key) { return need(key) == nullptr ? std::string() : text_or_empty(key); }

std::string JsonObject::text_or_empty(std::string_view key) {
  const boost::json::value* value = find(key);
  if (value == nullptr) return {};
  if (value->is_string()) return string_of(*value);
  complain(key, "is geen tekst", "is not a text");
  return {};
}

std::int64_t JsonObject::integer(std::string_view key, std::int64_t min, std::int64_t max) {
  const boost::json::value* value = need(key);
  if (value == nullptr) return min;
  // Spreadsheets and others write 1200 as 1200.0.
  if (value->is_double()) {
    const double number = value->get_double();
    if (number >= static_cast<double>(min) && number <= static_cast<double>(max) && number == std::floor(number)) {
      return std::llround(number);
    }
  }
  if (value->is_int64() && value->get_int64() >= min && value->get_int64() <= max) return value->get_int64();
  const std::string range = std::to_string(min) + " - " + std::to_string(max);
  complain(key, "is geen geheel getal van " + range, "is not a whole number of " + range);
  return min;
}

std::int64_t JsonObject::milliseconds(std::string_view key) {
  const boost::json::value* value = need(key);
  if (value == nullptr) return 0;
  double seconds = -1;
  if (value->is_int64()) seconds = static_cast<double>(value->get_int64());
  if (value->is_double()) seconds = value->get_double();
  if (seconds >= 0 && seconds * 1000 <= static_cast<double>(kWeekMs)) return std::llround(seconds * 1000);
  complain(key, "is geen aantal seconden van 0 tot een week", "is not a number of seconds from 0 to a week");
  return 0;
}

std::optional<bool> JsonObject::truth(std::string_view key) {
  const boost::json::value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  complain(key, "is niet waar of onwaar", "is neither true nor false");
  return std::nullopt;
}

std::vector<std::string> JsonObject::texts(std::string_view key) {
  const boost::json::value* value = find(key);
  if (value == nullptr) return {};
  std::vector<std::string> texts;
  if (value->is_array()) {
    for (const auto& one : value->get_array()) {
      if (one.is_string()) texts.push_back(string_of(one));
    }
    if (texts.size() == value->get_array().size()) return texts;
  }
  complain(key, "is geen lijst van teksten", "is not a list of texts");
  return {};
}

std::vector<std::string> JsonObject::values(std::string_view key) {
  const boost::json::value* value = find(key);
  if (value == nullptr) return {};
  const auto text_of = [&](const boost::json::value& one) -> std::string {
    if (one.is_string()) return string_of(one);
    if (one.is_bool()) return one.get_bool() ? "ja" : "nee";
    if (one.is_number()) return boost::json::serialize(one);
    complain(key, "is geen waarde van een veld", "is not the value of a field");
    return {};
  };
  if (!value->is_array()) return {text_of(*value)};
  std::vector<std::string> texts;
  for (const auto& one : value->get_array()) texts.push_back(text_of(one));
  return texts;
}

std::optional<JsonObject> JsonObject::object(std::string_view key) {
  const boost::json::value* value = need(key);
  if (value == nullptr) return std::nullopt;
  return JsonObject(*value, where(key), *complaint_);
}

std::vector<JsonObject> JsonObject::objects(std::string_view key, std::size_t max) {
  const boost::json::value* value = find(key);
  if (value == nullptr) return {};
  if (!value->is_array()) {
    complain(key, "is geen lijst", "is not a list");
    return {};
  }
  const auto& list = value->get_array();
  if (list.size() > max) {
    complain(key, "heeft meer dan " + std::to_string(max) + " delen",
             "has more than " + std::to_string(max) + " parts");
    return {};
  }
  std::vector<JsonObject> objects;
  objects.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    objects.emplace_back(list[i], where(key) + "[" + std::to_string(i) + "]", *complaint_);
  }
  return objects;
}

void JsonObject::pass_over(std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) asked_.emplace(key);
}

std::vector<std::string> JsonObject::keys() const {
  std::vector<std::string> keys;
  if (object_ == nullptr) return keys;
  for (const auto& member : *object_) keys.emplace_back(member.key());
  return keys;
}

void JsonObject::end() const {
  for (const std::string& key : keys()) {
    if (!asked_.contains(key)) complain(key, "is een onbekend veld", "is an unknown field");
  }
}

}  // namespace flipover
