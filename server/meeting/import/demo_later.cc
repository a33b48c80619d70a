// What happened to a card after it was placed, each as an operation.
#include <algorithm>
#include <utility>

#include "server/meeting/import/demo_translation.h"
#include "server/model/text_wire.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

constexpr std::string_view kGenogramField = "genogram";

// One replacement between what both texts begin and end with; no surrogate pair is cut.
TextChange smallest_change(const std::u16string& from, const std::u16string& to) {
  const std::size_t shorter = std::min(from.size(), to.size());
  std::size_t before = 0;
  while (before < shorter && from[before] == to[before]) ++before;
  while (before > 0 && (cuts_pair(from, before) || cuts_pair(to, before))) --before;
  std::size_t after = 0;
  while (after < shorter - before && from[from.size() - 1 - after] == to[to.size() - 1 - after]) ++after;
  while (after > 0 && (cuts_pair(from, from.size() - after) || cuts_pair(to, to.size() - after))) --after;
  return TextChange::replace(before, from.size() - before - after, to.substr(before, to.size() - before - after));
}

bool is_tag(const std::string& field) {
  return field == "source" || field == "epistemic" || field == "domain" || field == "world";
}

// "g.D,g.V" names two.
std::vector<std::string> split_at_commas(const std::vector<std::string>& values) {
  std::vector<std::string> out;
  for (const std::string& value : values) {
    std::size_t begin = 0;
    while (begin <= value.size()) {
      const std::size_t end = std::min(value.find(',', begin), value.size());
      if (end > begin) out.push_back(value.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return out;
}

}  // namespace

void DemoTranslation::translate_later(const Moment& moment) {
  const DemoLater& later = *moment.later;
  if (later.t_ms < moment.card->t_ms) {
    return complain(later.where + ".t", "ligt voor het moment waarop de kaart is geplaatst",
                    "lies before the card was placed");
  }
  Card* card = card_named(moment.card->id, later.where);
  if (card == nullptr || !is_participant(later.by, later.where + ".by")) return;
  show_to_client(later, *card, moment.ref);
  // One who does not write speaks through the notulist; votes, scores and stances are everybody's own.
  const bool words = later.op == "comment" || later.op == "edit";
  const std::string by = words ? typist(later.by, card->kind, later.where) : later.by;
  pb::Operation operation = later_operation(later, *card);
  if (complaint_) return;
  writer_.add(time(later.t_ms), by, std::move(operation), moment.ref);
  writer_.count("laterOperations");
  writer_.count("later." + later.op);
}

void DemoTranslation::show_to_client(const DemoLater& later, Card& card, const std::string& ref) {
  const pb::Role* role = role_of(later.by);
  if (role == nullptr || !role->client_side() || card.known_to_client) return;
  // What is restricted, parked or covered cannot be shown; then the file says more than we can account for.
  if (card.level != "deelnemers" || card.parked || round_ == pb::OpenRound::BLIND) return;
  card.known_to_client = true;
  pb::Operation operation;
  operation.mutable_open_to_client()->set_item(card.item);
  writer_.add(time(later.t_ms), chair(), std::move(operation), ref + ".opened");
  writer_.count("openedToClient");
}

pb::Operation DemoTranslation::later_operation(const DemoLater& later, Card& card) {
  const std::string& op = later.op;
  if (op == "edit") return edit(later, card);
  if (op == "move") return move(later, card);
  if (op == "vote") return vote(later, card);
  if (op == "setField") return set_field(later, card);
  if (op == "genogram") return add_to_genogram(later, card);
  pb::Operation operation;
  if (op == "comment") {
    pb::AddComment& comment = *operation.mutable_add_comment();
    comment.set_item(card.item);
    comment.set_text(later.text);
    comment.set_said_by(later.by);
  } else if (op == "link") {
    check_term("relation", later.relation, later.where + ".rel");
    const Card* to = card_named(later.to, later.where + ".to");
    pb::LinkItems& link = *operation.mutable_link_items();
    link.set_from(card.item);
    if (to != nullptr) link.set_to(to->item);
    link.set_relation(later.relation);
  } else if (op == "visibility") {
    check_term("visibility", later.to, later.where + ".to");
    pb::SetVisibility& visibility = *operation.mutable_set_visibility();
    visibility.set_item(card.item);
    visibility.mutable_visibility()->set_level(later.to);
    visibility.set_reason(later.reason);
    card.level = later.to;
  } else if (op == "resolve") {
    operation.mutable_resolve()->set_item(card.item);
    if (!later.answered_by.empty()) {
      const Card* answer = card_named(later.answered_by, later.where + ".answeredBy");
      if (answer != nullptr) operation.mutable_resolve()->set_answered_by(answer->item);
    }
  } else if (op == "hide") {
    card.parked = true;
    operation.mutable_park_item()->set_item(card.item);
    operation.mutable_park_item()->set_reason(later.reason);
  } else if (op == "restore") {
    if (!card.parked) complain(later.where, "de kaart was niet weggezet", "the card was not hidden");
    card.parked = false;
    operation.mutable_take_back_item()->set_item(card.item);
  } else if (op == "agree" || op == "abstain") {
    pb::TakeStance& stance = *operation.mutable_take_stance();
    stance.set_item(card.item);
    stance.set_stance(op == "agree" ? pb::TakeStance::AGREE : pb::TakeStance::ABSTAIN);
    stance.set_words(later.reason);
  } else {
    pb::Score& score = *operation.mutable_score();
    score.set_item(card.item);
    score.set_value(static_cast<std::uint32_t>(later.number));
    score.set_words(later.reason);
  }
  return operation;
}

// The file gives the whole new text; the operation says what changed, on the revision the card then has.
pb::Operation DemoTranslation::edit(const DemoLater& later, Card& card) {
  pb::Operation operation;
  std::u16string text = utf16_from_utf8(later.text).value_or(std::u16string());
  if (text.size() > limits_.text_units_max) complain(later.where + ".text", "is te lang", "is too long");
  if (text == card.text) complain(later.where + ".text", "verandert niets", "changes nothing");
  pb::EditText& edit_text = *operation.mutable_edit_text();
  edit_text.set_item(card.item);
  edit_text.set_base(card.revision++);
  change_to_wire(smallest_change(card.text, text), *edit_text.mutable_spans());
  card.text = std::move(text);
  return operation;
}

// A region is looked for on the sheet where the card lies, then on the present one. To the parking place means: park.
pb::Operation DemoTranslation::move(const DemoLater& later, Card& card) {
  pb::Operation operation;
  for (const std::string& phase : {card.phase, phase_}) {
    const auto& regions = phase_of_method(phase)->regions();
    const auto region =
        std::find_if(regions.begin(), regions.end(), [&](const pb::Region& one) { return one.id() == later.to; });
    if (region == regions.end()) continue;
    card.parked = region->parking();
    if (card.parked) {
      operation.mutable_park_item()->set_item(card.item);
      operation.mutable_park_item()->set_reason(later.reason);
    } else {
      card.phase = phase;
      operation.mutable_move_item()->set_item(card.item);
      operation.mutable_move_item()->set_sheet(phase);
      operation.mutable_move_item()->set_region(later.to);
    }
    return operation;
  }
  complain(later.where + ".to", "er is dan geen vak '" + later.to + "'", "there is no region '" + later.to + "' then");
  return operation;
}

pb::Operation DemoTranslation::vote(const DemoLater& later, const Card& card) {
  if (round_ != pb::OpenRound::VOTE) complain(later.where, "er is dan geen stemming open", "no vote is open then");
  pb::Operation operation;
  operation.mutable_vote()->set_item(card.item);
  operation.mutable_vote()->set_points(static_cast<std::uint32_t>(later.number));
  return operation;
}

pb::Operation DemoTranslation::set_field(const DemoLater& later, Card& card) {
  pb::Operation operation;
  pb::SetField& set = *operation.mutable_set_field();
  set.set_item(card.item);
  const std::string where = later.where + ".to";
  const std::string& field = later.field;
  if (!is_tag(field) && field != "kind" && field != "persons" && field != "said_by") {
    *set.mutable_value() = field_value(card.kind, field, later.values, where);
    return operation;
  }
  set.mutable_value()->set_field(field);
  set.mutable_value()->mutable_values()->Assign(later.values.begin(), later.values.end());
  for (const std::string& value : later.values) {
    if (is_tag(field)) check_term(field, value, where);
    if (field == "said_by") is_participant(value, where);
    if (field == "kind" && kind(value, where) != nullptr) card.kind = value;
  }
  return operation;
}

// The file names the person drawn; the field holds all that this card stands for.
pb::Operation DemoTranslation::add_to_genogram(const DemoLater& later, Card& card) {
  for (const std::string& person : split_at_commas(later.values)) card.genogram.push_back(person);
  pb::Operation operation;
  operation.mutable_set_field()->set_item(card.item);
  *operation.mutable_set_field()->mutable_value() =
      field_value(card.kind, std::string(kGenogramField), card.genogram, later.where + ".add");
  return operation;
}

}  // namespace flipover
