// A line of `flipover send`: an operation in protobuf JSON, in which "@7" stands for what line 7 adds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clients/cli/failure.h"
#include "meeting/v1/operation.pb.h"
#include "server/base/proto.h"

namespace flipover {

struct OperationLine {
  std::optional<pb::Operation> operation;  // with its id: the client and the line's number
  Words complaint;                         // why not, if it is no operation
};

// Nothing is sent for a line that is no operation: its counter stays unused.
OperationLine read_operation_line(std::string_view line, const std::string& client, std::uint64_t number);

// The id of what the operation adds; empty if it adds nothing.
std::string added_by(const pb::Operation& operation);

}  // namespace flipover
