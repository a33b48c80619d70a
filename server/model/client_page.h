// What the client's page shows of a card beside its words: the fields and relations that the vocabulary marks `client`.
// All else of a card is the professionals' (CP-12).
#pragma once

#include <string_view>

#include "server/model/meeting_state.h"

namespace flipover {

bool is_client_field(const MeetingState& state, std::string_view kind, std::string_view field);
bool is_client_relation(const MeetingState& state, std::string_view relation);

// A vocabulary of before there were such marks, in which nothing is marked, is marked as today's are.
void mark_client_page(pb::Vocabulary& vocabulary);

}  // namespace flipover
