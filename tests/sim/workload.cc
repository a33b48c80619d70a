#include "tests/sim/workload.h"

#include <algorithm>
#include <array>

#include "server/model/utf16.h"
#include "tests/model/labels.h"

namespace flipover::sim {
namespace {

const pb::Phase* phase_now(const MeetingState& board) { return find_phase(board, board.course.phase()); }

bool in_blind_round(const MeetingState& board) { return board.course.round().kind() == pb::OpenRound::BLIND; }
bool in_vote(const MeetingState& board) { return board.course.round().kind() == pb::OpenRound::VOTE; }

}  // namespace

std::vector<Seat> seats(Chance& chance) {
  std::vector<Seat> all{{"regie", "procesregisseur", "gemeente"}, {"karim", "partner", "politie"},
                        {"ines", "partner", "politie"},           {"bert", "partner", "reclassering"},
                        {"client", "client", ""}};
  const std::vector<Seat> others{{"notulist", "notulist", "gemeente"},   {"casus", "casusregisseur", "wijkteam"},
                                 {"steun", "steunpersoon", ""},          {"observer", "observer", "gemeente"},
                                 {"onderzoeker", "onderzoeker", "hogeschool"}, {"zaal", "zaalscherm", ""},
                                 {"duivel", "advocaat_van_de_duivel", "ggz"}};
  for (const auto& seat : others) {
    if (chance.percent(45)) all.push_back(seat);
  }
  return all;
}

pb::CreateMeeting meeting_of(const pb::Method& method, const pb::Vocabulary& vocabulary) {
  pb::CreateMeeting created;
  created.set_meeting("overleg");
  created.set_title("Casus P.");
  created.set_case_label("P.");
  *created.mutable_method() = method;
  *created.mutable_vocabulary() = vocabulary;
  created.set_language("nl");
  strip_labels(created);
  // Of the vocabulary what this workload speaks of: a board is copied ten thousands of times in a test run.
  for (auto& kind : *created.mutable_vocabulary()->mutable_kinds()) {
    if (kind.id() != "besluit") kind.clear_fields();
  }
  for (auto& set : *created.mutable_vocabulary()->mutable_sets()) {
    if (set.id() == "visibility" || set.id() == "relation") continue;
    while (set.terms_size() > 2) set.mutable_terms()->RemoveLast();
  }
  return created;
}

std::string Workload::words(const SimClient& client) {
  static constexpr std::array<const char*, 6> kWords{"hij komt niet",  "moeder is boos",
                                                     "schuld",         "werk \xF0\x9F\x98\x80",
                                                     "post ongeopend", "\xC3\xA9\xC3\xA9n plan"};
  std::string text = canaries_.fresh(client.participant());
  for (auto more = chance_.below(3); more > 0; --more) text += std::string(" ") + chance_.pick(kWords);
  return text;
}

std::string Workload::some_item(const SimClient& client) {
  const auto& items = client.board().items;
  if (items.empty() || chance_.one_in(60)) return "AAAAAAAAAAAAAAAA";  // what never was
  // Mostly one of a few: people speak about the same things.
  const std::size_t index = chance_.percent(60) ? chance_.below(std::min<std::size_t>(items.size(), 4))
                                                : chance_.below(items.size());
  return std::next(items.begin(), static_cast<std::ptrdiff_t>(index))->first;
}

std::string Workload::some_sheet(const SimClient& client) {
  const auto& sheets = client.board().sheets;
  return sheets.empty() ? std::string("opening") : chance_.pick(sheets).id();
}

pb::Visibility Workload::visibility() {
  static constexpr std::array<const char*, 5> kLevels{"professionals", "bron_en_regie", "regie", "prive",
                                                      "besloten_groep"};
  pb::Visibility visibility;
  if (chance_.percent(60)) {
    visibility.set_level("deelnemers");
    return visibility;
  }
  visibility.set_level(chance_.pick(kLevels));
  if (visibility.level() == "besloten_groep") {
    for (auto members = chance_.between(1, 3); members > 0; --members) visibility.add_members(someone());
  }
  return visibility;
}

Workload::Op Workload::add_item(const SimClient& client, const Seat& seat) {
  const MeetingState& board = client.board();
  Op op;
  pb::AddItem& add = *op.mutable_add_item();
  add.set_text(words(client));
  const pb::Phase* phase = phase_now(board);
  if (seat.role == "observer" && !chance_.one_in(10)) {
    add.set_kind("procesnoot");
  } else if ((seat.role == "client" || seat.role == "steunpersoon") && chance_.percent(60)) {
    add.set_kind("citaat_client");
  } else if (phase != nullptr && !phase->regions().empty() && chance_.percent(80)) {
    const pb::Region& region = chance_.pick(phase->regions());
    add.set_kind(region.kinds().empty() ? std::string("vraag") : chance_.pick(region.kinds()));
    if (chance_.percent(50)) add.set_region(region.id());
  } else {
    static constexpr std::array<const char*, 6> kKinds{"vraag", "onbekend", "interpretatie", "idee", "besluit", "feit"};
    add.set_kind(chance_.pick(kKinds));
  }
  if (chance_.one_in(12)) add.set_sheet(some_sheet(client));
  if (chance_.percent(35)) *add.mutable_visibility() = visibility();
  if (chance_.one_in(6)) add.set_said_by(chance_.one_in(3) ? std::string{} : someone());
  if (chance_.one_in(6)) add.set_behind(chance_.one_in(3) ? std::string{} : some_item(client));
  if (add.kind() == "besluit" && chance_.percent(70)) {
    pb::FieldValue& field = *add.add_fields();
    field.set_field("reden");
    field.add_values(words(client));
  }
  if (in_blind_round(board) && chance_.percent(50)) op.set_written_in(board.course.round().round());
  return op;
}

Workload::Op Workload::said_of_item(const SimClient& client, const Seat& seat, const std::string& asked) {
  Op op;
  std::string item = asked;
  // Stances are taken on decisions: where there is one, it is spoken about.
  const auto dice = chance_.below(7);
  for (const auto& [id, of] : client.board().items) {
    if (dice == 3 && (of.data.kind() == "besluit" || of.data.kind() == "interventie")) item = id;
  }
  switch (dice) {
    case 0:
    case 1:
      op.mutable_add_comment()->set_item(item);
      op.mutable_add_comment()->set_text(words(client));
      if (seat.role == "notulist" && chance_.percent(50)) op.mutable_add_comment()->set_said_by(someone());
      break;
    case 2:
      op.mutable_link_items()->set_from(item);
      op.mutable_link_items()->set_to(some_item(client));
      op.mutable_link_items()->set_relation("versterkt");
      break;
    case 3: {
      pb::TakeStance& stance = *op.mutable_take_stance();
      stance.set_item(item);
      stance.set_stance(static_cast<pb::TakeStance::Stance>(chance_.below(5)));
      if (chance_.percent(70)) stance.set_words(words(client));
      if (chance_.one_in(5)) stance.set_by(someone());
      break;
    }
    case 4:
      op.mutable_score()->set_item(item);
      op.mutable_score()->set_value(static_cast<std::uint32_t>(chance_.below(12)));
      op.mutable_score()->set_words(words(client));
      if (chance_.one_in(5)) op.mutable_score()->set_by(someone());
      break;
    case 5:
      op.mutable_resolve()->set_item(item);
      if (chance_.percent(50)) op.mutable_resolve()->set_answered_by(some_item(client));
      break;
    default: op.mutable_reopen()->set_item(item); break;
  }
  return op;
}

Workload::Op Workload::on_item(const SimClient& client, const Seat& seat, const std::string& item) {
  Op op;
  switch (chance_.below(19)) {
    case 0:
    case 1:
    case 2: {
      pb::MoveItem& move = *op.mutable_move_item();
      move.set_item(item);
      if (chance_.percent(60)) move.set_behind(chance_.one_in(4) ? std::string{} : some_item(client));
      if (const pb::Phase* phase = phase_now(client.board()); phase != nullptr && chance_.percent(40)) {
        move.set_sheet(phase->id());
        move.set_region(chance_.pick(phase->regions()).id());
      }
      break;
    }
    case 3: {
      pb::FieldValue& value = *op.mutable_set_field()->mutable_value();
      op.mutable_set_field()->set_item(item);
      static constexpr std::array<const char*, 4> kFields{"said_by", "source", "persons", "kind"};
      value.set_field(chance_.pick(kFields));
      if (value.field() == "said_by") value.add_values(chance_.one_in(3) ? std::string{} : someone());
      if (value.field() == "source") value.add_values("professional");
      if (value.field() == "persons") value.add_values("P.");
      if (value.field() == "kind") value.add_values(chance_.one_in(2) ? "idee" : "vraag");
      break;
    }
    case 4: op.mutable_remove()->set_thing(item); break;
    case 5: op.mutable_restore()->set_thing(item); break;
    case 6:
    case 7: {
      pb::SplitItem& split = *op.mutable_split_item();
      split.set_item(item);
      const Item* of = find_item(client.board(), item);
      split.set_base(of == nullptr ? 0 : of->data.revision());
      const std::size_t length = of == nullptr ? 1 : of->text.size();
      std::size_t at = chance_.below(length + 1);
      if (of != nullptr && cuts_pair(of->text, at)) ++at;
      split.set_at(static_cast<std::uint32_t>(at));
      break;
    }
    case 8:
      op.mutable_stack_item()->set_item(item);
      op.mutable_stack_item()->set_onto(some_item(client));
      break;
    case 9: op.mutable_unstack_item()->set_item(item); break;
    case 10:
      op.mutable_park_item()->set_item(item);
      op.mutable_park_item()->set_reason(words(client));
      break;
    case 11: op.mutable_take_back_item()->set_item(item); break;
    case 12:
    case 13:
      op.mutable_set_visibility()->set_item(item);
      *op.mutable_set_visibility()->mutable_visibility() = visibility();
      if (chance_.percent(50)) op.mutable_set_visibility()->set_reason(words(client));
      break;
    default: return said_of_item(client, seat, item);
  }
  return op;
}

void Workload::edit_text(SimClient& client) {
  const std::string item = some_item(client);
  if (!client.has_text(item)) return;
  const std::u16string& text = client.text(item);
  std::size_t from = chance_.below(text.size() + 1);
  std::size_t to = chance_.percent(60) ? from : std::min(text.size(), from + chance_.below(6));
  if (cuts_pair(text, from)) --from;
  if (cuts_pair(text, to)) ++to;
  std::string insert;
  if (from == to || chance_.percent(50)) {
    insert = chance_.percent(40) ? words(client) : std::string("o\xF0\x9F\x99\x82");
  }
  const TextChange change = TextChange::replace(from, to - from, *utf16_from_utf8(insert));
  if (!change.empty()) client.edit(item, change);
}

void Workload::write(SimClient& client, const Seat& seat) {
  const MeetingState& board = client.board();
  Op op;
  if (in_blind_round(board) && chance_.percent(8)) {
    op.mutable_set_ready()->set_ready(chance_.percent(80));
    return client.submit(std::move(op));
  }
  if (in_vote(board) && chance_.percent(35)) {
    op.mutable_vote()->set_item(some_item(client));
    op.mutable_vote()->set_points(static_cast<std::uint32_t>(chance_.below(4)));
    return client.submit(std::move(op));
  }
  const auto dice = chance_.below(100);
  if (dice < 30) return client.submit(add_item(client, seat));
  if (dice < 60) return edit_text(client);
  if (dice < 90) return client.submit(on_item(client, seat, some_item(client)));
  switch (dice) {
    case 90:
    case 91:
    case 92: op.mutable_undo(); break;
    case 93:
      op.mutable_add_page()->set_title(words(client));
      if (const pb::Phase* phase = phase_now(board); phase != nullptr && chance_.percent(50)) {
        op.mutable_add_page()->set_phase(phase->id());
      }
      break;
    case 94: {
      pb::Draw& draw = *op.mutable_draw();
      draw.set_sheet(some_sheet(client));
      for (const std::int32_t number : {10, 20, 500, 30, 40, 600}) draw.add_points(number);
      draw.set_width(10);
      break;
    }
    case 95: op.mutable_raise_hand()->set_raised(chance_.percent(60)); break;
    case 96:
    case 97:
      op.mutable_arrive()->set_location(chance_.percent(50) ? pb::Arrive::ROOM : pb::Arrive::REMOTE);
      if (chance_.one_in(5)) op.mutable_arrive()->set_participant(someone());
      break;
    case 98: op.mutable_depart()->set_reason(words(client)); break;
    default:
      op.mutable_remove()->set_thing(some_sheet(client));
      break;
  }
  if (op.has_depart()) op.mutable_depart()->clear_reason();
  client.submit(std::move(op));
}

Workload::Op Workload::round_or_phase(const SimClient& client) {
  const MeetingState& board = client.board();
  Op op;
  if (board.course.has_round()) {
    op.mutable_close_round();
    return op;
  }
  const auto& phases = board.created.method().phases();
  if (chance_.percent(55) || phases.empty()) {
    op.mutable_open_round()->set_kind(chance_.percent(65) ? pb::OpenRound::BLIND : pb::OpenRound::VOTE);
    return op;
  }
  op.mutable_go_to_phase()->set_phase(chance_.pick(phases).id());
  if (chance_.percent(50)) op.mutable_go_to_phase()->set_reason(words(client));
  return op;
}

void Workload::lead(SimClient& client) {
  Op op;
  const auto dice = chance_.below(100);
  if (dice < 40) return client.submit(round_or_phase(client));
  if (dice < 60) {
    op.mutable_set_client_view()->set_on(!client.board().course.client_view() || chance_.one_in(4));
    op.mutable_set_client_view()->set_reason(words(client));
  } else if (dice < 72) {
    if (chance_.percent(50)) {
      op.mutable_open_to_client()->set_sheet(some_sheet(client));
    } else {
      op.mutable_open_to_client()->set_item(some_item(client));
    }
  } else if (dice < 78) {
    if (chance_.percent(50)) {
      op.mutable_close_to_client()->set_sheet(some_sheet(client));
    } else {
      op.mutable_close_to_client()->set_item(some_item(client));
    }
  } else if (dice < 82) {
    op.mutable_give_turn()->set_participant(someone());
  } else if (dice < 86) {
    op.mutable_call_to_item()->set_item(some_item(client));
  } else if (dice < 89) {
    op.mutable_extend_phase()->set_seconds(60);
    op.mutable_extend_phase()->set_reason(words(client));
  } else if (dice < 92) {
    op.mutable_lift_rule()->set_rule(static_cast<pb::Rule::Kind>(chance_.between(1, 6)));
    op.mutable_lift_rule()->set_reason(words(client));
  } else if (dice < 94) {
    op.mutable_hand_over_chair()->set_to(someone());
  } else if (dice < 95) {
    op.mutable_end_participation()->set_participant(someone());
  } else if (dice < 97) {
    op.mutable_arrive()->set_participant(someone());
    op.mutable_arrive()->set_location(pb::Arrive::NO_DEVICE);
  } else {
    op.mutable_begin_meeting();
  }
  client.submit(std::move(op));
}

void Workload::act(SimClient& client) {
  const auto seat = std::find_if(seats_.begin(), seats_.end(),
                                 [&](const Seat& of) { return of.participant == client.participant(); });
  const bool is_chair = client.board().course.chair() == client.participant();
  if (chance_.one_in(15)) {
    pb::Presence presence;
    if (client.board().items.empty() || chance_.one_in(3)) {
      presence.set_sheet(some_sheet(client));
    } else {
      presence.set_item(some_item(client));
    }
    presence.set_typing(true);
    return client.send_presence(std::move(presence));
  }
  if (chance_.one_in(25)) return client.repeat(chance_.next());
  if (is_chair && chance_.percent(35)) return lead(client);
  // Now and then somebody tries what is not his to do; mostly those who may not write now look on.
  if (!is_chair && chance_.one_in(40)) return lead(client);
  const bool reads_only = seat->role == "onderzoeker" || seat->role == "zaalscherm";
  const bool outside = (seat->role == "client" || seat->role == "steunpersoon") && !client.board().course.client_view();
  if ((reads_only || outside) && !chance_.one_in(12)) return;
  write(client, *seat);
}

void Workload::wind_up(SimClient& chair) {
  Op close;
  close.mutable_close_round();
  chair.submit(std::move(close));
  if (!chance_.percent(40)) return;
  Op end;
  end.mutable_end_meeting();
  chair.submit(std::move(end));
  if (!chance_.percent(50)) return;
  Op settle;
  settle.mutable_settle_meeting();
  chair.submit(std::move(settle));
}

}  // namespace flipover::sim
