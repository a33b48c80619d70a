#include "server/access/registry.h"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "server/access/secret.h"

namespace flipover {
namespace {

constexpr std::size_t kPageBytes = 1U << 20U;

MeetingId registry_log() { return MeetingId{std::string(kRegistryLog)}; }

std::vector<pb::RegistryRecord> alone(pb::RegistryRecord record) {
  std::vector<pb::RegistryRecord> records;
  records.push_back(std::move(record));
  return records;
}

pb::Invited invited_of(NewInvitation invitation, const RegistryState& state) {
  pb::Invited invited;
  invited.set_asked_by(invitation.asked_by);
  invited.set_second_device(!state.first_device(invitation.meeting, invitation.participant.id()).empty());
  invited.set_invitation(new_id("i"));
  invited.set_meeting(invitation.meeting);
  *invited.mutable_participant() = std::move(invitation.participant);
  invited.mutable_participant()->clear_ended();
  invited.set_expires_ms(invitation.expires_ms);
  invited.set_person(invitation.person);
  return invited;
}

pb::RegistryRecord seat_taken(const std::string& session, const std::string& invitation) {
  pb::RegistryRecord record;
  record.mutable_seat_taken()->set_session(session);
  record.mutable_seat_taken()->set_invitation(invitation);
  return record;
}

}  // namespace

Registry::Registry(OpLog& log, KeyStore& keys, const Clock& clock, SessionLimits limits, net::any_io_executor executor)
    : log_(log), keys_(keys), clock_(clock), session_limits_(limits), state_(limits), turn_(std::move(executor), 1) {}

net::awaitable<Registry::Opened> Registry::open(OpLog& log, KeyStore& keys, const Clock& clock, SessionLimits limits) {
  Opened opened;
  std::unique_ptr<Registry> registry(new Registry(log, keys, clock, limits, co_await net::this_coro::executor));
  opened.message = co_await registry->reopen();
  if (opened.message.empty()) opened.registry = std::move(registry);
  co_return opened;
}

net::awaitable<std::string> Registry::reopen() {
  journal_.reset();
  OpenOutcome outcome = co_await Journal::open(log_, keys_, registry_log());
  if (outcome.status == OpenStatus::kNoRoom) outcome = co_await Journal::look(log_, keys_, registry_log());
  if (outcome.status != OpenStatus::kOpen) {
    co_return outcome.message.empty() ? "the registry's log cannot be opened" : outcome.message;
  }
  RegistryState state(session_limits_);
  SeqNo from{1};
  for (;;) {
    const JournalPage page = co_await outcome.journal->read_raw(from, kPageBytes);
    if (page.status != ReadStatus::kRead) co_return page.message;
    for (const JournalRecord& stored : page.records) {
      const auto record = to_registry(stored);
      if (!record) co_return "the registry's record " + std::to_string(raw(stored.number)) + " cannot be read";
      state.apply(*record);
    }
    if (page.end) break;
    from = page.next;
  }
  state_ = std::move(state);
  journal_ = std::move(outcome.journal);
  co_return std::string();
}

net::awaitable<bool> Registry::append(std::vector<pb::RegistryRecord> records) {
  co_await turn_.async_send({}, net::use_awaitable);
  bool done = false;
  try {
    done = co_await append_in_turn(std::move(records));
  } catch (...) {
    turn_.try_receive([](auto&&...) {});
    throw;
  }
  turn_.try_receive([](auto&&...) {});
  co_return done;
}

net::awaitable<bool> Registry::append_in_turn(std::vector<pb::RegistryRecord> records) {
  if (!log_.has_room()) co_return false;
  if ((!journal_ || !journal_->writable()) && !(co_await reopen()).empty()) co_return false;
  if (!journal_->writable()) co_return false;
  std::uint64_t number = raw(journal_->head());
  std::vector<JournalRecord> stored;
  for (pb::RegistryRecord& record : records) {
    record.set_number(++number);
    record.set_time_ms(clock_.now().time_since_epoch().count());
    stored.push_back(to_journal(record));
  }
  const AppendOutcome outcome = co_await journal_->append(std::move(stored));
  if (outcome.status != AppendStatus::kDurable) {
    journal_.reset();  // there or not: reading it back will tell
    co_return false;
  }
  for (const pb::RegistryRecord& record : records) state_.apply(record);
  co_return true;
}

net::awaitable<bool> Registry::set_administrator(std::string secret) {
  pb::RegistryRecord record;
  record.mutable_administrator_set()->set_secret_hash(hash_of_secret(secret));
  co_return co_await append(alone(std::move(record)));
}

net::awaitable<bool> Registry::create_case(pb::CaseCreated created) {
  pb::RegistryRecord record;
  *record.mutable_case_created() = std::move(created);
  co_return co_await append(alone(std::move(record)));
}

net::awaitable<bool> Registry::register_meeting(pb::MeetingRegistered registered, NewInvitation seat) {
  std::vector<pb::RegistryRecord> records;
  *records.emplace_back().mutable_meeting_registered() = std::move(registered);
  if (!seat.person.empty()) *records.emplace_back().mutable_invited() = invited_of(std::move(seat), state_);
  co_return co_await append(std::move(records));
}

net::awaitable<std::vector<MadeInvitation>> Registry::invite(std::vector<NewInvitation> wanted) {
  std::vector<MadeInvitation> made;
  std::vector<pb::RegistryRecord> records;
  for (NewInvitation& invitation : wanted) {
    MadeInvitation one;
    one.secret = new_secret();
    one.invited = invited_of(std::move(invitation), state_);
    one.invited.set_secret_hash(hash_of_secret(one.secret));
    *records.emplace_back().mutable_invited() = one.invited;
    made.push_back(std::move(one));
  }
  if (!co_await append(std::move(records))) made.clear();
  co_return made;
}

net::awaitable<bool> Registry::revoke(std::string invitation) {
  pb::RegistryRecord record;
  record.mutable_invitation_revoked()->set_invitation(std::move(invitation));
  co_return co_await append(alone(std::move(record)));
}

net::awaitable<std::optional<Visitor>> Registry::come_in(Visitor visitor, std::string meeting) {
  Visitor there = in_meeting(visitor, meeting);
  if (there.kind != Visitor::Kind::kParticipant || !state_.first_device(meeting, there.participant).empty()) {
    co_return there;
  }
  pb::RegistryRecord record;
  record.mutable_came_in()->set_invitation(there.invitation);
  record.mutable_came_in()->set_device(there.device);
  if (!co_await append(alone(std::move(record)))) {
    if (has_room()) co_return std::nullopt;
    there.second_device = true;
    co_return there;
  }
  co_return in_meeting(visitor, meeting);  // another may have been the first while we waited
}

net::awaitable<MadePerson> Registry::name_person(pb::PersonNamed named) {
  MadePerson made;
  made.secret = new_secret();
  made.named = std::move(named);
  made.named.set_person(new_id("u"));
  made.named.set_secret_hash(hash_of_secret(made.secret));
  pb::RegistryRecord record;
  *record.mutable_person_named() = made.named;
  if (!co_await append(alone(std::move(record)))) made.secret.clear();
  co_return made;
}

net::awaitable<bool> Registry::revoke_person(std::string person) {
  pb::RegistryRecord record;
  record.mutable_person_revoked()->set_person(std::move(person));
  co_return co_await append(alone(std::move(record)));
}

net::awaitable<std::string> Registry::enter(Entering entering) {
  const std::string cookie = new_cookie();
  std::vector<pb::RegistryRecord> records;
  std::string session = entering.session;
  if (session.empty()) {
    session = new_id("s");
    pb::SessionOpened& opened = *records.emplace_back().mutable_session_opened();
    opened.set_session(session);
    opened.set_session_hash(hash_of_secret(cookie));
    opened.set_store_key(new_key());
  } else {
    pb::SessionRenewed& renewed = *records.emplace_back().mutable_session_renewed();
    renewed.set_session(session);
    renewed.set_session_hash(hash_of_secret(cookie));
    renewed.set_entered(true);
  }
  const BrowserSessions& browsers = state_.browsers();
  const std::size_t most = browsers.limits().browsers_of_a_link_max;
  if (!entering.invitation.empty()) {
    const auto holders = browsers.holders_of(entering.invitation);
    if (const Invitation* seat = state_.find_invitation(entering.invitation); seat && holders.size() >= most) {
      pb::SeatLeft& left = *records.emplace_back().mutable_seat_left();
      left.set_session(holders.front()->session);
      left.set_meeting(seat->invited.meeting());
    }
    records.push_back(seat_taken(session, entering.invitation));
  } else {
    const auto others = browsers.browsers_of(entering.person);
    if (others.size() >= most && others.front()->session != session) {
      records.emplace_back().mutable_session_ended()->set_session(others.front()->session);
    }
    pb::PersonEntered& entered = *records.emplace_back().mutable_person_entered();
    entered.set_session(session);
    entered.set_person(entering.person);
  }
  const bool kept = co_await append(std::move(records));
  co_return kept ? cookie : std::string();
}

net::awaitable<std::string> Registry::renew(std::string session) {
  const std::string cookie = new_cookie();
  pb::RegistryRecord record;
  record.mutable_session_renewed()->set_session(std::move(session));
  record.mutable_session_renewed()->set_session_hash(hash_of_secret(cookie));
  const bool kept = co_await append(alone(std::move(record)));
  co_return kept ? cookie : std::string();
}

net::awaitable<std::string> Registry::admit(Guest guest) {
  std::vector<pb::RegistryRecord> records;
  const BrowserSession* known = state_.browsers().find_by_hash(guest.session_hash, clock_.now());
  const std::string session = known == nullptr ? new_id("s") : known->session;
  if (known == nullptr) {
    pb::SessionOpened& opened = *records.emplace_back().mutable_session_opened();
    opened.set_session(session);
    opened.set_session_hash(std::move(guest.session_hash));
    opened.set_store_key(new_key());
  }
  const pb::Invited invited = invited_of(std::move(guest.invitation), state_);
  *records.emplace_back().mutable_invited() = invited;
  records.push_back(seat_taken(session, invited.invitation()));
  const bool kept = co_await append(std::move(records));
  co_return kept ? invited.invitation() : std::string();
}

net::awaitable<bool> Registry::leave(std::string session, std::string meeting) {
  pb::RegistryRecord record;
  record.mutable_seat_left()->set_session(std::move(session));
  record.mutable_seat_left()->set_meeting(std::move(meeting));
  co_return co_await append(alone(std::move(record)));
}

net::awaitable<bool> Registry::end_session(std::string session) {
  pb::RegistryRecord record;
  record.mutable_session_ended()->set_session(std::move(session));
  co_return co_await append(alone(std::move(record)));
}

net::awaitable<void> Registry::note_use(std::string session) {
  const BrowserSession* known = state_.browsers().find_by_name(session);
  if (known == nullptr) co_return;
  const bool keyless = known->store_key.empty();
  if (!keyless && !state_.browsers().is_to_be_noted(*known, clock_.now())) co_return;
  pb::RegistryRecord record;
  record.mutable_session_seen()->set_session(std::move(session));
  if (keyless) record.mutable_session_seen()->set_store_key(new_key());
  // Not noted is noted at the next use.
  (void)co_await append(alone(std::move(record)));
}

}  // namespace flipover
