#include "tests/model/labels.h"

#include <vector>

#include "meeting/v1/method.pb.h"
#include "server/base/proto.h"

namespace flipover {

void strip_labels(google::protobuf::Message& message) {
  const auto* reflection = message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->message_type() == nullptr) continue;
    if (field->message_type() == pb::Label::descriptor()) {
      reflection->ClearField(&message, field);
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        strip_labels(*reflection->MutableRepeatedMessage(&message, field, i));
      }
    } else {
      strip_labels(*reflection->MutableMessage(&message, field));
    }
  }
}

}  // namespace flipover
