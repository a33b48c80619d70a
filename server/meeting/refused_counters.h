// RefusedCounters: up to which counter a device's operations were refused, so that one that is sent again stays refused (G3).
//
// In memory only: after a restart it is decided anew. Limits: kDevicesRemembered devices of a participant; the one whose
// last refusal is longest ago is forgotten first.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>

#include "server/model/limits.h"

namespace flipover {

class RefusedCounters {
  using Devices = std::deque<std::pair<std::string, std::uint64_t>>;  // the last refused last

  template <class Of>
  static auto find(Of& devices, const std::string& client) {
    return std::find_if(devices.begin(), devices.end(), [&](const auto& device) { return device.first == client; });
  }

 public:
  void note(const std::string& participant, const std::string& client, std::uint64_t counter) {
    Devices& devices = of_[participant];
    const auto known = find(devices, client);
    if (known != devices.end()) {
      counter = std::max(counter, known->second);
      devices.erase(known);
    } else if (devices.size() >= kDevicesRemembered) {
      devices.pop_front();
    }
    devices.emplace_back(client, counter);
  }

  // 0: none is known.
  std::uint64_t highest(const std::string& participant, const std::string& client) const {
    const auto devices = of_.find(participant);
    if (devices == of_.end()) return 0;
    const auto known = find(devices->second, client);
    return known == devices->second.end() ? 0 : known->second;
  }

 private:
  std::map<std::string, Devices> of_;  // by participant
};

}  // namespace flipover
