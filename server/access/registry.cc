#include "server/access/registry.h"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "server/access/secret.h"

namespace flipover {
namespace {

constexpr std::size_t kPageBytes = 1U << 20U;

MeetingId registry_log() { return MeetingId{"registry"}; }

std::vector<pb::RegistryRecord> alone(pb::RegistryRecord record) {
  std::vector<pb::RegistryRecord> records;
  records.push_back(std::move(record));
  return records;
}

}  // namespace

Registry::Registry(OpLog& log, KeyStore& keys, const Clock& clock, net::any_io_executor executor)
    : log_(log), keys_(keys), clock_(clock), turn_(std::move(executor), 1) {}

net::awaitable<Registry::Opened> Registry::open(OpLog& log, KeyStore& keys, const Clock& clock) {
  Opened opened;
  std::unique_ptr<Registry> registry(new Registry(log, keys, clock, co_await net::this_coro::executor));
  opened.message = co_await registry->reopen();
  if (opened.message.empty()) opened.registry = std::move(registry);
  co_return opened;
}

net::awaitable<std::string> Registry::reopen() {
  journal_.reset();
  OpenOutcome outcome = co_await Journal::open(log_, keys_, registry_log());
  if (outcome.status != OpenStatus::kOpen) {
    co_return outcome.message.empty() ? "the registry's log cannot be opened" : outcome.message;
  }
  RegistryState state;
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
  if (!journal_ && !(co_await reopen()).empty()) co_return false;
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

net::awaitable<bool> Registry::register_meeting(pb::MeetingRegistered registered) {
  pb::RegistryRecord record;
  *record.mutable_meeting_registered() = std::move(registered);
  co_return co_await append(alone(std::move(record)));
}

net::awaitable<std::vector<MadeInvitation>> Registry::invite(std::vector<NewInvitation> wanted) {
  std::vector<MadeInvitation> made;
  std::vector<pb::RegistryRecord> records;
  for (NewInvitation& invitation : wanted) {
    MadeInvitation one;
    one.secret = new_secret();
    one.invited.set_invitation(new_id("i"));
    one.invited.set_meeting(invitation.meeting);
    *one.invited.mutable_participant() = std::move(invitation.participant);
    one.invited.mutable_participant()->clear_ended();
    one.invited.set_secret_hash(hash_of_secret(one.secret));
    one.invited.set_expires_ms(invitation.expires_ms);
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

}  // namespace flipover
