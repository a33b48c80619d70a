// What the content of a meeting weighs, and whose it is (G6). Counted by whatever puts things into a state; never hashed, never
// stored, as it follows from what is.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "meeting/v1/checkpoint.pb.h"
#include "server/base/proto.h"

namespace flipover {

struct Item;
struct MeetingState;

struct Weight {
  std::size_t bytes = 0;
  std::size_t things = 0;  // items, links, strokes, comments

  Weight& operator+=(const Weight& more);
  Weight& operator-=(const Weight& less);  // never below nothing
};

// What stands on the sheets, and what was put away or withdrawn: that is kept, for a replay and for whoever brings it back.
struct Content {
  Weight there;
  Weight away;
};

struct Weights {
  Content all;
  std::map<std::string, Content, std::less<>> of;  // by the participant who typed it
};

// Before a thing is changed, and after it. A comment counts for who typed it, with its item's fate.
void weigh_out(MeetingState& state, const Item& item);
void weigh_in(MeetingState& state, const Item& item);
void weigh_out(MeetingState& state, const pb::Link& link);
void weigh_in(MeetingState& state, const pb::Link& link);
void weigh_out(MeetingState& state, const pb::Stroke& stroke);
void weigh_in(MeetingState& state, const pb::Stroke& stroke);

// The item itself, without what others said about it.
Weight weight_of(const Item& item);

}  // namespace flipover
