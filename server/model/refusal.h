// Why the answer is no: a stable code, and a sentence in nl and en that says what to do (G9).
#pragma once

#include <boost/system/result.hpp>
#include <exception>
#include <string>
#include <string_view>

#include "meeting/v1/session.pb.h"
#include "server/base/proto.h"

namespace flipover {

enum class Reason {
  kUnknownThing,
  kNotAllowed,
  kKindNotHere,
  kPhaseForbids,
  kTextInvalid,
  kTextTooLong,
  kBaseUnknown,
  kBaseTooOld,
  kOnlySayerEdits,
  kCarriesDissent,
  kTooManyItems,
  kMeetingFull,
  kShareFull,
  kRemovedFull,
  kUnknownField,
  kValueInvalid,
  kReasonRequired,
  kNoRound,
  kRoundOpen,
  kRoundOver,
  kVoteBudget,
  kNothingToUndo,
  kSuperseded,
  kChairHere,
  kMeetingEnded,
  kInvalidOperation,
  kForeignClient,
  kCounterInvalid,
  kWasRefused,
  kTooFast,
  kTooManyUnanswered,
  kRoleWithoutRights,
  kAboveYourSight,
  kDeviceUnconfirmed,
};

struct Rejection {
  Reason reason;
  std::string detail;  // names the field or value that is wrong; never content of others
};

// A decided thing, or why not. The answer to a participant, not an error of the world.
template <class T>
using Verdict = boost::system::result<T, Rejection>;

// Reading the value of a Verdict that holds a Rejection is our own mistake.
[[noreturn]] void throw_exception_from_error(const Rejection& rejection, const boost::source_location& where);

std::string_view code_of(Reason reason);

// The refusal as it goes to its author, with the operation that was refused.
pb::Refusal to_refusal(const Rejection& rejection, const pb::Operation& operation);

}  // namespace flipover
