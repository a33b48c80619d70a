// The case to practise with: the demonstration case, built into the binary, as far as its factors.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "server/meeting/import/import_plan.h"
#include "server/vocabulary/catalogue.h"
#include "server/vocabulary/embedded_files.h"

namespace flipover {

// The meeting with the factors on the board and their phase not yet left, as if it had come so far at `now_ms`. Who chaired it
// has the name of who practises. Fails when today's methods and words no longer hold the case.
Translated<ImportPlan> practice_plan(const Catalogue& catalogue, const std::string& name, const std::string& language,
                                     std::int64_t now_ms);

// The participant who chairs it.
const pb::Participant& chair_of(const ImportPlan& plan);

// demo-case.json
std::span<const EmbeddedFile> practice_files();

}  // namespace flipover
