// A file of the format casusoverleg-demo/1, as it is written: one meeting of a case, with its cards and what happened
// to each of them later.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "server/meeting/import/import_plan.h"

namespace flipover {

struct DemoParticipant {
  std::string where, id, name, role, organisation, organisation_name;
};

struct DemoPhase {
  std::string where, id, nl, en;
};

// meeting.start, phase.enter, participant.join, vote.open ...
struct DemoEvent {
  std::string where, op, by, phase, location, words;
  std::int64_t t_ms = 0;
  std::int64_t points = 0;
  std::vector<std::string> kinds;
  bool on = false;
};

// What happened to a card after it was placed. Which members are filled depends on `op`.
struct DemoLater {
  std::string where, op, by;
  std::int64_t t_ms = 0;
  std::string text;      // edit, comment
  std::string to;        // move: region; link: card; visibility: level
  std::string from;      // move: the region it lay in
  std::string relation;  // link
  std::string field;     // setField
  std::string answered_by;
  std::string reason;
  std::vector<std::string> values;  // setField, genogram
  std::int64_t number = 0;          // vote: points; score: value
};

struct DemoField {
  std::string where, name;
  std::vector<std::string> values;
};

struct DemoCard {
  std::string where, id, by, phase, kind, region, text, domain, source, epistemic, world, visibility;
  std::int64_t t_ms = 0;
  bool blind = false;  // it was made in the blind round
  std::vector<std::string> persons;
  std::vector<DemoField> fields;
  std::vector<DemoLater> later;
};

struct DemoAction {
  std::string where, id, what, measure, owner, due, horizon, kind, domain, from_card, status;
  std::optional<bool> client_agrees;
  std::vector<std::string> with;
};

struct DemoFile {
  std::string language, case_id, case_label, method;
  bool fictitious = false;
  std::int64_t number = 1;  // the how-manieth meeting of its case
  std::int64_t start_ms = 0;
  std::int64_t planned_seconds = 0;
  std::vector<DemoParticipant> participants;
  std::vector<DemoPhase> phases;
  std::vector<DemoEvent> events;
  std::vector<DemoCard> cards;
  std::vector<DemoAction> actions;
};

// Strict: an unknown field or operation is refused. The case's genogram, ecomap, ZRM scores and follow-ups are known
// and passed over: they are not of this meeting.
Translated<DemoFile> parse_demo_file(const boost::json::value& root, const ImportLimits& limits);

}  // namespace flipover
