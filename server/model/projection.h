// What one viewer sees of a meeting: whole, or of one record.
//
// The two agree: for every viewer, apply(project(before), see(record)) and project(after) are the same state, by the
// state hash. tests/model/projection_test.cc and tests/sim hold them to it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "meeting/v1/checkpoint.pb.h"
#include "meeting/v1/record.pb.h"
#include "server/model/meeting_state.h"
#include "server/model/visibility.h"

namespace flipover {

// The meeting as the viewer sees it: what he may not see is absent, references to it are empty.
pb::Checkpoint project(const MeetingState& state, const Viewer& viewer);

// The same but for what the meeting is held by and the things on its sheets: who is there, the sheets, the course, his votes.
pb::Checkpoint project_frame(const MeetingState& state, const Viewer& viewer);
// Adds a thing on a sheet as the viewer sees it, if he does.
void project_into(const MeetingState& state, const Item& item, const Viewer& viewer, pb::Checkpoint& seen);
void project_into(const MeetingState& state, const pb::Link& link, const Viewer& viewer, pb::Checkpoint& seen);
void project_into(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer, pb::Checkpoint& seen);

// Whether other viewers may see things exactly as he does. Not so with the client's eyes: of what they see, each sees his own
// part.
bool has_likes(const MeetingState& state, const Viewer& viewer);
// Appends what the viewer's sight of a thing depends on: all who have likes and are equal in this get the same of it.
void tell_apart(const MeetingState& state, const Item& item, const Viewer& viewer, std::string& likeness);
void tell_apart(const MeetingState& state, const pb::Link& link, const Viewer& viewer, std::string& likeness);
void tell_apart(const MeetingState& state, const pb::Stroke& stroke, const Viewer& viewer, std::string& likeness);

// One item as the viewer sees it. Requires: he sees it.
pb::Item project_item(const MeetingState& state, const Item& item, const Viewer& viewer);

// What sight a record can change: nothing (most records), of some things, or of everything.
struct SightScope {
  bool everything = false;
  std::vector<std::string> things;  // ids of items, comments, sheets, strokes

  bool empty() const { return !everything && things.empty(); }
};

// Asked before the record is applied.
SightScope sight_scope(const MeetingState& state, const pb::Record& record);

// The ids, within the scope, of what the viewer sees.
using Sight = std::set<std::string>;
Sight look(const MeetingState& state, const SightScope& scope, const Viewer& viewer);

// What a viewer receives of one record.
struct Sighting {
  enum class Form {
    kNothing,  // he learns only that a number passed
    kWhole,    // the record as it is, without its operation's id: the same for all who get it
    kSpecial,  // `record`, made for him
  };
  Form form = Form::kNothing;
  pb::Record record;
};

// The items that a withdrawal, or bringing it back, makes say something else; and whether it lay open to the client then.
struct Resting {
  std::string withdrawn;
  bool open_to_client = false;
  std::vector<std::string> items;
};

// What stood before a record was applied, as far as `see` needs it.
struct Before {
  SightScope scope;
  pb::RoundCount count;      // who was ready, if a blind round was open
  std::string lay_on;        // the item that a (un)stacking names lay on this
  std::string lower_lay_on;  // and the one it is laid on, on this
  bool room_has_client_eyes = false;
  std::vector<pb::StanceTaken> stances;  // what a stance that is taken replaces
  std::vector<std::string> revealed;  // items of which a closing round reveals what was said
  Resting resting;                    // what rests on an item that is withdrawn or brought back
};
Before before(const MeetingState& state, const pb::Record& record);
// The same for a record of which `looks_back` is false, when it is told later.
Before as_ever(const MeetingState& state);
// Whether what this viewer is told of the record depends on how things stood before it.
bool looks_back(const MeetingState& state, const pb::Record& record, const Viewer& viewer);

// `after` is the state with the record applied; `sight` what the viewer saw before, within the scope.
Sighting see(const Before& before, const Sight& sight, const MeetingState& after, const pb::Record& record,
             const Viewer& viewer);

// The record without what only the log knows: the operation's id, and on which device it was written.
pb::Record without_id(const pb::Record& record);

}  // namespace flipover
