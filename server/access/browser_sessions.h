// BrowserSessions: which browsers are in, as whom, and the people who have a link of their own. A fold of the registry's
// records, apart from what RegistryState keeps of meetings.
//
// A browser holds an opaque id of 256 bits in a cookie; here is its hash alone. What a session may is looked up at every
// request, so taking back an invitation, a person or the session is a change here and nothing else.
// Limits: a session ends when it was not used for `idle`, and `absolute` after somebody last came in with a secret.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "meeting/v1/registry.pb.h"
#include "server/base/clock.h"
#include "server/base/proto.h"

namespace flipover {

struct SessionLimits {
  std::chrono::milliseconds idle = std::chrono::hours(7 * 24);
  std::chrono::milliseconds absolute = std::chrono::hours(30 * 24);
  std::chrono::milliseconds noted_every = std::chrono::hours(12);  // how often its use is written down
  std::size_t browsers_of_a_link_max = 50;                         // one more, and the one longest unused is out
};

struct BrowserSession {
  std::string session;  // its name in the log; not secret
  std::string hash;
  std::string store_key;  // 32 bytes; empty: it was opened before there were any, and not used since
  std::string person;  // empty: nobody's
  std::int64_t entered_ms = 0;
  std::int64_t seen_ms = 0;
  std::map<std::string, std::string> seats;  // meeting -> invitation; empty: left, though the person has a seat there
};

struct Person {
  pb::PersonNamed named;
  bool revoked = false;
};

class BrowserSessions {
 public:
  explicit BrowserSessions(SessionLimits limits = {}) : limits_(limits) {}

  // Total. `meeting_of`: of the invitation that a seat is taken by.
  void apply(const pb::RegistryRecord& record, const std::string& meeting_of);

  const SessionLimits& limits() const { return limits_; }

  // The session whose cookie this is, if it has not ended.
  const BrowserSession* find(std::string_view cookie, WallTime now) const;
  const BrowserSession* find_by_hash(const std::string& hash, WallTime now) const;
  const BrowserSession* find_by_name(const std::string& session) const;
  std::int64_t ends_ms(const BrowserSession& session) const { return session.entered_ms + limits_.absolute.count(); }
  bool is_to_be_noted(const BrowserSession& session, WallTime now) const;

  // Those that have this invitation's seat, the longest unused first.
  std::vector<const BrowserSession*> holders_of(const std::string& invitation) const;
  // Those that are this person's, likewise.
  std::vector<const BrowserSession*> browsers_of(const std::string& person) const;

  const Person* find_person(const std::string& person) const;
  // By the secret of his link; null: there is none, or it was revoked.
  const Person* person_with(std::string_view secret) const;

 private:
  bool holds_at(const BrowserSession& session, std::int64_t now_ms) const;
  void forget_ended(std::int64_t now_ms);

  SessionLimits limits_;
  std::map<std::string, BrowserSession> sessions_;
  std::unordered_map<std::string, std::string> session_by_hash_;
  std::map<std::string, Person> people_;
  std::unordered_map<std::string, std::string> person_by_hash_;
};

}  // namespace flipover
