// A request and its answer, without the library that reads and writes them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/base/proto.h"

namespace google::protobuf {
class Message;
}

namespace flipover {

struct HttpRequest {
  std::string method;
  std::vector<std::string> path;             // /api/v1/cases: api, v1, cases
  std::map<std::string, std::string> query;  // decoded
  std::string host;                          // the name it was asked by, one of ours
  bool secure = false;                       // people reach that name by https
  std::string bearer;                        // the secret of the Authorization header; empty: none
  std::string cookie;                        // the id in our cookie; empty: none
  bool own_origin = false;                   // a page of ours asks; false also when it is not said
  std::string address;                       // whose request it is, as far as can be known
  std::string if_none_match;                 // the tags it holds already; empty: none
  bool takes_gzip = false;
  std::string body;
};

struct HttpAnswer {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of `body`: what many are given
  std::vector<std::pair<std::string, std::string>> headers;
};

// Path and query of a request's target; the path of `/` is empty. Nothing: it is not one of ours: an escape, an empty
// segment or one that begins with a dot in the path, a broken escape or a control character in the query.
struct Target {
  std::vector<std::string> path;
  std::map<std::string, std::string> query;
};
std::optional<Target> parse_target(std::string_view target);

// The secret of `Bearer <secret>`; empty if it is something else.
std::string_view bearer_of(std::string_view authorization);

// Whether an Accept-Encoding header asks for gzip.
bool accepts_gzip(std::string_view accepted);

// Why the answer is no, over HTTP: a status, a stable code, and what to do in nl and en.
enum class ApiError : std::uint8_t {
  kBadRequest,
  kInvalid,
  kNoSecret,
  kAdministratorOnly,
  kNotTheAdministrator,
  kChairOnly,
  kPersonOnly,
  kOnlyTheChair,
  kMakerOnly,
  kLiveOnly,
  kRoleWithoutRights,
  kAboveYourSight,
  kForeignOrigin,
  kNotFound,
  kLinkUnknown,
  kCodeUnknown,
  kNoSuchMoment,
  kMethod,
  kSomeoneElse,
  kAlreadyHere,
  kMeetingOver,
  kScreenIsSomebody,
  kTooLarge,
  kTooManyTries,
  kTooManyWait,
  kLooksAlready,
  kTooManyFromHere,
  kHeaderTooLarge,
  kWrongHost,
  kNotAnUpgrade,
  kNoSubprotocol,
  kUnsupportedVersion,
  kBusy,
  kUnavailable,
  kDamaged,
  kNoRoom,
  kFailed,
};
// `detail` names what is wrong, in words of whoever asked.
HttpAnswer error_answer(ApiError error, std::string_view detail = {});

HttpAnswer message_answer(const google::protobuf::Message& message, unsigned status = 200);

// It is done, and there is nothing to tell of it: an object without members.
HttpAnswer done_answer();

}  // namespace flipover
