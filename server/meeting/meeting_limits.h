// The limits of a meeting at work (G6). Configurable; bench and trace tools raise them and print what they raised.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "server/model/limits.h"

namespace flipover {

struct MeetingLimits {
  ModelLimits model;
  std::size_t frame_bytes_max = 1024 * 1024;   // from a client
  std::size_t operations_in_frame_max = 256;
  std::size_t unanswered_max = 256;            // of one session
  std::size_t connections_max = 250;           // participants connected to a meeting
  std::size_t connections_of_participant_max = 20;  // the devices of one; the screens of a room are one participant
  std::size_t outbox_bytes_max = 4 * 1024 * 1024;  // of a session; checkpoint parts not counted
  double operations_per_second = 200;          // of one participant
  double operations_burst = 1'000;
  std::uint32_t presence_per_second = 20;
  std::size_t inbox_messages_max = 256;        // of a meeting; then the readers wait
  std::size_t checkpoint_after_records = 1'000;
  std::size_t recent_records_max = 4'096;      // kept in memory for those who resume
  std::size_t recent_bytes_max = 8 * 1024 * 1024;  // of these
  std::size_t history_edits_max = 50'000;      // text edits kept in memory, of a meeting
  std::size_t looks_at_once = 1;               // of all who look back, on a shard; as many as there are reading threads
  std::size_t looks_of_one_max = 8;            // of one participant that wait, one after another
  std::size_t looks_waiting_max = 256;         // of all that wait, on a shard
  std::size_t looks_bytes_max = 64 * 1024 * 1024;  // of boards of the past kept in memory, on a shard
};

constexpr std::size_t kPartBytesMax = 256 * 1024;
constexpr std::size_t kMissedBytesMax = 4 * kPartBytesMax;  // read from the log for those who resume
static_assert(kPartBytesMax <= 4 * 1024 * 1024, "a part must fit an empty outbox");

}  // namespace flipover
