// The rules of sight that can be broken on purpose, each by its planted fault.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/base/planted_fault.h"

namespace flipover::canary {

struct NamedFault {
  std::string_view name;
  Fault fault;
};
const std::vector<NamedFault>& faults();

std::string names_of_faults();
// False: there is none of this name, or none are compiled in.
bool plant_by_name(std::string_view name);

}  // namespace flipover::canary
