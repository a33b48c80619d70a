#include "clients/cli/operation_line.h"

#include <algorithm>
#include <array>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include "server/base/strict_json.h"
#include "server/model/entity_id.h"

namespace flipover {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The fields that name a thing on a sheet, by their names in operation.proto. `to` names a person where the chair is
// handed over, and is then left alone.
constexpr std::array<std::string_view, 8> kThings = {"item", "sheet", "behind", "thing",
                                                     "onto", "from",  "to",     "answered_by"};

bool names_a_thing(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING || field.is_repeated()) return false;
  if (field.containing_type() == pb::HandOverChair::descriptor()) return false;
  return std::find(kThings.begin(), kThings.end(), field.name()) != kThings.end();
}

std::optional<std::uint64_t> line_named(std::string_view text) {
  if (text.size() < 2 || text.size() > 16 || text.front() != '@') return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

void fill_in_things(Message& message, const std::string& client) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated()) {
      fill_in_things(*reflection.MutableMessage(&message, field), client);
    } else if (names_a_thing(*field)) {
      const auto number = line_named(reflection.GetString(message, field));
      if (!number) continue;
      pb::OperationId id;
      id.set_client(client);
      id.set_counter(*number);
      reflection.SetString(&message, field, entity_id(id));
    }
  }
}

}  // namespace

OperationLine read_operation_line(std::string_view line, const std::string& client, std::uint64_t number) {
  OperationLine read;
  pb::Operation operation;
  if (const std::string wrong = wrong_in_json(line, *pb::Operation::descriptor()); !wrong.empty()) {
    read.complaint = {"Deze regel is geen handeling: " + wrong, "This line is no operation: " + wrong};
    return read;
  }
  const auto status =
      google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(line.data(), line.size()), &operation);
  if (!status.ok()) {
    const std::string detail(status.message());
    read.complaint = {"Deze regel is geen handeling: " + detail, "This line is no operation: " + detail};
    return read;
  }
  if (operation.kind_case() == pb::Operation::KIND_NOT_SET) {
    read.complaint = {"Deze regel zegt niet wat er moet gebeuren.", "This line does not say what is to be done."};
    return read;
  }
  operation.mutable_id()->set_client(client);
  operation.mutable_id()->set_counter(number);
  fill_in_things(operation, client);
  read.operation = std::move(operation);
  return read;
}

std::string added_by(const pb::Operation& operation) {
  switch (operation.kind_case()) {
    case pb::Operation::kAddItem:
    case pb::Operation::kSplitItem:
    case pb::Operation::kLinkItems:
    case pb::Operation::kAddComment:
    case pb::Operation::kAddPage:
    case pb::Operation::kDraw:
      return entity_id(operation.id());
    default:
      return {};
  }
}

}  // namespace flipover
