// What the parts of `decide` share: the question asked, and the checks that many operations make. Of this folder only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/base/text_rule.h"
#include "server/model/decide.h"
#include "server/model/visibility.h"

namespace flipover {

// One question put to `decide`.
struct Asked {
  const MeetingState& state;
  const Author& by;
  const pb::Operation& operation;
  const TextHistory& history;
  const ModelLimits& limits;
  Viewer viewer;  // of the author

  bool imports() const { return by.authority == Authority::kImporter; }
  bool is_participant() const { return by.authority == Authority::kParticipant; }
};

using Answer = Verdict<pb::Operation>;
using Objection = std::optional<Rejection>;  // nothing: no objection

inline Rejection no(Reason reason, std::string detail = {}) { return Rejection{reason, std::move(detail)}; }

// The item, if it is there for the author and not withdrawn; the same for sheets.
const Item* item_for(const Asked& asked, std::string_view item);
const pb::Sheet* sheet_for(const Asked& asked, std::string_view sheet);

// Well-formed, nothing in it that may not stand in a text, at most so many UTF-16 code units.
Objection check_text(std::string_view text, std::size_t units_max, TextUse use = TextUse::kText);
// A name, a field's value: one that is too long is no value for it.
Objection check_value(std::string_view text, std::size_t units_max, std::string_view field, TextUse use);
Objection check_words(std::string_view words, std::string_view field);  // kWordsUnitsMax
Objection check_reason(std::string_view reason);                   // words, and not empty

Objection check_term(const Asked& asked, const char* set, std::string_view term);  // empty is well
Objection check_visibility(const Asked& asked, const pb::Visibility& visibility);
Objection check_field(const Asked& asked, std::string_view kind, const pb::FieldValue& value);
Objection check_persons(const google::protobuf::RepeatedPtrField<std::string>& persons);
Objection check_place(const pb::Place& place);
// Room for a thing of the author's; for more about a thing that is there, which counts for `whose`; for a part split off.
Objection check_room(const Asked& asked, std::size_t more_bytes);
Objection check_room_about(const Asked& asked, const std::string& whose, std::size_t more_bytes);
Objection check_room_for_part(const Asked& asked, const Item& item);
// For what comes back: a thing that is restored; an item that leaves a page which was put away.
Objection check_room_back(const Asked& asked, const std::string& thing);
Objection check_room_on(const Asked& asked, const Item& item, const std::string& sheet);
// Whose role writes a few kinds alone (an observer) draws nothing and takes no stance.
bool writes_few_kinds(const Asked& asked);
Objection check_writes(const Asked& asked, const Item& item);      // the author may change this item at all
Objection check_becomes(const Asked& asked, const Item& item, const std::string& kind);  // wherever it stands
// An item that carries somebody else's dissent is not taken away from under it (VB-09),
Objection check_dissent(const Asked& asked, const Item& item);
// nor, by what it becomes, hidden from whoever its level admits now.
Objection check_hides(const Asked& asked, const Item& item, const Item& becomes);
// Whoever at the table `item` admits by its level, `becomes` does.
bool admits_all_of(const MeetingState& state, const Item& item, const Item& becomes);
// Of client and support person: their own alone (client_side.cc).
Objection check_client_side(const Asked& asked);

// The open blind round that covers an item made in this region, or 0; and what is said of one that stands there.
std::uint64_t covering_round(const MeetingState& state, const pb::Sheet& sheet, const std::string& region);
std::uint64_t covering_round(const MeetingState& state, const Item& item);

// The key behind the neighbour named (unset: last; empty: first) among what the author sees in that region. Nothing if
// the neighbour is not there for him.
std::optional<std::string> key_behind(const Asked& asked, const std::string& sheet, const std::string& region,
                                      const std::string* behind, std::string_view moving);

// The speaker as it will be logged: unset is the author. Refused if he may not enter this one's words.
Verdict<std::string> speaker(const Asked& asked, const std::string* said_by);

// The decisions, one function a family.
Answer decide_item(const Asked& asked);     // AddItem, EditText, SetField, SplitItem, SetVisibility
Answer decide_board(const Asked& asked);    // MoveItem, Remove, Restore, Stack, Unstack, Park, TakeBack, AddPage, Draw
Answer decide_said(const Asked& asked);     // Link, Comment, Vote, Score, Stance, Resolve, Reopen, Undo
Answer decide_course(const Asked& asked);   // phases, rounds, turns, chair, begin, end
Answer decide_table(const Asked& asked);    // client view, attendance, participants, creation
Answer decide_device(const Asked& asked);   // a second device, and that it is his

// On a device that is not confirmed one does nothing that rests on what it may not see.
Objection check_device(const Asked& asked);

}  // namespace flipover
