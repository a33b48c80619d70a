#include "server/meeting/import/read_import.h"

#include <algorithm>
#include <string>
#include <utility>

#include "server/meeting/import/demo_file.h"
#include "server/meeting/import/demo_translation.h"
#include "server/meeting/import/export_file.h"
#include "server/meeting/import/gunzip.h"
#include "server/meeting/import/json_reader.h"
#include "server/meeting/import/transcript.h"

namespace flipover {
namespace {

std::string format_of(const boost::json::value& value) {
  const auto* object = value.if_object();
  const auto* format = object == nullptr ? nullptr : object->if_contains("format");
  return format == nullptr || !format->is_string() ? std::string() : std::string(format->get_string());
}

// JSON Lines: the first line is a whole object and names its format. A file that is one object is no transcript,
// however it is laid out.
bool is_transcript(std::string_view bytes) {
  const std::string_view first = bytes.substr(0, std::min(bytes.find('\n'), bytes.size()));
  const auto value = parse_json(first, "line 1");
  return value && format_of(*value) == "meeting/1";
}

Translated<ImportFile> translate(std::string_view bytes, const Catalogue& catalogue, const ImportLimits& limits) {
  if (is_transcript(bytes)) {
    auto plan = translate_transcript(bytes, catalogue, limits);
    if (!plan) return plan.error();
    return ImportFile(std::move(*plan));
  }
  const auto value = parse_json(bytes, "file");
  if (!value) return value.error();
  const std::string format = format_of(*value);
  if (format == "casusoverleg-demo/1") {
    const auto file = parse_demo_file(*value, limits);
    if (!file) return file.error();
    auto plan = DemoTranslation(*file, bytes, catalogue, limits).run();
    if (!plan) return plan.error();
    return ImportFile(std::move(*plan));
  }
  if (format == "flipover-export/1") {
    auto exported = parse_export(bytes, limits);
    if (!exported) return exported.error();
    return ImportFile(std::move(*exported));
  }
  return ImportError{"format", "is onbekend: verwacht casusoverleg-demo/1, meeting/1 of flipover-export/1",
                     "is unknown: expected casusoverleg-demo/1, meeting/1 or flipover-export/1"};
}

}  // namespace

Translated<ImportFile> read_import(std::string_view bytes, const Catalogue& catalogue, const ImportLimits& limits) {
  if (bytes.size() > limits.bytes_max) {
    return ImportError{"file", "het bestand is te groot", "the file is too large"};
  }
  if (!is_gzip(bytes)) return translate(bytes, catalogue, limits);
  const auto unpacked = gunzip(bytes, limits.bytes_max);
  if (!unpacked) return unpacked.error();
  return translate(*unpacked, catalogue, limits);
}

}  // namespace flipover
