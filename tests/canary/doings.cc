#include "tests/canary/doings.h"

#include <algorithm>
#include <utility>

#include "tests/model/spoken.h"

namespace flipover::canary {
namespace {

using namespace spoken;

const std::vector<std::string> kLevels{"deelnemers", "professionals", "bron_en_regie",
                                       "regie",      "prive",         "besloten_groep"};

// Kinds by the step where they are at home.
std::vector<std::string> kinds_of(const std::string& phase) {
  if (phase == "probleem") return {"feit", "zorg", "hypothese", "vraag", "actie", "citaat_client"};
  if (phase == "factoren") return {"beschermend", "risico", "beschermend", "idee", "vraag"};
  if (phase == "duwtje") return {"duwtje", "citaat_client", "correctie", "compliment"};
  return {"interventie", "actie", "besluit", "plandoel", "keuze", "minderheidsstandpunt", "interventie", "besluit"};
}

pb::Operation shows_for(const std::string& item, pb::Visibility visibility, const std::string& reason) {
  pb::Operation operation;
  operation.mutable_set_visibility()->set_item(item);
  *operation.mutable_set_visibility()->mutable_visibility() = std::move(visibility);
  operation.mutable_set_visibility()->set_reason(reason);
  return operation;
}

}  // namespace

std::string Doings::words(std::size_t count) {
  std::string text;
  for (; count > 0; --count) text += (text.empty() ? "" : " ") + sitting_.words().fresh();
  return text;
}

std::string Doings::any_seat() { return chance_.pick(seats()).id; }

std::string Doings::somebody() { return person_on(any_seat()); }

// The client's side writes only while it may look.
std::string Doings::writer() {
  if (chance_.one_in(10)) {
    const std::string device = chance_.pick(kDevices);
    if (sitting_.connected(device)) return device;
  }
  if (sitting_.state().course.client_view() && chance_.one_in(4)) return chance_.pick(kClientSide);
  return chance_.pick(kWriters);
}

std::string Doings::leader() { return chance_.one_in(12) ? somebody() : sitting_.state().course.chair(); }

// Mostly one that he sees, on the page where the meeting is.
std::string Doings::item_for(const std::string& by) {
  const auto& items = sitting_.state().items;
  std::vector<std::string> here;
  std::vector<std::string> seen;
  for (const auto& [id, item] : items) {
    if (sitting_.book().item_now(by, id) == Sight::kNot) continue;
    seen.push_back(id);
    if (item.data.sheet() == sitting_.state().course.phase()) here.push_back(id);
  }
  if (!here.empty() && !chance_.one_in(3)) return chance_.pick(here);
  if (!seen.empty() && !chance_.one_in(12)) return chance_.pick(seen);
  if (items.empty()) return "never-was-000000";
  return std::next(items.begin(), static_cast<std::ptrdiff_t>(chance_.below(items.size())))->first;
}

std::vector<std::string> Doings::seen_at_client_side() {
  const std::string& client = chance_.pick(kClientSide);
  std::vector<std::string> seen;
  for (const auto& [id, item] : sitting_.state().items) {
    if (sitting_.book().item_now(client, id) == Sight::kMust) seen.push_back(id);
  }
  return seen;
}

std::string Doings::added_page() {
  std::vector<std::string> added;
  for (const auto& sheet : sitting_.state().sheets) {
    if (sheet.id() != sheet.phase()) added.push_back(sheet.id());
  }
  return added.empty() ? std::string("plan") : chance_.pick(added);
}

std::string Doings::some_sheet() {
  if (chance_.one_in(4)) return added_page();
  return chance_.one_in(3) ? chance_.pick(kPhases) : sitting_.state().course.phase();
}

pb::Visibility Doings::some_visibility() {
  pb::Visibility visibility;
  visibility.set_level(chance_.pick(kLevels));
  if (visibility.level() == "besloten_groep") {
    visibility.add_members(chance_.pick(kWriters));
    if (chance_.one_in(3)) visibility.add_members(chance_.pick(kClientSide));
  }
  return visibility;
}

void Doings::begin() {
  sitting_.ask("mirjam", begins());
  for (const Seat& seat : seats()) {
    if (seat.late || chance_.one_in(3)) continue;
    if (std::string(seat.role) == "zaalscherm") continue;
    const bool client = std::find(kClientSide.begin(), kClientSide.end(), seat.id) != kClientSide.end();
    if (client && !chance_.one_in(3)) continue;  // mostly he comes later
    pb::Operation operation = arrives(chance_.one_in(4) ? pb::Arrive::REMOTE : pb::Arrive::ROOM, seat.id);
    operation.mutable_arrive()->set_note(words());
    sitting_.ask("mirjam", operation);
  }
  if (!chance_.one_in(3)) sitting_.ask("mirjam", goes_to(chance_.pick(kPhases)));
}

void Doings::step() {
  const bool round_is_open = sitting_.state().course.has_round();
  switch (chance_.below(41)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
      return write();
    case 8:
    case 9:
    case 10:
    case 11:
      return change();
    case 12:
    case 13:
    case 14:
    case 15:
    case 16:
    case 17:
      return say();
    case 18:
    case 19:
    case 20:
      return place();
    case 21:
    case 22:
      return restrict();
    case 23:
    case 24:
      return lead();
    case 25:
      return round();
    case 26:
      return round_is_open ? round() : write();
    case 27:
      return come_and_go();
    case 28:
    case 29:
    case 30:
      return draw_curtain();
    case 31:
      return show_presence();
    case 32:
    case 33:
      return look();
    case 34:
      return ask_for_hidden();
    case 35:
    case 38:
    case 39:
      return ask_for_replaced_wording();
    case 36:
      return come_on_other_devices();
    case 37:
      return bring_in();
    default:
      return ask_for_hidden();
  }
}

void Doings::write() {
  const std::string by = writer();
  pb::Operation operation;
  pb::AddItem& op = *operation.mutable_add_item();
  const bool client = std::find(kClientSide.begin(), kClientSide.end(), person_on(by)) != kClientSide.end();
  const std::string phase = sitting_.state().course.phase();
  op.set_kind(client ? std::string(chance_.one_in(2) ? "citaat_client" : "vraag") : chance_.pick(kinds_of(phase)));
  op.set_text(words(1 + chance_.below(3)));
  if (op.kind() == "idee" && chance_.one_in(2)) op.set_region("risico");  // too early, and it is parked
  if (chance_.one_in(8)) {
    op.clear_region();
    op.set_kind("procesnoot");
    op.set_sheet(added_page());
  }
  if (chance_.one_in(6)) op.set_said_by(chance_.one_in(3) ? std::string{} : chance_.pick(kWriters));
  if (chance_.one_in(3)) *op.mutable_visibility() = some_visibility();
  if (chance_.one_in(3)) op.add_persons(words());
  const auto& kinds = sitting_.state().charter->vocabulary.kinds();
  for (const auto& kind : kinds) {
    if (kind.id() != op.kind()) continue;
    for (const auto& field : kind.fields()) {
      if (field.id() != "reden" && !chance_.one_in(2)) continue;
      pb::FieldValue& value = *op.add_fields();
      value.set_field(field.id());
      value.add_values(words());
    }
  }
  if (!sitting_.ask(by, operation) && op.has_said_by()) {
    op.clear_said_by();
    sitting_.ask(by, operation);
  }
}

void Doings::change() {
  if (chance_.one_in(8)) return change_set_aside();
  const std::string by = writer();
  const std::string id = item_for(by);
  const Item* item = find_item(sitting_.state(), id);
  if (item == nullptr) return;
  const std::uint64_t revision = item->data.revision();
  const auto length = static_cast<std::uint32_t>(item->text.size());
  switch (chance_.below(8)) {
    case 0:
    case 1:  // all of it anew
      sitting_.ask(by, edits(id, revision, 0, length, words(2)));
      return;
    case 2:
    case 3: {  // a word at the end
      sitting_.ask(by, edits(id, revision, length, 0, " " + words()));
      return;
    }
    case 4: {
      const std::size_t cut = item->text.find(u' ');
      if (cut == std::u16string::npos) return;
      sitting_.ask(by, splits(id, revision, static_cast<std::uint32_t>(cut)));
      return;
    }
    case 5:
      sitting_.ask(by, chance_.one_in(4) ? sets(id, "source", "wetenschap") : sets(id, "persons", words()));
      return;
    case 6: {
      std::vector<std::string> fields;
      for (const auto& kind : sitting_.state().charter->vocabulary.kinds()) {
        if (kind.id() != item->data.kind()) continue;
        for (const auto& field : kind.fields()) fields.push_back(field.id());
      }
      if (!fields.empty()) sitting_.ask(by, sets(id, chance_.pick(fields), words()));
      return;
    }
    default:
      sitting_.ask(chance_.one_in(2) ? "noor" : by,
                   sets(id, "said_by", chance_.one_in(4) ? std::string{} : chance_.pick(kWriters)));
      return;
  }
}

// What the client saw is set aside, changed there, and put back: it is another card than he knows.
void Doings::change_set_aside() {
  const std::vector<std::string> seen = seen_at_client_side();
  if (seen.empty()) return;
  const std::string id = chance_.pick(seen);
  const std::string by = sitting_.state().course.chair();
  sitting_.ask(by, parks(id, words()));
  const Item& item = *find_item(sitting_.state(), id);
  sitting_.ask(by, edits(id, item.data.revision(), static_cast<std::uint32_t>(item.text.size()), 0, " " + words()));
  sitting_.ask(by, takes_back(id));
}

void Doings::say() {
  const std::string by = writer();
  const std::string id = item_for(by);
  if (sitting_.state().course.round().kind() == pb::OpenRound::VOTE && chance_.one_in(2)) {
    sitting_.ask(by, votes(id, 1));
    return;
  }
  switch (chance_.below(8)) {
    case 0:
    case 1:
      sitting_.ask(by, comments(id, words()));
      return;
    case 2: {
      pb::Operation score = scores(id, static_cast<std::uint32_t>(chance_.below(11)));
      score.mutable_score()->set_words(words());
      sitting_.ask(by, score);
      return;
    }
    case 3:
    case 4:
    case 5: {
      std::vector<std::string> decisions;
      for (const auto& [decision, item] : sitting_.state().items) {
        const bool decides = item.data.kind() == "interventie" || item.data.kind() == "besluit";
        if (decides && sitting_.book().item_now(by, decision) != Sight::kNot) decisions.push_back(decision);
      }
      if (decisions.empty()) return;
      const auto stance = static_cast<pb::TakeStance::Stance>(chance_.below(5));
      const std::string decision = chance_.pick(decisions);
      if (!chance_.one_in(5)) {
        sitting_.ask(by, takes(stance, decision, words()));
        return;
      }
      // For another, who may say it himself as well.
      const std::string other = chance_.pick(kWriters);
      sitting_.ask("noor", takes(stance, decision, words(), other));
      if (chance_.one_in(2)) sitting_.ask(other, takes(pb::TakeStance::PARTLY, decision, words()));
      return;
    }
    case 6:
      sitting_.ask(by, chance_.one_in(3) ? reopens(id) : resolves(id, chance_.one_in(3) ? "" : item_for(by)));
      return;
    default:
      sitting_.ask(by, links(id, item_for(by), chance_.one_in(2) ? "versterkt" : "hangt_samen"));
      return;
  }
}

void Doings::place() {
  const std::string by = writer();
  const std::string id = item_for(by);
  switch (chance_.below(12)) {
    case 0:
    case 1:
      sitting_.ask(sitting_.state().course.chair(), parks(id, words()));
      return;
    case 2: {
      std::vector<std::string> parked;
      for (const auto& [of, item] : sitting_.state().items) {
        if (item.data.has_parked()) parked.push_back(of);
      }
      if (!parked.empty()) sitting_.ask(by, takes_back(chance_.pick(parked)));
      return;
    }
    case 3:
      if (chance_.one_in(2)) return say_and_take_off();
      sitting_.ask(by, removes(id));
      return;
    case 4: {
      std::vector<std::string> removed;
      for (const auto& [of, item] : sitting_.state().items) {
        if (item.data.removed()) removed.push_back(of);
      }
      if (!removed.empty()) sitting_.ask(by, restores(chance_.pick(removed)));
      return;
    }
    case 5:
      sitting_.ask(by, stacks(id, item_for(by)));
      return;
    case 6:
      sitting_.ask(by, unstacks(id));
      return;
    case 7:
      sitting_.ask(by, adds_page(words(), chance_.one_in(3) ? std::string("plan") : std::string{}));
      sitting_.ask(by, draws(added_page()));
      return;
    case 8:
      sitting_.ask(by, draws(added_page()));
      return;
    case 9: {
      pb::Operation move = moves(id, {});
      if (chance_.one_in(3)) move.mutable_move_item()->set_sheet(added_page());
      sitting_.ask(by, move);
      return;
    }
    case 10: {
      pb::Operation withdraw;
      const Item* item = find_item(sitting_.state(), id);
      withdraw.mutable_withdraw_item()->set_item(id);
      if (item != nullptr) sitting_.ask(chance_.one_in(4) ? by : item->data.typed_by(), withdraw);
      return;
    }
    default:
      sitting_.ask(by, undoes());
      return;
  }
}

// Of what the client sees.
void Doings::say_and_take_off() {
  const std::vector<std::string> seen = seen_at_client_side();
  if (seen.empty()) return;
  const std::string id = chance_.pick(seen);
  const std::string by = chance_.pick(kWriters);
  if (!sitting_.ask(by, comments(id, words()))) return;
  const auto& said = find_item(sitting_.state(), id)->data.comments();
  if (sitting_.ask(by, removes(said.rbegin()->id()))) sitting_.note("a comment taken off before the client");
}

void Doings::restrict() {
  const std::string by = writer();
  const std::string id = item_for(by);
  const Item* item = find_item(sitting_.state(), id);
  if (item == nullptr) return;
  const std::string own = chance_.one_in(5) ? by : item->data.typed_by();
  sitting_.ask(own, shows_for(id, some_visibility(), words()));
}

void Doings::show_presence() {
  const std::string by = chance_.pick(kWriters);
  pb::Presence presence;
  if (chance_.one_in(3)) {
    presence.set_kind("risico");
    presence.set_speaker(chance_.pick(kWriters));
  } else {
    presence.set_item(item_for(by));
  }
  presence.set_sheet(some_sheet());
  presence.set_typing(true);
  sitting_.show(by, std::move(presence));
}

void Doings::look() {
  const std::uint64_t number = sitting_.state().number;
  for (int times = 0; times < 3; ++times) {
    const std::string who = times == 0 ? chance_.pick(kClientSide) : any_seat();
    const std::uint64_t then = chance_.between(1, number);
    if (chance_.one_in(2)) {
      sitting_.look(who, then);
    } else {
      sitting_.resume_from(who, chance_.one_in(4) ? 0 : then);
    }
  }
  sitting_.expect_all_found();
}

}  // namespace flipover::canary
