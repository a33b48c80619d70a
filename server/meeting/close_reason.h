// Why a session is closed, with the WebSocket close code and whether to come back. The table is in proto/README.md.
#pragma once

#include <cstdint>

#include "meeting/v1/session.pb.h"
#include "server/base/proto.h"

namespace flipover {

enum class CloseReason : std::uint16_t {
  kBadFrame = 1003,          // not a frame of the subprotocol
  kTooManyPieces = 1008,     // a message in more pieces than may be, or not whole within its time
  kFrameTooLarge = 1009,
  kServerStops = 1012,       // come back at once: another server, or this one again
  kNoHello = 4000,           // no Hello within 5 s, or something else before it
  kUnknownToken = 4001,      // unknown, expired or revoked
  kClientIdTaken = 4002,     // the client id belongs to another participant, or is not one
  kRevoked = 4003,           // takes part no longer
  kTooManyUnanswered = 4004, // sent on though 256 operations awaited their answer
  kTooManyOperations = 4005, // more than 256 in a frame
  kTooSlow = 4006,           // the outbox overflowed: come back at once and resume
  kMeetingStopped = 4007,    // the meeting's log stopped: come back at once
  kMeetingDamaged = 4008,    // the meeting cannot be served: tell the operator
  kMeetingFull = 4009,       // as many are connected as may be, of all or of this participant: come back later
  kSilent = 4010,            // no pong within 60 s
  kSecondHello = 4011,
  kDeviceConfirmed = 4012,   // the device was confirmed: come back at once, to the whole board
  kMeetingOver = 4013,       // a room screen's seat ended with its meeting; what it was to be told before goes out first
  kNoRoom = 4014,            // the disk takes nothing: what was sent was not taken, and may be sent again later
  kBusy = 4015,              // no Welcome in time, by our fault: come back later
};

// The frame said before closing, in nl and en.
pb::Goodbye goodbye(CloseReason reason);

}  // namespace flipover
