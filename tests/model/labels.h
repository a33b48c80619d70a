// Words for people, taken out of a meeting: none of its rules depends on them, and a smaller one is quicker to copy.
#pragma once

#include <google/protobuf/message.h>

namespace flipover {

// Clears every Label in the message, however deep.
void strip_labels(google::protobuf::Message& message);

}  // namespace flipover
