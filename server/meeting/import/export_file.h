// flipover's own export, on its way back in.
#pragma once

#include <cstdint>
#include <string_view>

#include "meeting/v1/api.pb.h"
#include "server/meeting/import/import_plan.h"
#include "server/vocabulary/catalogue.h"

namespace flipover {

// JSON of pb::Export, looked through: the format, that records stand in order, that the first one creates the meeting
// and brings a sound method and vocabulary, and that no number is out of all bounds. Its records are taken over as they
// are: they were decided when they happened.
Translated<pb::Export> parse_export(std::string_view bytes, const ImportLimits& limits);

// Shifts all times in it so that the first record is at `start_ms`; when a record was logged stays what it was.
void start_at(pb::Export& exported, std::int64_t start_ms);

}  // namespace flipover
