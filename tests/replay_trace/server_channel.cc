#include "tests/replay_trace/server_channel.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <utility>

#include "clients/cli/http_client.h"
#include "meeting/v1/api.pb.h"
#include "server/model/entity_id.h"
#include "server/model/state_hash.h"
#include "server/model/text_wire.h"
#include "server/model/utf16.h"
#include "tests/replay_trace/trace.h"

namespace flipover {
namespace {

using namespace std::chrono_literals;

// Real time passes a millisecond at a time, which is as finely as a socket can be waited for.
constexpr std::uint64_t kMomentsInMillisecond = 4;
constexpr auto kPatience = 60s;
// Just below what a server takes from one participant.
constexpr auto kEditPace = 5'600us;
constexpr auto kPaceAhead = 900 * kEditPace;

template <class Message>
Message ask(const ServerAddress& server, const std::string& secret, const std::string& target,
            const google::protobuf::Message* request = nullptr) {
  const HttpClient client(server, secret);
  std::string body;
  if (request != nullptr) {
    expect(google::protobuf::util::MessageToJsonString(*request, &body).ok(), "a request has no JSON form");
  }
  const auto answer =
      HttpClient::wait_for(request == nullptr ? client.get(target) : client.post(target, std::move(body)));
  if (!answer) throw TraceBroken("the server is not there: " + answer.error().message());
  expect(answer->good(), target + " is answered with " + std::to_string(answer->status) + " " + answer->body);
  Message message;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;  // of a newer server
  expect(google::protobuf::util::JsonStringToMessage(answer->body, &message, options).ok(),
         target + " is answered with something else than expected");
  return message;
}

}  // namespace

TraceServer::TraceServer(ServerAddress address, std::string administrator)
    : address_(std::move(address)), administrator_(std::move(administrator)) {
  pb::CreateCaseRequest request;
  request.set_label("T.");
  case_id_ = ask<pb::CaseView>(address_, administrator_, "/api/v1/cases", &request).case_id();
}

TraceServer::Made TraceServer::make(std::size_t places) const {
  pb::CreateMeetingRequest create;
  create.set_case_id(case_id_);
  create.set_title("Trace");
  create.set_method("vrij");
  create.set_practice(true);
  Made made;
  made.meeting = ask<pb::MeetingView>(address_, administrator_, "/api/v1/meetings", &create).meeting();
  for (std::size_t place = 0; place < places; ++place) {
    pb::InviteRequest invite;
    invite.set_name("Agent " + std::to_string(place));
    invite.set_role("partner");
    const auto view = ask<pb::InvitationView>(address_, administrator_,
                                              "/api/v1/meetings/" + made.meeting + "/invitations", &invite);
    made.places.push_back({view.participant().id(), view.secret()});
  }
  return made;
}

// One agent's connection, and what is on its way there and back.
class ServerChannel::Seat final : public LinkEvents {
 public:
  Seat(ServerChannel& channel, std::size_t number, TraceServer::Place place)
      : channel_(channel), number_(number), place_(std::move(place)), heard_(channel.agent_of_.size()) {
    LinkOptions options;
    options.server = channel.address_;
    options.meeting = channel.meeting_;
    options.token = place_.secret;
    options.client = new_client_id();
    options.json = number % 2 == 1;
    link_ = std::make_unique<MeetingLink>(channel.io_.get_executor(), std::move(options), *this);
    ++channel.running_;
    net::co_spawn(channel.io_, link_->run(), [this](std::exception_ptr failed, const LinkEnd& end) {
      --channel_.running_;
      if (!failed && end.why == LinkEnd::Why::kStopped) return;
      fail("the connection ended: " + end.goodbye.words().en() + end.detail);
    });
  }

  const MeetingLink& link() const { return *link_; }
  const std::string& secret() const { return place_.secret; }
  bool joined() const { return joined_; }
  void stop() { link_->stop(); }

  pb::OperationId submit(pb::Operation operation) {
    operation.mutable_id()->set_counter(++counter_);
    pb::OperationId id = operation.id();
    id.set_client(link_->client());
    link_->submit(std::move(operation));
    return id;
  }

  void send(const TextReplica::Outgoing& edit) {
    pb::Operation operation;
    pb::EditText& edit_text = *operation.mutable_edit_text();
    edit_text.set_item(channel_.item_);
    edit_text.set_base(edit.base);
    change_to_wire(edit.change, *edit_text.mutable_spans());
    submit(std::move(operation));
    paced_upto_ = std::max(paced_upto_, Clock::now()) + kEditPace;
  }
  bool may_send() const { return paced_upto_ < Clock::now() + kPaceAhead; }

  std::deque<Late<TextReplica::Outgoing>> up;
  std::deque<Late<Logged>> down;

 private:
  void renewed(std::uint64_t) override {
    if (joined_) fail("the whole meeting came anew, so single edits are missing");
    joined_ = true;
  }

  void answered(const pb::Outcome& outcome) override {
    if (outcome.has_refused()) fail("an operation is refused: " + outcome.refused().code());
  }

  void received(const pb::Record& record) override {
    const pb::EditText& edit = record.operation().edit_text();
    if (!record.operation().has_edit_text() || edit.item() != channel_.item_) return;
    const auto agent = channel_.agent_of_.find(record.by());
    auto change = change_from_wire(edit.spans());
    if (agent == channel_.agent_of_.end() || !change || edit.base() != revision_) return fail("an edit makes no sense");
    Logged logged{agent->second, heard_[agent->second]++, ++revision_, *std::move(change)};
    channel_.put(down, std::move(logged));
  }

  void fail(const std::string& what) {
    if (channel_.failure_.empty()) channel_.failure_ = "agent " + std::to_string(number_) + ": " + what;
  }

  ServerChannel& channel_;
  std::size_t number_;
  TraceServer::Place place_;
  std::unique_ptr<MeetingLink> link_;
  std::vector<std::size_t> heard_;  // edits of each agent
  std::uint64_t revision_ = 0;      // of the item's text, as told so far
  std::uint64_t counter_ = 0;
  bool joined_ = false;
  Clock::time_point paced_upto_{};
};

ServerChannel::ServerChannel(const TraceServer& server, std::size_t agents, std::uint64_t seed,
                             std::size_t moments_most)
    : address_(server.address()), random_(seed), delay_(0, moments_most) {
  TraceServer::Made made = server.make(agents);
  meeting_ = made.meeting;
  for (std::size_t agent = 0; agent < agents; ++agent) agent_of_[made.places[agent].participant] = agent;
  for (std::size_t agent = 0; agent < agents; ++agent) {
    seats_.push_back(std::make_unique<Seat>(*this, agent, std::move(made.places[agent])));
  }
  wait_until("joining", [&] {
    return std::all_of(seats_.begin(), seats_.end(), [](const auto& seat) { return seat->joined(); });
  });
  pb::Operation add;
  add.mutable_add_item()->set_kind("uitspraak");
  item_ = entity_id(seats_.front()->submit(std::move(add)));
  wait_until("the item", [&] {
    return std::all_of(seats_.begin(), seats_.end(), [&](const auto& seat) {
      return find_item(seat->link().replica().state(), item_) != nullptr;
    });
  });
}

ServerChannel::~ServerChannel() {
  for (const auto& seat : seats_) seat->stop();
  const auto until = Clock::now() + kPatience;
  while (running_ > 0 && Clock::now() < until) io_.run_one_for(10ms);
}

void ServerChannel::submit(std::size_t agent, TextReplica::Outgoing edit) {
  put(seats_[agent]->up, std::move(edit));
  send_what_is_due();
}

std::optional<Channel::Logged> ServerChannel::next(std::size_t agent) {
  auto& way = seats_[agent]->down;
  if (way.empty() || way.front().moment > now_) return std::nullopt;
  Logged logged = std::move(way.front().message);
  way.pop_front();
  return logged;
}

void ServerChannel::pass_moment() {
  ++now_;
  send_what_is_due();
  io_.restart();
  if (now_ % kMomentsInMillisecond == 0) {
    io_.run_for(1ms);
  } else {
    io_.poll();
  }
  rethrow();
}

template <class Message>
void ServerChannel::put(std::deque<Late<Message>>& way, Message message) {
  // Messages of one way do not overtake one another.
  const std::uint64_t before = way.empty() ? 0 : way.back().moment;
  way.push_back({std::max(before, now_ + delay_(random_)), std::move(message)});
}

void ServerChannel::send_what_is_due() {
  for (const auto& seat : seats_) {
    while (!seat->up.empty() && seat->up.front().moment <= now_ && seat->may_send()) {
      seat->send(seat->up.front().message);
      seat->up.pop_front();
    }
  }
}

template <class Done>
void ServerChannel::wait_until(const char* what, Done done) {
  const auto until = Clock::now() + kPatience;
  while (!done()) {
    expect(Clock::now() < until, std::string("waited in vain for ") + what);
    io_.restart();
    io_.run_one_for(10ms);
    rethrow();
  }
}

void ServerChannel::rethrow() const { expect(failure_.empty(), failure_); }

std::u16string ServerChannel::server_text() {
  std::u16string text;
  for (const auto& seat : seats_) {
    const auto view = ask<pb::StateView>(address_, seat->secret(), "/api/v1/meetings/" + meeting_ + "/state");
    wait_until("the newest number", [&] { return seat->link().replica().upto() >= view.number(); });
    expect(to_hex(state_hash(seat->link().replica().state())) == view.hash(),
           "a replica has another state hash than the server tells its participant");
    const auto item = std::find_if(view.state().items().begin(), view.state().items().end(),
                                   [&](const pb::Item& of) { return of.id() == item_; });
    expect(item != view.state().items().end(), "the server does not tell the item");
    const auto units = utf16_from_utf8(item->text());
    expect(units && (seat == seats_.front() || *units == text), "the server tells two participants two texts");
    text = *units;
  }
  return text;
}

}  // namespace flipover
