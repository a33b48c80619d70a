#include "tests/kill/newcomer.h"

#include "clients/cli/meeting_link.h"

namespace flipover {

Newcomer::Newcomer(net::io_context& context, const ServerAddress& server, const std::string& meeting, const Seat& seat)
    : seat_(seat), client_(new_client_id()), wire_(context, *this) {
  wire_.connect(server, meeting);
}

void Newcomer::greet() { wire_.hello(seat_.token, client_, 0); }

void Newcomer::add(const std::string& words) {
  pb::ClientFrame frame;
  pb::Operation& operation = *frame.mutable_submit()->add_operations();
  operation.mutable_id()->set_counter(++counter_);
  operation.mutable_add_item()->set_kind("vraag");
  operation.mutable_add_item()->set_text(words);
  wire_.send(frame);
}

void Newcomer::opened() {
  open_ = true;
  if (greets_) greet();
}

void Newcomer::heard(const pb::ServerFrame& frame) {
  welcomed_ = welcomed_ || frame.has_welcome();
  if (frame.has_goodbye()) goodbye_ = frame.goodbye();
  for (const pb::Outcome& outcome : frame.update().outcomes()) {
    if (outcome.has_committed()) ++confirmed_;
  }
}

void Newcomer::lost(const std::string&) { lost_ = true; }

}  // namespace flipover
