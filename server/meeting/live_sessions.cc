// The parts of LiveMeeting that deal with sessions: joining, resuming, leaving, presence.
#include <algorithm>
#include <utility>

#include "server/base/planted_fault.h"
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
  const Viewer viewer = viewer_of(state_, request.participant, request.device);
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
  // Nobody takes the places of others.
  const auto own = static_cast<std::size_t>(std::count_if(
      sessions_.begin(), sessions_.end(), [&](const Session& one) { return one.participant == request.participant; }));
  if (sessions_.size() >= world_.limits.connections_max || own >= world_.limits.connections_of_participant_max) {
    return MeetingStatus::kUnknown;
  }

  const Session session{request.subscriber, request.participant, request.client, request.device};
  pb::ServerFrame frame;
  *frame.mutable_welcome() = welcome(session, viewer);
  pb::ServerFrame updates;
  const bool resumed = request.last_seen > 0 && updates_since(request.last_seen, viewer, updates);
  frame.mutable_welcome()->set_resumed(resumed);

  auto subscriber = request.subscriber;
  sessions_.push_back(session);
  world_.metrics.sessions_open.add();
  const bool first = fanout_.subscribers_of(request.participant).empty();
  fanout_.join(subscriber, viewer, state_.number);
  subscriber->deliver(make_frame(std::move(frame)));
  if (resumed) {
    subscriber->deliver(make_frame(std::move(updates)));
  } else {
    send_board(*subscriber, viewer);
  }
  if (first && presence_.connected(request.participant, true)) flush_presence_soon();
  return MeetingStatus::kDone;
}

pb::Welcome LiveMeeting::welcome(const Session& session, const Viewer& viewer) const {
  pb::Welcome welcome;
  *welcome.mutable_you() = find_attendee(state_, session.participant)->participant();
  welcome.set_meeting(meeting_.value);
  welcome.set_number(state_.number);
  welcome.set_unconfirmed(!viewer.device.empty());
  if (const auto progress = state_.clients.find(session.client); progress != state_.clients.end()) {
    welcome.set_highest_counter(progress->second.highest);
    for (const auto& [counter, number] : progress->second.recent) {
      pb::CommittedCounter& committed = *welcome.add_committed();
      committed.set_counter(counter);
      committed.set_number(number);
    }
  }
  welcome.set_highest_counter(
      std::max(welcome.highest_counter(), refused_.highest(session.participant, session.client)));
  pb::Limits& limits = *welcome.mutable_limits();
  limits.set_frame_bytes(static_cast<std::uint32_t>(world_.limits.frame_bytes_max));
  limits.set_text_units(static_cast<std::uint32_t>(world_.limits.model.text_units_max));
  limits.set_operations_in_frame(static_cast<std::uint32_t>(world_.limits.operations_in_frame_max));
  limits.set_unanswered(static_cast<std::uint32_t>(world_.limits.unanswered_max));
  limits.set_presence_per_second(world_.limits.presence_per_second);
  welcome.set_past(journal_->past());
  return welcome;
}

std::shared_ptr<const BoardSnapshot> LiveMeeting::board_at(std::uint64_t number) {
  if (number != state_.number) return nullptr;
  std::shared_ptr<BoardSnapshot> snapshot = snapshot_.lock();
  if (!snapshot || snapshot->number() != number) {
    snapshot = std::make_shared<BoardSnapshot>(state_);
    snapshot_ = snapshot;
  }
  return snapshot;
}

namespace {

net::awaitable<Sha256Digest> hash_of(std::shared_ptr<const BoardSnapshot> board, Viewer viewer) {
  co_return board->hash_for(viewer);
}

}  // namespace

net::awaitable<std::shared_ptr<const BoardSnapshot>> LiveMeeting::ask_for_board(std::shared_ptr<Subscriber> holder,
                                                                                std::uint64_t number) {
  using Board = std::shared_ptr<const BoardSnapshot>;
  return ask<Board>(nullptr, [holder, number](Completion<Board> done) {
    return CompareMessage{holder, number, std::move(done)};
  });
}

net::awaitable<bool> LiveMeeting::ask_to_renew(std::shared_ptr<Subscriber> holder) {
  return ask(false, [holder](Completion<bool> done) { return RenewMessage{holder, std::move(done)}; });
}

net::awaitable<bool> LiveMeeting::check_board(const Subscriber& subscriber, pb::BoardHash held) {
  const Session* session = find_session(subscriber);
  if (stopped_ || session == nullptr) co_return false;
  auto self = shared_from_this();
  const std::shared_ptr<Subscriber> holder = session->subscriber;
  auto board = co_await ask_for_board(holder, held.number());
  const Viewer* viewer = fanout_.viewer(subscriber);
  if (!board || viewer == nullptr) co_return false;
  // As much work as a join, and nobody waits for it: on a thread where it holds up nobody's writing.
  const Sha256Digest hash = co_await net::co_spawn(world_.readers ? world_.readers : executor_,
                                                   hash_of(std::move(board), *viewer), net::use_awaitable);
  if (std::equal(hash.begin(), hash.end(), held.hash().begin(), held.hash().end(),
                 [](auto a, char b) { return static_cast<char>(a) == b; })) {
    co_return false;
  }
  co_return co_await ask_to_renew(holder);
}

bool LiveMeeting::renew(const Subscriber& subscriber) {
  const Session* session = find_session(subscriber);
  const Viewer* viewer = fanout_.viewer(subscriber);
  if (session == nullptr || viewer == nullptr) return false;
  pb::ServerFrame frame;
  *frame.mutable_welcome() = welcome(*session, *viewer);
  session->subscriber->deliver(make_frame(std::move(frame)));
  if (const Session* still = find_session(subscriber)) send_board(*still->subscriber, *viewer);
  return true;
}

// While somebody is still being sent the board of a moment ago, the next who joins gets that, and what came since.
void LiveMeeting::send_board(Subscriber& subscriber, const Viewer& viewer) {
  std::shared_ptr<BoardSnapshot> snapshot = snapshot_.lock();
  pb::ServerFrame since;
  if (!snapshot || !updates_since(snapshot->number(), viewer, since)) {
    snapshot = std::make_shared<BoardSnapshot>(state_);
    snapshot_ = snapshot;
  }
  const bool behind = snapshot->number() < state_.number;
  subscriber.deliver_parts(BoardSnapshot::parts_for(std::move(snapshot), viewer));
  if (behind) subscriber.deliver(make_frame(std::move(since)));
}

void LiveMeeting::remember(const pb::Record& record) {
  recent_.push_back(Recent{std::make_shared<const pb::Record>(without_id(record)), record.ByteSizeLong()});
  recent_bytes_ += recent_.back().bytes;
  while (recent_.size() > world_.limits.recent_records_max || recent_bytes_ > world_.limits.recent_bytes_max) {
    recent_bytes_ -= recent_.front().bytes;
    recent_.pop_front();
  }
}

// What a returning client says that it has seen is forgotten if it was another past, as before a backup was put back. What it
// missed and is not in memory any more, or not since a restart, is read from the log and stays for the next, unless that is
// more than it will be sent.
net::awaitable<void> LiveMeeting::recall_missed(JoinRequest& request) {
  if (request.last_seen == 0) co_return;
  if (!co_await journal_->has_past(SeqNo{request.last_seen}, request.past)) {
    request.last_seen = 0;
    co_return;
  }
  const std::uint64_t oldest = state_.number - recent_.size() + 1;  // in memory
  std::vector<Recent> missed;
  std::size_t bytes = 0;
  for (SeqNo next{request.last_seen + 1}; raw(next) < oldest;) {
    const RecordPage page = co_await journal_->read(next, kMissedBytesMax);
    if (page.status != ReadStatus::kRead) co_return;
    for (const auto& stored : page.records) {
      if (stored.record.number() < raw(next) || stored.record.number() >= oldest) continue;
      missed.push_back({std::make_shared<const pb::Record>(without_id(stored.record)), stored.record.ByteSizeLong()});
      bytes += missed.back().bytes;
    }
    if (bytes > kMissedBytesMax || page.end) break;
    next = page.next;
  }
  if (bytes > kMissedBytesMax || missed.size() != oldest - request.last_seen - 1) co_return;
  recent_.insert(recent_.begin(), std::make_move_iterator(missed.begin()), std::make_move_iterator(missed.end()));
  recent_bytes_ += bytes;
}

// The records after a number, if all are in memory, none changed what this viewer may see beyond itself, and they are not
// more than a fresh picture would be.
bool LiveMeeting::updates_since(std::uint64_t number, const Viewer& viewer, pb::ServerFrame& updates) const {
  if (number > state_.number) return false;
  const std::uint64_t missed = state_.number - number;
  // A round that is open was opened before these records, or by one of them.
  if (missed > recent_.size() || (missed > 0 && state_.course.round().kind() == pb::OpenRound::BLIND)) return false;
  pb::Update& update = *updates.mutable_update();
  const Before nothing_changes = as_ever(state_);
  std::size_t bytes = 0;
  for (auto recent = recent_.end() - static_cast<std::ptrdiff_t>(missed); recent != recent_.end(); ++recent) {
    if (looks_back(state_, *recent->record, viewer) && !planted(Fault::kResumeIgnoresSight)) return false;
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
  if (!fanout_.subscribers_of(participant).empty()) return;
  left_at_[participant] = world_.clock.now();
  if (presence_.connected(participant, false)) flush_presence_soon();
}

net::awaitable<MeetingStatus> LiveMeeting::submit(const Subscriber& subscriber, std::vector<pb::Operation> operations) {
  const Session* session = find_session(subscriber);
  if (stopped_ || session == nullptr) co_return MeetingStatus::kStopped;
  auto self = shared_from_this();
  SubmitMessage message{session->subscriber, session->participant, session->client, session->device,
                        std::move(operations)};
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

net::awaitable<MeetingStatus> LiveMeeting::admit_device(std::string participant, std::string device,
                                                        std::string asked_by) {
  const auto known = [&] { return standing(participant, device).knows_device; };
  if (stopped_) co_return MeetingStatus::kStopped;
  if (known() || standing(participant, device).only_live) co_return MeetingStatus::kDone;
  std::vector<pb::Operation> operations(1);
  pb::AddDevice& added = *operations.front().mutable_add_device();
  added.set_participant(participant);
  added.set_device(device);
  added.set_asked_by(std::move(asked_by));
  const MeetingStatus status = co_await submit_as_server(std::move(operations));
  // Two connections of one device came at once: the other one's is in the log.
  co_return status == MeetingStatus::kInvalid && known() ? MeetingStatus::kDone : status;
}

// Who comes back on a device that is his by now gets the whole board: what it was sent so far left things out.
void LiveMeeting::reseat_confirmed(const pb::Record& record) {
  if (!record.operation().has_confirm_device()) return;
  std::vector<std::shared_ptr<Subscriber>> confirmed;
  for (const Session& session : sessions_) {
    const bool his = session.participant == record.by();
    if (his && session.device == record.operation().confirm_device().device()) confirmed.push_back(session.subscriber);
  }
  for (const auto& subscriber : confirmed) {
    leave(*subscriber);
    subscriber->close(CloseReason::kDeviceConfirmed);
  }
}

// Whose participation ended is told and goes; with the meeting the room screens' ends (PV-16).
void LiveMeeting::end_seats(const pb::Operation& operation) {
  if (operation.has_end_participation()) {
    dismiss(operation.end_participation().participant(), CloseReason::kRevoked);
  }
  if (!operation.has_end_meeting()) return;
  for (const pb::Attendee& attendee : state_.attendees) {
    const std::string& participant = attendee.participant().id();
    if (standing(participant, {}).only_live) dismiss(participant, CloseReason::kMeetingOver);
  }
}

void LiveMeeting::dismiss(const std::string& participant, CloseReason reason) {
  for (const auto& subscriber : fanout_.subscribers_of(participant)) {
    leave(*subscriber);
    subscriber->close(reason);
  }
}

}  // namespace flipover
