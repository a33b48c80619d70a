// Fanout sends committed operations to every subscriber of one meeting.
//
// Invariants: each subscriber gets what it may see, in order of number; of the rest it gets nothing. What a record shows
//   is worked out when the record is applied, and leaves only when it is durable. A subscriber that cannot keep up is
//   closed, never skipped; it comes back with the last number it saw.
//   Records are encoded once for all who get the same ones, not once per subscriber.
// Threads: lives on its meeting's shard. No locks.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "meeting/v1/record.pb.h"
#include "server/meeting/checkpoint_parts.h"
#include "server/meeting/metrics.h"
#include "server/meeting/subscriber.h"
#include "server/model/projection.h"

namespace flipover {

class Fanout {
 public:
  explicit Fanout(MeetingMetrics& metrics) : metrics_(metrics) {}

  void join(std::shared_ptr<Subscriber> subscriber, Viewer viewer, std::uint64_t upto);
  void leave(const Subscriber& subscriber);
  std::vector<std::shared_ptr<Subscriber>> subscribers_of(const std::string& participant) const;
  std::vector<std::shared_ptr<Subscriber>> all() const;
  const Viewer* viewer(const Subscriber& subscriber) const;  // null: not connected (any more)
  bool empty() const { return seats_.empty(); }
  std::size_t size() const { return count_; }

  // Around `apply` of each record of a batch.
  void before_apply(const MeetingState& state, const pb::Record& record);
  void after_apply(const MeetingState& state, const pb::Record& record);

  // An answer to one operation of a subscriber; leaves with the batch, before its records.
  void answer(const Subscriber& subscriber, pb::Outcome outcome);

  void publish();  // the batch is durable
  void drop();     // the batch failed: nobody sees anything of it

  // Calls f(viewer, subscribers) for each participant who is connected.
  template <class Function>
  void for_each_seat(Function f) const {
    for (const auto& [place, seat] : seats_) f(seat.viewer, seat.subscribers);
  }

 private:
  using RecordPtr = std::shared_ptr<const pb::Record>;
  struct Connected {
    std::shared_ptr<Subscriber> subscriber;
    pb::Update answers;
    std::uint64_t upto = 0;  // told so far
  };
  // A participant with his connections, those of a device that is not confirmed apart: they all get the same.
  struct Place {
    std::string participant;
    std::string device;

    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Seat {
    Viewer viewer;
    std::vector<Connected> subscribers;
    Sight sight;  // before the record at hand
    std::vector<RecordPtr> staged;
  };
  // What a group of seats is sent for a batch: frames, and where a reveal is too large, its parts.
  struct Delivery {
    FramePtr frame;
    std::shared_ptr<FramesMadeOnce> parts;
  };
  std::vector<Delivery> encode(const std::vector<RecordPtr>& records) const;

  MeetingMetrics& metrics_;
  std::map<Place, Seat> seats_;
  std::size_t count_ = 0;
  Before before_;
  std::uint64_t staged_upto_ = 0;
};

}  // namespace flipover
