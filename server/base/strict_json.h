// Looks through a message's JSON for forms that no other reader of protobuf's JSON mapping takes, and protobuf 3.21 does:
// trailing commas, comments, unquoted or doubled fields, lists within lists or where there is no list, text for a truth.
// What two programs read differently is refused, as an unknown field is.
#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/descriptor.h>

namespace flipover {

// What is wrong, and where: "submit.operations[0].id: twice". Empty: nothing. Requires: the message's fields, and those
// of messages in it, are plain: no maps, no types of google.protobuf that have a form of their own in JSON.
std::string wrong_in_json(std::string_view json, const google::protobuf::Descriptor& message);

}  // namespace flipover
