// What the book tells: what an objection is about, and which rare states came about.
#include "tests/canary/book.h"

namespace flipover::canary {

std::string_view name_of(What what) {
  switch (what) {
    case What::kText:
      return "text";
    case What::kField:
      return "field";
    case What::kPersons:
      return "person's label";
    case What::kComment:
      return "comment";
    case What::kStance:
      return "stance";
    case What::kScore:
      return "score";
    case What::kParkReason:
      return "reason of parking";
    case What::kReasonOnItem:
      return "reason of a level";
    case What::kReason:
      return "reason of the process";
    case What::kPageTitle:
      return "page title";
    case What::kItemId:
      return "item id";
    case What::kCommentId:
      return "comment id";
    case What::kLinkId:
      return "link id";
    case What::kStrokeId:
      return "stroke id";
    case What::kPageId:
      return "page id";
  }
  return "";
}

std::string Book::tell(Word word) const {
  const auto places = by_word_.find(word);
  if (places == by_word_.end()) return words_->text(word) + " (stands nowhere)";
  std::string told = words_->text(word);
  for (const std::size_t at : places->second) {
    const Place& place = places_[at];
    told += " (" + std::string(name_of(place.what)) + " of " + (place.thing.empty() ? "the process" : place.thing);
    if (!place.other.empty()) told += "/" + place.other;
    if (!place.whose.empty()) told += " said by " + place.whose;
    if (!place.typed_by.empty()) told += " typed by " + place.typed_by;
    told += std::string(place.standing ? "" : ", replaced") + (place.covered ? ", covered" : "") +
            (place.before_client != Sight::kNot ? ", before the client" : "");
    if (const auto item = items_.find(place.thing); item != items_.end()) {
      const Item& of = item->second;
      told += "; " + of.kind + " at " + of.level + (of.covered ? ", covered" : "") + (of.parked ? ", parked" : "") +
              (of.removed ? ", removed" : "") + (of.withdrawn ? ", withdrawn" : "") + (of.open ? ", open" : "") +
              (of.changed ? ", changed since" : "");
    }
    told += ")";
  }
  told += client_view_ ? ", curtain open" : ", curtain shut";
  if (client_in_the_room()) told += ", client in the room";
  return told;
}

void Book::count_states(const pb::Record& record) {
  const pb::Operation& op = record.operation();
  const auto once = [&](bool so, const char* what) {
    if (so) ++reached_[what];
  };
  const auto item_of = [&](const std::string& id) -> const Item& { return items_.at(id); };
  const bool room = client_in_the_room();
  const auto said_of = [&](const std::string& id) {
    once(client_at_table() && said_before_client(id) == Sight::kNot, "said at the table of what the client did not see");
  };
  switch (op.kind_case()) {
    case pb::Operation::kAddItem: {
      const Item& item = item_of(op.add_item().item());
      once(true, ("level " + item.level).c_str());
      once(item.covered, "item in a blind round");
      once(item.covered && item.parked, "parked within a blind round");
      once(item.parked, "parked by a rule");
      once(item.said_by != item.typed_by, "said by another than its typist");
      once(item.open, "made at the client's table");
      break;
    }
    case pb::Operation::kArrive:
      once(is_client_side(op.arrive().participant()) && !client_view_ && openings_ == 0,
           "client comes before the first opening");
      once(is_client_side(op.arrive().participant()) && op.arrive().location() == pb::Arrive::REMOTE,
           "client is far away");
      break;
    case pb::Operation::kSetClientView:
      if (client_view_) ++openings_;
      once(!client_view_ && room, "curtain shut with the client in the room");
      once(client_view_ && openings_ > 1, "curtain opened again");
      break;
    case pb::Operation::kSetVisibility:
      once(item_of(op.set_visibility().item()).open && item_of(op.set_visibility().item()).level != "deelnemers",
           "restricted after it was open to the client");
      once(item_of(op.set_visibility().item()).level == "deelnemers", "opened to all after being restricted");
      break;
    case pb::Operation::kEditText:
      once(true, "first wording replaced");
      break;
    case pb::Operation::kAddComment:
      once(!client_at_table(), "comment before the client came");
      once(client_at_table(), "comment at the client's table");
      said_of(op.add_comment().item());
      break;
    case pb::Operation::kTakeStance:
      once(!client_at_table(), "stance before the client came");
      once(client_at_table(), "stance at the client's table");
      said_of(op.take_stance().item());
      once(op.take_stance().stance() == pb::TakeStance::DISSENT, "dissent");
      once(op.take_stance().by() != record.by(), "stance entered for another");
      break;
    case pb::Operation::kScore:
      once(true, "score");
      break;
    case pb::Operation::kVote:
      once(true, "vote");
      break;
    case pb::Operation::kParkItem:
      once(!op.park_item().reason().empty(), "parked with a reason");
      break;
    case pb::Operation::kTakeBackItem:
      once(true, "taken back");
      break;
    case pb::Operation::kSplitItem:
      once(true, "split");
      break;
    case pb::Operation::kStackItem:
      once(true, "stacked");
      break;
    case pb::Operation::kLinkItems:
      once(true, "linked");
      break;
    case pb::Operation::kAddPage:
      once(true, "page added");
      break;
    case pb::Operation::kDraw:
      once(true, "drawn");
      break;
    case pb::Operation::kUndo:
      break;
    case pb::Operation::kRemove:
      once(items_.contains(op.remove().thing()), "removed");
      break;
    case pb::Operation::kRestore:
      once(items_.contains(op.restore().thing()), "brought back");
      break;
    case pb::Operation::kOpenToClient:
      once(true, op.open_to_client().sheet().empty() ? "item opened" : "page opened");
      if (!op.open_to_client().item().empty()) {
        once(replaced_wordings(op.open_to_client().item()) > 0, "opened with its first wording replaced");
      }
      break;
    case pb::Operation::kCloseToClient:
      once(true, "closed to the client");
      break;
    case pb::Operation::kCloseRound:
      once(true, "round closed");
      break;
    case pb::Operation::kHandOverChair:
      once(true, "chair handed over");
      break;
    case pb::Operation::kEndParticipation:
      once(true, "participation ended");
      break;
    case pb::Operation::kWithdrawItem:
      once(true, "withdrawn");
      break;
    case pb::Operation::kEndMeeting:
      once(true, "meeting ended");
      break;
    case pb::Operation::kShutScreens:
      once(op.shut_screens().shut(), "screens shut");
      break;
    case pb::Operation::kTakeOverChair:
      once(true, "chair taken over");
      break;
    default:
      break;
  }
  once(op.undoes() != 0, "undone");
}

}  // namespace flipover::canary
