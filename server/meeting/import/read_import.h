// The one way in for foreign files: finds out what a file is and translates it.
#pragma once

#include <string_view>
#include <variant>

#include "meeting/v1/api.pb.h"
#include "server/meeting/import/import_plan.h"
#include "server/vocabulary/catalogue.h"

namespace flipover {

// A demo case (casusoverleg-demo/1) or a transcript (meeting/1, plain or gzip'd) becomes a plan; an export of our own
// (flipover-export/1) keeps its records.
using ImportFile = std::variant<ImportPlan, pb::Export>;

Translated<ImportFile> read_import(std::string_view bytes, const Catalogue& catalogue, const ImportLimits& limits = {});

}  // namespace flipover
