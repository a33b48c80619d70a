// TextChange as it travels: the spans of pb::EditText, with inserts in UTF-8.
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include "meeting/v1/operation.pb.h"
#include "server/base/proto.h"
#include "server/model/text_ot.h"

namespace flipover {

using WireSpans = google::protobuf::RepeatedPtrField<pb::Span>;

// Any spans whatever: those of a client are checked here for all that needs no text (the rest by rebase()).
TextResult<TextChange> change_from_wire(const WireSpans& spans);

// Replaces what `spans` holds.
void change_to_wire(const TextChange& change, WireSpans& spans);

}  // namespace flipover
