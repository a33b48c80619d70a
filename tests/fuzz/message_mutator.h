// Changes a protobuf message in small ways that keep it a message, so that a fuzz target gets past the parser: a field
// set, cleared, repeated, a number next to its neighbour, a word that means something in the meeting.
#pragma once

#include <cstddef>
#include <cstdint>

#include <google/protobuf/message.h>

namespace flipover {

// What LLVMFuzzerCustomMutator does, for inputs that are such a message in its binary form. `message` is only a place
// to work in.
std::size_t mutate_message(google::protobuf::Message& message, std::uint8_t* data, std::size_t size,
                           std::size_t size_max, unsigned seed);

}  // namespace flipover
