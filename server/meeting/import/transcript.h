// A transcript of the format meeting/1: a header, then one utterance after another, as JSON Lines or as one JSON list.
#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "server/meeting/import/import_plan.h"
#include "server/vocabulary/catalogue.h"

namespace flipover {

// A meeting held by the free method, in which every utterance is an item said and typed by its speaker. Its kind is
// `uitspraak`, which claims nothing: whether words were a fact, an idea or a question is for people to say afterwards.
// A role that the vocabulary does not know becomes partner, and stays readable in the name: P1 (Project Manager).
Translated<ImportPlan> translate_transcript(std::string_view lines, const Catalogue& catalogue,
                                            const ImportLimits& limits);
// `list`: what `bytes` hold.
Translated<ImportPlan> translate_transcript(std::string_view bytes, boost::json::array list, const Catalogue& catalogue,
                                            const ImportLimits& limits);

}  // namespace flipover
