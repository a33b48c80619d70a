#include "server/meeting/live_meeting.h"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "server/base/check.h"
#include "server/base/log_value.h"
#include "server/base/planted_fault.h"
#include "server/model/apply.h"

namespace flipover {
namespace {

constexpr std::size_t kReadBytes = 1024 * 1024;
constexpr std::chrono::milliseconds kLookForRoomEvery{500};

std::int64_t milliseconds(WallTime time) { return time.time_since_epoch().count(); }

// A log that cannot be read now may be read later; damage stays.
MeetingActor::Opened cannot_open(MeetingWorld& world, ReadStatus status, std::string message) {
  const bool damaged = status == ReadStatus::kDamaged;
  if (damaged) world.metrics.meetings_damaged.add();
  return {damaged ? MeetingStatus::kDamaged : MeetingStatus::kStopped, nullptr, std::move(message)};
}

}  // namespace

net::awaitable<MeetingActor::Opened> MeetingActor::open(MeetingWorld& world, MeetingId meeting) {
  auto opened = co_await Journal::open(world.log, world.keys, meeting);
  const bool no_room = opened.status == OpenStatus::kNoRoom;
  if (no_room) opened = co_await Journal::look(world.log, world.keys, meeting);
  if (opened.status != OpenStatus::kOpen) {
    const bool damaged = opened.status == OpenStatus::kDamaged;
    if (damaged) world.metrics.meetings_damaged.add();
    const MeetingStatus why = damaged ? MeetingStatus::kDamaged : no_room ? MeetingStatus::kNoRoom : MeetingStatus::kStopped;
    co_return Opened{why, nullptr, opened.message};
  }
  const auto executor = co_await net::this_coro::executor;
  auto live = std::make_shared<LiveMeeting>(world, executor, std::move(opened.journal));
  Opened recovered = co_await live->recover();
  if (recovered.message.empty()) recovered.message = std::move(opened.message);
  co_return recovered;
}

LiveMeeting::LiveMeeting(MeetingWorld& world, net::any_io_executor executor, std::unique_ptr<Journal> journal)
    : world_(world),
      executor_(std::move(executor)),
      meeting_(journal->meeting()),
      journal_(std::move(journal)),
      fanout_(world.metrics),
      edits_(world.limits.history_edits_max),
      inbox_(executor_, world.limits.inbox_messages_max),
      opened_at_(world.clock.now()) {}

net::awaitable<MeetingActor::Opened> LiveMeeting::recover() {
  auto self = std::static_pointer_cast<LiveMeeting>(shared_from_this());
  auto stored = co_await journal_->get_checkpoint(journal_->head());
  if (stored.status != ReadStatus::kRead) co_return cannot_open(world_, stored.status, stored.message);
  if (stored.checkpoint && folded_by_present_rules(*stored.checkpoint)) {
    checkpoint_number_ = stored.checkpoint->number();
    checkpoint_bytes_ = stored.checkpoint->ByteSizeLong();
    co_await net::post(executor_, net::use_awaitable);  // a large board is long work: others of this shard in between
    state_ = from_checkpoint(std::move(*stored.checkpoint));
  }
  for (SeqNo next{state_.number + 1}; state_.number < raw(journal_->head());) {
    const RecordPage page = co_await journal_->read(next, kReadBytes);
    if (page.status != ReadStatus::kRead) co_return cannot_open(world_, page.status, page.message);
    for (const auto& stored_record : page.records) {
      const pb::Record& record = stored_record.record;
      if (record.number() <= state_.number) continue;
      CHECK(record.number() == state_.number + 1, "records of a journal are dense");
      apply(state_, record);
      if (auto edit = text_edit_of(record)) {
        if (const Item* item = find_item(state_, edit->first)) {
          edits_.add(edit->first, item->data.revision(), std::move(edit->second));
        }
      }
      remember(record);
      bytes_since_checkpoint_ += record.ByteSizeLong();
    }
    if (page.end) break;
    next = page.next;
  }
  if (state_.number > 0) world_.charters.share(state_);
  CHECK(state_.number == raw(journal_->head()), "a recovered meeting stands at the head of its log");
  world_.metrics.meetings_open.add();
  world_.metrics.meetings_opened.add();
  start();
  if (!journal_->writable()) watch_for_room();
  co_return Opened{MeetingStatus::kDone, self, {}};
}

void LiveMeeting::start() {
  net::co_spawn(
      executor_,
      [](std::shared_ptr<LiveMeeting> self) -> net::awaitable<void> { co_await self->run(); }(
          std::static_pointer_cast<LiveMeeting>(shared_from_this())),
      net::detached);
}

net::awaitable<void> LiveMeeting::run() {
  bool broken = false;
  std::vector<Message> messages;
  try {
    for (bool goes_on = true; goes_on && !stopped_;) {
      messages = co_await inbox_.receive_all();
      if (messages.empty()) break;
      goes_on = co_await work_through(messages);
    }
  } catch (const std::exception& mistake) {
    // Memory is not to be trusted any more: the meeting is rebuilt from its log by the next who comes.
    broken = true;
    if (world_.tell) world_.tell("event=meeting_stopped meeting=" + meeting_.value + " why=" + as_value(mistake.what()));
    world_.metrics.meetings_stopped.add();
    world_.metrics.invariants_broken.add();
  }
  if (broken) co_await stop_now(CloseReason::kMeetingStopped);
  for (auto& message : messages) answer_stopped(message);
}

// One batch: first who joins, on the state that is durable; then all that was asked, as one append.
net::awaitable<bool> LiveMeeting::work_through(std::vector<Message>& messages) {
  for (auto& message : messages) {
    auto* join = std::get_if<JoinMessage>(&message);
    if (join == nullptr) continue;
    co_await recall_missed(join->request);
    join->done(take_in(std::move(join->request)));
    co_await net::post(executor_, net::use_awaitable);  // many come at once: others of this shard in between
  }
  std::vector<pb::Record> records;
  ServerAnswers answers;
  for (auto& message : messages) {
    if (auto* submit = std::get_if<SubmitMessage>(&message)) {
      // What a session left behind is not decided: the client has been, or will be, told in Welcome what was committed,
      // and sends the rest again.
      if (find_session(*submit->subscriber) == nullptr) continue;
      if (journal_->writable()) {
        co_await decide_in_order(*submit, records);
      } else {
        turn_away(*submit);
      }
    } else if (auto* server = std::get_if<ServerMessage>(&message)) {
      MeetingStatus status = journal_->writable() ? MeetingStatus::kDone : MeetingStatus::kNoRoom;
      for (const auto& operation : server->operations) {
        if (status != MeetingStatus::kDone) break;
        if (commit(Author{{}, Authority::kServer}, operation, meeting_time(), records)) continue;
        status = MeetingStatus::kInvalid;
        break;
      }
      answers.emplace_back(std::move(server->done), status);
    } else if (auto* compare = std::get_if<CompareMessage>(&message)) {
      if (!co_await settle(records, answers)) co_return false;
      compare->done(board_at(compare->number));
    } else if (auto* renewed = std::get_if<RenewMessage>(&message)) {
      if (!co_await settle(records, answers)) co_return false;
      renewed->done(renew(*renewed->subscriber));
    } else if (auto* steps = std::get_if<ImportStepsMessage>(&message)) {
      if (!co_await settle(records, answers)) co_return false;
      steps->done(co_await work_import(*steps));
    } else if (auto* imported = std::get_if<ImportRecordsMessage>(&message)) {
      if (!co_await settle(records, answers)) co_return false;
      imported->done(co_await work_import(*imported));
    } else if (auto* stop = std::get_if<StopMessage>(&message)) {
      co_await settle(records, answers);
      if (!stopped_) {
        co_await put_checkpoint_if_due(true);
        co_await stop_now(stop->reason);
      }
      stop->done(true);
      co_return false;
    }
    if (stopped_) co_return false;
  }
  if (!co_await settle(records, answers)) co_return false;
  co_await put_checkpoint_if_due(false);
  co_return !stopped_;
}

// What was decided so far becomes durable and seen, and the server's own questions get their answer.
net::awaitable<bool> LiveMeeting::settle(std::vector<pb::Record>& records, ServerAnswers& answers) {
  const bool durable = co_await make_durable(records);
  for (auto& [done, status] : answers) done(durable ? status : MeetingStatus::kStopped);
  answers.clear();
  records.clear();
  co_return durable;
}

net::awaitable<bool> LiveMeeting::make_durable(std::vector<pb::Record>& records) {
  if (records.empty()) {
    fanout_.publish();  // refusals, and answers to retries
    co_return true;
  }
  if (planted(Fault::kShowBeforeDurable)) fanout_.publish();
  const WallTime begun = world_.clock.now();
  const AppendOutcome outcome = co_await journal_->append(records);
  if (outcome.status != AppendStatus::kDurable) {
    fanout_.drop();  // memory is ahead of the log: show nobody
    world_.metrics.meetings_stopped.add();
    if (world_.tell) world_.tell("event=meeting_stopped meeting=" + meeting_.value + " why=" + as_value(outcome.message));
    co_await stop_now(outcome.status == AppendStatus::kNoRoom ? CloseReason::kNoRoom : CloseReason::kMeetingStopped);
    co_return false;
  }
  world_.metrics.append_microseconds.add(static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(world_.clock.now() - begun).count()));
  world_.metrics.batches.add();
  world_.metrics.operations_committed.add(records.size());
  for (const auto& record : records) reseat_confirmed(record);
  fanout_.publish();  // only durable operations leave
  for (const auto& record : records) {
    bytes_since_checkpoint_ += record.ByteSizeLong();
    end_seats(record.operation());
  }
  co_return true;
}

// While the log takes nothing: what was committed or refused before is answered; the rest is not taken, and its author
// goes, with his words, to come back later.
void LiveMeeting::turn_away(const SubmitMessage& message) {
  bool all_answered = true;
  for (const auto& operation : message.operations) {
    auto outcome = answered_before(message, operation);
    all_answered = all_answered && outcome.has_value();
    if (outcome) fanout_.answer(*message.subscriber, std::move(*outcome));
  }
  fanout_.publish();
  if (all_answered) return;
  const std::shared_ptr<Subscriber> subscriber = message.subscriber;
  leave(*subscriber);
  subscriber->close(CloseReason::kNoRoom);
}

// When there is room again everybody comes back to a meeting that can be written.
void LiveMeeting::watch_for_room() {
  world_.after(kLookForRoomEvery, [weak = std::weak_ptr<MeetingActor>(shared_from_this())] {
    const auto self = std::static_pointer_cast<LiveMeeting>(weak.lock());
    if (!self || self->stopped_) return;
    if (!self->world_.log.has_room()) return self->watch_for_room();
    net::co_spawn(
        self->executor_,
        [](std::shared_ptr<LiveMeeting> meeting) -> net::awaitable<void> {
          co_await meeting->stop(CloseReason::kMeetingStopped);
        }(self),
        net::detached);
  });
}

net::awaitable<void> LiveMeeting::decide_in_order(const SubmitMessage& message, std::vector<pb::Record>& records) {
  for (const auto& operation : message.operations) {
    if (operation.has_edit_text()) co_await read_older_edits(operation.edit_text());
    if (operation.has_split_item()) {
      pb::EditText like;
      like.set_item(operation.split_item().item());
      like.set_base(operation.split_item().base());
      co_await read_older_edits(like);
    }
    fanout_.answer(*message.subscriber, decide_one(message, operation, records));
  }
}

pb::Outcome LiveMeeting::decide_one(const SubmitMessage& message, const pb::Operation& operation,
                                    std::vector<pb::Record>& records) {
  if (auto before = answered_before(message, operation)) return std::move(*before);
  pb::Outcome outcome;
  outcome.set_counter(operation.id().counter());
  const auto refuse = [&](const Rejection& rejection) {
    *outcome.mutable_refused() = to_refusal(rejection, operation);
    world_.metrics.operations_refused.add();
    refused_.note(message.participant, message.client, operation.id().counter());
    return outcome;
  };
  auto rate = rates_.try_emplace(message.participant, world_.limits.operations_per_second,
                                 world_.limits.operations_burst).first;
  if (!rate->second.take(world_.clock.now())) return refuse(Rejection{Reason::kTooFast, {}});
  pb::Operation whole = operation;
  whole.mutable_id()->set_client(message.client);
  if (whole.has_take_over_chair()) fill_in_presence(*whole.mutable_take_over_chair());
  const auto number =
      commit(Author{message.participant, Authority::kParticipant, message.device}, whole, meeting_time(), records);
  if (!number) return refuse(number.error());
  outcome.set_committed(*number);
  return outcome;
}

// Exactly once (G3): a counter at or below the highest was committed or refused before.
std::optional<pb::Outcome> LiveMeeting::answered_before(const SubmitMessage& message, const pb::Operation& operation) {
  const std::uint64_t counter = operation.id().counter();
  pb::Outcome outcome;
  outcome.set_counter(counter);
  const auto refuse = [&](Reason reason) {
    *outcome.mutable_refused() = to_refusal(Rejection{reason, {}}, operation);
    world_.metrics.operations_refused.add();
    return outcome;
  };
  if (counter == 0) return refuse(Reason::kCounterInvalid);
  if (!operation.id().client().empty() && operation.id().client() != message.client) {
    return refuse(Reason::kForeignClient);
  }
  std::uint64_t highest = refused_.highest(message.participant, message.client);
  const auto progress = state_.clients.find(message.client);
  if (progress != state_.clients.end()) highest = std::max(highest, progress->second.highest);
  if (counter > highest) return std::nullopt;
  if (progress != state_.clients.end()) {
    const auto committed = progress->second.recent.find(counter);
    if (committed != progress->second.recent.end()) {
      world_.metrics.operations_repeated.add();
      outcome.set_committed(committed->second);
      return outcome;
    }
  }
  if (planted(Fault::kAnswerRefusedAsSaved)) {
    outcome.set_committed(state_.number);
    return outcome;
  }
  return refuse(Reason::kWasRefused);
}

Verdict<std::uint64_t> LiveMeeting::commit(const Author& by, const pb::Operation& operation, WallTime time,
                                           std::vector<pb::Record>& records) {
  auto decided = decide(state_, by, operation, edits_, world_.limits.model);
  if (!decided) return decided.error();
  pb::Record record;
  record.set_number(state_.number + 1);
  record.set_time_ms(std::max(milliseconds(time), state_.time_ms));
  record.set_logged_at_ms(milliseconds(world_.clock.now()));
  record.set_by(by.participant);
  *record.mutable_operation() = std::move(*decided);
  fold_in(std::move(record), records);
  return state_.number;
}

void LiveMeeting::fill_in_presence(pb::TakeOverChair& op) const {
  op.clear_here();
  for (const auto& attendee : state_.attendees) {
    const std::string& id = attendee.participant().id();
    if (is_connected(id)) op.add_here(id);
  }
  op.set_chair_gone_ms(chair_gone_ms());
}

std::int64_t LiveMeeting::chair_gone_ms() const {
  const std::string& chair = state_.course.chair();
  if (is_connected(chair)) return 0;
  const auto left = left_at_.find(chair);
  const WallTime since = left == left_at_.end() ? opened_at_ : left->second;
  return std::max<std::int64_t>(milliseconds(world_.clock.now()) - milliseconds(since), 0);
}

void LiveMeeting::fold_in(pb::Record record, std::vector<pb::Record>& records) {
  fanout_.before_apply(state_, record);
  apply(state_, record);
  fanout_.after_apply(state_, record);
  if (record.operation().has_create_meeting()) world_.charters.share(state_);
  if (auto edit = text_edit_of(record)) {
    if (const Item* item = find_item(state_, edit->first)) {
      edits_.add(edit->first, item->data.revision(), std::move(edit->second));
    }
  }
  remember(record);
  records.push_back(std::move(record));
}

// An edit made long ago, or before a restart: the edits since are read from the log, so that `decide` has them.
net::awaitable<void> LiveMeeting::read_older_edits(const pb::EditText& edit) {
  const Item* item = find_item(state_, edit.item());
  if (item == nullptr || edit.base() > item->data.revision()) co_return;
  const std::uint64_t newest = item->data.revision();
  if (newest - edit.base() > world_.limits.model.edits_behind_max || edits_.since(edit.item(), edit.base())) co_return;
  if (edit.base() == newest) {
    edits_.put(edit.item(), newest, {});  // nothing came since, and nothing was kept of it yet
    co_return;
  }
  std::uint64_t base = 0;
  std::vector<TextChange> changes;
  // Edits of this very batch are not in the log yet; those in memory follow what is read.
  const auto known = [&](std::uint64_t revision) { return edits_.since(edit.item(), revision); };
  SeqNo next{std::max<std::uint64_t>(item->data.made_at(), 1)};
  for (bool done = false; !done;) {
    const RecordPage page = co_await journal_->read(next, kReadBytes);
    if (page.status != ReadStatus::kRead) co_return;
    for (const auto& stored : page.records) {
      auto change = text_edit_of(stored.record);
      if (!change || change->first != edit.item()) continue;
      if (base + changes.size() == newest) break;
      changes.push_back(std::move(change->second));
    }
    done = page.end;
    next = page.next;
  }
  for (std::uint64_t revision = base + changes.size(); revision < newest;) {
    const auto more = known(revision);
    if (!more || more->empty()) co_return;
    changes.insert(changes.end(), more->begin(), more->end());
    revision += more->size();
  }
  edits_.put(edit.item(), base, std::move(changes));
}

net::awaitable<MeetingStatus> LiveMeeting::submit_as_server(std::vector<pb::Operation> operations) {
  return ask(MeetingStatus::kStopped, [operations = std::move(operations)](Completion<MeetingStatus> done) {
    return ServerMessage{operations, std::move(done)};
  });
}

bool LiveMeeting::has_chair() const {
  return standing_in(state_, state_.course.chair(), {}).holds_chair && chair_gone_ms() < kChairGoneMs;
}

WallTime LiveMeeting::meeting_time() const { return world_.clock.now(); }

net::awaitable<void> LiveMeeting::put_checkpoint_if_due(bool meeting_empties) {
  if (!journal_->writable()) co_return;
  const std::uint64_t since = state_.number - checkpoint_number_;
  const bool due = since >= world_.limits.checkpoint_after_records && bytes_since_checkpoint_ > checkpoint_bytes_;
  if (since == 0 || !(due || meeting_empties)) co_return;
  pb::Checkpoint checkpoint = to_checkpoint(state_);
  const std::size_t bytes = checkpoint.ByteSizeLong();
  co_await net::post(executor_, net::use_awaitable);  // sealing it is long work too: others of this shard in between
  const AppendOutcome outcome = co_await journal_->put_checkpoint(std::move(checkpoint));
  if (outcome.status == AppendStatus::kDurable) {
    checkpoint_number_ = state_.number;
    checkpoint_bytes_ = bytes;
    bytes_since_checkpoint_ = 0;
    world_.metrics.checkpoints.add();
  } else if (outcome.status == AppendStatus::kRefused) {
    checkpoint_number_ = state_.number;  // not tried again at every batch
    bytes_since_checkpoint_ = 0;
  } else if (outcome.status != AppendStatus::kNoRoom) {
    co_await stop_now(CloseReason::kMeetingStopped);
  }
}

net::awaitable<void> LiveMeeting::stop(CloseReason reason) {
  co_await ask(false, [reason](Completion<bool> done) { return StopMessage{reason, std::move(done)}; });
}

net::awaitable<void> LiveMeeting::stop_now(CloseReason reason) {
  if (std::exchange(stopped_, true)) co_return;
  world_.metrics.meetings_open.subtract();
  for (const auto& subscriber : fanout_.all()) {
    leave(*subscriber);
    subscriber->close(reason);
  }
  inbox_.close();
  journal_.reset();  // gives the lease back, so that the meeting can be opened again at once
}

}  // namespace flipover
