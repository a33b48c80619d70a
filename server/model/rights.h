// Who may do what, from the role's data (domain.md 3.12) and from who holds the chair. Asked on every operation.
#pragma once

#include <string>
#include <string_view>

#include "server/model/meeting_state.h"

namespace flipover {

// On whose authority an operation is decided.
enum class Authority {
  kParticipant,  // rights and rules hold
  kServer,       // what only the server does: creating the meeting, adding who was invited
  kImporter,     // an administrator's import: it says what happened, so rights and rules of the process are not asked
};

struct Author {
  std::string participant;  // empty: the server
  Authority authority = Authority::kParticipant;
  std::string device{};     // a second device of his; empty: one that needs no confirmation
};

// The author's role; null for who does not take part (any more).
const pb::Role* role_of(const MeetingState& state, std::string_view participant);

bool is_chair(const MeetingState& state, const Author& by);
bool writes_for_others(const MeetingState& state, const Author& by);  // chair and notulist: may name every speaker
bool may_write(const MeetingState& state, const Author& by);          // in the present phase
bool may_vote(const MeetingState& state, const Author& by);           // in the present phase

// May enter words said by `speaker` (empty: unknown): himself, who writes for others, for whom one's role speaks
// (CP-13), and a person in the room without a device (HY-04). The client's side speaks for itself alone.
bool may_speak_for(const MeetingState& state, const Author& by, std::string_view speaker);

// Whose right it is to withdraw or share what was said: his who was named first, until he gave it away.
const std::string& first_sayer(const pb::Item& item);

// May write items of this kind in the present phase.
bool may_use_kind(const MeetingState& state, const Author& by, std::string_view kind);
// May add it in every phase and region (a client's own words, correction, question).
bool always_may_use_kind(const MeetingState& state, const Author& by, std::string_view kind);

}  // namespace flipover
