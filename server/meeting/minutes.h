// The report of a meeting (het verslag), made from its state.
#pragma once

#include <cstdint>
#include <string>

#include "meeting/v1/checkpoint.pb.h"
#include "server/base/proto.h"

namespace flipover {

// Markdown. `state` is a viewer's projection: the report holds what he may see and nothing else. It says for whom and
// when (milliseconds since 1970 UTC) it was made, and whether it is a draft or settled. `language`: nl or en, for the
// headings; what people wrote stands as they wrote it, and shows as plain text whatever it holds.
// Holds no figure about a person or an organisation, and nothing that ranks them.
std::string minutes_markdown(const pb::Checkpoint& state, const std::string& for_whom, std::int64_t when_ms,
                             const std::string& language);

}  // namespace flipover
