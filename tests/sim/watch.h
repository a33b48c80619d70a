// Watch: what the simulated world tells its oracles while it runs. Implemented by Oracles.
#pragma once

#include <cstdint>
#include <string>

#include "meeting/v1/session.pb.h"
#include "server/base/proto.h"
#include "server/meeting/frame.h"

namespace flipover::sim {

// What a session has been told so far, as far as the oracles need it.
struct SessionView {
  std::string participant;
  std::string client;
  std::uint64_t joined_at = 0;    // Welcome.number
  std::string parts_bytes;        // of a row of parts whose number is not known yet
};

class Watch {
 public:
  virtual ~Watch() = default;

  // A frame leaves the meeting towards a session: the moment at which its content counts as seen.
  virtual void leaves(SessionView& session, const FramePtr& frame) = 0;

  // An oracle objects.
  virtual void fail(const std::string& oracle, const std::string& what) = 0;
};

}  // namespace flipover::sim
