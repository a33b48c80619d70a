#include "server/base/strict_json.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>

namespace flipover {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::OneofDescriptor;
using Text = boost::json::string_view;
using Error = boost::json::error_code;

constexpr std::size_t kDepthMax = 64;

enum class Form { kObject, kList, kText, kNumber, kTruth, kNull };

// An object or a list that has begun and not ended.
struct Level {
  const Descriptor* message = nullptr;     // of the object; null: it is a list
  const FieldDescriptor* field = nullptr;  // the list's; of an object the one whose value follows
  std::size_t index = 0;                   // of the list's next element
  std::vector<int> seen;                   // numbers of the fields that were there
  std::vector<const OneofDescriptor*> chosen;
};

template <class List, class Value>
bool contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// As JSON writes numbers: no sign but minus, no spaces, digits first and last. Whether it fits is protobuf's to say.
bool is_written_number(const std::string& text) {
  constexpr std::string_view kAllowed = "0123456789+-.eE";
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() <= first || !digit(text[first]) || !digit(text.back())) return false;
  if (text[first] == '0' && text.size() > first + 1 && digit(text[first + 1])) return false;
  return text.find_first_not_of(kAllowed) == std::string::npos;
}

bool is_base64(const std::string& text) {
  const auto digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
           c == '-' || c == '_';
  };
  const std::size_t end = text.find_last_not_of('=') + 1;  // npos + 1 is 0
  return text.size() - end <= 2 && std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), digit);
}

// What Boost.JSON, which is strict itself, tells of the tokens it reads.
class Look {
 public:
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;

  explicit Look(const Descriptor& message) : message_(message) {}

  const std::string& wrong() const { return wrong_; }
  std::string place() const {
    std::string place;
    for (const Level& level : levels_) {
      if (level.message == nullptr) {
        place += "[" + std::to_string(level.index) + "]";
      } else if (level.field != nullptr) {
        if (!place.empty()) place += '.';
        place += level.field->json_name();
      }
    }
    return place;
  }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error& error) {
    if (!takes(Form::kObject, error)) return false;
    Level level;
    level.message = levels_.empty() ? &message_ : levels_.back().field->message_type();
    levels_.push_back(std::move(level));
    return true;
  }
  bool on_object_end(std::size_t, Error&) { return ended(); }
  bool on_array_begin(Error& error) {
    if (!takes(Form::kList, error)) return false;
    Level level;
    level.field = levels_.back().field;
    levels_.push_back(std::move(level));
    return true;
  }
  bool on_array_end(std::size_t, Error&) { return ended(); }
  bool on_key_part(Text part, std::size_t, Error&) {
    text_ += part;
    return true;
  }
  bool on_key(Text rest, std::size_t, Error& error) {
    text_ += rest;
    const std::string key = std::move(text_);
    text_.clear();
    Level& level = levels_.back();
    level.field = nullptr;
    const FieldDescriptor* field = level.message->FindFieldByName(key);
    if (field == nullptr) {
      const FieldDescriptor* camel = level.message->FindFieldByCamelcaseName(key);
      if (camel != nullptr && camel->json_name() == key) field = camel;
    }
    if (field == nullptr) return refuse(key + ": unknown field", error);
    level.field = field;
    if (contains(level.seen, field->number())) return refuse("twice", error);
    level.seen.push_back(field->number());
    return true;
  }
  bool on_string_part(Text part, std::size_t, Error&) {
    keep(part);
    return true;
  }
  bool on_string(Text rest, std::size_t, Error& error) {
    keep(rest);
    const std::string text = std::move(text_);
    text_.clear();
    if (!takes(Form::kText, error)) return false;
    const FieldDescriptor& field = *levels_.back().field;
    switch (field.type()) {
      case FieldDescriptor::TYPE_STRING: break;
      case FieldDescriptor::TYPE_BYTES:
        if (!is_base64(text)) return refuse("not base64", error);
        break;
      case FieldDescriptor::TYPE_ENUM:
        if (field.enum_type()->FindValueByName(text) == nullptr) return refuse("no such value", error);
        break;
      default:
        if (!is_written_number(text)) return refuse("not a number", error);
    }
    return value_read();
  }
  bool on_number_part(Text, Error&) { return true; }
  bool on_int64(std::int64_t, Text, Error& error) { return plain(Form::kNumber, error); }
  bool on_uint64(std::uint64_t, Text, Error& error) { return plain(Form::kNumber, error); }
  bool on_double(double, Text, Error& error) { return plain(Form::kNumber, error); }
  bool on_bool(bool, Error& error) { return plain(Form::kTruth, error); }
  bool on_null(Error& error) { return plain(Form::kNull, error); }
  bool on_comment_part(Text, Error&) { return true; }
  bool on_comment(Text, Error&) { return true; }

 private:
  bool refuse(std::string what, Error& error) {
    wrong_ = std::move(what);
    error = boost::json::error::syntax;
    return false;
  }

  // Texts of a meeting are not looked at here; of other fields they are short.
  void keep(Text part) {
    const bool is_text = !levels_.empty() && levels_.back().field != nullptr &&
                         levels_.back().field->type() == FieldDescriptor::TYPE_STRING;
    if (!is_text) text_ += part;
  }

  bool plain(Form form, Error& error) { return takes(form, error) && value_read(); }

  bool value_read() {
    if (!levels_.empty() && levels_.back().message == nullptr) ++levels_.back().index;
    return true;
  }
  bool ended() {
    levels_.pop_back();
    return value_read();
  }

  // Whether a value of this form may stand where one stands now.
  bool takes(Form form, Error& error) {
    if (levels_.empty()) return form == Form::kObject || refuse("not an object", error);
    Level& level = levels_.back();
    const FieldDescriptor& field = *level.field;
    const bool in_list = level.message == nullptr;
    if (!in_list) {
      if (form == Form::kNull) return true;
      if (const OneofDescriptor* choice = field.real_containing_oneof()) {
        if (contains(level.chosen, choice)) return refuse("beside another of " + choice->name(), error);
        level.chosen.push_back(choice);
      }
      if (field.is_repeated()) return form == Form::kList || refuse("not a list", error);
    }
    if (form == Form::kList) return refuse(in_list ? "a list in a list" : "a list where there is none", error);
    if (form == Form::kNull) return refuse("null in a list", error);
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: return form == Form::kObject || refuse("not an object", error);
      case FieldDescriptor::CPPTYPE_STRING: return form == Form::kText || refuse("not a text", error);
      case FieldDescriptor::CPPTYPE_BOOL: return form == Form::kTruth || refuse("neither true nor false", error);
      default: return form == Form::kText || form == Form::kNumber || refuse("not a number", error);
    }
  }

  const Descriptor& message_;
  std::vector<Level> levels_;
  std::string text_;   // of the key or value that is being read
  std::string wrong_;  // what was refused here; empty: Boost.JSON refused it, or nothing
};

}  // namespace

std::string wrong_in_json(std::string_view json, const Descriptor& message) {
  boost::json::parse_options options;
  options.max_depth = kDepthMax;
  boost::json::basic_parser<Look> parser(options, message);
  Error error;
  const std::size_t read = parser.write_some(false, json.data(), json.size(), error);
  if (!error && read < json.size()) error = boost::json::error::extra_data;
  if (!error) return {};
  const Look& look = parser.handler();
  const std::string what = look.wrong().empty() ? "not JSON (" + error.message() + ")" : look.wrong();
  const std::string place = look.place();
  return place.empty() ? what : place + ": " + what;
}

}  // namespace flipover
