#include "server/meeting/frame.h"

#include <google/protobuf/util/json_util.h>

#include "server/base/check.h"

namespace flipover {

const std::string& OutFrame::bytes(Wire wire) const {
  if (wire == Wire::kBinary) {
    if (binary_.empty()) binary_ = frame_.SerializeAsString();
    return binary_;
  }
  if (json_.empty()) json_ = to_json(frame_);
  return json_;
}

FramePtr make_frame(pb::ServerFrame frame) { return std::make_shared<const OutFrame>(std::move(frame)); }

std::string to_json(const google::protobuf::Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  CHECK(status.ok(), "a message of ours has a JSON form");
  return json;
}

}  // namespace flipover
