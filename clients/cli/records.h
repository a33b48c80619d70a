// The records of a meeting as a participant may see them: those that are there, and those that come.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "clients/cli/context.h"
#include "meeting/v1/record.pb.h"
#include "server/base/proto.h"

namespace flipover {

// One page after the other from GET .../records, in order of number, each record once.
// Returns the number up to which all was told. Throws Failure. `take` returns false to stop.
net::awaitable<std::uint64_t> read_records(HttpClient client, std::string meeting, std::uint64_t after,
                                           std::function<bool(const pb::Record&)> take);

struct TailOrder {
  std::string meeting;
  std::optional<std::uint64_t> from;   // a number; unset: what comes from now on
  std::optional<std::uint64_t> count;  // then it ends
};

// `flipover tail`: records as JSON lines, until `count` or an interrupt.
Exit tail(const Context& context, const TailOrder& order);

struct ReplayOrder {
  std::string meeting;
  double speed = 1;  // times as fast as it went; 0: at once
  std::uint64_t from = 1;
  std::optional<std::uint64_t> to;
};

// `flipover replay`: records as JSON lines, at the pace of their times.
Exit replay(const Context& context, const ReplayOrder& order);

}  // namespace flipover
