// Withdrawing an item (PV-05): who may, and what of it those learn whose items rested on it. Of this folder only.
#pragma once

#include <string>
#include <vector>

#include "server/model/deciding.h"
#include "server/model/projection.h"

namespace flipover {

// A withdrawn item that the author sees, as its sayer or typist; null if there is no such.
const Item* withdrawn_for(const Asked& asked, std::string_view item);

Answer withdraw_item(const Asked& asked);
Objection check_brings_back(const Asked& asked, const Item& withdrawn);

// What `apply` does.
void withdraw(MeetingState& state, const std::string& item);
void bring_back(MeetingState& state, const std::string& item);

Resting resting_before(const MeetingState& state, const pb::Operation& operation);

// Whoever might have seen an item before it was withdrawn learns of what rested on it that something was withdrawn.
bool is_told(const MeetingState& state, const Resting& resting, const Viewer& viewer);
bool rests_on_withdrawn(const MeetingState& state, const Item& item, const Viewer& viewer);

}  // namespace flipover
