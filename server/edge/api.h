// Api: what the JSON API under /api/v1 answers (proto/meeting/v1/api.proto).
//
// Invariants: who asks is known before anything is told; an unknown meeting and one that is not for you get the same
//   answer (S9); the administrator makes meetings and invitations and reads nothing of their content (S45).
// Threads: the front shard; what a meeting answers is asked on the meeting's shard.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "meeting/v1/api.pb.h"
#include "server/access/registry.h"
#include "server/base/clock.h"
#include "server/edge/hosts.h"
#include "server/edge/http_message.h"

namespace flipover {

class Catalogue;
class WebSite;

struct ApiWorld {
  Hosts& hosts;
  Registry& registry;
  const Clock& clock;
  const Catalogue& catalogue;                // what imported meetings are held by
  const std::vector<pb::Method>& methods;    // of the catalogue
  const pb::Vocabulary& vocabulary;          // of the catalogue
  const MeetingLimits& limits;
  const WebSite& site;  // the web client that this server hands out
};

class Api {
 public:
  explicit Api(ApiWorld world) : world_(world) {}

  // `path` below /api/v1.
  net::awaitable<HttpAnswer> answer(HttpRequest request);

  // Whether the body of this request is an import's, for who may: then it may be large. Nothing is read before.
  enum class BodyKind { kSmall, kImport, kRefused };
  BodyKind body_kind(const HttpRequest& head) const;

 private:
  using Work = net::awaitable<HttpAnswer>;

  Work cases(HttpRequest request, Visitor visitor);
  Work meetings(HttpRequest request, Visitor visitor);
  Work one_meeting(HttpRequest request, Visitor visitor);
  Work invitations(HttpRequest request, Visitor visitor);
  Work import(HttpRequest request, Visitor visitor);

  Work create_meeting(pb::CreateMeetingRequest wanted);
  Work invite(std::string meeting, pb::InviteRequest wanted);
  Work revoke(std::string meeting, std::string invitation);

  net::awaitable<bool> manages(Visitor visitor, std::string meeting);
  pb::MeetingView view_of(const pb::MeetingRegistered& registered, bool with_invitations) const;

  ApiWorld world_;
};

// What a participant may read of his meeting: state, records, export. On the front shard.
net::awaitable<HttpAnswer> read_meeting(ApiWorld world, Visitor visitor, HttpRequest request);

// Takes a file in as a new meeting of a new case, with an invitation for everybody in it.
net::awaitable<HttpAnswer> import_file(ApiWorld world, HttpRequest request);

// The answer to what a meeting said no to.
HttpAnswer status_answer(MeetingStatus status);

pb::InvitationView invitation_view(const pb::Invited& invited, bool revoked, std::string secret);

}  // namespace flipover
