// What the chair is shown of what the client would see, held against the book.
#include <algorithm>
#include <string_view>

#include "tests/canary/sitting.h"

namespace flipover::canary {

void Sitting::preview(const std::string& sheet) {
  for (const Seat& seat : seats()) {
    if (person_on(seat.id) == book_.chair() && book_.takes_part(seat.id)) look_at_preview(seat.id, sheet);
  }
}

// `chair`: who leads, on one of his devices.
void Sitting::look_at_preview(const std::string& chair, const std::string& sheet) {
  const auto outcome = find<PreviewOutcome>(chair, [&](auto& past) { return past.preview(sheet); });
  std::vector<std::string> clients = book_.client_side();
  if (outcome.status != MeetingStatus::kDone || clients.empty()) return;
  // It is the client's; where none takes part, of who supports him.
  const auto is_client = [](const std::string& id) { return std::string_view(seat_of(id).role) == "client"; };
  std::stable_partition(clients.begin(), clients.end(), is_client);
  judge(chair, Way::kPreview, to_json(outcome.preview), false);
  for (const auto& eyes : {chair, clients.front()}) look_inside(eyes, Way::kPreview, outcome.preview.seen());
  const auto& changed = outcome.preview.changed();
  const Book curtain_open = book_.as_if_opened({});
  for (const auto& [id, item] : state_.items) {
    const bool told = std::find(changed.begin(), changed.end(), id) != changed.end();
    const Sight since = book_.changed_since_opened(id);
    // His own he has, changed or not.
    const bool kept = curtain_open.item_now(clients.front(), id) == Sight::kNot;
    const bool must = since == Sight::kMust && kept && book_.item_now(chair, id) == Sight::kMust;
    if (told ? since == Sight::kNot : must) {
      object("preview: what changed since", (told ? "tells of " : "does not tell of ") + id);
    }
  }
  const Book opened = book_.as_if_opened(sheet);
  const auto hold = [&](const google::protobuf::Message& shown, bool ids_alone) {
    const std::vector<Word> there = words_.in(to_json(shown));
    for (const Word word : book_.all()) {
      const Sight sight = opened.now(clients.front(), word);
      const bool is_there = std::binary_search(there.begin(), there.end(), word);
      if (is_there && sight == Sight::kNot) {
        object("preview: " + std::string(name_of(book_.what(word))) + " that the client does not get",
               opened.tell(word));
      }
      const bool own = book_.what(word) == What::kScore;  // who leads is not shown what he gave
      if (is_there || own || (ids_alone && book_.what(word) != What::kItemId)) continue;
      if (sight == Sight::kMust && book_.now(chair, word) == Sight::kMust) {
        object("preview: no " + std::string(name_of(book_.what(word))), opened.tell(word));
      }
    }
  };
  pb::PreviewView ids = outcome.preview;
  ids.clear_seen();
  ids.clear_changed();  // tells of what the client does not get
  hold(ids, true);
  hold(outcome.preview.seen(), false);
}

}  // namespace flipover::canary
