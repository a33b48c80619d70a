#include "tests/sim/client_texts.h"

#include <utility>

#include "server/model/text_history.h"
#include "server/model/text_wire.h"

namespace flipover::sim {

ClientTexts::Text& ClientTexts::open(const MeetingState& board, const std::string& item) {
  const auto known = texts_.find(item);
  if (known != texts_.end()) return known->second;
  const Item& of = *find_item(board, item);
  return texts_.emplace(item, Text{TextReplica(of.text, of.data.revision()), 0}).first->second;
}

void ClientTexts::edit(const MeetingState& board, const std::string& item, const TextChange& change) {
  open(board, item).replica.edit(change);
}

const std::u16string& ClientTexts::text(const MeetingState& board, const std::string& item) {
  return open(board, item).replica.text();
}

bool ClientTexts::settled() const {
  for (const auto& [item, text] : texts_) {
    if (!text.replica.settled()) return false;
  }
  return true;
}

std::vector<pb::Operation> ClientTexts::ready() {
  std::vector<pb::Operation> operations;
  for (auto& [item, text] : texts_) {
    if (text.awaits != 0) continue;
    const auto outgoing = text.replica.send();
    if (!outgoing) continue;
    pb::EditText& edit = *operations.emplace_back().mutable_edit_text();
    edit.set_item(item);
    edit.set_base(outgoing->base);
    change_to_wire(outgoing->change, *edit.mutable_spans());
  }
  return operations;
}

void ClientTexts::sent(const std::string& item, std::uint64_t counter) { texts_.at(item).awaits = counter; }

void ClientTexts::refused(std::uint64_t counter) {
  for (auto& [item, text] : texts_) {
    if (text.awaits != counter) continue;
    text.replica.refused();
    text.awaits = 0;
  }
}

std::optional<std::string> ClientTexts::take(const MeetingState& board, const pb::Record& record, std::uint64_t own) {
  if (const auto edit = text_edit_of(record)) {
    const auto text = texts_.find(edit->first);
    const Item* item = find_item(board, edit->first);
    if (text != texts_.end() && item != nullptr) {
      const bool mine = own != 0 && text->second.awaits == own;
      const auto shown = mine ? text->second.replica.acknowledge(edit->second, item->data.revision())
                              : text->second.replica.receive(edit->second, item->data.revision());
      if (!shown) {
        return "record " + std::to_string(record.number()) + " does not fit the text of " + edit->first +
               (mine ? " as its own edit" : " as another's edit");
      }
      if (mine) text->second.awaits = 0;
    }
  }
  if (record.has_seen()) {
    std::erase_if(texts_, [&](const auto& text) { return find_item(board, text.first) == nullptr; });
  }
  return std::nullopt;
}

std::vector<std::uint64_t> ClientTexts::begin_anew(const MeetingState& board,
                                                   const std::map<std::uint64_t, std::uint64_t>& saved) {
  std::vector<std::uint64_t> never;
  // What one may not see any more one does not write in; the last edit is answered like any operation.
  std::erase_if(texts_, [&](const auto& text) { return find_item(board, text.first) == nullptr; });
  for (auto& [id, text] : texts_) {
    const Item& item = *find_item(board, id);
    const bool committed = text.awaits != 0 && saved.contains(text.awaits);
    if (text.awaits != 0 && !committed) never.push_back(text.awaits);
    text.replica.restart(item.text, item.data.revision(),
                         committed ? TextReplica::Fate::kCommitted : TextReplica::Fate::kNeverCommitted);
    text.awaits = 0;
  }
  return never;
}

std::optional<std::string> ClientTexts::compare(const MeetingState& board) const {
  for (const auto& [id, text] : texts_) {
    const Item* item = find_item(board, id);
    if (item == nullptr) return "a text is written in that is not on the board: " + id;
    if (item->data.revision() != text.replica.revision() || item->text != text.replica.confirmed()) {
      return "text " + id + ": the board has revision " + std::to_string(item->data.revision()) + ", the editor " +
             std::to_string(text.replica.revision());
    }
  }
  return std::nullopt;
}

}  // namespace flipover::sim
