#include "tests/bench/typist.h"

#include <algorithm>
#include <utility>

#include "server/model/text_wire.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

// A contribution of this length is long; from there on as much is taken out as is put in.
constexpr std::size_t kTextUnits = 1'000;

}  // namespace

Typist::Typist(net::io_context& context, Table& table, std::size_t seat, Tally& tally, std::uint64_t seed)
    : table_(table), seat_(seat), tally_(tally), random_(seed), wire_(context, *this) {
  client_ = "bench-" + std::to_string(random_());
  client_.resize(24, '0');
}

void Typist::connect(const ServerAddress& server) { wire_.connect(server, table_.made.meeting); }

void Typist::opened() { wire_.hello(table_.made.seats[seat_].token, client_, 0); }

void Typist::lost(const std::string& why) { fault("a connection ended: " + why); }

void Typist::fault(const std::string& what) {
  if (tally_.fault.empty()) tally_.fault = what;
}

void Typist::add_text() {
  pb::Operation operation;
  pb::AddItem& add = *operation.mutable_add_item();
  add.set_kind("vraag");
  add.set_text("Wat is er aan de hand?");
  submit(std::move(operation), {});
}

void Typist::type(SteadyTime due) {
  // A text whose edits are all answered, if there is one: then this keystroke is an operation of its own.
  const std::size_t start = random_() % texts_.size();
  Text* text = &texts_[start];
  for (std::size_t i = 0; i < texts_.size() && text->awaits; ++i) text = &texts_[(start + i) % texts_.size()];
  if (text->awaits) text = &texts_[start];

  const std::size_t length = text->replica.text().size();
  if (length < kTextUnits || random_() % 2 == 0) {
    const auto letter = static_cast<char16_t>(u'a' + random_() % 26);
    text->replica.edit(TextChange::replace(random_() % (length + 1), 0, std::u16string(1, letter)));
  } else {
    text->replica.edit(TextChange::replace(random_() % length, 1, {}));
  }
  ++tally_.typed;
  text->buffered.push_back(due);
  send_from(*text);
}

void Typist::send_from(Text& text) {
  const auto outgoing = text.replica.send();
  if (!outgoing) return;
  text.awaits = true;
  pb::Operation operation;
  pb::EditText& edit = *operation.mutable_edit_text();
  edit.set_item(text.item);
  edit.set_base(outgoing->base);
  change_to_wire(outgoing->change, *edit.mutable_spans());
  submit(std::move(operation), std::exchange(text.buffered, {}));
}

void Typist::submit(pb::Operation operation, std::vector<SteadyTime> due) {
  operation.mutable_id()->set_counter(++counter_);
  sent_.push_back({std::move(due), 0});
  pb::ClientFrame frame;
  *frame.mutable_submit()->add_operations() = std::move(operation);
  wire_.send(frame);
}

void Typist::heard(const pb::ServerFrame& frame) {
  switch (frame.frame_case()) {
    case pb::ServerFrame::kPart:
      for (const auto& item : frame.part().fragment().items()) put(item);
      if (frame.part().last()) joined_ = true;
      return;
    case pb::ServerFrame::kUpdate:
      for (const auto& outcome : frame.update().outcomes()) take(outcome);
      for (const auto& record : frame.update().records()) take(record);
      return;
    case pb::ServerFrame::kGoodbye: return fault("goodbye: " + frame.goodbye().words().en());
    case pb::ServerFrame::kWelcome:
    case pb::ServerFrame::kPresence:
    case pb::ServerFrame::FRAME_NOT_SET: return;
  }
}

void Typist::take(const pb::Outcome& outcome) {
  if (!outcome.has_committed()) return fault("refused: " + outcome.refused().code());
  if (outcome.counter() != ++answered_) return fault("an answer out of order");
  own_numbers_.push_back(outcome.committed());
  const SteadyTime now = std::chrono::steady_clock::now();
  ++tally_.operations;
  const Sent& sent = sent_[answered_ - forgotten_ - 1];
  tally_.saved += sent.due.size();
  for (const SteadyTime due : sent.due) {
    if (due >= tally_.from && due < tally_.to) tally_.confirmed.add(now - due);
  }
  forget_seen();
}

void Typist::take(const pb::Record& record) {
  const bool own = !own_numbers_.empty() && own_numbers_.front() == record.number();
  if (own) {
    own_numbers_.pop_front();
  } else if (!record.by().empty()) {
    note_seen(record.by());
  }
  const pb::Operation& operation = record.operation();
  if (operation.has_add_item()) {
    pb::Item item;
    item.set_id(operation.add_item().item());
    item.set_text(operation.add_item().text());
    return put(item);
  }
  if (!operation.has_edit_text()) return;
  Text* text = find(operation.edit_text().item());
  const auto change = change_from_wire(operation.edit_text().spans());
  if (text == nullptr || !change) return fault("an edit that makes no sense");
  const std::uint64_t revision = text->replica.revision() + 1;
  if (!(own ? text->replica.acknowledge(*change, revision) : text->replica.receive(*change, revision))) {
    return fault("an edit that does not fit");
  }
  if (!own) return;
  text->awaits = false;
  send_from(*text);
}

void Typist::note_seen(const std::string& author) {
  auto known = seen_of_.find(author);
  if (known == seen_of_.end()) known = seen_of_.emplace(author, 0).first;
  const std::uint64_t operation = ++known->second;
  ++tally_.shown;
  const SteadyTime now = std::chrono::steady_clock::now();
  for (Typist& typist : table_.typists) {
    if (table_.made.seats[typist.seat_].participant != author) continue;
    const Sent& sent = typist.sent_[operation - typist.forgotten_ - 1];
    for (const SteadyTime due : sent.due) {
      if (due >= tally_.from && due < tally_.to) tally_.seen.add(now - due);
    }
    return typist.was_seen(operation);
  }
}

void Typist::was_seen(std::uint64_t operation) {
  ++sent_[operation - forgotten_ - 1].seen_by;
  forget_seen();
}

void Typist::forget_seen() {
  const std::size_t others = table_.typists.size() - 1;
  while (!sent_.empty() && sent_.front().seen_by >= others && forgotten_ < answered_) {
    sent_.pop_front();
    ++forgotten_;
  }
}

Typist::Text* Typist::find(std::string_view item) {
  const auto found = std::find_if(texts_.begin(), texts_.end(), [&](const Text& text) { return text.item == item; });
  return found == texts_.end() ? nullptr : &*found;
}

void Typist::put(const pb::Item& item) {
  auto text = utf16_from_utf8(item.text());
  if (!text || find(item.id()) != nullptr) return fault("an item that makes no sense");
  texts_.push_back({item.id(), TextReplica(std::move(*text), item.revision()), false, {}});
}

bool Typist::settled() const {
  return answered_ == counter_ && own_numbers_.empty() && sent_.empty() &&
         std::all_of(texts_.begin(), texts_.end(), [](const Text& text) { return text.replica.settled(); });
}

std::map<std::string, std::u16string> Typist::content() const {
  std::map<std::string, std::u16string> content;
  for (const Text& text : texts_) content[text.item] = text.replica.text();
  return content;
}

}  // namespace flipover
