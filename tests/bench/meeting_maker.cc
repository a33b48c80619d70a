#include "tests/bench/meeting_maker.h"

#include <google/protobuf/util/json_util.h>

#include <stdexcept>

#include "clients/cli/http_client.h"
#include "server/meeting/frame.h"

namespace flipover {
namespace {

template <class Message>
Message read(const std::string& json) {
  Message message;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (!google::protobuf::util::JsonStringToMessage(json, &message, options).ok()) {
    throw std::runtime_error("not the answer that was expected: " + json);
  }
  return message;
}

}  // namespace

MeetingMaker::MeetingMaker(const ServerProcess& server)
    : address_(server.address()), administrator_(server.administrator()) {
  pb::CreateCaseRequest request;
  request.set_label("P.");
  case_id_ = read<pb::CaseView>(post("/api/v1/cases", request)).case_id();
}

MadeMeeting MeetingMaker::make(std::size_t seats) {
  pb::CreateMeetingRequest create;
  create.set_case_id(case_id_);
  create.set_title("Overleg");
  create.set_practice(true);
  MadeMeeting made;
  made.meeting = read<pb::MeetingView>(post("/api/v1/meetings", create)).meeting();
  for (std::size_t seat = 0; seat < seats; ++seat) {
    pb::InviteRequest invite;
    invite.set_name("Deelnemer " + std::to_string(seat + 1));
    invite.set_role(seat == 0 ? "procesregisseur" : "partner");
    invite.set_organisation("wijkteam");
    invite.set_organisation_name("Wijkteam");
    const auto view = read<pb::InvitationView>(post("/api/v1/meetings/" + made.meeting + "/invitations", invite));
    made.seats.push_back({view.participant().id(), view.secret()});
  }
  return made;
}

std::string MeetingMaker::post(const std::string& target, const google::protobuf::Message& request) const {
  const auto answer = HttpClient::wait_for(HttpClient(address_, administrator_).post(target, to_json(request)));
  if (!answer) throw std::runtime_error(target + ": " + answer.error().message());
  if (!answer->good()) throw std::runtime_error(target + ": " + std::to_string(answer->status) + " " + answer->body);
  return answer->body;
}

}  // namespace flipover
