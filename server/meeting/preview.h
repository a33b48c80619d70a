// What the client would see: for the chair, before a page is opened to him (CP-12).
#pragma once

#include <string>

#include "meeting/v1/api.pb.h"
#include "server/base/proto.h"
#include "server/model/meeting_state.h"

namespace flipover {

// What the client's side sees, or would with the curtain open, of what this participant sees himself: ids of items, added
// pages and strokes, each once, in order of the ids.
pb::PreviewView preview_now(const MeetingState& state, const std::string& participant);

// What of these things the participant sees himself and is not in `preview.now` yet, into `preview.opened`.
void preview_opened(const MeetingState& state, const std::string& participant, const pb::OpenToClient& opening,
                    pb::PreviewView& preview);

}  // namespace flipover
