#include "tests/kill/load_client.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <iterator>
#include <utility>

namespace flipover {
namespace {

constexpr std::size_t kOnTheirWayMax = 12;

LinkOptions options_of(const ServerAddress& server, const std::string& meeting, const Seat& seat) {
  LinkOptions options;
  options.server = server;
  options.meeting = meeting;
  options.token = seat.token;
  options.client = new_client_id();
  return options;
}

}  // namespace

LoadClient::LoadClient(net::io_context& context, const ServerAddress& server, const std::string& meeting, Seat seat,
                       std::uint64_t seed)
    : context_(context),
      seat_(std::move(seat)),
      random_(seed),
      link_(context.get_executor(), options_of(server, meeting, seat_), *this) {}

void LoadClient::begin() {
  net::co_spawn(context_, link_.run(), [this](const std::exception_ptr& failed, const LinkEnd& end) {
    ended_ = true;
    if (failed) fault_ = "the client failed";
    if (end.why != LinkEnd::Why::kStopped) fault_ = "the server sent a client away: " + end.detail + end.goodbye.words().en();
  });
}

void LoadClient::write(bool goes_on) {
  writes_ = goes_on;
  fill();
}

void LoadClient::welcomed(const pb::Welcome&) { fill(); }

void LoadClient::answered(const pb::Outcome& outcome) {
  edits_on_their_way_.erase(outcome.counter());
  if (!outcome.has_committed()) {
    fault_ = "operation " + std::to_string(outcome.counter()) + " was refused: " + outcome.refused().code();
    return;
  }
  const bool in_order = confirmed_.empty() || confirmed_.rbegin()->second < outcome.committed();
  if (!confirmed_.emplace(outcome.counter(), outcome.committed()).second || !in_order) {
    fault_ = "operation " + std::to_string(outcome.counter()) + " was confirmed twice or out of order";
  }
  fill();
}

void LoadClient::received(const pb::Record& record) {
  const auto [known, is_new] = seen_.emplace(record.number(), record.by());
  if (!is_new && known->second != record.by()) fault_ = "number " + std::to_string(record.number()) + " changed";
}

void LoadClient::interrupted(const Interruption& interruption) {
  interrupted_ = std::to_string(interruption.goodbye.code()) + " " + interruption.detail + ", came back after " +
                 std::to_string(interruption.pause.count()) + " ms";
}

std::string LoadClient::standing() const {
  return seat_.participant + (live() ? " is in" : " is away") + ", " + std::to_string(link_.unanswered()) +
         " on their way, " + std::to_string(confirmed_.size()) + " confirmed; last interrupted: " + interrupted_;
}

void LoadClient::fill() {
  while (writes_ && link_.live() && link_.unanswered() < kOnTheirWayMax) {
    pb::Operation operation = next_operation();
    operation.mutable_id()->set_counter(++counter_);
    if (operation.has_edit_text()) edits_on_their_way_[counter_] = operation.edit_text().item();
    link_.submit(std::move(operation));
  }
}

const Item* LoadClient::any_item() {
  const auto& items = link_.replica().state().items;
  if (items.empty()) return nullptr;
  // Of the first few, so that many write in the same text.
  const auto at = static_cast<std::ptrdiff_t>(random_() % std::min<std::size_t>(items.size(), 5));
  return &std::next(items.begin(), at)->second;
}

pb::Operation LoadClient::next_operation() {
  pb::Operation operation;
  const std::string words = seat_.participant + " " + std::to_string(counter_ + 1);
  const Item* item = any_item();
  const std::uint64_t choice = random_() % 10;
  if (item != nullptr && choice < 6) {
    if (auto edit = edit_of(*item)) return std::move(*edit);
  }
  if (item != nullptr && choice < 8) {
    operation.mutable_add_comment()->set_item(item->data.id());
    operation.mutable_add_comment()->set_text(words);
  } else if (item != nullptr && choice < 9) {
    operation.mutable_move_item()->set_item(item->data.id());
    operation.mutable_move_item()->set_behind("");
  } else {
    operation.mutable_add_item()->set_kind("vraag");
    operation.mutable_add_item()->set_text(words);
  }
  return operation;
}

// On the confirmed text, and one at a time for each text: so it fits wherever the server stands by then.
std::optional<pb::Operation> LoadClient::edit_of(const Item& item) {
  const bool busy = std::any_of(edits_on_their_way_.begin(), edits_on_their_way_.end(),
                                [&](const auto& edit) { return edit.second == item.data.id(); });
  if (busy) return std::nullopt;
  pb::Operation operation;
  pb::EditText& edit = *operation.mutable_edit_text();
  edit.set_item(item.data.id());
  edit.set_base(item.data.revision());
  pb::Span& span = *edit.add_spans();
  const std::size_t length = item.text.size();
  if (length > 200 && random_() % 2 == 0) {
    span.set_keep(static_cast<std::uint32_t>(random_() % (length - 10)));
    span.set_remove(static_cast<std::uint32_t>(1 + random_() % 10));
  } else {
    span.set_keep(static_cast<std::uint32_t>(random_() % (length + 1)));
    span.set_insert("woord ");
  }
  return operation;
}

}  // namespace flipover
