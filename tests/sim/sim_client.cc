#include "tests/sim/sim_client.h"

#include <algorithm>
#include <utility>

#include "server/model/apply.h"
#include "server/model/utf16.h"

namespace flipover::sim {
namespace {

constexpr std::size_t kUnansweredMax = 48;
constexpr int kOperationsInFrameMax = 12;
constexpr std::size_t kAnsweredKept = 16;

}  // namespace

SimClient::SimClient(std::string participant, std::string client, Watch& watch)
    : participant_(std::move(participant)), client_(std::move(client)), watch_(watch) {}

void SimClient::fail(const std::string& oracle, const std::string& what) {
  watch_.fail(oracle, participant_ + " (" + client_ + "): " + what);
}

Connection::ClientEnd SimClient::end(std::function<void()> lost) {
  return {[this](const pb::ServerFrame& frame) { take(frame); },
          [this, lost = std::move(lost)] {
            connection_.reset();
            welcomed_ = false;
            incoming_.reset();
            lost();
          }};
}

void SimClient::connect(std::shared_ptr<Connection> connection) {
  connection_ = std::move(connection);
  welcomed_ = false;
  incoming_.reset();
  sent_upto_ = 0;
  on_their_way_ = 0;
  answered_here_.clear();
  pb::ClientFrame frame;
  frame.mutable_hello()->set_client(client_);
  frame.mutable_hello()->set_last_seen(upto_);
  frame.mutable_hello()->set_past(past_);
  connection_->send_up(std::move(frame));
}

void SimClient::cut() {
  if (connection_) connection_->cut();
}

void SimClient::submit(pb::Operation operation) {
  operation.mutable_id()->set_counter(++counter_);
  operation.mutable_id()->set_client(client_);
  pending_.emplace(counter_, std::move(operation));
  flush();
}

void SimClient::edit(const std::string& item, const TextChange& change) {
  texts_.edit(state_, item, change);
  flush();
}

const std::u16string& SimClient::text(const std::string& item) { return texts_.text(state_, item); }

void SimClient::send_presence(pb::Presence presence) {
  if (!live()) return;
  pb::ClientFrame frame;
  *frame.mutable_presence() = std::move(presence);
  connection_->send_up(std::move(frame));
}

void SimClient::repeat(std::uint64_t nth) {
  if (!live() || answered_here_.empty()) return;
  const auto operation = std::next(answered_here_.begin(), static_cast<std::ptrdiff_t>(nth % answered_here_.size()));
  pb::ClientFrame frame;
  *frame.mutable_submit()->add_operations() = operation->second;
  connection_->send_up(std::move(frame));
}

void SimClient::flush() {
  if (!live()) return;
  for (auto& operation : texts_.ready()) {
    operation.mutable_id()->set_counter(++counter_);
    operation.mutable_id()->set_client(client_);
    texts_.sent(operation.edit_text().item(), counter_);
    pending_.emplace(counter_, std::move(operation));
  }
  auto next = pending_.upper_bound(sent_upto_);
  while (next != pending_.end() && on_their_way_ < kUnansweredMax) {
    pb::ClientFrame frame;
    auto& operations = *frame.mutable_submit()->mutable_operations();
    for (; next != pending_.end() && operations.size() < kOperationsInFrameMax && on_their_way_ < kUnansweredMax;
         ++next, ++on_their_way_) {
      *operations.Add() = next->second;
      sent_upto_ = next->first;
    }
    connection_->send_up(std::move(frame));
  }
}

void SimClient::take(const pb::ServerFrame& frame) {
  if (!connection_) return;
  switch (frame.frame_case()) {
    case pb::ServerFrame::kWelcome: take(frame.welcome()); break;
    case pb::ServerFrame::kPart: take(frame.part()); break;
    case pb::ServerFrame::kUpdate: take(frame.update()); break;
    case pb::ServerFrame::kGoodbye: ended_ = frame.goodbye().come_back() == pb::Goodbye::NOT; break;
    default: break;
  }
  flush();
}

void SimClient::take(const pb::Welcome& welcome) {
  welcomed_ = true;
  for (const auto& committed : welcome.committed()) learn_saved(committed.counter(), committed.number());
  past_of_welcome_ = welcome.past();
  if (welcome.resumed()) {
    past_ = past_of_welcome_;
  } else {
    incoming_.emplace();
  }
}

void SimClient::take(const pb::Part& part) {
  MeetingState& state = incoming_ ? *incoming_ : state_;
  if (part.has_fragment()) merge_checkpoint(state, part.fragment());
  for (const auto& chunk : part.more_text()) {
    Item* item = find_item(state, chunk.item());
    const auto text = utf16_from_utf8(chunk.text());
    if (item == nullptr || !text) {
      fail("G1", "a piece of a text without its beginning");
      continue;
    }
    item->text += *text;
  }
  if (!part.last()) return;
  if (incoming_) {
    state_ = std::move(*incoming_);
    incoming_.reset();
    last_record_ = upto_ = part.upto();
    past_ = past_of_welcome_;
    begin_anew();
  }
  upto_ = std::max(upto_, part.upto());
  if (on_board) on_board(*this);
}

void SimClient::begin_anew() {
  for (const std::uint64_t counter : texts_.begin_anew(state_, saved_)) pending_.erase(counter);
}

void SimClient::take(const pb::Update& update) {
  for (const auto& outcome : update.outcomes()) take(outcome);
  for (const auto& record : update.records()) take(record);
  if (update.upto() == 0) return;
  upto_ = std::max(upto_, update.upto());
  if (on_board) on_board(*this);
}

void SimClient::take(const pb::Record& record) {
  if (record.number() <= last_record_) {
    fail("G1", "record " + std::to_string(record.number()) + " comes after " + std::to_string(last_record_));
  }
  last_record_ = record.number();
  apply(state_, record);
  const auto own = own_numbers_.find(record.number());
  const auto objection = texts_.take(state_, record, own == own_numbers_.end() ? 0 : own->second);
  if (objection) fail("G1", *objection);
  if (const auto differs = texts_.compare(state_)) fail("G1", *differs);
}

void SimClient::take(const pb::Outcome& outcome) {
  const std::uint64_t counter = outcome.counter();
  if (const auto pending = pending_.find(counter); pending != pending_.end()) {
    if (counter <= sent_upto_ && on_their_way_ > 0) --on_their_way_;
    answered_here_[counter] = pending->second;
    if (answered_here_.size() > kAnsweredKept) answered_here_.erase(answered_here_.begin());
  }
  if (outcome.answer_case() == pb::Outcome::kCommitted) {
    if (refused_.contains(counter)) {
      fail("G3", "counter " + std::to_string(counter) + " was refused, and is now answered as saved under " +
                     std::to_string(outcome.committed()));
    }
    learn_saved(counter, outcome.committed());
    return;
  }
  if (saved_.contains(counter)) {
    fail("G4", "counter " + std::to_string(counter) + " was saved, and is now refused: " + outcome.refused().code());
    return;
  }
  if (pending_.erase(counter) == 0) return;  // a repetition
  refused_.insert(counter);
  ++refusals_[outcome.refused().code()];
  if (outcome.refused().operation().id().counter() != counter) fail("G9", "a refusal without what was refused");
  texts_.refused(counter);
}

void SimClient::learn_saved(std::uint64_t counter, std::uint64_t number) {
  const auto known = saved_.find(counter);
  if (known != saved_.end() && known->second != number) {
    fail("G3", "counter " + std::to_string(counter) + " was saved under " + std::to_string(known->second) +
                   " and is now under " + std::to_string(number));
  }
  saved_[counter] = number;
  own_numbers_[number] = counter;
  pending_.erase(counter);
}

}  // namespace flipover::sim
