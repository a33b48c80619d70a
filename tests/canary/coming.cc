// Who comes and goes: on one device or more, by himself or brought in by somebody.
#include "tests/canary/doings.h"
#include "tests/model/spoken.h"

namespace flipover::canary {

using namespace spoken;

void Doings::come_and_go() {
  const std::string by = leader();
  switch (chance_.below(10)) {
    case 0:
    case 1: {
      pb::Operation operation = arrives(chance_.one_in(3) ? pb::Arrive::REMOTE : pb::Arrive::ROOM, somebody());
      operation.mutable_arrive()->set_note(words());
      sitting_.ask(by, operation);
      return;
    }
    case 2: {
      pb::Operation operation = departs(somebody());
      operation.mutable_depart()->set_reason(words());
      sitting_.ask(by, operation);
      return;
    }
    case 3:
      sitting_.bring_in({}, chance_.pick(kGuests));
      return;
    case 4: {
      if (chance_.one_in(2)) return;
      pb::Operation operation = ends_participation(chance_.pick(kMayGo));
      operation.mutable_end_participation()->set_reason(words());
      sitting_.ask(by, operation);
      return;
    }
    case 5:
      if (chance_.one_in(3)) sitting_.restart();
      return;
    case 6:
    case 7: {
      const std::string who = any_seat();
      if (sitting_.connected(who) && who != sitting_.state().course.chair()) sitting_.leave(who);
      return;
    }
    default:
      for (const Seat& seat : seats()) {
        if (sitting_.book().takes_part(seat.id)) sitting_.come_back(seat.id);
      }
      return;
  }
}

// Second devices come in; and some time one of them is said to be its person's own.
void Doings::come_on_other_devices() {
  sitting_.bring_second_devices();
  if (chance_.one_in(2)) return;
  if (sitting_.ask("noor", confirms("noors-laptop"))) sitting_.note("a second device confirmed");
  sitting_.come_back("noors-laptop");
}

// Who leads asks somebody in, also such as he may not, and so does somebody who does not lead.
void Doings::bring_in() {
  sitting_.bring_in(chance_.one_in(4) ? chance_.pick(kWriters) : sitting_.state().course.chair(), chance_.pick(kGuests));
}

}  // namespace flipover::canary
