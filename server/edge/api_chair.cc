// Appointing who leads a meeting whose chair is gone, from outside it.
#include <spdlog/spdlog.h>

#include <utility>

#include "server/edge/api.h"
#include "server/edge/api_parts.h"

namespace flipover {
namespace {

// On the meeting's shard.
net::awaitable<MeetingStatus> appoint(MeetingHost& host, MeetingId meeting, bool only_if_empty,
                                      pb::AppointChairRequest wanted) {
  const MeetingActor::Opened opened = co_await enter(host, std::move(meeting));
  if (!opened.actor) co_return opened.status;
  if (only_if_empty && opened.actor->has_chair()) co_return MeetingStatus::kNotAllowed;
  std::vector<pb::Operation> operations(1);
  pb::HandOverChair& op = *operations[0].mutable_hand_over_chair();
  op.set_to(wanted.participant());
  op.set_reason(wanted.reason());
  co_return co_await opened.actor->submit_as_server(std::move(operations));
}

}  // namespace

Api::Work Api::appoint_chair(HttpRequest request, Visitor visitor) {
  if (request.method != "POST") co_return method_answer("POST");
  const std::string meeting = request.path[3];
  const bool administrator = visitor.kind == Visitor::Kind::kAdministrator;
  if (!administrator && !made(visitor, meeting)) co_return error_answer(ApiError::kMakerOnly);
  pb::AppointChairRequest wanted;
  if (auto answer = unreadable(request.body, wanted)) co_return std::move(*answer);
  const pb::MeetingRegistered* registered = world_.registry.state().find_meeting(meeting);
  if (registered == nullptr) co_return error_answer(ApiError::kNotFound);
  // A person's meeting is that person's; what no person made is the administrator's.
  const bool only_if_empty = administrator && !registered->person().empty();
  const Hosts::Place place = world_.hosts.of(MeetingId{meeting});
  const MeetingStatus status =
      co_await on_shard(place.shard, appoint(place.host, MeetingId{meeting}, only_if_empty, std::move(wanted)));
  if (status == MeetingStatus::kNotAllowed) co_return error_answer(ApiError::kMakerOnly);
  if (status == MeetingStatus::kInvalid) co_return error_answer(ApiError::kInvalid, "participant, reason");
  if (status != MeetingStatus::kDone) co_return status_answer(status);
  spdlog::info("event=chair_appointed meeting={} by={}", meeting, administrator ? "administrator" : "maker");
  co_return done_answer();
}

}  // namespace flipover
