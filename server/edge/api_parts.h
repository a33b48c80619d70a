// What the parts of Api share: reading a body, refusing a method, keeping within lengths.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/access/registry.h"
#include "server/base/text_rule.h"
#include "server/edge/frame_codec.h"
#include "server/edge/http_message.h"
#include "server/meeting/past.h"

namespace flipover {

constexpr std::int64_t kInvitationSeconds = 30 * 24 * 3'600;  // unless said otherwise
constexpr std::size_t kLabelBytesMax = 800;

// The answer, if the body is not this message.
template <class Message>
std::optional<HttpAnswer> unreadable(const std::string& body, Message& message) {
  const std::string wrong = read_json(body.empty() ? std::string_view("{}") : std::string_view(body), message);
  if (wrong.empty()) return std::nullopt;
  return error_answer(ApiError::kBadRequest, wrong);
}

inline Looker looker_of(const Visitor& visitor) {
  return Looker(visitor.participant, visitor.second_device ? visitor.device : std::string());
}

inline HttpAnswer method_answer(const std::string& allowed) {
  HttpAnswer answer = error_answer(ApiError::kMethod);
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

// At most so many UTF-16 code units, the measure of all texts; the text is valid UTF-8.
inline bool is_within(std::string_view text, std::size_t units_max) {
  std::size_t units = 0;
  for (const char one : text) {
    const auto byte = static_cast<unsigned char>(one);
    if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0U ? 2 : 1;
  }
  return units <= units_max;
}

// What is wrong with a name or title, as `invalid` tells it: its field, and the sign that may not stand there. Empty: nothing.
inline std::string fault_of_name(std::string_view name, std::size_t units_max, std::string field) {
  if (!is_within(name, units_max)) return field;
  const auto sign = unfit_sign(name, TextUse::kName);
  return sign ? field + ": " + name_of_sign(*sign) : std::string();
}

}  // namespace flipover
