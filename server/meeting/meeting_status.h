// MeetingStatus: what a meeting, at work or read back, answers.
#pragma once

#include <cstdint>

namespace flipover {

enum class MeetingStatus : std::uint8_t { kDone, kStopped, kNotAllowed, kUnknown, kInvalid, kDamaged, kNoRoom };

}  // namespace flipover
