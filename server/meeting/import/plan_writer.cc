#include "server/meeting/import/plan_writer.h"

#include <algorithm>
#include <utility>

#include "server/base/sha256.h"
#include "server/model/entity_id.h"

namespace flipover {
namespace {

constexpr std::size_t kClientHexDigits = 32;  // 128 bits

}  // namespace

PlanWriter::PlanWriter(ImportPlan& plan, std::string_view file) : plan_(plan), file_digest_(to_hex(sha256(file))) {}

PlanWriter::Client& PlanWriter::client_of(const std::string& participant) {
  Client& client = clients_[participant];
  if (client.id.empty()) {
    client.id = "import-" + to_hex(sha256(file_digest_ + '\0' + participant)).substr(0, kClientHexDigits);
  }
  return client;
}

std::string PlanWriter::add(std::int64_t time_ms, const std::string& by, pb::Operation operation, std::string ref) {
  Client& client = client_of(by);
  operation.mutable_id()->set_client(client.id);
  operation.mutable_id()->set_counter(++client.counter);
  std::string added = entity_id(operation.id());
  plan_.steps.push_back(ImportStep{time_ms, by, std::move(operation), std::move(ref)});
  return added;
}

void PlanWriter::finish() {
  for (const auto& [what, count] : counts_) {
    pb::Counted& counted = plan_.counted.emplace_back();
    counted.set_what(what);
    counted.set_count(count);
  }
  counts_.clear();
}

pb::Operation add_participant(pb::Participant participant) {
  pb::Operation operation;
  *operation.mutable_add_participant()->mutable_participant() = std::move(participant);
  return operation;
}

bool is_participant_id(std::string_view id) {
  return !id.empty() && id.size() <= 40 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

}  // namespace flipover
