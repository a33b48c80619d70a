#include "server/meeting/import/json_reader.h"

#include <cmath>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

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

}  // namespace

Translated<boost::json::value> parse_json(std::string_view bytes, const std::string& where) {
  if (has_too_many_values(bytes)) {
    return ImportError{where, "bevat te veel waarden", "holds too many values"};
  }
  boost::json::parse_options options;
  options.max_depth = kDepthMax;
  boost::json::error_code error;
  boost::json::value value = boost::json::parse({bytes.data(), bytes.size()}, error, {}, options);
  if (error) {
    return ImportError{where, "is geen geldige JSON (" + error.message() + ")",
                       "is not valid JSON (" + error.message() + ")"};
  }
  return value;
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
