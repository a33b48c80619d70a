// The short name for the messages of proto/meeting/v1.
#pragma once

namespace flipover::v1 {}

namespace flipover {
namespace pb = ::flipover::v1;
}  // namespace flipover
