#include "tests/fuzz/json_mutator.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace flipover {
namespace {

namespace json = boost::json;

constexpr std::string_view kTexts[] = {"", "x", "één 😀", "\r", "c001", "c002", "c003", "-1", "2027-02-30T25:00:00Z",
                                       "9999-12-31T23:59:59Z", "client", "partner", "edit", "hide", "vote", "dissent"};
constexpr std::int64_t kNumbers[] = {0, 1, -1, 2, 255, 65'536, 4'294'967'296, 9'007'199'254'740'993,
                                     253'402'300'800'000, -62'135'596'800'000, INT64_MAX, INT64_MIN};

class Mutation {
 public:
  explicit Mutation(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t count) { return random_() % count; }

  // Another value of the same document takes a place, or something is taken out, doubled or made anew.
  void change(json::value& root) {
    std::vector<json::value*> all;
    collect(root, all);
    json::value& value = *all[below(all.size())];
    switch (below(6)) {
      case 0: {
        json::value other = *all[below(all.size())];
        value = std::move(other);
        return;
      }
      case 1: return change_members(value);
      default: return change_value(value);
    }
  }

 private:
  void collect(json::value& value, std::vector<json::value*>& all) {
    all.push_back(&value);
    if (auto* array = value.if_array()) {
      for (auto& element : *array) collect(element, all);
    } else if (auto* object = value.if_object()) {
      for (auto& member : *object) collect(member.value(), all);
    }
  }

  void change_members(json::value& value) {
    if (auto* array = value.if_array(); array != nullptr && !array->empty()) {
      const std::size_t at = below(array->size());
      if (below(2) == 0) {
        array->erase(array->begin() + static_cast<std::ptrdiff_t>(at));
      } else {
        json::value copy = (*array)[at];
        array->push_back(std::move(copy));
      }
    } else if (auto* object = value.if_object(); object != nullptr && !object->empty()) {
      object->erase(object->begin() + static_cast<std::ptrdiff_t>(below(object->size())));
    }
  }

  void change_value(json::value& value) {
    switch (below(8)) {
      case 0: value = nullptr; return;
      case 1: value = below(2) == 0; return;
      case 2: value = json::array(); return;
      case 3: value = json::object(); return;
      case 4: value = 1.5e300; return;
      case 5: value = kNumbers[below(std::size(kNumbers))]; return;
      default:
        if (value.is_int64()) {
          value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value.get_int64()) + below(5) - 2);
        } else if (!value.is_structured()) {
          value = json::string(kTexts[below(std::size(kTexts))]);
        }
    }
  }

  std::minstd_rand random_;
};

}  // namespace

std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t size_max, unsigned seed) {
  Mutation mutation(seed);
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  boost::system::error_code error;
  std::string out;
  if (auto whole = json::parse(input, error); !error) {
    do mutation.change(whole);
    while (mutation.below(2) == 0);
    out = json::serialize(whole);
  } else if (const auto lines = std::count(input.begin(), input.end(), '\n'); lines > 0) {
    std::size_t chosen = mutation.below(static_cast<std::size_t>(lines));
    for (std::size_t at = 0; at < input.size();) {
      const std::size_t end = std::min(input.find('\n', at), input.size());
      std::string line(input.substr(at, end - at));
      at = end + 1;
      if (chosen-- == 0) {
        auto value = json::parse(line, error);
        if (!error) mutation.change(value);
        if (!error) line = json::serialize(value);
      }
      out += line + "\n";
    }
  }
  if (out.empty() || out.size() > size_max || mutation.below(16) == 0) return LLVMFuzzerMutate(data, size, size_max);
  out.copy(reinterpret_cast<char*>(data), out.size());
  return out.size();
}

}  // namespace flipover
