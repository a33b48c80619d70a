// Api: what the JSON API under /api/v1 answers (proto/meeting/v1/api.proto).
//
// Invariants: who asks is known before anything is told; an unknown meeting and one that is not for you get the same
//   answer (S9); the administrator makes meetings and invitations and reads nothing of their content (S45). What changes
//   something and comes with a cookie, or may set one, comes from a page of ours (S26).
// Threads: the front shard; what a meeting answers is asked on the meeting's shard.
// Limits: guesses of an address, WaitingRoom's.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "meeting/v1/api.pb.h"
#include "server/access/registry.h"
#include "server/base/clock.h"
#include "server/edge/hosts.h"
#include "server/edge/http_message.h"
#include "server/edge/throttle.h"
#include "server/edge/waiting_room.h"

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
  const ThrottleLimits& guesses;
  const WebSite& site;            // the web client that this server hands out
  const std::string& public_url;  // what links begin with; empty: as it was asked
};

class Api {
 public:
  explicit Api(ApiWorld world) : world_(std::move(world)), guesses_(world_.guesses), screens_(world_.guesses) {}

  // `path` below /api/v1.
  net::awaitable<HttpAnswer> answer(HttpRequest request);

  // Whether the body of this request is an import's, for who may: then it may be large. Nothing is read before.
  enum class BodyKind { kSmall, kImport, kRefused };
  BodyKind body_kind(const HttpRequest& head) const;

 private:
  using Work = net::awaitable<HttpAnswer>;

  Work answer_if_there_is_room(HttpRequest request);

  // For those who are not in yet, too: api_session.cc, api_room.cc.
  std::optional<Work> for_everybody(HttpRequest& request);
  Work session(HttpRequest request);
  Work look(HttpRequest request);
  Work knocks(HttpRequest request);
  Work screens(HttpRequest request);

  Work cases(HttpRequest request, Visitor visitor);
  Work meetings(HttpRequest request, Visitor visitor);
  Work people(HttpRequest request, Visitor visitor);
  Work practice(HttpRequest request, Visitor visitor);
  Work import(HttpRequest request, Visitor visitor);
  // Of one meeting; the visitor as he is there.
  Work of_meeting(HttpRequest request, Visitor visitor);
  Work one_meeting(HttpRequest request, Visitor visitor);
  Work invitations(HttpRequest request, Visitor visitor);
  Work appoint_chair(HttpRequest request, Visitor visitor);
  Work door(HttpRequest request, Visitor visitor);
  Work answer_knocks(HttpRequest request, Visitor visitor);
  Work pair_screens(HttpRequest request, Visitor visitor);

  Work create_case(pb::CreateCaseRequest wanted, Visitor visitor);
  Work create_meeting(pb::CreateMeetingRequest wanted, Visitor visitor);
  Work invite(std::string meeting, pb::InviteRequest wanted, Visitor inviter);
  Work revoke(std::string meeting, std::string invitation);
  Work enter(HttpRequest request);
  Work leave(HttpRequest request);
  Work knock(HttpRequest request);
  Work answer_knock(HttpRequest request, pb::AnswerKnockRequest wanted, Visitor chair);
  Work pair_screen(HttpRequest request, Visitor chair);
  Work remove_screens(std::string meeting);

  // The participant, once the meeting knows him; or why it does not.
  struct Seated {
    std::optional<HttpAnswer> refused;
    pb::Participant participant;
  };
  net::awaitable<Seated> seat(std::string meeting, pb::InviteRequest wanted, Visitor inviter);
  NewInvitation invitation_for(std::string meeting, pb::Participant participant, std::int64_t seconds,
                               const Visitor& inviter) const;

  Visitor who(const HttpRequest& request) const;
  // Why a participant goes no further, though he has a seat: he takes part no longer, or is a room screen.
  net::awaitable<std::optional<HttpAnswer>> kept_out(Visitor visitor, bool looks_back);
  net::awaitable<Standing> standing_of(std::string meeting, std::string participant);
  net::awaitable<void> end_screens_of_ended_meetings(Visitor browser);
  // A cookie that nobody else can know: who comes nearer gets another (S44). Empty: the log did not take it.
  net::awaitable<std::string> fresh_cookie(const HttpRequest& request);
  net::awaitable<bool> end_sockets(std::string session, std::string meeting);
  net::awaitable<bool> end_invitation(std::string meeting, std::string invitation);
  // Made this meeting, and looks from the seat that it gave him: not from one he was invited to since.
  bool made(const Visitor& visitor, const std::string& meeting) const;
  net::awaitable<bool> manages(Visitor visitor, std::string meeting);
  net::awaitable<bool> chairs(Visitor visitor, std::string meeting);
  net::awaitable<Doorway> doorway_of(std::string meeting);
  net::awaitable<bool> is_connected(std::string meeting, std::string participant);

  pb::MeetingView view_of(const pb::MeetingRegistered& registered, bool with_invitations) const;
  pb::CaseView view_of(const pb::CaseCreated& created) const;
  pb::SessionView view_of(const Visitor& visitor) const;
  pb::LinkView link_of(const pb::MeetingRegistered& registered) const;
  pb::Label method_name(const std::string& method) const;
  std::string screen_role() const;

  HttpAnswer guessed_wrong(const HttpRequest& request);

  ApiWorld world_;
  Throttle guesses_;
  Throttle screens_;
  Throttle practices_{ThrottleLimits{10, 0.2}};
  WaitingRoom waiting_;
};

// What a participant may read of his meeting: state, records, export. On the front shard.
net::awaitable<HttpAnswer> read_meeting(ApiWorld world, Visitor visitor, HttpRequest request);

// Takes a file in as a new meeting of a new case, with an invitation for everybody in it.
net::awaitable<HttpAnswer> import_file(ApiWorld world, HttpRequest request);

// What the chair is shown of what the client sees. On the front shard.
net::awaitable<HttpAnswer> preview_meeting(ApiWorld world, Visitor visitor, HttpRequest request);

// What one may choose from; what everybody may know of this server.
HttpAnswer methods_answer(const ApiWorld& world);
HttpAnswer about_answer(const ApiWorld& world, const HttpRequest& request);

// A practice meeting of this person's.
net::awaitable<HttpAnswer> start_practice(ApiWorld world, pb::PersonNamed person, std::string language);

// The answer to what a meeting said no to.
HttpAnswer status_answer(MeetingStatus status);

pb::InvitationView invitation_view(const pb::Invited& invited, bool revoked, std::string secret);

}  // namespace flipover
