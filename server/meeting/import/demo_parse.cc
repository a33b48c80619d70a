#include <map>
#include <set>
#include <utility>

#include "server/base/text_rule.h"
#include "server/meeting/import/demo_file.h"
#include "server/meeting/import/iso_time.h"
#include "server/meeting/import/json_reader.h"
#include "server/model/limits.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

constexpr std::size_t kPeopleMax = 250;
constexpr std::size_t kPhasesMax = 100;
constexpr std::size_t kLaterMax = 10'000;  // of one card
constexpr std::int64_t kPointsMax = 1'000;
constexpr std::int64_t kMeetingsMax = 10'000;
constexpr std::int64_t kPlannedSecondsMax = 7 * 24 * 3600;

const std::set<std::string, std::less<>> kLocations = {"", "room", "remote", "no_device"};

std::string complete(std::string where, const std::string& id) { return where + " (" + id + ")"; }

void parse_meeting(JsonObject& root, DemoFile& file) {
  if (auto in = root.object("case")) {
    file.case_id = in->text("id");
    file.case_label = cleaned(in->text("label"), TextUse::kName);
    if (utf16_length(file.case_label).value_or(0) > kTitleUnitsMax) {
      in->complain("label", "is te lang", "is too long");
    }
    in->pass_over(
        {"region", "municipality", "subject", "scale", "legalFrame", "registeredOn", "triagedOn", "acceptedOn"});
    in->end();
  }
  if (auto in = root.object("meeting")) {
    file.method = in->text("method");
    if (in->has("number")) file.number = in->integer("number", 1, kMeetingsMax);
    if (in->has("plannedSeconds")) file.planned_seconds = in->integer("plannedSeconds", 0, kPlannedSecondsMax);
    const auto start = parse_iso_time(in->text("start"));
    if (!start) {
      in->complain("start", "is geen moment als 2027-03-16T09:00:00+01:00",
                   "is not a moment like 2027-03-16T09:00:00+01:00");
    }
    file.start_ms = start.value_or(0);
    in->pass_over({"id", "number", "plannedSeconds", "date", "hybrid"});
    in->end();
  }
}

void parse_people(JsonObject& root, DemoFile& file) {
  std::map<std::string, std::string> organisations;
  for (JsonObject& in : root.objects("organisations", kPeopleMax)) {
    const std::string id = in.text("id");
    organisations[id] = cleaned(in.text("name"), TextUse::kName);
    in.pass_over({"sector"});
    in.end();
  }
  for (JsonObject& in : root.objects("participants", kPeopleMax)) {
    DemoParticipant one;
    one.where = in.where();
    one.id = in.text("id");
    one.name = cleaned(in.text("displayName"), TextUse::kName);
    one.role = in.text("role");
    one.organisation = in.text_or_empty("organisation");
    if (!one.organisation.empty()) {
      const auto known = organisations.find(one.organisation);
      if (known == organisations.end()) {
        in.complain("organisation", "noemt een organisatie die het bestand niet heeft: " + one.organisation,
                    "names an organisation that the file does not have: " + one.organisation);
      } else {
        one.organisation_name = known->second;
      }
    }
    in.pass_over({"location"});  // each arrival says its own
    in.end();
    file.participants.push_back(std::move(one));
  }
  for (JsonObject& in : root.objects("phases", kPhasesMax)) {
    file.phases.push_back(DemoPhase{in.where(), in.text("id"), in.text_or_empty("nl"), in.text_or_empty("en")});
    in.pass_over({"startsAt", "endsAt"});  // the events phase.enter say so
    in.end();
  }
}

DemoEvent parse_event(JsonObject& in) {
  DemoEvent event;
  event.where = in.where();
  event.t_ms = in.milliseconds("t");
  event.op = in.text("op");
  event.by = in.text("by");
  const std::string& op = event.op;
  if (op == "participant.join" || op == "participant.leave") {
    event.location = in.text_or_empty("location");
    if (!kLocations.contains(event.location)) {
      in.complain("location", "is geen room, remote of no_device", "is not room, remote or no_device");
    }
    event.words = in.text_or_empty(op == "participant.join" ? "note" : "reason");
  } else if (op == "phase.enter") {
    event.phase = in.text("phase");
    event.words = in.text_or_empty("reason");
  } else if (op == "vote.open") {
    event.phase = in.text_or_empty("phase");
    event.points = in.integer("points", 1, kPointsMax);
    event.kinds = in.texts("kinds");
  } else if (op == "blind.start" || op == "blind.reveal") {
    event.phase = in.text_or_empty("phase");
  } else if (op == "view.client") {
    const auto on = in.truth("on");
    if (!on) in.complain("on", "ontbreekt", "is missing");
    event.on = on.value_or(false);
    event.words = in.text_or_empty("reason");
  } else if (op == "method.select") {
    event.words = in.text("method");
  } else if (op != "meeting.start" && op != "meeting.end" && op != "vote.close") {
    in.complain("op", "is een onbekende handeling: " + op, "is an unknown operation: " + op);
  }
  in.pass_over({"note"});
  in.end();
  return event;
}

DemoLater parse_later(JsonObject& in) {
  DemoLater later;
  later.where = in.where();
  later.t_ms = in.milliseconds("t");
  later.by = in.text("by");
  later.op = in.text("op");
  const std::string& op = later.op;
  if (op == "edit" || op == "comment") {
    later.text = in.text("text");
  } else if (op == "move") {
    later.to = in.text("to");
    later.from = in.text_or_empty("from");
    later.reason = in.text_or_empty("reason");
  } else if (op == "vote") {
    later.number = in.integer("points", 0, kPointsMax);
  } else if (op == "score") {
    later.number = in.integer("value", 0, 10);
    later.reason = in.text_or_empty("reason");
  } else if (op == "link") {
    later.to = in.text("to");
    later.relation = in.text("rel");
  } else if (op == "visibility") {
    later.to = in.text("to");
    later.reason = in.text_or_empty("reason");
  } else if (op == "setField") {
    later.field = in.text("field");
    later.values = in.values("to");
  } else if (op == "genogram") {
    later.values = in.values("add");
  } else if (op == "resolve") {
    later.answered_by = in.text_or_empty("answeredBy");
  } else if (op == "hide" || op == "restore" || op == "agree" || op == "abstain") {
    later.reason = in.text_or_empty("reason");
  } else {
    in.complain("op", "is een onbekende handeling: " + op, "is an unknown operation: " + op);
  }
  in.end();
  return later;
}

DemoCard parse_card(JsonObject& in) {
  DemoCard card;
  card.id = in.text("id");
  card.where = complete(in.where(), card.id);
  card.t_ms = in.milliseconds("t");
  card.by = in.text("by");
  card.phase = in.text("phase");
  card.kind = in.text("kind");
  card.region = in.text("region");
  card.text = in.text("text");
  card.domain = in.text_or_empty("domain");
  card.source = in.text_or_empty("source");
  card.epistemic = in.text_or_empty("epistemic");
  card.world = in.text_or_empty("world");
  card.visibility = in.text_or_empty("visibility");
  for (const std::string& person : in.texts("persons")) card.persons.push_back(cleaned(person, TextUse::kName));
  if (in.has("fields")) {
    JsonObject fields = *in.object("fields");
    card.blind = fields.has("blind") && fields.truth("blind").value_or(false);
    for (const std::string& name : fields.keys()) {
      if (name != "blind") card.fields.push_back(DemoField{fields.where(name), name, fields.values(name)});
    }
  }
  for (JsonObject& later : in.objects("later", kLaterMax)) card.later.push_back(parse_later(later));
  in.pass_over({"fields"});
  in.end();
  return card;
}

DemoAction parse_action(JsonObject& in) {
  DemoAction action;
  action.where = in.where();
  action.id = in.text("id");
  action.what = in.text("what");
  action.measure = in.text_or_empty("measure");
  action.owner = in.text("owner");
  action.due = in.text_or_empty("due");
  action.horizon = in.text_or_empty("horizon");
  action.kind = in.text_or_empty("kind");
  action.domain = in.text_or_empty("domain");
  action.from_card = in.text_or_empty("fromCard");
  action.status = in.text_or_empty("statusAtFollowUp1");
  action.client_agrees = in.truth("clientAgrees");
  action.with = in.texts("with");
  in.end();
  return action;
}

}  // namespace

Translated<DemoFile> parse_demo_file(const boost::json::value& value, const ImportLimits& limits) {
  Complaint complaint;
  DemoFile file;
  JsonObject root(value, "", complaint);
  file.language = root.text_or_empty("language");
  file.fictitious = root.truth("fictitious").value_or(false);
  parse_meeting(root, file);
  parse_people(root, file);
  for (JsonObject& in : root.objects("meetingEvents", limits.steps_max)) file.events.push_back(parse_event(in));
  std::size_t steps = file.events.size();
  for (JsonObject& in : root.objects("contributions", limits.items_max)) {
    file.cards.push_back(parse_card(in));
    steps += 1 + file.cards.back().later.size();
    if (steps > limits.steps_max) root.complain("contributions", "zijn te veel handelingen", "are too many operations");
  }
  for (JsonObject& in : root.objects("actions", limits.items_max)) file.actions.push_back(parse_action(in));
  root.pass_over({"format", "notice", "genogram", "ecomap", "zrm", "followUps", "expected"});
  root.end();
  if (complaint) return complaint.error();
  return file;
}

}  // namespace flipover
