#include <charconv>
#include <optional>
#include <utility>

#include "server/edge/api.h"
#include "server/edge/api_parts.h"
#include "server/meeting/import/iso_time.h"
#include "server/meeting/minutes.h"

namespace flipover {
namespace {

constexpr std::size_t kPageBytes = 1024 * 1024;

std::optional<std::uint64_t> number_of(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

HttpAnswer unclear(std::string_view what) { return error_answer(ApiError::kBadRequest, what); }

// What is asked, read before any log is opened for it.
struct Question {
  enum class Kind { kState, kRecords, kJson, kMarkdown, kPreview };
  Kind kind = Kind::kState;
  Moment moment;
  std::uint64_t from = 1;
  std::string language;  // of the minutes; empty: the meeting's
  std::string sheet;     // to be opened to the client; empty: none
  std::int64_t now_ms = 0;
};

// Nothing wrong: the question is read.
std::optional<HttpAnswer> read_question(const HttpRequest& request, Question& question) {
  const std::string& what = request.path[4];
  for (const auto& [name, value] : request.query) {
    if (what == "state" && name == "at") {
      question.moment.number = number_of(value);
      if (!question.moment.number) return unclear("at=NUMBER");
    } else if (what == "state" && name == "time") {
      question.moment.time_ms = parse_iso_time(value);
      if (!question.moment.time_ms) return unclear("time=2027-03-16T09:00:00+01:00");
    } else if (what == "records" && name == "from") {
      const auto from = number_of(value);
      if (!from) return unclear("from=NUMBER");
      question.from = *from;
    } else if (what == "export" && name == "format" && (value == "json" || value == "md")) {
      question.kind = value == "md" ? Question::Kind::kMarkdown : Question::Kind::kJson;
    } else if (what == "export" && name == "language" && (value == "nl" || value == "en")) {
      question.language = value;
    } else {
      return unclear("?" + name);
    }
  }
  if (question.moment.number && question.moment.time_ms) return unclear("at or time, not both");
  if (what == "records") question.kind = Question::Kind::kRecords;
  if (what == "export" && question.kind == Question::Kind::kState) question.kind = Question::Kind::kJson;
  return std::nullopt;
}

// On a reading thread, the writing of the answer included.
net::awaitable<HttpAnswer> look(Past& past, Question question) {
  switch (question.kind) {
    case Question::Kind::kState: {
      const StateOutcome outcome = co_await past.state(question.moment);
      if (outcome.status != MeetingStatus::kDone) co_return status_answer(outcome.status);
      co_return message_answer(outcome.state);
    }
    case Question::Kind::kRecords: {
      const RecordsOutcome outcome = co_await past.records(question.from, kPageBytes);
      if (outcome.status != MeetingStatus::kDone) co_return status_answer(outcome.status);
      co_return message_answer(outcome.page);
    }
    case Question::Kind::kPreview: {
      const PreviewOutcome outcome = co_await past.preview(std::move(question.sheet));
      if (outcome.status == MeetingStatus::kNotAllowed) co_return error_answer(ApiError::kOnlyTheChair);
      if (outcome.status == MeetingStatus::kUnknown) co_return error_answer(ApiError::kInvalid, "sheet");
      if (outcome.status != MeetingStatus::kDone) co_return status_answer(outcome.status);
      co_return message_answer(outcome.preview);
    }
    case Question::Kind::kJson:
    case Question::Kind::kMarkdown: break;
  }
  const ExportOutcome outcome = co_await past.export_all();
  if (outcome.status != MeetingStatus::kDone) co_return status_answer(outcome.status);
  if (question.kind == Question::Kind::kJson) co_return message_answer(outcome.content);
  if (question.language.empty()) question.language = outcome.state.info().created().language();
  HttpAnswer answer;
  answer.content_type = "text/markdown; charset=utf-8";
  answer.body = minutes_markdown(outcome.state, outcome.content.for_whom(), question.now_ms,
                                 question.language == "en" ? "en" : "nl");
  co_return answer;
}

// On the meeting's shard, which only sees to it that one looks at a time.
net::awaitable<HttpAnswer> ask(LookingBack& looking_back, MeetingId meeting, Looker looker, Question question) {
  const std::string id = meeting.value;
  auto answers = [question = std::move(question)](Past& past) { return look(past, question); };
  auto answer = co_await looking_back.ask<HttpAnswer>(std::move(meeting), std::move(looker), std::move(answers));
  if (!answer.damage.empty()) tell_of_damage("past_damaged", id, answer.damage);
  co_return answer.found ? std::move(*answer.found) : error_answer(ApiError::kLooksAlready);
}

net::awaitable<HttpAnswer> ask_on_shard(ApiWorld world, Visitor visitor, Question question) {
  const MeetingId meeting{visitor.meeting};
  const Hosts::Place place = world.hosts.of(meeting);
  Looker looker = looker_of(visitor);
  co_return co_await on_shard(place.shard,
                              ask(place.host.looking_back(), meeting, std::move(looker), std::move(question)));
}

}  // namespace

net::awaitable<HttpAnswer> preview_meeting(ApiWorld world, Visitor visitor, HttpRequest request) {
  if (visitor.kind != Visitor::Kind::kParticipant) co_return error_answer(ApiError::kNotTheAdministrator);
  Question question;
  question.kind = Question::Kind::kPreview;
  for (const auto& [name, value] : request.query) {
    if (name != "sheet") co_return unclear("?" + name);
    question.sheet = value;
  }
  co_return co_await ask_on_shard(world, std::move(visitor), std::move(question));
}

net::awaitable<HttpAnswer> read_meeting(ApiWorld world, Visitor visitor, HttpRequest request) {
  if (visitor.kind != Visitor::Kind::kParticipant) co_return error_answer(ApiError::kNotTheAdministrator);
  Question question;
  if (auto answer = read_question(request, question)) co_return std::move(*answer);
  question.now_ms = world.clock.now().time_since_epoch().count();
  co_return co_await ask_on_shard(world, std::move(visitor), std::move(question));
}

}  // namespace flipover
