// Decisions about the devices on a seat: that there is another one, and that it is his.
#include <algorithm>

#include "server/model/deciding.h"

namespace flipover {
namespace {

const pb::Device* find_device(const Asked& asked, const std::string& participant, const std::string& device) {
  const pb::Attendee* attendee = find_attendee(asked.state, participant);
  if (attendee == nullptr) return nullptr;
  const auto found = std::find_if(attendee->devices().begin(), attendee->devices().end(),
                                  [&](const pb::Device& one) { return one.device() == device; });
  return found == attendee->devices().end() ? nullptr : &*found;
}

Answer add_device(const Asked& asked) {
  const pb::AddDevice& op = asked.operation.add_device();
  if (asked.is_participant()) return no(Reason::kNotAllowed);
  const pb::Role* role = role_of(asked.state, op.participant());
  if (role == nullptr || role->room_screen()) return no(Reason::kUnknownThing, "participant");
  if (op.device().empty() || find_device(asked, op.participant(), op.device()) != nullptr) {
    return no(Reason::kValueInvalid, "device");
  }
  return asked.operation;
}

Answer confirm_device(const Asked& asked) {
  const std::string& device = asked.operation.confirm_device().device();
  const pb::Device* known = find_device(asked, asked.by.participant, device);
  if (known == nullptr) return no(Reason::kUnknownThing, "device");
  if (known->confirmed()) return no(Reason::kValueInvalid, "device");
  return asked.operation;
}

}  // namespace

Objection check_device(const Asked& asked) {
  if (asked.viewer.device.empty() || !asked.is_participant()) return std::nullopt;
  switch (asked.operation.kind_case()) {
    case pb::Operation::kConfirmDevice:
    case pb::Operation::kVote:  // what is left of his points would tell how he voted
    case pb::Operation::kWithdrawItem: return no(Reason::kDeviceUnconfirmed);
    default: return std::nullopt;
  }
}

Answer decide_device(const Asked& asked) {
  return asked.operation.has_add_device() ? add_device(asked) : confirm_device(asked);
}

}  // namespace flipover
