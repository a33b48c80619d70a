#include "server/meeting/minutes.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "server/meeting/markdown.h"
#include "server/meeting/minutes_names.h"

namespace flipover {
namespace {

using Items = std::vector<const pb::Item*>;

class Minutes {
 public:
  Minutes(const pb::Checkpoint& state, const std::string& language);

  std::string write(const std::string& for_whom, std::int64_t when_ms);

 private:
  // Sections, in the order of the report.
  void title(const std::string& for_whom, std::int64_t when_ms);
  void who_was_there();
  void factors();
  void own_words();
  void plan();
  void decisions();
  void agreements();
  void open_questions();
  void parked_ideas();
  void boards();

  // Parts of sections.
  void simple_section(std::string_view nl, std::string_view en, std::initializer_list<std::string_view> kinds);
  void sheet(const pb::Sheet& sheet);
  void region(const std::string& name, const Items& items);
  void line(const pb::Item& item, const std::string& indent);
  void stances(const pb::Item& item, const std::string& indent);
  void fields(const pb::Item& item, const std::string& indent);
  void rested(const pb::Item& item, const std::string& indent);
  void quotation(const std::string& text, const std::string& who);

  // Of these kinds, standing on a board, in the order of the boards.
  Items of(std::initializer_list<std::string_view> kinds) const;
  std::string about(const pb::Item& item) const;
  std::string answers_to(const pb::Item& item) const;
  std::string horizon(const pb::Item& item) const;
  std::string said_by(const pb::Item& item) const;

  std::string words(std::string_view nl, std::string_view en) const { return names_.pick(nl, en); }
  void heading(int level, const std::string& text);
  void table_row(const std::vector<std::string>& cells);

  const pb::Checkpoint& state_;
  MinutesNames names_;
  Items standing_;                                // neither removed nor parked, in the order of the boards
  std::map<std::string, Items> stacks_;           // item -> those that lie on it
  std::map<std::string, const pb::Item*> items_;  // what is not removed, by id
  std::string out_;
};

Minutes::Minutes(const pb::Checkpoint& state, const std::string& language) : state_(state), names_(state, language) {
  std::map<std::string, std::size_t> places;  // sheet, or sheet and region -> its place in the report
  for (const auto& sheet : state.sheets()) {
    places.emplace(sheet.id(), places.size());
    for (const auto& phase : state.info().created().method().phases()) {
      if (phase.id() != sheet.phase()) continue;
      for (const auto& region : phase.regions()) places.emplace(sheet.id() + '\0' + region.id(), places.size());
    }
  }
  const auto place = [&](const std::string& key) {
    const auto found = places.find(key);
    return found == places.end() ? places.size() : found->second;
  };
  std::set<std::string> gone;  // with a page goes what stands on it
  for (const auto& sheet : state.sheets()) {
    if (sheet.removed()) gone.insert(sheet.id());
  }
  for (const auto& item : state.items()) {
    if (item.removed() || item.withdrawn() || gone.contains(item.sheet())) continue;
    items_.emplace(item.id(), &item);
    if (!item.has_parked()) standing_.push_back(&item);
  }
  const auto key = [&](const pb::Item& item) {
    return std::tuple(place(item.sheet()), place(item.sheet() + '\0' + item.region()), item.order_key(),
                      item.place().y(), item.place().x(), item.id());
  };
  std::stable_sort(standing_.begin(), standing_.end(), [&](const auto* a, const auto* b) { return key(*a) < key(*b); });
  for (const pb::Item* item : standing_) {
    if (!item->stacked_on().empty() && items_.contains(item->stacked_on())) stacks_[item->stacked_on()].push_back(item);
  }
}

std::string Minutes::write(const std::string& for_whom, std::int64_t when_ms) {
  title(for_whom, when_ms);
  who_was_there();
  simple_section("Doel van het overleg", "Purpose of the meeting", {"doel"});
  simple_section("Toezeggingen", "Commitments", {"commitment"});
  simple_section("Kern van het probleem", "The problem", {"probleemdefinitie"});
  factors();
  own_words();
  simple_section("Gewenst beeld", "Desired picture", {"wens"});
  plan();
  decisions();
  agreements();
  open_questions();
  parked_ideas();
  boards();
  return std::move(out_);
}

void Minutes::heading(int level, const std::string& text) {
  if (!out_.ends_with("\n\n")) out_ += "\n";
  out_ += std::string(static_cast<std::size_t>(level), '#') + " " + markdown_line(text) + "\n\n";
}

void Minutes::table_row(const std::vector<std::string>& cells) {
  out_ += "|";
  for (const auto& cell : cells) out_ += " " + markdown_line(cell) + " |";
  out_ += "\n";
}

void Minutes::title(const std::string& for_whom, std::int64_t when_ms) {
  const pb::CreateMeeting& created = state_.info().created();
  const pb::Course& course = state_.course();
  out_ += "# " + markdown_line(created.title().empty() ? words("Verslag", "Report") : created.title()) + "\n\n";
  const auto fact = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) out_ += "- " + name + ": " + markdown_line(value) + "\n";
  };
  fact(words("Status", "Status"), course.settled() ? words("vastgesteld", "settled") : words("concept", "draft"));
  fact(words("Casus", "Case"), created.case_label());
  fact(words("Werkvorm", "Method"), names_.label(created.method().name()));
  if (course.begun_ms() != 0) {
    std::string held = names_.date(course.begun_ms()) + ", " + MinutesNames::clock(course.begun_ms());
    if (course.ended_ms() != 0) held += "–" + MinutesNames::clock(course.ended_ms());
    fact(words("Gehouden", "Held"), held);
  }
  if (created.practice()) fact(words("Let op", "Mind"), words("dit is een oefening", "this is an exercise"));
  fact(words("Verslag voor", "Report for"), for_whom);
  fact(words("Gemaakt", "Made"), names_.date(when_ms) + ", " + MinutesNames::clock(when_ms));
  out_ += "\n" +
          words("Dit verslag bevat wat de lezer voor wie het is gemaakt mag zien. Tijden zijn Nederlandse tijd.",
                "This report holds what the reader it was made for may see. Times are Dutch time.") +
          "\n";
}

void Minutes::who_was_there() {
  heading(2, words("Wie er waren", "Who was there"));
  std::string absent;
  bool any = false;
  for (const auto& attendee : state_.attendees()) {
    const pb::Participant& who = attendee.participant();
    if (attendee.stays().empty()) {
      absent += (absent.empty() ? "" : ", ") + who.name();
      continue;
    }
    if (!any) {
      table_row({words("Naam", "Name"), words("Rol", "Role"), words("Organisatie", "Organisation"),
                 words("Van–tot", "From–to"), words("Hoe", "How")});
      out_ += "| --- | --- | --- | --- | --- |\n";
      any = true;
    }
    std::string when;
    std::string how;
    for (const auto& stay : attendee.stays()) {
      when += (when.empty() ? "" : ", ") + MinutesNames::clock(stay.from_ms()) + "–";
      if (stay.to_ms() != 0) when += MinutesNames::clock(stay.to_ms());
      const std::string place = names_.location(stay.location());
      if (how.find(place) == std::string::npos) how += (how.empty() ? "" : ", ") + place;
    }
    const std::string& organisation = who.organisation_name().empty() ? who.organisation() : who.organisation_name();
    table_row({who.name(), names_.role(who.role()), organisation, when, how});
  }
  if (!any) out_ += words("Niemand is binnengekomen.", "Nobody came in.") + "\n";
  if (!absent.empty()) {
    out_ += "\n" + words("Uitgenodigd, niet aanwezig: ", "Invited, not present: ") + markdown_line(absent) + "\n";
  }
}

Items Minutes::of(std::initializer_list<std::string_view> kinds) const {
  Items chosen;
  for (const pb::Item* item : standing_) {
    if (std::find(kinds.begin(), kinds.end(), item->kind()) != kinds.end()) chosen.push_back(item);
  }
  return chosen;
}

std::string Minutes::said_by(const pb::Item& item) const {
  return item.said_by().empty() ? words("spreker onbekend", "speaker unknown") : names_.person(item.said_by());
}

// Who said it and when, and how it is tagged.
std::string Minutes::about(const pb::Item& item) const {
  std::string text = said_by(item);
  if (item.typed_by() != item.said_by() && !item.typed_by().empty()) {
    text += words(", genoteerd door ", ", noted by ") + names_.person(item.typed_by());
  }
  if (item.made_ms() != 0) text += ", " + MinutesNames::clock(item.made_ms());
  const auto tag = [&](std::string_view set, const std::string& term) {
    if (!term.empty()) text += "; " + names_.term(set, term);
  };
  tag("domain", item.domain());
  tag("epistemic", item.epistemic());
  if (!item.source().empty()) text += words("; bron: ", "; source: ") + names_.term("source", item.source());
  tag("world", item.world());
  const std::string& level = item.visibility().level();
  if (!level.empty() && level != "deelnemers") {
    text += words("; zichtbaar voor: ", "; visible to: ") + names_.term("visibility", level);
  }
  return text;
}

void Minutes::fields(const pb::Item& item, const std::string& indent) {
  for (const auto& field : item.fields()) {
    const std::string value = names_.field(item, field.field());
    if (value.empty()) continue;
    out_ += indent + "- " + markdown_line(names_.field_name(item, field.field())) + ": " +
            markdown_lines(value, indent + "  ") + "\n";
  }
}

// That it rested on something, not on what (PV-05).
void Minutes::rested(const pb::Item& item, const std::string& indent) {
  if (!item.rested_on_withdrawn()) return;
  out_ += indent + "- " +
          words("Iets waarop dit rustte is ingetrokken.", "Something this rested on was withdrawn.") + "\n";
}

void Minutes::line(const pb::Item& item, const std::string& indent) {
  const std::string under = indent + "  ";
  out_ += indent + "- " + markdown_lines(item.text(), under) + " (" + markdown_line(about(item)) + ")\n";
  fields(item, under);
  rested(item, under);
  if (item.resolved()) {
    const auto answer = items_.find(item.answered_by());
    out_ += under + "- " + words("Beantwoord", "Answered");
    if (answer != items_.end()) out_ += ": " + markdown_lines(answer->second->text(), under + "  ");
    out_ += "\n";
  }
  stances(item, under);
  for (const auto& comment : item.comments()) {
    if (comment.removed()) continue;
    out_ += under + "- " + markdown_line(names_.person(comment.said_by())) + ": " +
            markdown_lines(comment.text(), under + "  ") + "\n";
  }
  const auto stack = stacks_.find(item.id());
  if (stack == stacks_.end()) return;
  for (const pb::Item* on : stack->second) line(*on, under);
}

void Minutes::stances(const pb::Item& item, const std::string& indent) {
  const auto taken = [&](pb::TakeStance::Stance stance, const std::string& name) {
    for (const auto& one : item.stances()) {
      if (one.stance() != stance) continue;
      out_ += indent + "- " + name + ": " + markdown_line(names_.person(one.participant()));
      if (!one.words().empty()) out_ += ": “" + markdown_lines(one.words(), indent + "  ") + "”";
      out_ += "\n";
    }
  };
  taken(pb::TakeStance::AGREE, words("Eens", "Agrees"));
  taken(pb::TakeStance::PARTLY, words("Deels eens", "Agrees partly"));
  taken(pb::TakeStance::ABSTAIN, words("Onthoudt zich", "Abstains"));
  taken(pb::TakeStance::DISSENT, words("Niet eens", "Dissents"));
}

void Minutes::simple_section(std::string_view nl, std::string_view en, std::initializer_list<std::string_view> kinds) {
  const Items items = of(kinds);
  if (items.empty()) return;
  heading(2, words(nl, en));
  for (const pb::Item* item : items) line(*item, "");
}

void Minutes::factors() {
  const Items all = of({"beschermend", "risico"});
  if (all.empty()) return;
  heading(2, words("Beschermende en risicofactoren", "Protective and risk factors"));
  std::vector<std::string> domains;  // in the order of the vocabulary, and what has none last
  for (const auto& set : state_.info().created().vocabulary().sets()) {
    if (set.id() != "domain") continue;
    for (const auto& term : set.terms()) domains.push_back(term.id());
  }
  const auto rank = [&](const pb::Item* item) {
    return std::find(domains.begin(), domains.end(), item->domain()) - domains.begin();
  };
  Items sorted = all;
  std::stable_sort(sorted.begin(), sorted.end(), [&](const auto* a, const auto* b) {
    return std::tuple(rank(a), a->kind()) < std::tuple(rank(b), b->kind());
  });
  // The client's side is not told the domain of a card; where none has one, there is nothing to group by.
  const bool grouped = std::any_of(all.begin(), all.end(), [](const auto* item) { return !item->domain().empty(); });
  const pb::Item* last = nullptr;
  for (const pb::Item* item : sorted) {
    const bool new_domain = last == nullptr || rank(last) != rank(item);
    if (new_domain && grouped) {
      const bool named = rank(item) < static_cast<std::ptrdiff_t>(domains.size());
      heading(3, named ? names_.term("domain", item->domain()) : words("Zonder leefgebied", "Without a life domain"));
    }
    if (new_domain || last->kind() != item->kind()) {
      if (!new_domain) out_ += "\n";
      out_ += "**" + markdown_line(names_.kind(item->kind())) + "**\n\n";
    }
    line(*item, "");
    last = item;
  }
}

void Minutes::quotation(const std::string& text, const std::string& who) {
  out_ += "> " + markdown_lines(text, "> ") + "\n>\n> — " + markdown_line(who) + "\n\n";
}

void Minutes::own_words() {
  const Items quotes = of({"citaat_client"});
  if (quotes.empty()) return;
  heading(2, words("In eigen woorden", "In the client’s own words"));
  for (const pb::Item* item : quotes) quotation(item->text(), said_by(*item));
}

// What something of the plan works out or answers, by the links between them.
std::string Minutes::answers_to(const pb::Item& item) const {
  std::string text;
  for (const auto& link : state_.links()) {
    if (link.removed() || (link.from() != item.id() && link.to() != item.id())) continue;
    const auto other = items_.find(link.from() == item.id() ? link.to() : link.from());
    if (other == items_.end()) continue;
    static constexpr std::array<std::string_view, 6> kGrounds = {"beschermend", "risico",   "duwtje",
                                                                 "wens",        "plandoel", "interventie"};
    if (std::find(kGrounds.begin(), kGrounds.end(), other->second->kind()) == kGrounds.end()) continue;
    text += (text.empty() ? "" : "; ") + other->second->text();
  }
  return text;
}

// As it says itself, or else by the region where it lies: plan_kort, plan_lang.
std::string Minutes::horizon(const pb::Item& item) const {
  std::string said = names_.field(item, "horizon");
  if (!said.empty() || !item.region().starts_with("plan_")) return said;
  return names_.term("horizon", item.region().substr(std::string_view("plan_").size()));
}

void Minutes::plan() {
  const Items rows = of({"plandoel", "interventie", "actie"});
  if (rows.empty()) return;
  heading(2, words("Plan", "Plan"));
  table_row({words("Wat", "What"), words("Is een", "Is a"), words("Wie", "Who"), words("Uiterlijk", "Due"),
             words("Termijn", "Horizon"), words("Soort", "Kind"), words("Status", "Status"), words("Cliënt", "Client"),
             words("Hoe we het zien", "How we see it"), words("Bouwt op", "Builds on")});
  out_ += "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
  for (const std::string_view kind : {"plandoel", "interventie", "actie"}) {
    for (const pb::Item* item : rows) {
      if (item->kind() != kind) continue;
      std::string who = names_.field(*item, kind == "actie" ? "eigenaar" : "uitvoerder");
      const std::string with = names_.field(*item, "met");
      if (!with.empty()) who += words(" met ", " with ") + with;
      table_row({item->text(), names_.kind(kind), who, names_.field(*item, "uiterlijk"), horizon(*item),
                 names_.field(*item, "soort"), names_.field(*item, "status"), names_.field(*item, "instemming_client"),
                 names_.field(*item, "meetbaar"), answers_to(*item)});
    }
  }
  const Items interventions = of({"interventie"});
  const bool spoken = std::any_of(interventions.begin(), interventions.end(),
                                  [](const auto* item) { return !item->stances().empty(); });
  if (!spoken) return;
  heading(3, words("Standpunten over interventies", "Stances on interventions"));
  for (const pb::Item* item : interventions) {
    if (item->stances().empty()) continue;
    out_ += "- " + markdown_lines(item->text(), "  ") + "\n";
    stances(*item, "  ");
  }
}

void Minutes::decisions() {
  const Items decided = of({"besluit"});
  const Items dissents = of({"minderheidsstandpunt"});
  if (decided.empty() && dissents.empty()) return;
  heading(2, words("Besluiten", "Decisions"));
  for (const pb::Item* item : decided) {
    heading(3, item->text());
    fields(*item, "");
    rested(*item, "");
    stances(*item, "");
  }
  if (dissents.empty()) return;
  heading(3, words("Minderheidsstandpunten", "Dissent"));
  for (const pb::Item* item : dissents) {
    const std::string over = names_.field(*item, "over");
    quotation(item->text(), said_by(*item) + (over.empty() ? "" : words(", over: ", ", about: ") + over));
  }
}

void Minutes::agreements() { simple_section("Afspraken", "Agreements", {"afspraak", "terugvalafspraak", "keuze"}); }

void Minutes::open_questions() {
  Items open = of({"vraag", "onbekend", "beslisvraag"});
  std::erase_if(open, [](const auto* item) { return item->resolved(); });
  if (open.empty()) return;
  heading(2, words("Open vragen", "Open questions"));
  for (const pb::Item* item : open) line(*item, "");
}

void Minutes::parked_ideas() {
  Items parked;
  for (const auto& [id, item] : items_) {
    if (item->has_parked()) parked.push_back(item);
  }
  if (parked.empty()) return;
  std::stable_sort(parked.begin(), parked.end(),
                   [](const auto* a, const auto* b) { return a->made_at() < b->made_at(); });
  heading(2, words("Nog geparkeerd", "Still parked"));
  for (const pb::Item* item : parked) {
    out_ += "- " + markdown_lines(item->text(), "  ") + " (" + markdown_line(about(*item));
    if (!item->made_in().empty()) out_ += "; " + markdown_line(names_.phase(item->made_in()));
    out_ += ")\n";
    if (!item->parked().reason().empty()) {
      out_ += "  - " + words("Reden: ", "Reason: ") + markdown_lines(item->parked().reason(), "    ") + "\n";
    }
  }
}

void Minutes::boards() {
  heading(2, words("De borden", "The boards"));
  for (const auto& one : state_.sheets()) {
    if (!one.removed()) sheet(one);
  }
}

void Minutes::sheet(const pb::Sheet& sheet) {
  Items here;
  for (const pb::Item* item : standing_) {
    const bool on_another = !item->stacked_on().empty() && items_.contains(item->stacked_on());
    if (item->sheet() == sheet.id() && !on_another) here.push_back(item);
  }
  if (here.empty()) return;
  std::string name = sheet.phase().empty() ? words("Vrij blad", "Free page") : names_.phase(sheet.phase());
  if (!sheet.title().empty()) name += ": " + sheet.title();
  heading(3, name);
  for (const auto& phase : state_.info().created().method().phases()) {
    if (phase.id() != sheet.phase()) continue;
    for (const auto& one : phase.regions()) {
      Items in_region;
      std::copy_if(here.begin(), here.end(), std::back_inserter(in_region),
                   [&](const auto* item) { return item->region() == one.id(); });
      std::erase_if(here, [&](const auto* item) { return item->region() == one.id(); });
      region(names_.label(one.name()), in_region);
    }
  }
  region("", here);
}

void Minutes::region(const std::string& name, const Items& items) {
  if (items.empty()) return;
  if (!name.empty()) heading(4, name);
  for (const pb::Item* item : items) {
    line(*item, "");
    for (const auto& tally : item->tallies()) {
      out_ += "  - " + words("Stemronde ", "Voting round ") + std::to_string(tally.round()) + ": " +
              std::to_string(tally.points()) + words(" punten", " points") + "\n";
    }
  }
}

}  // namespace

std::string minutes_markdown(const pb::Checkpoint& state, const std::string& for_whom, std::int64_t when_ms,
                             const std::string& language) {
  return Minutes(state, language).write(for_whom, when_ms);
}

}  // namespace flipover
