#include "tests/canary/sitting.h"

#include <algorithm>
#include <utility>

#include "server/meeting/minutes.h"
#include "server/model/apply.h"

namespace flipover::canary {

// What reaches one device.
class Sitting::Eye final : public Subscriber {
 public:
  void deliver(FramePtr frame) override {
    if (!closed) frames.push_back(std::move(frame));
  }
  void deliver_parts(std::unique_ptr<FrameSource> parts) override {
    while (FramePtr part = parts->next()) deliver(part);
  }
  void answered(std::size_t) override {}
  void close(CloseReason) override { closed = true; }

  std::vector<FramePtr> frames;  // not read yet
  std::optional<pb::Outcome> outcome;
  bool resumed = false;
  bool closed = false;
};

Sitting::Sitting(Report& report) : report_(report) {
  std::vector<pb::Operation> operations(1);
  *operations[0].mutable_create_meeting() = small_meeting();
  for (const Seat& seat : seats()) {
    book_.expect(participant_of(seat), seat.device_of == nullptr ? "" : seat.device_of);
    if (!seat.late) *operations.emplace_back().mutable_add_participant()->mutable_participant() = participant_of(seat);
  }
  for (const auto& operation : operations) ask_as_server(operation);
  for (const Seat& seat : seats()) {
    if (!seat.late) come_back(seat.id);
  }
}

std::string Sitting::eyes_of(const std::string& participant) const {
  const Seat& seat = seat_of(participant);
  if (seat.device_of == nullptr) return seat.role;
  return std::string(book_.self(participant) == seat.device_of ? "confirmed" : "second") + " device of " + seat.role;
}

bool Sitting::is_here(const std::string& person) const {
  return std::any_of(eyes_.begin(), eyes_.end(), [&](const auto& of) { return person_on(of.first) == person; });
}

// One that did not come yet is not in the log; the edge tells of it before it asks anything for it.
bool Sitting::has_come(const std::string& participant) const {
  const Seat& seat = seat_of(participant);
  return seat.device_of == nullptr || book_.takes_part(participant) || !book_.takes_part(seat.device_of);
}

void Sitting::object(const std::string& kind, const std::string& what) {
  if (++report_.kinds[kind] > 1) return;  // one of a kind will do
  report_.objections.push_back(kind + ": " + what + " [record " + std::to_string(state_.number) + "]");
}

std::shared_ptr<Sitting::Eye> Sitting::join(const std::string& participant, const std::string& device,
                                            std::uint64_t last_seen) {
  if (!actor_) actor_ = table_.meeting();
  auto eye = std::make_shared<Eye>();
  const Seat& seat = seat_of(participant);
  JoinRequest request{person_on(participant), device, last_seen, eye};
  request.past = past_;
  if (seat.device_of != nullptr) request.device = participant;
  const auto status = table_.ask<MeetingStatus>([&](MeetingActor& actor) { return actor.join(request); });
  const bool may = book_.takes_part(participant);
  if ((status == MeetingStatus::kDone) != may) {
    object("join: " + eyes_of(participant), may ? participant + " is kept out" : participant + " is let in");
  }
  if (status != MeetingStatus::kDone) return nullptr;
  if (eye->frames.empty()) return nullptr;
  const pb::Welcome& welcome = eye->frames.front()->frame().welcome();
  eye->resumed = welcome.resumed();
  past_ = welcome.past();
  return eye;
}

void Sitting::come_back(const std::string& participant) {
  if (connected(participant)) return;
  Away before = std::exchange(away_[participant], {});
  Follower& follower = eyes_[participant];
  follower.eye = join(participant, "device-of-" + participant + "-0001", before.last_seen);
  if (!follower.eye) {
    eyes_.erase(participant);
    return;
  }
  if (follower.eye->resumed) {
    follower.found = std::move(before.found);
    follower.upto = before.last_seen;
    read(participant, follower, true, Way::kResume);
  } else {
    std::string bytes;
    for (const auto& frame : follower.eye->frames) bytes += frame->bytes(Wire::kBinary);
    expect(participant, Way::kJoin, bytes);
    read(participant, follower, false, Way::kJoin);
  }
}

// With what the device holds.
void Sitting::goes_away(const std::string& participant) {
  const auto found = eyes_.find(participant);
  away_[participant] = Away{found->second.upto, std::move(found->second.found)};
  eyes_.erase(found);
}

void Sitting::leave(const std::string& participant) {
  const auto found = eyes_.find(participant);
  if (found == eyes_.end()) return;
  actor_->leave(*found->second.eye);
  goes_away(participant);
  table_.fire_timers();
  drain();
}

void Sitting::leave_with_all_devices(const std::string& person) {
  for (const Seat& seat : seats()) {
    if (person_on(seat.id) == person) leave(seat.id);
  }
}

void Sitting::resume_from(const std::string& participant, std::uint64_t number) {
  if (!has_come(participant)) return;
  Follower follower;
  follower.eye = join(participant, "other-device-of-" + participant + "-" + std::to_string(1'000 + devices_++), number);
  if (!follower.eye) return;
  const bool resumed = follower.eye->resumed;
  if (resumed) note("resumed from an old number");
  read(participant, follower, resumed, Way::kResume);
  actor_->leave(*follower.eye);
  table_.fire_timers();
  drain();
}

void Sitting::restart() {
  std::vector<std::string> here;
  for (const auto& [participant, follower] : eyes_) {
    here.push_back(participant);
    actor_->leave(*follower.eye);
  }
  for (const auto& participant : here) goes_away(participant);
  actor_.reset();
  table_.all_leave();
  table_.timers.clear();
  for (const auto& participant : here) come_back(participant);
  note("opened anew from its log");
}

std::optional<pb::Outcome> Sitting::submit(const std::string& by, const pb::Operation& operation) {
  const auto follower = eyes_.find(by);
  if (follower == eyes_.end()) return std::nullopt;
  const auto eye = follower->second.eye;
  eye->outcome.reset();
  table_.ask<MeetingStatus>([&](MeetingActor& actor) { return actor.submit(*eye, {operation}); });
  for (const auto& frame : eye->frames) {
    for (const auto& outcome : frame->frame().update().outcomes()) {
      if (outcome.counter() == operation.id().counter()) eye->outcome = outcome;
    }
  }
  return eye->outcome;
}

bool Sitting::ask(const std::string& by, pb::Operation operation) {
  if (!connected(by)) return false;
  const Author author{person_on(by), Authority::kParticipant, person_on(by) == by ? std::string{} : by};
  table_.clock.pass(std::chrono::seconds(1));
  operation.mutable_id()->set_counter(++counters_[by]);
  const auto outcome = submit(by, operation);
  operation.mutable_id()->set_client("device-of-" + by + "-0001");
  // How long the chair is gone, and who is here, the meeting adds as data.
  if (operation.has_take_over_chair() && !is_here(book_.chair())) {
    operation.mutable_take_over_chair()->set_chair_gone_ms(kChairGone.count());
    for (const Seat& seat : seats()) {
      if (seat.device_of == nullptr && is_here(seat.id)) operation.mutable_take_over_chair()->add_here(seat.id);
    }
  }
  const auto decided = decide(state_, author, operation, edits_, ModelLimits{});
  if (!outcome || outcome->has_committed() != decided.has_value()) {
    object("sweep", "its copy and the server answer " + by + " otherwise: " + operation.ShortDebugString());
  }
  own_words_ = words_.in(operation.SerializeAsString());
  if (outcome && outcome->has_committed() && decided) {
    pb::Record record;
    record.set_number(state_.number + 1);
    record.set_time_ms(table_.clock.now().time_since_epoch().count());
    record.set_by(author.participant);
    if (person_on(by) != by && operation.has_add_item()) note("written on a second device");
    *record.mutable_operation() = *decided;
    take(std::move(record));
  }
  drain();
  own_words_.clear();
  return outcome && outcome->has_committed();
}

void Sitting::bring_second_devices() {
  for (const Seat& seat : seats()) {
    if (seat.device_of == nullptr || !book_.takes_part(seat.device_of)) continue;
    if (!book_.takes_part(seat.id)) {
      const auto status = table_.ask<MeetingStatus>(
          [&](MeetingActor& actor) { return actor.admit_device(seat.device_of, seat.id, {}); });
      if (status != MeetingStatus::kDone) {
        object("second device", "is kept out");
        continue;
      }
      pb::Operation operation;
      operation.mutable_add_device()->set_participant(seat.device_of);
      operation.mutable_add_device()->set_device(seat.id);
      take_of_server(operation);
      note("a second device");
    }
    come_back(seat.id);
  }
}

void Sitting::bring_in(const std::string& by, const std::string& guest) {
  if (book_.takes_part(guest) || (!by.empty() && !connected(by))) return;
  const pb::Participant participant = participant_of(seat_of(guest));
  const bool may = book_.may_be_seated(by, guest);
  const std::string who = std::string(seat_of(guest).role) + " by " + (by.empty() ? "an administrator" : eyes_of(by));
  note(may ? "somebody was brought in" : "somebody was not to be brought in");
  // Asked before a link is made.
  if (!actor_) actor_ = table_.meeting();
  if (actor_->objection_to_inviting(by, participant).has_value() == may) {
    object("a link for a " + who, may ? "is refused" : "is given");
  }
  pb::Operation operation;
  *operation.mutable_add_participant()->mutable_participant() = participant;
  const bool came = by.empty() ? ask_as_server(operation) : ask(by, operation);
  const bool leads = by.empty() || by == book_.chair();
  if (came != (may && leads)) object("bringing in a " + who, came ? "is let in" : "is kept out");
  if (came) come_back(guest);
}

std::string Sitting::refusal(const std::string& by, pb::Operation operation) {
  const auto follower = eyes_.find(by);
  if (follower == eyes_.end()) return "away";
  const auto eye = follower->second.eye;
  if (ask(by, std::move(operation)) || !eye->outcome) return {};
  const pb::Refusal& refused = eye->outcome->refused();
  return refused.code() + "/" + refused.words().nl() + "/" + refused.words().en();
}

bool Sitting::ask_as_server(pb::Operation operation) {
  const auto status =
      table_.ask<MeetingStatus>([&](MeetingActor& actor) { return actor.submit_as_server({operation}); });
  if (!actor_) actor_ = table_.meeting();
  return status == MeetingStatus::kDone && take_of_server(operation);
}

bool Sitting::take_of_server(const pb::Operation& operation) {
  const auto decided = decide(state_, Author{{}, Authority::kServer}, operation, edits_, ModelLimits{});
  if (!decided) return false;
  pb::Record record;
  record.set_number(state_.number + 1);
  record.set_time_ms(table_.clock.now().time_since_epoch().count());
  *record.mutable_operation() = *decided;
  take(std::move(record));
  drain();
  return true;
}

void Sitting::take(pb::Record record) {
  apply(state_, record);
  edits_.note(record);
  book_.take(record);
  ++report_.records;
}

void Sitting::show(const std::string& participant, pb::Presence presence) {
  const auto follower = eyes_.find(participant);
  if (follower == eyes_.end()) return;
  actor_->show_presence(*follower->second.eye, std::move(presence));
  table_.fire_timers();
  drain();
}

void Sitting::drain() {
  read_.clear();
  std::vector<std::string> closed;
  for (auto& [participant, follower] : eyes_) {
    read(participant, follower, false, book_.is_screen(participant) ? Way::kWall : Way::kLive);
    if (follower.eye->closed) closed.push_back(participant);
  }
  for (const auto& participant : closed) goes_away(participant);
}

void Sitting::read(const std::string& participant, Follower& follower, bool back, Way way) {
  for (const FramePtr& held : std::exchange(follower.eye->frames, {})) {
    const pb::ServerFrame& frame = held->frame();
    auto [known, is_new] = read_.try_emplace(held);
    if (is_new) {
      known->second = words_.in(held->bytes(Wire::kBinary));
      // The other subprotocol says the same.
      if (known->second != words_.in(held->bytes(Wire::kJson))) object("json", "another frame than in binary");
    }
    std::vector<Word> words = known->second;
    Way of = way;
    if (frame.has_presence()) {
      of = Way::kPresence;
      for (const auto& other : frame.presence().of()) {
        if (!other.has_presence()) continue;
        if (book_.has_client_eyes(participant)) object("presence: " + eyes_of(participant), "sees somebody write");
        if (book_.blind_round_is_open() && other.presence().item().empty()) {
          object("presence: " + eyes_of(participant), "sees what is typed in a blind round");
        }
      }
    }
    const bool refused = std::any_of(frame.update().outcomes().begin(), frame.update().outcomes().end(),
                                     [](const auto& outcome) { return outcome.has_refused(); });
    if (refused) {
      // A refusal carries what was refused: words of his own.
      of = Way::kRefusal;
      std::erase_if(
          words, [&](Word word) { return std::find(own_words_.begin(), own_words_.end(), word) != own_words_.end(); });
    }
    judge(participant, of, words, back);
    follower.found.resize(words_.size());
    for (const Word word : words) follower.found[word] = true;
    follower.upto = std::max({follower.upto, frame.part().upto(), frame.update().upto()});
    for (const auto& record : frame.update().records()) look_inside(participant, of, record);
    look_inside(participant, of, frame.part().fragment());
  }
}

void Sitting::judge(const std::string& participant, Way way, const std::vector<Word>& words, bool back) {
  for (const Word word : words) {
    const What what = book_.knows(word) ? book_.what(word) : What::kText;
    const bool may = back ? book_.looking_back(participant, word) : book_.now(participant, word) != Sight::kNot;
    ++report_.found[static_cast<std::size_t>(way)][static_cast<std::size_t>(what)];
    ++report_.sightings;
    if (may) continue;
    const std::string kind =
        std::string(name_of(way)) + ": " + std::string(name_of(what)) + " to " + eyes_of(participant);
    if (objected_.insert(kind + words_.text(word)).second) object(kind, participant + " gets " + book_.tell(word));
  }
}

void Sitting::judge(const std::string& participant, Way way, std::string_view bytes, bool back) {
  judge(participant, way, words_.in(bytes), back);
}

// Found where allowed: what must be on his board is among these bytes.
void Sitting::expect(const std::string& participant, Way way, std::string_view bytes) {
  const std::vector<Word> there = words_.in(bytes);
  for (const Word word : book_.all()) {
    if (book_.now(participant, word) != Sight::kMust || std::binary_search(there.begin(), there.end(), word)) continue;
    const std::string kind =
        std::string(name_of(way)) + ": no " + std::string(name_of(book_.what(word))) + " for " + eyes_of(participant);
    if (objected_.insert(kind + words_.text(word)).second) object(kind, participant + " misses " + book_.tell(word));
  }
}

void Sitting::expect_all_found() {
  for (auto& [participant, follower] : eyes_) {
    follower.found.resize(words_.size());
    for (const Word word : book_.all()) {
      if (follower.found[word] || book_.now(participant, word) != Sight::kMust) continue;
      follower.found[word] = true;
      object("live: no " + std::string(name_of(book_.what(word))) + " for " + eyes_of(participant),
             participant + " misses " + book_.tell(word));
    }
  }
}

// What carries no words: votes, who is ready, totals, ids of operations.
void Sitting::look_inside(const std::string& participant, Way way, const pb::Record& record) {
  const auto no = [&](const char* what) {
    object(std::string(name_of(way)) + ": " + what + " to " + eyes_of(participant), record.ShortDebugString());
  };
  const pb::Operation& op = record.operation();
  if (op.has_id()) no("an operation's id");
  if (!op.add_item().device().empty()) no("on which device it was written");
  if (op.has_add_device() && op.add_device().participant() != book_.self(participant)) no("another's device");
  if (op.has_confirm_device() && record.by() != book_.self(participant)) no("another's device");
  if (op.has_vote() && record.by() != book_.self(participant)) no("a vote");
  if (op.has_set_ready() && record.by() != person_on(participant)) no("who is ready");
  const bool client = book_.has_client_eyes(participant);
  if (client && op.close_round().tallies_size() > 0) no("totals");
  look_inside(participant, way, record.seen().appeared());
}

void Sitting::look_inside(const std::string& participant, Way way, const pb::Checkpoint& checkpoint) {
  const auto no = [&](const char* what, const google::protobuf::Message& where) {
    object(std::string(name_of(way)) + ": " + what + " to " + eyes_of(participant), where.ShortDebugString());
  };
  const bool client = book_.has_client_eyes(participant);
  const bool back = way == Way::kStateThen || way == Way::kRecords || way == Way::kResume;
  const auto is_own = [&](const std::string& item) {
    return back ? book_.was_own(participant, item) : book_.is_own(participant, item);
  };
  for (const auto& ballot : checkpoint.ballots()) {
    if (ballot.participant() != book_.self(participant)) no("a ballot", ballot);
  }
  const auto tells_of_curtain = [](const auto& thing) { return thing.at_client_table() || thing.opened_to_client(); };
  for (const auto& item : checkpoint.items()) {
    if (!item.device().empty() || item.edits_from() != 0) no("what is for storage", item);
    if (!client) continue;
    if (tells_of_curtain(item) || item.changed_since_seen()) no("what the curtain does", item);
    if (!item.source().empty() || !item.epistemic().empty() || !item.domain().empty() || !item.world().empty()) {
      no("a tag", item);
    }
    if (item.has_visibility() && !is_own(item.id())) no("another's level", item);
    if (item.tallies_size() > 0) no("totals", item);
    for (const auto& score : item.scores()) {
      if (score.participant() != book_.self(participant)) no("another's score", score);
    }
  }
  for (const auto& sheet : checkpoint.sheets()) {
    if (client && tells_of_curtain(sheet)) no("what the curtain does", sheet);
  }
  for (const auto& stroke : checkpoint.strokes()) {
    if (client && tells_of_curtain(stroke)) no("what the curtain does", stroke);
  }
  for (const auto& ready : checkpoint.course().round().ready()) {
    if (ready != person_on(participant)) no("who is ready", checkpoint.course());
  }
  if (client && checkpoint.course().round().has_count()) no("how many are ready", checkpoint.course());
  for (const auto& attendee : checkpoint.attendees()) {
    const bool own = attendee.participant().id() == book_.self(participant);
    if (attendee.devices_size() > 0 && !own) no("another's devices", attendee);
  }
}

void Sitting::look(const std::string& participant, std::uint64_t then) {
  if (!has_come(participant)) return;
  const bool may = book_.takes_part(participant);
  const auto allowed = [&](Way way, MeetingStatus status) {
    if ((status == MeetingStatus::kDone) != may) {
      object(std::string(name_of(way)) + ": " + eyes_of(participant), may ? "is kept out" : "is let in");
    }
    return status == MeetingStatus::kDone;
  };
  const auto state = find<StateOutcome>(participant, [](auto& past) { return past.state({}); });
  if (allowed(Way::kState, state.status)) {
    const std::string body = to_json(state.state);
    judge(participant, Way::kState, body, false);
    expect(participant, Way::kState, body);
    look_inside(participant, Way::kState, state.state.state());
  }
  if (book_.is_screen(participant)) return;  // its seat allows the live view alone
  const auto earlier = find<StateOutcome>(participant, [&](auto& past) {
    return past.state(Moment{then, std::nullopt});
  });
  if (allowed(Way::kStateThen, earlier.status)) {
    judge(participant, Way::kStateThen, to_json(earlier.state), true);
    look_inside(participant, Way::kStateThen, earlier.state.state());
  }
  const auto records = find<RecordsOutcome>(participant, [&](auto& past) { return past.records(then, 1024 * 1024); });
  if (allowed(Way::kRecords, records.status)) {
    judge(participant, Way::kRecords, to_json(records.page), true);
    for (const auto& record : records.page.records()) look_inside(participant, Way::kRecords, record);
  }
  const auto exported = find<ExportOutcome>(participant, [](auto& past) { return past.export_all(); });
  if (!allowed(Way::kExport, exported.status)) return;
  const std::string body = to_json(exported.content);
  judge(participant, Way::kExport, body, true);
  expect(participant, Way::kExport, body);
  judge(participant, Way::kReport,
        minutes_markdown(exported.state, exported.content.for_whom(), exported.content.exported_ms(),
                         then % 2 == 0 ? "nl" : "en"),
        true);
}

}  // namespace flipover::canary
