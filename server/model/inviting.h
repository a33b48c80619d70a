// Whom one may invite: nobody above what one sees oneself (S8), and nobody in a role that has no rights.
#pragma once

#include <optional>
#include <string_view>

#include "server/model/meeting_state.h"
#include "server/model/refusal.h"

namespace flipover {

// The role has something to see or do in a meeting; that of an account keeper or a privacy officer has not.
bool has_rights(const pb::Role& role);

// Why `invited` may not come to the table, or get another link; nothing: he may. Of the inviter his own role counts, not
// that he holds the chair. `inviter` empty: an administrator, who sees nothing and seats the first.
//
// A role is above one's own when it sees a level that one's own does not. So is a seat in an organisation that is at the
// table, and not one's own, for who does not see all sources: it sees what that organisation keeps to itself.
std::optional<Reason> objection_to_inviting(const MeetingState& state, std::string_view inviter,
                                            const pb::Participant& invited);

}  // namespace flipover
