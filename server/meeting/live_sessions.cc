// The parts of LiveMeeting that deal with sessions: joining, resuming, leaving, presence.
#include <algorithm>
#include <utility>

#include "server/meeting/checkpoint_parts.h"
#include "server/meeting/live_meeting.h"
#include "server/model/phases.h"

namespace flipover {

net::awaitable<MeetingStatus> LiveMeeting::join(JoinRequest request) {
  return ask(MeetingStatus::kStopped, [request = std::move(request)](Completion<MeetingStatus> done) {
    return JoinMessage{request, std::move(done)};
  });
}

MeetingStatus LiveMeeting::take_in(JoinRequest request) {
  const Viewer viewer = viewer_of(state_, request.participant);
  if (viewer.role.id().empty()) return MeetingStatus::kNotAllowed;
  const bool well_formed = request.client.size() >= 16 && request.client.size() <= kIdBytesMax &&
                           std::all_of(request.client.begin(), request.client.end(), [](char c) {
                             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                    c == '_' || c == '-';
                           });
  const auto progress = state_.clients.find(request.client);
  const bool known = progress != state_.clients.end();
  if (!well_formed || (known && progress->second.participant != request.participant)) return MeetingStatus::kInvalid;
  for (const auto& session : sessions_) {
    if (session.client != request.client) continue;
    if (session.participant != request.participant) return MeetingStatus::kInvalid;
    // The same device again: its old connection hangs, the new one takes its place.
    const auto old = session.subscriber;
    leave(*old);
    old->close(CloseReason::kSilent);
    break;
  }
  if (sessions_.size() >= world_.limits.connections_max) return MeetingStatus::kUnknown;

  pb::ServerFrame frame;
  pb::Welcome& welcome = *frame.mutable_welcome();
  *welcome.mutable_you() = find_attendee(state_, request.participant)->participant();
  welcome.set_meeting(meeting_.value);
  welcome.set_number(state_.number);
  if (known) {
    welcome.set_highest_counter(progress->second.highest);
    for (const auto& [counter, number] : progress->second.recent) {
      pb::CommittedCounter& committed = *welcome.add_committed();
      committed.set_counter(counter);
      committed.set_number(number);
    }
  }
  if (const auto refused = highest_refused_.find(request.client); refused != highest_refused_.end()) {
    welcome.set_highest_counter(std::max(welcome.highest_counter(), refused->second));
  }
  pb::Limits& limits = *welcome.mutable_limits();
  limits.set_frame_bytes(static_cast<std::uint32_t>(world_.limits.frame_bytes_max));
  limits.set_text_units(static_cast<std::uint32_t>(world_.limits.model.text_units_max));
  limits.set_operations_in_frame(static_cast<std::uint32_t>(world_.limits.operations_in_frame_max));
  limits.set_unanswered(static_cast<std::uint32_t>(world_.limits.unanswered_max));
  limits.set_presence_per_second(world_.limits.presence_per_second);
  pb::ServerFrame updates;
  welcome.set_resumed(resume(request, viewer, updates));
  const bool resumed = welcome.resumed();

  auto subscriber = request.subscriber;
  sessions_.push_back(Session{subscriber, request.participant, request.client});
  world_.metrics.sessions_open.add();
  const bool first = fanout_.subscribers_of(request.participant).empty();
  fanout_.join(subscriber, viewer, state_.number);
  subscriber->deliver(make_frame(std::move(frame)));
  if (resumed) {
    subscriber->deliver(make_frame(std::move(updates)));
  } else {
    subscriber->deliver_parts(
        checkpoint_parts(std::make_shared<const pb::Checkpoint>(project(state_, viewer)), state_.number));
  }
  if (first && presence_.connected(request.participant, true)) flush_presence_soon();
  return MeetingStatus::kDone;
}

// The records since, if all are in memory, none changed what this viewer may see beyond itself, and they are not more
// than a fresh picture would be.
bool LiveMeeting::resume(const JoinRequest& request, const Viewer& viewer, pb::ServerFrame& updates) const {
  if (request.last_seen == 0 || request.last_seen > state_.number) return false;
  const std::uint64_t missed = state_.number - request.last_seen;
  if (missed > recent_.size()) return false;
  pb::Update& update = *updates.mutable_update();
  Before nothing_changes;
  nothing_changes.count = count_ready(state_);
  std::size_t bytes = 0;
  for (auto recent = recent_.end() - static_cast<std::ptrdiff_t>(missed); recent != recent_.end(); ++recent) {
    if (recent->changes_sight) return false;
    Sighting sighting = see(nothing_changes, {}, state_, *recent->record, viewer);
    if (sighting.form == Sighting::Form::kNothing) continue;
    pb::Record& sent = *update.add_records();
    sent = sighting.form == Sighting::Form::kWhole ? *recent->record : std::move(sighting.record);
    bytes += sent.ByteSizeLong();
    if (bytes > kPartBytesMax) return false;
  }
  update.set_upto(state_.number);
  return true;
}

const LiveMeeting::Session* LiveMeeting::find_session(const Subscriber& subscriber) const {
  const auto found = std::find_if(sessions_.begin(), sessions_.end(), [&](const Session& session) {
    return session.subscriber.get() == &subscriber;
  });
  return found == sessions_.end() ? nullptr : &*found;
}

void LiveMeeting::leave(const Subscriber& subscriber) {
  const Session* session = find_session(subscriber);
  if (session == nullptr) return;
  const std::string participant = session->participant;
  fanout_.leave(subscriber);
  std::erase_if(sessions_, [&](const Session& of) { return of.subscriber.get() == &subscriber; });
  world_.metrics.sessions_open.subtract();
  if (fanout_.subscribers_of(participant).empty() && presence_.connected(participant, false)) flush_presence_soon();
}

net::awaitable<MeetingStatus> LiveMeeting::submit(const Subscriber& subscriber, std::vector<pb::Operation> operations) {
  const Session* session = find_session(subscriber);
  if (stopped_ || session == nullptr) co_return MeetingStatus::kStopped;
  auto self = shared_from_this();
  SubmitMessage message{session->subscriber, session->participant, session->client, std::move(operations)};
  const bool put = co_await inbox_.put(std::move(message));
  co_return put ? MeetingStatus::kDone : MeetingStatus::kStopped;
}

void LiveMeeting::show_presence(const Subscriber& subscriber, pb::Presence presence) {
  const Session* session = find_session(subscriber);
  if (stopped_ || session == nullptr) return;
  if (presence_.show(session->participant, std::move(presence))) flush_presence_soon();
}

void LiveMeeting::flush_presence_soon() {
  const auto pause = std::chrono::milliseconds(1'000 / std::max<std::uint32_t>(world_.limits.presence_per_second, 1));
  world_.after(pause, [weak = std::weak_ptr<MeetingActor>(shared_from_this())] {
    const auto self = std::static_pointer_cast<LiveMeeting>(weak.lock());
    if (self && !self->stopped_) self->presence_.flush(self->state_, self->fanout_);
  });
}

void LiveMeeting::dismiss(const std::string& participant, CloseReason reason) {
  for (const auto& subscriber : fanout_.subscribers_of(participant)) {
    leave(*subscriber);
    subscriber->close(reason);
  }
}

}  // namespace flipover
