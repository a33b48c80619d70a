#include "server/meeting/import/export_file.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include "server/base/strict_json.h"
#include "server/vocabulary/checks.h"

namespace flipover {
namespace {

constexpr std::string_view kFormat = "flipover-export/1";
constexpr std::int64_t kTimeMax = 253'402'300'800'000;  // the year 10000

ImportError wrong_at(int record, const std::string& member, std::string nl, std::string en) {
  return ImportError{"records[" + std::to_string(record) + "]" + member, std::move(nl), std::move(en)};
}

std::optional<ImportError> check_created(const pb::CreateMeeting& created) {
  VocabularyChecks checks;
  Wrong wrong = checks.add("records[0].createMeeting.vocabulary", created.vocabulary());
  if (!wrong) wrong = checks.finish(created.vocabulary());
  if (!wrong) wrong = check_method("records[0].createMeeting.method", created.method(), created.vocabulary());
  if (!wrong) return std::nullopt;
  return ImportError{wrong->where, "klopt niet: " + wrong->what, wrong->what};
}

// What appears to a viewer is sheets, items, links, strokes and votes of his own; a whole meeting can't slip in with it.
bool holds_things_alone(const pb::Checkpoint& appeared) {
  return appeared.number() == 0 && appeared.time_ms() == 0 && !appeared.has_info() && !appeared.has_course() &&
         appeared.attendees().empty() && appeared.clients().empty() && appeared.last_acts().empty();
}

std::optional<ImportError> check_records(const pb::Export& exported, const ImportLimits& limits) {
  std::uint64_t number = 0;
  std::int64_t time_ms = 0;
  for (int i = 0; i < exported.records_size(); ++i) {
    const pb::Record& record = exported.records(i);
    if (record.number() <= number) {
      return wrong_at(i, ".number", "is niet groter dan het vorige", "is not greater than the one before");
    }
    if (record.number() > limits.number_max) {
      return wrong_at(i, ".number", "is groter dan een bijeenkomst lang wordt", "is larger than a meeting gets long");
    }
    if (record.time_ms() < time_ms || record.time_ms() > kTimeMax) {
      return wrong_at(i, ".timeMs", "loopt terug of is geen tijd", "runs back or is no time");
    }
    if (!holds_things_alone(record.seen().appeared())) {
      return wrong_at(i, ".seen.appeared", "mag alleen onderdelen van het bord bevatten",
                      "may hold nothing but things on the board");
    }
    const auto kind = record.operation().kind_case();
    if (kind == pb::Operation::KIND_NOT_SET && !record.has_seen()) {
      return wrong_at(i, ".operation", "ontbreekt", "is missing");
    }
    if ((kind == pb::Operation::kCreateMeeting) != (i == 0)) {
      return wrong_at(i, ".operation", "alleen het eerste record maakt de bijeenkomst",
                      "the first record creates the meeting, and no other does");
    }
    number = record.number();
    time_ms = record.time_ms();
  }
  return std::nullopt;
}

// Every moment in the message: a field whose name ends in _ms. When it was logged or exported is no moment of the
// meeting; 0 means: none.
void shift_times(google::protobuf::Message& message, std::int64_t shift) {
  using google::protobuf::FieldDescriptor;
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!field->is_repeated()) {
        shift_times(*reflection->MutableMessage(&message, field), shift);
        continue;
      }
      for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
        shift_times(*reflection->MutableRepeatedMessage(&message, field, i), shift);
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64 && !field->is_repeated() &&
               field->name().ends_with("_ms") && field->name() != "logged_at_ms" && field->name() != "exported_ms") {
      // Unsigned, so that a made-up time far out of range wraps and nothing worse.
      const auto time = static_cast<std::uint64_t>(reflection->GetInt64(message, field));
      reflection->SetInt64(&message, field, static_cast<std::int64_t>(time + static_cast<std::uint64_t>(shift)));
    }
  }
}

}  // namespace

Translated<pb::Export> parse_export(std::string_view bytes, const ImportLimits& limits) {
  pb::Export exported;
  if (const std::string wrong = wrong_in_json(bytes, *pb::Export::descriptor()); !wrong.empty()) {
    return ImportError{"export", "is niet te lezen: " + wrong, "cannot be read: " + wrong};
  }
  const auto status = google::protobuf::util::JsonStringToMessage({bytes.data(), bytes.size()}, &exported);
  if (!status.ok()) {
    const std::string what(status.message());
    return ImportError{"export", "is niet te lezen: " + what, "cannot be read: " + what};
  }
  if (exported.format() != kFormat) {
    return ImportError{"format", "is niet flipover-export/1", "is not flipover-export/1"};
  }
  if (exported.records().empty()) return ImportError{"records", "er zijn er geen", "there are none"};
  if (static_cast<std::size_t>(exported.records_size()) > limits.steps_max) {
    return ImportError{"records", "het zijn er te veel", "there are too many"};
  }
  if (auto wrong = check_records(exported, limits)) return *wrong;
  if (auto wrong = check_created(exported.records(0).operation().create_meeting())) return *wrong;
  return exported;
}

void start_at(pb::Export& exported, std::int64_t start_ms) {
  if (exported.records().empty()) return;
  const std::int64_t shift = start_ms - exported.records(0).time_ms();
  for (pb::Record& record : *exported.mutable_records()) shift_times(record, shift);
}

}  // namespace flipover
