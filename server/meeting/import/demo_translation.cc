#include "server/meeting/import/demo_translation.h"

#include <algorithm>
#include <utility>

#include "server/model/utf16.h"

namespace flipover {
namespace {

constexpr std::string_view kActionKind = "actie";
constexpr std::string_view kActionRegion = "acties";
constexpr std::string_view kWorksOut = "werkt_uit";

template <class List>
auto find(const List& list, std::string_view id) -> decltype(&*list.begin()) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.id() == id; });
  return found == list.end() ? nullptr : &*found;
}

bool closes_something(const std::string& op) {
  return op == "vote.close" || op == "blind.reveal" || op == "participant.leave" || op == "meeting.end";
}

pb::Arrive::Location location_of(const std::string& location) {
  if (location == "remote") return pb::Arrive::REMOTE;
  if (location == "no_device") return pb::Arrive::NO_DEVICE;
  return pb::Arrive::ROOM;
}

// The file's words for how an action stood at the first follow-up; ours are well too.
std::string status_of(const std::string& status) {
  static const std::map<std::string, std::string> ours = {
      {"done", "gereed"}, {"late", "te_laat"}, {"changed", "gewijzigd"}, {"busy", "bezig"}, {"dropped", "vervallen"}};
  const auto found = ours.find(status);
  return found == ours.end() ? status : found->second;
}

}  // namespace

DemoTranslation::DemoTranslation(const DemoFile& file, std::string_view bytes, const Catalogue& catalogue,
                                 const ImportLimits& limits)
    : file_(file), catalogue_(catalogue), limits_(limits), writer_(plan_, bytes) {}

Translated<ImportPlan> DemoTranslation::run() {
  create();
  if (complaint_) return complaint_.error();
  add_participants();
  for (const Moment& moment : moments()) {
    if (moment.event != nullptr) {
      translate_event(moment);
    } else if (moment.later != nullptr) {
      translate_later(moment);
    } else {
      translate_card(moment);
    }
    if (complaint_) return complaint_.error();
  }
  if (!ended_) complain("meetingEvents", "heeft geen meeting.end", "has no meeting.end");
  if (complaint_) return complaint_.error();
  writer_.finish();
  return std::move(plan_);
}

void DemoTranslation::create() {
  method_ = catalogue_.method(file_.method);
  if (method_ == nullptr) {
    return complain("meeting.method", "is een onbekende werkvorm: " + file_.method,
                    "is an unknown method: " + file_.method);
  }
  map_phases();
  plan_.source = "casusoverleg-demo/1";
  plan_.case_label = file_.case_label;
  plan_.dated = true;
  pb::CreateMeeting& create = plan_.create;
  const bool english = file_.language == "en";
  create.set_title(file_.case_label + (english ? ", meeting " : ", bijeenkomst ") + std::to_string(file_.number));
  create.set_case_id(file_.case_id);
  create.set_case_label(file_.case_label);
  *create.mutable_method() = *method_;
  *create.mutable_vocabulary() = catalogue_.vocabulary();
  create.set_language(english ? "en" : "nl");
  create.set_planned_seconds(static_cast<std::uint32_t>(file_.planned_seconds));
  create.set_ordinal(static_cast<std::uint32_t>(file_.number));
  create.set_practice(file_.fictitious);
}

// By order where the numbers agree; else by name.
void DemoTranslation::map_phases() {
  const bool by_order = static_cast<int>(file_.phases.size()) == method_->phases_size();
  for (std::size_t i = 0; i < file_.phases.size(); ++i) {
    const DemoPhase& phase = file_.phases[i];
    const auto& known = method_->phases();
    auto found = known.begin() + static_cast<int>(i);
    if (!by_order) {
      found = std::find_if(known.begin(), known.end(), [&](const pb::Phase& one) {
        return one.id() == phase.id || (!phase.nl.empty() && one.name().nl() == phase.nl) ||
               (!phase.en.empty() && one.name().en() == phase.en);
      });
    }
    if (found == known.end()) {
      return complain(phase.where, "werkvorm " + method_->id() + " heeft geen fase '" + phase.nl + "'",
                      "method " + method_->id() + " has no phase '" + phase.nl + "'");
    }
    if (!phases_.emplace(phase.id, found->id()).second) {
      return complain(phase.where, "fase '" + phase.id + "' staat er twee keer",
                      "phase '" + phase.id + "' is there twice");
    }
  }
}

void DemoTranslation::add_participants() {
  for (const DemoParticipant& one : file_.participants) {
    if (!is_participant_id(one.id) || !roles_.emplace(one.id, one.role).second) {
      complain(one.where + ".id", "is ongeldig of staat er twee keer: " + one.id,
               "is invalid or there twice: " + one.id);
    }
    if (find(catalogue_.vocabulary().roles(), one.role) == nullptr) {
      complain(one.where + ".role", "is een onbekende rol: " + one.role, "is an unknown role: " + one.role);
    }
    pb::Participant participant;
    participant.set_id(one.id);
    participant.set_name(one.name);
    participant.set_role(one.role);
    participant.set_organisation(one.organisation);
    participant.set_organisation_name(one.organisation_name);
    order_.push_back(one.id);
    writer_.add(time(0), "", add_participant(std::move(participant)), "participants." + one.id);
    writer_.count("participants");
  }
}

// At one time: first what opens (a phase is entered, a vote opened), then cards, then what was done to cards, and last
// what closes (a vote, the meeting), unless something else of the course follows it at that time.
std::vector<DemoTranslation::Moment> DemoTranslation::moments() const {
  std::vector<const DemoEvent*> events;
  for (const DemoEvent& event : file_.events) events.push_back(&event);
  std::stable_sort(events.begin(), events.end(), [](const auto* a, const auto* b) { return a->t_ms < b->t_ms; });
  std::vector<Moment> moments(events.size());
  for (std::size_t i = events.size(); i-- > 0;) {
    Moment& moment = moments[i];
    moment.t_ms = events[i]->t_ms;
    moment.event = events[i];
    moment.ref = events[i]->where;
    const bool last_of_its_time =
        i + 1 == events.size() || moments[i + 1].t_ms != moment.t_ms || moments[i + 1].rank == 3;
    moment.rank = last_of_its_time && closes_something(events[i]->op) ? 3 : 0;
  }
  for (const DemoCard& card : file_.cards) {
    moments.push_back(Moment{card.t_ms, 1, nullptr, &card, nullptr, card.id});
    for (std::size_t i = 0; i < card.later.size(); ++i) {
      const std::string ref = card.id + ".later." + std::to_string(i);
      moments.push_back(Moment{card.later[i].t_ms, 2, nullptr, &card, &card.later[i], ref});
    }
  }
  std::stable_sort(moments.begin(), moments.end(), [](const Moment& a, const Moment& b) {
    return a.t_ms != b.t_ms ? a.t_ms < b.t_ms : a.rank < b.rank;
  });
  return moments;
}

void DemoTranslation::translate_event(const Moment& moment) {
  const DemoEvent& event = *moment.event;
  const std::string& op = event.op;
  if (!is_participant(event.by, event.where + ".by")) return;
  if (op != "meeting.start" && !begun_) {
    return complain(event.where, "gebeurt voor meeting.start", "happens before meeting.start");
  }
  if (ended_) return complain(event.where, "gebeurt na meeting.end", "happens after meeting.end");
  writer_.count("meetingEvents");
  pb::Operation operation;
  if (op == "meeting.start") {
    if (begun_) return complain(event.where, "begint een tweede keer", "begins a second time");
    begun_ = true;
    operation.mutable_begin_meeting();
    phase_ = method_->phases(0).id();
  } else if (op == "meeting.end") {
    ended_ = true;
    operation.mutable_end_meeting();
  } else if (op == "participant.join") {
    present_.insert(event.by);
    operation.mutable_arrive()->set_location(location_of(event.location));
    operation.mutable_arrive()->set_note(event.words);
  } else if (op == "participant.leave") {
    present_.erase(event.by);
    operation.mutable_depart()->set_reason(event.words);
  } else if (op == "phase.enter") {
    const auto phase = phases_.find(event.phase);
    if (phase == phases_.end()) {
      return complain(event.where + ".phase", "is een onbekende fase: " + event.phase,
                      "is an unknown phase: " + event.phase);
    }
    // The meeting begins in its first phase; entering it is no step of its own.
    if (phase->second == phase_) return;
    phase_ = phase->second;
    operation.mutable_go_to_phase()->set_phase(phase_);
    operation.mutable_go_to_phase()->set_reason(event.words);
  } else if (op == "view.client") {
    client_view_ = event.on;
    operation.mutable_set_client_view()->set_on(event.on);
    operation.mutable_set_client_view()->set_reason(event.words);
  } else if (op == "method.select") {
    if (event.words == file_.method) return;  // the meeting was created with it
    return complain(event.where + ".method", "is een andere werkvorm dan meeting.method",
                    "is another method than meeting.method");
  } else {
    open_round(event, operation);
  }
  writer_.add(time(event.t_ms), event.by, std::move(operation), moment.ref);
  if (ended_) add_actions(event.t_ms);
}

void DemoTranslation::open_round(const DemoEvent& event, pb::Operation& operation) {
  const bool vote = event.op.starts_with("vote.");
  const auto kind_of_round = vote ? pb::OpenRound::VOTE : pb::OpenRound::BLIND;
  if (event.op == "vote.close" || event.op == "blind.reveal") {
    if (round_ != kind_of_round) return complain(event.where, "er is geen ronde open", "no such round is open");
    round_ = pb::OpenRound::KIND_UNSPECIFIED;
    operation.mutable_close_round();
    return;
  }
  if (round_ != pb::OpenRound::KIND_UNSPECIFIED) {
    return complain(event.where, "er is al een ronde open", "a round is open already");
  }
  for (const std::string& name : event.kinds) kind(name, event.where + ".kinds");
  round_ = kind_of_round;
  pb::OpenRound& open = *operation.mutable_open_round();
  open.set_kind(kind_of_round);
  open.set_points(static_cast<std::uint32_t>(event.points));
  open.mutable_kinds()->Assign(event.kinds.begin(), event.kinds.end());
  for (const pb::Rule& rule : phase_of_method(phase_)->rules()) {
    if (!vote && rule.kind() == pb::Rule::BLIND) open.set_minutes(rule.number());
  }
}

void DemoTranslation::translate_card(const Moment& moment) {
  const DemoCard& card = *moment.card;
  if (!begun_ || ended_) {
    return complain(card.where + ".t", "ligt buiten de bijeenkomst", "lies outside the meeting");
  }
  if (card.blind && round_ != pb::OpenRound::BLIND) {
    return complain(card.where + ".fields.blind", "er was toen geen stille ronde", "there was no blind round then");
  }
  const auto phase = phases_.find(card.phase);
  if (phase == phases_.end()) {
    return complain(card.where + ".phase", "is een onbekende fase: " + card.phase,
                    "is an unknown phase: " + card.phase);
  }
  if (!is_participant(card.by, card.where + ".by") || kind(card.kind, card.where + ".kind") == nullptr) return;
  const std::string by = typist(card.by, card.kind, card.where);
  Card placed_card;
  placed_card.kind = card.kind;
  placed_card.phase = phase->second;
  placed_card.level = card.visibility.empty() ? "deelnemers" : card.visibility;
  placed_card.known_to_client = client_is_at_table();
  pb::Operation operation;
  *operation.mutable_add_item() = placed(card, phase->second);
  const pb::Region* region = find(phase_of_method(phase->second)->regions(), operation.add_item().region());
  placed_card.parked = rule_parks(card.kind) || (region != nullptr && region->parking());
  if (const auto text = utf16_from_utf8(card.text)) placed_card.text = *text;
  if (placed_card.text.size() > limits_.text_units_max) {
    return complain(card.where + ".text", "is te lang", "is too long");
  }
  placed_card.item = writer_.add(time(card.t_ms), by, std::move(operation), moment.ref);
  writer_.count("contributions");
  if (!cards_.emplace(card.id, std::move(placed_card)).second) {
    complain(card.where + ".id", "staat er twee keer", "is there twice");
  }
}

pb::AddItem DemoTranslation::placed(const DemoCard& card, const std::string& phase) {
  pb::AddItem add;
  add.set_sheet(phase);
  // A card gives the region where it came to lie; the first move that says `from` tells where it was offered. An idea
  // offered too early is then parked by the rule, from there, and not by hand (CP-05).
  std::string region = card.region;
  for (const DemoLater& later : card.later) {
    if (later.op != "move") continue;
    if (!later.from.empty()) region = later.from;
    break;
  }
  if (find(phase_of_method(phase)->regions(), region) == nullptr) {
    complain(card.where + ".region", "fase " + phase + " heeft geen vak '" + region + "'",
             "phase " + phase + " has no region '" + region + "'");
  }
  add.set_region(region);
  add.set_kind(card.kind);
  add.set_text(card.text);
  add.set_said_by(card.by);
  add.set_domain(card.domain);
  add.set_source(card.source);
  add.set_epistemic(card.epistemic);
  add.set_world(card.world);
  check_term("domain", card.domain, card.where + ".domain");
  check_term("source", card.source, card.where + ".source");
  check_term("epistemic", card.epistemic, card.where + ".epistemic");
  check_term("world", card.world, card.where + ".world");
  check_term("visibility", card.visibility, card.where + ".visibility");
  if (!card.visibility.empty() && card.visibility != "deelnemers") {
    add.mutable_visibility()->set_level(card.visibility);
  }
  add.mutable_persons()->Assign(card.persons.begin(), card.persons.end());
  for (const DemoField& field : card.fields) {
    *add.add_fields() = field_value(card.kind, field.name, field.values, field.where);
  }
  return add;
}

// The actions of the file are what the meeting led to, with how they stood at the first follow-up: they are put on the
// last sheet by the notulist when the meeting has ended, and so are no contributions to it.
void DemoTranslation::add_actions(std::int64_t end_ms) {
  for (const DemoAction& action : file_.actions) {
    if (!is_participant(action.owner, action.where + ".owner")) return;
    pb::Operation operation;
    *operation.mutable_add_item() = planned(action);
    const std::string by = notulist();
    const std::string item = writer_.add(time(end_ms), by, std::move(operation), action.id);
    writer_.count("actions");
    if (action.from_card.empty()) continue;
    Card* from = card_named(action.from_card, action.where + ".fromCard");
    if (from == nullptr) return;
    pb::Operation link;
    link.mutable_link_items()->set_from(item);
    link.mutable_link_items()->set_to(from->item);
    link.mutable_link_items()->set_relation(std::string(kWorksOut));
    writer_.add(time(end_ms), by, std::move(link), action.id + ".fromCard");
  }
}

pb::AddItem DemoTranslation::planned(const DemoAction& action) {
  pb::AddItem add;
  for (auto phase = method_->phases().rbegin(); phase != method_->phases().rend() && add.sheet().empty(); ++phase) {
    const pb::Region* region = find(phase->regions(), kActionRegion);
    if (region == nullptr) continue;
    add.set_sheet(phase->id());
    add.set_region(region->id());
  }
  if (add.sheet().empty()) {
    complain(action.where, "werkvorm " + method_->id() + " heeft geen vak voor acties",
             "method " + method_->id() + " has no region for actions");
  }
  add.set_kind(std::string(kActionKind));
  add.set_text(action.what);
  add.set_said_by(action.owner);
  add.set_domain(action.domain);
  check_term("domain", action.domain, action.where + ".domain");
  const auto set = [&](const char* field, const std::string& name, std::vector<std::string> values) {
    std::erase(values, "");
    if (values.empty()) return;
    *add.add_fields() = field_value(std::string(kActionKind), field, values, action.where + "." + name);
  };
  set("meetbaar", "measure", {action.measure});
  set("eigenaar", "owner", {action.owner});
  set("met", "with", action.with);
  set("uiterlijk", "due", {action.due});
  set("horizon", "horizon", {action.horizon});
  set("soort", "kind", {action.kind});
  set("status", "statusAtFollowUp1", {status_of(action.status)});
  if (action.client_agrees) set("instemming_client", "clientAgrees", {*action.client_agrees ? "eens" : "oneens"});
  return add;
}

}  // namespace flipover
