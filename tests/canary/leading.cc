// What is done by who leads: steps, rounds, the curtain.
#include "tests/canary/doings.h"
#include "tests/model/spoken.h"

namespace flipover::canary {

using namespace spoken;

void Doings::lead() {
  const std::string by = leader();
  switch (chance_.below(9)) {
    case 0:
    case 1:
    case 2: {
      pb::Operation operation = goes_to(chance_.pick(kPhases));
      operation.mutable_go_to_phase()->set_reason(words());
      sitting_.ask(by, operation);
      return;
    }
    case 3:
      sitting_.ask(by, extends(60, words()));
      return;
    case 4:
      sitting_.ask(by, lifts(pb::Rule::PARK_SOLUTIONS, words()));
      return;
    case 5: {
      pb::Operation operation = hands_chair_to(chance_.one_in(2) ? std::string("mirjam") : chance_.pick(kWriters));
      operation.mutable_hand_over_chair()->set_reason(words());
      sitting_.ask(by, operation);
      return;
    }
    case 6: {
      const std::string chair = sitting_.state().course.chair();
      if (!sitting_.connected(chair) || chance_.one_in(2)) {
        sitting_.ask(by, calls_to(item_for(by)));
        return;
      }
      sitting_.leave_with_all_devices(chair);
      sitting_.pass_time();
      pb::Operation operation;
      operation.mutable_take_over_chair()->set_reason(words());
      sitting_.ask(chance_.one_in(2) ? "coos" : chance_.pick(kWriters), operation);
      sitting_.come_back(chair);
      return;
    }
    case 7:
      sitting_.ask(somebody(), raises_hand());
      return;
    default: {
      pb::Operation operation;
      operation.mutable_shut_screens()->set_shut(!sitting_.state().course.screens_shut());
      sitting_.ask(by, operation);
      return;
    }
  }
}

void Doings::end() {
  const std::string by = sitting_.state().course.chair();
  sitting_.come_back(by);
  if (sitting_.state().course.has_round()) sitting_.ask(by, closes_round());
  sitting_.ask(by, ends());
}

void Doings::round() {
  const std::string by = leader();
  if (sitting_.state().course.has_round()) {
    if (chance_.one_in(3)) {
      sitting_.ask(writer(), is_ready());
    } else if (chance_.one_in(2)) {
      sitting_.ask(by, closes_round());
    } else {
      write();
    }
    return;
  }
  if (chance_.one_in(3)) {
    sitting_.ask(by, opens_round(pb::OpenRound::VOTE));
    return;
  }
  if (chance_.one_in(2)) sitting_.ask(by, goes_to("factoren"));
  sitting_.ask(by, opens_round(pb::OpenRound::BLIND));
}

void Doings::draw_curtain() {
  const std::string by = chance_.one_in(3) ? std::string("noor") : leader();
  const bool open = sitting_.state().course.client_view();
  switch (chance_.below(9)) {
    case 0:
    case 1:
      sitting_.ask(by, client_view(!open || chance_.one_in(6), words()));
      return;
    case 2: {  // he comes in, by himself or by the chair's hand
      pb::Operation operation =
          arrives(chance_.one_in(3) ? pb::Arrive::REMOTE : pb::Arrive::ROOM, chance_.pick(kClientSide));
      operation.mutable_arrive()->set_note(words());
      sitting_.ask(by, operation);
      return;
    }
    case 3: {
      if (chance_.one_in(2)) return;
      pb::Operation operation = departs(chance_.pick(kClientSide));
      operation.mutable_depart()->set_reason(words());
      sitting_.ask(chance_.one_in(2) ? by : operation.depart().participant(), operation);
      return;
    }
    case 4:
    case 5:
      sitting_.ask(by, opens_item_to_client(item_for(by)));
      return;
    case 6: {
      const std::string sheet = some_sheet();
      sitting_.preview(sheet);
      sitting_.ask(by, opens_sheet_to_client(sheet));
      return;
    }
    case 7:
      sitting_.ask(by, chance_.one_in(2) ? closes_item_to_client(item_for(by)) : closes_sheet_to_client(some_sheet()));
      return;
    default:
      sitting_.preview(chance_.one_in(2) ? some_sheet() : std::string{});
      return;
  }
}

}  // namespace flipover::canary
