#include "server/access/browser_sessions.h"

#include <algorithm>

#include "server/access/secret.h"

namespace flipover {
namespace {

std::int64_t ms_of(WallTime time) { return time.time_since_epoch().count(); }

void longest_unused_first(std::vector<const BrowserSession*>& sessions) {
  std::stable_sort(sessions.begin(), sessions.end(),
                   [](const auto* one, const auto* other) { return one->seen_ms < other->seen_ms; });
}

}  // namespace

void BrowserSessions::apply(const pb::RegistryRecord& record, const std::string& meeting_of) {
  const std::int64_t now_ms = record.time_ms();
  const auto named = [this](const std::string& session) {
    const auto place = sessions_.find(session);
    return place == sessions_.end() ? nullptr : &place->second;
  };
  switch (record.kind_case()) {
    case pb::RegistryRecord::kSessionOpened: {
      const pb::SessionOpened& opened = record.session_opened();
      forget_ended(now_ms);
      BrowserSession& session = sessions_[opened.session()];
      session.session = opened.session();
      session.hash = opened.session_hash();
      session.store_key = opened.store_key();
      session.entered_ms = session.seen_ms = now_ms;
      session_by_hash_[session.hash] = session.session;
      break;
    }
    case pb::RegistryRecord::kSessionRenewed: {
      BrowserSession* session = named(record.session_renewed().session());
      if (session == nullptr) break;
      session_by_hash_.erase(session->hash);
      session->hash = record.session_renewed().session_hash();
      session_by_hash_[session->hash] = session->session;
      session->seen_ms = now_ms;
      if (record.session_renewed().entered()) session->entered_ms = now_ms;
      break;
    }
    case pb::RegistryRecord::kSessionSeen:
      if (BrowserSession* session = named(record.session_seen().session())) {
        session->seen_ms = now_ms;
        if (session->store_key.empty()) session->store_key = record.session_seen().store_key();
      }
      break;
    case pb::RegistryRecord::kSessionEnded:
      if (const BrowserSession* session = named(record.session_ended().session())) {
        session_by_hash_.erase(session->hash);
        sessions_.erase(record.session_ended().session());
      }
      break;
    case pb::RegistryRecord::kSeatTaken:
      if (BrowserSession* session = named(record.seat_taken().session()); session != nullptr && !meeting_of.empty()) {
        session->seats[meeting_of] = record.seat_taken().invitation();
      }
      break;
    case pb::RegistryRecord::kSeatLeft:
      if (BrowserSession* session = named(record.seat_left().session())) {
        session->seats[record.seat_left().meeting()].clear();
      }
      break;
    case pb::RegistryRecord::kPersonNamed: {
      const pb::PersonNamed& person = record.person_named();
      people_[person.person()].named = person;
      person_by_hash_[person.secret_hash()] = person.person();
      break;
    }
    case pb::RegistryRecord::kPersonEntered:
      if (BrowserSession* session = named(record.person_entered().session())) {
        session->person = record.person_entered().person();
        // What he left, he has again by coming in anew.
        std::erase_if(session->seats, [](const auto& seat) { return seat.second.empty(); });
      }
      break;
    case pb::RegistryRecord::kPersonRevoked: {
      const auto place = people_.find(record.person_revoked().person());
      if (place != people_.end()) place->second.revoked = true;
      break;
    }
    default: break;
  }
}

bool BrowserSessions::holds_at(const BrowserSession& session, std::int64_t now_ms) const {
  return now_ms < session.seen_ms + limits_.idle.count() && now_ms < ends_ms(session);
}

void BrowserSessions::forget_ended(std::int64_t now_ms) {
  std::erase_if(sessions_, [&](const auto& one) {
    if (holds_at(one.second, now_ms)) return false;
    session_by_hash_.erase(one.second.hash);
    return true;
  });
}

const BrowserSession* BrowserSessions::find(std::string_view cookie, WallTime now) const {
  if (cookie.empty() || cookie.size() > kSecretCharactersMax) return nullptr;
  return find_by_hash(hash_of_secret(cookie), now);
}

const BrowserSession* BrowserSessions::find_by_hash(const std::string& hash, WallTime now) const {
  const auto found = session_by_hash_.find(hash);
  const BrowserSession* session = found == session_by_hash_.end() ? nullptr : find_by_name(found->second);
  return session != nullptr && equal_in_constant_time(hash, session->hash) && holds_at(*session, ms_of(now)) ? session
                                                                                                             : nullptr;
}

const BrowserSession* BrowserSessions::find_by_name(const std::string& session) const {
  const auto place = sessions_.find(session);
  return place == sessions_.end() ? nullptr : &place->second;
}

bool BrowserSessions::is_to_be_noted(const BrowserSession& session, WallTime now) const {
  return ms_of(now) >= session.seen_ms + limits_.noted_every.count();
}

std::vector<const BrowserSession*> BrowserSessions::holders_of(const std::string& invitation) const {
  std::vector<const BrowserSession*> holders;
  for (const auto& [name, session] : sessions_) {
    const bool holds = std::any_of(session.seats.begin(), session.seats.end(),
                                   [&](const auto& seat) { return seat.second == invitation; });
    if (holds) holders.push_back(&session);
  }
  longest_unused_first(holders);
  return holders;
}

std::vector<const BrowserSession*> BrowserSessions::browsers_of(const std::string& person) const {
  std::vector<const BrowserSession*> browsers;
  for (const auto& [name, session] : sessions_) {
    if (session.person == person) browsers.push_back(&session);
  }
  longest_unused_first(browsers);
  return browsers;
}

const Person* BrowserSessions::find_person(const std::string& person) const {
  const auto place = people_.find(person);
  return place == people_.end() ? nullptr : &place->second;
}

const Person* BrowserSessions::person_with(std::string_view secret) const {
  if (secret.empty() || secret.size() > kSecretCharactersMax) return nullptr;
  const std::string hash = hash_of_secret(secret);
  const auto found = person_by_hash_.find(hash);
  const Person* person = found == person_by_hash_.end() ? nullptr : find_person(found->second);
  if (person == nullptr || person->revoked) return nullptr;
  return equal_in_constant_time(hash, person->named.secret_hash()) ? person : nullptr;
}

}  // namespace flipover
