// What people ask about that is hidden from them: the answers tell nothing of it.
#include <utility>

#include "tests/canary/doings.h"
#include "tests/model/spoken.h"

namespace flipover::canary {

using namespace spoken;

namespace {

constexpr const char* kNever = "never-was-000000";

}  // namespace

// What is hidden and what never was get the same answer.
void Doings::compare(const std::string& by, const pb::Operation& of_hidden, const pb::Operation& of_never) {
  sitting_.note("asked for what is hidden");
  const std::string answer = sitting_.refusal(by, of_hidden);
  const std::string other = sitting_.refusal(by, of_never);
  if (answer != other) {
    sitting_.object("refusal: a hidden id", by + " is answered '" + answer + "', and of one that never was '" + other +
                                                "': " + of_hidden.ShortDebugString());
  }
}

void Doings::ask_for_hidden() {
  const std::string by = chance_.one_in(3) ? chance_.pick(kClientSide) : any_seat();
  if (!sitting_.connected(by)) return;
  if (chance_.one_in(3)) {
    const std::vector<std::string> things = sitting_.book().hidden_things(by);
    if (!things.empty()) ask_for_hidden_thing(by, chance_.pick(things));
    return;
  }
  std::vector<std::string> items;
  for (const auto& [id, item] : sitting_.state().items) {
    if (sitting_.book().item_now(by, id) == Sight::kNot) items.push_back(id);
  }
  if (!items.empty()) ask_for_hidden_item(by, chance_.pick(items));
}

void Doings::ask_for_hidden_item(const std::string& by, const std::string& hidden) {
  const std::string seen = item_for(by);
  const std::uint64_t which = chance_.below(22);
  const auto about = [&](const std::string& item) {
    switch (which) {
      case 0:
        return comments(item, "tja");
      case 1:
        return edits(item, 0, 0, 0, "tja");
      case 2:
        return sets(item, "persons", "P.");
      case 3:
        return moves(item, "kop");
      case 4:
        return moves_behind(seen, item);
      case 5:
        return removes(item);
      case 6:
        return parks(item, "tja");
      case 7:
        return links(seen, item, "versterkt");
      case 8:
        return scores(item, 3);
      case 9:
        return takes(pb::TakeStance::AGREE, item, "tja");
      case 10:
        return opens_item_to_client(item);
      case 11:
        return links(item, seen, "versterkt");
      case 12:
        return resolves(item);
      case 13:
        return resolves(seen, item);
      case 14:
        return reopens(item);
      case 15:
        return stacks(item, seen);
      case 16:
        return stacks(seen, item);
      case 17:
        return splits(item, 0, 1);
      case 18:
        return shows(item, "prive");
      case 19:
        return takes_back(item);
      case 20:
        return closes_item_to_client(item);
      default:
        return calls_to(item);
    }
  };
  compare(by, about(hidden), about(kNever));
}

void Doings::ask_for_hidden_thing(const std::string& by, const std::string& hidden) {
  const std::string seen = item_for(by);
  const std::uint64_t which = chance_.below(6);
  const auto about = [&](const std::string& thing) {
    switch (which) {
      case 0:
        return removes(thing);
      case 1:
        return restores(thing);
      case 2:
        return draws(thing);
      case 3:
        return adds(procesnoot("tja"), on(thing));
      case 4: {
        pb::Operation move = moves(seen, {});
        move.mutable_move_item()->set_sheet(thing);
        return move;
      }
      default:
        return opens_sheet_to_client(thing);
    }
  };
  compare(by, about(hidden), about(kNever));
}

// Who came to see a card later learns nothing of the words that it had before, their length included.
void Doings::ask_for_replaced_wording() {
  struct Unknown {
    std::string by;
    std::string card;
    std::size_t revision = 0;
  };
  std::vector<Unknown> unknown;
  std::vector<std::string> everybody = kWriters;
  everybody.insert(everybody.end(), kDevices.begin(), kDevices.end());
  const Book& book = sitting_.book();
  for (const auto& by : everybody) {
    if (!sitting_.connected(by)) continue;
    for (const auto& [card, item] : sitting_.state().items) {
      if (book.item_now(by, card) == Sight::kNot) continue;
      for (std::size_t revision = 0; revision < book.replaced_wordings(card); ++revision) {
        if (!book.wording_is_open(by, card, revision)) unknown.push_back({by, card, revision});
      }
    }
  }
  if (unknown.empty()) return;
  const auto [by, card, revision] = chance_.pick(unknown);
  sitting_.note(person_on(by) == by ? "asked for a replaced wording" : "asked for a replaced wording on a second device");
  const auto length = static_cast<std::uint32_t>(book.wording_length(card, revision));
  const std::string beyond = sitting_.refusal(by, edits(card, revision, length + 1, 0, "x"));
  const std::string within = sitting_.refusal(by, edits(card, revision, length, 0, "x"));
  if (within != beyond) {
    sitting_.object("refusal: a replaced wording's length",
                    by + " is answered '" + within + "' at " + std::to_string(length) + " and '" + beyond +
                        "' beyond, on revision " + std::to_string(revision) + " of " + card);
  }
}

}  // namespace flipover::canary
