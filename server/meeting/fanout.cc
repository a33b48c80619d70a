#include "server/meeting/fanout.h"

#include <algorithm>
#include <utility>

#include "server/meeting/meeting_limits.h"

namespace flipover {
namespace {

// An idle viewer of hidden records is told the number now and then, so that his resume point does not fall behind.
constexpr std::uint64_t kUptoLagMax = 256;

}  // namespace

void Fanout::join(std::shared_ptr<Subscriber> subscriber, Viewer viewer, std::uint64_t upto) {
  Seat& seat = seats_[{viewer.seat, viewer.device}];
  seat.viewer = std::move(viewer);
  seat.subscribers.push_back(Connected{std::move(subscriber), {}, upto});
  ++count_;
}

void Fanout::leave(const Subscriber& subscriber) {
  for (auto seat = seats_.begin(); seat != seats_.end(); ++seat) {
    const std::size_t gone = std::erase_if(
        seat->second.subscribers, [&](const Connected& connected) { return connected.subscriber.get() == &subscriber; });
    if (gone == 0) continue;
    count_ -= gone;
    if (seat->second.subscribers.empty()) seats_.erase(seat);
    return;
  }
}

std::vector<std::shared_ptr<Subscriber>> Fanout::subscribers_of(const std::string& participant) const {
  std::vector<std::shared_ptr<Subscriber>> found;
  for (const auto& [place, seat] : seats_) {
    if (place.participant != participant) continue;
    for (const auto& connected : seat.subscribers) found.push_back(connected.subscriber);
  }
  return found;
}

std::vector<std::shared_ptr<Subscriber>> Fanout::all() const {
  std::vector<std::shared_ptr<Subscriber>> found;
  for (const auto& [place, seat] : seats_) {
    for (const auto& connected : seat.subscribers) found.push_back(connected.subscriber);
  }
  return found;
}

const Viewer* Fanout::viewer(const Subscriber& subscriber) const {
  for (const auto& [participant, seat] : seats_) {
    for (const auto& connected : seat.subscribers) {
      if (connected.subscriber.get() == &subscriber) return &seat.viewer;
    }
  }
  return nullptr;
}

void Fanout::before_apply(const MeetingState& state, const pb::Record& record) {
  before_ = before(state, record);
  if (before_.scope.empty()) return;
  for (auto& [place, seat] : seats_) seat.sight = look(state, before_.scope, seat.viewer);
}

void Fanout::after_apply(const MeetingState& state, const pb::Record& record) {
  staged_upto_ = record.number();
  const bool rights_change = record.operation().has_add_participant() || record.operation().has_end_participation();
  RecordPtr whole;
  for (auto& [place, seat] : seats_) {
    if (rights_change) seat.viewer = viewer_of(state, place.participant, place.device);
    Sighting sighting = see(before_, seat.sight, state, record, seat.viewer);
    if (sighting.form == Sighting::Form::kWhole) {
      if (!whole) whole = std::make_shared<const pb::Record>(without_id(record));
      seat.staged.push_back(whole);
    } else if (sighting.form == Sighting::Form::kSpecial) {
      seat.staged.push_back(std::make_shared<const pb::Record>(std::move(sighting.record)));
    }
    seat.sight.clear();
    // A room screen is told the end, and nothing after it (PV-16).
    if (record.operation().has_end_meeting()) seat.viewer = viewer_of(state, place.participant, place.device);
  }
}

void Fanout::answer(const Subscriber& subscriber, pb::Outcome outcome) {
  for (auto& [place, seat] : seats_) {
    for (auto& connected : seat.subscribers) {
      if (connected.subscriber.get() != &subscriber) continue;
      *connected.answers.add_outcomes() = std::move(outcome);
      return;
    }
  }
}

std::vector<Fanout::Delivery> Fanout::encode(const std::vector<RecordPtr>& records) const {
  std::vector<Delivery> deliveries;
  pb::ServerFrame frame;
  std::size_t bytes = 0;
  const auto flush = [&] {
    if (bytes == 0) return;
    deliveries.push_back({make_frame(std::exchange(frame, {})), nullptr});
    bytes = 0;
  };
  for (const auto& record : records) {
    const std::size_t size = record->ByteSizeLong();
    if (bytes + size > kPartBytesMax) flush();
    pb::Record& sent = *frame.mutable_update()->add_records();
    sent = *record;
    bytes += size;
    if (record->seen().has_appeared() && record->seen().appeared().ByteSizeLong() > kPartContentBytes) {
      auto appeared = std::make_shared<pb::Checkpoint>(std::move(*sent.mutable_seen()->mutable_appeared()));
      sent.mutable_seen()->clear_appeared();
      flush();
      deliveries.push_back(
          {nullptr, std::make_shared<FramesMadeOnce>(checkpoint_parts(std::move(appeared), record->number()))});
    } else {
      frame.mutable_update()->set_upto(record->number());
    }
  }
  if (bytes > 0) frame.mutable_update()->set_upto(staged_upto_);
  flush();
  return deliveries;
}

void Fanout::publish() {
  std::map<std::vector<RecordPtr>, std::vector<Delivery>> encoded;
  for (auto& [place, seat] : seats_) {
    const std::vector<Delivery>* deliveries = nullptr;
    if (!seat.staged.empty()) {
      auto [found, is_new] = encoded.try_emplace(std::move(seat.staged));
      if (is_new) {
        found->second = encode(found->first);
        metrics_.frames_encoded.add(found->second.size());
      }
      deliveries = &found->second;
    }
    seat.staged.clear();
    for (auto& connected : seat.subscribers) {
      Subscriber& subscriber = *connected.subscriber;
      if (const int answered = connected.answers.outcomes_size(); answered > 0) {
        pb::ServerFrame frame;
        *frame.mutable_update() = std::exchange(connected.answers, {});
        subscriber.deliver(make_frame(std::move(frame)));
        subscriber.answered(static_cast<std::size_t>(answered));
        metrics_.frames_delivered.add();
      }
      if (deliveries != nullptr) {
        for (const auto& delivery : *deliveries) {
          if (delivery.frame) {
            subscriber.deliver(delivery.frame);
          } else {
            subscriber.deliver_parts(FramesMadeOnce::reader(delivery.parts));
          }
        }
        connected.upto = staged_upto_;
        metrics_.frames_delivered.add(deliveries->size());
      } else if (staged_upto_ > connected.upto + kUptoLagMax) {
        pb::ServerFrame frame;
        frame.mutable_update()->set_upto(staged_upto_);
        subscriber.deliver(make_frame(std::move(frame)));
        connected.upto = staged_upto_;
      }
    }
  }
}

void Fanout::drop() {
  for (auto& [place, seat] : seats_) {
    seat.staged.clear();
    for (auto& connected : seat.subscribers) connected.answers.Clear();
  }
}

}  // namespace flipover
