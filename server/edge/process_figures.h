// What the system knows of this process, for /metrics: time of processors, memory, open files.
#pragma once

#include <vector>

#include "server/edge/http_routes.h"

namespace flipover {

std::vector<Figure> process_figures();

}  // namespace flipover
