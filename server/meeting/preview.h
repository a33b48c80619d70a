// What the client would see: for the chair, before a page is opened to him (CP-12).
#pragma once

#include <string>

#include "meeting/v1/api.pb.h"
#include "server/base/proto.h"
#include "server/model/meeting_state.h"
#include "server/model/visibility.h"

namespace flipover {

// What the client sees, or would with the curtain open, of what the chair sees on this device: ids of items, added pages and
// strokes, each once, in order of the ids; the board that the client gets, by the very projection that makes it; and which items
// that lay open to him were changed since behind the curtain, and are kept from him by that. Where no client takes part he is who
// supports him; where nobody does, one of whom nothing is his own.
pb::PreviewView preview_now(const MeetingState& state, const Viewer& chair);

// What of these things the chair sees there and is not in `preview.now` yet, into `preview.opened`; and the board
// that the client gets after it, into `preview.seen`. Requires: `opening` was decided.
void preview_opened(const MeetingState& state, const Viewer& chair, const pb::OpenToClient& opening,
                    pb::PreviewView& preview);

}  // namespace flipover
