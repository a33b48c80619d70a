// MeetingMaker makes cases, meetings and invitations through the JSON API, as an administrator does.
#pragma once

#include <string>
#include <vector>

#include "meeting/v1/api.pb.h"
#include "server/base/proto.h"
#include "tests/bench/server_process.h"

namespace flipover {

struct Seat {
  std::string participant;
  std::string token;
};
struct MadeMeeting {
  std::string meeting;
  std::vector<Seat> seats;  // the first one chairs
};

// Errors: std::runtime_error, with the server's words.
class MeetingMaker {
 public:
  explicit MeetingMaker(const ServerProcess& server);

  // A meeting of the method vrij, with so many people who may write.
  MadeMeeting make(std::size_t seats);

 private:
  std::string post(const std::string& target, const google::protobuf::Message& request) const;

  ServerAddress address_;
  std::string administrator_;
  std::string case_id_;
};

}  // namespace flipover
