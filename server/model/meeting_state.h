// MeetingState: a whole meeting at one number of its log, or what one viewer sees of it.
//
// The same type serves the server (everything), recovery and replay (a fold of records) and the clients in C++ (a
// projection): `apply` moves all of them forward. Values only: copying it copies the meeting.
// Invariants: every id is a key once; `Item::data.text` stays empty, the text lives in `Item::text` as UTF-16, whose
//   code units are what edits count.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "meeting/v1/checkpoint.pb.h"
#include "server/base/proto.h"
#include "server/model/weights.h"

namespace flipover {

struct Item {
  pb::Item data;
  std::u16string text;
};

template <class T>
using ById = std::map<std::string, T, std::less<>>;

// What a client has sent so far, for retries (G3).
struct ClientProgress {
  std::string participant;
  std::uint64_t highest = 0;                        // counter, of the committed ones
  std::map<std::uint64_t, std::uint64_t> recent;    // counter -> number, the last kCommittedRemembered
};

// participant -> item -> points, of one voting round
using Ballots = std::map<std::string, std::map<std::string, std::uint32_t>>;

// What a meeting is held by: the method and the vocabulary that it brought with it.
struct Charter {
  pb::Method method;
  pb::Vocabulary vocabulary;
};

struct MeetingState {
  std::uint64_t number = 0;  // the last record folded in
  std::int64_t time_ms = 0;  // its time

  pb::CreateMeeting created;  // without method and vocabulary
  std::shared_ptr<const Charter> charter = std::make_shared<const Charter>();  // never null; many meetings may share it
  std::vector<pb::Attendee> attendees;  // in order of being added
  std::vector<pb::Sheet> sheets;        // in order of the method, then of being added
  ById<Item> items;
  ById<pb::Link> links;
  ById<pb::Stroke> strokes;
  pb::Course course;
  std::map<std::uint64_t, Ballots> ballots;  // by round
  ById<ClientProgress> clients;
  ById<pb::LastAct> last_acts;  // by participant

  Weights weights;                             // of the content, for ModelLimits
  ById<std::string> comment_homes;             // comment -> item, an index over `items`
  ById<std::vector<std::string>> item_links;   // item -> links that touch it, an index over `links`
};

const pb::Attendee* find_attendee(const MeetingState& state, std::string_view participant);
pb::Attendee* find_attendee(MeetingState& state, std::string_view participant);
const pb::Sheet* find_sheet(const MeetingState& state, std::string_view sheet);
pb::Sheet* find_sheet(MeetingState& state, std::string_view sheet);
const Item* find_item(const MeetingState& state, std::string_view item);
Item* find_item(MeetingState& state, std::string_view item);

// The parts of the method and vocabulary that the meeting brought with it; null when there is no such.
const pb::Phase* find_phase(const MeetingState& state, std::string_view phase);
const pb::Region* find_region(const pb::Phase& phase, std::string_view region);
const pb::Kind* find_kind(const MeetingState& state, std::string_view kind);
const pb::Role* find_role(const MeetingState& state, std::string_view role);
bool has_term(const MeetingState& state, std::string_view set, std::string_view term);

// Things put in or replaced, indexes kept. Used by `apply` and when a checkpoint is read.
void put_item(MeetingState& state, Item item);
void put_link(MeetingState& state, pb::Link link);
void put_stroke(MeetingState& state, pb::Stroke stroke);
void erase_item(MeetingState& state, const std::string& item);  // with its links
void erase_link(MeetingState& state, const std::string& link);
void erase_stroke(MeetingState& state, const std::string& stroke);

pb::Item to_proto(const Item& item);
Item from_proto(pb::Item data);

// Takes in what the first record says; and says it again.
void set_created(MeetingState& state, pb::CreateMeeting created);
pb::CreateMeeting whole_created(const MeetingState& state);

// By which rules `apply` folds a log. Raised whenever a change of `apply` makes another state of a log that was written
// before: then a checkpoint folded by other rules is passed over, and the log is folded anew.
inline constexpr std::uint32_t kFoldingRules = 2;

// All of it, as storage keeps it; and back. A checkpoint of a projection gives the viewer's state.
pb::Checkpoint to_checkpoint(const MeetingState& state);
MeetingState from_checkpoint(pb::Checkpoint checkpoint);
bool folded_by_present_rules(const pb::Checkpoint& checkpoint);

// Puts a checkpoint's (or a fragment's) things into a state: present ones are replaced, course and info when they are
// there. This is how parts of a checkpoint and what `appeared` are taken in.
void merge_checkpoint(MeetingState& state, pb::Checkpoint fragment);

}  // namespace flipover
