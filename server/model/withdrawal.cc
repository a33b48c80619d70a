#include "server/model/withdrawal.h"

#include <algorithm>

#include "server/model/applying.h"

namespace flipover {
namespace {

bool is_of(const Item& item, const std::string& participant) {
  return item.data.said_by() == participant || item.data.typed_by() == participant;
}

// The sayer decides; where he cannot, or is not known, it is for whoever typed it. Being named later gives no right to it.
Objection check_withdraws(const Asked& asked, const Item& item) {
  const std::string& me = asked.by.participant;
  const std::string& sayer = first_sayer(item.data);
  if (asked.imports() || (sayer == me && is_of(item, me))) return std::nullopt;
  const pb::Attendee* attendee = find_attendee(asked.state, sayer);
  const bool can_himself = attendee != nullptr && role_of(asked.state, sayer) != nullptr &&
                           attendee->location() != pb::Arrive::NO_DEVICE;
  if (item.data.typed_by() == me && !can_himself) return std::nullopt;
  return no(Reason::kNotAllowed);
}

// What is linked to the item, and what it answers. Of an item that nobody else saw, nothing rests on it.
std::vector<std::string> resting_on(const MeetingState& state, const Item& item) {
  std::vector<std::string> found;
  if (item.data.covered_by() != 0) return found;
  const std::string& id = item.data.id();
  if (const auto links = state.item_links.find(id); links != state.item_links.end()) {
    for (const std::string& link : links->second) {
      const pb::Link& of = state.links.find(link)->second;
      if (!of.removed()) found.push_back(of.from() == id ? of.to() : of.from());
    }
  }
  for (const auto& [other, one] : state.items) {
    if (one.data.answered_by() == id) found.push_back(other);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace

const Item* withdrawn_for(const Asked& asked, std::string_view item) {
  const Item* found = find_item(asked.state, item);
  if (found == nullptr || !found->data.withdrawn()) return nullptr;
  return !asked.is_participant() || sees_item(asked.state, *found, asked.viewer) ? found : nullptr;
}

Answer withdraw_item(const Asked& asked) {
  const Item* item = item_for(asked, asked.operation.withdraw_item().item());
  if (item == nullptr) return no(Reason::kUnknownThing);
  if (auto objection = check_withdraws(asked, *item)) return *objection;
  if (auto objection = check_dissent(asked, *item)) return *objection;
  return asked.operation;
}

Objection check_brings_back(const Asked& asked, const Item& withdrawn) { return check_withdraws(asked, withdrawn); }

void withdraw(MeetingState& state, const std::string& item) {
  const Item* found = find_item(state, item);
  if (found == nullptr) return;
  const bool open_to_client = lies_open_to_client(state, found->data);
  const std::vector<std::string> resting = resting_on(state, *found);
  touch_item(state, item, [](pb::Item& data) { data.set_withdrawn(true); });
  for (const std::string& id : resting) {
    touch_item(state, id, [&](pb::Item& data) {
      data.set_rested_on_withdrawn(true);
      pb::RestedOn& on = *data.add_rested_on();
      on.set_item(item);
      on.set_open_to_client(open_to_client);
    });
  }
}

void bring_back(MeetingState& state, const std::string& item) {
  touch_item(state, item, [&](pb::Item& data) {
    data.set_withdrawn(false);
    shows_itself_anew(data);
    if (data.covered_by() != state.course.round().round()) data.set_covered_by(0);
  });
  for (auto& [id, other] : state.items) {
    auto& on = *other.data.mutable_rested_on();
    const auto kept = std::remove_if(on.begin(), on.end(), [&](const pb::RestedOn& one) { return one.item() == item; });
    if (kept == on.end()) continue;
    on.erase(kept, on.end());
    other.data.set_rested_on_withdrawn(!on.empty());
  }
}

Resting resting_before(const MeetingState& state, const pb::Operation& operation) {
  Resting resting;
  if (operation.has_withdraw_item()) {
    resting.withdrawn = operation.withdraw_item().item();
    const Item* item = find_item(state, resting.withdrawn);
    if (item == nullptr) return resting;
    resting.open_to_client = lies_open_to_client(state, item->data);
    resting.items = resting_on(state, *item);
  } else if (operation.has_restore()) {
    resting.withdrawn = operation.restore().thing();
    const Item* item = find_item(state, resting.withdrawn);
    if (item == nullptr || !item->data.withdrawn()) return resting;
    for (const auto& [id, other] : state.items) {
      for (const pb::RestedOn& on : other.data.rested_on()) {
        if (on.item() != resting.withdrawn) continue;
        resting.items.push_back(id);
        resting.open_to_client = on.open_to_client();
      }
    }
  }
  return resting;
}

bool is_told(const MeetingState& state, const Resting& resting, const Viewer& viewer) {
  const Item* item = find_item(state, resting.withdrawn);
  if (item == nullptr) return false;
  if (!has_client_eyes(state, viewer)) return level_admits(*item, viewer, state);
  return resting.open_to_client || is_of(*item, viewer.participant);
}

bool rests_on_withdrawn(const MeetingState& state, const Item& item, const Viewer& viewer) {
  return std::any_of(item.data.rested_on().begin(), item.data.rested_on().end(), [&](const pb::RestedOn& on) {
    return is_told(state, Resting{on.item(), on.open_to_client(), {}}, viewer);
  });
}

}  // namespace flipover
